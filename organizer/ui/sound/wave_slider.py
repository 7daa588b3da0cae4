"""Where in the song: a slider, which becomes the outline of the song as soon as that is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip

from organizer.base.model import clock
from organizer.ui.widgets import theme

_Role = QPalette.ColorRole


class NamedSlider(QSlider):
    """A slider with a name. The handle goes to where is pressed, and can be dragged on from there."""

    def __init__(self, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            kind, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl
            groove = self.style().subControlRect(kind, option, part.SC_SliderGroove, self)
            handle = self.style().subControlRect(kind, option, part.SC_SliderHandle, self)
            place = round(event.position().x()) - groove.x() - handle.width() // 2
            room = groove.width() - handle.width()
            self.setSliderPosition(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room)
            )
        super().mousePressEvent(event)


class WaveSlider(NamedSlider):
    """Milliseconds of a song. With an outline each pixel is a moment: where is pressed, there it goes."""

    # of the class, since Qt sends events while it makes the slider
    _wave = b""
    _starts: Sequence[float] = ()  #: of the parts, as shares of the song
    _labels: Sequence[int] = ()

    @property
    def has_wave(self) -> bool:
        """Whether the outline is shown."""
        return bool(self._wave)

    def show_wave(self, wave: bytes) -> None:
        """The outline: the height of each column, 0–255; b"" for a plain slider."""
        self._wave = wave
        self.update()

    def show_parts(self, starts: Sequence[float], labels: Sequence[int]) -> None:
        """Where the parts of the song begin, as shares of it, and which are alike; none where not known."""
        self._starts, self._labels = starts, labels
        self.update()

    def value_at(self, x: float) -> int:
        """The moment under this pixel."""
        share = min(max(x / max(self.width() - 1, 1), 0.0), 1.0)
        return round(self.minimum() + share * (self.maximum() - self.minimum()))

    def x_of(self, value: int) -> float:
        """Where a moment is."""
        span = max(self.maximum() - self.minimum(), 1)
        return (value - self.minimum()) / span * (self.width() - 1)

    def colour_at(self, share: float) -> QColor:
        """The colour of the song there."""
        if not self._starts:
            return self.palette().color(QPalette.ColorGroup.Active, _Role.Highlight)
        part = max(bisect_right(self._starts, share) - 1, 0)
        return theme.group_colour(self._labels[part])

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._wave:
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self.value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._wave:
            super().mouseMoveEvent(event)
        elif self.isSliderDown():
            self.setSliderPosition(self.value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._wave and self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
        else:
            super().mouseReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        if self._wave and self.isEnabled() and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), clock(self.value_at(event.pos().x()) / 1000), self)
            return True
        return super().event(event)

    # the picture

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._wave:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, half = self.height() / 2, max(self.height() / 2 - 2, 2.0)
            here = self.x_of(self.sliderPosition())
            rest = self.palette().color(_Role.Mid)
            for x in range(0, self.width(), 3):
                first = x * len(self._wave) // self.width()
                last = max((x + 3) * len(self._wave) // self.width(), first + 1)
                tall = max(max(self._wave[first:last]) / 255 * half, 1.0)
                colour = self.colour_at(x / self.width())
                if x > here or not self.isEnabled():
                    if self._starts and self.isEnabled():
                        colour.setAlphaF(0.45)
                    else:
                        colour = rest
                painter.fillRect(QRectF(x, middle - tall, 2, 2 * tall), colour)
            painter.setPen(QPen(self.palette().color(_Role.WindowText), 2))
            painter.drawLine(QPointF(here, 1), QPointF(here, self.height() - 1))
            if self.hasFocus():
                painter.setPen(QPen(self.palette().color(_Role.Highlight), 1))
                painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1))
