"""Groups of songs that sound alike: KMeans, with the number of groups found by silhouette.

Conventions: ``data`` float32, shape=(n, d), one song a row. Groups are numbered from 0, the largest first;
no group is empty. One song, or equal songs, give one group.

Rousseeuw, P. J.: Silhouettes. J. Comput. Appl. Math. 20 (1987): 53–65.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.som import FloatArray, IntArray

Report = Callable[[int, int], None]

#: Songs that the centres are fitted on; the others are assigned to them.
_FITTED = 20_000
#: Songs that the silhouette is measured on.
_JUDGED = 2_000
#: The number of groups is looked for among these.
_FEWEST, _MOST = 3, 12
#: A group should make a playlist: this many songs, or this share of an even split in a small library.
_SMALLEST, _SMALLEST_SHARE = 5, 0.25
#: Starts of the fit in a small library, where a bad one is likely, and in one larger than that.
_STARTS, _STARTS_LARGE, _LARGE = 4, 1, 4_000


@dataclass(frozen=True, slots=True)
class Groups:
    """A clustering."""

    labels: IntArray  #: shape=(n,), the group of each song
    centers: FloatArray  #: shape=(k, d)


def kmeans(
    data: npt.ArrayLike, *, k: int | None = None, seed: int = 0, report: Report | None = None
) -> Groups:
    """Cluster songs into ``k`` groups.

    Parameters
    ----------
    data : shape=(n, d), n ≥ 1, finite
    k : number of groups, at most as many as there are different songs. Without it, as many as the
        silhouette allows, none of them too small for a playlist.
    seed : the same seed and data give the same groups
    report : called with (steps done, steps); what it raises ends the clustering

    Raises
    ------
    ValueError : no songs, or k < 1
    """
    songs = np.ascontiguousarray(data, dtype=np.float32)
    if songs.ndim != 2 or not len(songs) or (k is not None and k < 1):
        raise ValueError("groups need songs, and at least one group")
    rng = np.random.default_rng(seed)
    fitted = songs
    if len(songs) > _FITTED:
        fitted = songs[np.sort(rng.choice(len(songs), _FITTED, replace=False))]
    different = _count_different(fitted, _MOST if k is None else k)
    if k is not None:
        centers = _fit(fitted, min(k, different), seed)
    else:
        centers = _drop_small(songs, _best(fitted, different, seed, rng, report))
    return _numbered(songs, centers)


def assign(data: npt.ArrayLike, centers: npt.ArrayLike) -> IntArray:
    """The nearest centre of each song: shape=(n,)."""
    from organizer.analysis.som import best_matching_units

    return best_matching_units(centers, data)


def typical(data: npt.ArrayLike, groups: Groups, *, n: int = 5) -> list[IntArray]:
    """For each group the rows of the ``n`` songs nearest to its centre, nearest first."""
    songs = np.asarray(data, dtype=np.float32)
    found = []
    for number, center in enumerate(groups.centers):
        members = np.flatnonzero(groups.labels == number)
        far = np.linalg.norm(songs[members] - center, axis=1)
        found.append(members[np.argsort(far, kind="stable")[:n]])
    return found


def _best(
    songs: FloatArray, different: int, seed: int, rng: np.random.Generator, report: Report | None
) -> FloatArray:
    """Centres for the number of groups with the best silhouette."""
    from sklearn.metrics import silhouette_score

    most = min(_MOST, different, len(songs) // _SMALLEST)
    if most < 2:
        return _fit(songs, 1, seed)
    sample = songs
    if len(songs) > _JUDGED:
        sample = songs[np.sort(rng.choice(len(songs), _JUDGED, replace=False))]
    tried: list[tuple[int, float, FloatArray]] = []
    candidates = range(min(_FEWEST, most), most + 1)
    for step, k in enumerate(candidates):
        # How many groups there are can be judged from a part of a large library.
        centers = _fit(songs[:: max(1, len(songs) // _LARGE)], k, seed)
        labels = assign(sample, centers)
        if len(np.unique(labels)) > 1 and len(np.unique(labels)) < len(sample):
            tried.append((k, float(silhouette_score(sample, labels)), centers))
        if report is not None:
            report(step + 1, len(candidates))
    if not tried:
        return _fit(songs, 1, seed)
    k, _, centers = max(tried, key=lambda entry: entry[1])
    return centers if len(songs) < 2 * _LARGE else _fit(songs, k, seed)


def _fit(songs: FloatArray, k: int, seed: int) -> FloatArray:
    if k <= 1:
        return np.asarray(songs.mean(axis=0, keepdims=True, dtype=np.float64), dtype=np.float32)
    from sklearn.cluster import KMeans

    model = KMeans(
        k, n_init=_STARTS if len(songs) <= _LARGE else _STARTS_LARGE, random_state=seed, max_iter=100
    )
    return np.asarray(model.fit(songs).cluster_centers_, dtype=np.float32)


def _drop_small(songs: FloatArray, centers: FloatArray) -> FloatArray:
    """Dissolve groups too small for a playlist, the smallest first; their songs go to the next centre."""
    while len(centers) > 1:
        sizes = np.bincount(assign(songs, centers), minlength=len(centers))
        enough = min(_SMALLEST, _SMALLEST_SHARE * len(songs) / len(centers))
        if sizes.min() >= enough:
            break
        centers = np.delete(centers, sizes.argmin(), axis=0)
    return centers


def _numbered(songs: FloatArray, centers: FloatArray) -> Groups:
    """Labels and centres with the largest group first and empty ones left out."""
    labels = assign(songs, centers)
    sizes = np.bincount(labels, minlength=len(centers))
    order = np.lexsort((*centers.T[::-1], -sizes))
    order = order[sizes[order] > 0]
    numbers = np.zeros(len(centers), np.int64)
    numbers[order] = np.arange(len(order))
    labels = numbers[labels]
    # Centres are the means of the songs that really are in the groups.
    means = np.stack([songs[labels == number].mean(axis=0, dtype=np.float64) for number in range(len(order))])
    return Groups(labels, means.astype(np.float32))


def _count_different(songs: FloatArray, enough: int) -> int:
    """How many different songs there are, counted no further than ``enough``."""
    for part in (songs[: 8 * enough], songs):
        found = len(np.unique(part, axis=0))
        if found >= enough:
            return enough
    return found


# KMeans warns where it finds fewer different songs than groups; that case was handled above.
warnings.filterwarnings("ignore", message="Number of distinct clusters", module="sklearn")
