"""The clusterings themselves, all scikit-learn's: each a function from points and k to labels.

Conventions as in ``groups``. A ``Fit`` returns labels, shape=(n,), and how sure each is, 0–1, where the
method tells. Labels are in no order yet.

Ward, J. H.: Hierarchical grouping to optimize an objective function. JASA 58 (1963): 236–244. Campello, R.
J. G. B., Moulavi, D., Sander, J.: Density-based clustering based on hierarchical density estimates. PAKDD
2013.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.principal import pca
from organizer.analysis.space.som import FloatArray, IntArray, best_matching_units
from organizer.base.language import tr

Points = npt.NDArray[Any]
Fit = Callable[[Points, int], tuple[IntArray, FloatArray | None]]
Report = Callable[[int, int], None]

#: Ward's tree grows with the square of the songs.
MOST_FOR_WARD = 5_000
#: Songs that KMeans and the mixture are fitted on; the others are given to the nearest or likeliest group.
_FITTED = 100_000
_FITTED_MIXTURE = 20_000
#: Starts of a fit: a bad one is likely, and another one cheap, where there are few numbers to work on.
_STARTS, _STARTS_UP_TO = 10, 1_000_000
_MIXTURE_AXES, _MIXTURE_MOST_AXES = 16, 64
#: Added to the variances of a mixture, so that columns with few values (whole percents) make no needles.
_MIXTURE_FLOOR = 1e-5
#: Density means little in many dimensions.
_DENSE_AXES = 8
#: Songs that density is estimated from: its time grows with their square.
_FITTED_DENSE = 20_000
_DENSE_SIZES = (0.02, 0.01, 0.005, 0.04, 0.08)


def kmeans(seed: int, *, starts: int = _STARTS) -> Fit:
    """KMeans; with over 100,000 songs it is fitted on as many, drawn at random."""

    def fit(points: Points, k: int) -> tuple[IntArray, FloatArray | None]:
        from sklearn.cluster import KMeans

        part = _drawn(points, _FITTED, seed)
        with warnings.catch_warnings():  # fewer different songs than groups, in a part of them
            warnings.filterwarnings("ignore", message="Number of distinct clusters")
            model = KMeans(k, n_init=min(starts, _starts(part)), random_state=seed).fit(part)
        if len(part) == len(points):
            return model.labels_.astype(np.int64), None
        return best_matching_units(model.cluster_centers_, points), None

    return fit


def mixture(seed: int, *, starts: int = 3) -> Fit:
    """Gaussian mixture with full covariances; how sure a song's group is, is its posterior probability.

    In more than 64 dimensions the first 16 principal axes are used: density cannot be estimated in more.
    """

    def fit(points: Points, k: int) -> tuple[IntArray, FloatArray | None]:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.mixture import GaussianMixture

        reduced = _reduced(points, _MIXTURE_AXES) if points.shape[1] > _MIXTURE_MOST_AXES else points
        part = _drawn(reduced, _FITTED_MIXTURE, seed)
        variance = float(part.var(axis=0).mean())
        with warnings.catch_warnings():  # good enough then, too
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = GaussianMixture(
                k,
                n_init=min(starts, _starts(part)),
                random_state=seed,
                reg_covar=_MIXTURE_FLOOR * max(variance, 1.0),
            ).fit(part)
        posterior = model.predict_proba(reduced)
        return posterior.argmax(axis=1).astype(np.int64), posterior.max(axis=1).astype(np.float32)

    return fit


def hdbscan(
    points: Points,
    *,
    k: int | None,
    report: Report | None,
    axes: int | None = None,
    smallest: int | None = None,
) -> tuple[IntArray, FloatArray]:
    """HDBSCAN on the first ``axes`` (8) principal axes; −1 for songs in no dense region.

    The smallest group is a share of the library, from 2 % on: the first that gives three groups or more and
    sorts at least half of the songs is taken, else the one that sorts most; given ``k``, the one that comes
    nearest to it; ``smallest`` gives that size. With over 20,000 songs it is fitted on as many, drawn at
    random; each other song goes where the nearest of them is.
    """
    from sklearn.cluster import HDBSCAN

    every = _reduced(points, axes or _DENSE_AXES)
    reduced = _drawn(every, _FITTED_DENSE, 0)
    best: tuple[float, float] | None = None
    best_fit = np.full(len(reduced), -1, np.int64), np.zeros(len(reduced), np.float32)
    sizes = [smallest] if smallest else [max(5, round(share * len(reduced))) for share in _DENSE_SIZES]
    for step, size in enumerate(sizes):
        if report is not None:
            report(step, len(_DENSE_SIZES))
        if 2 * size > len(reduced):
            continue
        model = HDBSCAN(min_cluster_size=max(size, 2), min_samples=min(5, size), copy=True).fit(reduced)
        groups, sorted_share = int(model.labels_.max()) + 1, float((model.labels_ >= 0).mean())
        rank = (-abs(groups - k), sorted_share) if k is not None else (min(groups, 3), sorted_share)
        if groups and (best is None or rank > best):
            best = rank
            best_fit = model.labels_.astype(np.int64), model.probabilities_.astype(np.float32)
        if (k is None and groups >= 3 and sorted_share >= 0.5) or (k is not None and groups == k):
            break
    if len(reduced) < len(every):
        from scipy.spatial import cKDTree

        if report is not None:
            report(len(_DENSE_SIZES) - 1, len(_DENSE_SIZES))
        nearest = cKDTree(reduced).query(every)[1]
        return best_fit[0][nearest], best_fit[1][nearest]
    return best_fit


def cell_regions(codebook: FloatArray, rows: int, columns: int, toroidal: bool, cells: IntArray) -> Fit:
    """Regions of the map: Ward on its cells, joining only neighbours, so that groups follow its borders."""

    def fit(_points: Points, k: int) -> tuple[IntArray, FloatArray | None]:
        from sklearn.cluster import AgglomerativeClustering

        settled = np.unique(cells)
        model = AgglomerativeClustering(
            min(k, len(settled)), linkage="ward", connectivity=_neighbours(rows, columns, toroidal)
        )
        return model.fit(codebook).labels_[cells].astype(np.int64), None

    return fit


def ward(points: Points) -> Fit:
    """Agglomerative clustering; the tree is made once and cut where asked.

    Raises
    ------
    ValueError : more than ``MOST_FOR_WARD`` songs
    """
    tree = ward_tree(points)

    def fit(_points: Points, k: int) -> tuple[IntArray, FloatArray | None]:
        from scipy.cluster.hierarchy import fcluster

        return fcluster(tree, k, criterion="maxclust").astype(np.int64) - 1, None

    return fit


def ward_tree(points: Points) -> npt.NDArray[np.float64]:
    """Ward's tree as scipy's ``dendrogram`` draws it: shape=(n − 1, 4). Raises as ``ward``."""
    from scipy.cluster.hierarchy import linkage

    if len(points) > MOST_FOR_WARD:
        raise ValueError(tr("agglomerative clustering is for at most {most} songs", most=MOST_FOR_WARD))
    return np.asarray(linkage(np.asarray(points, np.float64), "ward"))


def _neighbours(rows: int, columns: int, toroidal: bool) -> Any:
    """Which cells touch (four neighbours), as a sparse matrix."""
    from scipy.sparse import coo_matrix

    cell = np.arange(rows * columns).reshape(rows, columns)
    pairs = [(cell[:-1], cell[1:]), (cell[:, :-1], cell[:, 1:])]
    if toroidal:
        pairs += [(cell[-1:], cell[:1]), (cell[:, -1:], cell[:, :1])]
    first = np.concatenate([a.ravel() for a, _ in pairs])
    second = np.concatenate([b.ravel() for _, b in pairs])
    ones = np.ones(2 * len(first))
    both = (np.concatenate([first, second]), np.concatenate([second, first]))
    return coo_matrix((ones, both), shape=(cell.size, cell.size)).tocsr()


def _reduced(points: Points, axes: int) -> Points:
    if points.shape[1] <= axes:
        return points
    return pca(points, axes).points


def _drawn(points: Points, most: int, seed: int) -> Points:
    if len(points) <= most:
        return points
    return points[np.sort(np.random.default_rng(seed).choice(len(points), most, replace=False))]


def _starts(points: Points) -> int:
    return int(np.clip(_STARTS_UP_TO // max(1, points.size), 1, _STARTS))
