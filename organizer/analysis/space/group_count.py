"""How many groups there are: several judges over the same range, and a proposal.

Conventions as in ``groups``. Judged on at most 4,000 songs, whatever the size of the library.

Rousseeuw, P. J.: Silhouettes. J. Comput. Appl. Math. 20 (1987): 53–65. Davies, D. L., Bouldin, D. W.: A
cluster separation measure. IEEE TPAMI 1 (1979): 224–227. Satopää, V. et al.: Finding a "kneedle" in a
haystack. ICDCSW 2011 (elbow). Ben-Hur, A., Elisseeff, A., Guyon, I.: A stability based method for discovering
structure in clustered data. PSB 2002: 6–17.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from organizer.analysis.space.group_methods import Fit, Points
from organizer.analysis.space.principal import pca
from organizer.analysis.space.som import IntArray, best_matching_units

Report = Callable[[int, int], None]

#: The number of groups is looked for among these: fewer say nothing, more cannot be remembered.
FEWEST, MOST = 3, 12
_SMALLEST = 5
_JUDGED = 4_000
_SILHOUETTE = 2_000
_HALVES = 3


@dataclass(frozen=True, slots=True)
class Count:
    """Judgements for each number of groups that was tried."""

    tried: tuple[int, ...]
    proposal: int
    silhouette: tuple[float, ...] = ()  #: mean, −1–1: the higher, the better apart
    #: The following are there when they were asked for.
    inertia: tuple[float, ...] = ()  #: squared distance to the centres, summed; always falls
    davies_bouldin: tuple[float, ...] = ()  #: the lower, the better apart
    bic: tuple[
        float, ...
    ] = ()  #: of a Gaussian mixture (Bayesian information criterion): the lower, the better
    stability: tuple[float, ...] = ()  #: agreement (AMI) of groupings of random halves, 0–1
    elbow: int | None = field(default=None)  #: where the inertia bends most
    songs: int = 0  #: that there are
    judged: int = 0  #: that were drawn to be judged; silhouette and BIC look at ``compared`` of these
    compared: int = 0

    @property
    def sample(self) -> str:
        """In words, what was judged where it was not every song; else empty."""
        if self.compared >= self.songs:
            return ""
        drawn = (
            f"{self.judged:,} of {self.songs:,} songs, drawn at random" if self.judged < self.songs else ""
        )
        part = f"silhouette and BIC on {self.compared:,} of {'them' if drawn else f'{self.songs:,} songs'}"
        return f"judged on {drawn}; {part}" if drawn else part


def count_groups(
    points: Points,
    fit: Fit,
    *,
    most: int = MOST,
    seed: int = 0,
    needs_all: bool = False,
    every_judge: bool = False,
    tried: Sequence[int] | None = None,
    report: Report | None = None,
) -> Count:
    """Judge clusterings into different numbers of groups; the best mean silhouette is the proposal.

    Parameters
    ----------
    points : shape=(n, d)
    fit : the clustering
    most : the largest number to try
    needs_all : ``fit`` knows its own points and takes no part of them
    every_judge : inertia, Davies–Bouldin, BIC and stability, too
    tried : numbers to try, instead of 3 to 12
    """
    rng = np.random.default_rng(seed)
    part = points
    if len(points) > _JUDGED and not needs_all:
        part = points[np.sort(rng.choice(len(points), _JUDGED, replace=False))]
    top = min(MOST if tried is None else max(tried), most, len(points) // _SMALLEST)
    numbers = [k for k in (tried or range(min(FEWEST, top), top + 1)) if 2 <= k <= max(top, 2)]
    if top < 2:
        return Count((), 1)
    seen = np.sort(rng.choice(len(part), min(len(part), _SILHOUETTE), replace=False))
    judged: dict[int, dict[str, float]] = {}
    for step, k in enumerate(numbers):
        labels, _ = fit(part, k)
        if 1 < len(np.unique(labels[seen])) < len(seen):
            judged[k] = _judge(part, seen, labels, k, seed=seed, every_judge=every_judge)
            if every_judge and not needs_all:
                judged[k]["stability"] = _stability(part, fit, k, rng)
        if report is not None:
            report(step + 1, len(numbers))
    if not judged:
        return Count((), 1)
    columns = {name: tuple(one[name] for one in judged.values()) for name in next(iter(judged.values()))}
    together = _inertia(part, np.zeros(len(part), np.int64))
    return Count(
        tried=tuple(judged),
        proposal=max(judged, key=lambda k: judged[k]["silhouette"]),
        elbow=_elbow([1, *judged], [together, *columns.get("inertia", ())]),
        songs=len(points),
        judged=len(part),
        compared=len(seen),
        **columns,
    )


def _judge(
    points: Points, seen: IntArray, labels: IntArray, k: int, *, seed: int, every_judge: bool
) -> dict[str, float]:
    """What the judges say of one clustering, by the fields of ``Count``; some look at the songs ``seen``."""
    from sklearn.metrics import davies_bouldin_score, silhouette_score

    judgement = {"silhouette": float(silhouette_score(points[seen], labels[seen]))}
    if every_judge:
        judgement["inertia"] = _inertia(points, labels)
        judgement["davies_bouldin"] = float(davies_bouldin_score(points, labels))
        judgement["bic"] = _bic(points[seen], k, seed)
    return judgement


def _inertia(points: Points, labels: IntArray) -> float:
    return float(
        sum(
            np.square(points[labels == k] - points[labels == k].mean(axis=0)).sum() for k in np.unique(labels)
        )
    )


def _bic(points: Points, k: int, seed: int) -> float:
    """Of a mixture with diagonal covariances on at most 16 principal axes: comparable over k."""
    from sklearn.mixture import GaussianMixture

    if points.shape[1] > 16:
        points = pca(points, 16).points
    variance = float(points.var(axis=0).mean())
    floor = 1e-4 * max(variance, 1e-6)
    model = GaussianMixture(k, covariance_type="diag", random_state=seed, reg_covar=floor)
    return float(model.fit(points).bic(points))


def _stability(points: Points, fit: Fit, k: int, rng: np.random.Generator) -> float:
    """Group two random halves; give every song to the nearest centre of each: do both say the same?"""
    from sklearn.metrics import adjusted_mutual_info_score

    agreements = []
    for _ in range(_HALVES):
        order = rng.permutation(len(points))
        sides = []
        for half in (order[: len(order) // 2], order[len(order) // 2 :]):
            labels, _ = fit(points[half], min(k, len(half)))
            centers = np.stack([points[half][labels == g].mean(axis=0) for g in np.unique(labels)])
            sides.append(best_matching_units(centers, points))
        agreements.append(adjusted_mutual_info_score(*sides))
    return float(np.mean(agreements))


def _elbow(tried: Sequence[int], inertia: Sequence[float]) -> int | None:
    """The number furthest under the straight line from the first to the last inertia."""
    if len(inertia) < len(tried) or len(tried) < 3:
        return None
    x = (np.asarray(tried, float) - tried[0]) / (tried[-1] - tried[0])
    y = np.asarray(inertia)
    fallen = (y[0] - y) / max(y[0] - y[-1], 1e-12)
    return tried[int(np.argmax(fallen - x))]
