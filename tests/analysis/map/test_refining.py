from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.map.near_songs import Pulls
from organizer.analysis.map.refining import Grid, keep_apart, refine


def pairs(count: int) -> Pulls:
    """Songs 2 n and 2 n + 1 pull each other."""
    near = (np.arange(count) ^ 1)[:, None]
    return Pulls(near, np.ones((count, 1), np.float32))


def strewn(count: int, rows: int = 8, columns: int = 12) -> np.ndarray:
    return np.random.default_rng(0).uniform(0, (rows, columns), (count, 2)).astype(np.float32)


def distances(grid: Grid, places: np.ndarray) -> np.ndarray:
    return np.hypot(*grid.apart(places[::2], places[1::2]).T)


@pytest.mark.parametrize("toroidal", [True, False])
def test_songs_that_pull_each_other_come_together_and_stay_on_the_map(toroidal: bool) -> None:
    grid = Grid(8, 12, toroidal)
    start = strewn(60)
    steps: list[tuple[int, int]] = []
    places = refine(start, pairs(60), grid, step=lambda done, total: steps.append((done, total)))
    assert distances(grid, places).mean() < 0.4 * distances(grid, start).mean()
    assert (places >= 0).all() and (places < grid.size).all() and places.dtype == np.float32
    assert steps == [(done, 100) for done in range(1, 101)]


def test_songs_on_both_sides_of_the_seam_meet_at_it() -> None:
    grid = Grid(8, 12)
    start = np.array([[0.5, 4], [7.5, 4], [4, 11.5], [4, 0.5]], np.float32)
    places = refine(start, pairs(4), grid)
    assert (distances(grid, places) < 1).all()
    assert (distances(grid, places) < distances(Grid(8, 12, toroidal=False), start)).all()


def test_the_same_songs_have_the_same_places() -> None:
    grid = Grid(8, 12)
    assert np.array_equal(refine(strewn(50), pairs(50), grid), refine(strewn(50), pairs(50), grid))


def test_turning_a_torus_turns_the_places() -> None:
    grid = Grid(8, 12)
    start = strewn(40)
    turned = grid.inside(start + np.float32([3, 5]))
    apart = grid.apart(refine(turned, pairs(40), grid), refine(start, pairs(40), grid) + np.float32([3, 5]))
    assert np.median(np.abs(apart)) < 0.2  # the grid of the push lies otherwise


def test_only_songs_that_may_move_do() -> None:
    grid = Grid(8, 12)
    start = strewn(40)
    moving = np.array([1, 7])
    pulls = pairs(40)
    places = refine(start, Pulls(pulls.near[moving], pulls.shares[moving]), grid, moving=moving)
    others = np.setdiff1d(np.arange(40), moving)
    assert np.array_equal(places[others], start[others])
    before, after = (np.hypot(*grid.apart(at[moving], start[moving ^ 1]).T) for at in (start, places))
    assert (after < before).all()
    parted = keep_apart(places, grid, moving=moving)
    assert np.array_equal(parted[others], start[others])


@pytest.mark.parametrize("toroidal", [True, False])
def test_songs_that_coincide_part(toroidal: bool) -> None:
    grid = Grid(4, 6, toroidal)
    places = np.concatenate([np.full((3, 2), 2.5), [[0.0, 0.0], [0.0, 0.01]]]).astype(np.float32)
    parted = keep_apart(places, grid)
    far = grid.apart(parted[:, None].repeat(5, 1).reshape(-1, 2), np.tile(parted, (5, 1)))
    far = np.hypot(*far.T).reshape(5, 5)[~np.eye(5, dtype=bool)]
    assert far.min() > 0.39
    np.testing.assert_allclose(keep_apart(parted, grid), parted, atol=0.01)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_few_songs_stay_where_they_are(count: int) -> None:
    grid = Grid(4, 6)
    start = strewn(count, 4, 6)
    none = Pulls(np.empty((count, 0), np.int64), np.empty((count, 0), np.float32))
    assert np.array_equal(refine(start, none, grid), start)


def test_places_are_in_the_cell_that_they_are_counted_to() -> None:
    for toroidal in (True, False):
        grid = Grid(4, 6, toroidal)
        places = grid.inside(np.array([[4.0, 6.0], [-1e-9, -1e-9], [3.9999999, 5.9999999], [0, 3]]))
        cells = grid.cells(places)
        assert ((cells >= 0) & (cells < 24)).all()
    assert Grid(4, 6).cells(np.array([[3.2, 5.9]], np.float32)).tolist() == [23]


def test_songs_are_not_pushed_against_the_edge_of_a_plane() -> None:
    grid = Grid(8, 12, toroidal=False)
    places = refine(strewn(96), pairs(96), grid)
    edge = np.minimum(places, grid.size - places).min(axis=1)
    assert (edge < 0.1).mean() < 0.3
