"""How many groups there are: several judges over the same range, and a proposal.

Conventions as in ``groups``. Judged on at most 4,000 songs, whatever the size of the library. The best mean
silhouette is proposed, among numbers from 3 that leave no group too small for a playlist; the number that
there is now stays where it is nearly as good, so that a few more songs do not change it.

Rousseeuw, P. J.: Silhouettes. J. Comput. Appl. Math. 20 (1987): 53–65. Davies, D. L., Bouldin, D. W.: A
cluster separation measure. IEEE TPAMI 1 (1979): 224–227. Satopää, V. et al.: Finding a "kneedle" in a
haystack. ICDCSW 2011 (elbow). Ben-Hur, A., Elisseeff, A., Guyon, I.: A stability based method for discovering
structure in clustered data. PSB 2002: 6–17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.group_methods import Fit, Points
from organizer.analysis.space.principal import pca
from organizer.analysis.space.som import IntArray, best_matching_units
from organizer.base.language import tr

Report = Callable[[int, int], None]

#: The number of groups is looked for among these: fewer say nothing, more cannot be remembered.
FEWEST, MOST = 3, 12
#: A group should make a playlist: this many songs, or this share of an even split in a small library; three.
_SMALLEST, _SMALLEST_SHARE, _LEAST = 5, 0.25, 3
#: How much higher a silhouette has to be than that of the current groups: so much, or this share.
_NEARLY, _NEARLY_SHARE = 0.015, 0.05
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
    ranked: tuple[int, ...] = ()  #: numbers that can be proposed, the best first
    current: int | None = (
        None  #: groups that there are now, where that was preferred to a slightly better one
    )
    locked: int = 0  #: groups that count in all of these, though their songs were not judged

    def beside(self, locked: int) -> Count:
        """The same with so many locked groups beside those that were judged."""
        return replace(
            self,
            tried=tuple(k + locked for k in self.tried),
            ranked=tuple(k + locked for k in self.ranked),
            proposal=self.proposal + locked,
            elbow=None if self.elbow is None else self.elbow + locked,
            current=None if self.current is None else self.current + locked,
            locked=locked,
        )

    @property
    def note(self) -> str:
        """Why the proposal is not the number with the best silhouette; empty where it is."""
        best = self.tried[int(np.argmax(self.silhouette))] if self.silhouette else self.proposal
        if best == self.proposal:
            return ""
        if self.current is not None:
            return tr(
                "{current} are there now, and {best} would be little better", current=self.current, best=best
            )
        if best < FEWEST + self.locked:
            return tr("{best} would lie further apart, but say too little", best=best)
        return tr("with {best}, a group would be too small for a playlist", best=best)

    @property
    def sample(self) -> str:
        """In words, what was judged where it was not every song; else empty."""
        if self.compared >= self.songs:
            return ""
        values = {"judged": self.judged, "songs": self.songs, "compared": self.compared}
        if self.judged < self.songs:
            return tr(
                "judged on {judged} of {songs} songs, drawn at random; silhouette and BIC on {compared} of "
                "them",
                **values,
            )
        del values["judged"]
        return tr("silhouette and BIC on {compared} of {songs} songs", **values)


def too_small(sizes: npt.NDArray[Any], songs: int) -> IntArray:
    """Which groups are too small for a playlist, among so many songs: rows of ``sizes``."""
    enough = max(_LEAST, min(_SMALLEST, _SMALLEST_SHARE * songs / len(sizes)))
    return np.flatnonzero(sizes < enough)


def clearly_better(silhouette: float, than: float) -> bool:
    """Whether groups are so much further apart that it is worth making others of them."""
    return silhouette > than + max(_NEARLY, _NEARLY_SHARE * silhouette)


def count_groups(
    points: Points,
    fit: Fit,
    *,
    most: int = MOST,
    seed: int = 0,
    needs_all: bool = False,
    every_judge: Fit | None = None,
    current: int | None = None,
    report: Report | None = None,
) -> Count:
    """Judge clusterings into different numbers of groups, and propose one of 3 to 12.

    Parameters
    ----------
    points : shape=(n, d)
    fit : the clustering
    most : the largest number to try
    needs_all : ``fit`` knows its own points and takes no part of them
    every_judge : two groups, too, and inertia, Davies–Bouldin, BIC and stability, which is judged by this
        quicker ``fit``
    current : how many groups there are now
    """
    top = min(MOST, most, len(points) // _SMALLEST)
    if top < 2:
        return Count((), 1)
    fewest = min(FEWEST, top)
    rng = np.random.default_rng(seed)
    part = points
    if len(points) > _JUDGED and not needs_all:
        part = points[np.sort(rng.choice(len(points), _JUDGED, replace=False))]
    numbers = range(fewest if every_judge is None else 2, top + 1)
    seen = np.sort(rng.choice(len(part), min(len(part), _SILHOUETTE), replace=False))
    judged: dict[int, dict[str, float]] = {}
    small: set[int] = set()
    for step, k in enumerate(numbers):
        labels, _ = fit(part, k)
        sizes = np.unique(labels, return_counts=True)[1]
        if 1 < len(np.unique(labels[seen])) < len(seen):
            judged[k] = _judge(part, seen, labels, k, seed=seed, every_judge=every_judge is not None)
            if every_judge is not None and not needs_all:
                judged[k]["stability"] = _stability(part, every_judge, k, rng)
            small |= {k} if len(too_small(sizes * (len(points) / len(part)), len(points))) else set()
        if report is not None:
            report(step + 1, len(numbers))
    if not any(k >= fewest for k in judged):
        return Count((), 1)
    columns: dict[str, Any] = {name: tuple(j[name] for j in judged.values()) for name in judged[max(judged)]}
    ranked, preferred = _ranked(judged, fewest, small, current)
    return Count(
        tried=tuple(judged),
        proposal=ranked[0],
        elbow=_elbow(judged, columns.get("inertia", ()), part),
        songs=len(points),
        judged=len(part),
        compared=len(seen),
        ranked=ranked,
        current=current if preferred else None,
        **columns,
    )


def _ranked(
    judged: dict[int, dict[str, float]], fewest: int, small: set[int], current: int | None
) -> tuple[tuple[int, ...], bool]:
    """Numbers of groups, the best first, those with small groups last; and whether the current one is first
    though another is slightly better."""
    silhouettes = {k: one["silhouette"] for k, one in judged.items() if k >= fewest}
    order = sorted(silhouettes, key=lambda k: (k in small, -silhouettes[k], k))
    best = silhouettes[order[0]]
    if current is None or current not in silhouettes or (current in small and order[0] not in small):
        return tuple(order), False
    if clearly_better(best, silhouettes[current]):
        return tuple(order), False
    return (current, *(k for k in order if k != current)), current != order[0]


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


def _elbow(judged: Iterable[int], inertias: Sequence[float], points: Points) -> int | None:
    """The number furthest under the straight line from the inertia of one group to the last one."""
    tried = [1, *judged]
    inertia = [_inertia(points, np.zeros(len(points), np.int64)), *inertias]
    if len(inertia) < len(tried) or len(tried) < 3:
        return None
    x = (np.asarray(tried, float) - tried[0]) / (tried[-1] - tried[0])
    y = np.asarray(inertia)
    fallen = (y[0] - y) / max(y[0] - y[-1], 1e-12)
    return tried[int(np.argmax(fallen - x))]
