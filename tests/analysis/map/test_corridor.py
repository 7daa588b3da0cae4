from __future__ import annotations

import numpy as np

from organizer.analysis.map.corridor import along_line, around_place


def grid(columns: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """A song in the middle of every cell."""
    y, x = np.divmod(np.arange(rows * columns), columns)
    return (x + 0.5).astype(np.float32), (y + 0.5).astype(np.float32)


def test_songs_along_a_line_come_in_its_order() -> None:
    x, y = grid(10, 6)
    right = along_line(x, y, [(0.5, 2.5), (6.5, 2.5)], 1.0)
    assert right.tolist() == [20 + i for i in range(7)]
    assert along_line(x, y, [(6.5, 2.5), (0.5, 2.5)], 1.0).tolist() == right.tolist()[::-1]
    corner = along_line(x, y, [(0.5, 0.5), (3.5, 0.5), (3.5, 3.5)], 0.5)
    assert corner.tolist() == [0, 1, 2, 3, 13, 23, 33]
    assert len(along_line(x, y, [(0.5, 2.5), (6.5, 2.5)], 2.2)) == 3 * 7 + 1  # its end is round
    assert along_line(x, y, [(4.5, 4.5)], 0.5).tolist() == [44]  # a dab
    assert not along_line(x, y, [], 3.0).size and not along_line(x[:0], y[:0], [(1, 1)], 3.0).size


def test_a_line_goes_over_the_seam_of_a_torus() -> None:
    x, y = grid(10, 6)
    over = [(8.5, 5.5), (11.5, 5.5), (11.5, 7.5)]
    assert along_line(x, y, over, 0.5, torus=(10, 6)).tolist() == [58, 59, 50, 51, 1, 11]
    assert along_line(x, y, over, 0.5).tolist() == [58, 59]


def test_width_is_measured_as_it_is_seen() -> None:
    x, y = grid(10, 6)
    line = [(0.5, 2.5), (9.5, 2.5)]
    assert len(along_line(x, y, line, 2.0, aspect=1.0)) == 30
    assert len(along_line(x, y, line, 2.0, aspect=1.4)) == 10


def test_a_line_of_thousands_of_points_is_the_same_line() -> None:
    x, y = grid(30, 30)
    turns = np.linspace(0, np.pi, 5000)
    arc = list(zip((15 + 10 * np.cos(turns)).tolist(), (15 + 10 * np.sin(turns)).tolist(), strict=True))
    fine, coarse = along_line(x, y, arc, 2.0), along_line(x, y, arc[::50], 2.0)
    assert len(np.setxor1d(fine, coarse)) <= 2 and len(fine) > 40


def test_the_nearest_places_reach_over_the_seam() -> None:
    x, y = grid(10, 6)
    assert around_place(x, y, (0.1, 0.8), 2).tolist() == [0, 10]
    assert around_place(x, y, (0.1, 0.8), 2, torus=(10, 6)).tolist() == [0, 9]
    assert around_place(x, y, (20.1, 6.8), 1, torus=(10, 6)).tolist() == [0]
    assert len(around_place(x, y, (1, 1), 99)) == 60 and not around_place(x[:0], y[:0], (1, 1), 3).size
