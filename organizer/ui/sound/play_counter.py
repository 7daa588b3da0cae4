"""Counts plays and skips of what the player plays, and stores them in the background."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from organizer.base.model import Changes, Track
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.playing import plays
from organizer.work.playing.plays import Act, Kind

if TYPE_CHECKING:
    from organizer.library.storage.database import Database
    from organizer.work.jobs import JobContext

#: Milliseconds between two reports of the player at most; a longer way was no hearing.
_LONGEST_STEP = 5_000


class PlayCounter(QObject):
    """What was heard of the song in the player: time that passed while it played, wherever in the song.

    A song counts once each time that it is begun. Excerpts of wandering count nothing, nor do songs that
    cannot be played; who stops or closes the window skips nothing.
    """

    counted = Signal(str, int)  #: "play" or "skip", and the song

    def __init__(self, state: AppState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._song: Track | None = None  #: None: nothing that counts
        self._counted = False  #: this time it was played already
        self._ever = False  #: it was played since it was begun first
        self._heard = 0  #: milliseconds
        self._at = 0  #: where it was when the player last told
        self._waiting: list[Act] = []

    def begin(self, track: Track, *, follows: bool, excerpt: bool) -> None:
        """A song begins: because the one before is over (``follows``), or because the person wants it."""
        before = self._song
        left = before is not None and before.id != track.id and not (follows or excerpt)
        if before is not None and left and self._heard and not self._ever:
            self._count("skip", before.id)
        self._song = None if excerpt else track
        self._ever = False
        self._anew()

    def forget(self, track_id: int | None) -> None:
        """Another song is in the player, or none: without ``begin`` it does not count."""
        if self._song is not None and track_id != self._song.id:
            self._song = None

    def moved(self, milliseconds: int) -> None:
        """The player went to another place in the song."""
        self._at = milliseconds
        if self._counted and milliseconds < 1_000:  # from its start again
            self._anew()

    def passed(self, milliseconds: int, duration: int) -> None:
        """The song that plays is here; ``duration`` is 0 where it is not known."""
        step, self._at = milliseconds - self._at, milliseconds
        if self._song is None:
            return
        if step < 0 and self._counted and milliseconds < 1_000:
            self._anew()
            self._at = milliseconds
        elif 0 < step <= _LONGEST_STEP and not self._counted:
            self._heard += step
            length = duration / 1000 or self._song.info.duration
            if plays.is_played(self._heard / 1000, length):
                self._counted = self._ever = True
                self._count("play", self._song.id)

    def _anew(self) -> None:
        self._counted = False
        self._heard = self._at = 0

    def _count(self, kind: Kind, track_id: int) -> None:
        self._waiting.append(Act(kind, track_id, time.time()))
        self._store()
        self.counted.emit(kind, track_id)

    def _store(self) -> None:
        """One job at a time stores what waits; what comes meanwhile waits for the next."""
        if self._waiting and not self._state.jobs.running(Job.PLAYS):
            acts = tuple(self._waiting)
            self._state.jobs.start(
                Job.PLAYS, _record, self._state.db, acts, on_result=self._stored, on_error=self._lost
            )

    def _stored(self, done: tuple[int, Changes]) -> None:
        count, changes = done
        del self._waiting[:count]
        self._state.change_library(changes)
        self._store()

    def _lost(self, error: Exception) -> None:
        self._waiting.clear()
        self._state.complain(error)


def _record(context: JobContext, db: Database, acts: tuple[Act, ...]) -> tuple[int, Changes]:
    return len(acts), plays.record(context, db, acts)
