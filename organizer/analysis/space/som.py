"""Batch self-organizing map.

Conventions: ``data`` is float, shape=(n, d), one song a row; a codebook is float32, shape=(rows * columns,
d), cell ``row * columns + column``. Distances between cells are counted in cells; on a torus they wrap
around. One song, equal songs, constant columns and fewer songs than cells all give a finite codebook.

Kohonen, T.: Essentials of the self-organizing map. Neural Networks 37 (2013): 52–65.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.principal import principal_axes

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
Report = Callable[[int, int], None]

#: Largest grid that ``grid_size`` proposes, and the smallest.
LARGEST, SMALLEST = (39, 62), (4, 6)
#: Rows to columns: a window in landscape format.
_ASPECT = 16 / 26
#: Songs drawn for the first and for the last sampled epoch. Libraries up to the latter are never sampled,
#: and the very last epoch always sees every song.
_FIRST_SAMPLE, _LAST_SAMPLE = 5_000, 20_000
#: Scores held at a time: the block stays in the cache between product and maximum.
_BLOCK_ELEMENTS = 1 << 20
#: A last radius of 1 keeps neighbours together; 0.5 would lower the quantization error and tear the map.
LAST_RADIUS = 1.0
#: Radius from which a map that only follows its library starts.
_SETTLED_RADIUS = 2.0
#: Radius at which a codebook is made of songs that live in given cells.
_FOLLOWING_RADIUS = 1.5
_TINY = 1e-30


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """Points whose best-matching units are given, wherever they would lie by themselves."""

    data: FloatArray  #: shape=(k, d)
    cells: IntArray  #: shape=(k,)
    weights: FloatArray  #: shape=(k,), as how many songs each counts


@dataclass(frozen=True, slots=True)
class Som:
    """A trained map."""

    codebook: FloatArray  #: shape=(rows * columns, d)
    rows: int
    columns: int
    toroidal: bool


def grid_size(n_songs: int) -> tuple[int, int]:
    """Rows and columns for a library: about 12 √n cells, 16:26, from 4 × 6 to 39 × 62."""
    cells = 12.0 * np.sqrt(max(n_songs, 1))
    rows = round(float(np.sqrt(cells * _ASPECT)))
    columns = round(float(np.sqrt(cells / _ASPECT)))
    return (
        min(max(rows, SMALLEST[0]), LARGEST[0]),
        min(max(columns, SMALLEST[1]), LARGEST[1]),
    )


def fit(
    data: npt.ArrayLike,
    *,
    rows: int,
    columns: int,
    toroidal: bool = True,
    epochs: int = 20,
    seed: int = 0,
    codebook: npt.ArrayLike | None = None,
    first_radius: float | None = None,
    last_radius: float = LAST_RADIUS,
    anchors: Anchors | None = None,
    report: Report | None = None,
) -> Som:
    """Train a map with the batch algorithm and a Gaussian neighbourhood.

    Each epoch assigns the songs to their best-matching units and replaces every unit by the mean of all
    songs, weighted by exp(−δ²/2r²) of the distance δ on the grid. The radius r shrinks geometrically from a
    quarter of the longer side to ``last_radius``.

    Parameters
    ----------
    data : shape=(n, d), n ≥ 1, finite
    rows, columns : size of the grid, in cells
    toroidal : whether opposite edges are neighbours
    epochs : passes, at least 1; with over 20,000 songs all but the last see a sample
    seed : the same seed and data give the same map
    codebook : shape=(rows * columns, d), a map to start from, with a small ``first_radius``: places stay
    last_radius : radius of the last epoch, in cells, over 0
    anchors : what counts besides the songs
    report : called with (epochs done, epochs); what it raises ends the training

    Raises ``ValueError`` for no songs, or shapes that do not fit.
    """
    songs = np.ascontiguousarray(data, dtype=np.float32)
    if songs.ndim != 2 or not len(songs) or rows < 1 or columns < 1 or epochs < 1:
        raise ValueError("a map needs songs, a grid and at least one epoch")
    rng = np.random.default_rng(seed)
    # Around the mean float32 keeps its digits where the differences between songs are.
    mean = songs[_sample(rng, len(songs), _LAST_SAMPLE)].mean(axis=0, dtype=np.float64).astype(np.float32)
    radius = max(max(rows, columns) / 4.0, last_radius)
    if codebook is None:
        codebook = initial_codebook(songs, rows=rows, columns=columns, toroidal=toroidal, seed=seed)
    else:
        radius = max(min(first_radius or _SETTLED_RADIUS, radius), last_radius)
    units = np.array(codebook, dtype=np.float32) - mean
    if units.shape != (rows * columns, songs.shape[1]):
        raise ValueError("the codebook to start from does not fit the grid and the data")
    for epoch in range(epochs):
        progress = epoch / (epochs - 1) if epochs > 1 else 1.0
        chosen = songs
        if epoch < epochs - 1 and len(songs) > _LAST_SAMPLE:
            size = round(_FIRST_SAMPLE + (_LAST_SAMPLE - _FIRST_SAMPLE) * progress)
            chosen = songs[_sample(rng, len(songs), size)]
        sums, counts = _accumulate(units, chosen, mean, anchors)
        r = radius * (last_radius / radius) ** progress
        units = _smooth(units, sums, counts, rows, columns, toroidal, r)
        if report is not None:
            report(epoch + 1, epochs)
    return Som(units + mean, rows, columns, toroidal)


def best_matching_units(codebook: npt.ArrayLike, data: npt.ArrayLike) -> IntArray:
    """Index of the nearest unit of each song: shape=(n,). The lowest index wins a tie."""
    units = np.asarray(codebook, dtype=np.float32)
    songs = np.asarray(data, dtype=np.float32)
    if not len(songs):
        return np.empty(0, np.int64)
    mean = units.mean(axis=0)
    parts = [bmus for _, bmus in _search(units - mean, songs, mean)]
    return np.concatenate(parts)


def nearest_units(codebook: npt.ArrayLike, data: npt.ArrayLike, n: int) -> IntArray:
    """Indices of the ``n`` nearest units of each song, nearest first: shape=(songs, min(n, units))."""
    units = np.asarray(codebook, dtype=np.float32)
    songs = np.asarray(data, dtype=np.float32)
    n = min(n, len(units))
    mean = units.mean(axis=0)
    centred = units - mean
    half = 0.5 * np.einsum("ij,ij->i", centred, centred)
    nearest = np.empty((len(songs), n), np.int64)
    for part in _blocks(len(songs), len(units)):
        scores = (songs[part] - mean) @ centred.T
        scores -= half
        everyone = np.arange(len(scores))
        for rank in range(n):  # a few maxima are faster than a partial sort of every row
            best = scores.argmax(axis=1)
            nearest[part, rank] = best
            scores[everyone, best] = -np.inf
    return nearest


def codebook_from_cells(
    data: npt.ArrayLike, cells: npt.ArrayLike, *, rows: int, columns: int, toroidal: bool = True
) -> FloatArray:
    """A codebook in which songs already live in given cells, whatever space they are described in.

    A rebuilt map starts here: places stay although the axes, the features or the songs have changed.

    Parameters
    ----------
    data : shape=(n, d), n ≥ 1
    cells : shape=(n,), the cell index of each song
    """
    songs = np.asarray(data, dtype=np.float32)
    mean = songs.mean(axis=0)
    sums, counts = _sum_by_cell(songs - mean, np.asarray(cells, np.int64), rows * columns)
    everywhere = np.zeros((rows * columns, songs.shape[1]), np.float32)
    # A wide pass reaches every cell, a narrow one puts the detail in.
    for radius in (max(rows, columns) / 4.0, _FOLLOWING_RADIUS):
        everywhere = _smooth(everywhere, sums, counts, rows, columns, toroidal, radius)
    return np.asarray(everywhere + mean, dtype=np.float32)


def neighbourhood(n: int, radius: float, *, toroidal: bool) -> FloatArray:
    """exp(−δ²/2r²) between all pairs of ``n`` places in a row (or on a ring): shape=(n, n)."""
    offset = np.abs(np.subtract.outer(np.arange(n), np.arange(n))).astype(np.float64)
    if toroidal:
        offset = np.minimum(offset, n - offset)
    return np.asarray(np.exp(-0.5 * (offset / radius) ** 2), dtype=np.float32)


def initial_codebook(
    data: npt.ArrayLike, *, rows: int, columns: int, toroidal: bool = True, seed: int = 0
) -> FloatArray:
    """The start spanned by the principal axes: shape=(rows * columns, d).

    On a plane a sheet along the first two axes, ±2 standard deviations. On a torus a sheet has to close: the
    columns run around a ring in the first two axes, the rows around a ring in the next two.
    """
    songs = np.asarray(data, dtype=np.float32)
    rng = np.random.default_rng(seed)
    songs = songs[_sample(rng, len(songs), _LAST_SAMPLE)].astype(np.float64)
    mean = songs.mean(axis=0)
    axes = _spanning_axes(songs - mean, 4)
    if toroidal:
        u = 2 * np.pi * np.arange(columns) / columns
        v = 2 * np.pi * np.arange(rows) / rows
        ring = [np.cos(u)[None, :], np.sin(u)[None, :], np.cos(v)[:, None], np.sin(v)[:, None]]
        weights = np.stack([np.broadcast_to(part, (rows, columns)) for part in ring], axis=-1) * np.sqrt(2.0)
    else:
        weights = np.zeros((rows, columns, 4))
        weights[..., 0] = np.linspace(-2, 2, columns)[None, :] if columns > 1 else 0.0
        weights[..., 1] = np.linspace(-2, 2, rows)[:, None] if rows > 1 else 0.0
    units = mean + weights.reshape(-1, 4) @ axes
    # Equal units would all lose their ties to the first: a trace of noise tells them apart.
    scale = 1e-4 * float(np.sqrt(songs.var(axis=0).mean()))
    return np.asarray(units + scale * rng.standard_normal(units.shape), dtype=np.float32)


def _spanning_axes(centred: npt.NDArray[np.float64], n: int) -> npt.NDArray[np.float64]:
    """The ``n`` strongest axes times their standard deviation: shape=(n, d), zero where there are none."""
    axes, deviation = principal_axes(centred)
    spanning = np.zeros((n, centred.shape[1]))
    spanning[: axes.shape[1]] = (axes[:, :n] * deviation[:n]).T
    return spanning


def _sample(rng: np.random.Generator, n: int, size: int) -> slice | IntArray:
    """``size`` of ``n`` rows at random, or all of them when there are no more."""
    return slice(None) if n <= size else np.sort(rng.integers(0, n, size))


def _blocks(n: int, width: int) -> Iterator[slice]:
    step = max(64, _BLOCK_ELEMENTS // width)
    return (slice(start, min(start + step, n)) for start in range(0, n, step))


def _search(units: FloatArray, songs: FloatArray, mean: FloatArray) -> Iterator[tuple[FloatArray, IntArray]]:
    """Centred songs and their best-matching units, block by block, in order."""
    half = 0.5 * np.einsum("ij,ij->i", units, units)
    transposed = np.ascontiguousarray(units.T)
    for part in _blocks(len(songs), len(units)):
        block = songs[part] - mean
        scores = block @ transposed
        scores -= half
        yield block, scores.argmax(axis=1)


def _accumulate(
    units: FloatArray, songs: FloatArray, mean: FloatArray, anchors: Anchors | None
) -> tuple[FloatArray, FloatArray]:
    """Sum and number of the songs at each unit: shapes (units, d) and (units,)."""
    sums = np.zeros_like(units)
    counts = np.zeros(len(units), np.float32)
    for block, bmus in _search(units, songs, mean):
        part_sums, part_counts = _sum_by_cell(block, bmus, len(units))
        sums += part_sums
        counts += part_counts
    if anchors is not None:
        np.add.at(sums, anchors.cells, (anchors.data - mean) * anchors.weights[:, None])
        np.add.at(counts, anchors.cells, anchors.weights)
    return sums, counts


def _sum_by_cell(songs: FloatArray, cells: IntArray, n: int) -> tuple[FloatArray, FloatArray]:
    from scipy.sparse import csr_array

    ones = np.ones(len(cells), np.float32)
    membership: Any = csr_array((ones, cells, np.arange(len(cells) + 1)), shape=(len(cells), n))
    return membership.T @ songs, np.bincount(cells, minlength=n).astype(np.float32)


def _smooth(
    units: FloatArray,
    sums: FloatArray,
    counts: FloatArray,
    rows: int,
    columns: int,
    toroidal: bool,
    radius: float,
) -> FloatArray:
    """Weighted mean of the songs around each unit; the Gaussian separates into rows and columns."""
    d = sums.shape[1]
    down = neighbourhood(rows, radius, toroidal=toroidal)
    across = neighbourhood(columns, radius, toroidal=toroidal)
    weights = (down @ counts.reshape(rows, columns) @ across).reshape(-1, 1)
    blurred = np.matmul(across, (down @ sums.reshape(rows, -1)).reshape(rows, columns, d)).reshape(-1, d)
    # Farther from every song than float32 reaches: the unit stays as it was.
    reached = weights > _TINY
    return np.where(reached, blurred / np.where(reached, weights, 1.0), units).astype(np.float32, copy=False)
