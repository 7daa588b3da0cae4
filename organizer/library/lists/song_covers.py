"""Which cover each song has, for searches: inside its file, or beside it, and how large.

Of both the smaller side of the picture is stored, in pixels: 0 without a picture, 1 where its file does not
tell how large it is, NULL where nobody looked yet, and -1 inside of a file that cannot be read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from organizer.base.folding import fold
from organizer.library.lists.query_grammar import Value
from organizer.library.lists.query_numbers import condition as number_condition
from organizer.library.storage.database import Connection, Database

FIELD = "cover"  #: of searches
UNREADABLE = -1

_SONGS = "f.track_id IN (SELECT c.track_id FROM song_covers c WHERE {})"
_KINDS = {"none": "c.inside = 0 AND c.beside = 0", "embedded": "c.inside > 0", "file": "c.beside > 0"}
#: What a search may ask for besides the size.
WORDS = tuple(_KINDS)
_SIDE = "CASE WHEN c.inside > 0 THEN c.inside WHEN c.inside = 0 AND c.beside > 0 THEN c.beside END"


class FolderPicture(NamedTuple):
    """The picture of a folder, as its file is."""

    name: str
    size: int
    mtime_ns: int


def condition(value: Value, at: int) -> tuple[str, tuple[object, ...]]:
    """The songs with such a cover, as a condition on ``folded`` (``f``), and its parameters. Raises
    ``UsageError``."""
    text = fold(value.text).strip()
    if kind := _KINDS.get(text or "none"):
        return _SONGS.format(kind), ()
    size, parameters = number_condition(f"({_SIDE})", FIELD, value, at)
    return _SONGS.format(size), parameters


def put_inside(connection: Connection, sides: Iterable[tuple[int, int | None]]) -> None:
    """Store what was seen inside files, by song; None: nobody looked."""
    connection.executemany(
        """INSERT INTO song_covers (track_id, inside) SELECT id, ?2 FROM tracks WHERE id = ?1
        ON CONFLICT (track_id) DO UPDATE SET inside = excluded.inside""",
        list(sides),
    )


def put_beside(connection: Connection, sides: Iterable[tuple[int, int]]) -> None:
    """Store what lies beside files, by song."""
    connection.executemany("UPDATE song_covers SET beside = ?2 WHERE track_id = ?1", list(sides))


def move(connection: Connection, track_id: int, to: int) -> None:
    """A song takes over the file of another, and with it its picture."""
    connection.execute(
        """UPDATE song_covers SET (inside, beside) =
        (SELECT inside, beside FROM song_covers WHERE track_id = ?1) WHERE track_id = ?2""",
        (track_id, to),
    )


def sides(db: Database, ids: Iterable[int]) -> dict[int, tuple[int | None, int | None]]:
    """What is stored of these songs: inside and beside."""
    rows = db.read().execute(
        """SELECT c.track_id, c.inside, c.beside FROM json_each(?) asked
        CROSS JOIN song_covers c ON c.track_id = asked.value""",
        (json.dumps([int(i) for i in ids]),),
    )
    return {int(row[0]): (row[1], row[2]) for row in rows}


def unseen(db: Database) -> list[tuple[int, str, bool, bool]]:
    """Songs whose files are there and that nobody looked at: number, path, whether inside, whether beside."""
    rows = db.read().execute(
        """SELECT c.track_id, t.path, c.inside IS NULL, c.beside IS NULL FROM song_covers c
        JOIN tracks t ON t.id = c.track_id
        WHERE (c.inside IS NULL OR c.beside IS NULL) AND t.available ORDER BY t.path"""
    )
    return [(int(row[0]), os.fsdecode(row[1]), bool(row[2]), bool(row[3])) for row in rows]


def folders(db: Database) -> dict[str, tuple[FolderPicture, int]]:
    """The pictures that lie in folders, by folder, with their smaller sides."""
    rows = db.read().execute("SELECT folder, name, size, mtime_ns, side FROM folder_pictures")
    return {
        os.fsdecode(row[0]): (FolderPicture(os.fsdecode(row[1]), int(row[2]), int(row[3])), int(row[4]))
        for row in rows
    }


def put_folders(
    connection: Connection, pictures: Mapping[str, tuple[FolderPicture, int] | None]
) -> list[int]:
    """Store the pictures of folders, None for those without one, and what that means for the songs in them;
    those for which it is news."""
    news: list[int] = []
    for folder, picture in pictures.items():
        key, side = os.fsencode(folder), picture[1] if picture else 0
        if picture is None:
            connection.execute("DELETE FROM folder_pictures WHERE folder = ?", (key,))
        else:
            name, size, mtime_ns = picture[0]
            connection.execute(
                "INSERT OR REPLACE INTO folder_pictures VALUES (?, ?, ?, ?, ?)",
                (key, os.fsencode(name), size, mtime_ns, side),
            )
        start = key if key.endswith(b"/") else key + os.fsencode(os.sep)
        rows = connection.execute(
            """SELECT t.id, t.path FROM tracks t JOIN song_covers c ON c.track_id = t.id
            WHERE t.path >= ? AND t.path < ? AND t.origin = 'file' AND c.beside IS NOT ?""",
            (start, start[:-1] + bytes((start[-1] + 1,)), side),
        )
        ids = [int(i) for i, path in rows if os.fsencode(os.sep) not in bytes(path)[len(start) :]]
        put_beside(connection, ((i, side) for i in ids))
        news += ids
    return news
