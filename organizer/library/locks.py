"""Advisory locks on open files: whether this program alone holds one, among all that are running."""

from __future__ import annotations

import errno
from types import ModuleType
from typing import BinaryIO

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # not on this system
    fcntl = None

_BUSY = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}
#: What network file systems without locks say.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}


def try_lock(file: BinaryIO) -> bool | None:
    """Lock the file until it is closed: True; False when another program has locked it; None where there are
    no locks. Raises ``OSError`` for anything else, which says nothing about other programs."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            return False
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True
