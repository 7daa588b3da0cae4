"""Files that are either the old one or the new one, whole, whatever happens in between."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from organizer.errors import OrganizerError

#: Begins the name of every temporary file, so that leftovers of a killed run can be told and removed.
TEMPORARY_PREFIX = ".organizer-"
TEMPORARY_SUFFIX = ".part"


def replace_file(
    path: str | Path,
    write: Callable[[BinaryIO], None],
    *,
    check: Callable[[str], None] | None = None,
) -> None:
    """Write ``path`` anew through ``write``: a temporary file beside it, made durable, takes its place.

    ``check`` gets the path of the finished temporary file before the swap; when it raises, the old file
    stays. Mode, owner and extended attributes are kept; a symbolic link stays one and its target changes.
    Another hard link to the old file keeps the old content.
    """
    shown = os.fspath(path)
    target = os.path.realpath(shown)
    temporary = ""
    try:
        old = os.stat(target) if os.path.lexists(target) else None
        if old is not None and not stat.S_ISREG(old.st_mode):
            raise OrganizerError("this is not a file", path=shown, remedy="choose a file")
        if old is not None and not os.access(target, os.W_OK):
            raise OrganizerError("the file is read-only", path=shown, remedy="make it writable and try again")
        descriptor, temporary = tempfile.mkstemp(
            prefix=temporary_prefix(target), suffix=TEMPORARY_SUFFIX, dir=os.path.dirname(target)
        )
        with os.fdopen(descriptor, "wb") as file:
            write(file)
            file.flush()
            _keep_attributes(file.fileno(), target, old)
            os.fsync(file.fileno())
        if check is not None:
            check(temporary)
        os.replace(temporary, target)
        temporary = ""
        _sync_folder(os.path.dirname(target))
    except OSError as error:
        raise world_error(error, shown) from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def temporary_prefix(path: str) -> str:
    """How the names of temporary files for ``path`` begin; short, so that long names still fit."""
    from hashlib import blake2b

    name = blake2b(os.fsencode(os.path.basename(path)), digest_size=6).hexdigest()
    return f"{TEMPORARY_PREFIX}{name}-"


def remove_leftovers(path: str) -> int:
    """Remove temporary files that a killed run left for ``path``; returns how many there were."""
    target = os.path.realpath(path)
    prefix = temporary_prefix(target)
    removed = 0
    with contextlib.suppress(OSError), os.scandir(os.path.dirname(target)) as entries:
        for entry in entries:
            if entry.name.startswith(prefix) and entry.name.endswith(TEMPORARY_SUFFIX):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
                    removed += 1
    return removed


def world_error(error: OSError, path: str, kind: type[OrganizerError] = OrganizerError) -> OrganizerError:
    """The operating system's error in plain words."""
    cause, remedy = {
        errno.ENOENT: ("the file or its folder is not there", "check that the disk or share is connected"),
        errno.EACCES: ("no permission", "check the rights of the file and of its folder"),
        errno.EPERM: ("no permission", "check the rights of the file and of its folder"),
        errno.EROFS: ("the disk is read-only", "make it writable, or copy the file elsewhere"),
        errno.ENOSPC: ("the disk is full", "make room and try again"),
        errno.EDQUOT: ("your share of the disk is used up", "make room and try again"),
        errno.EISDIR: ("this is a folder, not a file", "choose a file"),
        errno.EIO: ("the disk reports an error", "check the disk, and keep a copy of the file"),
        errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
        errno.ELOOP: ("the symbolic link leads in a circle", "remove or mend the link"),
    }.get(error.errno or 0, (error.strerror or str(error), "try again"))
    return kind(cause, path=path, remedy=remedy)


def _keep_attributes(descriptor: int, target: str, old: os.stat_result | None) -> None:
    if old is None:
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(descriptor, 0o666 & ~mask)
        return
    if hasattr(os, "listxattr"):
        # not every file system has them, and some names belong to the system alone
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):
                    os.setxattr(descriptor, name, os.getxattr(target, name))
    with contextlib.suppress(PermissionError):
        os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))  # after chown, which clears set-id bits


def _sync_folder(folder: str) -> None:
    # some network file systems cannot sync a folder; the swap itself is done by then
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
