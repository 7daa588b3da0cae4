"""What a trained network says of songs: a vector and its tags, by the network and the hash of the sound.

Vectors are float32, tags float16 between 0 and 1, in the order of the network's tag names. numpy
loads when it is first needed: lists of songs are opened without it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence

from organizer.base.features import NetworkFeatures
from organizer.base.language import tr
from organizer.base.model import FloatArray, IntArray
from organizer.library.storage import stored
from organizer.library.storage.database import Connection, Database

_TABLES = ("network_vectors", "network_tags", "network_tag_names")

_KNOWN = "EXISTS (SELECT 1 FROM network_vectors n WHERE n.model = ?2 AND n.audio_hash = t.audio_hash)"
_MAP_BY_EAR = "SELECT 1 FROM map WHERE coalesce(json_array_length(header, '$.space.features'), 0) = 0"
#: Songs of which there is a vector of the ear.
_ANALYZED = "FROM tracks t JOIN features f ON f.audio_hash = t.audio_hash WHERE f.version = ?1"


def choose(db: Database, model: str, *, tags: Sequence[str] = ()) -> None:
    """The network that listens from now on, and the names of its tags; "" for none. Another one drops what
    the one before said of songs, unless the axes count on that: then it serves until the new one joins."""
    if model == chosen(db) and (not model or tuple(tags) == tag_names(db, model)):
        return
    with db.write() as connection:
        connection.execute("DELETE FROM network")
        if model:
            for table in _TABLES:
                unused = "model != ? AND model NOT IN (SELECT model FROM axes)"
                connection.execute(f"DELETE FROM {table} WHERE {unused}", (model,))
            connection.execute("DELETE FROM failures WHERE stage = 'network'")
            connection.execute("INSERT INTO network VALUES (1, ?)", (model,))
            connection.execute("DELETE FROM network_tag_names WHERE model = ?", (model,))
            connection.executemany(
                "INSERT INTO network_tag_names VALUES (?, ?, ?)",
                ((model, position, name) for position, name in enumerate(tags)),
            )


def forget_replaced(connection: Connection, model: str) -> None:
    """Drop what a network said that nothing counts on any more, another one being in use."""
    in_use = connection.execute("SELECT model FROM network").fetchone()
    if model and in_use is not None and in_use[0] != model:
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table} WHERE model = ?", (model,))


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
    them, where the axes count on this network: they get others, also on the map."""
    import numpy as np

    with db.write() as connection:
        joined = connection.execute("SELECT 1 FROM axes WHERE model = ?", (model,)).fetchone()
        by_ear = connection.execute(_MAP_BY_EAR).fetchone()
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
            if joined:
                for table in ("embeddings", "track_cells") if by_ear else ("embeddings",):
                    connection.execute(
                        f"DELETE FROM {table} WHERE track_id IN (SELECT id FROM tracks WHERE audio_hash = ?)",
                        (sound,),
                    )


