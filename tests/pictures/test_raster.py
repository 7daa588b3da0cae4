"""Points as a picture."""

from __future__ import annotations

import numpy as np

from organizer.pictures.raster import splat


def test_a_point_is_a_cross_of_its_colour() -> None:
    picture = splat([3.5], [2.5], [0], [[10, 20, 30]], width=8, height=6)
    drawn = {(int(r), int(c)) for r, c in np.argwhere(picture[..., 3] > 0)}
    assert drawn == {(2, 3), (1, 3), (3, 3), (2, 2), (2, 4)}
    assert picture[2, 3, :3].tolist() == [10, 20, 30]


def test_points_outside_and_unknown_ones_are_left_out() -> None:
    labels = np.zeros(4, np.int64)
    picture = splat(
        [-5.0, np.nan, 20.0, 3.0], [1.0, 1.0, 1.0, np.nan], labels, [[1, 2, 3]], width=8, height=6
    )
    assert not picture.any()
    assert splat([], [], [], [[1, 2, 3]], width=4, height=4).shape == (4, 4, 4)


def test_a_pixel_mixes_its_points_and_is_fuller_where_they_are_more() -> None:
    n = 30_000
    x = np.concatenate([np.full(n, 1.5), [5.5]])
    labels = np.full(n + 1, -1)
    labels[: n // 2] = 0
    picture = splat(x, np.full(n + 1, 1.5), labels, [[200, 0, 0], [0, 0, 0]], width=8, height=3)
    assert picture[1, 1, 0] == 100
    assert picture[1, 1, 3] > picture[1, 5, 3] > 0
    assert np.count_nonzero(picture[..., 3]) == 2  # so many that each is one pixel
