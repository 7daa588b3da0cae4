"""Copies of the library, one a day for a week, out of which a damaged one is brought back.

A copy is read through SQL, so that a damaged library makes none, and holds the rows of the tables alone,
compressed: indexes are made anew when it is brought back. Of a large library it leaves out what can be
analyzed again; bringing it back then takes that from the damaged file, as far as it can be read.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from organizer.base import atomic, leftovers, system
from organizer.base.errors import LibraryError
from organizer.base.language import tr
from organizer.library.storage import library_file
from organizer.library.storage.connection import Connection, SqlError, connect, is_used
from organizer.library.storage.database import Database
from organizer.library.storage.schema import VERSION

#: So many daily copies are kept, and beside them the one of the most songs.
_KEPT = 7
#: All copies together: at most this, or as much as the library itself, but never less than two of them.
_ROOM = 256 << 20
#: With more of it than this, what can be analyzed again is left out.
_LARGE_ANALYSIS = 48 << 20
_DAY = 24 * 3600
#: What can be analyzed again, the largest part of a library, and what is computed of the rest at once.
_ANALYSIS_TABLES = {
    "features": "vector",
    "network_vectors": "vector",
    "network_tags": "tags",
    "fingerprints": "codes",
    "structures": "features",
}
_LEFT_OUT = ("embeddings", "folded")
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:_(\d{6}))?_(\d+)-songs\.gz")
_LEVEL = 4
_BLOCK = 1 << 20

Check = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a library."""

    path: Path
    made: float  #: seconds since 1970
    songs: int
    size: int  #: bytes

    @property
    def day(self) -> str:
        """When it was made, for a person."""
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(self.made))


def listed(library: Path) -> list[Copy]:
    """The copies of a library, the newest first."""
    result = []
    with contextlib.suppress(OSError), os.scandir(library_file.copies_folder(library)) as entries:
        for entry in entries:
            if match := _NAME.fullmatch(entry.name):
                status = entry.stat()
                result.append(Copy(Path(entry.path), status.st_mtime, int(match[3]), status.st_size))
    return sorted(result, key=lambda copy: copy.made, reverse=True)


def is_due(library: Path, now: float | None = None) -> bool:
    """Whether a day has passed since the last copy, and the library has changed in it."""
    newest = next(iter(listed(library)), None)
    if newest is None:
        return True
    now = time.time() if now is None else now
    # a clock that was set back must not stop the copies
    return abs(now - newest.made) >= _DAY and _changed(library) > newest.made


def make(library: Path, check: Check = lambda: None) -> Copy:
    """Copy the library now. ``check`` is called now and then; what it raises ends it, and nothing is left.

    Raises ``DamagedLibrary`` when the library cannot be read as a whole: the copies that there are stay.
    """
    library = library.absolute()
    folder = library_file.copies_folder(library)
    try:
        system.make_private_folders(folder)
        _remove_leftovers(folder)
        with _workshop(folder) as place:
            raw = place / "raw"
            os.close(system.create_private(raw))
            songs = _extract(library, raw, check)
            packed = place / "packed"
            os.close(system.create_private(packed))
            with open(raw, "rb") as source, open(packed, "wb") as file:
                with gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as target:
                    while block := source.read(_BLOCK):
                        check()
                        target.write(block)
                file.flush()
                os.fsync(file.fileno())
            now = time.time()
            day = time.strftime("%Y-%m-%d", time.localtime(now))
            target_path = folder / f"{day}_{time.strftime('%H%M%S', time.localtime(now))}_{songs}-songs.gz"
            system.replace(packed, target_path)
        for other in listed(library):  # one a day
            if other.path.name.startswith(day) and other.path != target_path:
                other.path.unlink(missing_ok=True)
    except OSError as error:
        raise atomic.world_error(error, str(folder), LibraryError) from error
    _prune(library)
    return Copy(target_path, now, songs, target_path.stat().st_size)


def restore(library: Path, copy: Copy, check: Check = lambda: None) -> Path | None:
    """Put a copy in the place of the library; the file that was there is kept under another name, which is
    returned. Nothing changes until the new file is whole and on the disk."""
    library = library.absolute()
    if is_used(library):
        raise LibraryError(
            tr("another program has the library open"),
            path=str(library),
            remedy=tr("close it there and try again"),
        )
    try:
        with _workshop(library.parent) as place:
            raw = place / "raw"
            os.close(system.create_private(raw))
            _unpack(copy, raw, check)
            fresh = place / library.name
            _build(fresh, raw, copy, library, check)
            with open(fresh, "rb+") as file:
                os.fsync(file.fileno())
            return _swap(fresh, library)
    except OSError as error:
        raise atomic.world_error(error, str(library), LibraryError) from error


