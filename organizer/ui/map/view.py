"""The map in the window: a widget that puts together what is shown, the canvas, the cursor and the tools."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
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
from organizer.base.language import plural, tr
from organizer.base.model import Changes
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.ui.canvas.camera import Look
from organizer.ui.canvas.canvas import MapCanvas
from organizer.ui.canvas.drawing import Tool
from organizer.ui.canvas.overlay import Overlay
from organizer.ui.canvas.picture import paint_picture, save_picture
from organizer.ui.canvas.regions import RegionLayer
from organizer.ui.canvas.tiles import Scene
from organizer.ui.looks import motion
from organizer.ui.looks.speaking import describe, say
from organizer.ui.map.content import MapContent
from organizer.ui.map.cursor import MapCursor
from organizer.ui.map.details import MapDetails
from organizer.ui.map.listening import ListenHint, ListenSwitch
from organizer.ui.map.minimap import MiniMap
from organizer.ui.map.switches import MapSwitches
from organizer.ui.map.toolbox import MapToolBox
from organizer.ui.map.tools import ZOOM_STEP, MapTools, map_actions
from organizer.ui.map.waiting import paint_waiting
from organizer.ui.songs import song_menu
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import ask_where
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.plain_text import entry, plain

_EXPORT = QSize(3840, 2400)
_BEAT = 50  #: milliseconds between two pictures of the sign on the song that plays
_STILL = 0.3  #: the sign where nothing is to move by itself
_PULSE = 30  #: pixels around that song that the sign covers
#: The context menu; "" separates.
_MENU = (
    *("select", "playlist", "", "show_selection", "fit", "zoom_in", "zoom_out", ""),
    *("move", "rectangle", "lasso", "brush", "journey", "line", ""),
    *("map_cells", "map_contours", "map_overview", "", "export"),
)


class MapView(QWidget):
    """The map of the library. Listens to the state; says what it wants by the state's methods."""

    add_requested = Signal()  #: the empty view's button
    action_requested = Signal(str)  #: an action of the window, on the selection
    _unfinished = False  #: the next frame could paint more of what is shown

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.content = MapContent(state, self)
        self.canvas = MapCanvas(self._read_titles)
        self.details = MapDetails(state, self.content, self)
        self.settled = True  #: nothing is left to paint for the frame that is shown
        self._button = QPushButton(tr("Add music…"), self)
        self._button.setObjectName("primary")
        self._button.setAccessibleName(tr("Add music"))
        self._button.clicked.connect(self.add_requested)
        self.cell_cursor = MapCursor(state, self.canvas, self)
        self.tools = MapTools(state, self.canvas, self.cell_cursor, self)
        self.actions_by_name = map_actions(
            self,
            {
                "select": self.tools.enter,
                "show_selection": self.tools.show_selection,
                "playlist": lambda: state.playlist_add_requested.emit(state.selection),
                "fit": self.tools.fit,
                "zoom_in": lambda: self.tools.zoom(ZOOM_STEP),
                "zoom_out": lambda: self.tools.zoom(1 / ZOOM_STEP),
                **{tool.value: partial(self.tools.choose_tool, tool) for tool in Tool},
                "export": self.ask_export,
            },
        )
        self.switches = MapSwitches(state, self)
        self.toolbox = MapToolBox(self.tools, self.switches)  # the window has a place for it
        self.listen_switch = ListenSwitch(state)  # it too
        self.hint = ListenHint(state, self)
        self.minimap = MiniMap(self.content, self.canvas, self.tools, self)
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
        self.setAccessibleName(tr("Music map"))
        self._listen()
        self.content.gather()
        self.content.describe()

    def _listen(self) -> None:
        """Follow what changes: the hand, the map, the library."""
        looks = self.cell_cursor.moved, self.tools.looked_elsewhere
        for repaint in (*looks, self.tools.drawing_changed, self.details.changed):
            repaint.connect(lambda: self.update())
        for looked in (*looks, self.content.scene_changed):
            looked.connect(self.minimap.follow)
        self._state.settings_changed.connect(self._settings_changed)
        self._settings_changed(self._state.settings)
        self.cell_cursor.current_changed.connect(self._describe)
        self.cell_cursor.current_changed.connect(self._speak)
        self.content.songs_changed.connect(self._songs_changed)
        self.content.scene_changed.connect(self._scene_changed)
        self.content.status_changed.connect(self._status_changed)
        self.content.shown.connect(self._track_changed)
        self.content.shown.connect(self._regions_changed)
        self._state.library_changed.connect(self._forget_titles)
        self._state.selection_changed.connect(self._selection_changed)
        self._state.matches_changed.connect(self._matches_changed)
        self._state.current_track_changed.connect(self._track_changed)
        self._state.regions_changed.connect(self._regions_changed)
        self._state.audition_changed.connect(self._track_changed)

    # what is shown

    def look_again(self, look: Look) -> None:
        """Look where one looked the last time, as soon as there is a map."""
        self.canvas.look_again(look)
        self.minimap.follow()
        self.update()

    def _settings_changed(self, settings: Settings) -> None:
        self.minimap.show_if(settings.map_overview)
        self.update()

    def _forget_titles(self, _changes: Changes) -> None:
        self.canvas.forget_titles()

    def sizeHint(self) -> QSize:
        return QSize(900, 560)

    def _read_titles(self, ids: list[int]) -> dict[int, str]:
        return {track.id: printable(track.title) for track in tracks.get_many(self._state.db, ids)}

    def _songs_changed(self) -> None:
        if self.canvas.set_songs(self.content.songs, self.width(), self.height()):
            self.cell_cursor.current = None
        pointed_at = self.cell_cursor.hovered is not None and self.underMouse()
        self.cell_cursor.leave()
        if pointed_at:  # what is heard there goes on
            self.cell_cursor.hover(QPointF(self.mapFromGlobal(QCursor.pos())))
        self.toolbox.setEnabled(self.content.songs is not None)
        self.hint.offer(self.content.songs is not None)

    def _scene_changed(self) -> None:
        self.canvas.set_scene(self.content.scene)
        self.update()

    def _status_changed(self) -> None:
        self._button.setVisible(self.content.needs_songs)
        self._place_button()
        self._describe()
        self.update()

    def _speak(self) -> None:
        say(self, self.cell_cursor.words)

    def _describe(self) -> None:
        """Say to screen readers what is shown, and where one is."""
        text = f"{self.cell_cursor.words}{self.content.status}"
        if self.content.songs is not None:
            text = f"{text} {tr('Arrow keys move between cells, Enter selects their songs.')}"
        describe(self, text)

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

    def _regions_changed(self) -> None:
        self.canvas.regions.regions = self.content.regions
        self.update()

    def _track_changed(self) -> None:
        playing = self.content.playing() is not None
        if playing and motion.allowed() and not self._pulse.isActive() and self.isVisible():
            self._pulse.start()
        elif not playing:
            self._pulse.stop()
        self.update()

    def _beat(self) -> None:
        place, songs = self.content.playing(), self.canvas.seen
        if place is None or songs is None or not motion.allowed():
            self._pulse.stop()
            return
        for x, y in self.canvas.camera.copies(float(songs.x[place]), float(songs.y[place]), _PULSE):
            self.update(QRect(round(x) - _PULSE, round(y) - _PULSE, 2 * _PULSE, 2 * _PULSE))

    # a picture of it

    def ask_export(self) -> None:
        """Ask where to, then save the map as a picture."""
        path = ask_where(self._state, self, tr("Export map picture"), "map.png", tr("Pictures (*.png)"))
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
                on_result=lambda _: self._state.message.emit(
                    tr("Map saved as {path}", path=printable(path)), "info"
                ),
                on_error=lambda error: self._state.message.emit(str(error), "error"),
                owner=self._state,
            )

    def _picture(self, scene: Scene, size: QSize) -> Callable[[], QImage]:
        """What paints the map as it is now, on any thread."""
        regions = RegionLayer(self.canvas.regions.regions)
        overlay = Overlay(self.content.labels, self.content.legends, self.content.status, regions=regions)
        return partial(paint_picture, scene, overlay, self.font(), self.palette(), size)

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # ended also when painting fails: Qt would crash otherwise
            self._paint(painter)
        if self._unfinished:
            self._again.start()

    def _paint(self, painter: QPainter) -> None:
        content, palette = self.content, self.palette()
        if content.songs is None:
            painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
            place = self.rect().adjusted(24, 0, -24, -40 if self._button.isVisible() else 0)
            paint_waiting(painter, place, palette, content.status, content.awaited)
            return
        ratio = self.devicePixelRatioF()
        still = self.canvas.moving is None  # names and covers of songs are written where these rest
        details = self.details.at(self.canvas.camera, self.font(), ratio) if still else ()
        overlay = Overlay(
            step=self.details.step,
            details=details,
            covers=self.details.pictures,
            labels=content.labels,
            legends=content.legends,
            status=content.status,
            hovered=self.cell_cursor.hovered,
            current=self.cell_cursor.current,
            playing=content.playing(),
            pulse=time.monotonic() / 2.4 % 1.0 if motion.allowed() else _STILL,
            drawing=self.tools.drawing,
            focused=self.hasFocus(),
            pointers=self.canvas.pointers,
            guests=tuple(self.canvas.guests),
            cells=self._state.settings.map_cells,
            reserved=tuple(filter(None, (self.minimap.place,))),
            regions=self.canvas.regions,
        )
        accent = palette.color(QPalette.ColorRole.Highlight)
        complete = self.canvas.paint(painter, overlay, self.font(), accent, ratio)
        self._unfinished = not complete or self._soon.isActive() or self._light.isActive()
        self.settled = not (self._unfinished or content.is_painting)

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
            and (
                event.key() == Qt.Key.Key_Space
                or (event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._state.audition is not None)
            )
            and self.content.songs is not None
        ):
            event.accept()
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            name, songs = self.canvas.name_at(QPointF(event.pos())), self.content.songs
            if name and songs is not None and not self.cell_cursor.card.isVisible():  # which says it, too
                words = f"{name}: {plural('{n} song', '{n} songs', songs.on_island(name).size)}"
                QToolTip.showText(event.globalPos(), plain(words), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.canvas.camera.resize(self.width(), self.height())
        self.minimap.follow()
        self.hint.place()
        self._place_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()
        elif event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.cell_cursor.listening.leave()

    def showEvent(self, event: QEvent) -> None:
        self._track_changed()
        self._soon.start()

    def hideEvent(self, event: QEvent) -> None:
        self._pulse.stop()
        self.cell_cursor.listening.leave()

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
        self.cell_cursor.listening.leave()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.tools.focus_lost()
        if not self.underMouse():
            self.cell_cursor.listening.leave()

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
            if not self.canvas.name_at(QPointF(event.pos())):
                self.cell_cursor.set_current(self.canvas.cell_at(QPointF(event.pos())), show=False)
            self.cell_cursor.leave()
        menu = self.menu_at(QPointF(event.pos()) if by_mouse else None)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu_at(self, point: QPointF | None) -> QMenu:
        """What can be done with the song under a point, else with those of the current cell; with all that
        are selected where it is one of them."""
        menu = QMenu(self)
        title, name, ids = self.tools.songs_meant(point)
        if ids.size:
            menu.addSection(entry(title))
            song_menu.fill(menu, self._state, ids, self.action_requested.emit, name=name)
            menu.addSeparator()
            menu.addAction(tr("&Zoom here"), lambda: self.tools.look_over(ids))
            self._add_map_entries(menu.addMenu(tr("Map")))
        else:
            self._add_map_entries(menu)
        return menu

    def _add_map_entries(self, menu: QMenu) -> None:
        for name in _MENU:
            if name:
                menu.addAction(self.actions_by_name.get(name) or self.switches.actions[name])
            else:
                menu.addSeparator()
