"""Learning step by step: what must hold after each."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import learning


def heaps(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(at, 0.3, (40, 2)) for at in ((0, 0), (5, 0), (0, 5))])


def test_inertia_never_rises_and_it_settles() -> None:
    points, state = heaps(), learning.random_centers(heaps(), 3, seed=1)
    inertias = []
    for _ in range(200):
        state = learning.step_clusters(points, state)
        inertias.append(state.inertia)
        if state.settled:
            break
    assert state.settled
    assert np.diff(inertias).max() <= 1e-9
    assert learning.step_clusters(points, state) is state


def test_settled_centres_are_the_means_of_the_nearest_points() -> None:
    points, state = heaps(), learning.random_centers(heaps(), 3, seed=2)
    while not state.settled:
        state = learning.step_clusters(points, state)
    nearest = np.square(points[:, None] - state.centers).sum(axis=2).argmin(axis=1)
    assert np.array_equal(nearest, state.labels)
    for k in range(3):
        assert state.centers[k] == pytest.approx(points[state.labels == k].mean(axis=0))


def test_it_assigns_and_moves_in_turn() -> None:
    points, first = heaps(), learning.random_centers(heaps(), 3)
    assigned = learning.step_clusters(points, first)
    moved = learning.step_clusters(points, assigned)
    assert np.array_equal(assigned.centers, first.centers) and (assigned.labels >= 0).all()
    assert np.array_equal(moved.labels, assigned.labels) and not np.array_equal(moved.centers, first.centers)


def test_more_centres_than_songs_are_as_many_as_songs() -> None:
    state = learning.random_centers([[0.0, 1.0], [2.0, 3.0]], 5)
    assert len(state.centers) == 2
    assert learning.step_clusters([[0.0, 1.0], [2.0, 3.0]], state).inertia == 0.0


def test_a_crumpled_sheet_unfolds() -> None:
    points = np.random.default_rng(3).random((500, 2))
    sheet = learning.crumpled(points, rows=6, columns=8, seed=1)
    pairs = np.array(learning.links(6, 8))

    def stretch(units: np.ndarray) -> float:
        return float(np.hypot(*(units[pairs[:, 0]] - units[pairs[:, 1]]).T).mean())

    before, error = stretch(sheet.units), sheet.error
    for _ in range(30):
        sheet = learning.step_sheet(points, sheet)
    assert stretch(sheet.units) < before / 2  # neighbours lie near each other now
    assert sheet.error < error
    assert sheet.steps == 30


def test_the_seed_decides() -> None:
    points = heaps()
    one, same, other = (learning.crumpled(points, rows=4, columns=4, seed=s).units for s in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_a_sheet_has_its_links() -> None:
    assert len(learning.links(3, 4)) == 3 * 3 + 2 * 4
    assert learning.links(1, 1) == []


def test_one_song_is_enough() -> None:
    sheet = learning.step_sheet([[1.0, 2.0]], learning.crumpled([[1.0, 2.0]], rows=2, columns=2))
    assert np.isfinite(sheet.units).all() and sheet.error == pytest.approx(0.0)
