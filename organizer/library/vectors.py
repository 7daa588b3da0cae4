"""What analysis stored of each song: the feature vectors and the descriptors, by the hash of the sound."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from organizer.base.descriptors import DESCRIPTOR_FIELDS
from organizer.base.features import Features, Loudness
from organizer.base.language import number, tr
from organizer.base.model import FloatArray, IntArray
from organizer.library.storage import stored
from organizer.library.storage.database import Database

#: Songs of the library whose vector of one version is there; one row a song.
_WITH_VECTOR = "FROM tracks t JOIN features f ON f.audio_hash = t.audio_hash WHERE f.version = ?"

_PENDING = """FROM tracks t WHERE t.available
  AND (t.stale OR t.audio_hash = '' OR NOT EXISTS
       (SELECT 1 FROM features f WHERE f.audio_hash = t.audio_hash AND f.version = ?1)
    OR (?2 != '' AND NOT EXISTS
       (SELECT 1 FROM network_vectors n WHERE n.audio_hash = t.audio_hash AND n.model = ?2)
     AND NOT EXISTS (SELECT 1 FROM failures x WHERE x.track_id = t.id AND x.stage = 'network')))
  AND NOT EXISTS (SELECT 1 FROM failures x WHERE x.track_id = t.id
                  AND (x.stage = 'skipped' OR x.stage = 'analysis' AND x.version >= ?1))"""

#: Bits a second, under which a file is not as long as it says: durations in broken headers run to days.
_LEAST_BITRATE = 4000


def put(db: Database, analyzed: Sequence[tuple[str, Features]]) -> None:
    """Store (audio hash, features) pairs; a newer version stands beside the older one for a while."""
    columns = tuple(n for n in DESCRIPTOR_FIELDS if n not in ("loudness_measured", "key_by_model"))
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    with db.write() as connection:
        for audio_hash, features in analyzed:
            vector = np.ascontiguousarray(features.vector, np.float32)
            connection.execute(
                "INSERT OR REPLACE INTO features VALUES (?, ?, ?, ?)",
                (audio_hash, features.version, vector.tobytes(), time.time()),
            )
            values = [getattr(features.descriptors, name) for name in columns]
            values[columns.index("tempo_alternatives")] = " ".join(
                f"{bpm:.2f}" for bpm in features.descriptors.tempo_alternatives
            )
            connection.execute(
                f"INSERT OR REPLACE INTO descriptors (audio_hash, version, {names}) VALUES (?, ?, {marks})",
                (audio_hash, features.version, *values),
            )


def put_loudness(db: Database, audio_hash: str, measured: Loudness) -> None:
    """Store what was measured on the whole of a sound; it stays, whatever the ear estimates later."""
    with db.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO measured VALUES (?, ?, ?, ?, ?, ?)",
            (
                audio_hash,
                measured.integrated,
                measured.loudness_range,
                measured.true_peak,
                measured.momentary,
                measured.short_term,
            ),
        )


def put_key(
    db: Database, audio_hash: str, key: str | None, camelot: str | None, confidence: float, *, model: str
) -> None:
    """Store what a key finder said of a sound, in place of what another said; None: it has no key. It goes
    before the ear's key."""
    with db.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO model_keys VALUES (?, ?, ?, ?, ?)",
            (audio_hash, model, key, camelot, confidence),
        )


def with_keys(db: Database, hashes: Sequence[str], *, model: str) -> set[str]:
    """Those of these sounds that this key finder has listened to."""
    known: set[str] = set()
    for start in range(0, len(hashes), 500):
        part = hashes[start : start + 500]
        marks = ", ".join("?" * len(part))
        sql = f"SELECT audio_hash FROM model_keys WHERE model = ? AND audio_hash IN ({marks})"
        known.update(row[0] for row in db.read().execute(sql, (model, *part)))
    return known


