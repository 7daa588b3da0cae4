"""Groups of songs that sound alike: one way in to every clustering, and what holds for all of them.

Conventions: ``data`` is float, shape=(n, d), one song a row, finite. Groups are numbered from 0, the largest
first; no group is empty. A song may be left unsorted (label −1) by HDBSCAN alone. One song, or equal
songs, give one group. New songs join the group with the nearest centre (``assign``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import group_methods
from organizer.analysis.space.group_count import Count, count_groups, too_small
from organizer.analysis.space.som import FloatArray, IntArray
from organizer.base.language import tr

Report = Callable[[int, int], None]
Method = Literal["kmeans", "gmm", "hdbscan", "som", "ward"]
METHODS: tuple[Method, ...] = get_args(Method)
UNSORTED = -1

#: Fewer songs are one group.
_FEWEST_SONGS = 10
#: Numbers of groups that are tried on all songs, where those of a part left no group too small.
_ATTEMPTS = 3
#: Songs whose sums are made at a time.
_BLOCK = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """A clustering."""

    labels: IntArray  #: shape=(n,), the group of each song, −1 for one that is in none
    centers: FloatArray  #: shape=(k, d)
    sureness: FloatArray | None = None  #: shape=(n,), 0–1, how sure each song's group is; None: not computed
    count: Count | None = None  #: how the number of groups was chosen; None where it was given
    noise: float | None = None  #: share of the songs in no dense region, of HDBSCAN


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The map that groups of its cells follow."""

    codebook: FloatArray  #: shape=(rows * columns, d)
    rows: int
    columns: int
    toroidal: bool
    of_songs: IntArray  #: shape=(n,), the cell of each song


def cluster(
    data: npt.ArrayLike,
    *,
    method: Method = "kmeans",
    k: int | None = None,
    seed: int = 0,
    sort_all: bool = True,
    cells: Cells | None = None,
    axes: int | None = None,
    smallest: int | None = None,
    current: int | None = None,
    report: Report | None = None,
) -> Groups:
    """Cluster songs.

    Parameters
    ----------
    data : shape=(n, d), n ≥ 1, finite
    method : "kmeans"; "gmm", a Gaussian mixture, which tells how sure each song's group is; "hdbscan",
        dense regions after reduction to 8 principal axes; "som", regions of the map's cells (Ward, joining
        neighbouring cells only), which needs ``cells``; "ward", agglomerative, for small libraries (up to
        ``group_methods.MOST_FOR_WARD`` songs)
    k : number of groups, at most as many as there are different songs. Without it, as many as ``judge``
        proposes, none of them too small for a playlist. HDBSCAN finds its own number; given one, it takes
        the density that comes nearest to it.
    seed : the same seed and data give the same groups
    axes, smallest : for HDBSCAN: principal axes that it looks at (8), and songs that a group has at least
    current : how many groups there are now, which stays where it is nearly as good
    sort_all : give songs that HDBSCAN leaves out to the nearest group
    report : called with (steps done, steps); what it raises ends the clustering

    Raises
    ------
    ValueError : no songs, k < 1, an unknown method, or one that cannot be used here
    """
    songs = _checked(data)
    if not len(songs) or (k is not None and k < 1):
        raise ValueError(tr("groups need songs, and at least one group"))
    if method not in METHODS:
        raise ValueError(tr("unknown method “{name}”: one of {names}", name=method, names=", ".join(METHODS)))
    different = _count_different(songs, 64 if k is None else k)
    if different == 1 or (k is None and len(songs) < _FEWEST_SONGS):
        return _numbered(songs, np.zeros(len(songs), np.int64), None)
    if method == "hdbscan":
        dense = group_methods.hdbscan(songs, k=k, report=report, axes=axes, smallest=smallest)
        result = replace(_numbered(songs, *dense), noise=float((dense[0] == UNSORTED).mean()))
        return sort_unsorted(songs, result) if sort_all else result
    fit = _fit(songs, method, cells, seed)
    if k is not None:
        labels, sureness = fit(songs, min(k, different))
        return _numbered(songs, labels, sureness)
    count = count_groups(
        songs, fit, most=different, seed=seed, needs_all=_needs_all(method), current=current, report=report
    )
    count, labels, sureness = _settled(songs, fit, count)
    return replace(_numbered(songs, labels, sureness), count=count)


