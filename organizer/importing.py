"""Folder → songs and their tags in the library. A file that did not change is not opened again."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from organizer.errors import OrganizerError, TagError, UsageError, printable
from organizer.jobs import JobContext, WorkerPool, run_bounded
from organizer.library import payload, scanner, tables, tags, tracks
from organizer.library.database import Database
from organizer.library.tracks import Found, Known
from organizer.model import Changes

#: The first batch is small, so that songs show at once; later ones are worth a transaction each.
_FIRST_BATCH, _BATCH = 16, 128

#: With this many files ahead, reading tags in several processes saves more than starting them costs: each
#: takes as much CPU time to start as reading 1,000 to 1,500 files, and a tenth more for every file sent back.
_WORTH_PROCESSES = 4000


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import found, in numbers, and what it could not read."""

    found: int = 0
    added: int = 0
    updated: int = 0
    moved: int = 0
    away: int = 0
    failed: int = 0
    skipped: tuple[tuple[str, str], ...] = ()  #: (path, reason) of folders and files that cannot be read
    seconds: float = 0.0


@dataclass
class _Tally:
    found: int = 0
    told: int = 0  # of those found, at the last report
    added: int = 0
    updated: int = 0
    moved: int = 0
    failed: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)


def import_paths(
    context: JobContext,
    db: Database,
    paths: Sequence[str],
    *,
    jobs: int | None = None,
    on_batch: Callable[[Changes], None] | None = None,
) -> ImportResult:
    """Add folders and files to the library, and note what changed in those that it knows.

    Songs whose file is gone are marked away, never dropped; a file that moved takes its song along.
    Raises ``UsageError`` when a path is neither there nor known, or when none of them holds music.
    """
    started = time.monotonic()
    announce = on_batch or (lambda _changes: None)
    wanted = _outermost([os.path.abspath(path) for path in paths])
    places = frozenset(wanted)
    known = tracks.known_files(db)
    folders = [path for path in wanted if os.path.isdir(path)]
    _check(wanted, known)
    tally = _Tally()
    unseen = dict(known)  # what is left of it in the end is away

    def news() -> Iterator[scanner.File]:
        """The files that are new or changed; on the way, those that are back are no longer away."""
        back: list[int] = []
        for place in wanted:
            for files in scanner.scan(place, tags.AUDIO_SUFFIXES, on_error=_note(tally)):
                if not tally.found:  # now, so that an import which is interrupted is found again
                    tracks.add_roots(db, folders)
                tally.found += len(files)
                context.check_cancelled()
                if tally.found - tally.told >= 256:
                    tally.told = tally.found
                    context.report(tally.found, 0, printable(files[-1].path))
                for file in files:
                    path, size, mtime_ns = file
                    row = unseen.pop(path, None)
                    if row is None or row[1] != size or row[2] != mtime_ns:
                        yield file
                    elif row[4]:
                        back.append(row[3])
        if back:
            announce(tracks.set_away(db, back, False))

    def unmoved(files: Iterator[scanner.File]) -> Iterator[scanner.File]:
        """Files that are a known song under a new name take its row; the others go on."""
        moves: list[tuple[int, str]] = []
        by_stat: dict[tuple[int, int], list[str]] | None = None
        for file in files:
            if by_stat is None:  # only now: a rescan in which nothing is new does without
                by_stat = {}
                for path, row in known.items():
                    by_stat.setdefault((row[1], row[2]), []).append(path)
            old = None if file.path in known else _moved_from(file, by_stat, unseen)
            if old is None:
                yield file
            else:
                moves.append((unseen.pop(old)[3], file.path))
        if moves:
            tally.moved = len(moves)
            announce(tracks.moved(db, moves))

    with ExitStack() as stack:
        for found in _read_tags(context, unmoved(news()), stack, jobs):
            changes = tracks.upsert(db, found)
            tally.added += len(changes.added)
            tally.updated += len(changes.updated)
            tally.failed += sum(file.error is not None for file in found)
            announce(changes)
            context.report(tally.found, 0, printable(found[-1].path))
    if not tally.found and not any(_below(path, places) for path in known):
        raise UsageError(
            "no music files were found there",
            path=wanted[0] if len(wanted) == 1 else None,
            remedy="MP3, FLAC, Ogg, Opus, M4A, WAV, AIFF, WMA and others are known",
        )
    missing = [row[3] for path, row in unseen.items() if not row[4] and _below(path, places)]
    if missing:
        announce(tracks.set_away(db, missing, True))
    if (tally.added or tally.updated) and (joined := tables.join_files(db)):
        announce(joined)
    return ImportResult(
        tally.found, tally.added, tally.updated, tally.moved, len(missing), tally.failed,
        tuple(tally.skipped), time.monotonic() - started,
    )  # fmt: skip


