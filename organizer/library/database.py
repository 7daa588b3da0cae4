"""The door to SQLite: one connection per thread for reading, one writer at a time, migrations on opening."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from organizer.errors import LibraryError
from organizer.library.schema import MIGRATIONS, VERSION

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:
    fcntl = None

Row = sqlite3.Row
Connection = sqlite3.Connection

#: "Orga" as a number: tells a library from other SQLite files.
_APPLICATION_ID = 0x4F726761

#: How long to wait for another process to finish a write: the command line, or an import of a large table.
_BUSY_MS = 60_000


class Database:
    """A library file. Safe to share between threads; ``close`` ends it for all of them."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._write_lock = threading.RLock()
        self._connections: dict[int | None, sqlite3.Connection] = {}  # by thread
        self._lock = threading.Lock()
        self._closed = False
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._migrate()
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
        if fcntl is None:  # no advisory locks on this system: one program at a time is the person's care
            yield True
            return
        with open(f"{self.path}.{purpose}.lock", "wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

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
        # A small cache: every thread has one, and what the system keeps of the file is as fast.
        # FULL: the edit journal must be on disk before a file is touched, whatever the power does.
        connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            "PRAGMA cache_size = -1000; PRAGMA temp_store = MEMORY;"
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
            backup = self.path.with_name(f"{self.path.name}.v{version}.bak")
            with contextlib.closing(sqlite3.connect(backup)) as target:
                connection.backup(target)
        with self.write():
            # read again under the lock: another program may have been first
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            for script in MIGRATIONS[version:]:
                for statement in _statements(script):
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> Iterator[str]:
    """The script's statements, one by one: ``executescript`` would end the transaction around them."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
