"""A file gets another name, if that is free: the system itself refuses one that is taken."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
from collections.abc import Callable
from functools import cache
from typing import Any

from organizer.base import system

_NOREPLACE = 1  # of renameat2, on Linux
_EXCL = 4  # of renamex_np, on macOS
_HERE = -100  # AT_FDCWD
#: What says that a file system cannot refuse a taken name, or has no links.
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EMLINK})


def rename_new(source: str, target: str) -> None:
    """Give a file another name on the same disk, if that is free. Raises ``OSError``: ``FileExistsError``
    when it is not, EXDEV for another disk."""
    refusing = _refusing_rename()
    if refusing is not None:
        code = refusing(os.fsencode(source), os.fsencode(target))
        if not code:
            return
        if code not in _CANNOT:
            raise OSError(code, os.strerror(code), source)
    elif not system.NAMES_ARE_BYTES:  # there, a plain rename refuses
        os.rename(source, target)
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        _rename_onto_own(source, target)
    else:
        os.unlink(source)


def _rename_onto_own(source: str, target: str) -> None:
    """Where the disk knows neither of the ways that refuse: an empty file of our own takes the name first."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        os.rename(source, target)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(target)
        raise


@cache
def _refusing_rename() -> Callable[[bytes, bytes], int] | None:
    """The system's own way, which gives back an errno; None where it has none."""
    try:
        library: Any = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):
        return None
    if hasattr(library, "renameat2"):
        return lambda old, new: (
            0 if library.renameat2(_HERE, old, _HERE, new, _NOREPLACE) == 0 else ctypes.get_errno()
        )
    if hasattr(library, "renamex_np"):
        return lambda old, new: 0 if library.renamex_np(old, new, _EXCL) == 0 else ctypes.get_errno()
    return None
