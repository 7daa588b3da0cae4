"""What the views share: the library, the map, the groups and one selection. Views listen here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from organizer.base.model import Changes, IntArray
from organizer.base.settings import Settings
from organizer.library.storage.database import Database
from organizer.library.tracks import Counts
from organizer.ui.state.job_runner import JobRunner
from organizer.ui.widgets.complaint import complaint

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Landscape
    from organizer.base.arrangement import Grouping, MusicMap
    from organizer.library.places.pins import Pinned
    from organizer.pictures.terrain import Relief
    from organizer.work.arranging.regions import DrawnRegion
    from organizer.work.arranging.regrouping import Change
    from organizer.work.arranging.topping_up import Topped
    from organizer.work.playlists.smart_lists import SmartList

#: Earlier selections that can be stepped back to.
_HISTORY = 100

#: Numbers from 0 to so many times as there are songs are marked rather than sorted.
_MARKED = 64


def distinct(ids: IntArray) -> IntArray:
    """Each id once, ascending. As ``numpy.unique``, which loads masked arrays when it is first called: the
    window would not answer for longer than a frame. shape=(k,)"""
    import numpy as np

    ids = ids.astype(np.int64)
    if (ids[1:] > ids[:-1]).all():  # most are in order already, and sorting takes a frame
        return ids
    if ids.min() >= 0 and ids.max() < _MARKED * len(ids):  # much of the library: a mark for each song is less
        marks = np.zeros(int(ids.max()) + 1, bool)
        marks[ids] = True
        return np.flatnonzero(marks)
    ids.sort()
    chosen: IntArray = ids[np.concatenate(([True], ids[1:] != ids[:-1]))] if len(ids) else ids
    return chosen


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a message offers to do."""

    name: str  #: on its button
    call: Callable[[], object]
    tip: str = ""


