"""How true a map is: whether songs that are alike lie side by side, and the other way round.

Conventions: ``places``, shape=(n, 2), row and column of each song in cells; ``size``, (rows, columns) of a
torus, on which distances go around the edges, or None for a plane. Measures look at the ``k`` nearest songs
and lie between 0 and 1, 1 for a map that shows all of them. All pairs are looked at: a few thousand songs;
``overlap`` looks at some of more.

Venna, J., Kaski, S.: Neighborhood preservation in nonlinear projection methods. ICANN 2001: 485–491
(trustworthiness, continuity).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import similarity
from organizer.analysis.space.som import FloatArray, IntArray

#: Neighbours that are looked at.
NEIGHBOURS = 10
#: Distances on the map that are held at a time.
_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What a map keeps of the neighbours of a song."""

    trustworthiness: float  #: how near the neighbours on the map are in the space
    continuity: float  #: how near the neighbours in the space are on the map
    overlap: float  #: share of the neighbours in the space that are neighbours on the map


def fidelity(
    data: npt.ArrayLike,
    places: npt.ArrayLike,
    *,
    size: tuple[int, int] | None = None,
    k: int = NEIGHBOURS,
) -> Fidelity:
    """Trustworthiness, continuity and overlap of the songs ``data``, shape=(n, d), at ``places``.

    With fewer than 2 k songs the first two say little; fewer than two songs give 1.
    """
    songs = np.asarray(data, np.float64)
    n = len(songs)
    k = min(k, n - 1)
    if k < 1:
        return Fidelity(1.0, 1.0, 1.0)
    heard, shown = _ranks(_space_distances(songs)), _ranks(map_distances(places, size=size))
    # Ranks count from 0: a song beyond the k nearest has the rank k or more.
    worst = max(n * k * (2 * n - 3 * k - 1), 1) / 2
    wrong = np.where(shown < k, np.maximum(heard - k + 1, 0), 0).sum()
    missing = np.where(heard < k, np.maximum(shown - k + 1, 0), 0).sum()
    both = ((heard < k) & (shown < k)).sum()
    return Fidelity(max(0.0, 1 - wrong / worst), max(0.0, 1 - missing / worst), float(both / (n * k)))


def overlap(
    data: npt.ArrayLike,
    places: npt.ArrayLike,
    queries: IntArray,
    *,
    size: tuple[int, int] | None = None,
    k: int = NEIGHBOURS,
) -> float:
    """The overlap of ``fidelity`` for some songs among all, ``queries`` their rows: for large libraries."""
    k = min(k, len(np.asarray(places)) - 1)
    if k < 1 or not len(queries):
        return 1.0
    space, _ = similarity.neighbours(data, queries, n=k)
    at = np.asarray(places, np.float32)
    shared = 0
    step = max(1, _BLOCK // len(at))
    for start in range(0, len(queries), step):
        asked = queries[start : start + step]
        square = np.zeros((len(asked), len(at)), np.float32)
        for axis in range(2):
            apart = at[asked, axis, None] - at[None, :, axis]
            if size is not None:
                apart -= size[axis] * np.round(apart / size[axis])
            square += apart**2
        square[np.arange(len(asked)), asked] = np.inf
        near = np.argpartition(square, k - 1, axis=1)[:, :k]
        shared += int((near[:, :, None] == space[start : start + step][:, None, :]).sum())
    return shared / (len(queries) * k)


def map_distances(places: npt.ArrayLike, *, size: tuple[int, int] | None = None) -> FloatArray:
    """Between all songs on the map, infinite from a song to itself: shape=(n, n), in cells."""
    at = np.asarray(places, np.float64)
    square = np.zeros((len(at), len(at)))
    for axis in range(2):
        apart = at[:, axis, None] - at[None, :, axis]
        if size is not None:
            apart -= size[axis] * np.round(apart / size[axis])
        square += apart**2
    np.fill_diagonal(square, np.inf)
    return np.asarray(np.sqrt(square), np.float32)


def nearest(distances: FloatArray, k: int) -> IntArray:
    """The ``k`` nearest songs of each, nearest first: shape=(n, k)."""
    return np.asarray(np.argsort(distances, axis=1, kind="stable")[:, :k])


def _space_distances(songs: npt.NDArray[np.float64]) -> FloatArray:
    square = np.einsum("ij,ij->i", songs, songs)
    apart = np.maximum(square[:, None] + square - 2 * songs @ songs.T, 0.0)
    np.fill_diagonal(apart, np.inf)
    return np.asarray(np.sqrt(apart), np.float32)


def _ranks(distances: FloatArray) -> IntArray:
    """How many songs are nearer to the song of the row: shape=(n, n)."""
    order = np.argsort(distances, axis=1, kind="stable")
    ranks: IntArray = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(order))[None, :], axis=1)
    return ranks
