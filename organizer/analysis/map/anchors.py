"""Songs that are pinned to places of the map, and the songs near to them that come along.

A torus has no edge and a plane no right side up: a new map is shifted and mirrored first so that it fits the
pins as well as it can. What is left is pulled: in training a pinned song counts as many songs in the cell of
its pin, and in refining it stays there.

Conventions: ``data`` float32, shape=(n, d), one song a row; places as in ``refining``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from organizer.analysis.map import near_songs
from organizer.analysis.map.refining import Grid
from organizer.analysis.space import similarity
from organizer.analysis.space.som import LAST_RADIUS, Anchors, FloatArray, IntArray, best_matching_units

#: A pinned song counts as many songs as all that lie around a cell: in 2π r² cells, r the last radius.
_CELLS = 2 * np.pi * LAST_RADIUS**2
#: Cells between a song and its pin from which the songs near to it go with it, and the farthest that these
#: lie from the pin at first.
_FAR = 1.5
_AROUND = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Pins:
    """Where pinned songs belong."""

    rows: IntArray  #: of the songs, shape=(k,)
    places: FloatArray  #: shape=(k, 2)


def anchors(data: FloatArray, pins: Pins, grid: Grid) -> Anchors:
    """The pinned songs as what training holds."""
    weight = max(_CELLS * len(data) / (grid.rows * grid.columns), 1.0)
    cells = grid.cells(grid.inside(pins.places))
    return Anchors(data[pins.rows], cells, np.full(len(cells), weight, np.float32))


def moved(data: FloatArray, start: FloatArray, pins: Pins, grid: Grid) -> tuple[FloatArray, IntArray]:
    """Where songs are once pinned ones have gone to their pins, and the rows of those that are bound there.

    The songs near to one that leaves its place go with it, as they lay around it. A song that is near to
    several goes with the nearest.

    Parameters
    ----------
    start : shape=(n, 2), where songs are now, NaN for those that are not on the map
    """
    places, aims = start.copy(), grid.inside(pins.places)
    places[pins.rows] = aims
    way = grid.apart(aims, start[pins.rows])
    leaving = np.flatnonzero(~(np.hypot(way[:, 0], way[:, 1]) <= _FAR))
    if not len(leaving):
        return places, pins.rows
    rows = pins.rows[leaving]
    near, far = similarity.neighbours(data, rows, n=near_songs.neighbours(len(data)))
    whose = np.repeat(np.arange(len(rows)), near.shape[1])
    songs, far = near.ravel(), far.ravel()
    order = np.lexsort((whose, far, songs))
    songs, first = np.unique(songs[order], return_index=True)
    whose = whose[order][first]
    free = ~np.isin(songs, pins.rows)
    songs, whose = songs[free], whose[free]
    lay = np.nan_to_num(grid.apart(start[songs], start[rows[whose]]))
    length = np.hypot(lay[:, 0], lay[:, 1])[:, None]
    lay *= np.minimum(1.0, _AROUND / np.maximum(length, 1e-9))
    places[songs] = grid.inside(aims[leaving][whose] + lay)
    return places, np.union1d(pins.rows, songs)


def fitted(codebook: FloatArray, data: FloatArray, pins: Pins, grid: Grid) -> FloatArray:
    """The map, shifted and mirrored so that the best cells of the pinned songs lie nearest to their pins."""
    cells = best_matching_units(codebook, data[pins.rows])
    at = np.stack([cells // grid.columns, cells % grid.columns], axis=1)
    to = grid.cells(grid.inside(pins.places))
    aim = np.stack([to // grid.columns, to % grid.columns], axis=1)
    last = np.array([grid.rows - 1, grid.columns - 1])
    best, least = ((False, False), (0, 0)), np.inf
    for mirrored in product((False, True), (False, True)):
        here = np.where(mirrored, last - at, at)
        # Each axis by itself: the sum of squares of both is least where each is.
        shift, cost = [0, 0], 0.0
        for axis, length in enumerate((grid.rows, grid.columns)):
            shifts = np.arange(length) if grid.toroidal else np.zeros(1, np.int64)
            way = (here[:, axis] + shifts[:, None] - aim[:, axis]).astype(np.float64)
            if grid.toroidal:
                way -= length * np.rint(way / length)
            costs = (way**2).sum(axis=1)
            shift[axis] = int(shifts[costs.argmin()])
            cost += float(costs.min())
        if cost < least - 1e-9:
            best, least = (mirrored, (shift[0], shift[1])), cost
    units = codebook.reshape(grid.rows, grid.columns, -1)
    units = np.flip(units, tuple(axis for axis in range(2) if best[0][axis]))
    units = np.roll(units, best[1], axis=(0, 1))
    return np.ascontiguousarray(units.reshape(codebook.shape))
