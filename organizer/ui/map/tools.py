"""What hand and keyboard do on the map: select, pan, zoom, walk from cell to cell, drag songs out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.ui.canvas.canvas import MapCanvas
from organizer.ui.canvas.drawing import MOVING, THICKEST, THINNEST, Drawing, Tool
from organizer.ui.map.cursor import MapCursor
from organizer.ui.state.app_state import AppState
from organizer.ui.widgets.song_drag import drag_songs

_DOT_REACH = 9.0  #: pixels from a dot at which it is meant
_KEY_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_BRUSH_STEPS = {Qt.Key.Key_BracketLeft: 0.8, Qt.Key.Key_BracketRight: 1.25}
_ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ZOOM_STEP = 1.35

#: Entries of the map's menus by name: text, tip and key.
ACTIONS: Mapping[str, tuple[str, str, str]] = {
    "select": (tr("Select songs of cell"), tr("Select the songs of the current cell"), "Return"),
    "show_selection": (
        tr("Show selection"),
        tr("Move the map so that the selected songs are seen"),
        "Ctrl+Shift+J",
    ),
    "playlist": (tr("Add selection to playlist"), tr("Add the selected songs to the playlist"), ""),
    "fit": (tr("Whole map"), tr("Show the whole map"), "Home"),
    "zoom_in": (tr("Zoom in"), tr("See the map from closer"), "+"),
    "zoom_out": (tr("Zoom out"), tr("See more of the map"), "-"),
    "move": (tr("Tool: move the map"), tr("Drag to move the map; with Shift, to select in a rectangle"), ""),
    "rectangle": (tr("Tool: rectangle"), tr("Drag a rectangle to select what is in it"), ""),
    "lasso": (tr("Tool: lasso"), tr("Draw around songs to select them"), ""),
    "brush": (tr("Tool: brush"), tr("Paint songs into the selection, with Alt out of it"), ""),
    "journey": (tr("Tool: journey"), tr("Click a song, then others: the way through them is a playlist"), ""),
    "line": (tr("Tool: line"), tr("Draw a line: the way along its songs is a playlist"), ""),
    "export": (tr("Export map picture…"), tr("Save the map as a picture"), ""),
}


class Meant(NamedTuple):
    """The songs that a menu of the map is about."""

    title: str  #: of the menu
    name: str  #: of a playlist that is made of them
    ids: IntArray


class Guest(Protocol):
    """Something on the map that takes gestures before the tools do. Each method says whether it did."""

    def press(self, event: QMouseEvent) -> bool:
        """A button of the mouse went down."""

    def move(self, event: QMouseEvent) -> bool:
        """The mouse moved, and no tool has a drag of its own."""

    def release(self, event: QMouseEvent) -> bool:
        """A button came up after a press that it took."""

    def click(self, point: QPointF) -> bool:
        """The left button was clicked, without a key."""

    def double_click(self) -> bool:
        """The left button was clicked twice."""

    def drawn(self, drawing: Drawing) -> bool:
        """A shape was drawn."""

    def key(self, event: QKeyEvent) -> bool:
        """A key went down, without Alt."""

    def enter(self) -> bool:
        """The current cell is to be taken."""

    def escape(self) -> bool:
        """What one is in is to be left."""


class MapTools(QObject):
    """The gestures of one map, and what they do to the canvas, the cursor and the window's selection.

    A drag does what the tool says: it moves the map, or draws a shape that selects what is in it. With Shift
    it draws a rectangle, with the space bar or the middle button it moves the map; from a selected song, or
    with Alt, it takes the selection out of the window.
    """

    looked_elsewhere = Signal()  #: another part of the map is seen, or it is larger or smaller
    drawing_changed = Signal()
    tool_changed = Signal(object)  #: Tool
    play_pause_requested = Signal()  #: the space bar was tapped, not held to pan

    def __init__(self, state: AppState, canvas: MapCanvas, cursor: MapCursor, widget: QWidget) -> None:
        super().__init__(widget)
        self._state, self._canvas, self._cursor, self.widget = state, canvas, cursor, widget
        self.tool = Tool.MOVE
        self.guests: list[Guest] = []
        self.drawing: Drawing | None = None  #: a shape that selects what is in it
        self.brush = 28.0  #: its width, in logical pixels
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._mode = ""  #: "", "wait", "pan", "draw"
        self._space_down = False
        self._space_used = False

    def press(self, event: QMouseEvent) -> None:
        """A button of the mouse went down."""
        left = event.button() == Qt.MouseButton.LeftButton
        if not left and event.button() != Qt.MouseButton.MiddleButton:
            return
        sign = self._canvas.pointer_at(event.position()) if left else None
        if sign is not None:
            self._canvas.follow(sign)
            self._look_elsewhere()
            return
        if not self._space_down and any(guest.press(event) for guest in self.guests):
            return
        self._pressed = self._last = event.position()
        self._mode = "wait"
        if not left or self._space_down:
            self._mode = "pan"
            self._space_used = True
            self.widget.setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved, with a button down or without."""
        here = event.position()
        if self._pressed is None:
            if not any(guest.move(event) for guest in self.guests):
                self._point_at(here)
            return
        far = (here - self._pressed).manhattanLength() >= QGuiApplication.styleHints().startDragDistance()
        if self._mode == "wait" and far:
            self._cursor.leave()
            if self._takes_out(self._pressed, event.modifiers()):
                self._stop()
                drag_songs(self.widget, self._state.db, self._state.selection.tolist())
                return
            self._begin_drag(event.modifiers())
        if self._mode == "draw" and self.drawing is not None:
            self.drawing.add(here)
            self.drawing_changed.emit()
        elif self._mode == "pan":
            self.pan(here.x() - self._last.x(), here.y() - self._last.y())
        self._last = here

    def release(self, event: QMouseEvent) -> None:
        """A button of the mouse came up: what was drawn is selected, or the cell that was clicked."""
        if self._pressed is None:
            any(guest.release(event) for guest in self.guests)
            return
        mode, drawing = self._mode, self.drawing
        self._stop()
        adding = bool(event.modifiers() & _ADDING)
        click = mode == "wait" and event.button() == Qt.MouseButton.LeftButton and not adding
        if (click and any(guest.click(event.position()) for guest in self.guests)) or (
            drawing is not None and any(guest.drawn(drawing) for guest in self.guests)
        ):
            pass
        elif mode == "draw" and drawing is not None:
            self.select_drawn(drawing, add=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif mode == "wait" and self.tool is Tool.BRUSH and event.button() == Qt.MouseButton.LeftButton:
            self.select_drawn(self._new_drawing(event.position(), event.modifiers()))
        elif mode == "wait" and (named := self._canvas.regions.at(event.position())) is not None:
            self._state.region_chosen.emit(named.region.number)
        elif mode == "wait" and (island := self._canvas.name_at(event.position())):
            self.select_island(island, add=adding)
        elif mode == "wait":
            self.select_at(event.position(), add=adding)
        self._cursor.hover(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """Play what is under the pointer; on the name of an island, look at all of it."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        songs, island = self._canvas.songs, self._canvas.name_at(event.position())
        if any(guest.double_click() for guest in self.guests):
            return
        if songs is not None and island:
            self.look_over(songs.ids[songs.on_island(island)])
        else:
            self._preview_at(event.position())

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; with Shift pan. Two fingers on a touchpad pan, with Ctrl they zoom."""
        steps, fingers = event.angleDelta(), event.pixelDelta()
        keys = event.modifiers()
        touchpad = event.phase() != Qt.ScrollPhase.NoScrollPhase and not fingers.isNull()
        if touchpad and not keys & Qt.KeyboardModifier.ControlModifier:
            self.pan(fingers.x(), fingers.y())
        elif keys & Qt.KeyboardModifier.ShiftModifier:
            self.pan(steps.x() or steps.y(), 0 if steps.x() == 0 else steps.y())
        else:
            self.zoom(1.0018 ** (steps.y() or steps.x()), event.position())
        event.accept()

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a touchpad move apart or together. True when it was that."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom(1.0 + event.value(), event.position())
        return True

    def key(self, event: QKeyEvent) -> bool:
        """True when the key was for the map."""
        key = Qt.Key(event.key())
        adding = bool(event.modifiers() & _ADDING)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        if any(guest.key(event) for guest in self.guests):
            return True
        if key in _KEY_STEPS:
            self._cursor.walk(*_KEY_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter(add=adding)
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif key in _BRUSH_STEPS:
            self.brush = min(max(self.brush * _BRUSH_STEPS[key], THINNEST), THICKEST)
        elif key == Qt.Key.Key_Escape:
            return self.escape()
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space_down, self._space_used = True, False
                self.widget.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            return False
        return True

    def key_released(self, event: QKeyEvent) -> bool:
        """True when the key was for the map."""
        if event.key() != Qt.Key.Key_Space or not self._space_down:
            return False
        if not event.isAutoRepeat():
            self._space_down = False
            self.show_hand()
            if not self._space_used:
                self.play_pause_requested.emit()
        return True

    def escape(self) -> bool:
        """Leave what one is in: a drag, else a tool that draws, else the current cell, else the selection.
        False when in none."""
        if self._pressed is not None:
            self._stop()
        elif any(guest.escape() for guest in self.guests):
            return True
        elif self.tool is not Tool.MOVE:
            self.choose_tool(Tool.MOVE)
        elif self._cursor.current is not None:
            self._cursor.set_current(None)
        elif self._state.selection.size:
            self._state.select((), "map")
        else:
            return False
        return True

    def focus_lost(self) -> None:
        """Keys and buttons that come up now are somebody else's."""
        self._space_down = False
        self._stop()

    # what gestures and menus do

    def pan(self, dx: float, dy: float) -> None:
        """Push the map by so many pixels."""
        self._canvas.camera.pan(dx, dy)
        self._look_elsewhere()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Look closer or from farther, around a point or the middle."""
        camera = self._canvas.camera
        point = at if at is not None else QPointF(camera.width / 2, camera.height / 2)
        camera.zoom_at(factor, point.x(), point.y())
        self._look_elsewhere()

    def fit(self) -> None:
        """Look at the whole map."""
        self._canvas.camera.fit()
        self._look_elsewhere()

    def show_selection(self) -> None:
        """Look at the selected songs, unless one of them is seen already."""
        self._canvas.show_one_of(self._state.selection)
        self.looked_elsewhere.emit()

    def look_at(self, x: float, y: float) -> None:
        """Bring a place, in cells, to the middle."""
        self._canvas.camera.look_at(x, y)
        self._look_elsewhere()

    def look_over(self, ids: IntArray) -> None:
        """Look at all of these songs, as close as that is possible."""
        songs = self._canvas.songs
        places = songs.places_of(ids) if songs is not None else ids[:0]
        if songs is not None and places.size:
            self._canvas.camera.look_over(*songs.extent(places))
            self._look_elsewhere()

    def select_island(self, name: str, *, add: bool = False) -> None:
        """Select the songs on the island of that whole name."""
        songs = self._canvas.songs
        if songs is not None:
            self._select(songs.ids[songs.on_island(name)], add=add)

    def select_at(self, point: QPointF, *, add: bool = False) -> None:
        """Select the songs of the cell under a point, which becomes the current one."""
        cell = self._canvas.cell_at(point)
        if cell is not None:
            self._cursor.set_current(cell, show=False)
            self.select_current_cell(add=add)

    def songs_meant(self, point: QPointF | None) -> Meant:
        """What a menu at a point is about: the region or island whose name is there, the song there, else
        those of the current cell; all that are selected where it is one of them. None: the keyboard asks."""
        songs, cell = self._canvas.songs, self._cursor.current
        named = self._canvas.regions.at(point) if point is not None else None
        if named is not None:
            return _counted(named.region.name, named.ids)
        island = self._canvas.name_at(point) if point is not None else ""
        if songs is not None and island:
            return _counted(island, songs.ids[songs.on_island(island)])
        song = self._canvas.song_near(point, _DOT_REACH) if point is not None else None
        selected = self._state.selection
        if song is not None and selected.size > 1 and np.isin(song, selected):
            return Meant(plural("{n} selected song", "{n} selected songs", selected.size), "", selected)
        if song is not None:
            title = self._canvas.title_of(song)
            return Meant(title, title, np.array([song], np.int64))
        if songs is None or cell is None:
            return Meant("", "", np.empty(0, np.int64))
        return _counted(songs.names[cell], songs.ids[songs.in_cell(cell)])

    def enter(self, *, add: bool = False) -> None:
        """Take the current cell: a guest does, else what is heard goes on, else its songs are selected."""
        taken = not add and (any(guest.enter() for guest in self.guests) or self._cursor.listening.keep())
        if not taken:
            self.select_current_cell(add=add)

    def select_current_cell(self, *, add: bool = False) -> None:
        """Select the songs of the current cell."""
        songs, cell = self._canvas.songs, self._cursor.current
        if songs is not None and cell is not None:
            self._select(songs.ids[songs.in_cell(cell)], add=add)

    def name_region(self) -> None:
        """Ask for a name of the selected songs."""
        self._state.region_name_requested.emit()

    def choose_tool(self, tool: Tool) -> None:
        """Let a drag do this from now on."""
        if tool is not self.tool:
            self.tool = tool
            self.show_hand()
            self.tool_changed.emit(tool)

    def select_drawn(self, drawing: Drawing, *, add: bool = False) -> None:
        """Select the songs in a shape. A brush adds them, or takes them out of the selection."""
        if self._canvas.songs is None:
            return
        ids = drawing.songs(self._canvas.camera, self._canvas.songs)
        if drawing.takes_out:
            self._state.select(np.setdiff1d(self._state.selection, ids), "map")
        else:
            self._select(ids, add=add or drawing.tool is Tool.BRUSH)

    def _select(self, ids: IntArray, *, add: bool) -> None:
        self._state.select(np.union1d(self._state.selection, ids) if add else ids, "map")

    def _preview_at(self, point: QPointF) -> None:
        """Play the song nearest to a point; it goes on when the pointer leaves."""
        song = self._canvas.song_near(point)
        if song is not None and not (song == self._state.audition and self._cursor.listening.keep()):
            self._state.preview_requested.emit(song)

    def _point_at(self, here: QPointF) -> None:
        """The pointer is over a cell, or over what a click means: a sign at the edge, the name of an
        island. A hand shows that."""
        canvas = self._canvas
        signs = canvas.pointer_at(here), canvas.regions.at(here)
        over_sign = any(sign is not None for sign in signs) or bool(canvas.name_at(here))
        if over_sign:
            self._cursor.leave()
        else:
            self._cursor.hover(here)
        self.show_hand(over_sign=over_sign)

    def _look_elsewhere(self) -> None:
        self._cursor.leave()
        self.looked_elsewhere.emit()

    def _begin_drag(self, keys: Qt.KeyboardModifier) -> None:
        """The pointer went far enough: this is no click."""
        assert self._pressed is not None
        if self.tool in MOVING and not keys & Qt.KeyboardModifier.ShiftModifier:
            self._mode = "pan"
            self.widget.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._mode = "draw"
            self.drawing = self._new_drawing(self._pressed, keys)

    def _new_drawing(self, start: QPointF, keys: Qt.KeyboardModifier) -> Drawing:
        if self.tool is Tool.BRUSH:
            takes_out = bool(keys & Qt.KeyboardModifier.AltModifier)
            return Drawing(Tool.BRUSH, start, width=self.brush, takes_out=takes_out)
        if self.tool is Tool.LINE:
            return Drawing(Tool.LINE, start, width=self.brush)
        return Drawing(Tool.RECTANGLE if self.tool in MOVING else self.tool, start)

    def _stop(self) -> None:
        self._pressed, self._mode, self.drawing = None, "", None
        self.drawing_changed.emit()
        self.show_hand()

    def show_hand(self, *, over_sign: bool = False) -> None:
        """The form of the pointer says what a press would do."""
        if self._space_down:
            shape = Qt.CursorShape.OpenHandCursor
        elif over_sign:
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor if self.tool is Tool.MOVE else Qt.CursorShape.CrossCursor
        if self.widget.cursor().shape() != shape:
            self.widget.setCursor(shape)

    def _takes_out(self, pressed: QPointF, keys: Qt.KeyboardModifier) -> bool:
        """Whether a drag from here takes the selected songs along."""
        if keys & _ADDING or not self._state.selection.size or self.tool in (Tool.BRUSH, Tool.LINE):
            return False
        if keys & Qt.KeyboardModifier.AltModifier:
            return True
        song = self._canvas.song_near(pressed, _DOT_REACH)
        return song is not None and bool(np.isin(song, self._state.selection))


def _counted(name: str, ids: IntArray) -> Meant:
    return Meant(
        " · ".join(part for part in (name, plural("{n} song", "{n} songs", ids.size)) if part), name, ids
    )


def map_actions(widget: QWidget, calls: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """The map's actions by name, for menus and for the map's own context menu."""
    actions: dict[str, QAction] = {}
    for name, (text, tip, key) in ACTIONS.items():
        action = actions[name] = QAction(text, widget)
        action.setObjectName(f"map_{name}")
        action.setToolTip(tip)
        action.setStatusTip(tip)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False, call=calls[name]: call())
        widget.addAction(action)
    return actions
