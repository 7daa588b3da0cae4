from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.judging import fidelity, quality
from organizer.analysis.map.layout import add_songs, between, lay_out
from organizer.analysis.map.refining import Grid
from organizer.analysis.space import landscape, som

GRID = Grid(10, 16)


def songs(count: int = 200, *, seed: int = 0) -> np.ndarray:
    """Unit vectors in kinds that overlap, each bent along two directions."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, 6, count)
    data = rng.standard_normal((6, 20))[kinds]
    data += 0.8 * np.einsum(
        "nk,nkd->nd", rng.uniform(-1, 1, (count, 2)), rng.standard_normal((6, 2, 20))[kinds]
    )
    data += 0.2 * rng.standard_normal((count, 20))
    return (data / np.linalg.norm(data, axis=1, keepdims=True)).astype(np.float32)


def steps(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Cells between the places of songs."""
    offsets = quality.grid_offsets(GRID.cells(one), GRID.cells(other), rows=GRID.rows, columns=GRID.columns)
    return np.asarray(offsets.max(axis=1))


def test_a_song_lies_between_its_best_cells() -> None:
    codebook = np.arange(60.0, dtype=np.float32)[:, None] ** 2
    grid = Grid(1, 60, toroidal=False)
    places, cells = between(codebook, np.array([[100.0], [110.5]], np.float32), grid)
    assert cells.tolist() == [10, 11] or cells.tolist() == [10, 10]
    assert places[0, 1] == pytest.approx(10.5, abs=0.3) and 10.5 < places[1, 1] < 11.5


@pytest.mark.parametrize("toroidal", [True, False])
def test_the_map_is_truer_than_one_of_cells_alone_and_as_smooth(toroidal: bool) -> None:
    data, grid = songs(), Grid(10, 16, toroidal)
    laid = lay_out(data, grid)
    trained = som.fit(data, rows=10, columns=16, toroidal=toroidal).codebook
    strewn = landscape.strewn(som.best_matching_units(trained, data), np.arange(200), columns=16)
    size = (10, 16) if toroidal else None
    now, before = (fidelity.fidelity(data, places, size=size) for places in (laid.places, strewn))
    assert now.overlap > before.overlap + 0.08 and now.trustworthiness > before.trustworthiness
    errors = [
        quality.topographic_error(codebook, data, rows=10, columns=16, toroidal=toroidal)
        for codebook in (laid.codebook, trained)
    ]
    assert errors[0] <= errors[1] + 0.03


def test_the_codebook_follows_the_songs() -> None:
    data = songs()
    laid = lay_out(data, GRID)
    best = som.best_matching_units(laid.codebook, data)
    apart = quality.grid_offsets(best, GRID.cells(laid.places), rows=10, columns=16).max(axis=1)
    assert (apart <= 1).mean() > 0.85


def test_the_same_songs_give_the_same_map_bit_for_bit() -> None:
    first, second = lay_out(songs(), GRID), lay_out(songs(), GRID)
    assert np.array_equal(first.places, second.places) and np.array_equal(first.codebook, second.codebook)


def test_songs_that_join_move_nobody_and_lie_beside_those_they_are_like() -> None:
    data = songs(220)
    new = np.arange(200, 220)
    laid = lay_out(data[:200], GRID)
    start = np.concatenate([laid.places, np.full((20, 2), np.nan, np.float32)])
    places = add_songs(data, laid.codebook, start, new, GRID)
    assert np.array_equal(places[:200], laid.places) and np.isfinite(places).all()
    near = fidelity.nearest(fidelity.map_distances(places, size=(10, 16)), 10)[new]
    space = np.argsort(np.linalg.norm(data[new, None] - data[None], axis=2), axis=1)[:, 1:11]
    assert np.mean([len(set(a) & set(b)) for a, b in zip(near, space, strict=True)]) > 4
    assert np.array_equal(add_songs(data, laid.codebook, places, np.empty(0, np.int64), GRID), places)


def test_after_a_tenth_more_songs_nine_of_ten_stay_within_two_cells() -> None:
    data = songs(220)
    laid = lay_out(data[:200], GRID)
    start = np.concatenate([laid.places, np.full((20, 2), np.nan, np.float32)])
    rebuilt = lay_out(data, GRID, start=start)
    assert (steps(rebuilt.places[:200], laid.places) <= 2).mean() >= 0.9
    fresh = lay_out(data, GRID)
    kept = [fidelity.fidelity(data, one.places, size=(10, 16)).overlap for one in (rebuilt, fresh)]
    assert kept[0] > kept[1] - 0.05


@pytest.mark.parametrize(("known", "most"), [(14, 0.2), (2, 0.32)])
def test_a_map_that_grew_from_a_few_songs_lies_where_it_lay(known: int, most: float) -> None:
    """Two are too few to start from: a new map is shifted and mirrored to fit them."""
    data = songs()
    small = Grid(5, 9)
    start = np.full((200, 2), np.nan, np.float32)
    start[:known] = lay_out(data[:14], small).places[:known] * GRID.size / small.size
    fresh, kept = lay_out(data, GRID).places, lay_out(data, GRID, start=start).places
    far = [np.hypot(*GRID.apart(one[:known], start[:known]).T).mean() / 16 for one in (fresh, kept)]
    assert far[1] < most and far[1] < far[0]
    truth = [fidelity.fidelity(data, one, size=(10, 16)).overlap for one in (fresh, kept)]
    assert truth[1] > truth[0] - 0.02


def test_songs_described_otherwise_stay_where_they_are_known() -> None:
    data = songs()
    before = lay_out(data, GRID)
    other = np.concatenate([data[:, 5:], np.roll(data, 3, axis=1)[:, :10] * 0.5], axis=1)
    rebuilt = lay_out(other, GRID, start=before.places)
    assert rebuilt.codebook.shape == (160, 25)
    assert (steps(rebuilt.places, before.places) <= 2).mean() > 0.7


@pytest.mark.parametrize("toroidal", [True, False])
@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_a_few_songs_and_copies_of_one_have_a_map(count: int, toroidal: bool) -> None:
    grid = Grid(4, 6, toroidal)
    for data in (songs(count), np.ones((count, 5), np.float32)):
        laid = lay_out(data, grid)
        assert np.isfinite(laid.places).all() and np.isfinite(laid.codebook).all()
        assert ((laid.places >= 0) & (laid.places < grid.size)).all()


def test_what_the_report_raises_ends_the_work() -> None:
    def stop(_done: int, _of: int) -> None:
        raise InterruptedError

    for told in ("trained", "refined"):
        with pytest.raises(InterruptedError):
            lay_out(songs(60), Grid(4, 6), **{told: stop})
