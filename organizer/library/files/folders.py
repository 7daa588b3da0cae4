"""The folders of the library: what lies in each, and whether what appears there is added by itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from organizer.base import system
from organizer.library.storage.database import Connection, Database

_INSIDE = "origin = 'file' AND (path = ? OR path >= ? AND path < ?)"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, or a single file, that was added by name."""

    path: str
    songs: int  #: in it and below
    away: int  #: of those, so many whose files are not there now
    watched: bool


def listed(db: Database) -> list[Folder]:
    """The folders of the library, the one that was added first first. A song in a folder that lies in another
    one counts for both."""
    connection = db.read()
    rows = connection.execute("SELECT path, watched FROM roots ORDER BY added, path").fetchall()
    return [_folder(connection, bytes(path), bool(watched)) for path, watched in rows]


def watched(db: Database) -> list[str]:
    """The folders in which what appears is added by itself."""
    rows = db.read().execute("SELECT path FROM roots WHERE watched ORDER BY added, path")
    return [os.fsdecode(row[0]) for row in rows]


def set_watched(db: Database, path: str, watched: bool) -> None:
    """Let what appears in a folder be added by itself, or not."""
    with db.write() as connection:
        connection.execute("UPDATE roots SET watched = ? WHERE path = ?", (watched, os.fsencode(path)))


def songs_in(db: Database, paths: Sequence[str]) -> list[int]:
    """The songs whose files lie in these folders, ascending."""
    ids: set[int] = set()
    for path in paths:
        rows = db.read().execute(f"SELECT id FROM tracks WHERE {_INSIDE}", _bounds(os.fsencode(path)))
        ids.update(int(row[0]) for row in rows)
    return sorted(ids)


def _bounds(path: bytes) -> tuple[bytes, bytes, bytes]:
    return (path, *system.inside(path))


def _folder(connection: Connection, path: bytes, watched: bool) -> Folder:
    row = connection.execute(
        f"SELECT COUNT(*), COALESCE(SUM(away), 0) FROM tracks WHERE {_INSIDE}", _bounds(path)
    ).fetchone()
    return Folder(os.fsdecode(path), int(row[0]), int(row[1]), watched)
