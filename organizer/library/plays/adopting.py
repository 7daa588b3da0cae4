"""What files say of plays and ratings, taken over where the library knows less: when a person asks for it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from organizer.library.storage.database import Connection
from organizer.library.tags.listening import PLAYS, RATING, SKIPS

_MOST_AT_ONCE = 10_000


def adopt(connection: Connection, numbers: Mapping[int, Mapping[str, float]]) -> None:
    """Fill in what files say of their songs. A rating that was given here stays; of two counts the larger one
    counts, so that to do it again adds nothing."""
    rows = [
        (track_id, _count(own, PLAYS), _count(own, SKIPS), _half_stars(own))
        for track_id, own in numbers.items()
        if own
    ]
    for start in range(0, len(rows), _MOST_AT_ONCE):
        part = json.dumps(rows[start : start + _MOST_AT_ONCE])
        _fill_in(
            connection, "plays", "audio_hash", "t.audio_hash", "t.audio_hash != '' AND NOT t.stale", part
        )
        _fill_in(connection, "pending_plays", "track_id", "t.id", "t.audio_hash = '' OR t.stale", part)


def _fill_in(connection: Connection, table: str, key: str, song: str, condition: str, rows: str) -> None:
    plays, skips, rating = (f"json_extract(said.value, '$[{place}]')" for place in (1, 2, 3))
    connection.execute(
        f"""INSERT INTO {table} ({key}, plays, skips, rating)
        SELECT {song}, max({plays}), max({skips}), max({rating})
        FROM json_each(?) said CROSS JOIN tracks t ON t.id = json_extract(said.value, '$[0]')
        WHERE {condition} GROUP BY {song}
        ON CONFLICT ({key}) DO UPDATE SET
          plays = max({table}.plays, excluded.plays), skips = max({table}.skips, excluded.skips),
          rating = COALESCE({table}.rating, excluded.rating)""",
        (rows,),
    )


def _count(own: Mapping[str, float], name: str) -> int:
    return round(own.get(name, 0.0))


def _half_stars(own: Mapping[str, float]) -> int | None:
    """The rating of a file in half stars, the nearest."""
    return min(max(int(2 * own[RATING] + 0.5), 0), 10) if RATING in own else None
