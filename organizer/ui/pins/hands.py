"""Pins on the map: their heads above the songs, and the hand that takes one to another place."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QKeyEvent, QMouseEvent, QPainter, QPen

from organizer.base.model import FloatArray, IntArray
from organizer.library.places.pins import Pinned
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.drawing import Drawing, Tool
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.map.view import MapView
from organizer.ui.state.app_state import AppState

#: Logical pixels: radius of a head, its height above the place, and from where a hand takes it.
_HEAD, _STEM, _REACH = 4.6, 13.0, 10.0
#: Cells between a pin and its song from which a thread shows that they belong together.
_APART = 1.0
#: Of the picture of a pin, where its foot is.
_MIDDLE, _FOOT = 7.0, 20.0
#: So many heads are kept clear of names; where there are more, names go over them.
_KEPT_CLEAR = 200
#: Heads in sight from which they are thinned out.
_CROWD = 2_000
_CASING = QColor(20, 28, 44, 210)
_FILL = QColor(255, 214, 122)
_THREAD = QColor(255, 244, 214, 210)
_SHADOW = QColor(20, 28, 44, 120)


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """The pinned songs that are on the map, in display cells."""

    ids: IntArray
    songs: FloatArray  #: shape=(k, 2), column and row
    pins: FloatArray  #: shape=(k, 2)

    @property
    def apart(self) -> npt.NDArray[np.bool_]:
        """Which songs lie elsewhere than their pins, until the map is built again."""
        far: npt.NDArray[np.bool_] = np.abs(self.songs - self.pins).max(axis=1) > _APART
        return far

    @property
    def feet(self) -> FloatArray:
        """Where the pins stand: on their songs, if these lie there."""
        return np.where(self.apart[:, None], self.pins, self.songs)


class PinHands(QObject):
    """Paints the pins, and is a guest of the map's tools (``MapTools.guests``)."""

    moved = Signal(int, float, float)  #: track id; shares of the map's height and width

    def __init__(self, state: AppState, view: MapView) -> None:
        super().__init__(view)
        self._state, self._view, self._canvas = state, view, view.canvas
        self._shown: tuple[SongsOnMap, Pinned, _Shown] | None = None
        self._held: int | None = None  #: of the pins that are shown
        self._pressed = self._pointer = QPointF()
        self._dragged = False
        view.tools.guests.append(self)
        view.canvas.guests.append(self.paint)
        state.pins_changed.connect(self._changed)

    @property
    def shown(self) -> _Shown | None:
        """What is to be seen of the pins now."""
        pinned, songs = self._state.pins, self._canvas.seen
        if pinned is None or songs is None or not len(pinned.ids):
            return None
        if self._shown is None or self._shown[0] is not songs or self._shown[1] is not pinned:
            self._shown = songs, pinned, self._look(songs, pinned)
        return self._shown[2]

    def _look(self, songs: SongsOnMap, pinned: Pinned) -> _Shown:
        at = np.flatnonzero(np.isin(songs.ids, pinned.ids))
        which = np.searchsorted(pinned.ids, songs.ids[at])
        pins = pinned.places[which] * np.array([songs.rows, songs.columns]) - self._offset()
        places = np.stack([songs.x[at], songs.y[at]], axis=1)
        pins = pins[:, ::-1].astype(np.float32)
        if songs.toroidal:  # the copy of a pin that is nearest to its song
            size = np.array([songs.columns, songs.rows], np.float32)
            pins = places + (pins - places) - size * np.rint((pins - places) / size)
        return _Shown(songs.ids[at], places, pins)

    def _offset(self) -> FloatArray:
        """Where the picture of the torus is cut: row and column."""
        land = self._state.landscape
        return np.array([0, 0] if land is None else [land.row_offset, land.column_offset], np.float32)

    def _changed(self) -> None:
        self._held = None
        self._view.update()

    def paint(self, painter: QPainter, camera: Camera, _songs: SongsOnMap, _font: QFont) -> list[QRectF]:
        """Paint the pins; gives back where they want no text."""
        shown = self.shown
        if shown is None:
            return []
        apart = shown.apart
        if self._held is not None and self._dragged:
            apart = apart.copy()
            apart[self._held] = True
        for row in np.flatnonzero(apart).tolist():
            self._draw_thread(painter, camera, shown, row)
        stays = np.ones(len(apart), np.bool_)
        if self._held is not None and self._dragged:
            stays[self._held] = False
        heads = _seen(camera, shown.feet[stays])
        sprite = _sprite(painter.device().devicePixelRatioF())
        for x, y in heads.tolist():
            painter.drawImage(QPointF(x - _MIDDLE, y - _FOOT), sprite)
        if self._held is not None and self._dragged:
            painter.drawImage(self._pointer - QPointF(_MIDDLE, _FOOT), sprite)
        wide, high = 2 * _HEAD + 2, _STEM + _HEAD + 2
        return [
            QRectF(x - wide / 2, y - _STEM - _HEAD - 1, wide, high) for x, y in heads[:_KEPT_CLEAR].tolist()
        ]

    def _draw_thread(self, painter: QPainter, camera: Camera, shown: _Shown, row: int) -> None:
        """From a song to its pin; while that is held, to the pointer."""
        (x, y), (at_x, at_y) = shown.pins[row].tolist(), shown.songs[row].tolist()
        way = QPointF((x - at_x) * camera.cell_width, (y - at_y) * camera.cell_height)
        if row == self._held and self._dragged:
            copies = camera.copies(at_x, at_y)
            left, top = min(
                copies,
                key=lambda at: abs(at[0] - self._pressed.x()) + abs(at[1] - self._pressed.y()),
                default=(self._pressed.x(), self._pressed.y()),
            )
            _thread(painter, QPointF(left, top), self._pointer)
            return
        for left, top in camera.copies(at_x, at_y, max(abs(way.x()), abs(way.y()))):
            _thread(painter, QPointF(left, top), QPointF(left, top) + way)

    def _at(self, point: QPointF) -> int | None:
        """The pin at a point: its head, its foot, or the song that it holds."""
        shown, camera = self.shown, self._canvas.camera
        if shown is None:
            return None
        best, least = None, _REACH
        for height in (0.0, _STEM):
            x, y = camera.to_world(point.x(), point.y() + height)
            way = shown.feet - np.array([x, y], np.float32)
            if camera.toroidal:
                size = np.array([camera.columns, camera.rows], np.float32)
                way -= size * np.rint(way / size)
            far = np.hypot(way[:, 0] * camera.cell_width, way[:, 1] * camera.cell_height)
            row = int(far.argmin()) if len(far) else -1
            if row >= 0 and far[row] < least:
                best, least = row, float(far[row])
        return best

    # what the map's tools ask

    def press(self, event: QMouseEvent) -> bool:
        """True when the hand took hold of a pin: with the tool that moves, and no key."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        left = event.button() == Qt.MouseButton.LeftButton
        if not (left and plain and self._view.tools.tool is Tool.MOVE):
            return False
        self._held = self._at(event.position())
        self._pressed = self._pointer = event.position()
        self._dragged = False
        return self._held is not None

    def move(self, event: QMouseEvent) -> bool:
        """True when the pointer holds a pin, or is over one."""
        self._pointer = event.position()
        if self._held is not None:
            far = (self._pointer - self._pressed).manhattanLength()
            if far >= QGuiApplication.styleHints().startDragDistance():
                self._dragged = True
                self._view.cell_cursor.leave()
                self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._view.update()
            return True
        still = event.buttons() == Qt.MouseButton.NoButton and self._view.tools.tool is Tool.MOVE
        if not still or self._at(self._pointer) is None:
            return False
        self._view.cell_cursor.hover(self._pointer)
        self._view.setCursor(Qt.CursorShape.OpenHandCursor)
        return True

    def release(self, event: QMouseEvent) -> bool:
        """True when it let go of a pin: the pin is where it was taken to, or a click chose what is there."""
        held, dragged, shown = self._held, self._dragged, self.shown
        if held is None or shown is None:
            return False
        self._held, self._dragged = None, False
        self._view.tools.show_hand()
        if dragged:
            self._let_go(int(shown.ids[held]), event.position())
        else:
            self._view.tools.select_at(event.position())
        self._view.update()
        return True

    def _let_go(self, song: int, point: QPointF) -> None:
        camera = self._canvas.camera
        x, y = camera.to_world(point.x(), point.y())
        place = np.array([y, x]) + self._offset()
        size = np.array([camera.rows, camera.columns])
        share = np.mod(place / size, 1.0) if camera.toroidal else np.clip(place / size, 0.0, 1.0)
        self.moved.emit(song, float(share[0]), float(share[1]))

    def click(self, _point: QPointF) -> bool:
        """Clicks are for the map."""
        return False

    def double_click(self) -> bool:
        """They are, too."""
        return False

    def drawn(self, _drawing: Drawing) -> bool:
        """Shapes are for the map."""
        return False

    def key(self, _event: QKeyEvent) -> bool:
        """Keys are for the map."""
        return False

    def enter(self) -> bool:
        """The current cell is for the map."""
        return False

    def escape(self) -> bool:
        """True when a pin was let go where it was."""
        held, self._held, self._dragged = self._held, None, False
        if held is not None:
            self._view.tools.show_hand()
            self._view.update()
        return held is not None


def _seen(camera: Camera, places: FloatArray) -> npt.NDArray[np.float64]:
    """The points of the window at which places are seen, from above to below: shape=(n, 2)."""
    size = np.array([camera.cell_width, camera.cell_height])
    window = np.array([camera.width, camera.height])
    at = window / 2 + (places - np.array([camera.x, camera.y])) * size
    if camera.toroidal:
        period = size * np.array([camera.columns, camera.rows])
        at = np.mod(at + _FOOT, period) - _FOOT
        across, down = (range(int((window[axis] + 2 * _FOOT) // period[axis]) + 1) for axis in (0, 1))
        at = np.concatenate([at + period * (i, j) for j in down for i in across])
    inside = ((at > -_FOOT) & (at < window + _FOOT)).all(axis=1)
    at = at[inside]
    if len(at) > _CROWD:  # of those that cover each other one is enough
        across, down = np.floor(at / (2 * _HEAD)).astype(np.int64).T
        at = at[np.unique(down * 100_000 + across, return_index=True)[1]]
    lowest_last: npt.NDArray[np.float64] = at[np.argsort(at[:, 1], kind="stable")]
    return lowest_last


@functools.lru_cache(maxsize=4)
def _sprite(ratio: float) -> QImage:
    """A pin whose foot is at (``_MIDDLE``, ``_FOOT``)."""
    size = QSize(math.ceil(2 * _MIDDLE * ratio), math.ceil((_FOOT + 2) * ratio))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    foot = QPointF(_MIDDLE, _FOOT)
    middle = foot - QPointF(0, _STEM)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((_CASING, 3.0), (_FILL, 1.3)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(foot, middle)
        painter.setPen(QPen(_CASING, 1.4))
        painter.setBrush(_FILL)
        painter.drawEllipse(middle, _HEAD, _HEAD)
    return image


def _thread(painter: QPainter, song: QPointF, foot: QPointF) -> None:
    """From a song to the place where it is to go."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_SHADOW, 3.2), (_THREAD, 1.4)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.DashLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(song, foot)
