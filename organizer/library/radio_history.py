"""What a radio knows of earlier ones, by the sound of songs: when each was played, and what was skipped.

``plays`` knows less of this, and a radio reads both. It counts a play once half of a song was heard, and of
skips only how many there were. A song that began today and was left, or was cut off when the program ended,
is not to come again today either; and what was skipped counts for a month, the latest most.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from organizer.base.model import IntArray
from organizer.library.storage.database import Database

_SOUNDS = "SELECT audio_hash FROM tracks WHERE id = ? AND audio_hash != '' AND NOT stale"
_SONGS = "radio_sounds r JOIN tracks t ON t.audio_hash = r.audio_hash AND NOT t.stale"


def note_played(db: Database, track_ids: Iterable[int], *, when: float) -> None:
    """These songs began to play."""
    _note(db, track_ids, "played = :when", when)


def note_skipped(db: Database, track_ids: Iterable[int], *, when: float) -> None:
    """A person left these songs soon after they began."""
    _note(db, track_ids, "played = :when, skipped = :when", when)


def played_since(db: Database, when: float) -> IntArray:
    """The songs whose sound was played at this time or later. shape=(k,)"""
    rows = db.read().execute(f"SELECT t.id FROM {_SONGS} WHERE r.played >= ? ORDER BY t.id", (when,))
    return np.array([row[0] for row in rows], np.int64)


def skipped_since(db: Database, when: float) -> IntArray:
    """The songs whose sound was skipped at this time or later, the latest last. shape=(k,)"""
    rows = db.read().execute(
        f"SELECT t.id FROM {_SONGS} WHERE r.skipped >= ? ORDER BY r.skipped, t.id", (when,)
    )
    return np.array([row[0] for row in rows], np.int64)


def _note(db: Database, track_ids: Iterable[int], change: str, when: float) -> None:
    with db.write() as connection:
        for track_id in track_ids:
            for (sound,) in connection.execute(_SOUNDS, (int(track_id),)).fetchall():
                connection.execute("INSERT OR IGNORE INTO radio_sounds (audio_hash) VALUES (?)", (sound,))
                connection.execute(
                    f"UPDATE radio_sounds SET {change} WHERE audio_hash = :sound",
                    {"when": when, "sound": sound},
                )
