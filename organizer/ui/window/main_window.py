"""The window: puts the views in their places. What the actions do is in ``window_commands``."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.model import Changes
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.tracks import Counts
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.library_work import LibraryWork
from organizer.ui.widgets import theme
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import next_turn, url_paths
from organizer.ui.widgets.plain_text import Label
from organizer.ui.window.actions import Actions
from organizer.ui.window.center_tabs import CenterTabs
from organizer.ui.window.search_box import SearchBox
from organizer.ui.window.tab_order import move_focus
from organizer.ui.window.view_names import ViewName
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.ui.map.view import MapView
    from organizer.ui.playlist.panel import PlaylistPanel
    from organizer.ui.song.view import SongView
    from organizer.ui.state.undo import UndoController
    from organizer.ui.tags.editor import TagEditor
    from organizer.ui.window.draft_keeper import DraftKeeper
    from organizer.ui.window.progress_panel import ProgressPanel
    from organizer.ui.window.sidebar import Sidebar
    from organizer.ui.window.welcome import DropSign, Welcome

#: Changes whenever the arrangement of the window does: an older layout is then not restored.
_LAYOUT = 2

#: Loaded after the window is on the screen, in the background: they take longer than the rest of the start.
_LATER = (
    "map.view",
    "song.panel",
    "tags.editor",
    "playlist.panel",
    "sound.transport_bar",
    "state.undo",
    "groups.view",
    "insight.view",
    "song.view",
)


def _load_modules(context: JobContext) -> None:
    for name in _LATER:
        context.check_cancelled()
        importlib.import_module(f"organizer.ui.{name}")


def _choose(box: QComboBox, call: Callable[[str], object], _index: int) -> None:
    """Hand over what is chosen, by what it is and not by how it is called."""
    call(box.currentData())


def _labelled(text: str, box: QComboBox) -> QWidget:
    """A box of choices with its name before it."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(6, 0, 0, 0)
    row.setSpacing(5)
    label = Label(text)
    label.setBuddy(box)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    row.addWidget(label)
    row.addWidget(box)
    return pair


