"""Two simple recommenders, to be judged beside each other: neighbours, and the groups of a clustering.

Conventions: points are shape=(n, d), one song a row; ``numbers``, shape=(n,), holds groups, −1 for none.
A song is never recommended to itself; where there are too few songs, a list ends in −1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


#: Songs of a group that are looked through for those by other artists.
_LOOKED_THROUGH = 200


def from_clusters(
    points: npt.NDArray[Any], numbers: IntArray, queries: IntArray, *, n: int, apart: IntArray | None = None
) -> IntArray:
    """For each query the ``n`` songs of its group nearest to the group's centre: shape=(q, n).

    ``apart``: as in ``similarity.neighbours``, an artist filter.
    """
    recommended = np.full((len(queries), n), -1, np.int64)
    for number in np.unique(numbers[queries]):
        if number < 0:
            continue
        rows = np.flatnonzero(numbers == number)
        far = np.linalg.norm(points[rows] - points[rows].mean(axis=0), axis=1)
        typical = rows[np.argsort(far, kind="stable")[: n + 1 if apart is None else _LOOKED_THROUGH]]
        for at in np.flatnonzero(numbers[queries] == number):
            others = typical[typical != queries[at]]
            if apart is not None:
                others = others[apart[others] != apart[queries[at]]]
            others = others[:n]
            recommended[at, : len(others)] = others
    return recommended


def coverage(near: IntArray, songs: int) -> float:
    """Share of all songs that any list names, 0–1."""
    return len(np.unique(near[near >= 0])) / max(songs, 1)


def overlap(one: IntArray, other: IntArray) -> float:
    """Mean share of a list that the other list of the same query names too, 0–1."""
    both = (one[:, :, None] == other[:, None, :]) & (one >= 0)[:, :, None]
    return float(both.any(axis=2).mean()) if one.size else 0.0
