"""Maps that others took the place of, to go back to: the last few, in little room.

A version holds where each song lay, by its sound, not only its cell, and which axes the codebook belongs to:
where songs are compared otherwise by now, the places are still right, and the codebook is trained anew from
them.
"""

from __future__ import annotations

import hashlib
import os
import time
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import MusicMap
from organizer.base.errors import UsageError
from organizer.base.language import kept, told, tr
from organizer.base.model import FloatArray, IntArray
from organizer.library import maps
from organizer.library.storage import stored
from organizer.library.storage.database import Connection, Database

#: So many are kept, and so many bytes of them: the oldest go first, but never the newest.
MOST, _MOST_BYTES = 10, 64 << 20


@dataclass(frozen=True, slots=True)
class Version:
    """A map that another took the place of."""

    number: int
    replaced: float  #: when, in seconds since 1970
    reason: str  #: why, as in "the map was built from scratch"
    songs: int  #: that it showed


def keep(db: Database, music_map: MusicMap, places: FloatArray, *, reason: str, axes: str) -> int:
    """Keep a map that is about to be replaced; the number of the version. ``places``: of its songs, in order,
    shape=(n, 2). ``axes``: ``axes_digest`` of those that it was made with."""
    header, codebook = maps.packed(music_map)
    ids, keys = _sounds(db)
    known = np.isin(music_map.track_ids, ids)
    sounds = keys[np.searchsorted(ids, music_map.track_ids[known])].astype("<u8").tobytes()
    parts = codebook, sounds, places[known].astype("<f4").tobytes()
    packed = [zlib.compress(part, 1) for part in parts]
    with db.write() as connection:
        cursor = connection.execute(
            "INSERT INTO map_versions (replaced, reason, axes, songs, header, codebook, sounds, places)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (time.time(), kept(reason), axes, len(music_map.track_ids), header, *packed),
        )
        _forget_oldest(connection)
    return int(cursor.lastrowid or 0)


def listed(db: Database) -> list[Version]:
    """The versions, the newest first."""
    rows = db.read().execute("SELECT id, replaced, reason, songs FROM map_versions ORDER BY id DESC")
    return [Version(int(n), float(at), told(str(reason)), int(songs)) for n, at, reason, songs in rows]


def load(db: Database, number: int) -> tuple[MusicMap, bool]:
    """A version, with those of its songs that are in the library; and whether its codebook belongs to the
    axes that there are. Raises ``UsageError`` when it is not there, or damaged."""
    row = (
        db.read()
        .execute("SELECT header, codebook, sounds, places, axes FROM map_versions WHERE id = ?", (number,))
        .fetchone()
    )
    numbers = ", ".join(str(version.number) for version in listed(db))
    remedy = (
        tr("versions are {numbers}", numbers=numbers)
        if numbers
        else tr("one is kept each time the map is built again")
    )
    if row is None:
        raise UsageError(tr("there is no version {number} of the map", number=number), remedy=remedy)
    try:
        return _unpacked(db, row[0], *map(zlib.decompress, tuple(row[1:4]))), row[4] == axes_digest(db)
    except (*stored.UNREADABLE, zlib.error) as error:
        raise UsageError(
            tr("version {number} of the map is damaged", number=number), remedy=tr("choose another one")
        ) from error


def _unpacked(db: Database, header: str, codebook: bytes, sounds: bytes, packed: bytes) -> MusicMap:
    then = np.frombuffer(sounds, "<u8").astype(np.uint64)
    lay = np.frombuffer(packed, "<f4").astype(np.float32).reshape(len(then), 2)
    then, first = np.unique(then, return_index=True)
    ids, keys = _sounds(db)
    at = np.minimum(np.searchsorted(then, keys), max(len(then) - 1, 0))
    there = then[at] == keys if len(then) else np.zeros(len(ids), np.bool_)
    ids, places = ids[there], lay[first[at[there]]]
    shape = maps.unpacked(header, codebook, ids, np.zeros(len(ids), np.int64), None)
    row, column = np.floor(places).astype(np.int64).T
    if ((row < 0) | (row >= shape.rows) | (column < 0) | (column >= shape.columns)).any():
        raise ValueError("not places of this map")
    return maps.unpacked(header, codebook, ids, row * shape.columns + column, places)


def _sounds(db: Database) -> tuple[IntArray, npt.NDArray[np.uint64]]:
    """The songs that have a sound to be known by, ascending, and a number for the sound of each."""
    rows = (
        db.read().execute("SELECT id, audio_hash FROM tracks WHERE audio_hash != '' ORDER BY id").fetchall()
    )
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return ids, np.fromiter((_key(row[1]) for row in rows), np.uint64, len(rows))


def _key(sound: str) -> int:
    """64 bits of a sound's hash."""
    try:
        number = int(sound[:32], 16)
        return (number ^ number >> 64) & 0xFFFF_FFFF_FFFF_FFFF
    except ValueError:  # of a table
        return int.from_bytes(hashlib.blake2b(os.fsencode(sound), digest_size=8).digest(), "big")


def axes_digest(db: Database) -> str:
    """Tells the axes that songs are compared by; empty where there are none."""
    axes = maps.load_axes(db)
    return "" if axes is None else hashlib.blake2b(axes[1], digest_size=12).hexdigest()


def _forget_oldest(connection: Connection) -> None:
    sizes = connection.execute(
        "SELECT id, length(codebook) + length(sounds) + length(places) FROM map_versions ORDER BY id DESC"
    ).fetchall()
    room = _MOST_BYTES
    for held, (number, size) in enumerate(sizes, 1):
        room -= size
        if held > MOST or (room < 0 and held > 1):
            connection.execute("DELETE FROM map_versions WHERE id <= ?", (number,))
            return
