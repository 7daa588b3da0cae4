"""What many songs add up to, found by SQLite: a selection may be the whole of a very large library."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from organizer.base.folding import SEPARATOR, fold
from organizer.base.model import EDITABLE_FIELDS, IntArray
from organizer.library.storage.database import Database, Row

#: Songs asked for at once: their numbers are put into words within a few milliseconds.
_PART = 10_000


@dataclass(frozen=True, slots=True)
class Totals:
    """How many songs, how long they are together in seconds, and how many artists they are by."""

    songs: int = 0
    seconds: float = 0.0
    artists: int = 0


def totals(db: Database, ids: Sequence[int] | IntArray, check: Callable[[], None]) -> Totals:
    """What these songs add up to. ``check`` is called now and then, and may raise."""
    songs, seconds = 0, 0.0
    artists: set[str] = set()
    for part in parts(ids):
        check()
        row = db.read().execute(f"SELECT count(*), total(t.duration) {OF}", (part,)).fetchone()
        songs, seconds = songs + row[0], seconds + row[1]
        named = f"SELECT DISTINCT COALESCE(NULLIF(t.artist, ''), t.album_artist) {OF}"
        for row in db.read().execute(named, (part,)):
            artists.update(fold(artist) for artist in row[0].split(SEPARATOR))
    return Totals(songs, seconds, len(artists - {""}))


def differing(db: Database, ids: Sequence[int], check: Callable[[], None]) -> frozenset[str]:
    """The editable fields in which these songs are not all the same. ``check`` as in ``totals``."""
    names = ", ".join(f"min(t.{name}), max(t.{name})" for name in EDITABLE_FIELDS)
    seen: dict[str, set[str]] = {name: set() for name in EDITABLE_FIELDS}
    for part in parts(ids):
        check()
        row: Row = db.read().execute(f"SELECT {names} {OF}", (part,)).fetchone()
        for place, values in enumerate(seen.values()):
            values.update(value for value in tuple(row)[2 * place : 2 * place + 2] if value is not None)
    return frozenset(name for name, values in seen.items() if len(values) > 1)


#: Each song as often as it is asked for: playlists may hold one twice.
OF = "FROM json_each(?) asked CROSS JOIN tracks t ON t.id = asked.value"


def parts(ids: Sequence[int] | IntArray) -> Iterator[str]:
    """Songs asked for at once, as ``OF`` takes them."""
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        yield json.dumps(part if isinstance(part, Sequence) else part.tolist())
