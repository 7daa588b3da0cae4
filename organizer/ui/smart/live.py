"""Smart playlists follow the library: a job counts them a moment after a change, and as time passes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from organizer.library.playlists import smart
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.work.playlists.smart_files import Refreshed
    from organizer.work.playlists.smart_lists import SmartList

    _Answer = tuple[tuple[SmartList, ...], list[Refreshed], float]

#: Milliseconds that changes are collected for, and of how many times its own length a count waits.
_SOON, _REST = 500, 5
#: Searches that speak of times are asked again so often, in milliseconds: songs leave "the last 30 days".
_AGAIN = 300_000


class SmartLists(QObject):
    """Keeps ``AppState.smart`` true, and the files of lists that have one."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._problems: dict[int, str] = {}  #: of files, as they were told
        self._seconds = 0.0  #: that the last count took
        self._behind = False  #: something changed while a count ran
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self._again = QTimer(self, interval=_AGAIN)
        self._again.timeout.connect(self.refresh)
        for changed in (
            state.library_changed,
            state.groups_changed,
            state.regions_changed,
            state.pins_changed,
            state.playlists_topped_up,
        ):
            changed.connect(self.follow)
        state.jobs.job_ended.connect(self._ended)
        self.refresh()

    def follow(self, *_: object) -> None:
        """Something changed: count soon. Never pushed back by later changes."""
        if not self._soon.isActive():
            self._soon.start(max(_SOON, round(self._seconds * 1000 * _REST)))

    def refresh(self) -> None:
        """Count now, in the background; what changes meanwhile is counted after it."""
        self._soon.stop()
        if self._state.jobs.running(Job.SMART_COUNT):
            self._behind = True
            return
        self._behind = False
        self._state.jobs.start(
            Job.SMART_COUNT,
            _count,
            self._state.db,
            on_result=self._counted,
            on_error=self._state.complain,
            owner=self,
        )

    def flush(self) -> None:
        """At the end: write the files of lists that changed since the last count."""
        waiting = self._soon.isActive() or self._behind
        self._soon.stop()
        self._again.stop()
        if waiting and any(one.file for one in smart.listed(self._state.db)):
            from organizer.work.playlists import smart_files

            smart_files.refresh(self._state.db)

    def _counted(self, answer: _Answer) -> None:
        lists, files, self._seconds = answer
        if lists and not self._again.isActive():
            self._again.start()
        elif not lists:
            self._again.stop()
        self._state.set_smart(lists)
        problems = {one.playlist.number: one.message for one in files if one.problem}
        for number, message in problems.items():
            if self._problems.get(number) != message:  # once, until it is another
                self._state.message.emit(message, "error")
        self._problems = problems

    def _ended(self, ending: JobEnding) -> None:
        if ending.job is Job.SMART_COUNT and self._behind:
            self.follow()


def _count(context: JobContext, db: Database) -> _Answer:
    from organizer.work.playlists import smart_files, smart_lists

    started = time.monotonic()
    if not smart.listed(db):
        return (), [], 0.0
    lists = smart_lists.read(db, context.check_cancelled)
    seconds = time.monotonic() - started
    files = [] if db.read_only else smart_files.refresh(db, context.check_cancelled)
    return lists, files, seconds
