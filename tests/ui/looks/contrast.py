"""How far two colours stand apart, as WCAG 2.2 counts it."""

from __future__ import annotations

from PySide6.QtGui import QColor


def luminance(colour: QColor | str) -> float:
    """Relative luminance, 0–1."""
    parts = [part / 255 for part in QColor(colour).getRgb()[:3]]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: QColor | str, other: QColor | str) -> float:
    """1 for alike, 21 for black and white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def over(ground: QColor | str, ink: QColor) -> QColor:
    """What is seen of a translucent ink on a ground."""
    below, share = QColor(ground), ink.alphaF()
    return QColor.fromRgbF(
        *(share * a + (1 - share) * b for a, b in zip(ink.getRgbF()[:3], below.getRgbF()[:3], strict=True))
    )
