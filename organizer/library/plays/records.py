"""Plays, skips and ratings of songs: stored by their sound, so that they stay with it when files are moved,
tagged anew, or removed and added again, and so that copies of a recording, bit for bit the same, share them.

What is said of a song whose sound is not known yet waits by its number, and joins the others once the sound
is hashed (a trigger of ``schema_of_plays`` does it). Nothing here is written to files.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Changes, IntArray
from organizer.library.plays.columns import JOIN_PLAYS, LAST_PLAYED, PLAYS, RATING, SKIPS
from organizer.library.storage.database import Connection, Database

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: The highest rating: five stars, in halves.
MOST = 10

#: Whether the hash that is stored is that of the song's sound now.
_KNOWN = "t.audio_hash != '' AND NOT t.stale"
_ASKED = "json_each(?) asked CROSS JOIN tracks t ON t.id = asked.value"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of how a song was listened to."""

    plays: int = 0
    skips: int = 0
    last_played: float | None = None  #: seconds since 1970; None: never
    rating: int | None = None  #: half stars, 0–10


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """The same of many songs as arrays of shape=(n,)."""

    ids: IntArray
    plays: IntArray
    skips: IntArray
    last_played: npt.NDArray[np.float64]  #: NaN: never
    rating: npt.NDArray[np.float64]  #: half stars; NaN: none
    added: npt.NDArray[np.float64]  #: when the song came into the library


def record_play(db: Database, track_id: int, *, at: float | None = None) -> Changes:
    """Count a play of a song, now or at that time."""
    return _count(db, track_id, "plays", time.time() if at is None else at)


def record_skip(db: Database, track_id: int) -> Changes:
    """Count that a person went on before the song was played."""
    return _count(db, track_id, "skips", None)


def set_rating(db: Database, ids: Sequence[int], rating: int | None) -> Changes:
    """Rate songs: half stars from 0 to 10, or None for none. Copies of them are rated as well."""
    return set_ratings(db, dict.fromkeys((int(i) for i in ids), rating))


def set_ratings(db: Database, ratings: Mapping[int, int | None]) -> Changes:
    """The same with a rating for each song, as ``ratings`` gives them: what undoes a rating."""
    by_rating: dict[int | None, list[int]] = {}
    for track_id, rating in ratings.items():
        by_rating.setdefault(_checked(rating), []).append(track_id)
    with db.write() as connection:
        for rating, ids in by_rating.items():
            listed = json.dumps(ids)
            connection.execute(
                f"""INSERT INTO plays (audio_hash, rating) SELECT DISTINCT t.audio_hash, ?
                FROM {_ASKED} WHERE {_KNOWN}
                ON CONFLICT (audio_hash) DO UPDATE SET rating = excluded.rating""",
                (rating, listed),
            )
            connection.execute(  # what still waits would go before
                f"""UPDATE pending_plays SET rating = NULL WHERE rating IS NOT NULL
                AND track_id IN (SELECT t.id FROM {_ASKED} WHERE {_KNOWN})""",
                (listed,),
            )
            connection.execute(
                f"""INSERT INTO pending_plays (track_id, rating) SELECT DISTINCT t.id, ?
                FROM {_ASKED} WHERE NOT ({_KNOWN})
                ON CONFLICT (track_id) DO UPDATE SET rating = excluded.rating""",
                (-1 if rating is None else rating, listed),
            )
        return Changes(updated=_with_copies(connection, list(ratings)))


def ratings(db: Database, ids: Iterable[int]) -> dict[int, int | None]:
    """The ratings of these songs, as ``set_ratings`` takes them."""
    rows = db.read().execute(f"SELECT t.id, {RATING} FROM {_ASKED} {JOIN_PLAYS}", (_list(ids),))
    return {int(row[0]): None if row[1] is None else int(row[1]) for row in rows}


