"""U-matrix and component planes: analytic truths on small maps."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import planes


def test_a_border_between_two_regions_is_high() -> None:
    codebook = np.zeros((4 * 6, 2), np.float32)
    codebook.reshape(4, 6, 2)[:, 3:] = 1.0  # two halves, side by side
    flat = planes.u_matrix(codebook, rows=4, columns=6, toroidal=False).reshape(4, 6)
    assert (flat[:, [0, 1, 4, 5]] == 0).all() and (flat[:, [2, 3]] > 0.3).all()
    torus = planes.u_matrix(codebook, rows=4, columns=6, toroidal=True).reshape(4, 6)
    assert (torus[:, [0, 2, 3, 5]] > 0.3).all() and (torus[:, [1, 4]] == 0).all()


def test_the_mean_distance_counts_only_cells_that_are_there() -> None:
    codebook = np.array([[0.0], [1.0], [3.0]])
    result = planes.u_matrix(codebook, rows=1, columns=3, toroidal=False)
    assert result.tolist() == [1.0, 1.5, 2.0]
    assert planes.u_matrix(np.zeros((1, 3)), rows=1, columns=1, toroidal=True).tolist() == [0.0]


def test_a_plane_is_the_weighted_mean_of_the_songs_around() -> None:
    values, cells = [10.0, 20.0, np.nan], [0, 1, 2]
    result = planes.plane(values, cells, rows=1, columns=8, toroidal=False)
    near = np.exp(-0.5)
    assert result[0] == pytest.approx((10 + 20 * near) / (1 + near), rel=1e-5)
    assert result[0] < result[1] < result[2] < 20.0  # cell 2 has no value of its own
    assert np.isnan(result[7])  # far from any song


def test_a_plane_of_one_value_is_that_value_and_of_none_is_empty() -> None:
    same = planes.plane([5.0] * 6, range(6), rows=2, columns=3, toroidal=True)
    assert same == pytest.approx(5.0)
    colours, low, high = planes.coloured(same, (1, 2, 3))
    assert (low, high) == (5.0, 5.0) and colours.shape == (6, 3)
    none = planes.plane([np.nan], [0], rows=2, columns=3, toroidal=True)
    assert np.isnan(none).all() and (planes.coloured(none, (1, 2, 3))[0] == (1, 2, 3)).all()


def test_the_scale_is_viridis_and_grows_lighter_all_the_way() -> None:
    colours = planes.viridis(np.linspace(0, 1, 256)).astype(int)
    assert [tuple(colours[place].tolist()) for place in (0, 51, 255)] == [
        (68, 1, 84),
        (65, 68, 135),
        (253, 231, 37),
    ]
    assert np.abs(colours[128] - (33, 145, 140)).max() <= 2  # between two places of our table
    light = colours @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(light[::4]) > 0).all()
    outside = planes.viridis(np.array([[-1.0, 2.0]]))
    assert outside.tolist() == [[[68, 1, 84], [253, 231, 37]]]
