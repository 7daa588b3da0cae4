"""Keys by a key finder of the person's own, on demand; they are shown in place of the ear's."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from organizer.base.errors import OrganizerError, UsageError, printable
from organizer.base.language import tr
from organizer.base.model import Failure, Track
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.analysis.pacing import Pacing
from organizer.work.jobs import JobContext, WorkerPool, default_jobs, processor_time, run_bounded

if TYPE_CHECKING:
    from organizer.analysis.network.key_model import Key

log = logging.getLogger(__name__)

#: A song is given up after so many seconds.
_TIME_LIMIT = 120.0


@dataclass(frozen=True, slots=True)
class KeysFound:
    """How it ended."""

    listened: int  #: songs
    without: int  #: of these, that have no key: silence
    known: int  #: songs that this model had listened to before
    failures: tuple[Failure, ...] = ()


def find_keys(
    context: JobContext,
    db: Database,
    ids: Iterable[int],
    *,
    path: str,
    jobs: int | None = None,
    again: bool = False,
    at_once: bool = True,
) -> KeysFound:
    """Let the key finder in an ONNX file listen to those of these songs that it does not know yet, or to all
    of them ``again``. Stored song by song: stopped at any point, the next call goes on from there.

    It keeps to the pace of the library: ``at_once``, where a person asked for it, to the share alone.

    Raises ``UsageError`` when none of them has a file that is there, and ``OrganizerError`` before the first
    song when the model cannot be used.
    """
    from organizer.analysis.network.model import model_id

    requested = tracks.get_many(db, ids)
    songs = [song for song in requested if song.available]
    if requested and not songs:
        raise UsageError(tr("none of these songs has a file that is there"), remedy=tr("ask for other songs"))
    model = model_id(path)
    there = set() if again else vectors.with_keys(db, [song.audio_hash for song in songs], model=model)
    todo = [song for song in songs if song.audio_hash not in there]
    if not todo:
        return KeysFound(0, 0, len(songs))
    failures: list[Failure] = []
    listened = without = 0
    pacing = Pacing(db, workers=jobs or default_jobs(), at_once=at_once)
    context.report(0, len(todo), tr("the key finder"))
    for song, outcome in _answers(context, pacing, path, todo):
        if isinstance(outcome, Exception):
            failures.append(_failure(song, outcome))
        else:
            audio_hash, key, _ = outcome
            without += key is None
            spelled = (key.key, key.camelot, key.confidence) if key is not None else (None, None, 0.0)
            vectors.put_key(db, audio_hash, *spelled, model=model)
            listened += 1
        context.report(listened + len(failures), len(todo), song.label)
    return KeysFound(listened, without, len(songs) - len(todo), tuple(failures))


def find_new_keys(
    context: JobContext, db: Database, *, path: str, jobs: int | None = None, at_once: bool = False
) -> KeysFound:
    """The same for every song that was analyzed and that this key finder does not know, at the library's
    pace."""
    from organizer.analysis.network.model import model_id

    ids = vectors.without_keys(db, model=model_id(path))
    return find_keys(context, db, ids, path=path, jobs=jobs, at_once=at_once)


def _answers(
    context: JobContext, pacing: Pacing, path: str, songs: Sequence[Track]
) -> Iterator[tuple[Track, tuple[str, Key | None, float] | Exception]]:
    """What is said of each song, while songs may be listened to; workers go where that has to wait."""
    by_id = {song.id: song for song in songs}
    todo = iter([(song.id, song.path) for song in by_id.values()])
    done = 0
    while done < len(by_id):
        workers = min(pacing.wait(context, done, len(by_id)), len(by_id) - done)
        with WorkerPool(workers, time_limit=_TIME_LIMIT) as pool:
            if not done:
                for _, unusable in run_bounded(context, pool, _usable, [path], limit=1):
                    if isinstance(unusable, Exception):
                        raise unusable
            begun = pacing.songs(context, todo)
            for song, outcome in run_bounded(
                context, pool, partial(_listen, path), begun, limit=partial(pacing.limit, 4)
            ):
                pacing.ended(song, None if isinstance(outcome, Exception) else outcome[2])
                done += 1
                yield by_id[song[0]], outcome


def _usable(path: str) -> bool:
    """In a worker, so that a model that takes its process with it is told once."""
    from organizer.analysis.network import key_model

    return len(key_model.load(path).keys) > 0


def _listen(path: str, song: tuple[int, str]) -> tuple[str, Key | None, float]:
    """In a worker, with the processor time that it took. The hash is taken anew: the file may have changed
    since it was scanned."""
    from organizer.analysis.network import key_model

    before = processor_time()
    key = key_model.listen(song[1], key_model.load(path))
    return payload.audio_hash(song[1]), key, processor_time() - before


def _failure(song: Track, error: Exception) -> Failure:
    if isinstance(error, OrganizerError):
        return Failure(song.id, song.path, "key", error.cause, error.remedy)
    if not os.path.lexists(song.path):
        return Failure(song.id, song.path, "key", tr("is not there"), tr("scan its folder again"))
    log.error("finding the key of %s failed", printable(song.path), exc_info=error)
    return Failure(song.id, song.path, "key", str(error) or type(error).__name__)
