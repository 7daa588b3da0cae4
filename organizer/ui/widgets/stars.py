"""Five stars in halves: how they are drawn, what a place on them means, and a widget to rate with."""

from __future__ import annotations

from math import ceil, cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QWidget

from organizer.base.language import tr
from organizer.library.plays import stars
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import keys_text

FAINT = 90  #: opacity of stars that are not given

_POINTS = [
    (sin(at * pi / 5) * (0.5 if at % 2 == 0 else 0.21), -cos(at * pi / 5) * (0.5 if at % 2 == 0 else 0.21))
    for at in range(10)
]


def paint(painter: QPainter, area: QRectF, rating: int | None, outline: QColor, *, empty: bool) -> None:
    """Draw five stars from the left of the area, as high as it; ``empty``: also those that are not given."""
    size = area.height()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    faint = QColor(outline)
    faint.setAlpha(FAINT)
    for star in range(5):
        square = QRectF(area.left() + star * size, area.top(), size, size)
        given = 0 if rating is None else min(max(rating - 2 * star, 0), 2)
        middle = square.center() + QPointF(0, size * 0.03)
        shape = QPolygonF([middle + QPointF(x * size, y * size) * 0.96 for x, y in _POINTS])
        if given < 2 and empty:
            painter.setBrush(faint)
            painter.drawPolygon(shape)
        if given:
            painter.setClipRect(QRectF(square.left(), square.top(), size * given / 2, size))
            painter.setBrush(theme.star())
            painter.drawPolygon(shape)
            painter.setClipping(False)
    painter.restore()


def rating_at(x: float, size: float) -> int | None:
    """What a click means so far from the left of stars of this size; None beside them."""
    return max(1, ceil(2 * x / size)) if 0 <= x <= 5 * size else None


class Stars(QWidget):
    """The rating of one song: a click sets it, a click on the same again takes it away; keys 0 to 5 and the
    arrows do it, too."""

    rated = Signal(object)  #: half stars, or None for none

    def __init__(self, size: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = min(theme.scaled(size), size + 8)  # with the text, as icons
        self.rating: int | None = None
        self._hover: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        self._name()

    def sizeHint(self) -> QSize:
        return QSize(5 * self._size + 4, self._size + 4)

    def show_rating(self, rating: int | None) -> None:
        """Show this rating."""
        self.rating = rating
        self._name()
        self.update()

    def _name(self) -> None:
        said = stars.text(self.rating)
        self.setAccessibleName(f"{tr('Rating')}: {said}")
        keys = tr("{first} to {last}", first=keys_text("Alt+0"), last=keys_text("Alt+5"))
        tip = (
            tr("Not rated: click to rate")
            if self.rating is None
            else tr("{stars}: click on the same again to take it away", stars=said)
        )
        self.setToolTip(f"{tip} ({keys})")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.palette().color(QPalette.ColorRole.Text)
        shown = self.rating if self._hover is None else self._hover
        paint(painter, QRectF(2, 2, 5 * self._size, self._size), shown, text, empty=True)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Link))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(rating_at(event.position().x() - 2, self._size))

    def leaveEvent(self, _event: object) -> None:
        self._set_hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what lies under it does not get the click

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        wanted = rating_at(event.position().x() - 2, self._size)
        if event.button() == Qt.MouseButton.LeftButton and wanted is not None:
            self._hover = None
            self.rated.emit(None if wanted == self.rating else wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        if 0 <= number <= 5 and not event.modifiers():
            self.rated.emit(2 * number or None)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self.rated.emit(min(max((self.rating or 0) + step, 0), 10) or None)
        else:
            super().keyPressEvent(event)

    def _set_hover(self, rating: int | None) -> None:
        if rating != self._hover:
            self._hover = rating
            self.update()
