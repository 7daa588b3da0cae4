"""One song along its time: the waveform coloured by part, and how alike its moments are, with one cursor."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from organizer.analysis.space.planes import viridis
from organizer.base.language import tr
from organizer.base.model import clock
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP

if TYPE_CHECKING:
    from organizer.analysis.structure.parts import Structure

#: Seconds between the marks of the time axis: the first that leaves room for the text.
_TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
_SEEK = 5.0  #: seconds that an arrow key moves by
_LETTERS = 22
_NARROW = 6  #: pixels under which a part is too narrow for more than its colour
_EDGE = 6  #: of the bands of colour along the matrix

_Role = QPalette.ColorRole


def ink_on(colour: QColor) -> QColor:
    """Black or white, whichever can be read on that colour."""
    bright = 0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue()
    return QColor("#15161b" if bright > 135 else "#ffffff")


class TimeCanvas(QWidget):
    """Time runs across; a click asks to go there. What does not move is painted once."""

    jump_requested = Signal(float)  #: seconds

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.structure: Structure | None = None
        self.cursor_at: float | None = None  #: seconds
        self._still: QPixmap | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_structure(self, structure: Structure | None) -> None:
        """Show the parts of another song; with None, nothing."""
        self.structure = structure
        self._still = None
        self.update()

    def set_cursor(self, seconds: float | None) -> None:
        """Show where the player is; None where it plays something else."""
        if seconds != self.cursor_at:
            self.cursor_at = seconds
            self.update()

    def area(self) -> QRectF:
        """Where time 0 to the end lies."""
        raise NotImplementedError

    def paint_still(self, painter: QPainter, structure: Structure) -> None:
        """What stays until there is another song or another size: painted once."""
        raise NotImplementedError

    def paint_moving(self, painter: QPainter, structure: Structure) -> None:
        """What follows player and pointer: painted anew each time."""
        raise NotImplementedError

    def words_at(self, place: QPointF) -> str:
        """What the pointer tells there."""
        raise NotImplementedError

    def x_of(self, seconds: float) -> float:
        """Where a moment is, in pixels."""
        area, length = self.area(), self.structure.duration if self.structure else 0.0
        return area.left() + area.width() * min(max(seconds / max(length, 1e-9), 0.0), 1.0)

    def seconds_at(self, x: float) -> float:
        """The moment at a place, in seconds."""
        area, length = self.area(), self.structure.duration if self.structure else 0.0
        return length * min(max((x - area.left()) / max(area.width(), 1.0), 0.0), 1.0)

    def part_at(self, seconds: float) -> int:
        """Number of the part that sounds then."""
        return max(0, bisect_right(self.structure.starts, seconds) - 1) if self.structure else 0

    def colour_of(self, part: int) -> QColor:
        """The colour of a part: the same for all that sound alike."""
        return theme.group_colour(self.structure.labels[part] if self.structure else 0)

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        structure = self.structure
        if structure is None:
            return
        if self._still is None:
            ratio = self.devicePixelRatioF()
            self._still = QPixmap(self.size() * ratio)
            self._still.setDevicePixelRatio(ratio)
            self._still.fill(Qt.GlobalColor.transparent)
            with QPainter(self._still) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self.paint_still(painter, structure)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._still)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_moving(painter, structure)
            if self.hasFocus():
                painter.setPen(QPen(self.palette().color(_Role.Highlight), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.area().adjusted(-1.5, -1.5, 1.5, 1.5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._still = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._still = None
            self.update()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        inside = self.area().adjusted(-STEP, 0, STEP, 0).contains(event.position())
        if event.button() == Qt.MouseButton.LeftButton and self.structure is not None and inside:
            self.jump_requested.emit(self.seconds_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.structure is not None and self.area().contains(event.position()):
            QToolTip.showText(event.globalPosition().toPoint(), self.words_at(event.position()), self)
        else:
            QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = {Qt.Key.Key_Left: -_SEEK, Qt.Key.Key_Right: _SEEK}.get(Qt.Key(event.key()))
        if self.structure is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif move is not None:
            self.jump_requested.emit(min(max((self.cursor_at or 0.0) + move, 0.0), self.structure.duration))
        elif event.key() == Qt.Key.Key_Home:
            self.jump_requested.emit(0.0)
        else:
            super().keyPressEvent(event)


class WaveCanvas(TimeCanvas):
    """The waveform in the colours of the parts, their letters above it, the time below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wave")
        self.setAccessibleName(tr("Waveform, coloured by part; a click plays from there"))
        self.setMinimumHeight(92)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(600, 140)

    def area(self) -> QRectF:
        """Where the song is, without the words around it."""
        below = self.fontMetrics().height() + 6
        return QRectF(STEP, 2, max(1, self.width() - 2 * STEP), max(1, self.height() - below - 2))

    def paint_still(self, painter: QPainter, structure: Structure) -> None:
        """What stays until there is another song or another size: painted once."""
        area = self.area()
        bold = QFont(self.font())
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        painter.setFont(bold)
        names = structure.names
        for part, (start, end) in enumerate(zip(structure.starts, structure.ends, strict=True)):
            left, width = self.x_of(start), self.x_of(end) - self.x_of(start)
            colour = self.colour_of(part)
            band = QRectF(left + 0.5, area.top(), max(1.0, width - 1), _LETTERS)
            if width < _NARROW:
                painter.fillRect(band, colour)
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(band, 3, 3)
            name = names[part]
            whole = f"{name}   {clock(start)}"
            if metrics.horizontalAdvance(name) + 4 <= band.width():
                painter.setPen(ink_on(colour))
                fits = metrics.horizontalAdvance(whole) + 14 <= band.width()
                painter.drawText(band, Qt.AlignmentFlag.AlignCenter, whole if fits else name)
        top = area.top() + _LETTERS + 3
        self._paint_wave(painter, structure, QRectF(area.left(), top, area.width(), area.bottom() - top))
        self._paint_axis(painter, structure)

    def _paint_wave(self, painter: QPainter, structure: Structure, area: QRectF) -> None:
        """Pixel by pixel: Qt takes a third of a second to fill so jagged an outline on a large screen."""
        ratio = self.devicePixelRatioF()
        columns, half = max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio / 2))
        wave = structure.wave / max(float(structure.wave.max()), 1e-6)
        tall = np.maximum.reduceat(wave, np.arange(columns) * len(wave) // columns) * np.float32(half - 1)
        moments = (np.arange(columns) + 0.5) / columns * structure.duration
        parts = np.maximum(np.searchsorted(structure.starts, moments, side="right") - 1, 0)
        scale = [theme.group_colour(label).rgb() & 0xFFFFFF for label in range(max(structure.labels) + 1)]
        colours = np.array(scale, np.uint32)[np.array(structure.labels)[parts]]
        below = np.arange(half, dtype=np.float32)[:, None]
        solid = np.clip(np.maximum(tall, np.float32(0.5 * ratio)) - below, 0.0, 1.0) * np.float32(255)
        lower = (solid.astype(np.uint32) << 24) | colours
        pixels = np.concatenate([lower[::-1], lower])
        image = QImage(pixels.data, columns, 2 * half, 4 * columns, QImage.Format.Format_ARGB32)
        painter.drawImage(area, image)

    def _paint_axis(self, painter: QPainter, structure: Structure) -> None:
        area = self.area()
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        room = metrics.horizontalAdvance(clock(structure.duration)) + 3 * STEP
        most = max(1.0, area.width() / room)
        step = next((s for s in _TICKS if structure.duration / s <= most), _TICKS[-1])
        text, line = self.palette().color(_Role.PlaceholderText), self.palette().color(_Role.Mid)
        for seconds in range(0, int(structure.duration) + 1, step):
            x = self.x_of(seconds)
            painter.setPen(QPen(line, 1))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4))
            words = clock(seconds)
            width = metrics.horizontalAdvance(words)
            left = min(max(x - width / 2, 0.0), self.width() - width)
            painter.setPen(text)
            painter.drawText(QPointF(left, self.height() - 2 - metrics.descent()), words)

    def paint_moving(self, painter: QPainter, structure: Structure) -> None:
        """What follows player and pointer: painted anew each time."""
        if self.cursor_at is None:
            return
        area, part = self.area(), self.part_at(self.cursor_at)
        tint = QColor(self.colour_of(part))
        tint.setAlpha(38)
        left, right = self.x_of(structure.starts[part]), self.x_of(structure.ends[part])
        painter.fillRect(
            QRectF(left, area.top() + _LETTERS + 1, right - left, area.height() - _LETTERS - 1), tint
        )
        x = self.x_of(self.cursor_at)
        for colour, width in ((self.palette().color(_Role.Base), 4), (self.palette().color(_Role.Text), 2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def words_at(self, place: QPointF) -> str:
        """What the tooltip says at a place."""
        assert self.structure is not None
        part = self.part_at(self.seconds_at(place.x()))
        start, end = self.structure.starts[part], self.structure.ends[part]
        name = self.structure.names[part]
        return tr(
            "{time} · part {name}, {start}–{end}",
            time=clock(self.seconds_at(place.x())),
            name=name,
            start=clock(start),
            end=clock(end),
        )


class MatrixCanvas(TimeCanvas):
    """How alike each moment is to each: time runs across and down, light is alike."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrix")
        self.setAccessibleName(tr("Self-similarity of the song; a click plays from there"))
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None

    def sizeHint(self) -> QSize:
        return QSize(self.height(), 360)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().height() != event.size().height():
            self.updateGeometry()  # it is as wide as it is high

    def area(self) -> QRectF:
        """Where the song is, without the words around it."""
        side = max(1, min(self.width() - STEP, self.height()) - _EDGE - 4)
        return QRectF(STEP + _EDGE, _EDGE + 2, side, side)

    def show_structure(self, structure: Structure | None) -> None:
        """Show the parts of another song; with None, nothing."""
        self._image = None
        if structure is not None:
            values = np.ascontiguousarray(structure.similarity)
            size = len(values)
            image = QImage(values.data, size, size, size, QImage.Format.Format_Indexed8)
            scale = viridis(np.linspace(0, 1, 256, dtype=np.float32)[None, :])[0]
            image.setColorTable([QColor(*colour[:3]).rgb() for colour in scale.tolist()])
            self._image = image.convertToFormat(QImage.Format.Format_RGB32)  # a copy of its own
        super().show_structure(structure)

    def paint_still(self, painter: QPainter, structure: Structure) -> None:
        """What stays until there is another song or another size: painted once."""
        area = self.area()
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        roomy = area.width() >= _NARROW * len(structure.starts)  # else the borders would hide everything
        for part, (start, end) in enumerate(zip(structure.starts, structure.ends, strict=True)):
            left, right = self.x_of(start), self.x_of(end)
            colour = self.colour_of(part)
            painter.fillRect(QRectF(left, area.top() - _EDGE - 1, right - left, _EDGE), colour)
            down = area.top() + left - area.left()
            painter.fillRect(QRectF(area.left() - _EDGE - 1, down, _EDGE, right - left), colour)
            if part and roomy:
                painter.setPen(QPen(QColor(255, 255, 255, 150), 1))
                painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom()))
                painter.drawLine(QPointF(area.left(), down), QPointF(area.right(), down))

    def paint_moving(self, painter: QPainter, structure: Structure) -> None:
        """What follows player and pointer: painted anew each time."""
        if self.cursor_at is None:
            return
        area, x = self.area(), self.x_of(self.cursor_at)
        y = area.top() + x - area.left()
        for colour, width in ((QColor(0, 0, 0, 160), 4), (QColor("#ffffff"), 2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def words_at(self, place: QPointF) -> str:
        """What the tooltip says at a place."""
        assert self.structure is not None
        one = self.seconds_at(place.x())
        two = self.seconds_at(place.y() - self.area().top() + self.area().left())
        size = len(self.structure.similarity)
        at = [
            min(int(seconds / max(self.structure.duration, 1e-9) * size), size - 1) for seconds in (two, one)
        ]
        alike = self.structure.similarity[at[0], at[1]] / 255
        return tr("{one} and {two}: {share}% alike", one=clock(one), two=clock(two), share=round(100 * alike))
