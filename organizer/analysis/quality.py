"""How good a map is.

Conventions as in ``som``: ``data`` shape=(n, d), ``codebook`` shape=(rows * columns, d). No songs give 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.analysis.som import IntArray, best_matching_units, nearest_units


def quantization_error(codebook: npt.ArrayLike, data: npt.ArrayLike, bmus: IntArray | None = None) -> float:
    """Mean Euclidean distance between a song and its best-matching unit, in units of the data."""
    units = np.asarray(codebook, dtype=np.float32)
    songs = np.asarray(data, dtype=np.float32)
    if not len(songs):
        return 0.0
    bmus = best_matching_units(units, songs) if bmus is None else bmus
    total = 0.0
    for start in range(0, len(songs), 65_536):
        part = slice(start, start + 65_536)
        total += float(np.linalg.norm(songs[part] - units[bmus[part]], axis=1).sum(dtype=np.float64))
    return total / len(songs)


def topographic_error(
    codebook: npt.ArrayLike, data: npt.ArrayLike, *, rows: int, columns: int, toroidal: bool = True
) -> float:
    """Share of songs whose best and second-best units are not neighbours.

    Neighbours are the eight cells around a cell, diagonals included; on a torus also across the edge.

    Kiviluoto, K.: Topology preservation in self-organizing maps. ICNN 1996: 294–299.
    """
    songs = np.asarray(data, dtype=np.float32)
    if not len(songs) or rows * columns < 2:
        return 0.0
    first, second = nearest_units(codebook, songs, 2).T
    steps = grid_offsets(first, second, rows=rows, columns=columns, toroidal=toroidal)
    return float((steps.max(axis=1) > 1).mean())


def grid_offsets(
    first: npt.ArrayLike, second: npt.ArrayLike, *, rows: int, columns: int, toroidal: bool = True
) -> IntArray:
    """Steps down and across between pairs of cells, without sign: shape=(n, 2)."""
    a, b = np.asarray(first, np.int64), np.asarray(second, np.int64)
    steps = np.stack([np.abs(a // columns - b // columns), np.abs(a % columns - b % columns)], axis=-1)
    if toroidal:
        steps = np.minimum(steps, np.array([rows, columns]) - steps)
    return steps


def edge_share(cells: npt.ArrayLike, *, rows: int, columns: int) -> float:
    """Share of songs in the outermost cells over the share of these cells: 1 when none is preferred."""
    places = np.asarray(cells, np.int64)
    if not len(places):
        return 0.0
    row, column = places // columns, places % columns
    outside = (row == 0) | (row == rows - 1) | (column == 0) | (column == columns - 1)
    inner = max(rows - 2, 0) * max(columns - 2, 0)
    return float(outside.mean() / (1.0 - inner / (rows * columns)))
