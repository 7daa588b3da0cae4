"""The library file: one connection per thread for reading, one writer at a time, migrations on opening.

Where nothing can be written (a disk or a file that is read-only) it opens for looking: see ``read_only``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from organizer.base import system
from organizer.base.atomic import world_error
from organizer.base.errors import Cancelled, LibraryError, OrganizerError
from organizer.base.language import tr
from organizer.library.storage import functions, library_file
from organizer.library.storage.connection import (
    Connection,
    Row,
    SqlError,
    cannot_write,
    connect,
    damaged,
    statements,
)
from organizer.library.storage.schema import MIGRATIONS, VERSION

__all__ = ["Connection", "Database", "Row"]


#: KiB that a connection keeps of the file, and while it brings a library up to date; SQLite has it negative.
_CACHE, _MIGRATING_CACHE = -1_000, -100_000

#: Songs that a migration takes at once: about a second.
_PART = 20_000


#: Files of libraries that this process has open, by device and number, and how often.
_OPEN: Counter[tuple[int, int]] = Counter()
_OPEN_LOCK = threading.Lock()


class Database:
    """A library. Safe to share between threads; ``close`` ends it for all of them.

    ``on_upgrade`` is called with the songs done and all songs while a library of an older version is brought
    up to date. ``version``: to make a library as an earlier Organizer did.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        on_upgrade: Callable[[int, int], None] | None = None,
        version: int | None = None,
    ) -> None:
        self.path = Path(path)
        self._wanted = VERSION if version is None else version
        self._on_upgrade = on_upgrade
        self.read_only = ""  #: why nothing can be written; "" where it can
        self.left_open = False  #: the last program that wrote it did not close it, or has it open now
        self._looking = False  # by choice: see ``look_only``
        self._remarks: list[str] = []
        self._on_remark: Callable[[str], object] | None = None
        self._write_lock = threading.RLock()
        self._connections: dict[int | None, Connection] = {}  # by thread
        self._lock = threading.Lock()
        self._closed = False
        self._registered: tuple[int, int] | None = None  #: the file in ``_OPEN``
        self._file, self._unchanging = self.path, False  # what is read in its place, and how
        self._copied: str | None = None  # a folder with a copy, where the library itself cannot be opened
        try:
            self._open()
            self._on_upgrade = None
        except OSError as error:
            self.close()
            raise LibraryError(
                tr("the library cannot be opened: {reason}", reason=error.strerror or error),
                path=str(self.path),
                remedy=tr("check that the disk has room and that you may write there"),
            ) from error
        except BaseException:
            self.close()
            raise

    def look_only(self) -> None:
        """From now on nothing is written through this, while other programs may; call it before threads share
        it. SQLite sees to it, too."""
        self.read_only = self.read_only or tr("it was opened for looking")
        self._looking = True
        self._drop_connections()

    def read(self) -> Connection:
        """This thread's connection."""
        # Not a ``threading.local``: what that holds is lost after each job on a thread that Qt made, and the
        # connection with its cache would stay behind. Asking for the thread makes such a one known as alive.
        thread = threading.current_thread().ident
        with self._lock:
            connection = self._connections.get(thread)
            if connection is None:
                if self._closed:
                    raise LibraryError(tr("the library is closed"), path=str(self.path))
                self._forget_dead_threads()
                connection = self._connections[thread] = self._connect()
        return connection

    def another(self) -> Connection:
        """A connection for one purpose; whoever asks for it closes it."""
        return self._connect()

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed as a whole at the end, rolled back on any exception."""
        self._refuse_writing()
        with self._write_lock:
            connection = self.read()
            if self._in_transaction(connection):  # nested: part of the outer one
                yield connection
                return
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if self._in_transaction(connection):
                    with contextlib.suppress(LibraryError):  # the first error is the one to tell
                        connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def exclusive(self, purpose: str) -> Iterator[bool]:
        """Whether this program alone does ``purpose`` on this library now, among all that have it open."""
        self._refuse_writing()
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

    def _refuse_writing(self) -> None:
        if self.read_only:
            raise LibraryError(
                tr("the library can only be looked at: {reason}", reason=self.read_only),
                path=str(self.path),
                remedy=tr("copy it to a place where you may write, or make it writable"),
            )

    def remark(self, text: str) -> None:
        """Tell the person, once, what was found to be damaged and does not stop the work."""
        if text not in self._remarks:
            self._remarks.append(text)
            if self._on_remark is not None:
                self._on_remark(text)

    def on_remark(self, call: Callable[[str], object]) -> None:
        """Call this with each remark, also with those that were made already; from any thread."""
        self._on_remark = call
        for text in self._remarks:
            call(text)

    def explain(self, error: Exception) -> Exception:
        """The error, or ``DamagedLibrary`` where it is no mistake of ours but comes of what a damaged library
        holds. Looks through the library, for some seconds at most."""
        if isinstance(error, OrganizerError | Cancelled | OSError):
            return error
        from organizer.library.storage import damage

        return damage.explanation(self.read, self.path) or error

    def close(self) -> None:
        """Close every connection; nothing can be read or written afterwards."""
        with self._lock:
            self._closed = True
            for connection in self._connections.values():
                with contextlib.suppress(SqlError):
                    connection.close()
            self._connections.clear()
        self._unregister()
        if self._copied is not None:
            shutil.rmtree(self._copied, ignore_errors=True)

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            if isinstance(error, Exception) and (explained := self.explain(error)) is not error:
                raise explained from error
        finally:
            self.close()

    @staticmethod
    def _in_transaction(connection: Connection) -> bool:
        return connection.in_transaction

    def _open(self) -> None:
        new = self._register() and library_file.is_new(self.path)
        if new:
            system.make_private_folders(self.path.parent)
            with contextlib.suppress(FileExistsError):
                os.close(system.create_private(self.path, exclusive=True))
        if self._registered is None:
            self._register()
        log = Path(f"{self.path}-wal")
        self.left_open = log.exists() and log.stat().st_size > 0
        beside = [file for file in (log, Path(f"{self.path}-shm")) if file.exists()]
        if not all(os.access(file, os.W_OK) for file in (self.path, *beside)):
            self.read_only = tr("you may not write its file, or its disk is read-only")
        elif not os.access(self.path.parent, os.W_OK):
            self.read_only = tr("you may not write in its folder, or its disk is read-only")
        else:
            try:
                self._version(self.read())
            except LibraryError as error:
                if new or not cannot_write(error):
                    raise
                self.read_only = error.cause
        if self.read_only:
            self._open_for_looking(log)
        self._migrate()

    def _register(self) -> bool:
        """Note that this process has the file open; whether it is the only one here that does.

        Locks of POSIX belong to the process: closing the file after a look into it drops those that SQLite
        holds on it for another connection of ours. So it is only looked into while there is none.
        """
        try:
            status = self.path.stat()
        except OSError:
            return True  # nothing is there yet, or it cannot be looked at, which is told elsewhere
        with _OPEN_LOCK:
            self._registered = (status.st_dev, status.st_ino)
            _OPEN[self._registered] += 1
            return _OPEN[self._registered] == 1

    def _unregister(self) -> None:
        with _OPEN_LOCK:
            if self._registered is not None:
                _OPEN[self._registered] -= 1
            self._registered = None

    def _open_for_looking(self, log: Path) -> None:
        """Find a way to read what cannot be written; a log beside it may need a place to be worked off."""
        for unchanging in (False, True):
            if unchanging and self.left_open:
                break  # what waits in the log would not be seen
            self._unchanging = unchanging
            with contextlib.suppress(LibraryError):
                connection = self.read()
                if self._version(connection) == self._wanted:
                    return
            self._drop_connections()
        self._copied = tempfile.mkdtemp(prefix="organizer-")
        self._file, self._unchanging = Path(self._copied, "library.db"), False
        shutil.copyfile(self.path, self._file)
        if self.left_open:
            shutil.copyfile(log, f"{self._file}-wal")

    def _drop_connections(self) -> None:
        with self._lock:
            for connection in self._connections.values():
                connection.close()
            self._connections.clear()

    def _connect(self) -> Connection:
        looking = bool(self.read_only) and self._copied is None and not self._looking
        connection = connect(self._file, read_only=looking, unchanging=self._unchanging)
        try:
            functions.register(connection)
            if not looking:
                # FULL: the edit journal must be on disk before a file is touched, whatever the power does.
                connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
            # A small cache: every thread has one, and what the system keeps of the file is as fast.
            connection.executescript(
                f"PRAGMA foreign_keys = ON; PRAGMA cache_size = {_CACHE}; PRAGMA temp_store = MEMORY;"
            )
            if self._looking:
                connection.executescript("PRAGMA query_only = ON;")
        except BaseException:
            connection.close()
            raise
        return connection

    def _forget_dead_threads(self) -> None:
        """Threads come and go: close the connections that they left behind. Call under the lock."""
        alive = {thread.ident for thread in threading.enumerate()}
        for thread in self._connections.keys() - alive:
            self._connections.pop(thread).close()

    @staticmethod
    def _version(connection: Connection) -> int:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        connection = self.read()
        version = self._version(connection)
        if version > VERSION:
            raise LibraryError(
                tr(
                    "the library was written by a newer Organizer (version {version}, this one knows "
                    "{version2})",
                    version=version,
                    version2=VERSION,
                ),
                path=str(self.path),
                remedy=tr("update Organizer, or open another library"),
            )
        if version == self._wanted:
            return
        tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        if version < 0 or bool(version) != bool(tables):
            raise damaged(self.path, tr("the version that it tells is not its own"))
        system.make_private(self._file)
        if version:
            self._report(connection, 0)
        if version and self._copied is None:
            self._back_up(connection, version)
        connection.execute(f"PRAGMA cache_size = {_MIGRATING_CACHE}")
        try:
            with self._migrating() as connection:
                # read again under the lock: another program may have been first
                version = self._version(connection)
                for script in MIGRATIONS[version : self._wanted]:
                    for statement in statements(script):
                        self._run(connection, statement)
                connection.execute(f"PRAGMA application_id = {library_file.APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {self._wanted}")
        except SqlError as error:
            raise damaged(
                self.path,
                tr("its tables are not those of version {version} ({error})", version=version, error=error),
            ) from error
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

    @contextlib.contextmanager
    def _migrating(self) -> Iterator[Connection]:
        """``write``, also in the copy of a library that is only looked at."""
        why, self.read_only = self.read_only, ""
        try:
            with self.write() as connection:
                yield connection
        finally:
            self.read_only = why

    def _back_up(self, connection: Connection, version: int) -> None:
        backup = self.path.with_name(f"{self.path.name}.v{version}.bak")
        backup.unlink(missing_ok=True)
        os.close(system.create_private(backup))
        with contextlib.closing(connect(backup)) as target:
            connection.backup(target)
