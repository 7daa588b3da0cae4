"""What a file is, before SQLite touches it: a library, an empty place for one, or something of others."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from organizer.base.errors import DamagedLibrary, LibraryError
from organizer.base.language import tr
from organizer.library.storage.connection import damaged

#: "Orga" as a number: tells a library from other SQLite files.
APPLICATION_ID = 0x4F726761

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_COPIES = "copies of "  #: before the name, so that what takes a library with its neighbours leaves it


def copies_folder(path: Path) -> Path:
    """Where the copies of a library are kept."""
    return path.with_name(_COPIES + path.name)


def is_new(path: Path) -> bool:
    """Whether a library can be made there. Raises ``LibraryError`` when there is anything but a library: a
    database of another program is not touched, not even by a file beside it."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return True
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(status.st_mode):
        kind = tr("a folder") if stat.S_ISDIR(status.st_mode) else tr("no file")
        raise LibraryError(
            tr("this is {kind}, not a library", kind=kind), path=str(path), remedy=tr("choose another name")
        )
    if not status.st_size:
        if any(_entries(copies_folder(path))):
            raise DamagedLibrary(
                tr("the library is empty, although there are copies of it"),
                path=str(path),
                remedy=tr("“organizer library restore” brings one back; delete the empty file to begin anew"),
            )
        return True
    try:
        with open(path, "rb") as file:
            head = file.read(_HEADER + 8)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not head.startswith(_MAGIC):
        raise DamagedLibrary(
            tr("this is not a library, or its beginning is damaged"),
            path=str(path),
            remedy=tr(
                "choose another file; if it was a library, “organizer library restore” brings a copy back"
            ),
        )
    if len(head) < _HEADER + 8:
        raise damaged(path, tr("the file is cut off"))
    log = Path(f"{path}-wal")
    newest = _first_page(log) or head
    if _number(newest, 68) != APPLICATION_ID and not _is_empty(newest):
        raise LibraryError(
            tr("this is a database of another program"), path=str(path), remedy=tr("choose another file")
        )
    _check_length(path, head, status.st_size, log)
    return False


def _is_empty(page: bytes) -> bool:
    """Whether a database holds nothing yet, as when the program ended just after it had made the file."""
    return _number(page, 68) == 0 == _number(page, 60) and page[_HEADER] == 13 and page[103:105] == b"\0\0"


def _check_length(path: Path, head: bytes, size: int, log: Path) -> None:
    page = int.from_bytes(head[16:18], "big")
    pages = _number(head, 28)
    relied_on = _number(head, 24) == _number(head, 92)  # else the number of pages is not to be relied on
    if relied_on and size < pages * (65_536 if page == 1 else page) and not _size(log):
        raise damaged(path, tr("the file is cut off"))


def _first_page(log: Path) -> bytes | None:
    """The beginning of the newest first page in a write-ahead log, if there is one."""
    try:
        with open(log, "rb") as file:
            head = file.read(32)
            if len(head) < 32:
                return None
            page = _number(head, 8)
            result = None
            while len(frame := file.read(24)) == 24 and frame[8:16] == head[16:24]:
                if _number(frame, 0) == 1:
                    result = file.read(_HEADER + 8)
                    file.seek(page - len(result), os.SEEK_CUR)
                else:
                    file.seek(page, os.SEEK_CUR)
            return result if result and result.startswith(_MAGIC) else None
    except OSError:
        return None


def _entries(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if not name.startswith(".")]
    except OSError:
        return []


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _number(page: bytes, at: int) -> int:
    return int.from_bytes(page[at : at + 4], "big")


def _unreadable(path: Path, error: OSError) -> LibraryError:
    return LibraryError(
        tr("the library cannot be read: {reason}", reason=error.strerror or error),
        path=str(path),
        remedy=tr("check that the disk is connected and that you may read the file"),
    )
