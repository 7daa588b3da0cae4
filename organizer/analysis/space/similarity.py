"""Which songs sound alike and why: exact neighbours by matrix products, and distances without hubs.

Conventions: ``data`` float32, shape=(n, d), one song a row. Equal songs have distance 0; a song is never
its own neighbour. Fewer songs than asked for give fewer neighbours.

Zelnik-Manor, L., Perona, P.: Self-tuning spectral clustering. NIPS 2004 (local scaling). Schnitzer, D., et
al.: Local and global scaling reduce hubs in space. JMLR 13 (2012): 2871–2902.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import FloatArray, IntArray

#: The neighbour whose distance is the scale of a song's surroundings.
SCALE_NEIGHBOUR = 10
#: Songs among which it is looked for; of a larger library as many, evenly spread.
SCALE_SONGS = 5_000
_BLOCK_ELEMENTS = 1 << 23
_CACHED_ROWS = 5_000
#: Columns whose minimum is looked at before they are.
_GROUP = 16
#: Candidates looked at for each neighbour asked for before hubs are corrected, and at least.
_CANDIDATES, _LEAST_CANDIDATES = 4, 60
#: Columns at the left that bound distances: of an embedding they hold three quarters of what differs.
_LEADING = 30
#: Rounding of a bound, relative to the squares it is made of.
_ROUNDING = np.float32(4e-6)
#: One song in so many that cannot be passed over, and all are looked at.
_TOO_MANY = 6


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """What tells of most songs that they are not among the nearest, from a quarter of their numbers.

    For parts a (the leading columns) and b (the rest) of two rows x and y, by Cauchy and Schwarz

        |x − y|² ≥ |xₐ − yₐ|² + (|x_b| − |y_b|)²

    which is a scalar product with a row that holds xₐ, |x_b| and |x|². Songs whose bound is over the distance
    of the n-th of those looked at so far need no look: the nearest are exact, whatever the data. Along
    principal axes, the strongest first, one song in thousands is left.

    Attributes
    ----------
    rows : shape=(n, leading columns + 2), float32
    rounding : float
        What a bound may be over the square of the distance by the rounding of float32.
    """

    rows: FloatArray
    rounding: float


def bounds(data: npt.ArrayLike) -> Bounds | None:
    """The bounds of songs, shape=(n, d); None where their rows are so short that they would save nothing,
    or not finite."""
    everyone = np.asarray(data, np.float32)
    if everyone.ndim != 2 or everyone.shape[1] < 2 * _LEADING or not len(everyone):
        return None
    rows = np.empty((len(everyone), _LEADING + 2), np.float32)
    for start in range(0, len(everyone), _CACHED_ROWS):
        part = everyone[start : start + _CACHED_ROWS]
        rest = part[:, _LEADING:]
        out = rows[start : start + len(part)]
        out[:, :_LEADING] = part[:, :_LEADING]
        np.sqrt(np.einsum("ij,ij->i", rest, rest), out=out[:, _LEADING])
        np.einsum("ij,ij->i", part, part, out=out[:, _LEADING + 1])
    rounding = float(4 * _ROUNDING * rows[:, -1].max())
    return Bounds(rows, rounding) if np.isfinite(rounding) else None


def neighbours(
    data: npt.ArrayLike,
    songs: npt.ArrayLike,
    *,
    n: int,
    apart: IntArray | None = None,
    bounded: Bounds | None = None,
) -> tuple[IntArray, FloatArray]:
    """The ``n`` nearest songs of the given ones (rows of ``data``), without themselves.

    Parameters
    ----------
    apart : shape=(n,), optional
        A number for each song: songs with the same one are not each other's neighbours (artist filter).
    bounded : optional
        ``bounds`` of the data: the same songs in a quarter of the time, of a large library. Not with
        ``apart``.

    Returns
    -------
    indices, distances : shape=(len(songs), min(n, len(data) − 1)), nearest first
        Where the filter leaves fewer, −1 at an infinite distance.
    """
    everyone = np.asarray(data, dtype=np.float32)
    queries = np.asarray(songs, np.int64)
    n = max(0, min(n, len(everyone) - 1))
    indices = np.empty((len(queries), n), np.int64)
    distances = np.empty((len(queries), n), np.float32)
    if not n:
        return indices, distances
    if bounded is not None and apart is None:
        for at, song in enumerate(queries.tolist()):
            indices[at], distances[at] = _bounded_neighbours(everyone, song, n, bounded)
        return indices, distances
    step = max(1, _BLOCK_ELEMENTS // len(everyone))
    for start in range(0, len(queries), step):
        part = slice(start, start + step)
        block = queries[part]
        far = _relative_squares(everyone[block], everyone)
        far[np.arange(len(block)), block] = np.inf
        if apart is not None:
            far[apart[block][:, None] == apart] = np.inf
        nearest = _smallest(far, n)
        # The product loses digits where songs nearly coincide: the few that matter are computed again.
        exact = np.linalg.norm(everyone[nearest] - everyone[block][:, None, :], axis=2)
        exact[np.isinf(np.take_along_axis(far, nearest, axis=1))] = np.inf
        order = np.lexsort((nearest, exact), axis=1)
        indices[part] = np.take_along_axis(nearest, order, axis=1)
        distances[part] = np.take_along_axis(exact, order, axis=1)
    indices[np.isinf(distances)] = -1
    return indices, distances


def _bounded_neighbours(
    everyone: FloatArray, song: int, n: int, bounded: Bounds
) -> tuple[IntArray, FloatArray]:
    """The ``n`` nearest songs of one, nearest first, with their distances; shape=(n,) both."""
    row, rows = everyone[song], bounded.rows
    question = -2.0 * rows[song]
    question[-1] = 1.0
    least = rows @ question  # with |row|² added, no more than the square of the distance
    least[song] = np.inf
    square = float(row @ row)
    # A song that is near by its bound is near: the n-th of some of these is hardly ever passed by others.
    some = _smallest(least[None], min(4 * n, len(everyone) - 1))[0]
    near = np.partition(np.linalg.norm(everyone[some] - row, axis=1), n - 1)[n - 1]
    left = np.flatnonzero(least <= float(near) ** 2 - square + bounded.rounding)
    left = left[left != song]
    if len(left) * _TOO_MANY > len(everyone):
        indices, distances = neighbours(everyone, [song], n=n)
        return indices[0], distances[0]
    far = rows[left, -1] - 2.0 * (everyone[left] @ row)
    left = left[far <= np.partition(far, n - 1)[n - 1] + bounded.rounding]
    exact = np.linalg.norm(everyone[left] - row, axis=1)
    order = np.lexsort((left, exact))[:n]
    return left[order], exact[order]


def local_scales(data: npt.ArrayLike, songs: npt.ArrayLike) -> FloatArray:
    """Distance of each song to its 10th neighbour (the last, when there are fewer): shape=(len(songs),).

    In a library of more than ``SCALE_SONGS``, to the 10th among so many of them: surroundings a little wider,
    at a cost that does not grow. Never 0, so that it can be divided by: many copies of one recording are
    surroundings of no extent.
    """
    everyone, queries = np.asarray(data, np.float32), np.asarray(songs, np.int64)
    if len(everyone) < 2:
        return np.ones(len(queries), np.float32)
    return scales_among(everyone[queries], everyone, own=queries)


def scales_among(rows: FloatArray, others: FloatArray, *, own: IntArray | None = None) -> FloatArray:
    """As ``local_scales``, of songs among others: shape=(len(rows),). ``own``: where each row stands among
    the others, if it is one of them."""
    n = len(others)
    places = np.linspace(0, n - 1, min(n, SCALE_SONGS)).astype(np.int64)
    sample = others[places]
    rank = min(SCALE_NEIGHBOUR, n - (own is not None)) - 1
    scales = np.ones(len(rows), np.float32)
    if rank < 0:
        return scales
    step = max(1, _BLOCK_ELEMENTS // len(sample))
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        far = _relative_squares(part, sample)
        if own is not None:
            far[places == own[start : start + step, None]] = np.inf
        tenth = np.partition(far, rank, axis=1)[:, rank] + np.einsum("ij,ij->i", part, part)
        scales[start : start + step] = np.sqrt(np.maximum(tenth, 1e-12))
    return scales


def nearest_among(
    rows: FloatArray, others: FloatArray, *, n: int, apart: tuple[IntArray, IntArray] | None = None
) -> tuple[IntArray, FloatArray]:
    """The ``n`` nearest of other songs, in any order: places among the others, and distances, both of
    shape=(len(rows), min(n, len(others))).

    ``apart``: a number for each row and for each of the others; those with the same number are at an infinite
    distance. Few rows at a time: the distances to all others are in memory at once.
    """
    n = min(n, len(others))
    far = _relative_squares(rows, others)
    if apart is not None:
        far[apart[0][:, None] == apart[1]] = np.inf
    nearest = _smallest(far, n)
    exact = np.linalg.norm(others[nearest] - rows[:, None, :], axis=2)
    exact[np.isinf(np.take_along_axis(far, nearest, axis=1))] = np.inf
    return nearest, exact


def scaled(distances: npt.ArrayLike, scale: npt.ArrayLike, scales: npt.ArrayLike) -> FloatArray:
    """Local scaling: 1 − exp(−d² / (sᵢ sⱼ)), 0 for equal songs and towards 1 for unlike ones."""
    square = np.square(np.asarray(distances, np.float64))
    return (-np.expm1(-square / (np.asarray(scale, np.float64) * np.asarray(scales, np.float64)))).astype(
        np.float32
    )


def candidates(n: int) -> int:
    """How many plain neighbours are looked at for ``n`` of them without hubs."""
    return max(n * _CANDIDATES, _LEAST_CANDIDATES)


def similar(
    data: npt.ArrayLike, song: int, *, n: int, bounded: Bounds | None = None
) -> tuple[IntArray, FloatArray]:
    """The ``n`` songs most like ``song``, nearest first, and their locally scaled distances (0–1).
    ``bounded`` as in ``neighbours``."""
    everyone = np.asarray(data, dtype=np.float32)
    neighbouring, plain = neighbours(everyone, [song], n=candidates(n), bounded=bounded)
    near = neighbouring[0]
    if not len(near) or n < 1:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    scales = local_scales(everyone, np.concatenate([[song], near]))
    distances = scaled(plain[0], scales[0], scales[1:])
    order = np.lexsort((plain[0], distances))[:n]
    return near[order], distances[order]


def shares(one: Mapping[str, npt.ArrayLike], others: Mapping[str, npt.ArrayLike]) -> dict[str, FloatArray]:
    """Why songs are like one song: the share of each aspect in what they have in common.

    Parameters
    ----------
    one, others : dict of shape=(1, k) and shape=(n, k)
        Aspect by aspect, as ``matrix.Axes.aspects`` gives them: weighted, around the library's mean.

    Returns
    -------
    dict of shape=(n,), float32
        The scalar product in each aspect over their sum. In a joined space of blocks of fixed length these
        products are what makes a distance small; two songs taken at random have products around 0. An aspect
        that sets the two apart has the share 0; where all do, all are 0.
    """
    common = {
        name: np.maximum(np.asarray(others[name], np.float32) @ np.ravel(one[name]).astype(np.float32), 0.0)
        for name in one
    }
    total = np.sum(list(common.values()), axis=0) if common else np.zeros(0, np.float32)
    return {name: part / np.maximum(total, np.float32(1e-9)) for name, part in common.items()}


def squared_distances(few: FloatArray, others: FloatArray) -> FloatArray:
    """Squared distances of a few rows to many, shape=(len(few), len(others)); of songs that nearly coincide
    only the leading digits are right."""
    squares = np.empty((len(few), len(others)), np.float32)
    for start in range(0, len(others), _CACHED_ROWS):
        part = others[start : start + _CACHED_ROWS]
        lengths = np.einsum("ij,ij->i", part, part)
        for row, out in zip(few, squares[:, start : start + _CACHED_ROWS], strict=True):
            # Row by row: a product of two matrices would copy all the others first.
            out[:] = lengths - 2.0 * (part @ row) + row @ row
    return np.maximum(squares, 0.0, out=squares)


def _smallest(far: FloatArray, n: int) -> IntArray:
    """Columns of the ``n`` smallest values of each row, in any order: shape=(len(far), n).

    In wide rows only the ``n`` groups of columns with the smallest minima are looked at: every other group
    holds nothing but larger values. Ten times as fast as a partition of whole rows.
    """
    width = far.shape[1]
    each = width // _GROUP
    if each < 4 * n:
        return np.argpartition(far, n - 1, axis=1)[:, :n]
    whole = each * _GROUP
    least = far[:, :whole].reshape(len(far), _GROUP, each).min(axis=1)
    best = np.argpartition(least, n - 1, axis=1)[:, :n]
    columns = (best[:, :, None] + each * np.arange(_GROUP)).reshape(len(far), -1)
    rest = np.broadcast_to(np.arange(whole, width), (len(far), width - whole))
    columns = np.concatenate([columns, rest], axis=1)
    chosen = np.argpartition(np.take_along_axis(far, columns, axis=1), n - 1, axis=1)[:, :n]
    return np.take_along_axis(columns, chosen, axis=1)


def _relative_squares(rows: FloatArray, others: FloatArray) -> FloatArray:
    """|other|² − 2 row · other, shape=(len(rows), len(others)): squared distances but for |row|²."""
    doubled = -2.0 * rows
    parts = (others[start : start + _CACHED_ROWS] for start in range(0, len(others), _CACHED_ROWS))
    # Both products while the rows are in the cache.
    return np.concatenate([doubled @ part.T + np.einsum("ij,ij->i", part, part) for part in parts], axis=1)
