"""Finding the music files below a folder, whatever the folder holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from operator import attrgetter
from typing import NamedTuple

#: Folders that systems and programs keep for themselves, in lower case.
_SYSTEM_FOLDERS = frozenset(
    {"$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle", "__macosx"}
)

_name = attrgetter("name")

#: So many files of a large folder are told of together.
_AT_ONCE = 256


class File(NamedTuple):  # a third of the cost of a frozen dataclass, and a rescan makes one per song
    """A file that may be music: its path and what tells whether it changed."""

    path: str
    size: int
    mtime_ns: int


_file = tuple.__new__  # twice as fast as the constructor with its names


def scan(
    path: str, suffixes: Collection[str], *, on_error: Callable[[str, OSError], None] | None = None
) -> Iterator[list[File]]:
    """The files below ``path`` (or itself) whose ending is in ``suffixes`` (".mp3", …), some at a time.

    Hidden and system folders and hidden files are skipped; symbolic links are followed, and a folder that
    is reached twice is read once, so that loops end. What cannot be read is told to ``on_error``.
    """
    report = on_error or (lambda _path, _error: None)
    try:
        status = os.stat(path)
    except OSError as error:
        report(path, error)
        return
    if not stat.S_ISDIR(status.st_mode):
        if stat.S_ISREG(status.st_mode) and suffix(path) in suffixes:
            yield [File(path, status.st_size, status.st_mtime_ns)]
        return
    seen = {(status.st_dev, status.st_ino)}
    folders = [path]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=_name)
        except OSError as error:
            report(folder, error)
            continue
        below: list[str] = []
        found: list[File] = []
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            try:
                if name[name.rfind(".") :].lower() in suffixes and entry.is_file():  # most of them are
                    status = entry.stat()
                    found.append(_file(File, (entry.path, status.st_size, status.st_mtime_ns)))
                    if len(found) == _AT_ONCE:
                        yield found
                        found = []
                elif entry.is_dir():
                    status = entry.stat()
                    key = (status.st_dev, status.st_ino)
                    if key not in seen and name.lower() not in _SYSTEM_FOLDERS:
                        seen.add(key)
                        below.append(entry.path)
            except OSError as error:
                report(entry.path, error)
        if found:
            yield found
        folders.extend(reversed(below))


def suffix(path: str) -> str:
    """The ending of a path in lower case, with its dot; "" when there is none."""
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind(os.sep) + 1 else ""
