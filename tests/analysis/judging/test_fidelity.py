from __future__ import annotations

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from organizer.analysis.judging import fidelity


def test_a_map_that_is_the_space_keeps_everything() -> None:
    places = np.random.default_rng(0).uniform(0, 10, (80, 2))
    kept = fidelity.fidelity(places, places)
    assert (kept.trustworthiness, kept.continuity, kept.overlap) == (1.0, 1.0, 1.0)


def test_both_measures_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    data, places = rng.standard_normal((90, 6)), rng.standard_normal((90, 2))
    kept = fidelity.fidelity(data, places, k=7)
    assert kept.trustworthiness == pytest.approx(trustworthiness(data, places, n_neighbors=7), abs=1e-6)
    assert kept.continuity == pytest.approx(trustworthiness(places, data, n_neighbors=7), abs=1e-6)


def test_places_at_random_share_neighbours_by_chance_alone() -> None:
    rng = np.random.default_rng(2)
    kept = fidelity.fidelity(rng.standard_normal((400, 5)), rng.uniform(0, 20, (400, 2)))
    assert kept.overlap == pytest.approx(10 / 399, abs=0.02)
    assert kept.trustworthiness == pytest.approx(0.5, abs=0.05)


def test_a_ring_is_torn_on_a_plane_and_whole_on_a_torus() -> None:
    angle = 2 * np.pi * np.arange(60) / 60
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    places = np.stack([np.full(60, 2.0), 12 * np.arange(60) / 60], axis=1)
    assert fidelity.fidelity(ring, places, size=(4, 12)).overlap == 1.0
    assert fidelity.fidelity(ring, places).continuity < 1.0


@pytest.mark.parametrize("size", [None, (6, 9)])
def test_some_songs_of_a_library_overlap_as_all_do(size: tuple[int, int] | None) -> None:
    rng = np.random.default_rng(4)
    data = rng.standard_normal((70, 5)).astype(np.float32)
    places = rng.uniform(0, (6, 9), (70, 2))
    everyone = fidelity.overlap(data, places, np.arange(70), size=size)
    assert everyone == pytest.approx(fidelity.fidelity(data, places, size=size).overlap)
    assert fidelity.overlap(data, data[:, :2], np.array([3, 9])) > 10 / 69
    assert fidelity.overlap(data[:1], places[:1], np.array([0])) == 1.0


@pytest.mark.parametrize("songs", [0, 1, 2, 5])
def test_a_few_songs_have_measures(songs: int) -> None:
    data = np.random.default_rng(3).standard_normal((songs, 4))
    kept = fidelity.fidelity(data, data[:, :2])
    assert kept.overlap == 1.0 and np.isfinite([kept.trustworthiness, kept.continuity]).all()
