"""Finding the music files below a folder, whatever the folder holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

#: Folders that systems and programs keep for themselves, in lower case.
_SYSTEM_FOLDERS = frozenset(
    {"$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle", "__macosx"}
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that may be music: its path and what tells whether it changed."""

    path: str
    size: int
    mtime_ns: int


def scan(
    path: str, suffixes: Collection[str], *, on_error: Callable[[str, OSError], None] | None = None
) -> Iterator[File]:
    """The files below ``path`` (or ``path`` itself) whose ending is in ``suffixes`` (".mp3", …).

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
            yield File(path, status.st_size, status.st_mtime_ns)
        return
    seen = {(status.st_dev, status.st_ino)}
    folders = [path]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            report(folder, error)
            continue
        below: list[str] = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                if entry.is_dir():
                    status = entry.stat()
                    key = (status.st_dev, status.st_ino)
                    if key not in seen and entry.name.lower() not in _SYSTEM_FOLDERS:
                        seen.add(key)
                        below.append(entry.path)
                elif suffix(entry.name) in suffixes and entry.is_file():
                    status = entry.stat()
                    yield File(entry.path, status.st_size, status.st_mtime_ns)
            except OSError as error:
                report(entry.path, error)
        folders.extend(reversed(below))


def suffix(path: str) -> str:
    """The ending of a path in lower case, with its dot; "" when there is none."""
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind(os.sep) + 1 else ""