def judge(
    data: npt.ArrayLike,
    *,
    method: Method = "kmeans",
    seed: int = 0,
    cells: Cells | None = None,
    current: int | None = None,
    report: Report | None = None,
) -> Count:
    """How good 2, 3, 4 … groups would be, by every judge there is. Proposes what ``cluster`` takes without
    ``k``; parameters as there. Raises ``ValueError`` as it does, and for HDBSCAN, which finds its own number.
    """
    songs = _checked(data)
    different = _count_different(songs, 64) if len(songs) else 0
    if different < 2 or len(songs) < _FEWEST_SONGS:
        return Count((), 1)
    fit = _fit(songs, method, cells, seed)
    count = count_groups(
        songs,
        fit,
        most=different,
        seed=seed,
        needs_all=_needs_all(method),
        every_judge=fit if _needs_all(method) else _fit(songs, method, cells, seed, quick=True),
        current=current,
        report=report,
    )
    return _settled(songs, fit, count)[0]


def _checked(data: npt.ArrayLike) -> group_methods.Points:
    songs = np.ascontiguousarray(data)
    if songs.dtype not in (np.float32, np.float64):
        songs = songs.astype(np.float64)
    if songs.ndim != 2:
        raise ValueError(tr("groups need songs, and at least one group"))
    return songs


def _needs_all(method: Method) -> bool:
    """Whether the clustering knows its own points, and takes no part of them."""
    return method in ("som", "ward")


def _fit(
    songs: group_methods.Points, method: Method, cells: Cells | None, seed: int, *, quick: bool = False
) -> group_methods.Fit:
    """The clustering of that name, HDBSCAN aside."""
    if method == "hdbscan":
        raise ValueError(tr("HDBSCAN finds its own number of groups"))
    if method == "som":
        if cells is None:
            raise ValueError(tr("groups of the map's cells need a map"))
        return group_methods.cell_regions(
            cells.codebook, cells.rows, cells.columns, cells.toroidal, cells.of_songs
        )
    if method == "ward":
        return group_methods.ward(songs)
    if method == "kmeans":
        return group_methods.kmeans(seed, starts=3) if quick else group_methods.kmeans(seed)
    return group_methods.mixture(seed, starts=1) if quick else group_methods.mixture(seed)


def _settled(
    songs: group_methods.Points, fit: group_methods.Fit, count: Count
) -> tuple[Count, IntArray, FloatArray | None]:
    """The best clustering of all songs that leaves no group too small; where each does, small groups are
    dissolved. The count with what came of it, the group of each song, and how sure it is."""
    if not count.ranked:
        return count, np.zeros(len(songs), np.int64), None
    for k in count.ranked[:_ATTEMPTS]:
        labels, sureness = fit(songs, k)
        if not len(too_small(np.unique(labels, return_counts=True)[1], len(songs))):
            return replace(count, proposal=k), labels, sureness
    labels, sureness = _merge_small(songs, *fit(songs, count.proposal))
    return replace(count, proposal=len(np.unique(labels))), labels, sureness


def assign(data: npt.ArrayLike, centers: npt.ArrayLike) -> IntArray:
    """The nearest centre of each song: shape=(n,)."""
    from organizer.analysis.space.som import best_matching_units

    return best_matching_units(centers, data)


def sort_unsorted(data: npt.ArrayLike, groups: Groups) -> Groups:
    """Give each unsorted song to the group with the nearest centre; centres stay those of the sure songs."""
    songs = np.asarray(data)
    lost = groups.labels == UNSORTED
    if not lost.any():
        return groups
    labels = groups.labels.copy()
    labels[lost] = assign(songs[lost], groups.centers)
    sorted_ = _numbered(songs, labels, groups.sureness, centers=groups.centers)
    return replace(sorted_, noise=groups.noise)


