"""The files of the songs, as rows: which are known, by what marks, what becomes of them when files move."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Final, NamedTuple

from organizer.base import system
from organizer.base.errors import printable
from organizer.base.model import Changes
from organizer.library.files.scanner import File
from organizer.library.plays.records import move_pending
from organizer.library.storage.database import Connection, Database


class StoredFile(NamedTuple):
    """What the library knows of a file; the first four are as in ``scanner.File``.

    ``known_files`` gives plain tuples of this order, as SQLite makes them, because every rescan asks for all
    songs there are."""

    size: int
    mtime_ns: int
    ctime_ns: int | None
    inode: int | None
    id: int
    away: int
    path: bytes

    @property
    def file(self) -> str:
        """The path as text."""
        return os.fsdecode(self.path)


_COLUMNS = "size, mtime_ns, ctime_ns, inode, id, away, path"

Row = tuple[int, int, int | None, int | None, int, int, bytes]

#: Places in ``Row``.
ID: Final = 4
AWAY: Final = 5


def known_files(db: Database) -> dict[str, Row]:
    """Every file of the library, by its path."""
    cursor = db.read().execute(f"SELECT {_COLUMNS} FROM tracks WHERE origin = 'file'")
    cursor.row_factory = None
    # ``os.fsdecode`` without its questions, once for every song there is
    encoding, errors = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    return {row[6].decode(encoding, errors): row for row in cursor.fetchall()}


def marks(db: Database, ids: Iterable[int]) -> dict[int, StoredFile]:
    """What the library knows of the files of these songs, by song."""
    rows = db.read().execute(
        f"SELECT {_COLUMNS} FROM tracks WHERE origin = 'file' AND id IN (SELECT value FROM json_each(?))",
        (json.dumps([int(i) for i in ids]),),
    )
    return {int(row[ID]): StoredFile._make(tuple(row)) for row in rows}


def sounds(db: Database, ids: Iterable[int]) -> dict[int, str]:
    """The hashes of the sound of those of these songs whose files have not changed since, by song."""
    rows = db.read().execute(
        """SELECT id, audio_hash FROM tracks WHERE NOT stale AND audio_hash != ''
           AND id IN (SELECT value FROM json_each(?))""",
        (json.dumps([int(i) for i in ids]),),
    )
    return {int(row[0]): row[1] for row in rows}


def has_size(db: Database, size: int) -> bool:
    """Whether a file of a song is as large, in bytes."""
    row = (
        db.read()
        .execute("SELECT 1 FROM tracks WHERE size = ? AND origin = 'file' LIMIT 1", (size,))
        .fetchone()
    )
    return row is not None


def paths_by_sound(db: Database, sounds: Iterable[str]) -> dict[str, str]:
    """The file with each of these sounds, one that is there before one that is away: hash → path."""
    rows = db.read().execute(
        """SELECT audio_hash, path FROM tracks WHERE origin = 'file' AND NOT stale
           AND audio_hash IN (SELECT value FROM json_each(?)) ORDER BY away DESC, id DESC""",
        (json.dumps([*{*sounds}]),),
    )
    return {str(row[0]): os.fsdecode(row[1]) for row in rows}


def set_marks(db: Database, same: Sequence[tuple[int, File]]) -> None:
    """Files that are as they were though their numbers are others, or were never kept before."""
    with db.write() as connection:
        connection.executemany(
            "UPDATE tracks SET ctime_ns = ?, inode = ? WHERE id = ?",
            [(file.ctime_ns, file.inode, track_id) for track_id, file in same],
        )


def moved(db: Database, moves: Sequence[tuple[int, File]], *, displaced: Sequence[int] = ()) -> Changes:
    """Songs whose files were renamed: each keeps its row under the new path, and is called after it if no tag
    says how. They may have taken each other's names.

    ``displaced`` are songs whose files were written over thereby: they are away, under a name that is free.
    """
    with db.write() as connection:
        for track_id in displaced:
            row = connection.execute("SELECT path FROM tracks WHERE id = ?", (track_id,)).fetchone()
            connection.execute(
                "UPDATE tracks SET path = ?, away = 1 WHERE id = ?",
                (bytes(row[0]) + os.fsencode(f" (replaced {track_id})"), track_id),
            )
        connection.executemany(  # first out of each other's way
            "UPDATE tracks SET path = ? WHERE id = ?",
            [(b"moving %d" % track_id, track_id) for track_id, _ in moves],
        )
        connection.executemany(
            """UPDATE tracks SET path = ?, away = 0, ctime_ns = ?, inode = ?,
                 display_title = CASE WHEN title = '' THEN ? ELSE display_title END
               WHERE id = ?""",
            [
                (
                    os.fsencode(file.path),
                    file.ctime_ns,
                    file.inode,
                    printable(PurePath(file.path).stem),
                    track_id,
                )
                for track_id, file in moves
            ],
        )
    return Changes(updated=(*(track_id for track_id, _ in moves), *displaced))


def merge(db: Database, pairs: Sequence[tuple[int, int]]) -> Changes:
    """Rows that turned out to be one file: of each pair the first goes, and the second takes over its
    places in playlists, on the map and in groups, where it has none of its own."""
    with db.write() as connection:
        places = list(_references(connection))
        for gone, staying in pairs:
            for table, column in places:
                connection.execute(
                    f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (staying, gone)
                )
            move_pending(connection, gone, staying)
            connection.execute("UPDATE edit_files SET track_id = ? WHERE track_id = ?", (staying, gone))
            connection.execute(
                """UPDATE tracks SET (audio_hash, stale) = (SELECT audio_hash, stale FROM tracks WHERE id = ?)
                   WHERE id = ? AND audio_hash = ''""",
                (gone, staying),
            )
            connection.execute(
                "UPDATE tracks SET added = min(added, (SELECT added FROM tracks WHERE id = ?)) WHERE id = ?",
                (gone, staying),
            )
            connection.execute("DELETE FROM tracks WHERE id = ?", (gone,))
    return Changes(updated=tuple(staying for _, staying in pairs), removed=tuple(gone for gone, _ in pairs))


def _references(connection: Connection) -> Iterable[tuple[str, str]]:
    """Tables and their columns that name songs, but for those that say why a file failed."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table != "failures":
            for key in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
                if key[2] == "tracks":
                    yield table, key[3]


