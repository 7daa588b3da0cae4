"""The songs on the map: where each lies."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.ui.canvas.songs import SongsOnMap, load_number, load_songs
from tests.feature_table import add_table
from tests.ui.map.test_view import COLUMNS, ROWS, make_map


@pytest.fixture
def shown(db) -> SongsOnMap:
    return load_songs(db, *make_map(db, 200))


def test_songs_stand_in_the_order_of_cells_and_inside_them(shown):
    assert (np.diff(shown.cells) >= 0).all() and shown.count == 200
    for cell in range(ROWS * COLUMNS):
        assert (shown.cells[shown.in_cell(cell)] == cell).all()
    assert (np.floor(shown.x) == shown.cells % COLUMNS).all()
    assert (np.floor(shown.y) == shown.cells // COLUMNS).all()


def test_the_cut_of_the_landscape_moves_cells_and_not_the_songs_in_them(db):
    music_map, landscape = make_map(db, 200)
    cut, whole = load_songs(db, music_map, landscape), load_songs(db, music_map, None)
    for songs in (cut, whole):
        own = dict(zip(songs.ids.tolist(), songs.original[songs.cells].tolist(), strict=True))
        assert own == dict(zip(music_map.track_ids.tolist(), music_map.cells.tolist(), strict=True))


def test_songs_stay_where_they_are_when_others_come(db):
    few = load_songs(db, *make_map(db, 100))
    more = load_songs(db, *make_map(db, 200))
    places = more.places_of(few.ids)
    order = np.argsort(few.ids)
    again = places[np.argsort(more.ids[places])]
    np.testing.assert_allclose((few.x % 1)[order], (more.x % 1)[again], atol=1e-5)


def test_the_nearest_song_is_sought_over_the_seam_of_a_torus(shown):
    place = int(np.argmin(shown.x + 100 * (np.floor(shown.y) != 2)))  # near the left edge
    near = shown.nearest(float(shown.x[place]) + COLUMNS, float(shown.y[place]) - ROWS)
    assert near is not None and near[0] == place and near[1] == pytest.approx(0, abs=1e-4)


def test_a_rectangle_may_reach_over_the_seam(shown):
    inside = shown.inside(COLUMNS - 1, 0, COLUMNS + 1, ROWS)
    assert set((shown.cells[inside] % COLUMNS).tolist()) == {0, COLUMNS - 1}


def test_numbers_of_tables_are_read_in_the_order_of_the_songs(db, tmp_path):
    ids = add_table(db, tmp_path, 30)
    music_map, _ = make_map(db, 5)
    shown = load_songs(db, music_map, None)
    assert "popularity" in shown.numbers and shown.numbers[0] == "tempo"
    assert np.isnan(load_number(db, shown, "popularity")).sum() == len(set(shown.ids.tolist()) - set(ids))