def tags(db: Database, model: str) -> tuple[IntArray, FloatArray]:
    """What a network says of all songs that it knows: ids, ascending, shape=(n,), and how likely each tag is,
    shape=(n, t), float32. Damaged ones are left out, and made anew when the network listens next."""
    import numpy as np

    size = 2 * len(tag_names(db, model))
    if not size:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    # "+": all are of one network, and in the order of an index they would be fetched one by one
    rows = db.read().execute(
        """SELECT t.id, n.tags FROM network_tags n CROSS JOIN tracks t ON t.audio_hash = n.audio_hash
           WHERE +n.model = ?""",
        (model,),
    )
    ids, packed, damaged = [], [], []
    for row in rows:
        if isinstance(row[1], bytes) and len(row[1]) == size:
            ids.append(int(row[0]))
            packed.append(row[1])
        else:
            damaged.append(int(row[0]))
    if not ids:  # where all are damaged, it may be the names that are
        return np.empty(0, np.int64), np.empty((0, size // 2), np.float32)
    if damaged:
        _drop_damaged(db, model, damaged)
    order = np.argsort(ids)
    return np.array(ids, np.int64)[order], unpacked(b"".join(packed), size // 2)[order]


def _drop_damaged(db: Database, model: str, track_ids: Sequence[int]) -> None:
    """Forget what is damaged of these songs, vectors and tags, so that the network listens to them again."""
    of_song = "WHERE model = ? AND audio_hash = (SELECT audio_hash FROM tracks WHERE id = ?)"

    def delete(connection: Connection) -> None:
        for table in ("network_vectors", "network_tags"):
            connection.executemany(f"DELETE FROM {table} {of_song}", [(model, i) for i in track_ids])

    remark = tr("what the network said of some songs was damaged: “organizer analyze” lets it listen again")
    stored.drop(db, remark, delete)


def unpacked(packed: bytes, count: int) -> FloatArray:
    """Tags as they are stored, of one song after the other, as numbers from 0 to 1. shape=(n, count)."""
    import numpy as np

    likely = np.frombuffer(packed, "<f2").reshape(-1, count).astype(np.float32)
    return np.clip(np.nan_to_num(likely, nan=0.0, posinf=0.0, neginf=0.0), 0.0, 1.0)


def has(db: Database, audio_hash: str, model: str) -> bool:
    """Whether this network analyzed this sound already."""
    sql = "SELECT 1 FROM network_vectors WHERE model = ? AND audio_hash = ?"
    return db.read().execute(sql, (model, audio_hash)).fetchone() is not None


def pending(db: Database, version: int, model: str) -> list[tuple[int, str]]:
    """The songs that this network is to listen to, of those that the ear knows: (track id, path), in the
    order they were added. Those that it failed on are left alone."""
    rows = db.read().execute(
        f"""SELECT t.id, t.path {_ANALYZED} AND t.available AND NOT t.stale AND NOT {_KNOWN}
            AND NOT EXISTS (SELECT 1 FROM failures x WHERE x.track_id = t.id
                AND (x.stage IN ('network', 'skipped') OR x.stage = 'analysis' AND x.version >= ?1))
            ORDER BY t.id""",
        (version, model),
    )
    return [(int(row[0]), os.fsdecode(row[1])) for row in rows]


def count(db: Database, version: int, model: str) -> int:
    """How many of the songs that the ear knows this network knows as well."""
    return int(db.read().execute(f"SELECT count(*) {_ANALYZED} AND {_KNOWN}", (version, model)).fetchone()[0])


def complete(db: Database, version: int) -> str:
    """The network in use, if it is done with the songs of which there is a vector of ``version``; else "".

    It is done when it knows each that is available and did not fail, and at least half of all: songs that are
    away or failed do not hold it back.
    """
    model = chosen(db)
    if not model:
        return ""
    failed = "EXISTS (SELECT 1 FROM failures x WHERE x.track_id = t.id AND x.stage != 'tags')"
    waiting = f"SELECT EXISTS (SELECT 1 {_ANALYZED} AND t.available AND NOT {_KNOWN} AND NOT {failed})"
    if db.read().execute(waiting, (version, model)).fetchone()[0]:
        return ""
    return model if _knows_half(db, version, model) else ""


def joined(db: Database, version: int, current: str) -> str:
    """The network that songs are to be compared by, "" for none; ``current`` is the one that they are
    compared by now.

    A network joins when it is ``complete``. From then on songs that it does not know yet do not put it out,
    if they are not more than half of all; nor does another network that was chosen but is not done.
    """
    model = chosen(db)
    if not model:
        return ""
    done = "" if model == current else complete(db, version)
    return done or (current if current and _knows_half(db, version, current) else "")


def _knows_half(db: Database, version: int, model: str) -> bool:
    """Whether there are vectors of this network for at least half of the songs, and for one."""
    enough = """SELECT 2 * (SELECT count(*) FROM network_vectors WHERE model = ?2)
                >= max(1, (SELECT count(*) FROM features WHERE version = ?1))"""
    return bool(db.read().execute(enough, (version, model)).fetchone()[0])


def ids(db: Database, model: str) -> IntArray:
    """The songs that this network analyzed, in ascending order. shape=(n,)."""
    import numpy as np

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
    import numpy as np

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
        _drop_damaged(db, model, damaged)
    block = np.full((len(track_ids), size), np.nan, np.float32)
    if len(there):
        block[np.searchsorted(track_ids, there)] = vectors
    return np.concatenate([raw, block], axis=1)


def _size(db: Database, model: str) -> int | None:
    """The bytes of a vector of this network, as most of some have it."""
    sql = "SELECT length(vector) FROM network_vectors WHERE model = ? AND typeof(vector) = 'blob' LIMIT 100"
    sizes = Counter(int(row[0]) for row in db.read().execute(sql, (model,)))
    return max(sizes, key=lambda size: (size > 0, sizes[size]), default=None)
