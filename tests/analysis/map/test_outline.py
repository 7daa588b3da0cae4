"""Outlines of songs on the map."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.map.outline import outline
from organizer.analysis.map.refining import Grid

GRID = Grid(10, 16)


def area(line: np.ndarray) -> float:
    y, x = line.T
    return float(abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2)


def cloud(row: float, column: float, n: int, spread: float = 0.7, seed: int = 0) -> np.ndarray:
    return (np.array([row, column]) + spread * np.random.default_rng(seed).normal(size=(n, 2))).astype(
        np.float32
    )


def test_no_songs_have_none_and_one_song_a_small_ring() -> None:
    assert outline(np.empty((0, 2), np.float32), GRID) == []
    (line,) = outline(np.array([[3.2, 5.7]], np.float32), GRID)
    assert np.allclose(line[0], line[-1]) and np.allclose(line[:-1].mean(axis=0), [3.2, 5.7], atol=0.1)
    far = np.hypot(*(line - [3.2, 5.7]).T)
    assert far.min() > 0.3 and far.max() < 0.8


def test_songs_over_the_seam_have_one_part_that_goes_on_beyond_it() -> None:
    (line,) = outline(cloud(0.0, 15.9, 60), GRID)
    assert line[:, 0].min() < 0 < line[:, 0].max() or line[:, 0].max() > 10
    assert line[:, 1].min() < 0 or line[:, 1].max() > 16
    assert np.abs(np.diff(line, axis=0)).max() < 0.5 and np.allclose(line[0], line[-1])
    here = outline(cloud(5.0, 8.0, 60), GRID)[0]
    assert area(line) == pytest.approx(area(here), rel=0.05)


def test_a_few_songs_far_off_have_no_part_but_two_clouds_have_two() -> None:
    songs = np.concatenate([cloud(5, 4, 40), [[1.0, 12.0]]]).astype(np.float32)
    (line,) = outline(songs, GRID)
    assert line[:, 1].max() < 9
    two = outline(np.concatenate([cloud(5, 3, 20, 0.4), cloud(5, 11, 40, 0.4)]), GRID)
    assert [round(float(line[:, 1].mean())) for line in two] == [11, 3]
    few = outline(np.array([[2, 2], [8, 8], [5, 13]], np.float32), GRID)
    assert len(few) == 3


def test_songs_all_around_a_torus_have_two_edges_and_songs_everywhere_none() -> None:
    ring = np.stack([np.full(64, 5.0), np.arange(64) / 4], axis=1).astype(np.float32)
    lines = outline(ring, GRID)
    assert len(lines) == 2 and all(abs(line[0, 1] - line[-1, 1]) == pytest.approx(16) for line in lines)
    every = np.random.default_rng(0).uniform([0, 0], [10, 16], (2000, 2)).astype(np.float32)
    assert outline(every, GRID) == []


def test_on_a_plane_the_outline_ends_at_the_edge() -> None:
    corners = np.array([[0.1, 0.1], [0.3, 0.4], [9.9, 15.9]], np.float32)
    lines = outline(corners, Grid(10, 16, toroidal=False))
    assert len(lines) == 2
    assert all(np.allclose(line[0], line[-1]) for line in lines)


def test_most_songs_lie_inside_and_few_others_do() -> None:
    songs = cloud(5, 8, 200, 1.0)
    (line,) = outline(songs, GRID)
    inside = ((songs >= line.min(axis=0)) & (songs <= line.max(axis=0))).all(axis=1)
    assert inside.mean() > 0.97
    assert area(line) < 4 * np.pi * 3**2 / 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 2), (60, 90)])
def test_maps_of_any_size(shape: tuple[int, int]) -> None:
    songs = np.random.default_rng(1).uniform([0, 0], shape, (30, 2)).astype(np.float32)
    for toroidal in (True, False):
        for line in outline(songs, Grid(*shape, toroidal)):
            assert np.isfinite(line).all() and line.shape[1] == 2
