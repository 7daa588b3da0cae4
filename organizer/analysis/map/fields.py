"""What songs are like over the whole map, smoothly: numbers, kinds and crowds as fields, finer than cells.

A number is known where songs lie. Between them it is their mean, the nearer ones counting more (Nadaraya and
Watson 1964), with the neighbourhood of the map's last epoch as the kernel: at the middle of a cell that is
about the component plane. Far from any song wider kernels take over, so that nothing is left empty;
``sureness`` says how little that is worth.

Conventions: places in cells, cell (r, c) from (r, c) to (r + 1, c + 1); fields have so many pixels along a
cell, shape=(rows * pixels, columns * pixels); on a torus all goes on around the edges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.map.refining import Grid
from organizer.analysis.space.som import LAST_RADIUS, FloatArray, IntArray

#: So many pixels a field has at most, and so many a cell at least and at most.
_MOST_PIXELS, _COARSEST, _FINEST = 1_000_000, 4, 48
#: Wider kernels, in cells, and what they count beside the first.
_WIDER = ((3.0, 0.002), (8.0, 0.00002))
#: Songs around a place, as the kernel counts them, that make what is said there fairly sure: so many, or this
#: share of what is around on average.
_ENOUGH, _ENOUGH_SHARE = 0.35, 0.2
#: Cells are joined by a kernel this wide, in cells: what they hold stays, only their corners go.
_JOINING = 0.6
#: The strength of kinds is squared so often that borders between them are narrow.
_SQUARINGS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A number over the map, and from 0 to 1 how sure it is."""

    values: FloatArray
    sureness: FloatArray


def resolution(grid: Grid, most: int = _MOST_PIXELS) -> int:
    """Pixels along a cell."""
    return int(np.clip(np.sqrt(most / (grid.rows * grid.columns)), _COARSEST, _FINEST))


def of_songs(values: npt.ArrayLike, places: FloatArray, grid: Grid, pixels: int) -> Field:
    """A number of songs as a field; songs without one (NaN) do not count, and without any all of it is NaN.

    ``places``: shape=(n, 2), row and column of each song.
    """
    numbers = np.asarray(values, np.float64)
    known = np.isfinite(numbers)
    if not known.any():
        nothing = np.zeros((grid.rows * pixels, grid.columns * pixels), np.float32)
        return Field(np.full_like(nothing, np.nan), nothing)
    middle = float(numbers[known].mean())  # sums of what is left are small: single precision will do
    sums = _shared(places[known], grid, numbers[known] - middle)
    counts = _shared(places[known], grid)
    above = _smoothed(sums, grid, pixels, LAST_RADIUS)
    count = _smoothed(counts, grid, pixels, LAST_RADIUS)
    below = count + np.float32(1e-9)
    for radius, share in _WIDER:
        above += np.float32(share) * _smoothed(sums, grid, pixels, radius)
        below += np.float32(share) * _smoothed(counts, grid, pixels, radius)
    return Field((middle + above / below).astype(np.float32), _sureness(count, grid))


def of_cells(values: npt.ArrayLike, grid: Grid, pixels: int) -> FloatArray:
    """A number of each cell, drawn smoothly from cell to cell. ``values``: shape=(rows * columns,)."""
    cells = np.asarray(values, np.float32).reshape(grid.rows, grid.columns)
    smooth = _smoothed(cells, grid, pixels, _JOINING)
    smooth /= _smoothed(np.ones_like(cells), grid, pixels, _JOINING)
    return smooth


def crowd(places: FloatArray, grid: Grid, pixels: int) -> FloatArray:
    """How many songs lie around, counted per cell."""
    around = np.float32(2 * np.pi * LAST_RADIUS**2)
    return _smoothed(_shared(places, grid), grid, pixels, LAST_RADIUS) / around


def territories(
    kinds: IntArray, places: FloatArray, colours: npt.NDArray[np.uint8], grid: Grid, pixels: int
) -> tuple[FloatArray, FloatArray]:
    """The colours of kinds of songs where they live, shape=(…, 3), blended along a narrow border; and how
    sure it is. ``kinds``: rows of ``colours``, -1 for songs without one."""
    shape = (grid.rows * pixels, grid.columns * pixels)
    blended, total = np.zeros((*shape, 3), np.float32), np.zeros(shape, np.float32)
    near = np.zeros(shape, np.float32)
    for colour, strength, close in _strengths(kinds, places, colours, grid, pixels):
        near += close
        for _ in range(_SQUARINGS):
            strength *= strength
        total += strength
        for channel in range(3):
            blended[..., channel] += strength * colour[channel]
    blended /= np.maximum(total, 1e-30)[..., None]
    return blended, _sureness(near, grid)


def _sureness(near: FloatArray, grid: Grid) -> FloatArray:
    """How sure it is what is said where so many songs are near."""
    enough = max(_ENOUGH, _ENOUGH_SHARE * float(near.mean()))
    sureness: FloatArray = 1 - np.exp(-near / np.float32(enough))
    return sureness


def _strengths(
    kinds: IntArray, places: FloatArray, colours: npt.NDArray[np.uint8], grid: Grid, pixels: int
) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
    for kind, colour in enumerate(colours.astype(np.float32)):
        mine = kinds == kind
        if mine.any():
            counts = _shared(places[mine], grid)
            close = _smoothed(counts, grid, pixels, LAST_RADIUS)
            strength = close + np.float32(1e-9)
            for radius, share in _WIDER:
                strength += np.float32(share) * _smoothed(counts, grid, pixels, radius)
            yield colour, strength, close


def _shared(
    places: FloatArray, grid: Grid, weights: npt.NDArray[np.float64] | None = None
) -> npt.NDArray[np.float32]:
    """Songs, each shared by the four cells whose middles are around it: shape=(rows, columns)."""
    at = np.asarray(places, np.float64).reshape(-1, 2) - 0.5
    first = np.floor(at).astype(np.int64)
    share: npt.NDArray[np.float64] = at - first
    size = np.array([grid.rows, grid.columns])
    cells = np.zeros(grid.rows * grid.columns)
    for down in (0, 1):
        for across in (0, 1):
            cell = first + np.array([down, across])
            cell = cell % size if grid.toroidal else np.clip(cell, 0, size - 1)
            part: npt.NDArray[np.float64] = np.abs(1 - down - share[:, 0]) * np.abs(1 - across - share[:, 1])
            part *= 1.0 if weights is None else weights
            cells += np.bincount(cell[:, 0] * grid.columns + cell[:, 1], part, minlength=cells.size)
    return cells.reshape(grid.rows, grid.columns).astype(np.float32)


def _smoothed(cells: FloatArray, grid: Grid, pixels: int, radius: float) -> FloatArray:
    """What is in the cells, counted with a kernel around every pixel."""
    down = _kernel(grid.rows, pixels, grid.toroidal, radius)
    across = _kernel(grid.columns, pixels, grid.toroidal, radius)
    return np.asarray(down @ cells @ across.T, np.float32)


def _kernel(n: int, pixels: int, toroidal: bool, radius: float) -> FloatArray:
    """What each of ``n`` cells counts for each pixel: shape=(n * pixels, n)."""
    pixel = (np.arange(n * pixels) + 0.5) / pixels - 0.5
    offset = np.asarray(pixel[:, None] - np.arange(n)[None, :], np.float64)
    if toroidal:
        offset -= n * np.rint(offset / n)
    return np.asarray(np.exp(-0.5 * (offset / radius) ** 2), np.float32)
