"""Points at which a program can be killed or get an error: its calls to the system, and to SQLite.

Nothing in the program knows of this: in a child process, the functions of ``os`` and ``open`` are wrapped
before the work begins. A point is reached before the call is made; a write that is cut off has half of its
bytes on the disk.
"""

from __future__ import annotations

import builtins
import errno
import fcntl
import io
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from organizer.base.naming import renaming
from organizer.library.storage.connection import Cursor

_real_open = open

ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT)

_OF_PATHS = (
    "open",
    "replace",
    "rename",
    "unlink",
    "stat",
    "lstat",
    "listxattr",
    "scandir",
    "listdir",
    "access",
    "makedirs",
    "rmdir",
    "utime",
    "link",
)
_OF_DESCRIPTORS = ("fsync", "fchmod", "fchown", "posix_fallocate", "posix_fadvise", "copy_file_range")


@dataclass
class Points:
    """Counts the points on files below ``folder``; at number ``at`` it is killed or gets an error."""

    folder: str
    at: int = -1
    error: int | None = None  #: an errno, or None to be killed
    far: str = ""  #: what lies below it is on another disk
    seen: list[str] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)  #: threads wait for the disk, too

    def reach(self, name: str, path: object = None) -> bool:
        """Note a point. True when it is the one to be killed at: the caller may do half of its work first."""
        if path is not None and not self._ours(path):
            return False
        with self._turn:
            self.seen.append(name)
            if len(self.seen) - 1 != self.at:
                return False
        if self.error is None:
            return True
        if name.startswith("sqlite"):
            problem = sqlite3.OperationalError("disk I/O error")
            problem.sqlite_errorcode, problem.sqlite_errorname = sqlite3.SQLITE_IOERR, "SQLITE_IOERR"
            raise problem
        raise OSError(self.error, os.strerror(self.error), os.fsdecode(str(path)) if path else None)

    def _ours(self, path: object) -> bool:
        if isinstance(path, int):
            return True
        return os.fsdecode(path).startswith(self.folder)  # type: ignore[arg-type]

    def install(self) -> None:
        """Wrap what touches files, for good: this process is a child that ends soon."""
        for name in _OF_PATHS + _OF_DESCRIPTORS:
            setattr(os, name, self._wrapped(f"os.{name}", getattr(os, name), name in _OF_PATHS))
        fcntl.flock = self._wrapped("flock", fcntl.flock, False)  # type: ignore[assignment]
        builtins.open = self._open  # type: ignore[assignment]
        self._wrap_renames()
        os.fdopen = self._fdopen  # type: ignore[assignment]
        points = self

        class Faulty(sqlite3.Cursor):
            """Beneath the class of the program, so that this meets what SQLite would give it."""

            __slots__ = ()

            def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
                if points.reach(f"sqlite {sql.split(None, 1)[0]}"):
                    die()
                return super().execute(sql, *arguments)

            def executemany(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
                if points.reach(f"sqlite {sql.split(None, 1)[0]}"):
                    die()
                return super().executemany(sql, *arguments)

            def fetchmany(self, *arguments: Any) -> list[Any]:
                if points.reach("sqlite fetch"):
                    die()
                return super().fetchmany(*arguments)

        Cursor.__bases__ = (Faulty,)

    def _wrap_renames(self) -> None:
        """The system's rename that refuses a taken name is no function of ``os``."""
        real = renaming._refusing_rename()
        assert real is not None

        def call(old: bytes, new: bytes) -> int:
            try:
                if self.reach("renameat2", old):
                    die()
            except OSError as error:
                return error.errno or 0
            far = [bool(self.far) and os.fsdecode(path).startswith(self.far) for path in (old, new)]
            return errno.EXDEV if far[0] != far[1] else real(old, new)

        renaming._refusing_rename = lambda: call  # type: ignore[assignment]

    def _wrapped(self, name: str, real: Callable[..., Any], of_path: bool) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if self.reach(name, arguments[0] if of_path else None):
                die()
            return real(*arguments, **options)

        return call

    def _open(self, file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if isinstance(file, int) or "b" not in mode or not self._ours(file):
            return _real_open(file, mode, *arguments, **options)
        if self.reach("open", file):
            die()
        return self._buffered(file, mode)

    def _fdopen(self, descriptor: int, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if "b" not in mode:
            return _real_open(descriptor, mode, *arguments, **options)
        return self._buffered(descriptor, mode)

    def _buffered(self, file: Any, mode: str) -> Any:
        points = self

        class Raw(io.FileIO):
            def readinto(self, buffer: Any) -> int | None:
                if points.reach("read"):
                    die()
                return super().readinto(buffer)

            def write(self, data: Any) -> int | None:
                if points.reach("write"):
                    super().write(bytes(data)[: len(data) // 2])
                    die()
                return super().write(data)

        raw = Raw(file, mode.replace("b", ""))
        if "+" in mode:
            return io.BufferedRandom(raw)
        return io.BufferedReader(raw) if "r" in mode else io.BufferedWriter(raw)


def die() -> None:
    """As by ``kill -9``: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)
