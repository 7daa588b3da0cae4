"""The map in the window: a widget that puts together what is shown, the canvas, the cursor and the tools."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolTip, QWidget

from organizer.base.errors import printable
from organizer.base.model import Changes
from organizer.library import tracks
from organizer.ui.map.canvas import MapCanvas
from organizer.ui.map.content import MapContent
from organizer.ui.map.cursor import MapCursor
from organizer.ui.map.drawing import Tool
from organizer.ui.map.overlay import Overlay
from organizer.ui.map.picture import paint_picture, save_picture
from organizer.ui.map.tiles import Scene
from organizer.ui.map.toolbox import MapToolBox
from organizer.ui.map.tools import ZOOM_STEP, MapTools, map_actions
from organizer.ui.songs import song_menu
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import ask_where
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.plain_text import entry, plain

_EXPORT = QSize(3840, 2400)
_BEAT = 50  #: milliseconds between two pictures of the sign on the song that plays
_PULSE = 30  #: pixels around that song that the sign covers
#: The context menu; "" separates.
_MENU = (
    *("select", "playlist", "", "show_selection", "fit", "zoom_in", "zoom_out", ""),
    *("move", "rectangle", "lasso", "brush", "", "export"),
)


class MapView(QWidget):
    """The map of the library. Listens to the state; says what it wants by the state's methods."""

    add_requested = Signal()  #: the empty view's button
    action_requested = Signal(str)  #: an action of the window, on the selection

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.content = MapContent(state, self)
        self.canvas = MapCanvas(self._read_titles)
        self.settled = True  #: nothing is left to paint for the frame that is shown
        self._button = QPushButton("Add music…", self)
        self._button.setObjectName("primary")
        self._button.setAccessibleName("Add music")
        self._button.clicked.connect(self.add_requested)
        self.cell_cursor = MapCursor(state, self.canvas, self)
        self.tools = MapTools(state, self.canvas, self.cell_cursor, self)
        self.actions_by_name = map_actions(
            self,
            {
                "select": self.tools.select_current_cell,
                "show_selection": self.tools.show_selection,
                "playlist": lambda: state.playlist_add_requested.emit(state.selection),
                "fit": self.tools.fit,
                "zoom_in": lambda: self.tools.zoom(ZOOM_STEP),
                "zoom_out": lambda: self.tools.zoom(1 / ZOOM_STEP),
                **{tool.value: partial(self.tools.choose_tool, tool) for tool in Tool},
                "export": self.ask_export,
            },
        )
        self.toolbox = MapToolBox(self.tools)  # the window has a place for it
        self._again = QTimer(self, singleShot=True)  # for what a frame had no time to paint
        self._again.timeout.connect(lambda: self.update())
        self._soon = QTimer(self, singleShot=True)  # with many songs, the table alone takes a frame to select
        self._soon.timeout.connect(self._show_selected)
        self._light = QTimer(self, singleShot=True)  # likewise: the table shows the answer first
        self._light.timeout.connect(self._show_matches)
        self._pulse = QTimer(self, interval=_BEAT)
        self._pulse.timeout.connect(self._beat)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Music map")
        for repaint in (self.cell_cursor.moved, self.tools.looked_elsewhere, self.tools.drawing_changed):
            repaint.connect(lambda: self.update())
        self.cell_cursor.current_changed.connect(self._describe)
        self.content.songs_changed.connect(self._songs_changed)
        self.content.scene_changed.connect(self._scene_changed)
        self.content.status_changed.connect(self._status_changed)
        self.content.shown.connect(self._track_changed)
        state.library_changed.connect(self._forget_titles)
        state.selection_changed.connect(self._selection_changed)
        state.matches_changed.connect(self._matches_changed)
        state.current_track_changed.connect(self._track_changed)
        self.content.gather()
        self.content.describe()

    # what is shown

    def _forget_titles(self, _changes: Changes) -> None:
        self.canvas.forget_titles()

    def sizeHint(self) -> QSize:
        return QSize(900, 560)

    def _read_titles(self, ids: list[int]) -> dict[int, str]:
        return {track.id: printable(track.title) for track in tracks.get_many(self._state.db, ids)}

    def _songs_changed(self) -> None:
        if self.canvas.set_songs(self.content.songs, self.width(), self.height()):
            self.cell_cursor.current = None
        self.cell_cursor.leave()
        self.toolbox.setEnabled(self.content.songs is not None)

    def _scene_changed(self) -> None:
        self.canvas.set_scene(self.content.scene)
        self.update()

    def _status_changed(self) -> None:
        self._button.setVisible(self.content.needs_songs)
        self._place_button()
        self._describe()
        self.update()

    def _describe(self) -> None:
        """Say to screen readers what is shown, and where one is."""
        text = f"{self.cell_cursor.words}{self.content.status}"
        if self.content.songs is not None:
            text += " Arrow keys move between cells, Enter selects their songs."
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _selection_changed(self) -> None:
        self.settled = False
        self._soon.start()

    def _matches_changed(self) -> None:
        self.settled = False
        self._light.start()

    def _show_matches(self) -> None:
        self.content.show_matches()
        self._describe()
        self.update()

    def _show_selected(self) -> None:
        if self.isVisible():
            self.content.show_selection()
            self.update()

    def _track_changed(self) -> None:
        playing = self.content.playing() is not None
        if playing and not self._pulse.isActive() and self.isVisible():
            self._pulse.start()
        elif not playing:
            self._pulse.stop()
        self.update()

    def _beat(self) -> None:
        place, songs = self.content.playing(), self.content.songs
        if place is None or songs is None:
            self._pulse.stop()
            return
        for x, y in self.canvas.camera.copies(float(songs.x[place]), float(songs.y[place]), _PULSE):
            self.update(QRect(round(x) - _PULSE, round(y) - _PULSE, 2 * _PULSE, 2 * _PULSE))

    # a picture of it

    def ask_export(self) -> None:
        """Ask where to, then save the map as a picture."""
        path = ask_where(self._state, self, "Export map picture", "map.png", "Pictures (*.png)")
        if path:
            self.export(path)

    def export(self, path: str, size: QSize = _EXPORT) -> None:
        """Save the map as a picture of this many pixels, in a job."""
        self.content.show_selection()
        if self.content.scene is not None:
            self._state.jobs.start(
                Job.MAP_EXPORT,
                save_picture,
                path,
                self._picture(self.content.scene, size),
                on_result=lambda _: self._state.message.emit(f"Map saved as {printable(path)}", "info"),
                on_error=lambda error: self._state.message.emit(str(error), "error"),
                owner=self._state,
            )

    def _picture(self, scene: Scene, size: QSize) -> Callable[[], QImage]:
        """What paints the map as it is now, on any thread."""
        overlay = Overlay(self.content.labels, self.content.legends, self.content.status)
        return partial(paint_picture, scene, overlay, self.font(), self.palette(), size)

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # ended also when painting fails: Qt would crash otherwise
            self._paint(painter)
        if not self.settled:
            self._again.start()

    def _paint(self, painter: QPainter) -> None:
        content, palette = self.content, self.palette()
        if content.songs is None:
            painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            place = self.rect().adjusted(24, 0, -24, -40 if self._button.isVisible() else 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, content.status)
            return
        overlay = Overlay(
            labels=content.labels,
            legends=content.legends,
            status=content.status,
            hovered=self.cell_cursor.hovered,
            current=self.cell_cursor.current,
            playing=content.playing(),
            pulse=time.monotonic() / 2.4 % 1.0,
            drawing=self.tools.drawing,
            focused=self.hasFocus(),
            pointers=self.canvas.pointers,
        )
        accent = palette.color(QPalette.ColorRole.Highlight)
        complete = self.canvas.paint(painter, overlay, self.font(), accent, self.devicePixelRatioF())
        self.settled = complete and not (self._soon.isActive() or self._light.isActive())

    def _place_button(self) -> None:
        size = self._button.sizeHint()
        self._button.setGeometry(
            (self.width() - size.width()) // 2, self.height() // 2 + 8, size.width(), size.height()
        )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self.tools.pinch(event):
            return True
        # The space bar is held to pan: a shortcut elsewhere in the window must not take it first.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Space
            and self.content.songs is not None
        ):
            event.accept()
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            name = self.canvas.name_at(QPointF(event.pos()))
            if name and not self.cell_cursor.card.isVisible():  # which says it, too
                QToolTip.showText(event.globalPos(), plain(name), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.canvas.camera.resize(self.width(), self.height())
        self._place_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()

    def showEvent(self, event: QEvent) -> None:
        self._track_changed()
        self._soon.start()

    def hideEvent(self, event: QEvent) -> None:
        self._pulse.stop()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.tools.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.tools.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.tools.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.tools.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.tools.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.cell_cursor.leave()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.tools.focus_lost()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.tools.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.tools.key_released(event):
            super().keyReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.content.songs is None:
            return
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if by_mouse:
            self.cell_cursor.set_current(self.canvas.cell_at(QPointF(event.pos())), show=False)
            self.cell_cursor.leave()
        menu = self.menu_at(QPointF(event.pos()) if by_mouse else None)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu_at(self, point: QPointF | None) -> QMenu:
        """What can be done with the song under a point, else with those of the current cell; with all that
        are selected where it is one of them."""
        menu = QMenu(self)
        name, ids = self.tools.songs_meant(point)
        if ids.size:
            menu.addSection(entry(name))
            song_menu.fill(menu, self._state, ids, self.action_requested.emit, name=name)
            menu.addSeparator()
            self._add_map_entries(menu.addMenu("Map"))
        else:
            self._add_map_entries(menu)
        return menu

    def _add_map_entries(self, menu: QMenu) -> None:
        for name in _MENU:
            if name:
                menu.addAction(self.actions_by_name[name])
            else:
                menu.addSeparator()
