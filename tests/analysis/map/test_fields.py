"""Numbers and kinds of songs over the whole map."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.map import fields
from organizer.analysis.map.refining import Grid
from organizer.analysis.space import planes

GRID = Grid(8, 12)


@pytest.fixture
def places() -> np.ndarray:
    return np.random.default_rng(3).uniform((0, 0), (8, 12), (150, 2)).astype(np.float32)


def test_at_the_middle_of_a_cell_a_field_is_the_component_plane(places) -> None:
    middles = np.floor(places) + np.float32(0.5)
    numbers = middles[:, 1] * 3 + np.sin(middles[:, 0])
    cells = middles.astype(int) @ [12, 1]
    plane = planes.plane(numbers, cells, rows=8, columns=12, toroidal=True).reshape(8, 12)
    drawn = fields.of_songs(numbers, middles, GRID, 5)
    assert drawn.values.shape == (40, 60)
    assert np.abs(drawn.values[2::5, 2::5] - plane).max() < 0.05 * np.ptp(plane)


@pytest.mark.parametrize("toroidal", [True, False])
def test_a_field_is_smooth_everywhere_and_around_the_edges_of_a_torus(places, toroidal) -> None:
    numbers = np.random.default_rng(1).normal(size=150)
    drawn = fields.of_songs(numbers, places, Grid(8, 12, toroidal), 16)
    assert np.isfinite(drawn.values).all()
    span = np.ptp(drawn.values)
    assert np.abs(np.diff(drawn.values, axis=1)).max() < span / 12  # no steps from cell to cell
    seam = np.abs(drawn.values[:, 0] - drawn.values[:, -1]).max()
    assert (seam < span / 12) == toroidal


def test_far_from_songs_it_is_less_sure_and_nothing_is_empty() -> None:
    places = np.array([[4.5, 2.5], [4.5, 3.5]], np.float32)
    drawn = fields.of_songs([10.0, np.nan], places, Grid(8, 12, False), 4)
    assert np.allclose(drawn.values, 10.0, atol=1e-3)
    assert drawn.sureness[18, 10] > 0.8 and drawn.sureness[18, 40] < 0.01
    nothing = fields.of_songs([np.nan, np.nan], places, GRID, 4)
    assert np.isnan(nothing.values).all() and not nothing.sureness.any()


def test_what_cells_hold_stays_where_they_are(places) -> None:
    cells = np.zeros((8, 12), np.float32)
    cells[3, 5] = 1.0
    smooth = fields.of_cells(cells.ravel(), GRID, 5)
    assert np.unravel_index(smooth.argmax(), smooth.shape) == (17, 27)
    assert smooth.mean() == pytest.approx(cells.mean(), rel=1e-3)
    assert np.allclose(fields.of_cells(np.full(96, 2.5), Grid(8, 12, False), 5), 2.5, atol=1e-5)


def test_the_crowd_counts_the_songs(places) -> None:
    assert fields.crowd(places, GRID, 4).mean() * 96 == pytest.approx(150, rel=0.01)


def test_kinds_of_songs_have_the_land_around_them() -> None:
    places = np.array([[4, 2.5], [4, 3.0], [4, 8.5], [4, 9.0], [1, 9.0]], np.float32)
    colours = np.array([[255, 0, 0], [9, 9, 9], [0, 0, 255]], np.uint8)
    kinds = np.array([0, 0, 2, 2, -1])
    blended, sureness = fields.territories(kinds, places, colours, GRID, 4)
    assert blended[16, 11].tolist() == pytest.approx([255, 0, 0], abs=1)
    assert blended[16, 35].tolist() == pytest.approx([0, 0, 255], abs=1)
    assert sureness[16, 11] > 0.9 > 0.2 > sureness[0, 23]
    border = blended[16, 11:35, 0]
    assert (np.diff(border) <= 1e-3).all() and ((border > 40) & (border < 215)).any()  # soft, not a step
