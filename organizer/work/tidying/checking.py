"""Checks lossless files on demand: whether they were made from lossy ones, and whether they are whole.

Measured for itself, whole songs at a time, and stored by their sound: the analysis of songs and its version
are not touched by it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass

from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.base.model import Failure, Track
from organizer.library import tracks
from organizer.library.lists import tidying
from organizer.library.sounds import checks
from organizer.library.sounds.checks import SoundCheck
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.jobs import JobContext, WorkerPool, default_jobs, run_bounded
from organizer.work.tidying.sounds import is_lossless

log = logging.getLogger(__name__)

#: A song may take this share of its length, and no less than so many seconds, before it is given up.
_TIME_SHARE, _LEAST_TIME = 0.5, 120.0
#: Songs that are stored together.
_BATCH = 16


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How a check ended."""

    done: int
    known: int  #: lossless files that were checked before
    failures: tuple[Failure, ...] = ()


def check(
    context: JobContext,
    db: Database,
    ids: Iterable[int] | None = None,
    *,
    jobs: int | None = None,
    again: bool = False,
) -> CheckResult:
    """Check the lossless files among these songs, or all of them.

    Files whose sound was checked before are left alone, unless ``again``. Stored a few songs at a time:
    stopped at any point, the next call goes on from there.
    """
    wanted = None if ids is None else set(ids)
    lossless = [row for row in tidying.rows(db) if is_lossless(row) and (wanted is None or row.id in wanted)]
    before = set() if again else set(checks.sounds(db))
    todo = tracks.get_many(db, [row.id for row in lossless if row.sound not in before])
    if not todo:
        return CheckResult(0, len(lossless))
    failures: list[Failure] = []
    done: list[tuple[str, SoundCheck]] = []
    count = 0
    workers = min(jobs or default_jobs(), len(todo))
    longest = max(song.info.duration for song in todo)
    context.report(0, len(todo), todo[0].label)
    try:
        with WorkerPool(workers, time_limit=max(_LEAST_TIME, _TIME_SHARE * longest)) as pool:
            answers = run_bounded(context, pool, _check, todo, limit=2 * workers)
            for number, (song, outcome) in enumerate(answers, start=1):
                if isinstance(outcome, Exception):
                    failures.append(_failure(song, outcome))
                else:
                    count += 1
                    done.append(outcome)
                    tracks.set_audio_hash(db, song.id, outcome[0])
                if len(done) >= _BATCH:
                    checks.put(db, done)
                    done = []
                context.report(number, len(todo), song.label)
    finally:
        checks.put(db, done)
    return CheckResult(count, len(lossless) - len(todo), tuple(failures))


def _check(song: Track) -> tuple[str, SoundCheck]:
    """In a worker. The hash is taken anew: the file may have changed since it was scanned."""
    from organizer.analysis.ear import decoders
    from organizer.analysis.lossless import examination

    decoders.silence_decoders()
    seen = examination.examine(song.path)
    return payload.audio_hash(song.path), SoundCheck(
        codec=seen.codec,
        share=seen.share,
        cutoff=seen.cutoff,
        claimed=seen.claimed,
        decoded=seen.decoded,
        start_level=seen.start_level,
        end_level=seen.end_level,
        level=seen.level,
        damage=seen.damage,
    )


def _failure(song: Track, error: Exception) -> Failure:
    if isinstance(error, OrganizerError):
        return Failure(song.id, song.path, "check", error.cause, error.remedy)
    if not os.path.lexists(song.path):
        return Failure(song.id, song.path, "check", tr("is not there"), tr("scan its folder again"))
    log.error("checking %s failed", printable(song.path), exc_info=error)
    return Failure(song.id, song.path, "check", str(error) or type(error).__name__)
