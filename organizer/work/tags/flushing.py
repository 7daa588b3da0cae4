"""Threads that wait for the disk while one writes tags: they make temporary files ahead, see that copies are
on the disk, sync folders and close files that were replaced.

Disks answer several of these questions at once as fast as one, and most of each is spent waiting. What is
done, and in which order, is decided by the one who writes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import BinaryIO

from organizer.base.atomic import Part, Replacement, begin, sync_folder
from organizer.base.errors import printable

log = logging.getLogger(__name__)

#: Copies that are waited for at once; and how many files make threads worth their while.
_AT_ONCE, _WORTH = 8, 4


class Flush:
    """Copies on their way to the disk."""

    def __init__(self, copies: Sequence[Replacement], pool: ThreadPoolExecutor | None) -> None:
        self._copies, self._errors = copies, dict[int, OSError]()
        threads = min(_AT_ONCE, len(copies)) if pool is not None else 0
        self._work = [pool.submit(self._run, number, threads) for number in range(threads)] if pool else []

    def wait(self) -> None:
        """Until no thread is about one of them any more."""
        wait(self._work)

    def check(self, number: int) -> bool:
        """Whether a copy is on the disk, once all were waited for; False where nobody saw to it. Raises the
        ``OSError`` of one that could not be written."""
        if number in self._errors:
            raise self._errors[number]
        return bool(self._work)

    def _run(self, first: int, step: int) -> None:
        for copy in self._copies[first::step]:
            copy.start_flush()
        for number in range(first, len(self._copies), step):
            try:
                self._copies[number].flush()
            except OSError as error:
                self._errors[number] = error


class Begun:
    """Temporary files that are made ahead, in order."""

    def __init__(self, paths: Sequence[str], pool: ThreadPoolExecutor) -> None:
        self._paths, self._stopped = paths, False
        self._parts: list[Future[Part | None]] = [Future() for _ in paths]
        self._taken: set[int] = set()
        self._work = pool.submit(self._run)

    def take(self, number: int) -> Part | None:
        """The one for this file, which is the caller's from now on; None if it could not be made, or was
        taken before."""
        if number in self._taken:
            return None
        self._taken.add(number)
        return self._parts[number].result()

    def close(self) -> None:
        """Make no more, and remove those that were not taken."""
        self._stopped = True
        wait([self._work])
        for number in range(len(self._parts)):
            if (part := self.take(number)) is not None:
                part.discard()

    def _run(self) -> None:
        for path, future in zip(self._paths, self._parts, strict=True):
            part = None
            try:
                part = None if self._stopped else begin(path)
            except Exception:  # its turn tells what is wrong
                log.debug("no temporary file ahead for %s", printable(path), exc_info=True)
            future.set_result(part)  # always: the one who writes waits for it


class Disk:
    """The threads of one edit; none for a few files."""

    def __init__(self, files: int) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE + 1, "disk") if files >= _WORTH else None

    @property
    def closes(self) -> bool:
        """Whether files are closed by a thread."""
        return self._pool is not None

    def begin(self, paths: Sequence[str]) -> Begun | None:
        """Make temporary files for these files ahead."""
        return None if self._pool is None else Begun(paths, self._pool)

    def flush(self, copies: Sequence[Replacement]) -> Flush:
        """See that these copies are on the disk."""
        return Flush(copies, self._pool)

    def sync(self, folders: Iterable[str]) -> None:
        """What was renamed in these folders is on the disk when this returns."""
        list(map(sync_folder, folders) if self._pool is None else self._pool.map(sync_folder, folders))

    def close_files(self, files: Sequence[BinaryIO]) -> None:
        """Close files that were replaced; the disk frees their room."""
        if self._pool is not None and files:
            self._pool.submit(_close, files)

    def close(self) -> None:
        """Wait for what is under way."""
        if self._pool is not None:
            self._pool.shutdown()


def _close(files: Sequence[BinaryIO]) -> None:
    for file in files:
        file.close()
