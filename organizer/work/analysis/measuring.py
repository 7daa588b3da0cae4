"""Loudness of whole songs, on demand: exact, where what the analysis measures in passing is an estimate."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from organizer.base.errors import OrganizerError, UsageError, printable
from organizer.base.features import Loudness
from organizer.base.language import tr
from organizer.base.model import Changes, Failure, Track
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.jobs import JobContext, WorkerPool, default_jobs, run_bounded

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

log = logging.getLogger(__name__)

#: A song may take this share of its length, and no less than so many seconds, before it is given up.
_TIME_SHARE, _LEAST_TIME = 0.2, 120.0


@dataclass(frozen=True, slots=True)
class MeasuringResult:
    """How a measurement ended."""

    measured: Mapping[int, Loudness]  #: by track id, also of songs that were measured before
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What was measured on a file."""

    audio_hash: str
    loudness: Loudness
    blocks: npt.NDArray[np.float64]  #: shape=(blocks,), power of each 0.4 s, for ``loudness.integrated_of``


def measure(
    context: JobContext,
    db: Database,
    ids: Iterable[int],
    *,
    jobs: int | None = None,
    again: bool = False,
    on_measured: Callable[[Changes], None] | None = None,
) -> MeasuringResult:
    """Measure the loudness, loudness range and true peak of these songs on every sample, and store them.

    Songs whose sound was measured before are left alone, unless ``again``. Stored song by song: stopped at
    any point, the next call goes on from there. Songs that are known from a table alone are left out.

    Raises ``UsageError`` when none of them has a file.
    """
    requested = tracks.get_many(db, ids)
    songs = [song for song in requested if song.has_file]
    if requested and not songs:
        raise UsageError(
            tr("what is known from a table alone has no file to measure"), remedy=tr("add the files")
        )
    measured_by_id: dict[int, Loudness] = {}
    if not again:
        before = ((song.id, vectors.loudness(db, song.audio_hash)) for song in songs)
        measured_by_id = {track_id: loudness for track_id, loudness in before if loudness is not None}
    todo = [song for song in songs if song.id not in measured_by_id]
    if not todo:
        return MeasuringResult(measured_by_id)
    failures = []
    for song, outcome in measure_each(context, db, todo, jobs=jobs):
        if isinstance(outcome, Failure):
            failures.append(outcome)
            continue
        measured_by_id[song.id] = outcome.loudness
        if on_measured is not None:
            on_measured(Changes(updated=(song.id,)))
    return MeasuringResult(measured_by_id, tuple(failures))


def measure_each(
    context: JobContext, db: Database, songs: Sequence[Track], *, jobs: int | None = None
) -> Iterator[tuple[Track, Measured | Failure]]:
    """Measure songs on every sample, whatever is stored, and store it; each as it is ready."""
    workers = min(jobs or default_jobs(), len(songs))
    longest = max(song.info.duration for song in songs)
    context.report(0, len(songs), songs[0].label)
    with WorkerPool(workers, time_limit=max(_LEAST_TIME, _TIME_SHARE * longest)) as pool:
        answers = run_bounded(context, pool, _measure, songs, limit=2 * workers)
        for number, (song, outcome) in enumerate(answers, start=1):
            if isinstance(outcome, Exception):
                yield song, _failure(song, outcome)
            else:
                vectors.put_loudness(db, outcome.audio_hash, outcome.loudness)
                yield song, outcome
            context.report(number, len(songs), song.label)


def _measure(song: Track) -> Measured:
    """In a worker. The hash is taken anew: the file may have changed since it was scanned."""
    from organizer.analysis.ear import decoders, loudness

    decoders.silence_decoders()
    return Measured(payload.audio_hash(song.path), *loudness.measure_blocks(song.path))


def _failure(song: Track, error: Exception) -> Failure:
    if isinstance(error, OrganizerError):
        return Failure(song.id, song.path, "loudness", error.cause, error.remedy)
    if not os.path.lexists(song.path):
        return Failure(song.id, song.path, "loudness", tr("is not there"), tr("scan its folder again"))
    log.error("measuring %s failed", printable(song.path), exc_info=error)
    return Failure(song.id, song.path, "loudness", str(error) or type(error).__name__)
