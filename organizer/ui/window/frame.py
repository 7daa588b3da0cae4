"""The parts of the window by name: what commands, lessons and later views act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QTabWidget, QWidget

from organizer.ui.covers.place import SongsPlace
from organizer.ui.search.search_box import SearchBox
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from organizer.ui.state.library_work import LibraryWork
from organizer.ui.window.actions import Actions
from organizer.ui.window.center_tabs import CenterTabs
from organizer.ui.window.toolbar import MainToolBar

if TYPE_CHECKING:
    from organizer.ui.map.view import MapView
    from organizer.ui.messages.log import MessageLog
    from organizer.ui.messages.notices import Notices
    from organizer.ui.playlist.panel import PlaylistPanel
    from organizer.ui.playlist.room import PlaylistRoom
    from organizer.ui.radio.control import RadioControl
    from organizer.ui.search.completer import SearchCompleter
    from organizer.ui.smart.wiring import SmartWiring
    from organizer.ui.song.view import SongView
    from organizer.ui.songs.browse_panel import BrowsePanel
    from organizer.ui.sound.mpris import Mpris
    from organizer.ui.sound.player import Player
    from organizer.ui.sound.queue_panel import QueuePanel
    from organizer.ui.sound.transport_bar import TransportBar
    from organizer.ui.sound.wandering import Wandering
    from organizer.ui.state.undo import UndoController
    from organizer.ui.tags.editor import TagEditor
    from organizer.ui.window.draft_keeper import DraftKeeper
    from organizer.ui.window.progress_panel import ProgressPanel
    from organizer.ui.window.sidebar import Sidebar
    from organizer.ui.window.view_keeper import ViewKeeper


class WindowFrame(QMainWindow):
    """A window with its parts. ``MainWindow`` makes the first ones, ``LaterViews`` those that take longer."""

    state: AppState
    work: LibraryWork
    actions_: Actions
    toolbar: MainToolBar
    search: SearchBox
    table: TrackTable
    songs_place: SongsPlace  #: the table, or covers in its place
    pages: QStackedWidget  #: the songs, and the welcome of an empty library
    columns: QSplitter  #: side bar, views over table, panels
    left: QSplitter  #: side bar over what is browsed
    centre: QSplitter  #: views over table
    views: CenterTabs
    map_place: QStackedWidget  #: where the map goes
    side: QSplitter  #: panels and playlist
    tabs: QTabWidget  #: the panels of the song and its tags
    bottom: QWidget  #: player and progress
    # made after the window is first painted
    sidebar: Sidebar
    progress: ProgressPanel
    messages: MessageLog  #: what was said
    notices: Notices  #: and what of it is to be dismissed
    # made when their modules are loaded
    map: MapView | None = None
    tag_editor: TagEditor | None = None
    browse: BrowsePanel | None = None
    playlist: PlaylistPanel | None = None
    playlist_room: PlaylistRoom | None = None
    smart: SmartWiring | None = None
    player: Player | None = None
    queue: QueuePanel | None = None
    radio: RadioControl | None = None
    mpris: Mpris | None = None
    wandering: Wandering | None = None
    transport: TransportBar | None = None
    undo: UndoController | None = None
    completer: SearchCompleter | None = None
    drafts: DraftKeeper | None = None
    looks: ViewKeeper | None = None
    # made when it is first shown
    song: SongView | None = None

    @property
    def shows_songs(self) -> bool:
        """Whether there are songs; an empty library shows what to do instead."""
        return self.pages.currentWidget() is self.columns
