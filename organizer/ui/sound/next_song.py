"""The song that takes over by itself: looked at and opened while the one before it still plays."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from organizer.base.errors import OrganizerError, printable
from organizer.base.model import Track
from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.sound.playing_order import PlayingOrder
from organizer.ui.sound.source import checked
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext
from organizer.work.playing import crossing

log = logging.getLogger(__name__)

#: So many milliseconds before it may be heard it is looked at: disks that sleep wake up by then, and what a
#: person queues until then comes.
_AHEAD = 10_000


@dataclass(frozen=True, slots=True)
class Ready:
    """A song whose file is there, and how it follows."""

    track: Track
    path: str
    overlap: float  #: seconds


class NextSong(QObject):
    """Looks at what follows in the queue, near the end of the song that plays."""

    found = Signal(object)  #: Ready
    outdated = Signal()  #: what was found does not follow any more, or not so

    def __init__(self, state: AppState, order: PlayingOrder, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._order = state, order
        self._wanted: int | None = None
        self.ready: Ready | None = None
        self._how = _how(state.settings)
        order.changed.connect(self._order_changed)
        state.settings_changed.connect(self._settings_changed)

    def look(self, left: int) -> None:
        """So many milliseconds are left of the song that plays."""
        current = self._state.current_track
        if self._wanted is not None or current is None or left > _AHEAD + 1000 * self._how[0]:
            return
        self._wanted = self._order.after_this
        if self._wanted is not None:
            self._state.jobs.start(
                Job.NEXT_SONG, ready, self._state.db, current, self._wanted, *self._how, on_result=self._found
            )

    def forget(self) -> None:
        """Another song is loaded."""
        self._state.jobs.cancel(Job.NEXT_SONG)
        self._wanted = self.ready = None

    # inside

    def _found(self, answer: Ready | None) -> None:
        if answer is not None and answer.track.id == self._wanted:
            self.ready = answer
            self.found.emit(answer)

    def _order_changed(self) -> None:
        if self._wanted is not None and self._order.after_this != self._wanted:
            self._drop()

    def _settings_changed(self, settings: Settings) -> None:
        if _how(settings) != self._how:
            self._how = _how(settings)
            self._drop()

    def _drop(self) -> None:
        self.forget()
        self.outdated.emit()


def _how(settings: Settings) -> tuple[float, bool]:
    return settings.fade_seconds, settings.fade_albums


def ready(
    _context: JobContext, db: Database, before: int, after: int, seconds: float, albums: bool
) -> Ready | None:
    """Look a song up and at its file; None where it cannot be played: that is told when its turn comes."""
    try:
        first, second = tracks.get(db, before), tracks.get(db, after)
        return Ready(second, checked(second), crossing.overlap(first, second, seconds=seconds, albums=albums))
    except (OSError, OrganizerError) as error:
        log.info("the song that follows is not ready: %s", printable(str(error)))
        return None
