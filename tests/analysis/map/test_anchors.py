from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.judging import quality
from organizer.analysis.map import anchors
from organizer.analysis.map.anchors import Pins
from organizer.analysis.map.layout import add_songs, lay_out
from organizer.analysis.map.refining import Grid
from organizer.analysis.space import similarity, som
from tests.analysis.map.test_layout import songs


def off(places: np.ndarray, pins: Pins, grid: Grid) -> np.ndarray:
    """Cells between pinned songs and their pins."""
    return np.hypot(*grid.apart(places[pins.rows], pins.places).T)


def test_a_new_map_is_shifted_and_mirrored_to_the_pins() -> None:
    grid, data = Grid(7, 11), songs(80)
    codebook = som.fit(data, rows=7, columns=11).codebook
    whole = codebook.reshape(7, 11, -1)
    rows = np.array([3, 20, 41, 66])
    for axes, shift in (((0,), (2, 5)), ((0, 1), (6, 1)), ((), (0, 10))):
        other = np.roll(np.flip(whole, axes), shift, axis=(0, 1)).reshape(77, -1)
        cells = som.best_matching_units(other, data[rows])
        places = np.stack([cells // 11, cells % 11], axis=1) + np.float32(0.5)
        pins = Pins(rows, places.astype(np.float32))
        assert np.array_equal(anchors.fitted(codebook, data, pins, grid), other)


def test_a_plane_is_mirrored_and_not_shifted() -> None:
    grid, data = Grid(7, 11, toroidal=False), songs(80)
    codebook = som.fit(data, rows=7, columns=11, toroidal=False).codebook
    cell = int(som.best_matching_units(codebook, data[:1])[0])
    pins = Pins(np.array([0]), np.array([[6.5 - cell // 11, 10.5 - cell % 11]], np.float32))
    fitted = anchors.fitted(codebook, data, pins, grid)
    assert som.best_matching_units(fitted, data[:1])[0] == 76 - cell


@pytest.mark.parametrize("toroidal", [True, False])
@pytest.mark.parametrize("count", [1, 3, 10])
def test_pinned_songs_stay_and_the_map_is_hardly_worse(count: int, toroidal: bool) -> None:
    data, grid = songs(), Grid(10, 16, toroidal)
    before = lay_out(data, grid)
    rng = np.random.default_rng(count)
    rows = rng.choice(len(data), count, replace=False)
    pins = Pins(rows, before.places[rows].copy())
    pins.places[0] = grid.inside(pins.places[:1] + np.array([[4.0, 7.0]]))[0]  # one goes elsewhere
    near, _ = similarity.neighbours(data, rows[:1], n=5)
    for start in (before.places, None):
        laid = lay_out(data, grid, start=start, pins=pins)
        assert off(laid.places, pins, grid).max() <= 1.0
        errors = [
            quality.topographic_error(one.codebook, data, rows=10, columns=16, toroidal=toroidal)
            for one in (laid, before)
        ]
        assert errors[0] <= errors[1] + 0.03
        came = np.hypot(*grid.apart(laid.places[near[0]], pins.places[:1]).T)
        assert np.median(came) < 3.0


def test_songs_near_to_one_that_leaves_go_with_it_and_others_stay() -> None:
    data, grid = songs(), Grid(10, 16)
    start = lay_out(data, grid).places
    near, _ = similarity.neighbours(data, np.array([0]), n=anchors.near_songs.neighbours(200))
    pins = Pins(np.array([0, int(near[0, 0])]), start[[0, near[0, 0]]])
    pins.places[0] = grid.inside(start[:1] + np.array([[5.0, 8.0]]))[0]
    places, bound = anchors.moved(data, start, pins, grid)
    assert set(bound.tolist()) == {0, *near[0].tolist()}
    assert np.hypot(*grid.apart(places[near[0, 1:]], pins.places[:1]).T).max() < 2.1
    others = np.setdiff1d(np.arange(200), [0, *near[0, 1:]])  # a pinned one stays, too
    assert np.array_equal(places[others], start[others])


def test_few_songs_one_place_and_all_pinned() -> None:
    grid = Grid(4, 6)
    for count in (1, 2, 3):
        data = songs(count)
        pins = Pins(np.arange(count), np.full((count, 2), 1.5, np.float32))
        for start in (None, np.full((count, 2), np.nan, np.float32), np.ones((count, 2), np.float32)):
            places = lay_out(data, grid, start=start, pins=pins).places
            assert np.isfinite(places).all() and off(places, pins, grid).max() <= 1.0


def test_a_pinned_song_that_joins_a_map_gets_its_place_and_the_others_stay() -> None:
    data, grid = songs(60), Grid(8, 12)
    laid = lay_out(data[:58], grid)
    places = np.concatenate([laid.places, np.full((2, 2), np.nan, np.float32)])
    pins = Pins(np.array([5, 59]), np.array([[0.5, 0.5], [6.25, 3.5]], np.float32))
    joined = add_songs(data, laid.codebook, places, np.array([58, 59]), grid, pins=pins)
    assert joined[59].tolist() == [6.25, 3.5] and np.isfinite(joined).all()
    assert np.array_equal(joined[:58], laid.places)
