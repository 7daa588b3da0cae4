"""The door to SQLite: one connection per thread for reading, one writer at a time, migrations on opening."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from organizer import folding, system
from organizer.errors import LibraryError
from organizer.library.atomic import world_error
from organizer.library.keys import camelot_of
from organizer.library.schema import MIGRATIONS, VERSION

Row = sqlite3.Row
Connection = sqlite3.Connection

#: "Orga" as a number: tells a library from other SQLite files.
_APPLICATION_ID = 0x4F726761

#: How long to wait for another process to finish a write: the command line, or an import of a large table.
_BUSY_MS = 60_000

#: KiB that a connection keeps of the file, and while it brings a library up to date; SQLite has it negative.
_CACHE, _MIGRATING_CACHE = -1_000, -100_000

#: Songs that a migration takes at once: about a second.
_PART = 20_000


class Database:
    """A library file. Safe to share between threads; ``close`` ends it for all of them.

    ``on_upgrade`` is called with the songs done and all songs while a library of an older version is brought
    up to date.
    """

    def __init__(self, path: str | Path, *, on_upgrade: Callable[[int, int], None] | None = None) -> None:
        self.path = Path(path)
        self._on_upgrade = on_upgrade
        self._write_lock = threading.RLock()
        self._connections: dict[int | None, sqlite3.Connection] = {}  # by thread
        self._lock = threading.Lock()
        self._closed = False
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._migrate()
            self._on_upgrade = None
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise LibraryError(
                f"the library cannot be opened: {error}",
                path=str(self.path),
                remedy="check that it is a library file, that the disk has room and that you may write there",
            ) from error
        except LibraryError:
            self.close()
            raise

    def read(self) -> Connection:
        """This thread's connection."""
        # Not a ``threading.local``: what that holds is lost after each job on a thread that Qt made, and the
        # connection with its cache would stay behind. Asking for the thread makes such a one known as alive.
        thread = threading.current_thread().ident
        with self._lock:
            connection = self._connections.get(thread)
            if connection is None:
                if self._closed:
                    raise LibraryError("the library is closed", path=str(self.path))
                self._forget_dead_threads()
                connection = self._connections[thread] = self._connect()
        return connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed as a whole at the end, rolled back on any exception."""
        with self._write_lock:
            connection = self.read()
            if self._in_transaction(connection):  # nested: part of the outer one
                yield connection
                return
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                if self._in_transaction(connection):
                    connection.execute("ROLLBACK")
                raise LibraryError(
                    f"the library cannot be written: {error}",
                    path=str(self.path),
                    remedy="check that the disk has room and that no other program holds the file",
                ) from error
            except BaseException:
                if self._in_transaction(connection):
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def exclusive(self, purpose: str) -> Iterator[bool]:
        """Whether this program alone does ``purpose`` on this library now, among all that have it open."""
        place = f"{self.path}.{purpose}.lock"
        try:
            file = os.fdopen(system.create_private(place), "r+b")
        except OSError as error:
            raise world_error(error, place, LibraryError) from error
        with file:
            try:
                locked = system.try_lock(file)
            except OSError as error:
                raise world_error(error, place, LibraryError) from error
            # where there are no locks, one program at a time is the person's care
            yield locked is not False

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for connection in self._connections.values():
                connection.close()
            self._connections.clear()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @staticmethod
    def _in_transaction(connection: Connection) -> bool:
        return connection.in_transaction

    def _connect(self) -> Connection:
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        for name, function in _FUNCTIONS.items():
            connection.create_function(name, 1, function, deterministic=True)
        # A small cache: every thread has one, and what the system keeps of the file is as fast.
        # FULL: the edit journal must be on disk before a file is touched, whatever the power does.
        connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            f"PRAGMA cache_size = {_CACHE}; PRAGMA temp_store = MEMORY;"
        )
        return connection

    def _forget_dead_threads(self) -> None:
        """Threads come and go: close the connections that they left behind. Call under the lock."""
        alive = {thread.ident for thread in threading.enumerate()}
        for thread in self._connections.keys() - alive:
            self._connections.pop(thread).close()

    def _migrate(self) -> None:
        connection = self.read()
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        application = int(connection.execute("PRAGMA application_id").fetchone()[0])
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application not in (0, _APPLICATION_ID) or (tables and application == 0):
            raise LibraryError(
                "this is a database of another program", path=str(self.path), remedy="choose another file"
            )
        if version > VERSION:
            raise LibraryError(
                f"the library was written by a newer Organizer (version {version}, this one knows {VERSION})",
                path=str(self.path),
                remedy="update Organizer, or open another library",
            )
        if version == VERSION:
            return
        if version:
            self._report(connection, 0)
            backup = self.path.with_name(f"{self.path.name}.v{version}.bak")
            with contextlib.closing(sqlite3.connect(backup)) as target:
                connection.backup(target)
        connection.execute(f"PRAGMA cache_size = {_MIGRATING_CACHE}")
        with self.write():
            # read again under the lock: another program may have been first
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            for script in MIGRATIONS[version:]:
                for statement in _statements(script):
                    self._run(connection, statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute(f"PRAGMA cache_size = {_CACHE}")

    def _run(self, connection: Connection, statement: str) -> None:
        """A statement of a migration; one on parts of the songs part by part, with a report after each."""
        if ":first" not in statement:
            connection.execute(statement)
            return
        some = f"SELECT id FROM tracks WHERE id >= ? ORDER BY id LIMIT {_PART}"
        part = f"SELECT min(id), max(id) + 1 FROM ({some})"
        done, last = 0, -(2**63)
        while (bounds := connection.execute(part, (last,)).fetchone())[0] is not None:
            first, last = bounds
            connection.execute(statement, {"first": first, "last": last})
            done += _PART
            self._report(connection, done)

    def _report(self, connection: Connection, done: int) -> None:
        if self._on_upgrade is not None:
            songs = int(connection.execute("SELECT count(*) FROM tracks").fetchone()[0])
            self._on_upgrade(min(done, songs), songs)


def _text(value: object) -> str:
    return os.fsdecode(value) if isinstance(value, bytes) else str(value or "")


#: What SQL calls to fill what songs are compared, searched and sorted by.
_FUNCTIONS: dict[str, Callable[[object], str]] = {
    "fold": lambda value: folding.fold(_text(value)),
    "words": lambda value: " ".join(folding.words(_text(value))),
    "order_key": lambda value: folding.order_key(_text(value)),
    "camelot_of": lambda value: camelot_of(_text(value)),
}


def _statements(script: str) -> Iterator[str]:
    """The script's statements, one by one: ``executescript`` would end the transaction around them."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
