"""Folder → songs and their tags in the library. A file that did not change is not opened again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from organizer.errors import OrganizerError, TagError, UsageError, printable
from organizer.jobs import JobContext, WorkerPool, run_bounded
from organizer.library import payload, scanner, tags, tracks
from organizer.library.database import Database
from organizer.library.tracks import Found
from organizer.model import Changes

#: The first batch is small, so that songs show at once; later ones are worth a transaction each.
_FIRST_BATCH, _BATCH = 16, 128

#: From this many files on, reading tags in several processes saves more than starting them costs.
_WORTH_PROCESSES = 6000


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
    known = tracks.known_files(db)
    folders = [path for path in wanted if os.path.isdir(path)]
    _check(wanted, known)
    tally = _Tally()
    seen: set[str] = set()

    def news() -> Iterator[scanner.File]:
        """The files that are new or changed; on the way, those that are back are no longer away."""
        back: list[int] = []
        for path in wanted:
            for file in scanner.scan(path, tags.AUDIO_SUFFIXES, on_error=_note(tally)):
                seen.add(file.path)
                tally.found += 1
                if tally.found == 1:  # now, so that an import which is interrupted is found again
                    tracks.add_roots(db, folders)
                if tally.found % 256 == 0:
                    context.check_cancelled()
                    context.report(tally.found, 0, printable(file.path))
                row = known.get(file.path)
                if row is None or (row[1], row[2]) != (file.size, file.mtime_ns):
                    yield file
                elif row[3]:
                    back.append(row[0])
        if back:
            announce(tracks.set_away(db, back, False))

    def unmoved(files: Iterator[scanner.File]) -> Iterator[scanner.File]:
        """Files that are a known song under a new name take its row; the others go on."""
        moves: list[tuple[int, str]] = []
        by_stat: dict[tuple[int, int], list[str]] | None = None
        for file in files:
            if by_stat is None:  # only now: a rescan in which nothing is new does without
                by_stat = {}
                for path, (_, size, mtime_ns, _, _) in known.items():
                    by_stat.setdefault((size, mtime_ns), []).append(path)
            old = None if file.path in known else _moved_from(file, by_stat, known, seen)
            if old is None:
                yield file
                continue
            seen.add(old)
            moves.append((known[old][0], file.path))
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
    if not tally.found and not any(_below(path, wanted) for path in known):
        raise UsageError(
            "no music files were found there",
            path=wanted[0] if len(wanted) == 1 else None,
            remedy=f"Organizer knows {', '.join(sorted(s[1:] for s in tags.AUDIO_SUFFIXES))}",
        )
    missing = [
        row[0] for path, row in known.items() if not row[3] and path not in seen and _below(path, wanted)
    ]
    if missing:
        announce(tracks.set_away(db, missing, True))
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
            found.append(Found(file.path, file.size, file.mtime_ns, values, info))
        except OrganizerError as error:
            found.append(Found(file.path, file.size, file.mtime_ns, error=error))
    return found


def _read_tags(
    context: JobContext, files: Iterator[scanner.File], stack: ExitStack, jobs: int | None
) -> Iterator[list[Found]]:
    """Batches of read files. The first ones are read here; a long import goes on in worker processes."""
    batches = _batched(files)
    done = 0
    for batch in batches:
        yield read_files(batch)
        done += len(batch)
        context.check_cancelled()
        if done >= _WORTH_PROCESSES:
            break
    else:
        return
    workers = jobs or len(os.sched_getaffinity(0))
    pool = stack.enter_context(WorkerPool(workers))
    for batch, outcome in run_bounded(context, pool, read_files, batches, limit=2 * workers):
        if isinstance(outcome, Exception):
            # the process that read them died: one of them is to blame, so each gets its own try here
            error = TagError(str(outcome), remedy="the file may be damaged")
            yield [Found(f.path, f.size, f.mtime_ns, error=error) for f in batch]
        else:
            yield outcome


def _batched(files: Iterator[scanner.File]) -> Iterator[list[scanner.File]]:
    batch: list[scanner.File] = []
    size = _FIRST_BATCH
    for file in files:
        batch.append(file)
        if len(batch) >= size:
            yield batch
            batch, size = [], _BATCH
    if batch:
        yield batch


def _moved_from(
    file: scanner.File,
    by_stat: dict[tuple[int, int], list[str]],
    known: dict[str, tuple[int, int, int, bool, str]],
    seen: set[str],
) -> str | None:
    """The known path that this file had before, if its song is gone from there and sounds the same."""
    for old in by_stat.get((file.size, file.mtime_ns), ()):
        if old in seen or os.path.lexists(old):
            continue
        audio_hash = known[old][4]
        if not audio_hash or payload.audio_hash(file.path) == audio_hash:
            return old
    return None


def _check(wanted: Sequence[str], known: dict[str, tuple[int, int, int, bool, str]]) -> None:
    if not wanted:
        raise UsageError("no folder or file was named", remedy="name at least one")
    for path in wanted:
        if not os.path.exists(path) and not any(_below(song, [path]) for song in known):
            raise UsageError("there is no such file or folder", path=path, remedy="check the name")


def _note(tally: _Tally) -> Callable[[str, OSError], None]:
    return lambda path, error: tally.skipped.append((path, error.strerror or str(error)))


def _outermost(paths: Sequence[str]) -> list[str]:
    """The paths without those that lie below another of them."""
    unique = sorted(set(paths), key=len)
    kept: list[str] = []
    for path in unique:
        if not _below(path, kept):
            kept.append(path)
    return kept


def _below(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)
