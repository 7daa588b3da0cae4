from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis import quality, som


def test_songs_on_their_units_have_no_error() -> None:
    codebook = np.random.default_rng(0).standard_normal((12, 5)).astype(np.float32)
    assert quality.quantization_error(codebook, codebook) == pytest.approx(0.0, abs=1e-6)


def test_quantization_error_is_the_mean_distance() -> None:
    codebook = np.array([[0.0], [10.0]])
    assert quality.quantization_error(codebook, [[1.0], [8.0], [10.0]]) == pytest.approx(1.0)


def test_steps_wrap_around_on_a_torus() -> None:
    first, second = [0, 0, 0], [5, 18, 8]  # a grid of 4 × 6: the end of the row, the column's end, a diagonal
    assert quality.grid_offsets(first, second, rows=4, columns=6).tolist() == [[0, 1], [1, 0], [1, 2]]
    plane = quality.grid_offsets(first, second, rows=4, columns=6, toroidal=False)
    assert plane.tolist() == [[0, 5], [3, 0], [1, 2]]


def test_topographic_error_counts_torn_neighbours() -> None:
    line = np.arange(6.0)[:, None]
    songs = line + 0.2
    assert quality.topographic_error(line, songs[:5], rows=1, columns=6, toroidal=False) == 0.0
    torn = line[[0, 3, 1, 4, 2, 5]]
    assert quality.topographic_error(torn, songs[:5], rows=1, columns=6, toroidal=False) > 0.5


def test_best_units_across_the_seam_are_neighbours_on_a_torus() -> None:
    codebook = np.array([[0.0], [5.0], [9.0], [6.0], [1.0]])
    assert quality.topographic_error(codebook, [[0.4]], rows=1, columns=5, toroidal=True) == 0.0
    assert quality.topographic_error(codebook, [[0.4]], rows=1, columns=5, toroidal=False) == 1.0


def test_edge_share_is_one_when_every_cell_holds_the_same() -> None:
    assert quality.edge_share(np.arange(24), rows=4, columns=6) == pytest.approx(1.0)
    assert quality.edge_share([7, 8], rows=4, columns=6) == 0.0
    assert quality.edge_share([0, 0], rows=4, columns=6) == pytest.approx(24 / 16)


def test_a_torus_pushes_no_songs_to_the_edge_and_a_plane_does() -> None:
    rng = np.random.default_rng(0)
    data = rng.standard_normal((174, 64)).astype(np.float32)
    shares = []
    for toroidal in (True, False):
        trained = som.fit(data, rows=16, columns=26, toroidal=toroidal)
        shares.append(
            quality.edge_share(som.best_matching_units(trained.codebook, data), rows=16, columns=26)
        )
    assert shares[0] <= 1.3 < shares[1]


def test_no_songs_give_zero() -> None:
    codebook = np.zeros((4, 3), np.float32)
    empty = np.empty((0, 3), np.float32)
    assert quality.quantization_error(codebook, empty) == 0.0
    assert quality.topographic_error(codebook, empty, rows=2, columns=2) == 0.0
    assert quality.edge_share([], rows=2, columns=2) == 0.0
