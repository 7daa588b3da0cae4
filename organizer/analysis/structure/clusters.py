"""K-means and silhouette of a few hundred units, again and again for each number of parts.

They are what scikit-learn computes, which the tests compare them with, without the second that loading it
takes: all beginnings of a clustering go through the same products of matrices, and the distances of a
silhouette are computed once for all numbers of parts.

Lloyd: Least squares quantization in PCM. IEEE TIT 28, 1982. Arthur, Vassilvitskii: k-means++. SODA 2007.
Rousseeuw: Silhouettes. J. Comput. Appl. Math. 20, 1987.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.base.model import IntArray

Doubles = npt.NDArray[np.float64]

_TRIES = 10  # beginnings, of which the tightest end counts
_ROUNDS = 100  # of one clustering at most


def clustered(rows: Doubles, k: int, *, seed: int = 0) -> IntArray:
    """K-means: labels 0 … k − 1, not all of them where fewer rows differ.

    Parameters
    ----------
    rows : shape=(n, d), n at least k
    k : how many clusters there are at most
    """
    rows = rows - rows.mean(axis=0)
    centres = _beginnings(rows, k, np.random.default_rng(seed))
    labels = np.full((_TRIES, len(rows)), -1)
    for _ in range(_ROUNDS):
        # the square of a row itself is the same for all centres
        far = np.square(centres).sum(axis=2)[:, None, :] - 2.0 * (rows @ centres.transpose(0, 2, 1))
        nearest = far.argmin(axis=2)
        if (nearest == labels).all():
            break
        labels = nearest
        member = (labels[:, None, :] == np.arange(k)[:, None]).astype(np.float64)
        sizes = member.sum(axis=2)[:, :, None]
        centres = np.where(sizes > 0, member @ rows / np.maximum(sizes, 1.0), centres)  # an empty one stays
    spread = np.take_along_axis(far, labels[:, :, None], axis=2).sum(axis=(1, 2))
    return np.asarray(labels[int(spread.argmin())], np.int64)


def _beginnings(rows: Doubles, k: int, chance: np.random.Generator) -> Doubles:
    """Rows to begin with, far from each other by chance (k-means++): shape=(tries, k, d)."""
    centres = np.empty((_TRIES, k, rows.shape[1]))
    centres[:, 0] = rows[chance.integers(len(rows), size=_TRIES)]
    squares = np.square(rows).sum(axis=1)
    least = np.full((_TRIES, len(rows)), np.inf)
    for at in range(1, k):
        last = centres[:, at - 1]
        far = squares + np.square(last).sum(axis=1)[:, None] - 2.0 * last @ rows.T
        least = np.minimum(least, np.maximum(far, 0.0))
        sums = np.cumsum(least, axis=1)
        wanted = chance.random((_TRIES, 1)) * sums[:, -1:]
        centres[:, at] = rows[np.minimum((sums < wanted).sum(axis=1), len(rows) - 1)]
    return centres


def distances(rows: npt.NDArray[np.floating]) -> Doubles:
    """How far each row is from each: shape=(n, n)."""
    rows = rows.astype(np.float64)
    squares = np.square(rows).sum(axis=1)
    far: Doubles = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * rows @ rows.T, 0.0))
    np.fill_diagonal(far, 0.0)
    return far


def silhouette(far: Doubles, labels: IntArray) -> float:
    """How much nearer rows are to those of their label than to those of the nearest other one, −1 to 1.

    Parameters
    ----------
    far : as ``distances`` gives them
    labels : shape=(n,), 0, 1 …, at least two and each there; a row that is alone counts 0
    """
    member = labels[:, None] == np.arange(labels.max() + 1)
    sizes, at = member.sum(axis=0), np.arange(len(labels))
    sums = far @ member.astype(np.float64)
    within = sums[at, labels] / np.maximum(sizes[labels] - 1, 1)
    sums /= sizes
    sums[at, labels] = np.inf
    other = sums.min(axis=1)
    most = np.maximum(np.maximum(other, within), 1e-300)
    return float(np.where(sizes[labels] > 1, (other - within) / most, 0.0).mean())
