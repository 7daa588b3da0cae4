"""Where songs would lie if their aspects were weighed otherwise: an answer within the blink of an eye.

Songs are described aspect by aspect, each on its principal axes (``described``). Weights then only scale
columns. A coarse map of at most 240 cells, started from where the songs lie, follows the scaled songs for a
few epochs; a song is moved by as much as its place on that map differs from its place with the present
weights. With these all songs stay exactly where they are, whatever the coarse map does not know. The proper
map is built when a person has decided (``layout.lay_out``).

Conventions: places as in ``refining``; weights by the name of an aspect, 1 where none is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from organizer.analysis.ear.layout import NETWORK
from organizer.analysis.map import anchors, layout
from organizer.analysis.map.anchors import Pins
from organizer.analysis.map.near_songs import pulls
from organizer.analysis.map.refining import Grid, refine
from organizer.analysis.space import som
from organizer.analysis.space.principal import principal_axes
from organizer.analysis.space.som import FloatArray, IntArray

#: Axes of each aspect: with twice as many, places differ by less than the coarse map is wrong.
_AXES = 12
#: Cells of the coarse map, at most.
_CELLS = 240
_EPOCHS = 2
#: A song that goes this share of the map away takes nothing along of where it lay beside its cells.
_FAR = 0.15
#: Songs up to which places are refined, too: there is time for it.
_REFINED = 400
#: From how many cells on a song counts as moved.
MOVED = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Aspect:
    """The axes of one aspect: shapes (d,) and (d, k)."""

    name: str
    mean: FloatArray
    axes: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Songs aspect by aspect, each at the weight 1.

    Attributes
    ----------
    names : of the aspects
    parts : of each aspect, shape=(n, k)
    squares : shape=(n, aspects), the squared length of each song in each aspect, on all of its axes
    """

    names: tuple[str, ...]
    parts: tuple[FloatArray, ...]
    squares: FloatArray

    def some(self, rows: IntArray) -> Described:
        """These of the songs."""
        return Described(self.names, tuple(part[rows] for part in self.parts), self.squares[rows])

    def weighed(self, weights: Mapping[str, float]) -> FloatArray:
        """Songs as they are compared with these weights: shape=(n, sum of all k). The ear's aspects have the
        length 1 together, as in ``space.matrix``."""
        factors = np.array([weights.get(name, 1.0) for name in self.names], np.float32)
        own = np.array([name != NETWORK for name in self.names])
        length = np.sqrt(self.squares[:, own] @ (factors[own] ** 2))[:, None]
        inverse = np.where(length > 1e-6, 1.0 / np.maximum(length, 1e-6), 0.0).astype(np.float32)
        joined = [
            part * (factor * inverse if ear else factor)
            for part, factor, ear in zip(self.parts, factors, own, strict=True)
        ]
        return np.concatenate(joined, axis=1)


def aspects_of(parts: Mapping[str, FloatArray]) -> tuple[Aspect, ...]:
    """The principal axes of each aspect, of some songs: each shape=(n, d), as ``Axes.aspects`` gives them."""
    found = []
    for name, rows in parts.items():
        mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        axes = principal_axes(rows - mean)[0][:, :_AXES].astype(np.float32)
        found.append(Aspect(name, mean, axes))
    return tuple(found)


def described(aspects: Sequence[Aspect], parts: Mapping[str, FloatArray]) -> Described:
    """Songs on these axes: for each aspect their numbers, shape=(n, d)."""
    centred = [parts[aspect.name] - aspect.mean for aspect in aspects]
    squares = np.stack([np.einsum("ij,ij->i", rows, rows) for rows in centred], axis=1)
    on_axes = tuple(
        np.asarray(rows @ aspect.axes, np.float32) for rows, aspect in zip(centred, aspects, strict=True)
    )
    return Described(tuple(aspect.name for aspect in aspects), on_axes, squares)


def together(parts: Sequence[Described]) -> Described:
    """Songs that were described a few at a time."""
    columns = zip(*(part.parts for part in parts), strict=True)
    squares = np.concatenate([part.squares for part in parts])
    return Described(parts[0].names, tuple(np.concatenate(column) for column in columns), squares)


@dataclass(frozen=True, slots=True, eq=False)
class Morph:
    """Songs that lie on a map, ready to be weighed otherwise."""

    songs: Described
    places: FloatArray  #: shape=(n, 2), where they lie now
    grid: Grid
    weights: Mapping[str, float]  #: by which they lie there
    coarse: FloatArray  #: shape=(n, 2), where the coarse map puts them with these weights
    pins: Pins | None = None  #: songs that stay at their pins, and take near ones along

    def moved(self, weights: Mapping[str, float]) -> FloatArray:
        """Where the songs lie with other weights: shape=(n, 2). With the same ones just where they are."""
        if all(weights.get(name, 1.0) == self.weights.get(name, 1.0) for name in self.songs.names):
            return self.places
        data = self.songs.weighed(weights)
        there = _coarsely(data, self.places, self.grid)
        way = self.grid.apart(there, self.coarse)
        beside = self.grid.apart(self.places, self.coarse)
        far = np.hypot(way[:, 0], way[:, 1]) / (_FAR * max(self.grid.rows, self.grid.columns))
        keeps = np.clip(1.0 - far, 0.0, 1.0)[:, None]
        places = self.grid.inside(self.coarse + way + beside * keeps)
        return places if self.pins is None else anchors.moved(data, places, self.pins, self.grid)[0]

    def count_moved(self, places: FloatArray) -> int:
        """How many songs lie more than a cell from where they are now."""
        way = self.grid.apart(places, self.places)
        return int(np.count_nonzero(np.hypot(way[:, 0], way[:, 1]) > MOVED))


def prepare(
    songs: Described,
    places: FloatArray,
    grid: Grid,
    weights: Mapping[str, float],
    *,
    pins: Pins | None = None,
) -> Morph:
    """Songs that lie in these places by these weights, ready to be weighed otherwise."""
    coarse = _coarsely(songs.weighed(weights), places, grid)
    return Morph(songs, places, grid, dict(weights), coarse, pins)


def _coarsely(data: FloatArray, places: FloatArray, grid: Grid) -> FloatArray:
    """Where a coarse map that starts from these places puts the songs: shape=(n, 2), in cells of the grid."""
    shrink = min(1.0, float(np.sqrt(_CELLS / (grid.rows * grid.columns))))
    small = Grid(max(1, int(grid.rows * shrink)), max(1, int(grid.columns * shrink)), grid.toroidal)
    scale = small.size / grid.size
    cells = small.cells(small.inside(places * scale))
    start = som.codebook_from_cells(
        data, cells, rows=small.rows, columns=small.columns, toroidal=small.toroidal
    )
    codebook = som.fit(
        data,
        rows=small.rows,
        columns=small.columns,
        toroidal=small.toroidal,
        epochs=_EPOCHS,
        codebook=start,
    ).codebook
    there, best = layout.between(codebook, data, small)
    if len(data) > _REFINED:
        return np.asarray(there / scale, np.float32)
    way = grid.apart(there / scale, places)
    start = np.where(np.hypot(way[:, :1], way[:, 1:]) < _FAR * grid.size.max(), places, there / scale)
    return refine(grid.inside(start), pulls(data, codebook, best), grid)
