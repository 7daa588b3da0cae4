"""What comes into the window after it is on the screen: side bar and progress at once, views as they load.

A window that is there at once and fills itself is used sooner than one that is complete and late. Modules
are imported by a background job, since they take longer than the rest of the start; each view is made in a
turn of the event loop of its own, so that the window answers in between.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from organizer.base.language import tr
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets import theme
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import in_turns
from organizer.ui.window.frame import WindowFrame
from organizer.ui.window.layout_file import LayoutFile
from organizer.ui.window.view_names import ViewName
from organizer.ui.window.window_commands import WindowCommands
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.ui.sound.player import Player
    from organizer.ui.sound.waves import Waves
    from organizer.work.playlists.foreign import Report
    from organizer.work.playlists.several import Several

#: Modules of the views, in the order in which they are needed.
_MODULES = (
    "map.view",
    "song.selection_panel",
    "map.versions_dialog",
    "regions.wiring",
    "pins.wiring",
    "weights.wiring",
    "tags.editor",
    "cells.draft_bar",
    "cells.cells",
    "playlist.panel",
    "files.copy_wiring",
    "smart.wiring",
    "covers.grid",
    "journeys.wiring",
    "sound.player",
    "sound.wandering",
    "sound.queue_panel",
    "sound.mpris",
    "radio.wiring",
    "state.undo",
    "groups.view",
    "insight.view",
    "song.view",
)

#: Modules of dialogs that take longer than a frame to load: they wait for nobody, and nobody for them.
_DIALOGS = (
    "dialogs.settings_dialog",
    "files.rename_dialog",
    "tags.tools.dialog",
    "tags.history_dialog",
    "tags.estimates_dialog",
    "tags.suggestions_dialog",
    "tidy.dialog",
    "songs.duplicates_dialog",
    "songs.recommenders_dialog",
    "playlist.rules_dialog",
    "playlist.export_dialog",
    "tables.import_dialog",
    "weights.odd_dialog",
    "dialogs.lessons_dialog",
    "dialogs.quality_dialog",
    "help.about_dialog",
)


def _load_modules(context: JobContext, names: Sequence[str]) -> None:
    for name in names:
        context.check_cancelled()
        importlib.import_module(f"organizer.ui.{name}")


class LaterViews(QObject):
    """Makes the later parts of a window and connects them."""

    ready = Signal()  #: all are in their places, or it was said why not

    def __init__(self, window: WindowFrame, commands: WindowCommands, layout: LayoutFile) -> None:
        super().__init__(window)
        self._window, self._commands, self._layout = window, commands, layout
        self._state, self._actions = window.state, window.actions_
        self._waves: Waves | None = None
        window.views.add(ViewName.MAP, window.map_place)
        window.views.add(ViewName.GROUPS, self._make_groups)
        window.views.add(ViewName.INSIGHT, self._make_insight)
        window.views.add(ViewName.SONG, self._make_song)

    def build(self) -> None:
        """Side bar, progress and the entries of the menus; then load the rest in the background."""
        from organizer.ui.messages.log import MessageLog
        from organizer.ui.messages.notices import Notices
        from organizer.ui.window.progress_panel import ProgressPanel
        from organizer.ui.window.sidebar import Sidebar

        window = self._window
        window.sidebar = Sidebar(self._state)
        window.sidebar.group_chosen.connect(self._commands.selecting.select_group)
        window.sidebar.groups_view_requested.connect(self._commands.selecting.show_group)
        window.sidebar.songs_wanted.connect(self._commands.selecting.with_songs)
        window.left.addWidget(window.sidebar)
        window.progress = ProgressPanel(self._state)
        window.progress.failures_requested.connect(self._commands.dialogs.show_failures)
        window.messages = MessageLog(self._state, window)
        window.notices = Notices(window.messages, window.pages, window.centre)
        for wanted in (window.progress.messages_requested, window.notices.all_requested):
            wanted.connect(self._actions["messages"].trigger)
        window.bottom.layout().addWidget(window.progress, 1)  # type: ignore[union-attr,call-arg]
        self._actions.fill()
        window.toolbar.fill_menu()
        self._state.jobs.start(
            Job.VIEWS, _load_modules, _MODULES, on_result=self._loaded, on_error=self._failed
        )

    def _loaded(self, _none: None) -> None:
        window = self._window
        unseen = (window.left, window.table, window.map_place, window.side)
        steps: list[Callable[[], None]] = [
            self._place_browsing,
            self._place_map,
            self._place_regions,
            self._place_pins,
            self._place_weights,
            self._place_song_panel,
            self._place_tags,
            self._place_playlist,
            self._place_copying,
            self._place_rules,
            self._place_smart,
            self._place_journeys,
            self._place_player,
            self._place_radio,
            self._follow_tables,
            self._keep_drafts,
            self._teach_search,
            *(partial(self._rehearse, view) for view in unseen),
        ]
        in_turns(self, [*steps, self._placed])

    def _placed(self) -> None:
        self._layout.restore_view(self._window)
        self.ready.emit()
        self._state.jobs.start(Job.DIALOGS, _load_modules, _DIALOGS)

    def _failed(self, error: Exception) -> None:
        text = tr("The map and the panels could not be loaded: {reason}", reason=complaint(error))
        self._state.message.emit(text, "error")
        self.ready.emit()

    def _rehearse(self, view: QWidget) -> None:
        """Paint a view of the empty library out of sight: the first time takes a while, and the first songs
        should not wait for it."""
        if not self._window.shows_songs:
            self._window.columns.resize(self._window.pages.size())
            view.grab()

    # -- the map, and the panels beside it

    def _place_browsing(self) -> None:
        from organizer.ui.songs.browse_panel import BrowsePanel

        window = self._window
        window.browse = BrowsePanel(self._state)
        window.browse.songs_wanted.connect(self._commands.selecting.with_songs)
        window.left.addWidget(window.browse)
        window.left.setSizes([420, 280])
        self._layout.restore_left(window)

    def _place_map(self) -> None:
        from organizer.ui.map.view import MapView

        window = self._window
        window.map = view = MapView(self._state)
        window.map_place.addWidget(view)
        window.map_place.setFocusProxy(view)  # what shows the map gives it the keyboard
        view.tools.play_pause_requested.connect(self._actions["play"].trigger)
        view.add_requested.connect(self._actions["add_folder"].trigger)
        view.action_requested.connect(lambda name: self._actions[name].trigger())
        window.map_place.setCurrentWidget(view)
        window.views.set_tools(ViewName.MAP, view.toolbox)
        window.toolbar.show_map_choices(view.content, view.listen_switch)

    def _place_regions(self) -> None:
        from organizer.ui.map.versions_dialog import MapVersions
        from organizer.ui.regions.wiring import Regions

        window = self._window
        self.regions = Regions(
            self._state,
            window.work.helper,
            window,
            with_songs=self._commands.selecting.with_songs,
            reload=window.table.reload,
        )
        window.sidebar.region_menu_asked.connect(self.regions.fill_menu)
        self.versions = MapVersions(self._state, window.work.helper, window)

    def _place_pins(self) -> None:
        from organizer.ui.pins.wiring import Pins

        window = self._window
        if window.map is not None:
            self.pins = Pins(self._state, window.map, window.table.reload)
            self.pins.rebuild_requested.connect(self._actions["rebuild"].trigger)
            self._actions.menu("map").addMenu(self.pins.make_menu(window))

    def _place_weights(self) -> None:
        from organizer.ui.weights.wiring import Weights

        if self._window.map is not None:
            self.weights = Weights(
                self._window.work, self._window.map, self._actions["weights"], sound=self._silence
            )
            self._actions["weights"].toggled.connect(self._show_weighed)
            self._window.views.place_tools()  # the button for it is one more of them

    def _silence(self) -> str:
        """Why nothing can be played, "" where it can."""
        player = self._window.player
        if player is None:
            return tr("The player is not there yet")
        return "" if player.check() else player.reason

    def _show_weighed(self, shown: bool) -> None:
        if shown:
            self._show_part("map")

    def _place_song_panel(self) -> None:
        from organizer.ui.song.selection_panel import SelectionPanel

        panel = SelectionPanel(self._state)
        panel.action_requested.connect(lambda name: self._actions[name].trigger())
        self._window.tabs.addTab(panel, tr("Song"))

    def _teach_search(self) -> None:
        from organizer.ui.search.chips import SearchChips
        from organizer.ui.search.completer import SearchCompleter
        from organizer.ui.search.word_offers import WordOffers

        window = self._window
        window.completer = completer = SearchCompleter(self._state, window.search)
        WordOffers(window.search, window.table, completer.offer_instead)
        window.songs_place.show_terms(SearchChips(self._state))

    def _place_tags(self) -> None:
        from organizer.ui.cells.cells import Cells
        from organizer.ui.cells.draft_bar import DraftBar
        from organizer.ui.tags.editor import TagEditor
        from organizer.ui.tags.proposals import Proposals

        editor = self._window.tag_editor = TagEditor(self._state, helper=self._window.work.helper)
        editor.suggested.review_requested.connect(self._commands.dialogs.show_suggestions)
        self._window.tabs.addTab(editor, tr("Tags"))
        Cells(self._state, self._window.table, editor)
        self._window.songs_place.show_below(DraftBar(self._state, editor))
        Proposals(self._state, self._window)

    def _place_playlist(self) -> None:
        from organizer.ui.playlist.panel import PlaylistPanel
        from organizer.ui.playlist.room import PlaylistRoom

        window = self._window
        window.playlist = panel = PlaylistPanel(self._state)
        window.playlist_room = PlaylistRoom(panel, window.side, window.tabs)
        panel.saved_changed.connect(window.sidebar.show_playlists)
        panel.saved_changed.connect(window.table.playlists_changed)
        window.sidebar.playlist_opened.connect(panel.open_saved)
        self._state.new_playlist_requested.connect(self._make_playlist)
        window.work.intake.playlist_imported.connect(self._open_playlist)
        window.work.intake.playlist_read.connect(self._show_report)
        window.work.intake.several_lists.connect(self._show_lists)
        window.work.intake.playlists_saved.connect(panel.saved_changed)
        window.sidebar.playlist_delete_requested.connect(panel.ask_delete)
        self._layout.restore_side(window)

    def _place_rules(self) -> None:
        from organizer.ui.playlist.rules_wiring import RulesWiring

        if self._window.playlist is not None:
            RulesWiring(self._state, self._window.playlist, self._window, self._show_playlist)

    def _show_playlist(self) -> None:
        self._actions["show_panels"].setChecked(True)
        if self._window.playlist_room is not None:
            self._window.playlist_room.show()

    def _place_copying(self) -> None:
        from organizer.ui.files.copy_wiring import Copying

        Copying(self._state, self._window)

    def _place_smart(self) -> None:
        from organizer.ui.smart.wiring import SmartWiring

        window = self._window
        window.smart = SmartWiring(self._state, window)
        window.sidebar.smart_menu_asked.connect(window.smart.fill_menu)
        if window.playlist is not None:
            window.playlist.saved_changed.connect(window.smart.lists.follow)

    def _place_journeys(self) -> None:
        from organizer.ui.journeys.wiring import JourneyWiring

        window = self._window
        if window.map is not None and window.playlist is not None:
            JourneyWiring(self._state, window.map, window.playlist, self._actions["journey"], self._show_part)

    def _show_part(self, name: str) -> None:
        """Show the map, or the panels on the right."""
        if name == "map":
            self._window.views.open(ViewName.MAP)
        else:
            self._actions["show_panels"].setChecked(True)

    def _show_report(self, report: Report) -> None:
        """Show what became of the songs of a playlist file, before it is opened."""
        from organizer.ui.playlist.import_dialog import ImportDialog

        dialog = ImportDialog(report, self._window)
        dialog.taken.connect(self._window.work.intake.take_playlist)
        dialog.open()

    def _show_lists(self, several: Several) -> None:
        """Let the person choose among the playlists of a file that holds several."""
        from organizer.ui.playlist.lists_dialog import ListsDialog

        dialog = ListsDialog(several, self._window)
        dialog.taken.connect(self._window.work.intake.take_several)
        dialog.open()

    def _open_playlist(self, name: str, ids: Sequence[int]) -> None:
        """Show the songs of a playlist file where playlists are."""
        if self._window.playlist is not None:
            self._window.playlist.show_playlist(name, ids, saved=False)
            self._actions["show_panels"].setChecked(True)
            if self._window.playlist_room is not None:
                self._window.playlist_room.show()

    def _make_playlist(self, name: str, ids: Sequence[int]) -> None:
        """A new playlist of these songs, at hand in the panel."""
        if self._window.playlist is not None:
            self._open_playlist(name or self._window.playlist.name_for(ids), list(map(int, ids)))

    def _place_player(self) -> None:
        from organizer.ui.songs.rating import Rating
        from organizer.ui.songs.rediscover import Rediscover
        from organizer.ui.sound.mpris import Mpris
        from organizer.ui.sound.now_playing import NowPlaying
        from organizer.ui.sound.player import Player
        from organizer.ui.sound.queue_panel import QueuePanel
        from organizer.ui.sound.transport_bar import TransportBar
        from organizer.ui.sound.waves import Waves
        from organizer.ui.state.undo import UndoController

        window = self._window
        window.player = player = Player(self._state)
        if window.song is not None:
            window.song.follow(player)
        window.mpris = Mpris(self._state, player, present=self._present, leave=window.close)
        playing = NowPlaying(self._state)
        playing.show_requested.connect(self._commands.selecting.show_song)
        window.transport = transport = TransportBar(player)
        transport.setMaximumWidth(theme.scaled(1200))
        transport.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on every player
        self._waves = Waves(self._state, transport.slider)
        transport.queue_requested.connect(self._commands.show_queue)
        window.queue = QueuePanel(self._state, player)
        window.tabs.addTab(window.queue, tr("Up next"))
        window.bottom.layout().insertWidget(0, transport, 2)  # type: ignore[union-attr]
        window.bottom.layout().insertWidget(0, playing)  # type: ignore[union-attr]
        window.table.queue_offered.connect(player.set_queue)
        window.undo = undo = UndoController(self._state)
        rating = Rating(self._state, window)
        songs = self._actions.menu("songs")
        songs.insertMenu(self._actions.menu("tags").menuAction(), rating.make_menu(window))
        rediscover = Rediscover(self._state, window).make_action(window)
        self._actions.menu("playback").insertAction(self._actions["listen"], rediscover)
        if window.playlist is not None:
            window.playlist.queue_requested.connect(player.set_queue)
            window.playlist.model.undo_stack.indexChanged.connect(undo.something_else_done)
        player.starter = self._start_queue
        self._wander(player)
        menu = self._actions.menu("edit")
        for name, action in (("undo", undo.undo_action), ("redo", undo.redo_action)):
            own = self._actions[name]
            menu.insertAction(own, action)
            own.setShortcuts([])
            own.setVisible(False)
        self._commands.views_are_there()

    def _place_radio(self) -> None:
        from organizer.ui.radio.wiring import connect_radio

        window = self._window
        if window.player is not None and window.queue is not None:
            parts = window.player, window.queue, window.tabs, window.map
            window.radio = connect_radio(self._state, *parts, window)
            window.radio.playlist_saved.connect(window.sidebar.show_playlists)
            window.radio.playlist_saved.connect(window.table.playlists_changed)

    def _follow_tables(self) -> None:
        from organizer.ui.tables.next_steps import TableSteps

        window = self._window
        TableSteps(
            self._state,
            window.work,
            window,
            show_map=partial(window.views.open, ViewName.MAP),
            show_groups=partial(window.views.open, ViewName.GROUPS),
            show_insight=partial(window.views.open, ViewName.INSIGHT),
            choose_numbers=self._commands.dialogs.map_by_numbers,
        )

    def _wander(self, player: Player) -> None:
        """Songs are listened to on the map beside what plays."""
        from organizer.ui.sound.wandering import Wandering

        self._window.wandering = Wandering(self._state, player)
        view = self._window.map
        if view is not None:
            player.availability_changed.connect(lambda: view.listen_switch.set_problem(player.reason))

    def _present(self) -> None:
        """Bring the window to the front."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _start_queue(self) -> bool:
        """Play from the chosen song on, as Enter does: in the playlist, if that has the keyboard."""
        playlist = self._window.playlist
        if playlist is not None and playlist.view.hasFocus() and playlist.play_chosen():
            return True
        return self._window.table.play_chosen()

    def _keep_drafts(self) -> None:
        from organizer.ui.window.draft_keeper import DraftKeeper

        window = self._window
        if window.playlist is not None and window.tag_editor is not None:
            window.drafts = DraftKeeper(self._state, window.playlist, window.tag_editor, window)
        if window.map is not None:
            from organizer.ui.window.view_keeper import ViewKeeper

            window.looks = ViewKeeper(self._state, window.map, window)

    # -- views that are made when they are first shown

    def _make_groups(self) -> QWidget:
        from organizer.ui.groups.view import GroupsView

        view = GroupsView(self._state, self._window.work.helper)
        view.analysis_requested.connect(self._actions["analyze"].trigger)
        view.map_requested.connect(lambda: self._window.views.open(ViewName.MAP))
        view.playlist_saved.connect(lambda _name: self._window.sidebar.show_playlists())
        return view

    def _make_insight(self) -> QWidget:
        from organizer.ui.insight.view import InsightView

        view = InsightView(self._state)
        view.add_requested.connect(self._actions["add_folder"].trigger)
        return view

    def _make_song(self) -> QWidget:
        from organizer.ui.song.view import SongView

        self._window.song = view = SongView(self._state)
        view.table_requested.connect(self._actions["go_table"].trigger)
        view.structure_changed.connect(self._colour_wave)
        view.rescan_requested.connect(self._actions["rescan"].trigger)
        if self._window.player is not None:
            view.follow(self._window.player)
        return view

    def _colour_wave(self) -> None:
        """The Song view found the parts of a song: its outline in the player has their colours, too."""
        view, waves = self._window.song, self._waves
        if view is None or waves is None or view.structure is None or view.track is None:
            return
        length = max(view.structure.duration, 1e-3)
        starts = [start / length for start in view.structure.starts]
        waves.take_parts(view.track.id, starts, view.structure.labels)
