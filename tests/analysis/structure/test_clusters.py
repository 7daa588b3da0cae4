"""K-means and silhouette, beside those of scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from organizer.analysis.structure import clusters


def rows(k: int, *, spread: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(k)
    kinds = rng.integers(k, size=200)
    return rng.standard_normal((k, 6))[kinds] * 2 + spread * rng.standard_normal((200, 6)), kinds


def tightness(points: np.ndarray, labels: np.ndarray) -> float:
    return sum(
        float(np.square(points[labels == label] - points[labels == label].mean(axis=0)).sum())
        for label in np.unique(labels)
    )


@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_clusters_are_as_tight_as_those_of_scikit_learn(k):
    points, _ = rows(k, spread=1.2)
    theirs = KMeans(k, n_init=10, random_state=0).fit(points)
    assert tightness(points, clusters.clustered(points, k)) <= 1.02 * theirs.inertia_


def test_clusters_that_lie_apart_are_found():
    points, kinds = rows(4, spread=0.05)
    labels = clusters.clustered(points, 4)
    assert len({(int(a), int(b)) for a, b in zip(kinds, labels, strict=True)}) == 4
    assert (labels == clusters.clustered(points, 4)).all()  # each time the same


def test_equal_rows_make_one_cluster():
    assert len(set(clusters.clustered(np.ones((12, 3)), 4).tolist())) == 1


def test_the_silhouette_is_that_of_scikit_learn():
    points, kinds = rows(3)
    assert clusters.silhouette(clusters.distances(points), kinds) == pytest.approx(
        silhouette_score(points, kinds), abs=1e-9
    )
    alone = np.array([0] * 150 + [1] * 49 + [2])
    assert clusters.silhouette(clusters.distances(points), alone) == pytest.approx(
        silhouette_score(points, alone), abs=1e-9
    )