def _extract(library: Path, raw: Path, check: Check) -> int:
    """The rows of a library into a database without indexes; how many songs there are."""
    with Database(library) as db, closing(db.another()) as source:
        if db.read_only:
            raise LibraryError(
                tr("no copy can be made here: {reason}", reason=db.read_only),
                path=str(library),
                remedy=tr("copy the file elsewhere"),
            )
        source.execute("ATTACH ? AS copy", (system.file_address(str(raw)),))
        source.execute("PRAGMA copy.journal_mode = OFF")
        source.execute("PRAGMA copy.synchronous = OFF")
        source.set_progress_handler(lambda: _asked(check), 200_000)
        try:
            source.execute("BEGIN")  # one state of the library, whatever is written meanwhile
            sounds = _bytes_of_analysis(source)
            for table in _tables(source):
                check()
                if table in _LEFT_OUT or (sounds > _LARGE_ANALYSIS and table in _ANALYSIS_TABLES):
                    continue
                source.execute(f"CREATE TABLE copy.{table} AS SELECT * FROM main.{table}")
            source.execute("CREATE TABLE copy.about (version INTEGER)")
            source.execute("INSERT INTO copy.about VALUES (?)", (VERSION,))
            source.execute("COMMIT")
        except SqlError:
            check()  # asked to stop: that is the error to tell
            raise
        finally:
            source.set_progress_handler(None, 0)
        return int(source.execute("SELECT count(*) FROM copy.tracks").fetchone()[0])


def _asked(check: Check) -> bool:
    """Whether ``check`` raises: SQLite then stops what it does."""
    try:
        check()
    except BaseException:
        return True
    return False


def _bytes_of_analysis(connection: Connection) -> int:
    total = 0
    for table, column in _ANALYSIS_TABLES.items():
        rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        one = connection.execute(f"SELECT length({column}) FROM {table} LIMIT 1").fetchone()
        total += rows * (one[0] or 0) if one else 0
    return int(total)


def _tables(connection: Connection) -> list[str]:
    """The tables of a library; those of the index of words are made anew from the songs."""
    indexes = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'")
    words = [row[0] for row in indexes]
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [
        name
        for name in names
        if not name.startswith("sqlite_") and not any(name == w or name.startswith(f"{w}_") for w in words)
    ]


def _unpack(copy: Copy, raw: Path, check: Check) -> None:
    try:
        with gzip.open(copy.path, "rb") as source, open(raw, "wb") as target:
            while block := source.read(_BLOCK):
                check()
                target.write(block)
    except (EOFError, gzip.BadGzipFile, ValueError, zlib.error) as error:
        raise LibraryError(
            tr("this copy is damaged itself"), path=str(copy.path), remedy=tr("take another one")
        ) from error


