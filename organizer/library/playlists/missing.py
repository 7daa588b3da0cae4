"""Songs that playlists name and the library lacks, with what the list says of them, until they come back.

Among the ids of a playlist a missing song stands as its number with a minus.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence

from organizer.base.arrangement import Missing
from organizer.library.storage.connection import Connection
from organizer.library.storage.database import Database

_COLUMNS = "id, path, written, title, artist, album, duration, audio_hash"


def add(db: Database, songs: Iterable[Missing]) -> list[int]:
    """Store missing songs; what stands for each among the ids of a playlist. None is stored twice."""
    ids: list[int] = []
    with db.write() as connection:
        for song in songs:
            if song.number:
                ids.append(-song.number)
                continue
            values = (
                os.fsencode(song.path),
                os.fsencode(song.written),
                *(song.title, song.artist, song.album, song.duration, song.audio_hash),
            )
            cursor = connection.execute(
                "INSERT INTO missing_songs (path, written, title, artist, album, duration, audio_hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            ids.append(-int(cursor.lastrowid or 0))
    return ids


def get_many(db: Database, ids: Iterable[int]) -> dict[int, Missing]:
    """The missing songs among these ids, by what stands for them."""
    numbers = [-int(one) for one in ids if one < 0]
    if not numbers:
        return {}
    rows = db.read().execute(
        f"SELECT {_COLUMNS} FROM missing_songs WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )
    return {-int(row[0]): _missing(row) for row in rows}


def listed(db: Database) -> list[Missing]:
    """The missing songs that playlists of the library name."""
    rows = db.read().execute(
        f"SELECT {_COLUMNS} FROM missing_songs"
        " WHERE back IS NULL AND id IN (SELECT missing_id FROM playlist_missing) ORDER BY id"
    )
    return [_missing(row) for row in rows]


def back(db: Database, ids: Sequence[int]) -> dict[int, int]:
    """Of these ids, the missing songs that came back, and the songs that they are."""
    numbers = [-int(one) for one in ids if one < 0]
    if not numbers:
        return {}
    rows = db.read().execute(
        """SELECT m.id, m.back FROM missing_songs m JOIN tracks t ON t.id = m.back
           WHERE m.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(numbers),),
    )
    return {-int(row[0]): int(row[1]) for row in rows}


def replace(db: Database, songs: Mapping[int, int]) -> None:
    """Put songs in the places of missing ones, in all playlists: missing id → song."""
    with db.write() as connection:
        _replace(connection, [(track_id, -one) for one, track_id in songs.items()])


def come_back(db: Database) -> list[int]:
    """Put songs back into playlists that lacked them: those at the very place that the list names, and those
    of the very same sound. The songs."""
    if (
        db.read_only
        or not db.read().execute("SELECT 1 FROM missing_songs WHERE back IS NULL LIMIT 1").fetchone()
    ):
        return []
    with db.write() as connection:
        rows = connection.execute(
            """SELECT m.id, (
                 SELECT t.id FROM tracks t WHERE t.path = m.path
                 UNION ALL
                 SELECT t.id FROM tracks t
                 WHERE m.audio_hash != '' AND t.audio_hash = m.audio_hash AND t.origin = 'file' LIMIT 1
               ) AS song FROM missing_songs m WHERE m.back IS NULL"""
        ).fetchall()
        pairs = [(int(row[1]), int(row[0])) for row in rows if row[1] is not None]
        _replace(connection, pairs)
    return [track_id for track_id, _ in pairs]


def _replace(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Song and number of the missing one."""
    connection.executemany("UPDATE missing_songs SET back = ? WHERE id = ?", pairs)
    connection.executemany(
        "INSERT OR IGNORE INTO playlist_items"
        " SELECT m.playlist_id, m.position, t.id FROM playlist_missing m, tracks t"
        " WHERE t.id = ? AND m.missing_id = ?",
        pairs,
    )
    connection.executemany(
        "DELETE FROM playlist_missing WHERE missing_id = ?", [(number,) for _, number in pairs]
    )


def _missing(row: Sequence[object]) -> Missing:
    number, path, written, title, artist, album, duration, audio_hash = row
    return Missing(
        os.fsdecode(path) if isinstance(path, bytes) else "",
        os.fsdecode(written) if isinstance(written, bytes) else "",
        str(title),
        str(artist),
        str(album),
        float(duration) if isinstance(duration, float | int) else 0.0,
        str(audio_hash),
        int(number) if isinstance(number, int) else 0,
    )