class AppState(QObject):
    """The one thing every view knows. Changed only through its methods, on the GUI thread."""

    library_changed = Signal(object)  #: Changes
    map_changed = Signal()
    groups_changed = Signal()
    selection_changed = Signal(object, str)  #: int64 array of track ids, name of the view it came from
    query_changed = Signal(str)  #: the search box
    current_track_changed = Signal(object)  #: id of the song in the player, or None
    play_requested = Signal(int)  #: track id
    queue_requested = Signal(object)  #: int64 array of track ids: to be played one after the other
    play_next_requested = Signal(object)  #: int64 array of track ids: after the song that plays
    radio_requested = Signal(object, str)  #: int64 array of track ids; what they are called, or ""
    copy_requested = Signal(
        object, str
    )  #: int64 array of track ids; or the name of a saved playlist, else ""
    arrange_requested = Signal(object, str)  #: int64 array of track ids; what they are called, or ""
    new_playlist_requested = Signal(str, object)  #: its name, "" for none, and an int64 array of track ids
    preview_requested = Signal(int)  #: track id; to be played from its telling part on
    preview_ended = Signal(int)  #: track id; not to be heard any more, if it still is
    audition_requested = Signal(int)  #: track id; to be listened to on the map, beside what plays
    audition_ended = Signal(bool)  #: nothing is to be listened to there; True: one left the map
    audition_kept = Signal()  #: what is listened to is to go on as what plays
    audition_changed = Signal()  #: something else is listened to, or nothing any more
    loudness_requested = Signal(object)  #: int64 array of track ids, to be measured on the whole
    rating_requested = Signal(object, object)  #: track ids; half stars 0–10, or None for none
    action_requested = Signal(str)  #: an action of the window by its name, on the selection
    playlist_add_requested = Signal(object)  #: int64 array of track ids
    counts_changed = Signal(object)  #: tracks.Counts
    matches_changed = Signal()  #: the songs that search and sidebar leave
    scope_changed = Signal(str)  #: what the sidebar shows: "", "new", "failed", "group 3", "playlist …"
    playlists_topped_up = Signal(
        object
    )  #: tuple of topping_up.Topped: playlists that got songs by themselves
    preview_changed = Signal()  #: the map shows proposed groups from now on, or no longer
    labels_changed = Signal()  #: islands of the map are called otherwise
    regions_changed = Signal()
    map_versions_requested = Signal()  #: earlier maps, to go back to
    region_name_requested = Signal()  #: a name for the selected songs
    region_edit_requested = Signal(
        str, int, object
    )  #: "add" or "take", a region's number, int64 array of ids
    pins_changed = Signal()
    pin_requested = Signal(object)  #: int64 array of track ids, to be pinned where they are
    unpin_requested = Signal(object)  #: int64 array of track ids
    region_chosen = Signal(int)  #: number of the region whose songs are wanted
    edits_proposed = Signal(
        object, object
    )  #: makes edits of tags of the library; their label: to be reviewed
    settings_changed = Signal(object)  #: Settings
    searches_changed = Signal()  #: others are kept
    smart_changed = Signal()  #: other smart playlists, or others of their songs
    smart_edit_requested = Signal(int, str)  #: number of a smart playlist, or 0 and the search of a new one
    watched_changed = Signal()  #: other folders of the library are watched
    theme_changed = Signal()  #: light became dark, or the other way round
    undoable = Signal(object)  #: undo.Step: a change that can be taken back
    message = Signal(str, str)  #: text, "info" | "warning" | "error"
    offer = Signal(str, object)  #: text, and a tuple of Choice: what can be done next, by a click
    message_over = Signal(str)  #: a message that is no longer true

    def __init__(self, db: Database, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.db = db
        self.settings = settings
        self.jobs = JobRunner(self)
        self.music_map: MusicMap | None = None
        self.landscape: Landscape | None = None
        self.relief: Relief | None = None
        self.grouping: Grouping | None = None
        self.regions: tuple[DrawnRegion, ...] | None = None  #: with their outlines; None: not read yet
        self.pins: Pinned | None = None  #: None: not read yet
        self.smart: tuple[SmartList, ...] | None = None  #: None: not counted yet
        self.preview: Change | None = None  #: proposed groups that the map shows
        self._selection: IntArray | None = None
        self.current_track: int | None = None
        self.audition: int | None = None  #: id of the song that is listened to on the map
        self.query = ""
        self.scope = ""
        self.folder = ""  #: that a person opened or wrote files in last
        #: Ids that fit the search and what the sidebar shows, ascending, shape=(k,); None: no one asked
        self.matches: IntArray | None = None
        self.counts: Counts | None = None
        self._past: list[IntArray] = []
        self._future: list[IntArray] = []

    @property
    def selection(self) -> IntArray:
        """Ids of the selected songs, ascending. shape=(n,)"""
        if self._selection is None:
            import numpy as np  # not before: it loads when the window is on the screen

            self._selection = np.empty(0, np.int64)
        return self._selection

    def set_audition(self, track_id: int | None) -> None:
        """This song is listened to on the map now; None: none."""
        if track_id != self.audition:
            self.audition = track_id
            self.audition_changed.emit()

    @property
    def has_selection(self) -> bool:
        """Whether songs are selected; asked before numpy is loaded."""
        return self._selection is not None and len(self._selection) > 0

    def change_library(self, changes: Changes) -> None:
        """Tell the views what changed in the library."""
        if changes:
            self.library_changed.emit(changes)

    def set_map(
        self,
        music_map: MusicMap | None,
        landscape: Landscape | None,
        relief: Relief | None = None,
    ) -> None:
        """``relief``: the land of the landscape, when it is there already."""
        self.music_map, self.landscape, self.relief = music_map, landscape, relief
        self.map_changed.emit()

    def set_labels(self, landscape: Landscape) -> None:
        """Let the islands of the map be called as in this landscape, which shows the same map."""
        if self.landscape is None:
            return
        changed = replace(self.landscape, labels=landscape.labels, regions=landscape.regions)
        if (changed.labels, changed.regions) != (self.landscape.labels, self.landscape.regions):
            self.landscape = changed
            self.labels_changed.emit()

    def set_preview(self, change: Change | None) -> None:
        """Let the map show songs in the groups that are proposed; None: in those that there are."""
        if change is not self.preview:
            self.preview = change
            self.preview_changed.emit()

    def set_grouping(self, grouping: Grouping | None) -> None:
        """Let these be the current groups."""
        self.grouping = grouping
        self.groups_changed.emit()

    def set_regions(self, regions: tuple[DrawnRegion, ...]) -> None:
        """Let these be the regions, as they are drawn on the map."""
        if regions or self.regions is None or self.regions:
            self.regions = regions
            self.regions_changed.emit()

    def set_smart(self, lists: tuple[SmartList, ...]) -> None:
        """Let these be the smart playlists, as they are at the moment."""
        if lists != self.smart:
            self.smart = lists
            self.smart_changed.emit()

    def set_pins(self, pins: Pinned) -> None:
        """Let these be the pinned songs."""
        none_before = self.pins is None or not len(self.pins.ids)
        self.pins = pins
        if len(pins.ids) or not none_before:
            self.pins_changed.emit()

    def tell_topped_up(self, topped: Iterable[Topped]) -> None:
        """Playlists that top themselves up got songs; a message tells of a file that could not follow."""
        listed = tuple(topped)
        if listed:
            self.playlists_topped_up.emit(listed)
        for one in listed:
            if one.message:
                self.message.emit(one.message, "warning" if one.stopped else "error")

    def set_query(self, query: str) -> None:
        """Search for this in the whole window."""
        if query != self.query:
            self.query = query
            self.query_changed.emit(query)

    def set_scope(self, scope: str) -> None:
        """Show what was chosen in the side bar."""
        if scope != self.scope:
            self.scope = scope
            self.scope_changed.emit(scope)

    def set_matches(self, ids: IntArray | None) -> None:
        """These songs fit the search and what the sidebar shows; None when neither leaves anything out."""
        import numpy as np

        matches = None if ids is None else distinct(ids)
        before, self.matches = self.matches, matches
        if (before is None) != (matches is None) or not np.array_equal(before, matches):  # type: ignore[arg-type]
            self.matches_changed.emit()

    def left_out(self, ids: IntArray) -> int:
        """How many of these songs the search and the side bar leave out of the list."""
        if self.matches is None or not len(ids):
            return 0
        from organizer.library.orders import are_among

        return len(ids) - int(are_among(ids, self.matches).sum())

    def set_counts(self, counts: Counts) -> None:
        """Tell the views how many songs there are of each kind."""
        if counts != self.counts:
            self.counts = counts
            self.counts_changed.emit(counts)

    def set_settings(self, settings: Settings) -> None:
        """Let these be the settings from now on."""
        if settings != self.settings:
            self.settings = settings
            self.settings_changed.emit(settings)

    def complain(self, error: Exception) -> None:
        """Show an error in the bottom bar; what ``on_error`` of a job calls that has no place of its own."""
        self.message.emit(complaint(error), "error")

    def set_current_track(self, track_id: int | None) -> None:
        """Tell the views which song is in the player."""
        if track_id != self.current_track:
            self.current_track = track_id
            self.current_track_changed.emit(track_id)

    def select(self, ids: Iterable[int], source: str) -> None:
        """Make these songs the selection of the whole window; ``source`` names the view that asks."""
        import numpy as np

        chosen_ids = distinct(ids if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64))
        if np.array_equal(chosen_ids, self.selection):
            return
        self._past = [*self._past[-_HISTORY:], self.selection]
        self._future.clear()
        self._show_selection(chosen_ids, source)

    @property
    def can_go_back(self) -> bool:
        """Whether there was a selection before."""
        return bool(self._past)

    @property
    def can_go_forward(self) -> bool:
        """Whether a selection was stepped back from."""
        return bool(self._future)

    def select_back(self) -> None:
        """Select what was selected before."""
        if self._past:
            self._future.append(self.selection)
            self._show_selection(self._past.pop(), "history")

    def select_forward(self) -> None:
        """Select again what was stepped back from."""
        if self._future:
            self._past.append(self.selection)
            self._show_selection(self._future.pop(), "history")

    def _show_selection(self, ids: IntArray, source: str) -> None:
        self._selection = ids
        self.selection_changed.emit(ids, source)