def without_keys(db: Database, *, model: str) -> list[int]:
    """The songs that were analyzed, whose files are there, and that this key finder has not listened to."""
    rows = db.read().execute(
        """SELECT t.id FROM tracks t JOIN descriptors d ON d.audio_hash = t.audio_hash
           LEFT JOIN model_keys k ON k.audio_hash = t.audio_hash AND k.model = ?
           WHERE t.available AND k.audio_hash IS NULL ORDER BY t.id""",
        (model,),
    )
    return [int(row[0]) for row in rows]


def forget_keys(db: Database) -> int:
    """Drop what key finders said, so that the ear's keys count again; of how many sounds."""
    with db.write() as connection:
        return int(connection.execute("DELETE FROM model_keys").rowcount)


def loudness(db: Database, audio_hash: str) -> Loudness | None:
    """What was measured on the whole of a sound, if it was."""
    row = (
        db.read()
        .execute(
            "SELECT loudness, loudness_range, true_peak, momentary, short_term FROM measured"
            " WHERE audio_hash = ?",
            (audio_hash,),
        )
        .fetchone()
    )
    return None if row is None else Loudness(*row)


def has(db: Database, audio_hash: str, version: int) -> bool:
    """Whether this sound was analyzed already, by this version of the ear."""
    row = (
        db.read()
        .execute("SELECT 1 FROM features WHERE audio_hash = ? AND version = ?", (audio_hash, version))
        .fetchone()
    )
    return row is not None


def pending(db: Database, version: int, model: str = "") -> list[tuple[int, str]]:
    """The songs that are yet to be analyzed by this version, or by the network ``model``: (track id, path),
    in the order they were added."""
    rows = db.read().execute(f"SELECT t.id, t.path {_PENDING} ORDER BY t.id", (version, model))
    return [(int(row[0]), os.fsdecode(row[1])) for row in rows]


def skip_longer(db: Database, version: int, minutes: float, model: str = "") -> int:
    """Leave out the songs longer than this of those that are yet to be analyzed; how many. Other songs that
    were left out before are to be analyzed again; 0 minutes leave out none."""
    connection = db.read()
    before = connection.execute("SELECT EXISTS (SELECT 1 FROM failures WHERE stage = 'skipped')").fetchone()
    if not (before[0] or minutes):
        return 0
    with db.write() as connection:
        connection.execute("DELETE FROM failures WHERE stage = 'skipped'")
        if not minutes:
            return 0
        rows = connection.execute(
            f"SELECT t.id, t.duration {_PENDING} AND t.duration > ?3 AND t.size * 8.0 >= t.duration * ?4",
            (version, model, minutes * 60.0, _LEAST_BITRATE),
        ).fetchall()
        connection.executemany(
            "INSERT INTO failures VALUES (?, 'skipped', 0, ?, ?, ?)",
            [
                (
                    row[0],
                    tr(
                        "is {row} minutes long: songs longer than {minutes} are skipped",
                        row=number(row[1] / 60.0, 0),
                        minutes=f"{minutes:g}",
                    ),
                    tr("raise the limit in the settings to have it analyzed"),
                    time.time(),
                )
                for row in rows
            ],
        )
    return len(rows)


def count_pending(db: Database, version: int, model: str = "") -> int:
    """How many songs wait to be analyzed."""
    return int(db.read().execute(f"SELECT count(*) {_PENDING}", (version, model)).fetchone()[0])


def count(db: Database, version: int) -> int:
    """How many songs have a vector of this version."""
    return int(db.read().execute(f"SELECT count(*) {_WITH_VECTOR}", (version,)).fetchone()[0])


def any_song(db: Database, version: int) -> bool:
    """Whether any song has a vector of this version; without counting them all."""
    return bool(db.read().execute(f"SELECT EXISTS (SELECT 1 {_WITH_VECTOR})", (version,)).fetchone()[0])


def at_least(db: Database, version: int, songs: int) -> bool:
    """Whether so many songs have a vector of this version; without counting more of them."""
    sql = f"SELECT count(*) FROM (SELECT 1 {_WITH_VECTOR} LIMIT ?)"
    return int(db.read().execute(sql, (version, songs)).fetchone()[0]) >= songs


