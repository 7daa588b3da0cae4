"""The parts of each sound whose parts were looked for, so that they are there at once the next time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from organizer.base.language import tr
from organizer.base.model import Track
from organizer.library.storage import stored
from organizer.library.storage.database import Database

#: Borders and kinds of parts: where each begins, as a number of a unit, and its label.
Parts = tuple[tuple[int, ...], tuple[int, ...]]

#: While a song is stale, its hash is that of another sound.
_SAME = "t.id = ? AND t.audio_hash = ? AND t.audio_hash != '' AND NOT t.stale"


@dataclass(frozen=True, slots=True)
class StoredStructure:
    """What is stored of one sound."""

    features: bytes  #: as ``analysis.structure.features`` packs them
    parts: Mapping[int, Parts]  #: by how many were asked for, 0 for as many as fit


def get(db: Database, track: Track, version: int) -> StoredStructure | None:
    """What is stored of the sound of this song by this version of the analysis; None where nothing is."""
    row = (
        db.read()
        .execute(
            f"""SELECT s.features, s.parts FROM structures s JOIN tracks t ON t.audio_hash = s.audio_hash
                WHERE {_SAME} AND s.version = ?""",
            (track.id, track.audio_hash, version),
        )
        .fetchone()
    )
    if row is None or not isinstance(row[0], bytes):
        return None
    return StoredStructure(row[0], _parts(row[1]))


def put(db: Database, track: Track, version: int, features: bytes, parts: Mapping[int, Parts]) -> None:
    """Store the parts of the sound of this song, beside those that other numbers of them gave. Nothing is
    stored of a song whose sound is not known, or is another one by now, nor where nothing can be written."""
    if db.read_only or not track.audio_hash:
        return
    with db.write() as connection:
        row = connection.execute(
            "SELECT parts FROM structures WHERE audio_hash = ? AND version = ?",
            (track.audio_hash, version),
        ).fetchone()
        known = {**(_parts(row[0]) if row is not None else {}), **parts}
        connection.execute(
            f"""INSERT OR REPLACE INTO structures (audio_hash, version, features, parts)
                SELECT t.audio_hash, ?, ?, ? FROM tracks t WHERE {_SAME}""",
            (version, features, json.dumps(known, separators=(",", ":")), track.id, track.audio_hash),
        )


def forget(db: Database, track: Track) -> None:
    """Let the parts of a sound be found anew whose entry is damaged."""
    stored.drop(
        db,
        tr("parts of songs were damaged: they are found anew when they are looked at"),
        lambda connection: connection.execute(
            "DELETE FROM structures WHERE audio_hash = ?", (track.audio_hash,)
        ),
    )


def _parts(text: object) -> dict[int, Parts]:
    """What is stored as text; entries that are no parts are left out."""
    known: dict[int, Parts] = {}
    for number, entry in stored.numbers(text).items():
        if number.isdecimal() and isinstance(entry, list) and len(entry) == 2 and all(map(_whole, entry)):
            starts, labels = entry
            if len(starts) == len(labels) > 0:
                known[int(number)] = tuple(starts), tuple(labels)
    return known


def _whole(values: object) -> bool:
    return isinstance(values, Sequence) and all(type(value) is int and value >= 0 for value in values)