def read(db: Database, ids: Iterable[int]) -> dict[int, Record]:
    """What is known of each of these songs; those that are not in the library are left out."""
    rows = db.read().execute(
        f"SELECT t.id, {PLAYS}, {SKIPS}, {LAST_PLAYED}, {RATING} FROM {_ASKED} {JOIN_PLAYS}", (_list(ids),)
    )
    return {int(row[0]): Record(*row[1:]) for row in rows}


def load(db: Database) -> Records:
    """Of all songs, by ascending id."""
    import numpy as np

    from organizer.library.storage import arrays

    columns = ("t.id", PLAYS, SKIPS, LAST_PLAYED, RATING, "t.added")
    listed = arrays.columns_of(db.read(), columns, f"tracks t {JOIN_PLAYS} ORDER BY t.id")
    ids, plays, skips = (column.astype(np.int64) for column in listed[:3])
    return Records(ids, plays, skips, *listed[3:])


def unsettled(db: Database) -> list[tuple[int, str]]:
    """The songs whose plays or ratings wait for the hash of their sound, and whose files are there:
    (id, path)."""
    rows = db.read().execute(
        "SELECT t.id, t.path FROM pending_plays pp JOIN tracks t ON t.id = pp.track_id WHERE t.available"
        " ORDER BY t.id"
    )
    return [(int(row[0]), os.fsdecode(row[1])) for row in rows]


def move_pending(connection: Connection, track_id: int, to: int) -> None:
    """What waits of a song that turned out to be another one, and is about to go, waits there."""
    connection.execute(
        """INSERT INTO pending_plays (track_id, plays, skips, last_played, rating)
        SELECT ?, plays, skips, last_played, rating FROM pending_plays WHERE track_id = ?
        ON CONFLICT (track_id) DO UPDATE SET
          plays = pending_plays.plays + excluded.plays, skips = pending_plays.skips + excluded.skips,
          last_played = NULLIF(
            max(COALESCE(pending_plays.last_played, 0), COALESCE(excluded.last_played, 0)), 0),
          rating = COALESCE(excluded.rating, pending_plays.rating)""",
        (to, track_id),
    )
    connection.execute("DELETE FROM pending_plays WHERE track_id = ?", (track_id,))
    connection.execute("UPDATE tracks SET stale = stale WHERE id = ?", (to,))  # where its sound is known


def _count(db: Database, track_id: int, what: str, at: float | None) -> Changes:
    with db.write() as connection:
        row = connection.execute(
            f"SELECT t.audio_hash, {_KNOWN} FROM tracks t WHERE t.id = ?", (track_id,)
        ).fetchone()
        if row is None:  # it left the library while it was played
            return Changes()
        table, key, value = (
            ("plays", "audio_hash", row[0]) if row[1] else ("pending_plays", "track_id", track_id)
        )
        connection.execute(
            f"""INSERT INTO {table} ({key}, {what}, last_played) VALUES (?, 1, ?)
            ON CONFLICT ({key}) DO UPDATE SET {what} = {what} + 1,
              last_played = NULLIF(max(COALESCE(last_played, 0), COALESCE(excluded.last_played, 0)), 0)""",
            (value, at),
        )
        return Changes(updated=_with_copies(connection, [track_id]))


def _with_copies(connection: Connection, ids: Sequence[int]) -> tuple[int, ...]:
    """These songs and all that have the same sound."""
    listed = _list(ids)
    rows = connection.execute(
        f"""SELECT t.id FROM {_ASKED}
        UNION SELECT other.id FROM {_ASKED} CROSS JOIN tracks other ON other.audio_hash = t.audio_hash
        WHERE t.audio_hash != ''""",
        (listed, listed),
    )
    return tuple(int(row[0]) for row in rows)


def _list(ids: Iterable[int]) -> str:
    return json.dumps([int(i) for i in ids])


def _checked(rating: int | None) -> int | None:
    if rating is not None and not (isinstance(rating, int) and 0 <= rating <= MOST):
        raise UsageError(
            tr("a rating of {rating} half stars cannot be", rating=rating),
            remedy=tr("rate from 0 to 5 stars"),
        )
    return rating