def typical(data: npt.ArrayLike, groups: Groups, *, n: int = 5) -> list[IntArray]:
    """For each group the rows of the ``n`` songs nearest to its centre, nearest first."""
    songs = np.asarray(data, dtype=np.float32)
    rows = []
    for number, center in enumerate(groups.centers):
        members = np.flatnonzero(groups.labels == number)
        far = np.linalg.norm(songs[members] - center, axis=1)
        rows.append(members[np.argsort(far, kind="stable")[:n]])
    return rows


def border(data: npt.ArrayLike, groups: Groups, *, n: int = 5) -> list[IntArray]:
    """For each group the rows of its ``n`` songs that lie nearest to another group, nearest first.

    Ordered by the distance to the own centre over that to the nearest other one. One group has no border.
    """
    songs = np.asarray(data, dtype=np.float32)
    if len(groups.centers) < 2:
        return [np.zeros(0, np.int64) for _ in groups.centers]
    rows = []
    for number, center in enumerate(groups.centers):
        members = np.flatnonzero(groups.labels == number)
        own = np.linalg.norm(songs[members] - center, axis=1)
        others = np.delete(groups.centers, number, axis=0)
        nearest = others[assign(songs[members], others)]
        other = np.linalg.norm(songs[members] - nearest, axis=1)
        rows.append(members[np.argsort(-own / np.maximum(other, 1e-9), kind="stable")[:n]])
    return rows


def _merge_small(
    songs: group_methods.Points, labels: IntArray, sureness: FloatArray | None
) -> tuple[IntArray, FloatArray | None]:
    """Dissolve groups too small for a playlist, the smallest first; their songs go to the nearest centre."""
    labels = labels.copy()
    while True:
        numbers, labels = np.unique(labels, return_inverse=True)
        sizes = np.bincount(labels)
        smallest = int(sizes.argmin())
        if len(numbers) == 1 or smallest not in too_small(sizes, len(songs)):
            return labels.astype(np.int64), sureness
        lost = labels == smallest
        rest = np.delete(_means(songs, labels, len(numbers)), smallest, axis=0)
        nearest = assign(songs[lost], rest)
        labels[lost] = nearest + (nearest >= smallest)


def _means(songs: group_methods.Points, labels: IntArray, k: int) -> group_methods.Points:
    """The mean of each group, in blocks: a copy of all songs for it would take as long as it does itself."""
    sums = np.zeros((k, songs.shape[1]))
    numbers = np.arange(k)[:, None]
    for start in range(0, len(songs), _BLOCK):
        part = slice(start, start + _BLOCK)
        sums += (numbers == labels[part]).astype(np.float64) @ songs[part].astype(np.float64)
    return sums / np.bincount(labels, minlength=k)[:, None]


def _numbered(
    songs: group_methods.Points,
    labels: IntArray,
    sureness: FloatArray | None,
    *,
    centers: FloatArray | None = None,
) -> Groups:
    """Number the groups by size, the largest first; centres are the means of their songs unless given."""
    old, inverse = np.unique(labels[labels != UNSORTED], return_inverse=True)
    if not old.size:  # nothing is dense enough: one group beats an empty result
        return _numbered(songs, np.zeros(len(songs), np.int64), None)
    sizes = np.bincount(inverse)
    if centers is not None:
        means = centers[old]
    else:
        means = _means(songs if len(inverse) == len(songs) else songs[labels != UNSORTED], inverse, len(old))
    order = np.lexsort((*means.T[::-1], -sizes))
    numbers = np.empty(len(old), np.int64)
    numbers[order] = np.arange(len(old))
    renumbered = np.full(len(labels), UNSORTED, np.int64)
    renumbered[labels != UNSORTED] = numbers[inverse]
    return Groups(renumbered, np.asarray(means[order], np.float32), sureness)


def _count_different(songs: group_methods.Points, enough: int) -> int:
    """How many different songs there are, counted no further than ``enough``."""
    for part in (songs[: 8 * enough], songs):
        different = len(np.unique(part, axis=0))
        if different >= enough:
            return enough
    return different
