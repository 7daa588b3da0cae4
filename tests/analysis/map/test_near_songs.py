from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.map import near_songs
from organizer.analysis.space import similarity, som


def songs(count: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    kinds = rng.standard_normal((6, 8))[rng.integers(0, 6, count)]
    return (kinds + 0.4 * rng.standard_normal((count, 8))).astype(np.float32)


def test_shares_sum_to_one_and_fall_with_the_distance() -> None:
    data = songs(120)
    trained = som.fit(data, rows=4, columns=6, epochs=3)
    pulls = near_songs.pulls(data, trained.codebook, som.best_matching_units(trained.codebook, data))
    k = near_songs.neighbours(120)
    assert pulls.near.shape == pulls.shares.shape == (120, k)
    np.testing.assert_allclose(pulls.shares.sum(axis=1), 1.0, rtol=1e-5)
    assert (np.diff(pulls.shares, axis=1) <= 1e-7).all()
    entropy = -(pulls.shares * np.log(np.maximum(pulls.shares, 1e-30))).sum(axis=1)
    np.testing.assert_allclose(np.exp(entropy), near_songs.perplexity(k), rtol=0.01)


def test_in_a_large_library_most_of_the_nearest_are_found_by_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    data = songs(1500)
    trained = som.fit(data, rows=8, columns=12, epochs=5)
    cells = som.best_matching_units(trained.codebook, data)
    asked = np.array([3, 700, 1400])
    exact, _ = similarity.neighbours(data, asked, n=near_songs.MOST)
    monkeypatch.setattr(near_songs, "_COMPARED", 10)
    pulls = near_songs.pulls(data, trained.codebook, cells, asked)
    assert not (pulls.near == asked[:, None]).any()
    shared = [len(set(one) & set(other)) for one, other in zip(exact, pulls.near, strict=True)]
    assert sum(shared) >= 0.9 * exact.size


def test_in_a_small_library_fewer_songs_pull() -> None:
    assert [near_songs.neighbours(n) for n in (1, 2, 20, 60, 200, 10**6)] == [0, 1, 5, 6, 15, 15]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_few_songs_or_equal_ones_have_finite_pulls(count: int) -> None:
    data = np.ones((count, 4), np.float32)
    pulls = near_songs.pulls(data, data[:1], np.zeros(count, np.int64))
    assert pulls.near.shape == (count, count - 1) and np.isfinite(pulls.shares).all()
