"""What the window's actions select: a group, songs like one, what a search finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from organizer.base.model import IntArray
from organizer.library import tracks
from organizer.ui.state.job_ids import Job
from organizer.ui.window.frame import WindowFrame
from organizer.ui.window.view_names import ViewName
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.ui.groups.view import GroupsView

#: How many songs "like this" selects.
_SIMILAR = 20


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
        }

    def select_group(self, number: int) -> None:
        """Select the songs of a group."""

        def find(_context: JobContext) -> IntArray:
            return tracks.query(self._state.db, f"group:{number}")

        self._state.jobs.start(
            Job.GROUP_SELECT,
            find,
            on_result=lambda ids: self._state.select(ids, "sidebar"),
            owner=self._window,
        )

    def show_group(self, number: int) -> None:
        """Select the songs of a group, and show its card."""
        self.select_group(number)
        self._window.views.open(ViewName.GROUPS, lambda view: cast("GroupsView", view).show_group(number))

    def similar(self) -> None:
        """Select the songs most like the first selected one, itself among them."""
        if not len(self._state.selection):
            self._state.message.emit("Select a song first", "info")
            return
        track_id = int(self._state.selection[0])

        def find(_context: JobContext) -> IntArray:
            import numpy as np

            from organizer.work.arranging import recommending

            near = recommending.similar(self._state.db, track_id, _SIMILAR)
            return np.array([track_id, *(track.id for track, _ in near)], np.int64)

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
            self._state.message.emit("Search for something first", "info")
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
