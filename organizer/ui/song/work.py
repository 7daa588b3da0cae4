"""Finding the parts of the song that is looked at: those that the library has are there at once, others are
found in a process of its own, and stored. The last songs stay in memory."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.work.analysis import structuring
from organizer.work.helper import Helper
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.structure.features import StructureFeatures
    from organizer.analysis.structure.parts import Structure

#: Songs that stay in memory: each takes about half a megabyte.
_CACHED = 24
#: The process waits for the next song for so long, in milliseconds: it takes seconds to start.
_IDLE = 60_000


@dataclass(slots=True)
class _Known:
    """What is known of one song."""

    features: StructureFeatures
    parts: int | None  #: the number that was requested last
    structures: dict[int | None, Structure] = field(default_factory=dict)


def _listening_ended(reason: str) -> str:
    return tr("the process that listens to the song ended unexpectedly ({reason})", reason=reason)


class SongWork(QObject):
    """One song at a time: asking for another gives up the one before."""

    ready = Signal(object)  #: Structure
    failed = Signal(object)  #: the error
    cancelled = Signal()

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._helper = Helper(_listening_ended, tr("try again; the file may be damaged"))
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._idle = QTimer(self, singleShot=True, interval=_IDLE)
        self._idle.timeout.connect(
            lambda: state.jobs.start(Job.SONG_REST, lambda _context: self._helper.rest())
        )
        state.jobs.job_ended.connect(self._ended)

    @staticmethod
    def key(track: Track) -> str:
        """The same for the same sound: new tags change nothing."""
        return track.audio_hash or f"{track.size} {track.mtime_ns} {track.path}"

    def parts_of(self, track: Track) -> int | None:
        """The number of parts that was last requested for this song; None: found by itself."""
        known = self._known.get(self.key(track))
        return known.parts if known is not None else None

    def ask(self, track: Track, parts: int | None) -> bool:
        """Find so many parts. True when they are known: then ``ready`` has been emitted already."""
        key = self.key(track)
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
            known.parts = parts
            if parts in known.structures:
                self.cancel()
                self.ready.emit(known.structures[parts])
                return True

        def take(answer: tuple[StructureFeatures, Structure]) -> None:
            features, structure = answer
            entry = self._known.setdefault(key, _Known(features, parts))
            for other in list(entry.structures.values())[:1]:  # the same picture, once in memory
                structure = replace(structure, similarity=other.similarity)
            entry.structures[parts] = structure
            while len(self._known) > _CACHED:
                self._known.popitem(last=False)
            self.ready.emit(structure)

        def job(context: JobContext) -> tuple[StructureFeatures, Structure]:
            db, features = self._state.db, known.features if known is not None else None
            if features is None:
                features, stored = structuring.stored_structure(db, track, parts)
                if features is not None and stored is not None:
                    return features, stored
            found = self._helper.run(
                context, structuring.find_in_helper, track.path, track.info.duration, parts, features
            )
            with contextlib.suppress(OrganizerError):  # a full disk is no reason not to show them
                structuring.store_structure(db, track, *found, parts)
            return found

        self._idle.stop()
        self._state.jobs.start(Job.SONG_PARTS, job, on_result=take, on_error=self.failed.emit, owner=self)
        return False

    def get_ready(self) -> None:
        """Start the process, and let it load what it needs, before a song is requested."""
        if not self._known and not self._state.jobs.running(Job.SONG_READY):
            self._state.jobs.start(Job.SONG_READY, self._helper.run, structuring.load_libraries, "")

    def cancel(self) -> None:
        """Give up the song that is being analyzed."""
        self._state.jobs.cancel(Job.SONG_PARTS)

    def close(self) -> None:
        """When all jobs have ended: end the process too."""
        self._idle.stop()
        self._helper.rest()

    def _ended(self, ending: JobEnding) -> None:
        if ending.job in (Job.SONG_PARTS, Job.SONG_READY) and not self._state.jobs.running(Job.SONG_PARTS):
            self._idle.start()
        if ending.job == Job.SONG_PARTS and ending.cancelled:
            self.cancelled.emit()
