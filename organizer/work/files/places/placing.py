"""One file from one place to another that is free. Nothing is ever overwritten, whoever else writes there:
the system itself refuses a name that is taken.

On one disk the file gets its new name in one step. On another disk it is copied beside the new place, read
again from there and compared, given its name, and only then the old one is removed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from hashlib import blake2b
from typing import BinaryIO

from organizer.base import system
from organizer.base.atomic import sync_folder, temporary, world_error
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.base.naming.renaming import rename_new

_PIECE = 1 << 20

TAKEN = tr("a file of that name is there already")


def move(
    source: str,
    target: str,
    *,
    note_copy: Callable[[os.stat_result], None],
    check: Callable[[], None] = lambda: None,
) -> bool:
    """Move a file to a place that is free; whether it was copied to another disk.

    ``note_copy``: is told what the finished copy is before it gets its name. ``check`` is called now and then
    while bytes are copied, to stop. Raises ``OrganizerError``; the file is at its old place then, or it is
    at both, each whole, when the old one cannot be removed.
    """
    try:
        rename_new(source, target)
        return False
    except FileExistsError as error:
        raise OrganizerError(TAKEN, path=target, remedy=tr("choose another name")) from error
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise world_error(error, source) from error
    _copy(source, target, note_copy, check)
    remove_copied(source, target)
    return True


def _copy(
    source: str, target: str, note_copy: Callable[[os.stat_result], None], check: Callable[[], None]
) -> None:
    """A whole, compared copy under the new name."""
    try:
        before = os.lstat(source)
        if not stat.S_ISREG(before.st_mode):
            raise OrganizerError(tr("this is a link, or no file"), path=source, remedy=tr("move it by hand"))
        with temporary(target, noted=False) as (file, part, locked):
            digest = _poured(source, file, check)
            os.fsync(file.fileno())
            system.forget_cached(file.fileno())
            if _digest(part, check) != digest:
                raise OrganizerError(
                    tr("the copy is not what was read"),
                    path=target,
                    remedy=tr("check the disk, and try again"),
                )
            _keep_attributes(source, file, part, before)
            os.fsync(file.fileno())
            note_copy(os.fstat(file.fileno()))
            if not locked:  # there are systems that rename no file that is open
                file.close()
            try:
                rename_new(part, target)
            except FileExistsError as error:
                raise OrganizerError(TAKEN, path=target, remedy=tr("choose another name")) from error
        sync_folder(os.path.dirname(target))
        after = os.lstat(source)
        if (after.st_size, after.st_mtime_ns, after.st_ino) != (
            before.st_size,
            before.st_mtime_ns,
            before.st_ino,
        ):
            with contextlib.suppress(OSError):
                os.unlink(target)
            raise OrganizerError(
                tr("another program changed the file meanwhile"), path=source, remedy=tr("try again")
            )
    except OSError as error:
        raise world_error(error, source if error.filename == source else target) from error


def remove_copied(source: str, target: str) -> None:
    """Remove the old file of a copy that is in its place, compared."""
    try:
        os.unlink(source)
    except OSError as error:
        with contextlib.suppress(OSError):  # it cannot leave its old place: then it stays there alone
            os.unlink(target)
        raise world_error(error, source) from error
    sync_folder(os.path.dirname(source))


def same_content(one: str, other: str) -> bool:
    """Whether two files hold the same bytes. Raises ``OSError``."""
    return os.path.getsize(one) == os.path.getsize(other) and _digest(one) == _digest(other)


def _poured(source: str, into: BinaryIO, check: Callable[[], None]) -> bytes:
    """Copy the bytes of a file; their hash."""
    digest = blake2b()
    with open(source, "rb") as file:
        while piece := file.read(_PIECE):
            check()
            digest.update(piece)
            into.write(piece)
    into.flush()
    return digest.digest()


def _digest(path: str, check: Callable[[], None] = lambda: None) -> bytes:
    digest = blake2b()
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            check()
            digest.update(piece)
    return digest.digest()


def _keep_attributes(source: str, file: BinaryIO, part: str, before: os.stat_result) -> None:
    """Owner, rights, extended attributes and times, as far as the other disk has them."""
    descriptor = file.fileno()
    with contextlib.suppress(OSError):
        system.set_owner(descriptor, before.st_uid, before.st_gid)
    with contextlib.suppress(OSError):
        for name in system.attributes(source):
            with contextlib.suppress(OSError):
                system.copy_attribute(source, descriptor, name)
    with contextlib.suppress(OSError):
        system.set_mode(descriptor, stat.S_IMODE(before.st_mode))
    with contextlib.suppress(OSError):
        os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
