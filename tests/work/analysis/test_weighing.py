from __future__ import annotations

import numpy as np
import pytest

from organizer.base.arrangement import Space
from organizer.base.errors import UsageError
from organizer.library import maps, network_vectors
from organizer.library.places import map_versions
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import embed_weighted, frozen_axes
from organizer.work.analysis.weighing import describe, load, places_on
from organizer.work.arranging import map_tasks, mapping
from organizer.work.jobs import JobContext
from tests.work.analysis.test_network_block import MODEL, network_hears
from tests.work.arranging.test_mapping import add_songs


def test_songs_are_described_as_they_are_compared(db: Database) -> None:
    ids = add_songs(db, 120)
    network_vectors.choose(db, MODEL)
    network_hears(db, ids)
    music_map = mapping.build_map(JobContext(), db)
    assert frozen_axes(db).model == MODEL
    known, songs, given = describe(None, db, music_map)
    assert known.tolist() == sorted(ids)
    assert given == pytest.approx(dict.fromkeys(songs.names, 1.0))
    assert "network" in songs.names
    for weights in ({}, {"timbre": 3.0, "network": 0.2}, {"network": 3.0, "harmony": 0.0}):
        rows = songs.weighed(weights)
        rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        points = embed_weighted(db, weights)[1]
        likeness = [np.corrcoef((rows @ rows.T).ravel(), (points @ points.T).ravel())[0, 1]]
        assert min(likeness) > 0.9


def test_a_map_follows_its_weights_from_where_the_songs_were_moved(db: Database) -> None:
    ids = add_songs(db, 120)
    network_vectors.choose(db, MODEL)
    network_hears(db, ids)
    before = mapping.build_map(JobContext(), db)
    ready = load(None, db, before)
    weights = {**ready.morph.weights, "network": 3.0, "timbre": 0.2}
    places = ready.morph.moved(weights)
    drawn = map_tasks.preview(str(db.path), ready.ids, places)
    assert drawn is not None
    assert np.allclose(drawn.music_map.places, places_on(before, ready.ids, places))
    assert maps.load_map(db).made_of == before.made_of, "nothing is stored"
    made = mapping.build_map(JobContext(), db, weights=weights, start=(ready.ids, places))
    assert frozen_axes(db).axes.given == pytest.approx(weights)
    grid = ready.morph.grid
    way = np.hypot(*grid.apart(made.places, places).T)
    assert np.median(way) < 2.0, "the picture hardly changes"
    kept = map_versions.listed(db)
    assert len(kept) == 1
    again, _ = map_versions.load(db, kept[0].number)
    assert np.allclose(again.places, before.places, atol=0.01)


def test_a_map_by_numbers_cannot_be_weighed(db: Database) -> None:
    add_songs(db, 20)
    made = mapping.build_map(JobContext(), db, space=Space(("tempo", "energy")))
    with pytest.raises(UsageError, match="by numbers"):
        load(None, db, made)
