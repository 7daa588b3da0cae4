"""What hand and keyboard do on the map: select, pan, zoom, walk from cell to cell, drag songs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)

from organizer.ui.widgets.song_drag import drag_songs

if TYPE_CHECKING:
    from organizer.ui.map.view import MapView

_DOT_REACH = 9.0  #: pixels from a dot at which it is meant
_KEY_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ZOOM_STEP = 1.35


class MapTools:
    """The gestures of one map.

    A drag selects a rectangle; with the space bar or the middle button it moves the map;
    from a selected song, or with Alt, it takes the selection out of the window.
    """

    def __init__(self, view: MapView) -> None:
        self._view = view
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._mode = ""  #: "", "wait", "pan", "rectangle"
        self._space_down = False
        self._space_used = False

    def press(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if not left and event.button() != Qt.MouseButton.MiddleButton:
            return
        self._pressed = self._last = event.position()
        self._mode = "wait"
        if not left or self._space_down:
            self._mode = "pan"
            self._space_used = True
            self._view.setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, event: QMouseEvent) -> None:
        here = event.position()
        if self._pressed is None:
            self._view.hover(here)
            return
        far = (here - self._pressed).manhattanLength() >= QGuiApplication.styleHints().startDragDistance()
        if self._mode == "wait" and far:
            self._view.leave()
            if self._takes_out(event):
                self._stop()
                drag_songs(self._view, self._view.state.db, self._view.state.selection.tolist())
                return
            self._mode = "rectangle"
        if self._mode == "rectangle":
            self._view.rectangle = QRectF(self._pressed, here).normalized()
            self._view.update()
        elif self._mode == "pan":
            self._view.pan(here.x() - self._last.x(), here.y() - self._last.y())
        self._last = here

    def release(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        mode, rectangle = self._mode, self._view.rectangle
        self._stop()
        adding = bool(event.modifiers() & _ADDING)
        if mode == "rectangle" and rectangle is not None:
            self._view.select_rectangle(rectangle, add=adding)
        elif mode == "wait":
            self._view.select_at(event.position(), add=adding)
        self._view.hover(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            song = self._view.song_near(event.position())
            if song is not None:
                self._view.listening.keep()
                self._view.state.preview_requested.emit(song)

    def wheel(self, event: QWheelEvent) -> None:
        steps = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._view.pan(steps.x() or steps.y(), 0 if steps.x() == 0 else steps.y())
        else:
            self._view.zoom(1.0018 ** (steps.y() or steps.x()), event.position())
        event.accept()

    def key(self, event: QKeyEvent) -> bool:
        """True when the key was for the map."""
        view, key = self._view, Qt.Key(event.key())
        adding = bool(event.modifiers() & _ADDING)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        if key in _KEY_STEPS:
            view.walk(*_KEY_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            view.select_current_cell(add=adding)
        elif key == Qt.Key.Key_Home:
            view.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            view.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            view.zoom(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_Escape:
            return self.escape()
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space_down, self._space_used = True, False
                view.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            return False
        return True

    def key_released(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Space or not self._space_down:
            return False
        if not event.isAutoRepeat():
            self._space_down = False
            self._view.setCursor(Qt.CursorShape.ArrowCursor)
            if not self._space_used:
                self._view.play_pause_requested.emit()
        return True

    def escape(self) -> bool:
        """Leave what one is in: a drag, else the current cell, else the selection."""
        if self._pressed is not None:
            self._stop()
        elif self._view.current_cell is not None:
            self._view.set_current_cell(None)
        elif self._view.state.selection.size:
            self._view.state.select((), "map")
        else:
            return False
        return True

    def focus_lost(self) -> None:
        self._space_down = False
        self._stop()

    def _stop(self) -> None:
        self._pressed, self._mode, self._view.rectangle = None, "", None
        self._view.setCursor(
            Qt.CursorShape.OpenHandCursor if self._space_down else Qt.CursorShape.ArrowCursor
        )
        self._view.update()

    def _takes_out(self, event: QMouseEvent) -> bool:
        if self._pressed is None or event.modifiers() & _ADDING or not self._view.state.selection.size:
            return False
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return True
        return self._view.selected_near(self._pressed, _DOT_REACH)


def map_actions(view: MapView) -> dict[str, QAction]:
    """The map's actions by name, for menus and for the map's own context menu."""

    def action(name: str, text: str, tip: str, key: str, call: object) -> QAction:
        made = QAction(text, view)
        made.setObjectName(f"map_{name}")
        made.setToolTip(tip)
        made.setStatusTip(tip)
        if key:
            made.setShortcut(QKeySequence(key))
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        made.triggered.connect(call)
        view.addAction(made)
        return made

    return {
        "select": action(
            "select",
            "Select songs of cell",
            "Select the songs of the current cell",
            "Return",
            lambda: view.select_current_cell(add=False),
        ),
        "show_selection": action(
            "show_selection",
            "Show selection",
            "Move the map so that the selected songs are seen",
            "Ctrl+Shift+J",
            lambda: view.show_selection(),
        ),
        "playlist": action(
            "playlist",
            "Add selection to playlist",
            "Add the selected songs to the playlist",
            "",
            lambda: view.state.playlist_add_requested.emit(view.state.selection),
        ),
        "fit": action("fit", "Whole map", "Show the whole map", "Home", lambda: view.fit()),
        "zoom_in": action("zoom_in", "Zoom in", "See the map from closer", "+", lambda: view.zoom(ZOOM_STEP)),
        "zoom_out": action(
            "zoom_out", "Zoom out", "See more of the map", "-", lambda: view.zoom(1 / ZOOM_STEP)
        ),
        "export": action(
            "export", "Export map picture…", "Save the map as a picture", "", lambda: view.ask_export()
        ),
    }
