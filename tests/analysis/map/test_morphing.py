from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.map.anchors import Pins
from organizer.analysis.map.layout import lay_out
from organizer.analysis.map.morphing import Morph, aspects_of, described, prepare, together
from organizer.analysis.map.refining import Grid

GRID = Grid(12, 20)


def songs(n: int = 900, seed: int = 0) -> dict[str, np.ndarray]:
    """Songs that differ along a few axes in each aspect, at length 1."""
    random = np.random.default_rng(seed)
    parts = {}
    for name, size in (("timbre", 30), ("rhythm", 20), ("network", 40)):
        rows = random.standard_normal((n, 2)) @ random.standard_normal((2, size))
        rows += 0.3 * random.standard_normal((n, size))
        length = 0.7 if name == "network" else 1.0
        parts[name] = (length * rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return parts


def morph(n: int = 900, grid: Grid = GRID, **weights: float) -> Morph:
    parts = songs(n)
    told = described(aspects_of(parts), parts)
    places = lay_out(told.weighed(weights), grid).places
    return prepare(told, places, grid, weights)


def alike_beside(places: np.ndarray, rows: np.ndarray) -> float:
    """How alike songs are that lie beside each other."""
    likeness = []
    for row in range(0, len(places), 7):
        far = np.hypot(*GRID.apart(places, places[row]).T)
        far[row] = np.inf
        likeness.append(float((rows[np.argpartition(far, 8)[:8]] @ rows[row]).mean()))
    return float(np.mean(likeness))


def test_the_weights_of_the_map_leave_every_song_where_it_is() -> None:
    told = morph(timbre=2.0)
    assert told.moved({"timbre": 2.0}) is told.places
    assert told.moved({"timbre": 2.0, "rhythm": 1.0, "network": 1.0}) is told.places
    assert told.count_moved(told.places) == 0


@pytest.mark.parametrize("n", [200, 900])
def test_songs_alike_in_what_counts_more_come_together(n: int) -> None:
    told = morph(n, timbre=1.0)
    places = told.moved({"timbre": 0.1, "rhythm": 3.0, "network": 0.1})
    assert places.shape == (n, 2)
    assert ((places >= 0) & (places < GRID.size)).all()
    rhythm = songs(n)["rhythm"]
    assert alike_beside(places, rhythm) > alike_beside(told.places, rhythm) + 0.05
    assert told.count_moved(places) > n / 4


def test_a_pinned_song_stays_and_keeps_those_near_to_it() -> None:
    parts = songs(200)
    told = described(aspects_of(parts), parts)
    weights = {"timbre": 0.1, "rhythm": 3.0, "network": 0.1}
    places = lay_out(told.weighed({}), GRID).places
    free = prepare(told, places, GRID, {}).moved(weights)
    gone = int(np.argmax(np.hypot(*GRID.apart(free, places).T)))
    pins = Pins(np.array([gone]), places[[gone]])
    held = prepare(told, places, GRID, {}, pins=pins).moved(weights)
    np.testing.assert_allclose(held[gone], places[gone])
    near = np.argsort(np.linalg.norm(told.weighed(weights) - told.weighed(weights)[gone], axis=1))[1:6]
    assert (np.hypot(*GRID.apart(held[near], places[[gone]]).T) <= 2.5).mean() >= 0.6


def test_a_small_step_moves_little_and_a_larger_one_more() -> None:
    told = morph()
    ways = []
    for weight in (1.05, 1.5, 3.0):
        way = GRID.apart(told.moved({"rhythm": weight}), told.places)
        ways.append(float(np.median(np.hypot(way[:, 0], way[:, 1]))))
    assert ways == sorted(ways)
    assert ways[0] < 0.5


@pytest.mark.parametrize("grid", [Grid(4, 6), Grid(4, 6, False), Grid(40, 64)])
def test_small_and_odd_maps_are_survived(grid: Grid) -> None:
    parts = songs(5)
    told = described(aspects_of(parts), parts)
    ready = prepare(told, np.full((5, 2), 1.5, np.float32), grid, {})
    for weights in ({"timbre": 0.0, "rhythm": 0.0}, {"network": 0.0}, {"timbre": 3.0}):
        places = ready.moved(weights)
        assert np.isfinite(places).all()
        assert ((places >= 0) & (places < grid.size)).all()


def test_songs_described_a_few_at_a_time_are_the_same() -> None:
    parts = songs(50)
    axes = aspects_of(parts)
    whole = described(axes, parts)
    halves = [
        described(axes, {name: rows[half] for name, rows in parts.items()})
        for half in (slice(0, 20), slice(20, 50))
    ]
    joined = together(halves)
    assert np.allclose(joined.weighed({"rhythm": 2.0}), whole.weighed({"rhythm": 2.0}), atol=1e-5)
    # the ear's aspects have the length 1 together, or what their first axes have of it
    length = np.linalg.norm(whole.weighed({"network": 0.0}), axis=1)
    assert (length <= 1.0 + 1e-4).all()
    assert np.median(length) > 0.8
