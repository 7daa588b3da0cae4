"""What the window's actions select: a group, songs like one, what a search finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library.storage.database import Database
from organizer.ui.songs.scopes import ids_in_scope
from organizer.ui.state.job_ids import Job
from organizer.ui.window.frame import WindowFrame
from organizer.ui.window.view_names import ViewName
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.ui.groups.view import GroupsView

#: How many songs "like this" selects.
_SIMILAR = 20
#: Of a larger selection, so many songs are what others are to be like.
_SEEDS = 50


class SelectionCommands:
    """One method for each action that selects songs, or leaves what is selected."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._state = window.state

    def calls(self) -> Mapping[str, Callable[[], object]]:
        """What each action calls, by its name."""
        state = self._state
        return {
            "select_all": lambda: state.select(self._window.table.tracks.ids, "menu"),
            "select_none": lambda: state.select((), "menu"),
            "select_matches": self.select_matches,
            "next_match": lambda: self.step_match(1),
            "previous_match": lambda: self.step_match(-1),
            "back": state.select_back,
            "forward": state.select_forward,
            "find": self.find,
            "similar": self.similar,
            "show_on_map": self.show_on_map,
        }

    def select_group(self, number: int) -> None:
        """Select the songs of a group."""
        self.with_songs(f"group {number}", lambda ids: self._state.select(ids, "sidebar"))

    def show_group(self, number: int) -> None:
        """Select the songs of a group, and show its card."""
        self.select_group(number)
        self._window.views.open(ViewName.GROUPS, lambda view: cast("GroupsView", view).show_group(number))

    def similar(self) -> None:
        """Select the songs most like the selected ones, these among them."""
        if not len(self._state.selection):
            self._state.message.emit(tr("Select a song first"), "info")
            return
        seeds = [int(i) for i in self._state.selection[:_SEEDS]]

        def find(_context: JobContext) -> IntArray:
            import numpy as np

            return np.array([*seeds, *_like(self._state.db, seeds)], np.int64)

        self._state.jobs.start(
            Job.SIMILAR_SELECT,
            find,
            on_result=lambda ids: self._state.select(ids, "similar"),
            on_error=self._state.complain,
            owner=self._window,
        )

    def find(self) -> None:
        """Go to the search box."""
        self._window.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._window.search.selectAll()

    def show_on_map(self) -> None:
        """Go to the selected songs on the map."""
        if not len(self._state.selection):
            self._state.message.emit(tr("Select a song first"), "info")
            return
        self._window.views.open(ViewName.MAP)
        if self._window.map is not None:
            self._window.map.tools.show_selection()

    def with_songs(self, scope: str, call: Callable[[IntArray], None]) -> None:
        """Find the songs that an entry of the side bar stands for, and call with their ids, in order."""
        self._state.jobs.start(
            Job.SCOPE_SONGS,
            lambda _context: ids_in_scope(self._state.db, scope),
            on_result=call,
            on_error=self._state.complain,
            owner=self._window,
        )

    def show_song(self, track_id: int) -> None:
        """Select a song and look at it, in the table and on the map."""
        window = self._window
        if window.table.row_of(track_id) is None:  # a search or the side bar leaves it out
            self._state.set_query("")
            self._state.set_scope("")
        window.table.when_found(lambda _ids: self._look_at(track_id))

    def select_matches(self) -> None:
        """Select all songs that fit what is typed, as soon as they are found."""
        self._window.search.search()
        self._window.table.when_found(lambda ids: self._state.select(ids, "search"))

    def step_match(self, by: int) -> None:
        """Select the next of the songs that are shown, or one before, and look at it on the map."""
        self._window.search.search()
        self._window.table.when_found(lambda ids: self._show_match(ids, by))

    def _show_match(self, ids: IntArray, by: int) -> None:
        if self._state.matches is None:
            self._state.message.emit(tr("Search for something first"), "info")
        elif len(ids):
            rows = [
                row for row in map(self._window.table.row_of, self._state.selection[:1]) if row is not None
            ]
            at = (rows[0] + by) % len(ids) if rows else (0 if by > 0 else len(ids) - 1)
            self._look_at(int(ids[at]))

    def _look_at(self, track_id: int) -> None:
        self._state.select([track_id], "search")
        if self._window.map is not None:
            self._window.map.tools.show_selection()

    def leave(self) -> None:
        """Esc: leave the search, else the selection, else what the sidebar chose."""
        if self._state.query:
            self._state.set_query("")
        elif len(self._state.selection):
            self._state.select((), "escape")
        else:
            self._state.set_scope("")
        self._window.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _like(db: Database, seeds: list[int]) -> list[int]:
    """The songs most like these. Long with many songs: call it from a job."""
    if len(seeds) == 1:
        from organizer.work.arranging import recommending

        return [track.id for track, _ in recommending.similar(db, seeds[0], _SIMILAR)]
    from organizer.work.arranging import alike

    matches = alike.matches(db, [alike.Seed(seed) for seed in seeds], _SIMILAR)
    return [match.similar.track.id for match in matches]
