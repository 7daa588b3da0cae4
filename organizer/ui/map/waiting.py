"""What is shown in the place of the map before there is one: what it waits for, and how far that is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPalette

from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP

#: Radius of a dot and the distance of two, in pixels.
_RADIUS, _APART = 5.0, 20.0


def paint_waiting(
    painter: QPainter, place: QRect, palette: QPalette, text: str, songs: tuple[int, int] | None
) -> None:
    """The sentence in the middle of the place; below it so many dots of so many are filled."""
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    painter.drawText(place, flags, text)
    if songs is None:
        return
    ready, enough = songs
    below = painter.boundingRect(place, flags, text).bottom() + 3 * STEP
    left = place.center().x() - (enough - 1) * _APART / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    filled, empty = palette.color(QPalette.ColorRole.Highlight), theme.hollow()
    for number in range(enough):
        painter.setPen(filled if number < ready else empty)
        painter.setBrush(filled if number < ready else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(left + number * _APART, below), _RADIUS, _RADIUS)