class MainWindow(QMainWindow):
    """Takes drops, keeps its layout, and closes in order."""

    painted = Signal()  #: the window has been painted for the first time
    views_ready = Signal()  #: map, panels and player are in their places, or it was said why not

    def __init__(self, state: AppState, work: LibraryWork, layout_file: Path) -> None:
        super().__init__()
        from organizer.ui.window.window_commands import WindowCommands

        self.setWindowTitle("Organizer")
        self.setWindowIcon(theme.app_icon())
        self.setAcceptDrops(True)
        self.state, self.work = state, work
        self._unpainted = True
        self.map: MapView | None = None
        self.playlist: PlaylistPanel | None = None
        self.undo: UndoController | None = None
        self.tag_editor: TagEditor | None = None
        self.drafts: DraftKeeper | None = None
        self.player: Any = None
        self.song: SongView | None = None
        self.drop_sign: DropSign | None = None  #: lies over the views while something is dragged over them
        self._layout = QSettings(str(layout_file), QSettings.Format.IniFormat)
        state.folder = str(self._layout.value("folder", ""))
        self.actions_ = Actions(self)
        self.table = TrackTable(state)
        self._restore_table()
        self.table.open()  # now, so that the songs are there when the rest of the window is
        self.sidebar: Sidebar  # these two are made with the menus' entries, after the first painting
        self.progress: ProgressPanel
        self.search = SearchBox(state)
        self.welcome: Welcome | None = None  #: made for an empty library
        self.commands = WindowCommands(self)
        self.actions_.build(self.menuBar(), self.commands.calls())
        self._build_toolbar()
        self._build_centre()
        self._connect()
        room = self.screen().availableGeometry()
        self.resize(
            max(1280, min(1720, round(room.width() * 0.85))), max(760, min(1080, round(room.height() * 0.85)))
        )
        self._restore_layout()
        self._show_library(tracks.has_songs(state.db))

    # -- the parts

    def _build_toolbar(self) -> None:
        bar = self.addToolBar("Main")
        bar.setObjectName("main")
        bar.setMovable(False)
        bar.setIconSize(QSize(18, 18))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        add = QToolButton()
        add.setText("Add")
        add.setIcon(theme.icon("plus"))
        add.setToolTip("Add music: folders, files, a table or the demo songs")
        add.setAccessibleName("Add music")
        add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_menu = QMenu(add)
        add.setMenu(self.add_menu)
        bar.addWidget(add)
        self.actions_["rebuild"].setIconText("Rebuild")
        bar.addAction(self.actions_["rebuild"])
        for name in ("back", "forward"):
            bar.addWidget(self._icon_button(name))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setMaximumWidth(760)
        bar.addWidget(self.search)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        self._after_map_choices = bar.addWidget(self._icon_button("settings"))
        # Qt asks the style sheet for the margins only when the bar is dressed anew, as it will be when light
        # becomes dark: it should look the same before
        bar.ensurePolished()
        QApplication.sendEvent(bar, QEvent(QEvent.Type.StyleChange))
        self.toolbar = bar

    def _icon_button(self, action: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self.actions_[action])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return button

    def _combo(self, name: str, tip: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

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
        self.left = QWidget()
        self.left.setMinimumWidth(130)
        QVBoxLayout(self.left).setContentsMargins(0, 0, 0, 0)
        for widget in (self.left, self.centre, self.side):
            self.columns.addWidget(widget)
        self.views = CenterTabs(self.actions_.menu("&View"))
        self.centre.addWidget(self.views)
        self.centre.addWidget(self.table)
        self.map_place = QStackedWidget()
        self.map_place.setMinimumHeight(160)
        self.views.add(ViewName.MAP, self.map_place)
        self.views.add(ViewName.GROUPS, self._make_groups_view)
        self.views.add(ViewName.INSIGHT, self._make_insight)
        self.views.add(ViewName.SONG, self._make_song_view)
        waiting = Label("The map appears here as soon as a dozen songs were heard.")
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        waiting.setEnabled(False)
        self.map_place.addWidget(waiting)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Song and tags")
        self.tabs.setMinimumWidth(260)
        self.side.addWidget(self.tabs)
        self.centre.setSizes([460, 260])
        self.columns.setSizes([190, 780, 310])
        for splitter, stretched in ((self.columns, 1), (self.centre, 0), (self.side, 0)):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
            splitter.setStretchFactor(stretched, 2)
        self.centre.setStretchFactor(1, 1)

    def _connect(self) -> None:
        self.work.stock_taken.connect(self._stock_taken)
        self.state.library_changed.connect(self._library_changed)
        self.state.selection_changed.connect(self._show_history)
        self.table.query_failed.connect(self.search.show_error)
        self.table.action_requested.connect(lambda name: self.actions_[name].trigger())
        for name, view in (
            ("show_sidebar", self.left),
            ("show_table", self.table),
            ("show_panels", self.side),
        ):
            self.actions_[name].toggled.connect(view.setVisible)
        self._show_history()

    # -- what comes after the window is on the screen

    def build_views(self) -> None:
        """The menus' entries and what lies round the songs, at once; map, panels and player are loaded in the
        background, then put in their places."""
        self._furnish()
        self.state.jobs.start(
            Job.VIEWS, _load_modules, on_result=self._modules_loaded, on_error=self._no_views
        )

    def _furnish(self) -> None:
        from organizer.ui.window.progress_panel import ProgressPanel
        from organizer.ui.window.sidebar import Sidebar

        self.sidebar = Sidebar(self.state)
        self.sidebar.group_chosen.connect(self.commands.select_group)
        self.sidebar.groups_view_requested.connect(self.commands.show_group)
        self.left.layout().addWidget(self.sidebar)  # type: ignore[union-attr]
        self.progress = ProgressPanel(self.state)
        self.progress.failures_requested.connect(self.commands.show_failures)
        self.bottom.layout().addWidget(self.progress, 1)  # type: ignore[union-attr,call-arg]
        self.actions_.fill()
        self.add_menu.addActions(
            [self.actions_[name] for name in ("add_folder", "add_files", "import_table", "demo")]
        )

    def _modules_loaded(self, _none: None) -> None:
        self._place_next(0)

    def _place_next(self, step: int) -> None:
        """One view at a time, so that the window answers in between."""
        unseen = (self.left, self.table, self.map_place, self.side)
        steps: tuple[Callable[[], None], ...] = (
            self._place_map,
            self._place_song,
            self._place_tags,
            self._place_playlist,
            self._place_player,
            self._keep_drafts,
            *(partial(self._rehearse, view) for view in unseen),
        )
        if step == len(steps):
            self.views.restore(self._layout)
            self.views_ready.emit()
            return
        steps[step]()
        next_turn(self, lambda: self._place_next(step + 1))

    def _rehearse(self, view: QWidget) -> None:
        """Paint a view of the empty library out of sight: the first time takes a while, and the first songs
        should not wait for it."""
        if not self._shows_songs:
            self.columns.resize(self.pages.size())
            view.grab()

    def _place_map(self) -> None:
        from organizer.ui.map.view import MapView

        self.map = MapView(self.state)
        self.map_place.addWidget(self.map)
        self.map.tools.play_pause_requested.connect(self.actions_["play"].trigger)
        self.map.add_requested.connect(self.actions_["add_folder"].trigger)
        self.map_place.setCurrentWidget(self.map)
        self.map_boxes: dict[str, QComboBox] = {}
        content = self.map.content
        content.choices_changed.connect(self._offer_map_choices)
        for name, title, tip, call in (
            ("layer", "Layer", "What the ground of the map shows", content.set_layer),
            ("colour", "Colour", "What the colour of the songs shows", content.set_colour),
        ):
            box = self.map_boxes[name] = self._combo(title, tip)
            box.currentIndexChanged.connect(partial(_choose, box, call))
            box.setMaxVisibleItems(24)
            self.toolbar.insertWidget(self._after_map_choices, _labelled(title, box))
        self._offer_map_choices()
        self.toolbar.insertWidget(self._after_map_choices, self._icon_button("listen"))

    def _offer_map_choices(self) -> None:
        """Layers and colours of the map, every number that songs have among them."""
        assert self.map is not None
        from organizer.ui.map.layers import title_of

        content = self.map.content
        shown = (("layer", content.layers, content.layer), ("colour", content.colours, content.colour))
        for name, choices, current in shown:
            box = self.map_boxes[name]
            box.blockSignals(True)
            box.clear()
            for choice in choices:
                box.addItem(title_of(choice), choice)
            box.setCurrentIndex(choices.index(current))
            box.blockSignals(False)

    def _make_groups_view(self) -> QWidget:
        from organizer.ui.groups.view import GroupsView

        view = GroupsView(self.state, self.work.helper)
        view.hear_requested.connect(self.actions_["analyze"].trigger)
        view.playlist_saved.connect(lambda _name: self.sidebar.show_playlists())
        return view

    def _make_insight(self) -> QWidget:
        from organizer.ui.insight.view import InsightView

        view = InsightView(self.state)
        view.add_requested.connect(self.actions_["add_folder"].trigger)
        return view

    def _make_song_view(self) -> QWidget:
        from organizer.ui.song.view import SongView

        self.song = view = SongView(self.state)
        view.table_requested.connect(self.actions_["go_table"].trigger)
        view.rescan_requested.connect(self.actions_["rescan"].trigger)
        if self.player is not None:
            view.follow(self.player)
        return view

    def _place_song(self) -> None:
        from organizer.ui.song.panel import SongPanel

        self.tabs.addTab(SongPanel(self.state), "Song")

    def _place_tags(self) -> None:
        from organizer.ui.tags.editor import TagEditor

        self.tag_editor = TagEditor(self.state)
        self.tabs.addTab(self.tag_editor, "Tags")

    def _place_playlist(self) -> None:
        from organizer.ui.playlist.panel import PlaylistPanel

        self.playlist = PlaylistPanel(self.state)
        self.side.addWidget(self.playlist)
        self.side.setSizes([470, 270])
        self.playlist.saved_changed.connect(self.sidebar.show_playlists)
        self.sidebar.playlist_opened.connect(self.playlist.open_saved)
        self.work.intake.playlist_imported.connect(self._open_playlist)
        self.sidebar.playlist_delete_requested.connect(self.playlist.ask_delete)
        self._restore_splitter("side", self.side)

    def _open_playlist(self, name: str, ids: Sequence[int]) -> None:
        """Show the songs of a playlist file where playlists are."""
        if self.playlist is not None:
            self.playlist.show_playlist(name, ids, kept=False)
            self.actions_["show_panels"].setChecked(True)

    def _place_player(self) -> None:
        from organizer.ui.sound.player import Player
        from organizer.ui.sound.transport_bar import TransportBar
        from organizer.ui.state.undo import UndoController

        self.player = Player(self.state)
        if self.song is not None:
            self.song.follow(self.player)
        transport = TransportBar(self.player)
        transport.setMaximumWidth(560)
        self.bottom.layout().insertWidget(0, transport, 1)  # type: ignore[union-attr]
        self.table.queue_offered.connect(self.player.set_queue)
        self.undo = UndoController(self.state)
        if self.playlist is not None:
            self.playlist.queue_requested.connect(self.player.set_queue)
            self.playlist.model.undo_stack.indexChanged.connect(self.undo.something_else_done)
        self.player.starter = self._start_queue
        menu = self.actions_.menu("&Edit")
        for name, action in (("undo", self.undo.undo_action), ("redo", self.undo.redo_action)):
            own = self.actions_[name]
            menu.insertAction(own, action)
            own.setShortcuts([])
            own.setVisible(False)
        self.commands.views_are_there()

    def _start_queue(self) -> bool:
        """Play from the chosen song on, as Enter does: in the playlist, if that has the keyboard."""
        if self.playlist is not None and self.playlist.view.hasFocus() and self.playlist.play_chosen():
            return True
        return self.table.play_chosen()

    def _keep_drafts(self) -> None:
        from organizer.ui.window.draft_keeper import DraftKeeper

        if self.playlist is not None and self.tag_editor is not None:
            self.drafts = DraftKeeper(self.state, self.playlist, self.tag_editor, self)

    def _no_views(self, error: Exception) -> None:
        self.state.message.emit(f"The map and the panels could not be loaded: {complaint(error)}", "error")
        self.views_ready.emit()

    # -- what happens

    def _stock_taken(self, counts: Counts, new: int, failed: frozenset[int]) -> None:
        self.sidebar.show_counts(counts, new)
        self.progress.show_failed(counts.failed)
        self.table.tracks.set_failed(failed)
        self._show_library(counts.all > 0)

    def _library_changed(self, changes: Changes) -> None:
        if changes.added:
            self._show_library(True)

    def settings_changed(self, settings: Settings) -> None:
        self.actions_["listen"].setChecked(settings.listen_on_map)

    @property
    def _shows_songs(self) -> bool:
        return self.pages.currentWidget() is self.columns

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
        filled = self._shows_songs
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
        if event.key() == Qt.Key.Key_Escape:
            self.commands.leave()
        elif text.strip() and text.isprintable() and not control and self._shows_songs:
            self.search.begin(text)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything that runs is stopped in order; what is left goes on next time."""
        self._save_layout()
        if self.drafts is not None:
            self.drafts.flush()
        self.hide()
        if self.player is not None and getattr(self.player, "playing", False):
            self.player.toggle()
        self.state.jobs.stop_all()
        if self.song is not None:
            self.song.close_work()
        super().closeEvent(event)

    # -- layout

    def _save_layout(self) -> None:
        keep = self._layout.setValue
        keep("layout", _LAYOUT)
        keep("geometry", self.saveGeometry())
        keep("table", self.table.save_layout())
        self.views.save(self._layout)
        keep("own_widths", self.table.own_widths)
        keep("folder", self.state.folder)
        for name in ("columns", "centre", "side"):
            if name != "side" or self.playlist is not None:
                keep(name, getattr(self, name).saveState())
        for name in ("show_sidebar", "show_table", "show_panels"):
            keep(name, self.actions_[name].isChecked())
        self._layout.sync()

    def _restore_layout(self) -> None:
        if self._layout.value("layout", 0, int) != _LAYOUT:
            return
        geometry = self._layout.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self._restore_splitter("columns", self.columns)
        self._restore_splitter("centre", self.centre)
        for name in ("show_sidebar", "show_table", "show_panels"):
            self.actions_[name].setChecked(bool(self._layout.value(name, True, bool)))

    def _restore_table(self) -> None:
        table = self._layout.value("table")
        if self._layout.value("layout", 0, int) == _LAYOUT and isinstance(table, QByteArray):
            self.table.restore_layout(table, bool(self._layout.value("own_widths", False, bool)))

    def _restore_splitter(self, name: str, splitter: QSplitter) -> None:
        state = self._layout.value(name)
        if self._layout.value("layout", 0, int) == _LAYOUT and isinstance(state, QByteArray):
            splitter.restoreState(state)
