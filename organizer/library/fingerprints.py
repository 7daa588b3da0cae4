"""The acoustic fingerprint of each sound, by which copies of a recording are found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence

from organizer.base.language import tr
from organizer.library.storage import stored
from organizer.library.storage.database import Database

#: ``audio_hash`` is that of another sound while a song is stale: it counts as unknown.
_PENDING = """SELECT t.id, t.path, CASE WHEN t.stale THEN '' ELSE t.audio_hash END FROM tracks t
WHERE t.available
  AND (t.stale OR NOT EXISTS
       (SELECT 1 FROM fingerprints f WHERE f.audio_hash = t.audio_hash AND f.version = ?))
  AND NOT EXISTS (SELECT 1 FROM failures x WHERE x.track_id = t.id AND x.stage IN ('analysis', 'skipped'))
ORDER BY t.id"""

_HERE = "EXISTS (SELECT 1 FROM tracks t WHERE t.audio_hash = f.audio_hash AND t.available AND NOT t.stale)"


def put(db: Database, analyzed: Sequence[tuple[str, bytes]], version: int) -> None:
    """Store (audio hash, fingerprint) pairs of a version of the fingerprint."""
    with db.write() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO fingerprints (audio_hash, version, codes) VALUES (?, ?, ?)",
            [(audio_hash, version, codes) for audio_hash, codes in analyzed],
        )


def pending(db: Database, version: int) -> list[tuple[int, str, str]]:
    """The songs without a fingerprint: (track id, path, audio hash or empty). Failed ones are left out."""
    rows = db.read().execute(_PENDING, (version,))
    return [(int(row[0]), os.fsdecode(row[1]), str(row[2])) for row in rows]


def load(db: Database, version: int, size: int = 4096) -> Iterator[tuple[str, bytes]]:
    """(audio hash, fingerprint) of every sound whose file is there, ``size`` at a time in memory."""
    last = ""
    while True:
        sql = f"""SELECT f.audio_hash, f.codes FROM fingerprints f
          WHERE f.version = ? AND f.audio_hash > ? AND {_HERE} ORDER BY f.audio_hash LIMIT ?"""
        rows = db.read().execute(sql, (version, last, size)).fetchall()
        if not rows:
            return
        for row in rows:
            if isinstance(row[1], bytes):
                yield str(row[0]), row[1]
        last = str(rows[-1][0])


def of_songs(db: Database, track_ids: Iterable[int], version: int) -> dict[int, bytes]:
    """The fingerprints of these songs, as far as there are any: track id → fingerprint."""
    rows = db.read().execute(
        """SELECT t.id, f.codes FROM json_each(?) asked CROSS JOIN tracks t ON t.id = asked.value
        JOIN fingerprints f ON f.audio_hash = t.audio_hash AND f.version = ? AND NOT t.stale""",
        (json.dumps([int(i) for i in track_ids]), version),
    )
    return {int(row[0]): row[1] for row in rows if isinstance(row[1], bytes)}


def forget(db: Database, audio_hash: str) -> None:
    """Let a sound be fingerprinted anew whose fingerprint is damaged."""
    stored.drop(
        db,
        tr("fingerprints were damaged: they are made anew with the next search for duplicates"),
        lambda connection: connection.execute("DELETE FROM fingerprints WHERE audio_hash = ?", (audio_hash,)),
    )


def repeated(db: Database) -> set[str]:
    """The sounds that more than one file holds, bit for bit."""
    rows = db.read().execute(
        """SELECT audio_hash FROM tracks WHERE audio_hash != '' AND available AND NOT stale
           GROUP BY audio_hash HAVING count(*) > 1"""
    )
    return {str(row[0]) for row in rows}


def songs(db: Database, audio_hashes: Iterable[str]) -> dict[str, list[int]]:
    """The songs that hold each of these sounds: audio hash → track ids, ascending."""
    wanted = sorted(set(audio_hashes))
    result: dict[str, list[int]] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = db.read().execute(
            f"""SELECT audio_hash, id FROM tracks WHERE available AND NOT stale
                AND audio_hash IN ({",".join("?" * len(part))}) ORDER BY id""",
            part,
        )
        for row in rows:
            result.setdefault(str(row[0]), []).append(int(row[1]))
    return result
