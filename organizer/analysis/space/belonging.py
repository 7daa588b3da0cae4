"""Which songs belong to a set that a person chose: those that lie among its songs in the space.

A song belongs when most of its nearest songs are in the set, and it is no farther from the nearest of these
than the songs around that one are: a song far from everything is near to nobody, whoever is the nearest. Only
songs that were there when the set was chosen are asked; what joins has no say, so that a set does not creep
through the library, and the answer does not depend on the order in which songs come.

Conventions: ``data`` float32, shape=(n, d), one song a row.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import similarity
from organizer.analysis.space.som import FloatArray, IntArray

#: Songs that are asked; of a set of m songs at most 2 m − 1, so that it can have the majority.
ASKED = 9
#: A song of the set reaches as far as its nearest songs, so many of them.
_REACH = 10
#: Songs of the set that the reach is looked for around: of a larger one as many, evenly.
_MOST = 2_000
_BLOCK = 1 << 23

BoolArray = npt.NDArray[np.bool_]


def belonging(data: FloatArray, chosen: IntArray, others: IntArray, asked: IntArray) -> BoolArray:
    """Whether songs belong to a set.

    Parameters
    ----------
    chosen, others : rows of the songs in the set, and of those that were there and are not in it
    asked : rows of the songs that are asked about, none of them among these

    Returns
    -------
    shape=(len(asked),). An empty set has no more songs.
    """
    belongs = np.zeros(len(asked), np.bool_)
    if not len(chosen) or not len(asked):
        return belongs
    near = _in_reach(data, chosen, others, asked)
    known = data[np.concatenate([chosen, others])]
    count = min(ASKED, 2 * len(chosen) - 1, len(known))
    for start in range(0, len(near), step := max(1, _BLOCK // len(known))):
        part = near[start : start + step]
        nearest, _ = similarity.nearest_among(data[asked[part]], known, n=count)
        belongs[part] = (nearest < len(chosen)).sum(axis=1) > count / 2
    return belongs


def _in_reach(data: FloatArray, chosen: IntArray, others: IntArray, asked: IntArray) -> IntArray:
    """Those of the songs that the nearest song of the set reaches: places in ``asked``."""
    some = chosen[np.linspace(0, len(chosen) - 1, min(len(chosen), _MOST)).astype(np.int64)]
    closest = np.empty(len(asked), np.int64)
    far = np.empty(len(asked), np.float32)
    for start in range(0, len(asked), step := max(1, _BLOCK // len(some))):
        part = slice(start, start + step)
        nearest, distances = similarity.nearest_among(data[asked[part]], data[some], n=1)
        closest[part], far[part] = nearest[:, 0], distances[:, 0]
    around = np.concatenate([chosen, others])
    reach = np.zeros(len(some), np.float32)
    needed = np.unique(closest)
    for start in range(0, len(needed), step := max(1, _BLOCK // len(around))):
        these = needed[start : start + step]
        count = min(_REACH + 1, len(around))  # itself among them
        _, distances = similarity.nearest_among(data[some[these]], data[around], n=count)
        reach[these] = distances.max(axis=1) if count > 1 else np.inf
    return np.flatnonzero(far <= reach[closest])
