"""SQLite itself: connections whose errors are told in plain words.

What the world did (a damaged file, a full disk, another program's lock) becomes a ``LibraryError``, known by
SQLite's error code. What is a mistake of ours (wrong SQL, a broken constraint, misuse) stays as it is.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from organizer.base import system
from organizer.base.errors import DamagedLibrary, LibraryError
from organizer.base.language import tr

Row = sqlite3.Row
SqlError = sqlite3.Error

#: How long to wait for another process to finish a write: the command line, or an import of a large table.
_BUSY_MS = 60_000
#: Rows that are taken from SQLite at once.
_AT_ONCE = 256

_RESCUE = tr("“organizer library check” tells what, “organizer library restore” brings a copy of it back")
#: The codes of SQLite that the world is the cause of: what happened, and what to do.
_WORLD: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_IOERR: (
        tr("the disk reports an error while the library is read or written"),
        tr("check the disk; “organizer library restore” brings a copy of the library back"),
    ),
    sqlite3.SQLITE_FULL: (
        tr("the disk is full, so the library cannot be written"),
        tr("make room and try again"),
    ),
    sqlite3.SQLITE_READONLY: (
        tr("the library can only be read here"),
        tr("make the file and its folder writable, or copy it elsewhere"),
    ),
    sqlite3.SQLITE_CANTOPEN: (
        tr("the library cannot be opened"),
        tr("check that its folder is there, that the disk has room and that you may read and write there"),
    ),
    sqlite3.SQLITE_PERM: (
        tr("no permission to use the library"),
        tr("check the rights of the file and its folder"),
    ),
    sqlite3.SQLITE_BUSY: (tr("another program is using the library"), tr("wait for it to end, or close it")),
    sqlite3.SQLITE_LOCKED: (
        tr("another program is using the library"),
        tr("wait for it to end, or close it"),
    ),
    sqlite3.SQLITE_PROTOCOL: (
        tr("the library cannot be locked on this disk"),
        tr("copy it to a disk of your own"),
    ),
    sqlite3.SQLITE_NOLFS: (tr("the library is too large for this disk"), tr("copy it to another disk")),
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OTHERS = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_HINDERED = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PROTOCOL,
)


def damaged(path: str | Path, what: str = "") -> DamagedLibrary:
    """The error of a damaged library, with what to do."""
    return DamagedLibrary(
        tr("the library is damaged: {what}", what=what) if what else tr("the library is damaged"),
        path=str(path),
        remedy=_RESCUE,
    )


def cannot_write(error: LibraryError) -> bool:
    """Whether SQLite could not make or write what it needs, although the library may be readable."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _HINDERED


def world_error(error: Exception, path: str | Path) -> LibraryError | None:
    """The error in plain words, or None when it is a mistake of ours."""
    if isinstance(error, UnicodeDecodeError):  # of a name in the file, or of what SQLite says of it
        return damaged(path)
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # Python's own: a text in the file is none
        return damaged(path, tr("a text in it is none")) if "decode to UTF-8" in str(error) else None
    if code & 0xFF in _DAMAGED:
        return damaged(path)
    known = _WORLD.get(code & 0xFF)
    return LibraryError(known[0], path=str(path), remedy=known[1]) if known is not None else None


class Cursor(sqlite3.Cursor):
    """Rows of a query; errors are told as ``world_error`` does."""

    connection: Connection

    def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
        """As in sqlite3, with the errors of this module."""
        try:
            super().execute(sql, parameters)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)
        return self

    def executemany(self, sql: str, rows: Iterable[Any], /) -> Cursor:
        """As in sqlite3, with the errors of this module."""
        try:
            super().executemany(sql, rows)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)
        return self

    def executescript(self, script: str, /) -> Cursor:
        """As in sqlite3, with the errors of this module."""
        try:
            super().executescript(script)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)
        return self

    def fetchone(self) -> Any:
        """As in sqlite3, with the errors of this module."""
        try:
            return super().fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)

    def fetchmany(self, size: int | None = _AT_ONCE) -> list[Any]:
        """As in sqlite3, with the errors of this module."""
        try:
            return super().fetchmany(size)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)

    def fetchall(self) -> list[Any]:
        """As in sqlite3, with the errors of this module."""
        try:
            return super().fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        while rows := self.fetchmany():
            yield from rows

    def _tell(self, error: Exception) -> NoReturn:
        problem = world_error(error, self.connection.path)
        if problem is None:
            raise error
        raise problem from error


class Connection(sqlite3.Connection):
    """A connection that knows its file, and whose cursors tell errors in plain words."""

    path: str | Path = ""

    def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
        """Run a statement on a cursor of its own."""
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Any], /) -> Cursor:
        """Run a statement for each row on a cursor of its own."""
        return self.cursor().executemany(sql, rows)

    def executescript(self, script: str, /) -> Cursor:
        """Run several statements on a cursor of its own."""
        return self.cursor().executescript(script)

    def cursor(self, factory: type[Any] = Cursor) -> Cursor:  # type: ignore[override]
        """A cursor that raises the errors of this module."""
        made: Cursor = super().cursor(factory)
        return made


def connect(path: str | Path, *, read_only: bool = False, unchanging: bool = False) -> Connection:
    """Open a database file that is there.

    ``unchanging``: nobody writes it meanwhile. It is then read without locks and without files beside it,
    and what waits in a log beside it is not seen.
    """
    mode = "immutable=1" if unchanging else "mode=ro" if read_only else "mode=rw"
    try:
        connection = sqlite3.connect(
            f"{system.file_address(str(Path(path).absolute()))}?{mode}",
            timeout=_BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            factory=Connection,
            uri=True,
        )
    except sqlite3.Error as error:
        problem = world_error(error, path)
        if problem is None:
            raise
        raise problem from error
    connection.path = path
    connection.row_factory = sqlite3.Row
    return connection


def is_used(path: str | Path) -> bool:
    """Whether another connection has this database open, in this program or another."""
    try:
        with contextlib.closing(connect(path)) as connection:
            connection.executescript("PRAGMA busy_timeout = 100; PRAGMA locking_mode = EXCLUSIVE;")
            connection.executescript("BEGIN EXCLUSIVE; ROLLBACK;")
    except LibraryError as error:
        return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF in _OTHERS
    return False


def memory() -> Connection:
    """A database that is nowhere but in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    connection.row_factory = sqlite3.Row
    return connection


def statements(script: str) -> Iterator[str]:
    """The script's statements, one by one: ``executescript`` would end the transaction around them."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