def among(db: Database, version: int, track_ids: IntArray) -> IntArray:
    """Those of these songs that have a vector of this version, ascending. shape=(k,)"""
    known: list[int] = []
    for start in range(0, len(track_ids), 500):
        part = track_ids[start : start + 500].tolist()
        sql = f"SELECT t.id {_WITH_VECTOR} AND t.id IN ({','.join('?' * len(part))})"
        known += [int(row[0]) for row in db.read().execute(sql, (version, *part))]
    return np.unique(np.array(known, np.int64))


def newest_version(db: Database) -> int | None:
    """The newest version of which there are vectors."""
    value = db.read().execute("SELECT max(version) FROM features").fetchone()[0]
    return None if value is None else int(value)


def ids(db: Database, version: int) -> IntArray:
    """The songs that have a vector of this version, in ascending order. shape=(n,)."""
    rows = db.read().execute(f"SELECT t.id {_WITH_VECTOR} ORDER BY t.id", (version,))
    return np.fromiter((row[0] for row in rows), np.int64)


def load(db: Database, version: int) -> tuple[IntArray, FloatArray]:
    """All vectors of a version: track ids, shape=(n,), ascending, and the matrix, shape=(n, d)."""
    parts = list(chunks(db, version))
    if not parts:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def load_some(db: Database, version: int, track_ids: Sequence[int] | IntArray) -> tuple[IntArray, FloatArray]:
    """The vectors of some songs, as ``load`` gives them; songs without one are left out."""
    size = _size(db, version)
    wanted = sorted({int(i) for i in track_ids})
    rows: list[tuple[int, bytes]] = []
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ",".join("?" * len(part))
        sql = f"SELECT t.id, f.vector {_WITH_VECTOR} AND t.id IN ({marks})"
        rows.extend((int(r[0]), r[1]) for r in db.read().execute(sql, (version, *part)))
    return _stack(db, version, size, rows)


def chunks(db: Database, version: int, size: int = 4096) -> Iterator[tuple[IntArray, FloatArray]]:
    """The vectors of a version in pieces of bounded memory, in the order of the track ids."""
    last = -1
    length = _size(db, version)
    while True:
        rows = (
            db.read()
            .execute(
                f"SELECT t.id, f.vector {_WITH_VECTOR} AND t.id > ? ORDER BY t.id LIMIT ?",
                (version, last, size),
            )
            .fetchall()
        )
        if not rows:
            return
        last = int(rows[-1][0])
        yield _stack(db, version, length, [(int(r[0]), r[1]) for r in rows])


def forget_older(db: Database, version: int) -> None:
    """Drop the vectors of earlier versions, once every song was analyzed by this one."""
    with db.write() as connection:
        connection.execute("DELETE FROM features WHERE version < ?", (version,))


def _size(db: Database, version: int) -> int | None:
    """The bytes of a vector of this version, as most of some have it."""
    sql = "SELECT length(vector) FROM features WHERE version = ? AND typeof(vector) = 'blob' LIMIT 100"
    sizes = Counter(int(row[0]) for row in db.read().execute(sql, (version,)))
    return max(sizes, key=lambda one: (one > 0, sizes[one]), default=None)


def _stack(
    db: Database, version: int, size: int | None, rows: Sequence[tuple[int, bytes]]
) -> tuple[IntArray, FloatArray]:
    if not rows:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    track_ids, vectors, damaged = stored.stacked(rows, size)
    if damaged:
        _forget(db, version, damaged)
    return track_ids, vectors


def _forget(db: Database, version: int, track_ids: Sequence[int]) -> None:
    """Let songs be analyzed again whose vectors are damaged."""
    stored.drop(
        db,
        tr("features of some songs were damaged: “organizer analyze” makes them again"),
        lambda connection: connection.executemany(
            "DELETE FROM features WHERE version = ?"
            " AND audio_hash = (SELECT audio_hash FROM tracks WHERE id = ?)",
            [(version, i) for i in track_ids],
        ),
    )
