"""Reads the tags of many files: here, in worker processes when there are many."""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack

from organizer.base import system
from organizer.base.errors import OrganizerError, TagError, printable
from organizer.base.language import tr
from organizer.library.files import scanner
from organizer.library.tags import tags
from organizer.library.tags.limits import FULL, QUICK, BeyondLimits, Limits, confined
from organizer.library.tracks import ScannedFile
from organizer.work.jobs import JobContext, WorkerPool, default_jobs, run_bounded

log = logging.getLogger(__name__)

#: The first batch is small, so that songs show at once; later ones are worth a transaction each.
_FIRST_BATCH, _BATCH = 16, 128

#: With this many files ahead, reading tags in several processes saves more than starting them costs: each
#: takes as much CPU time to start as reading 1,000 to 1,500 files, and a tenth more for every file sent back.
_WORTH_PROCESSES = 4000

#: Seconds for a file that takes more than usual, on however slow a disk; processor time is limited more.
_TIME_LIMIT = 60.0


def read_files(files: Sequence[scanner.File], limits: Limits = QUICK) -> list[ScannedFile]:
    """Read the tags of some files; an unreadable one carries its error, one that went meanwhile is left out.
    Runs in worker processes too."""
    read = []
    for file in files:
        try:
            values, info, cover = tags.scan(file.path, limits)
            read.append(ScannedFile.of(file, values, info, cover=cover))
        except OrganizerError as error:
            if not os.path.lexists(file.path):
                continue
            if isinstance(error.__cause__, OSError):  # not the file's fault: the next scan tries again
                file = file._replace(ctime_ns=0, inode=0)
            read.append(ScannedFile.of(file, error=error))
        except Exception as error:  # a fault of ours, which must not end the import of all the others
            log.exception("reading the tags of %s failed", printable(file.path))
            cause = tr("its tags cannot be read ({name})", name=type(error).__name__)
            remedy = tr("this is a fault of Organizer; please report it")
            read.append(ScannedFile.of(file, error=TagError(cause, path=file.path, remedy=remedy)))
    return read


def read_confined(files: Sequence[scanner.File]) -> list[ScannedFile]:
    """In a worker process: read files that take more than usual, within limits of memory and time."""
    with confined():
        return read_files(files, FULL)


def read_tags(
    context: JobContext, files: Iterator[scanner.File], jobs: int | None
) -> Iterator[tuple[Sequence[scanner.File], list[ScannedFile]]]:
    """Batches of files, with what was read of them. The first ones are read here; of a long import, the rest
    in worker processes; and in the end, each for itself, those that take more than nearly all do."""
    large: list[scanner.File] = []
    for batch, read in _read_quickly(context, files, jobs):
        beyond = {file.path for file in read if isinstance(file.error, BeyondLimits)}
        large += [file for file in batch if file.path in beyond]
        usual = [file for file in batch if file.path not in beyond]
        if usual:
            yield usual, [file for file in read if file.path not in beyond]
    if large:
        with WorkerPool(min(2, jobs or default_jobs()), time_limit=_TIME_LIMIT, nice=0) as pool:
            yield from read_in_processes(context, pool, ([file] for file in large), read_confined)


def _read_quickly(
    context: JobContext, files: Iterator[scanner.File], jobs: int | None
) -> Iterator[tuple[Sequence[scanner.File], list[ScannedFile]]]:
    first = list(itertools.islice(files, _FIRST_BATCH))
    if first:
        yield first, read_files(first)
    # the walk is a hundred times faster than reading: look ahead whether it is a long import
    ahead = list(itertools.islice(files, _WORTH_PROCESSES))
    batches = _batched(itertools.chain(ahead, files))
    workers = jobs or system.cores()
    with ExitStack() as stack:
        pool = None
        if len(ahead) >= _WORTH_PROCESSES and workers > 1:
            pool = stack.enter_context(WorkerPool(workers, nice=0))
            started = pool.submit(read_files, ())
        while (pool is None or not started.done()) and (batch := next(batches, [])):
            context.check_cancelled()
            yield batch, read_files(batch)
        if pool is not None:
            yield from read_in_processes(context, pool, batches)


def read_in_processes(
    context: JobContext,
    pool: WorkerPool,
    batches: Iterable[Sequence[scanner.File]],
    read: Callable[[Sequence[scanner.File]], list[ScannedFile]] = read_files,
) -> Iterator[tuple[Sequence[scanner.File], list[ScannedFile]]]:
    """The batches as workers read them, in the order in which they are done."""
    for batch, outcome in run_bounded(context, pool, read, batches, limit=2 * pool.workers):
        if not isinstance(outcome, Exception):
            yield batch, outcome
        elif len(batch) > 1:  # its process died: each for itself, to find the one that is to blame
            yield from read_in_processes(context, pool, [[file] for file in batch], read)
        else:
            error = TagError(str(outcome), remedy=tr("the file may be damaged"))
            yield batch, [ScannedFile.of(batch[0], error=error)]


def _batched(files: Iterator[scanner.File]) -> Iterator[list[scanner.File]]:
    while batch := list(itertools.islice(files, _BATCH)):
        yield batch
