"""Songs of one artist kept apart where songs are shuffled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.playing.queue import apart

#: Songs asked for in one query.
_BATCH = 10_000


def artists(db: Database, ids: Sequence[int]) -> dict[int, str]:
    """The artists of these songs, without case; those who are not known are left out."""
    known: dict[int, str] = {}
    for batch in _batches(sorted(set(ids))):
        rows = db.read().execute(
            f"SELECT id, artist FROM tracks WHERE id IN ({','.join(map(str, batch))}) AND artist != ''"
        )
        known.update((track_id, artist.casefold()) for track_id, artist in rows)
    return known


def places_apart(context: JobContext, db: Database, songs: Sequence[int]) -> list[int]:
    """Another order of these songs, as places in them: the first stays, and two of one artist are side by
    side only where that cannot be avoided."""
    known = artists(db, songs)
    context.check_cancelled()
    return apart(range(len(songs)), [known.get(song, "") for song in songs])


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, _BATCH)):
        yield batch