def _build(fresh: Path, raw: Path, copy: Copy, library: Path, check: Check) -> None:
    """A library with the rows of a copy, of the version that the copy is of."""
    with closing(connect(raw, read_only=True)) as source:
        version = int(source.execute("SELECT version FROM about").fetchone()[0])
    if not 0 < version <= VERSION:
        raise LibraryError(
            tr("this copy was made by a newer Organizer"), path=str(copy.path), remedy=tr("update Organizer")
        )
    with Database(fresh, version=version) as db, closing(db.another()) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("ATTACH ? AS copy", (system.file_address(str(raw)),))
        connection.execute("BEGIN IMMEDIATE")
        there = [table for table in _tables(connection) if not _is_put_aside(connection, "main", table)]
        copied = {row[0] for row in connection.execute("SELECT name FROM copy.sqlite_master")}
        for table in there:
            check()
            if table in copied:
                columns = ", ".join(_columns(connection, table, "copy"))
                connection.execute(
                    f"INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM copy.{table}"
                )
        for table in copied - set(there):
            _bring_removed(connection, table)
        for table in _ANALYSIS_TABLES:
            if table in there:
                check()
                _salvage(library, connection, table)
        connection.execute("COMMIT")
        wrong = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if wrong != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise LibraryError(
                tr("this copy does not make a whole library"),
                path=str(copy.path),
                remedy=tr("take another one"),
            )
        connection.execute("DETACH copy")
    with closing(connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # one file, to be moved as a whole


def _is_put_aside(connection: Connection, place: str, table: str) -> bool:
    """Whether a table holds rows of removed songs: ``removals`` makes it, with the columns that rows had."""
    columns = (row[1] for row in connection.execute(f'PRAGMA {place}.table_info("{table}")'))
    return table.startswith("removed_") and "removal" in columns


def _bring_removed(connection: Connection, table: str) -> None:
    """What was put aside for removals, so that they can be undone in the library that was brought back."""
    if _is_put_aside(connection, "copy", table):
        connection.execute(f'DROP TABLE IF EXISTS main."{table}"')
        connection.execute(f'CREATE TABLE main."{table}" AS SELECT * FROM copy."{table}"')
        connection.execute(f'CREATE INDEX main."{table}_of" ON "{table}" (removal)')


def _columns(connection: Connection, table: str, place: str) -> list[str]:
    here = {row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")}
    return [row[1] for row in connection.execute(f"PRAGMA {place}.table_info({table})") if row[1] in here]


def _salvage(library: Path, target: Connection, table: str) -> None:
    """Features out of a damaged library: from its beginning and its end, as far as it can be read."""
    columns = _columns(target, table, "main")
    names, marks = ", ".join(columns), ", ".join(f"?{number + 1}" for number in range(len(columns)))
    sound = columns.index("audio_hash") + 1
    insert = (
        f"INSERT OR IGNORE INTO main.{table} ({names}) SELECT {marks}"
        f" WHERE ?{sound} IN (SELECT audio_hash FROM main.descriptors)"
    )
    wanted = f"typeof(audio_hash) = 'text' AND typeof({_ANALYSIS_TABLES[table]}) = 'blob'"
    for order in ("", " DESC"):
        with (
            contextlib.suppress(LibraryError, SqlError),
            closing(connect(library, unchanging=True)) as source,
        ):
            rows = source.execute(f"SELECT {names} FROM {table} WHERE {wanted} ORDER BY rowid{order}")
            target.executemany(insert, (tuple(row) for row in rows))
            return


def _swap(fresh: Path, library: Path) -> Path | None:
    """The new file in the place of the old one, which gets another name, with the files beside it."""
    aside = None
    if library.exists():
        stamp = time.strftime("%Y%m%d-%H%M%S")
        aside = library.with_name(f"{library.name}.damaged-{stamp}")
        # the old file stays in its place until the new one takes it: at no time is there none
        try:
            os.link(library, aside)
        except OSError:  # a disk without links
            shutil.copyfile(library, aside)
            system.make_private(aside)
    for ending in ("-wal", "-shm"):
        beside = Path(f"{library}{ending}")
        if beside.exists():
            if aside is None:
                beside.unlink()
            else:
                system.replace(beside, f"{aside}{ending}")
    system.replace(fresh, library)
    return aside


def _prune(library: Path) -> None:
    """Drop the oldest copies: more than a week of them, or more than there is room for."""
    copies = listed(library)
    most = max(copies, key=lambda copy: (copy.songs, copy.made), default=None)
    room = max(_ROOM, _size(library))
    used = 0
    for number, copy in enumerate(copies):
        used += copy.size
        if number >= 2 and (number >= _KEPT or used > room) and copy is not most:
            with contextlib.suppress(OSError):
                copy.path.unlink()


def _remove_leftovers(folder: Path) -> None:
    """What a program left behind that was killed while it made a copy."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(leftovers.PREFIX) and entry.stat().st_mtime < time.time() - _DAY:
                shutil.rmtree(entry.path, ignore_errors=True)


@contextlib.contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A folder for what is not ready, on the disk where it will be needed."""
    made = tempfile.mkdtemp(prefix=leftovers.PREFIX, dir=folder)
    try:
        yield Path(made)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _changed(library: Path) -> float:
    """When the library was last written."""
    times = [0.0]
    for path in (library, Path(f"{library}-wal")):
        with contextlib.suppress(OSError):
            times.append(path.stat().st_mtime)
    return max(times)


def _size(library: Path) -> int:
    with contextlib.suppress(OSError):
        return library.stat().st_size
    return 0
