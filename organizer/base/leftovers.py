"""Temporary files that a killed run left behind: told from those that are being written, and removed.

A temporary file is locked while it is written, so that whoever can lock it knows that its writer is gone.
Where files will be written that no journal tells of (exports, playlists, pictures), a note in the program's
own folder says so beforehand, for the next start to find.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator

from organizer.base import system

#: Begins the name of every temporary file.
PREFIX = ".organizer-"
PART = ".part"
#: Ends the name of a file that is complete, and on its way into another by its bytes; see ``atomic``.
WHOLE = ".whole"

#: Where there are no locks, a file that was not written to for so long has no writer any more (seconds).
_ABANDONED = 86_400.0

#: In a folder where files are made: locked by the one who makes them.
_IN_USE = ".in-use"

_notes: str | None = None


def prefix(path: str) -> str:
    """How the names of temporary files for ``path`` begin; short, so that long names still fit."""
    from hashlib import blake2b  # with all of OpenSSL; not before the window is there

    name = blake2b(os.fsencode(os.path.basename(path)), digest_size=6).hexdigest()
    return f"{PREFIX}{name}-"


def of(path: str, suffix: str) -> list[str]:
    """The temporary files for ``path`` that end in this way. Raises ``OSError`` when the folder cannot be
    looked into; one that is not there holds none."""
    target = os.path.realpath(path)
    begin = prefix(target)
    try:
        with os.scandir(os.path.dirname(target)) as entries:
            return [e.path for e in entries if e.name.startswith(begin) and e.name.endswith(suffix)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def remove(path: str, *, alone: bool = False) -> int:
    """Remove what a killed run left for ``path``; returns how many files. Raises ``OSError``.

    ``alone``: nobody else should be writing the file now. It decides where there are no locks, and whoever
    has a lock nevertheless is an error."""
    removed = 0
    for part in of(path, PART):
        if _remove(part, alone):
            removed += 1
        elif alone and os.path.lexists(part):
            raise BlockingIOError(errno.EAGAIN, "another program is writing the file", part)
    return removed


def keep_notes_in(folder: str | os.PathLike[str]) -> None:
    """From now on notes go there, and what notes of runs that were killed tell of is removed."""
    global _notes
    _notes = os.fspath(folder)
    with contextlib.suppress(OSError), os.scandir(_notes) as entries:
        for note in [entry.path for entry in entries if entry.name.startswith(PREFIX)]:
            with contextlib.suppress(OSError):
                with open(note, "rb") as file:
                    part = os.fsdecode(file.read())
                ours = os.path.basename(part) == os.path.basename(note) and part.endswith(PART)
                if not ours or _remove(part) or _gone(part):
                    os.unlink(note)


@contextlib.contextmanager
def noted(part: str) -> Iterator[None]:
    """While this temporary file or workshop is there, a note tells of it, if it can be written."""
    note = None if _notes is None else os.path.join(_notes, os.path.basename(part))
    if note is not None:
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(note), exist_ok=True)
            with open(note, "wb") as file:
                file.write(os.fsencode(part))
    try:
        yield
    finally:
        if note is not None and not os.path.lexists(part):
            with contextlib.suppress(OSError):
                os.unlink(note)
                os.rmdir(os.path.dirname(note))  # if it was the last


@contextlib.contextmanager
def workshop(folder: str | os.PathLike[str], name: str) -> Iterator[str]:
    """A hidden folder in this one to make files in; first those that killed runs left there are removed, as
    the next start of the program does anyway. Raises ``OSError``."""
    begin = f"{PREFIX}{name}-"
    for entry in list(os.scandir(folder)):
        if entry.name.startswith(begin) and entry.is_dir(follow_symlinks=False) and _has_no_user(entry.path):
            shutil.rmtree(entry.path, ignore_errors=True)
    made = tempfile.mkdtemp(prefix=begin, suffix=PART, dir=folder)
    with noted(os.path.abspath(made)):
        try:
            with open(os.path.join(made, _IN_USE), "wb") as file:
                with contextlib.suppress(OSError):
                    system.try_lock(file)
                yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _has_no_user(folder: str) -> bool:
    """Whether the one who made it is gone. Where that cannot be told it is taken to be there; where there is
    nothing to lock (it was killed at its first step, or its last) for a day."""
    try:
        with open(os.path.join(folder, _IN_USE), "rb") as file:
            return system.try_lock(file) is True
    except FileNotFoundError:
        with contextlib.suppress(OSError):
            return time.time() - os.stat(folder).st_mtime > _ABANDONED
    except OSError:
        pass
    return False


def _remove(part: str, alone: bool = False) -> bool:
    """Remove one, unless it has a writer; whether it was removed."""
    if os.path.isdir(part) and not os.path.islink(part):  # a workshop
        if removed := _has_no_user(part):
            shutil.rmtree(part, ignore_errors=True)
        return removed
    try:
        with open(part, "rb") as file:
            locked = system.try_lock(file)
            if locked is None:
                locked = alone or time.time() - os.fstat(file.fileno()).st_mtime > _ABANDONED
            if locked and system.RENAMES_OPEN_FILES:  # while the lock says that there is no writer
                os.unlink(part)
        if locked and not system.RENAMES_OPEN_FILES:
            os.unlink(part)
        return locked
    except FileNotFoundError:
        return False
    except PermissionError:  # somebody else's
        if alone:
            raise
        return False


def _gone(part: str) -> bool:
    """Whether there is nothing left to remove; a folder that is away may come back with it."""
    return not os.path.lexists(part) and os.path.isdir(os.path.dirname(part))
