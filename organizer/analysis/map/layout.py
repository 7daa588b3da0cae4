"""From songs to a map: a self-organizing map, places between its best cells, refined, and cells that follow.

A song lies in one cell: the one that its place is in. What the refining moves, the codebook follows: it is
trained once more from where the songs are, so that cells, land and dots tell the same.

Conventions: ``data`` float32, shape=(n, d), one song a row; places as in ``refining``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from organizer.analysis.map import anchors
from organizer.analysis.map.anchors import Pins
from organizer.analysis.map.near_songs import pulls
from organizer.analysis.map.refining import Grid, keep_apart, refine
from organizer.analysis.space import som
from organizer.analysis.space.som import FloatArray, IntArray

#: Cells that a song lies between, and how far, in cells, they may be from the best of them.
_BETWEEN, _FARTHEST = 4, 2.9
#: Last radius with which a codebook follows the songs: 1 would tear it where the refining moved them far.
_FOLLOWING = 1.2
#: First radius with which a new map is pulled to pins, as a share of its longer side.
_ANCHORING = 0.1
#: Songs whose places are known from which a map starts from them, and the share of all: fewer say too little
#: about where the others belong.
_ENOUGH, _ENOUGH_SHARE = 3, 0.005
#: Songs up to which places are refined: in a larger library the dots are many times as dense as the pixels.
_REFINED = 200_000
#: Scores of songs and cells that are held at a time.
_BLOCK = 1 << 20

#: Called with (done, of how many); what it raises ends the work.
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """A trained map and the place of each song on it."""

    codebook: FloatArray  #: shape=(rows * columns, d)
    places: FloatArray  #: shape=(n, 2)


def lay_out(
    data: FloatArray,
    grid: Grid,
    *,
    epochs: int = 12,
    seed: int = 0,
    start: FloatArray | None = None,
    pins: Pins | None = None,
    trained: Report | None = None,
    refined: Report | None = None,
) -> Layout:
    """Train a map and place the songs.

    Parameters
    ----------
    start : shape=(n, 2), where songs are on the current map, NaN for those that are not on it. They stay
        about there, also when ``data`` describes them otherwise than before. Where they are very few, the map
        is a new one that is shifted and mirrored to fit them. Without any it is a new one
    pins : songs whose places are given; those near to them come along
    trained, refined : told of the epochs, and of the steps in which places are refined

    Raises ``ValueError`` when there are no songs.
    """
    pins = None if pins is None or not len(pins.rows) else replace(pins, places=keep_apart(pins.places, grid))
    known = bound = np.empty(0, np.int64)
    if start is not None:
        start = np.where(np.isfinite(start), grid.inside(np.nan_to_num(start)), np.nan).astype(np.float32)
        if pins is not None:
            start, bound = anchors.moved(data, start, pins, grid)
        known = np.flatnonzero(np.isfinite(start).all(axis=1))
    follows = _enough(len(known), len(data)) and len(np.setdiff1d(known, bound)) > 0
    codebook = follow(data[known], grid.cells(start[known]), grid) if follows and start is not None else None
    train = partial(
        som.fit,
        data,
        rows=grid.rows,
        columns=grid.columns,
        toroidal=grid.toroidal,
        epochs=epochs,
        seed=seed,
    )
    codebook = _train(train, data, grid, codebook, pins, trained)
    if start is not None and pins is None and len(known) and not follows:
        codebook = anchors.fitted(codebook, data, Pins(known, start[known]), grid)
    places, best = between(codebook, data, grid)
    if follows and start is not None:
        # A song stays where a person knows it, unless it belongs to another part of the map by now.
        way = grid.apart(places[known], start[known])
        near = np.hypot(way[:, 0], way[:, 1]) <= max(grid.rows, grid.columns) / 4
        stay = known[near | np.isin(known, bound)]
        places[stay] = start[stay]
    elif pins is not None:
        places, _ = anchors.moved(data, places, pins, grid)
    if len(data) <= _REFINED:
        held = None if pins is None else pins.rows
        places = refine(places, pulls(data, codebook, best), grid, pinned=held, step=refined)
        free = None if held is None else np.setdiff1d(np.arange(len(data)), held)
        places = keep_apart(places, grid, moving=free)
        codebook = follow(data, grid.cells(places), grid)
    return Layout(codebook, places)


def _enough(known: int, songs: int) -> bool:
    """Whether places of so many of the songs are enough for a map to start from."""
    return known >= max(min(_ENOUGH, songs), _ENOUGH_SHARE * songs)


def _train(
    train: Callable[..., som.Som],
    data: FloatArray,
    grid: Grid,
    codebook: FloatArray | None,
    pins: Pins | None,
    report: Report | None,
) -> FloatArray:
    """The trained codebook, from one to start from or a new one, which is made to fit the pins."""
    if pins is None:
        return train(codebook=codebook, report=report).codebook
    held, first = anchors.anchors(data, pins, grid), None
    if codebook is None:
        codebook = anchors.fitted(train().codebook, data, pins, grid)
        first = _ANCHORING * max(grid.rows, grid.columns)
    return train(codebook=codebook, first_radius=first, anchors=held, report=report).codebook


def add_songs(
    data: FloatArray,
    codebook: FloatArray,
    places: FloatArray,
    new: IntArray,
    grid: Grid,
    *,
    pins: Pins | None = None,
) -> FloatArray:
    """Places of all songs when some join a map: the others stay where they are.

    Parameters
    ----------
    places : shape=(n, 2), of all songs; what it holds of the rows ``new`` does not matter
    pins : songs whose places are given; the others are not moved by them
    """
    places = places.copy()
    if not len(new):
        return places
    places[new] = between(codebook, data[new], grid)[0]
    if pins is not None:
        joins = np.isin(pins.rows, new)
        places[pins.rows[joins]] = grid.inside(pins.places[joins])
        new = np.setdiff1d(new, pins.rows)
    if len(new) and len(data) <= _REFINED:
        pulling = pulls(data, codebook, grid.cells(places), new)
        moved = keep_apart(refine(places, pulling, grid, moving=new), grid, moving=new)
        places[new] = moved[new]
    return places


def between(codebook: FloatArray, data: FloatArray, grid: Grid) -> tuple[FloatArray, IntArray]:
    """Where songs lie between their best cells, and the best cell of each: shapes (n, 2) and (n,).

    The mean of the centres of the four nearest cells, as far as they lie around the nearest, weighted by
    exp(−(d − d₁) / 2g): d the distances in the space, g the median of d₂ − d₁ over all songs.
    """
    count = min(_BETWEEN, len(codebook))
    mean = codebook.mean(axis=0)
    units = codebook - mean
    half = 0.5 * np.einsum("ij,ij->i", units, units)
    cells = np.empty((len(data), count), np.int64)
    far = np.empty((len(data), count), np.float32)
    for start in range(0, len(data), step := max(64, _BLOCK // len(units))):
        part = slice(start, start + step)
        songs = data[part] - mean
        squares, everyone = np.einsum("ij,ij->i", songs, songs), np.arange(len(songs))
        scores = songs @ units.T - half
        for rank in range(count):
            best = scores.argmax(axis=1)
            cells[part, rank] = best
            far[part, rank] = np.sqrt(np.maximum(squares - 2.0 * scores[everyone, best], 0.0))
            scores[everyone, best] = -np.inf
    centres = np.stack([cells // grid.columns, cells % grid.columns], axis=-1).astype(np.float32)
    ways = grid.apart(centres, centres[:, :1])
    gap = max(float(np.median(far[:, 1] - far[:, 0])) if count > 1 and len(far) else 0.0, 1e-9)
    weights = np.exp((far[:, :1] - far) / (2 * gap)) * (np.hypot(ways[..., 0], ways[..., 1]) <= _FARTHEST)
    shift = (weights[..., None] * ways).sum(axis=1) / weights.sum(axis=1)[:, None]
    return grid.inside(centres[:, 0] + 0.5 + shift), cells[:, 0]


def follow(data: FloatArray, cells: IntArray, grid: Grid) -> FloatArray:
    """The codebook of songs that lie in these cells, trained for an epoch from there."""
    start = som.codebook_from_cells(data, cells, rows=grid.rows, columns=grid.columns, toroidal=grid.toroidal)
    return som.fit(
        data,
        rows=grid.rows,
        columns=grid.columns,
        toroidal=grid.toroidal,
        epochs=1,
        codebook=start,
        last_radius=_FOLLOWING,
    ).codebook