def rescan(
    context: JobContext, db: Database, *, on_batch: Callable[[Changes], None] | None = None
) -> ImportResult:
    """Look through every folder of the library again."""
    roots = tracks.roots(db)
    return import_paths(context, db, roots, on_batch=on_batch) if roots else ImportResult()


def read_files(files: Sequence[scanner.File]) -> list[Found]:
    """Read the tags of some files; an unreadable one carries its error. Runs in worker processes too."""
    found = []
    for file in files:
        try:
            values, info = tags.read(file.path)
            found.append(Found(*file, values, info))
        except OrganizerError as error:
            found.append(Found(*file, error=error))
    return found


def _read_tags(
    context: JobContext, files: Iterator[scanner.File], stack: ExitStack, jobs: int | None
) -> Iterator[list[Found]]:
    """Batches of read files. The first ones are read here; of a long import, the rest in worker processes."""
    first = list(itertools.islice(files, _FIRST_BATCH))
    if first:
        yield read_files(first)
    # the walk is a hundred times faster than reading: look ahead whether it is a long import
    ahead = list(itertools.islice(files, _WORTH_PROCESSES))
    batches = _batched(itertools.chain(ahead, files))
    workers = jobs or len(os.sched_getaffinity(0))
    if len(ahead) < _WORTH_PROCESSES or workers < 2:
        for batch in batches:
            context.check_cancelled()
            yield read_files(batch)
        return
    pool = stack.enter_context(WorkerPool(workers, nice=0))
    started = pool.submit(read_files, ())
    while not started.done() and (batch := next(batches, [])):
        context.check_cancelled()
        yield read_files(batch)
    yield from _read_in_processes(context, pool, batches)


def _read_in_processes(
    context: JobContext,
    pool: WorkerPool,
    batches: Iterable[Sequence[scanner.File]],
    read: Callable[[Sequence[scanner.File]], list[Found]] = read_files,
) -> Iterator[list[Found]]:
    """The batches as workers read them, in the order in which they are done."""
    for batch, outcome in run_bounded(context, pool, read, batches, limit=2 * pool.workers):
        if not isinstance(outcome, Exception):
            yield outcome
        elif len(batch) > 1:  # its process died: each for itself, to find the one that is to blame
            yield from _read_in_processes(context, pool, [[file] for file in batch], read)
        else:
            error = TagError(str(outcome), remedy="the file may be damaged")
            yield [Found(*batch[0], error=error)]


def _batched(files: Iterator[scanner.File]) -> Iterator[list[scanner.File]]:
    while batch := list(itertools.islice(files, _BATCH)):
        yield batch


def _moved_from(
    file: scanner.File,
    by_stat: dict[tuple[int, int], list[str]],
    unseen: dict[str, Known],
) -> str | None:
    """The known path that this file had before, if its song is gone from there and sounds the same."""
    for old in by_stat.get((file.size, file.mtime_ns), ()):
        if old not in unseen or os.path.lexists(old):
            continue
        audio_hash = unseen[old][5]
        if not audio_hash or payload.audio_hash(file.path) == audio_hash:
            return old
    return None


def _check(wanted: Sequence[str], known: dict[str, Known]) -> None:
    if not wanted:
        raise UsageError("no folder or file was named", remedy="name at least one")
    for path in wanted:
        there = path in known or os.path.exists(path) or any(_below(song, {path}) for song in known)
        if not there:
            raise UsageError("there is no such file or folder", path=path, remedy="check the name")


def _note(tally: _Tally) -> Callable[[str, OSError], None]:
    return lambda path, error: tally.skipped.append((path, error.strerror or str(error)))


def _outermost(paths: Sequence[str]) -> list[str]:
    """The paths without those that lie below another of them."""
    kept: dict[str, None] = {}
    for path in sorted(set(paths), key=len):
        if not _below(path, kept):
            kept[path] = None
    return list(kept)


def _below(path: str, places: Container[str]) -> bool:
    """Whether a path is one of these places or lies below one. However many they are: each of its folders
    is looked up, for there may be a place for every song of a long list."""
    end = len(path)
    while end > 0:
        if path[:end] in places:
            return True
        end = path.rfind(os.sep, 0, end)
    return os.sep in places
