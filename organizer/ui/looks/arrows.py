"""Arrows of lists and boxes for numbers, as files: a style sheet that draws edges around them takes arrows
from files alone, and without one a list looks like a line to write in."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

#: Pixels, drawn for screens of up to four for each.
_WIDE, _HIGH, _FINE = 10, 6, 4

_RULES = """
QComboBox::down-arrow { image: url("@down"); width: 10px; height: 6px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 18px;
  subcontrol-origin: padding; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url("@up"); width: 10px; height: 6px; }
QAbstractSpinBox::down-arrow { image: url("@down"); width: 10px; height: 6px; }
"""


def rules(colour: str) -> str:
    """What shows arrows in a colour, to be added to the style sheet; nothing where no file can be written."""
    folder = Path(platformdirs.user_cache_dir("organizer", appauthor=False)) / "arrows"
    text = _RULES
    for name in ("up", "down"):
        file = folder / f"{name}-{colour.lstrip('#')}.png"
        if not file.exists():
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError:
                return ""
            if not _arrow(name, colour).save(str(file)):
                return ""
        text = text.replace(f"@{name}", file.as_posix())
    return text


def _arrow(name: str, colour: str) -> QImage:
    image = QImage(_WIDE * _FINE, _HIGH * _FINE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    base, tip = (0.0, image.height()) if name == "down" else (image.height(), 0.0)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        corners = ((0.0, base), (image.width(), base), (image.width() / 2, tip))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    return image
