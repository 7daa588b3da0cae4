"""What a trained network says of songs: a vector and its tags, by the network and the hash of the sound.

Vectors are float32, tags float16 between 0 and 1, in the order of the network's tag names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from organizer.base.features import NetworkFeatures
from organizer.base.model import FloatArray, IntArray
from organizer.library.storage import stored
from organizer.library.storage.database import Database


def choose(db: Database, model: str, *, tags: Sequence[str] = ()) -> None:
    """The network that songs are compared by from now on, and the names of its tags; "" for none. Another one
    drops what the one before said of songs."""
    if model == chosen(db) and (not model or tuple(tags) == tag_names(db, model)):
        return
    with db.write() as connection:
        connection.execute("DELETE FROM network")
        if model:
            for table in ("network_vectors", "network_tags", "network_tag_names"):
                connection.execute(f"DELETE FROM {table} WHERE model != ?", (model,))
            connection.execute("DELETE FROM failures WHERE stage = 'network'")
            connection.execute("INSERT INTO network VALUES (1, ?)", (model,))
            connection.execute("DELETE FROM network_tag_names WHERE model = ?", (model,))
            connection.executemany(
                "INSERT INTO network_tag_names VALUES (?, ?, ?)",
                ((model, position, name) for position, name in enumerate(tags)),
            )


def chosen(db: Database) -> str:
    """The network in use, "" for none."""
    row = db.read().execute("SELECT model FROM network").fetchone()
    return "" if row is None else str(row[0])


def tag_names(db: Database, model: str) -> tuple[str, ...]:
    """The names of the tags of a network, in the order of the numbers; empty when it has none."""
    sql = "SELECT name FROM network_tag_names WHERE model = ? ORDER BY position"
    return tuple(str(row[0]) for row in db.read().execute(sql, (model,)))


def put(db: Database, model: str, analyzed: Iterable[tuple[str, NetworkFeatures]]) -> None:
    """Store what a network says of sounds, by their hashes. Songs whose places were found without it lose
    them, where the axes count on this network: they get others."""
    with db.write() as connection:
        for sound, features in analyzed:
            connection.execute(
                "INSERT OR REPLACE INTO network_vectors VALUES (?, ?, ?)",
                (model, sound, np.ascontiguousarray(features.vector, np.float32).tobytes()),
            )
            if features.tags is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO network_tags VALUES (?, ?, ?)",
                    (model, sound, np.ascontiguousarray(features.tags, "<f2").tobytes()),
                )
            connection.execute(
                """DELETE FROM embeddings WHERE track_id IN (SELECT id FROM tracks WHERE audio_hash = ?)
                   AND EXISTS (SELECT 1 FROM axes WHERE model = ?)""",
                (sound, model),
            )


def tags(db: Database, model: str) -> tuple[IntArray, FloatArray]:
    """What a network says of all songs that it knows: ids, ascending, shape=(n,), and how likely each tag is,
    shape=(n, t), float32. Damaged ones are left out."""
    size = 2 * len(tag_names(db, model))
    if not size:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    # "+": all are of one network, and in the order of an index they would be fetched one by one
    rows = db.read().execute(
        """SELECT t.id, n.tags FROM network_tags n CROSS JOIN tracks t ON t.audio_hash = n.audio_hash
           WHERE +n.model = ? AND typeof(n.tags) = 'blob' AND length(n.tags) = ?""",
        (model, size),
    )
    ids, packed = [], []
    for row in rows:
        ids.append(int(row[0]))
        packed.append(row[1])
    if not ids:
        return np.empty(0, np.int64), np.empty((0, size // 2), np.float32)
    order = np.argsort(ids)
    return np.array(ids, np.int64)[order], unpacked(b"".join(packed), size // 2)[order]


def unpacked(packed: bytes, count: int) -> FloatArray:
    """Tags as they are stored, of one song after the other, as numbers from 0 to 1. shape=(n, count)."""
    likely = np.frombuffer(packed, "<f2").reshape(-1, count).astype(np.float32)
    return np.clip(np.nan_to_num(likely, nan=0.0, posinf=0.0, neginf=0.0), 0.0, 1.0)


def has(db: Database, audio_hash: str, model: str) -> bool:
    """Whether this network analyzed this sound already."""
    sql = "SELECT 1 FROM network_vectors WHERE model = ? AND audio_hash = ?"
    return db.read().execute(sql, (model, audio_hash)).fetchone() is not None


def complete(db: Database, version: int) -> str:
    """The network in use, if it is done with the songs of which there is a vector of ``version``; else "".

    It is done when it knows each that is available and did not fail, and at least half of all: songs that are
    away or failed do not hold it back.
    """
    model = chosen(db)
    if not model:
        return ""
    songs = "FROM tracks t JOIN features f ON f.audio_hash = t.audio_hash WHERE f.version = ?1"
    known = "EXISTS (SELECT 1 FROM network_vectors n WHERE n.model = ?2 AND n.audio_hash = t.audio_hash)"
    failed = "EXISTS (SELECT 1 FROM failures x WHERE x.track_id = t.id AND x.stage != 'tags')"
    connection = db.read()
    waiting = f"SELECT EXISTS (SELECT 1 {songs} AND t.available AND NOT {known} AND NOT {failed})"
    if connection.execute(waiting, (version, model)).fetchone()[0]:
        return ""
    enough = """SELECT 2 * (SELECT count(*) FROM network_vectors WHERE model = ?2)
                >= max(1, (SELECT count(*) FROM features WHERE version = ?1))"""
    return model if connection.execute(enough, (version, model)).fetchone()[0] else ""


def ids(db: Database, model: str) -> IntArray:
    """The songs that this network analyzed, in ascending order. shape=(n,)."""
    rows = db.read().execute(
        """SELECT t.id FROM tracks t JOIN network_vectors n ON n.audio_hash = t.audio_hash
           WHERE n.model = ? ORDER BY t.id""",
        (model,),
    )
    return np.fromiter((row[0] for row in rows), np.int64)


def beside(
    db: Database, model: str, track_ids: IntArray, raw: FloatArray, *, size: int | None = None
) -> FloatArray:
    """The network's vectors to the right of the songs' own.

    Parameters
    ----------
    track_ids, raw : shape=(n,), ascending, and shape=(n, d)
    model : "" leaves them as they are
    size : how many numbers the network gives; None: as many as in most of what is stored

    Returns
    -------
    shape=(n, d + size)
        NaN in songs that the network does not know.
    """
    if not model:
        return raw
    if size is None:
        size = (_size(db, model) or 0) // 4
    packed: list[tuple[int, bytes]] = []
    # a cross join begins with what is on its left: SQLite would go through all vectors for each of the songs
    sql = """SELECT t.id, n.vector FROM tracks t CROSS JOIN network_vectors n ON n.audio_hash = t.audio_hash
             WHERE n.model = ? AND t.id IN"""
    for start in range(0, len(track_ids), 500):
        part = [int(i) for i in track_ids[start : start + 500]]
        rows = db.read().execute(f"{sql} ({','.join('?' * len(part))})", (model, *part))
        packed.extend((int(row[0]), row[1]) for row in rows)
    there, vectors, damaged = stored.stacked(packed, 4 * size)
    if damaged:
        stored.drop(
            db,
            "what the network said of some songs was damaged: “organizer analyze” lets it listen again",
            lambda connection: connection.executemany(
                "DELETE FROM network_vectors WHERE model = ?"
                " AND audio_hash = (SELECT audio_hash FROM tracks WHERE id = ?)",
                [(model, i) for i in damaged],
            ),
        )
    block = np.full((len(track_ids), size), np.nan, np.float32)
    if len(there):
        block[np.searchsorted(track_ids, there)] = vectors
    return np.concatenate([raw, block], axis=1)


def _size(db: Database, model: str) -> int | None:
    """The bytes of a vector of this network, as most of some have it."""
    sql = "SELECT length(vector) FROM network_vectors WHERE model = ? AND typeof(vector) = 'blob' LIMIT 100"
    sizes = Counter(int(row[0]) for row in db.read().execute(sql, (model,)))
    return max(sizes, key=lambda size: (size > 0, sizes[size]), default=None)
