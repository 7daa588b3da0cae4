"""Playlists that are saved in the library, and those that top themselves up. Files: ``playlist_files``.

A playlist holds songs of the library and, at their places, those that it names and the library lacks
(``missing``): ``entries`` gives both, ``load`` and ``members`` the songs alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.library.playlists.playlist_files import one_line
from organizer.library.storage.database import Database


def save(db: Database, name: str, ids: Iterable[int]) -> None:
    """Save a playlist in the library under this name, in place of an older one of the same name. Ids below 0
    are missing songs."""
    name = one_line(name)
    if not name:
        raise UsageError(tr("a playlist needs a name"), remedy=tr("type one"))
    with db.write() as connection:
        connection.execute(
            "INSERT INTO playlists (name, created) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            (name, time.time()),
        )
        number = connection.execute("SELECT id FROM playlists WHERE name = ?", (name,)).fetchone()[0]
        connection.execute("DELETE FROM playlist_items WHERE playlist_id = ?", (number,))
        connection.execute("DELETE FROM playlist_missing WHERE playlist_id = ?", (number,))
        placed = list(enumerate(int(one) for one in ids))
        connection.executemany(
            "INSERT INTO playlist_items SELECT ?, ?, id FROM tracks WHERE id = ?",
            ((number, position, track_id) for position, track_id in placed if track_id >= 0),
        )
        lacking = [(number, position, -one) for position, one in placed if one < 0]
        connection.executemany(  # one that came back meanwhile is a song now
            "INSERT INTO playlist_items SELECT ?, ?, t.id FROM missing_songs m JOIN tracks t ON t.id = m.back"
            " WHERE m.id = ?",
            lacking,
        )
        connection.executemany(
            "INSERT INTO playlist_missing SELECT ?, ?, m.id FROM missing_songs m"
            " WHERE m.id = ? AND NOT EXISTS (SELECT 1 FROM tracks t WHERE t.id = m.back)",
            lacking,
        )


def load(db: Database, name: str) -> list[int]:
    """The ids of the songs of a saved playlist, in order."""
    connection = db.read()
    row = connection.execute("SELECT id FROM playlists WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise UsageError(
            tr("there is no playlist “{name}”", name=name), remedy=tr("choose one of the saved playlists")
        )
    return members(db, name)


def members(db: Database, name: str) -> list[int]:
    """As ``load``; none where there is no such playlist."""
    rows = db.read().execute(
        """SELECT i.track_id FROM playlist_items i JOIN playlists p ON p.id = i.playlist_id
           WHERE p.name = ? ORDER BY i.position""",
        (name,),
    )
    return [int(row[0]) for row in rows]


def entries(db: Database, name: str) -> list[int]:
    """As ``members``, with the songs that are missing at their places: ids below 0."""
    rows = db.read().execute(
        """SELECT i.position, i.track_id FROM playlist_items i JOIN playlists p ON p.id = i.playlist_id
           WHERE p.name = ?1
           UNION ALL
           SELECT m.position, -m.missing_id FROM playlist_missing m JOIN playlists p ON p.id = m.playlist_id
           WHERE p.name = ?1 ORDER BY 1""",
        (name,),
    )
    return [int(row[1]) for row in rows]


def names(db: Database) -> list[str]:
    """The names of the saved playlists, in alphabetical order."""
    return [
        str(row[0]) for row in db.read().execute("SELECT name FROM playlists ORDER BY name COLLATE NOCASE")
    ]


def free_name(db: Database, name: str) -> str:
    """The name, with a number where a playlist has it already."""
    taken, free, number = set(names(db)), name, 2
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


def rename(db: Database, name: str, new: str) -> None:
    """Call a saved playlist by a name that no other has."""
    with db.write() as connection:
        connection.execute("UPDATE playlists SET name = ? WHERE name = ?", (one_line(new), name))


def delete(db: Database, name: str) -> None:
    """Delete a saved playlist; the songs stay."""
    with db.write() as connection:
        connection.execute("DELETE FROM playlists WHERE name = ?", (name,))


def set_rule(db: Database, name: str, file: str) -> None:
    """A saved playlist tops itself up from now on, and is written to ``file`` when that is not empty."""
    with db.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO topped_playlists SELECT id, ? FROM playlists WHERE name = ?",
            (os.fsencode(file), name),
        )


def rules(db: Database) -> dict[str, str]:
    """The playlists that top themselves up: name → file, or empty text."""
    rows = db.read().execute(
        "SELECT p.name, t.file FROM topped_playlists t JOIN playlists p ON p.id = t.playlist_id"
    )
    return {str(row[0]): os.fsdecode(row[1]) for row in rows}


def offer(db: Database, name: str, ids: Iterable[int]) -> None:
    """Note that a playlist was offered these songs: none is offered twice."""
    with db.write() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO offered_songs SELECT p.id, t.id FROM playlists p, tracks t"
            " WHERE p.name = ? AND t.id = ?",
            ((name, int(track_id)) for track_id in ids),
        )


def offered(db: Database, name: str) -> list[int]:
    """The songs that a playlist was offered."""
    rows = db.read().execute(
        "SELECT o.track_id FROM offered_songs o JOIN playlists p ON p.id = o.playlist_id WHERE p.name = ?",
        (name,),
    )
    return [int(row[0]) for row in rows]


def forget_offers(db: Database, name: str, ids: Iterable[int]) -> None:
    """Let a playlist be offered these songs again."""
    with db.write() as connection:
        connection.executemany(
            """DELETE FROM offered_songs WHERE track_id = ?
               AND playlist_id = (SELECT id FROM playlists WHERE name = ?)""",
            ((int(track_id), name) for track_id in ids),
        )
