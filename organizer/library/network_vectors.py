"""What a trained network heard: a vector a song, by the network and the hash of the sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from organizer.base.model import FloatArray, IntArray
from organizer.library.storage import stored
from organizer.library.storage.database import Database


def choose(db: Database, model: str) -> None:
    """The network that songs are compared by from now on; "" for none. Another one drops the vectors of the
    one before."""
    if model == chosen(db):
        return
    with db.write() as connection:
        connection.execute("DELETE FROM network")
        if model:
            connection.execute("DELETE FROM network_vectors WHERE model != ?", (model,))
            connection.execute("INSERT INTO network VALUES (1, ?)", (model,))


def chosen(db: Database) -> str:
    """The network in use, "" for none."""
    row = db.read().execute("SELECT model FROM network").fetchone()
    return "" if row is None else str(row[0])


def put(db: Database, model: str, heard: Iterable[tuple[str, FloatArray]]) -> None:
    """Store (audio hash, vector) pairs."""
    with db.write() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO network_vectors VALUES (?, ?, ?)",
            ((model, sound, np.ascontiguousarray(vector, np.float32).tobytes()) for sound, vector in heard),
        )


def has(db: Database, audio_hash: str, model: str) -> bool:
    """Whether this network heard this sound already."""
    sql = "SELECT 1 FROM network_vectors WHERE model = ? AND audio_hash = ?"
    return db.read().execute(sql, (model, audio_hash)).fetchone() is not None


def complete(db: Database, version: int) -> str:
    """The network in use, if it heard every song of which there is a vector of ``version``; else ""."""
    model = chosen(db)
    if not model:
        return ""
    row = db.read().execute(
        """SELECT EXISTS (SELECT 1 FROM tracks t JOIN features f ON f.audio_hash = t.audio_hash
           WHERE f.version = ? AND NOT EXISTS
             (SELECT 1 FROM network_vectors n WHERE n.model = ? AND n.audio_hash = t.audio_hash))""",
        (version, model),
    )
    return "" if row.fetchone()[0] else model


def ids(db: Database, model: str) -> IntArray:
    """The songs that this network heard, in ascending order. shape=(n,)."""
    rows = db.read().execute(
        """SELECT t.id FROM tracks t JOIN network_vectors n ON n.audio_hash = t.audio_hash
           WHERE n.model = ? ORDER BY t.id""",
        (model,),
    )
    return np.fromiter((row[0] for row in rows), np.int64)


def beside(
    db: Database, model: str, track_ids: IntArray, raw: FloatArray
) -> tuple[IntArray, FloatArray, int]:
    """The network's vectors to the right of the songs' own.

    Parameters
    ----------
    track_ids, raw : shape=(n,), ascending, and shape=(n, d)
    model : "" leaves them as they are

    Returns
    -------
    ids, vectors, size : shape=(m,), shape=(m, d + size), and how many numbers the network gives
        Songs that the network did not hear are left out.
    """
    if not model or not len(track_ids):
        return track_ids, raw, 0
    found: dict[int, bytes] = {}
    sql = """SELECT t.id, n.vector FROM tracks t JOIN network_vectors n ON n.audio_hash = t.audio_hash
             WHERE n.model = ? AND t.id IN"""
    for start in range(0, len(track_ids), 500):
        part = [int(i) for i in track_ids[start : start + 500]]
        rows = db.read().execute(f"{sql} ({','.join('?' * len(part))})", (model, *part))
        found.update((int(row[0]), row[1]) for row in rows)
    there = [(int(i), found[int(i)]) for i in track_ids if int(i) in found]
    _, vectors, damaged = stored.stacked(there, _size(db, model)) if there else (None, None, [])
    if damaged:
        stored.drop(
            db,
            "what the network heard was damaged in part: “organizer analyze” hears those songs again",
            lambda connection: connection.executemany(
                "DELETE FROM network_vectors WHERE model = ?"
                " AND audio_hash = (SELECT audio_hash FROM tracks WHERE id = ?)",
                [(model, i) for i in damaged],
            ),
        )
    gone = set(damaged)
    kept = np.array([int(i) in found and int(i) not in gone for i in track_ids], bool)
    if vectors is None or not kept.any():
        return track_ids[kept], raw[kept], 0
    return track_ids[kept], np.concatenate([raw[kept], vectors], axis=1), vectors.shape[1]


def _size(db: Database, model: str) -> int | None:
    """The bytes of a vector of this network, as most of some have it."""
    sql = "SELECT length(vector) FROM network_vectors WHERE model = ? AND typeof(vector) = 'blob' LIMIT 100"
    sizes = Counter(int(row[0]) for row in db.read().execute(sql, (model,)))
    return max(sizes, key=lambda size: (size > 0, sizes[size]), default=None)
