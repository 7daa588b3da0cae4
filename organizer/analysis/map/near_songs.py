"""Which songs pull each other together on the map: a few nearest ones of each, and how strongly.

Conventions: ``data`` float32, shape=(n, d), one song a row; ``near``, shape=(q, k), the rows of the songs
nearest to each song that was asked for, nearest first.

van der Maaten, L., Hinton, G.: Visualizing data using t-SNE. JMLR 9 (2008): 2579–2605 (perplexity).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import similarity
from organizer.analysis.space.som import FloatArray, IntArray, best_matching_units

#: Songs that pull at each song: a share of a small library, where kinds are small, and at most so many; and
#: to how many equal ones their pulls amount, as a share of their number.
_LEAST, _SHARE, MOST = 5, 1 / 10, 15
_EQUAL = 2 / 3
#: Pairs of songs up to which all are compared; beyond them, those in cells that are alike.
_COMPARED = 50_000_000
#: Songs, in the cells most like a song's own, that it is compared with then: among them are 96–100 % of the
#: nearest in libraries of 10,000.
_CANDIDATES = 600
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Pulls:
    """The songs that pull at each song, and their shares of the pull."""

    near: IntArray  #: shape=(q, k)
    shares: FloatArray  #: shape=(q, k), rows sum to 1


def pulls(data: FloatArray, codebook: FloatArray, cells: IntArray, asked: IntArray | None = None) -> Pulls:
    """The pulls at the songs ``asked``, rows of ``data``; by default at all.

    Parameters
    ----------
    codebook, cells : the map; shape=(n,), the cell of each song. In large libraries the songs that are
        looked at are found by them, and some of the nearest may be missed.
    """
    rows = np.arange(len(data)) if asked is None else np.asarray(asked, np.int64)
    k = neighbours(len(data))
    if len(rows) * len(data) <= _COMPARED or k < MOST:
        near, distances = similarity.neighbours(data, rows, n=k)
    else:
        near, distances = _by_cells(data, codebook, cells, rows, k)
    return Pulls(near, _shares(distances, perplexity(k)))


def neighbours(songs: int) -> int:
    """How many songs pull at each, in a library of so many."""
    return max(0, min(max(round(_SHARE * songs), _LEAST), MOST, songs - 1))


def perplexity(k: int) -> float:
    """To how many equal pulls those of ``k`` songs amount."""
    return max(1.0, _EQUAL * k)


def _by_cells(
    data: FloatArray, codebook: FloatArray, cells: IntArray, rows: IntArray, k: int
) -> tuple[IntArray, FloatArray]:
    """The nearest songs among those in the cells most like a song's own: indices and distances."""
    counts = np.bincount(cells, minlength=len(codebook))
    full = np.flatnonzero(counts)
    by_cell = np.split(np.argsort(cells, kind="stable"), counts.cumsum()[:-1])
    own = best_matching_units(codebook, data[rows])
    asked_by_cell = np.split(
        np.argsort(own, kind="stable"), np.bincount(own, minlength=len(codebook)).cumsum()[:-1]
    )
    squares = np.einsum("ij,ij->i", codebook, codebook)
    near, distances = np.empty((len(rows), k), np.int64), np.empty((len(rows), k), np.float32)
    for cell in np.unique(own):
        alike = full[np.argsort(squares[full] - 2 * codebook[full] @ codebook[cell], kind="stable")]
        enough = int(np.searchsorted(counts[alike].cumsum(), _CANDIDATES)) + 1
        others = np.concatenate([by_cell[other] for other in np.sort(alike[:enough])])
        mine = asked_by_cell[cell]
        theirs, my_songs = data[others], data[rows[mine]]
        far = np.einsum("ij,ij->i", theirs, theirs) - 2 * my_songs @ theirs.T
        far[others == rows[mine, None]] = np.inf
        chosen = np.argpartition(far, k - 1, axis=1)[:, :k]
        square = np.take_along_axis(far, chosen, axis=1)
        square += np.einsum("ij,ij->i", my_songs, my_songs)[:, None]
        order = np.argsort(square, axis=1, kind="stable")
        near[mine] = others[np.take_along_axis(chosen, order, axis=1)]
        distances[mine] = np.sqrt(np.maximum(np.take_along_axis(square, order, axis=1), 0.0))
    return near, distances


def _shares(distances: npt.ArrayLike, perplexity: float) -> FloatArray:
    """exp(−β d²) over its sum; β so that the entropy of each row is that of ``perplexity`` equal shares."""
    far = np.asarray(distances, np.float64) ** 2
    if not far.size:
        return np.empty(far.shape, np.float32)
    far -= far[:, :1]
    low, high = np.zeros(len(far)), np.full(len(far), np.inf)
    beta = 1.0 / np.maximum(far.mean(axis=1), 1e-12)
    for _ in range(_HALVINGS):
        weights = np.exp(-far * beta[:, None])
        total = weights.sum(axis=1)
        flat = np.log(total) + beta * (far * weights).sum(axis=1) / total > np.log(perplexity)
        low, high = np.where(flat, beta, low), np.where(flat, high, beta)
        beta = np.where(flat, np.where(np.isinf(high), 2 * beta, (low + high) / 2), (low + high) / 2)
    return np.asarray(weights / total[:, None], np.float32)
