"""Outlines of regions go along with their songs, also over the seam of the torus."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.library.places.regions import Region
from organizer.ui.canvas.songs import SongsOnMap, load_songs
from organizer.ui.weights.carried import Carried
from organizer.work.arranging.regions import DrawnRegion, outline
from tests.ui.map.test_view import COLUMNS, make_map


@pytest.fixture
def carried(db) -> tuple[SongsOnMap, Carried]:
    music_map, land = make_map(db, 60)
    songs = load_songs(db, music_map, land)
    ids = songs.ids[songs.x < 3]
    parts = outline(music_map, ids)
    assert parts
    region = Region(1, "Left", 0, len(ids))
    away = Region(2, "Nobody", 1, 1)
    drawn = (DrawnRegion(region, ids, parts), DrawnRegion(away, np.array([10**9]), ()))
    return songs, Carried(drawn, songs)


def test_an_outline_goes_where_all_its_songs_go(carried) -> None:
    songs, kept = carried
    here = np.stack([songs.x, songs.y], axis=1)
    way = np.array([COLUMNS / 2 + 1.0, -0.5], np.float32)  # farther than half around
    moved, other = kept.at(here + way * np.isin(songs.ids, kept.regions[0].ids)[:, None])
    for part, before in zip(moved.parts, kept.regions[0].parts, strict=True):
        np.testing.assert_allclose(part, before + way, atol=1e-4)
    assert other is kept.regions[1]


def test_songs_that_rest_leave_it_where_it_is(carried) -> None:
    songs, kept = carried
    still = kept.at(np.stack([songs.x, songs.y], axis=1))[0]
    np.testing.assert_allclose(still.parts[0], kept.regions[0].parts[0], atol=1e-5)
