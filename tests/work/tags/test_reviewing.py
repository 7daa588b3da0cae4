"""Which estimates are to be reviewed."""

from __future__ import annotations

import pytest

from organizer.base.errors import Cancelled
from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile
from organizer.work.jobs import JobContext
from organizer.work.tags import reviewing
from organizer.work.tags.estimates import Field
from organizer.work.tags.reviewing import listed
from tests.library.test_tracks import features

BOTH: tuple[Field, ...] = ("bpm", "key")


@pytest.fixture
def ids(db: Database) -> list[int]:
    """One without tags, one whose tags agree, one whose tags do not, one that was not analyzed."""
    own = (Tags(), Tags(bpm="90", key="8A"), Tags(bpm="180", key="8B"), Tags())
    files = [ScannedFile(f"/music/{at}.mp3", 1, 2, one, AudioInfo()) for at, one in enumerate(own)]
    ids = list(tracks.upsert(db, files).added)
    for at, track_id in enumerate(ids):
        tracks.set_audio_hash(db, track_id, f"{at:032x}")
        if at < 3:
            vectors.put(db, [(f"{at:032x}", features(1, tempo=90.0, key="Am"))])
    return ids


def test_each_choice_lists_its_own(db: Database, ids: list[int]) -> None:
    def keys(which: reviewing.Which, songs: tuple[int, ...] | None = None, **done: str) -> list[object]:
        written: dict[tuple[int, Field], str] = {
            (ids[2], field): text for field in BOTH for text in [done.get(field)] if text
        }
        rows = listed(JobContext(), db, songs, BOTH, which, written).rows
        return [(ids.index(row.track_id), row.field) for row in rows]

    assert keys("untagged") == [(0, "bpm"), (0, "key")]
    assert keys("differs") == [(2, "bpm"), (2, "key")]
    assert keys("differs", bpm="180") == [(2, "key")]  # a person has just said so
    assert keys("all") == [(at, field) for at in range(3) for field in BOTH]
    assert keys("all", (ids[1],)) == [(1, "bpm"), (1, "key")]
    assert keys("untagged", (ids[3],)) == []
    done: dict[tuple[int, Field], str] = {(ids[2], "bpm"): "180", (ids[0], "key"): "Am"}
    assert listed(JobContext(), db, (), BOTH, "all", done).settled == {(ids[2], "bpm")}


def test_it_stops_where_nobody_goes_on_and_can_be_cancelled(
    db: Database, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewing, "_MOST", 3)
    answer = listed(JobContext(), db, None, ("bpm", "key"), "all", {})
    assert (len(answer.rows), answer.songs, answer.more) == (3, 2, True)
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        listed(context, db, None, ("bpm",), "all", {})
