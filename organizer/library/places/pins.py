"""Pins: songs that stay at a place of the map when it is built again.

A pin is stored by the sound of its song, so that it outlives moved, renamed and retagged files, and is there
again when a song comes back that left the library. Its place is a share of the map's height and width, and so
the same on a map of another size.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from organizer.base.model import FloatArray, IntArray
from organizer.library.storage.database import Database

#: Sound, shares of height and width, and when it was pinned.
Stored: TypeAlias = Sequence[tuple[str, float, float, float]]

#: A float32 just below 1: a pin lies on the map.
_LAST = float(np.nextafter(np.float32(1), np.float32(0)))


@dataclass(frozen=True, slots=True, eq=False)
class Pinned:
    """The pinned songs that are in the library."""

    ids: IntArray  #: ascending, shape=(k,)
    places: FloatArray  #: shares of the map's height and width, 0–1, shape=(k, 2)

    def holds(self, ids: IntArray) -> npt.NDArray[np.bool_]:
        """Which of these songs are pinned."""
        return np.isin(ids, self.ids)


def listed(db: Database) -> Pinned:
    """The pinned songs that are in the library, whether their files are there or away."""
    rows = db.read().execute(
        """SELECT t.id, p.down, p.across FROM pins p JOIN tracks t ON t.audio_hash = p.audio_hash
           ORDER BY t.id"""
    )
    songs = np.array([tuple(row) for row in rows], np.float64).reshape(-1, 3)
    places = np.clip(np.nan_to_num(songs[:, 1:]), 0.0, _LAST)
    return Pinned(songs[:, 0].astype(np.int64), places.astype(np.float32))


def put(db: Database, ids: IntArray, places: FloatArray) -> None:
    """Pin songs at these places, shares as ``Pinned`` has them. A song that is pinned elsewhere is pinned
    here from now on; one without a sound to be known by is not."""
    asked = [
        [int(song), float(down), float(across)]
        for song, (down, across) in zip(ids, np.clip(places, 0.0, _LAST), strict=True)
    ]
    with db.write() as connection:
        connection.execute(
            """INSERT OR REPLACE INTO pins (audio_hash, down, across, pinned)
               SELECT t.audio_hash, json_extract(asked.value, '$[1]'), json_extract(asked.value, '$[2]'), ?
               FROM json_each(?) asked JOIN tracks t ON t.id = json_extract(asked.value, '$[0]')
               WHERE t.audio_hash != ''""",
            (time.time(), json.dumps(asked)),
        )


def remove(db: Database, ids: IntArray) -> None:
    """Pin these songs no more."""
    with db.write() as connection:
        connection.execute(
            """DELETE FROM pins WHERE audio_hash IN (
                 SELECT t.audio_hash FROM json_each(?) asked JOIN tracks t ON t.id = asked.value)""",
            (json.dumps([int(song) for song in ids]),),
        )


def stored(db: Database) -> Stored:
    """All pins, also of songs that are not in the library, to put them back."""
    rows = db.read().execute("SELECT audio_hash, down, across, pinned FROM pins ORDER BY audio_hash")
    return [(str(sound), float(down), float(across), float(at)) for sound, down, across, at in rows]


def put_back(db: Database, rows: Stored) -> None:
    """Let these be the pins, and no others."""
    with db.write() as connection:
        connection.execute("DELETE FROM pins")
        connection.executemany(
            "INSERT INTO pins (audio_hash, down, across, pinned) VALUES (?, ?, ?, ?)", rows
        )