def roots(db: Database, *, since: float = 0.0) -> list[str]:
    """The folders that were added to the library, since this time, the first one first."""
    rows = db.read().execute("SELECT path FROM roots WHERE added >= ? ORDER BY added, path", (since,))
    return [os.fsdecode(row[0]) for row in rows]


def add_roots(db: Database, paths: Iterable[str]) -> None:
    """Remember folders and files that were added by name."""
    new = sorted({*paths} - {*roots(db)})
    if new:  # a rescan of known folders writes nothing
        with db.write() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO roots (path, added) VALUES (?, ?)",
                [(os.fsencode(path), time.time()) for path in new],
            )


def filled_roots(connection: Connection) -> set[bytes]:
    """The folders that were added, as far as there are songs in them."""
    result = set()
    for (root,) in connection.execute("SELECT path FROM roots").fetchall():
        song = connection.execute(
            "SELECT 1 FROM tracks WHERE path >= ? AND path < ? LIMIT 1", system.inside(bytes(root))
        )
        if song.fetchone() is not None:
            result.add(bytes(root))
    return result


def forget_empty_roots(db: Database, paths: Iterable[str]) -> None:
    """Forget those of these folders in which there is no song any more."""
    with db.write() as connection:
        gone = {os.fsencode(path) for path in paths} - filled_roots(connection)
        connection.executemany("DELETE FROM roots WHERE path = ?", [(root,) for root in gone])
