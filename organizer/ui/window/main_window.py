"""The window: its frame, what is dropped and typed, and its close.

What the actions do is in ``window_commands``, what comes after the first painting in ``later_views``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.library import tracks
from organizer.library.tracks import Counts
from organizer.ui.covers.place import SongsPlace
from organizer.ui.looks.tab_order import move_focus
from organizer.ui.search.search_box import SearchBox
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from organizer.ui.state.library_work import LibraryWork
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import url_paths
from organizer.ui.widgets.plain_text import Label
from organizer.ui.window.actions import Actions
from organizer.ui.window.center_tabs import CenterTabs
from organizer.ui.window.frame import WindowFrame
from organizer.ui.window.later_views import LaterViews
from organizer.ui.window.layout_file import LayoutFile
from organizer.ui.window.toolbar import MainToolBar
from organizer.ui.window.window_commands import WindowCommands
from organizer.work.next_step import ENOUGH_SONGS

if TYPE_CHECKING:
    from organizer.ui.window.welcome import DropSign, Welcome


class MainWindow(WindowFrame):
    """Takes drops, keeps its layout, and closes in order."""

    painted = Signal()  #: the window has been painted for the first time
    views_ready = Signal()  #: map, panels and player are in their places, or it was said why not

    def __init__(self, state: AppState, work: LibraryWork, layout_file: Path) -> None:
        super().__init__()
        self.setWindowTitle("Organizer")
        self.setWindowIcon(theme.app_icon())
        self.setAcceptDrops(True)
        self.state, self.work = state, work
        self._unpainted = True
        self.welcome: Welcome | None = None  #: made for an empty library
        self.drop_sign: DropSign | None = None  #: lies over the views while something is dragged over them
        self._layout = LayoutFile(layout_file)
        state.folder = self._layout.folder
        self.actions_ = Actions(self)
        self.table = TrackTable(state)
        self._layout.restore_table(self)
        self.table.open()  # now, so that the songs are there when the rest of the window is
        self.search = SearchBox(state)
        self.commands = WindowCommands(self)
        self.actions_.build(self.menuBar(), self.commands.calls())
        self.toolbar = MainToolBar(self.actions_, self.search)
        self.addToolBar(self.toolbar)
        self.toolbar.dress()
        self._build_centre()
        self._later = LaterViews(self, self.commands, self._layout)
        self._later.ready.connect(self.views_ready)
        self._connect()
        room = self.screen().availableGeometry()
        self.resize(
            max(1280, min(1720, round(room.width() * 0.85))), max(760, min(1080, round(room.height() * 0.85)))
        )
        self._layout.restore_frame(self)
        self._show_library(tracks.has_songs(state.db))

    def build_views(self) -> None:
        """Make what comes after the window is on the screen; then ``views_ready`` tells."""
        self._later.build()

    # -- the parts

    def _build_centre(self) -> None:
        """From the outermost in: a widget that is moved is dressed anew, with all that is inside it."""
        whole = QWidget()
        self.setCentralWidget(whole)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.pages = QStackedWidget()
        layout.addWidget(self.pages, 1)
        self.bottom = QWidget()
        self.bottom.setObjectName("bottom")
        self.bottom.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bottom.setMinimumHeight(44)
        layout.addWidget(self.bottom)
        row = QHBoxLayout(self.bottom)
        row.setContentsMargins(0, 0, 0, 0)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.pages.addWidget(self.columns)
        self.centre = QSplitter(Qt.Orientation.Vertical)
        self.side = QSplitter(Qt.Orientation.Vertical)
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.left.setMinimumWidth(130)
        for widget in (self.left, self.centre, self.side):
            self.columns.addWidget(widget)
        self.views = CenterTabs(self.actions_.menu("view"))
        self.centre.addWidget(self.views)
        self.songs_place = SongsPlace(self.state, self.table)
        self.centre.addWidget(self.songs_place)
        self.map_place = QStackedWidget()
        self.map_place.setMinimumHeight(160)
        waiting = Label(tr("The map appears here as soon as {n} songs are analyzed.", n=ENOUGH_SONGS))
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        waiting.setEnabled(False)
        waiting.setWordWrap(True)  # in one line, it would keep the window from being small, unseen too
        self.map_place.addWidget(waiting)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(tr("Song and tags"))
        self.tabs.setMinimumWidth(260)
        self.side.addWidget(self.tabs)
        self.centre.setSizes([460, 260])
        wide = self.screen().availableGeometry().width()
        left = max(theme.scaled(190), wide // 11)  # on a wide screen names of groups have room
        self.columns.setSizes([min(left, 280), 780, max(310, min(wide // 8, 360))])
        for splitter, stretched in ((self.columns, 1), (self.centre, 0), (self.side, 0), (self.left, 0)):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
            splitter.setStretchFactor(stretched, 2)
        self.centre.setStretchFactor(1, 1)

    def _connect(self) -> None:
        self.work.stock_taken.connect(self._stock_taken)
        self.state.library_changed.connect(self._library_changed)
        self.state.selection_changed.connect(self._show_history)
        self.table.query_failed.connect(self.search.show_error)
        for asked in (self.table.action_requested, self.state.action_requested):
            asked.connect(lambda name: self.actions_[name].trigger())
        for name, view in (
            ("show_sidebar", self.left),
            ("show_table", self.songs_place),
            ("show_panels", self.side),
        ):
            self.actions_[name].toggled.connect(view.setVisible)
        covers = self.actions_["covers"]
        covers.setChecked(False)
        covers.toggled.connect(self.songs_place.show_covers)
        self.songs_place.face_changed.connect(covers.setChecked)
        self._show_history()

    # -- what happens

    def _stock_taken(self, counts: Counts, new: int, failed: frozenset[int]) -> None:
        self.sidebar.show_counts(counts, new)
        self.progress.show_failed(counts.failed)
        self.table.tracks.set_failed(failed)
        self._show_library(counts.all > 0)

    def _library_changed(self, changes: Changes) -> None:
        if changes.added:
            self._show_library(True)

    def _show_library(self, filled: bool) -> None:
        """The songs; for an empty library what to do."""
        if not filled and self.welcome is None:
            from organizer.ui.window.welcome import Welcome

            self.welcome = Welcome()
            self.pages.addWidget(self.welcome)
            self.welcome.choose_requested.connect(self.actions_["add_folder"].trigger)
            self.welcome.demo_requested.connect(self.actions_["demo"].trigger)
            self.welcome.lessons_requested.connect(self.actions_["lessons"].trigger)
        self.pages.setCurrentWidget(self.columns if filled or self.welcome is None else self.welcome)

    def _show_history(self, *_: object) -> None:
        self.actions_["back"].setEnabled(self.state.can_go_back)
        self.actions_["forward"].setEnabled(self.state.can_go_forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unpainted:
            self._unpainted = False
            # when all that is in the window is painted too
            QTimer.singleShot(0, self, lambda: self.painted.emit())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is None and url_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_hovered(True)

    def _show_hovered(self, hovered: bool) -> None:
        """Say that what is being dragged can be dropped here."""
        filled = self.shows_songs
        if self.welcome is not None:
            self.welcome.set_hovered(hovered)
        if hovered and filled and self.drop_sign is None:
            from organizer.ui.window.welcome import DropSign

            self.drop_sign = DropSign(self.pages)
        if self.drop_sign is not None:
            self.drop_sign.set_shown(hovered and filled)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_hovered(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_hovered(False)
        paths = url_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.commands.add_paths(paths)

    def event(self, event: QEvent) -> bool:
        """The space bar presses the button or opens the list that has the keyboard; elsewhere it plays."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and isinstance(self.focusWidget(), QAbstractButton | QComboBox)
        ):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        return move_focus(self, forward=next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if self.player is not None and self.player.media_key(event.key()):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.commands.selecting.leave()
        elif text.strip() and text.isprintable() and not control and self.shows_songs:
            self.search.begin(text)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything that runs is stopped in order; what is left goes on next time."""
        self._layout.save(self)
        if self.drafts is not None:
            self.drafts.flush()
        if self.looks is not None:
            self.looks.flush()
        self.hide()
        if self.wandering is not None:
            self.wandering.close()
        if self.player is not None and self.player.playing:
            self.player.toggle()
        if self.mpris is not None:
            self.mpris.close()
        self.state.jobs.stop_all()
        if self.smart is not None:
            self.smart.lists.flush()
        if self.song is not None:
            self.song.close_work()
        super().closeEvent(event)
