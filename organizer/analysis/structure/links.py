"""Which moments of a recording belong together: those that sound alike, and neighbours.

Conventions: features of shape (u, d), one row for each unit of time; links of shape (u, u), not negative, 1
for the strongest. Units that sound alike are linked as ``librosa.segment.recurrence_matrix`` does (mode
"affinity", symmetric), and smoothed along time as its ``timelag_filter`` does; the tests compare the two.
Equal moments are the strongest links there are; librosa leaves them out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

_STACKED = 4  # units that are compared together
_WIDTH = 3  # units that are too near to count as a repetition
_SMOOTH = 7  # units along which links are smoothed
_LEAST = 1e-9  # every two units are linked a little, so that the whole hangs together


def links(features: npt.NDArray[np.floating]) -> Doubles:
    """How strongly units hang together: those that sound alike over a few units, and neighbours."""
    alike = smoothed(recurrence(stacked(features)))
    steps = np.square(np.diff(features, axis=0)).sum(axis=1)
    near = np.exp(-steps / max(float(np.median(steps)), 1e-9))
    path = np.diag(near, 1) + np.diag(near, -1)
    alike_sum, path_sum = alike.sum(axis=1), path.sum(axis=1)
    share = path_sum @ (alike_sum + path_sum) / max(float(np.square(alike_sum + path_sum).sum()), 1e-12)
    linked: Doubles = share * alike + (1.0 - share) * path + _LEAST
    return linked


def stacked(features: npt.NDArray[np.floating]) -> Doubles:
    """Each unit with the three before it in one row, the first repeated at the start: shape=(u, 4 · d)."""
    rows = np.arange(len(features))[:, None] - np.arange(_STACKED)
    together: Doubles = np.asarray(features, np.float64)[np.maximum(rows, 0)].reshape(len(features), -1)
    return together


def recurrence(rows: Doubles, *, width: int = _WIDTH) -> Doubles:
    """Links between units that are among each other's nearest: exp(−distance ÷ the usual one).

    Parameters
    ----------
    rows : shape=(u, d)
    width : units nearer in time than this are not linked

    Returns
    -------
    shape=(u, u), symmetric
        2 · √u nearest units count. The usual distance is the median over units of that to the farthest
        unit linked; without any link all is 0.
    """
    count = len(rows)
    nearest = int(2 * np.ceil(np.sqrt(max(count - 2 * width + 1, 1))))
    squares = np.square(rows).sum(axis=1)
    far = np.maximum(squares[:, None] + squares - 2.0 * rows @ rows.T, 0.0)
    np.fill_diagonal(far, np.inf)
    looked_at = min(count - 1, nearest + 2 * width)
    order = np.argsort(far, axis=1, kind="stable")[:, :looked_at]
    apart = np.abs(order - np.arange(count)[:, None]) >= width
    taken = apart & (np.cumsum(apart, axis=1) <= nearest)
    linked = np.zeros((count, count), bool)
    linked[np.nonzero(taken)[0], order[taken]] = True
    linked &= linked.T
    distances = np.sqrt(far, out=far)
    farthest = np.where(linked, distances, -1.0).max(axis=1)
    farthest = farthest[linked.any(axis=1)]
    usual = float(np.median(farthest)) if farthest.size else 0.0
    result = np.zeros((count, count))
    result[linked] = np.exp(-distances[linked] / max(usual, 1e-12))
    return result


def smoothed(matrix: Doubles) -> Doubles:
    """The median of each link and those beside it at the same lag: repetitions last for a while."""
    from scipy.ndimage import median_filter

    count = len(matrix)
    columns = np.arange(count)
    rows = (np.arange(2 * count)[:, None] + columns) % (2 * count)
    padded = np.concatenate([matrix, np.zeros_like(matrix)])
    padded[rows, columns] = median_filter(padded[rows, columns], size=(1, _SMOOTH), mode="reflect")
    return padded[:count]
