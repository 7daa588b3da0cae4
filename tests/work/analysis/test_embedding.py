from __future__ import annotations

import numpy as np
import pytest

from organizer.library import maps, tracks
from organizer.library.files import removals
from organizer.library.storage.database import Database
from organizer.work.analysis import embedding
from organizer.work.arranging import mapping, recommending
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def test_places_are_kept_until_anything_changes(db: Database) -> None:
    ids = add_songs(db, 30)
    mapping.build_map(JobContext(), db)
    first = embedding.embed(None, db)
    tracks.set_away(db, ids[:1], True)  # no other song can be compared for it
    assert embedding.embed(None, db)[1] is first[1]
    with pytest.raises(ValueError, match="read-only"):
        first[1][0] = 0.0

    more = add_songs(db, 2, first=30)
    assert embedding.embed(None, db)[0].tolist() == [*ids, *more]
    removals.remove(db, ids[:3])
    assert embedding.embed(None, db)[0].tolist() == [*ids[3:], *more]

    before = embedding.embed(None, db)
    with Database(db.path) as other:  # another program
        maps.save_embedding(other, before[0][:1], -before[1][:1])
    changed = embedding.embed(None, db)[1]
    assert np.array_equal(changed[0], -before[1][0]) and np.array_equal(changed[1:], before[1][1:])

    tracks.set_audio_hash(db, ids[5], f"{2:032x}")  # now it sounds as another song
    assert embedding.embed(None, db)[1] is not changed


def test_a_library_that_lost_its_count_of_changes_is_read_each_time(db: Database) -> None:
    add_songs(db, 30)
    mapping.build_map(JobContext(), db)
    db.read().execute("DELETE FROM place_changes")
    first, second = (embedding.embed(None, db)[1] for _ in range(2))
    assert first is not second and np.array_equal(first, second)


def test_bounds_are_made_for_the_kept_places_of_many_songs(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    rng = np.random.default_rng(0)
    maps.save_embedding(db, np.array(ids), rng.standard_normal((60, 96)).astype(np.float32))
    embedding.embed(None, db)  # places that were not there when it was asked are kept from the next time on
    matrix = embedding.embed(None, db)[1]
    assert embedding.bounds_of(db, matrix) is None  # too few songs to be worth it
    plain = recommending.similar(db, ids[4], 5)
    monkeypatch.setattr(embedding, "_MANY", 50)
    bounds = embedding.bounds_of(db, matrix)
    assert bounds is not None and embedding.bounds_of(db, matrix) is bounds
    assert embedding.bounds_of(db, matrix.copy()) is None
    assert recommending.similar(db, ids[4], 5) == plain
