"""How many groups there are, as several judges see it."""

from __future__ import annotations

import numpy as np

from organizer.analysis.space.group_count import count_groups
from organizer.analysis.space.group_methods import kmeans
from tests.analysis.space.test_groups import blobs


def test_every_judge_sees_planted_groups() -> None:
    data, _ = blobs(300, 5)
    count = count_groups(data, kmeans(0), every_judge=True)
    assert count.tried == tuple(range(3, 13))
    assert count.proposal == 5 == count.tried[int(np.argmax(count.silhouette))]
    assert count.tried[int(np.argmin(count.davies_bouldin))] == 5 == count.elbow
    assert count.stability[2] > 0.99 > max(count.stability[4:])
    assert (np.diff(count.inertia) < 0).all()


def test_a_count_says_when_it_judged_a_sample() -> None:
    rng = np.random.default_rng(0)
    samples = {}
    for n in (60, 3_000, 5_000):
        points = rng.normal(size=(n, 2)) + 8.0 * rng.integers(0, 2, (n, 1))
        samples[n] = count_groups(points, kmeans(0, starts=1), tried=(2, 3)).sample
    assert samples[60] == ""
    assert samples[3_000] == "silhouette and BIC on 2,000 of 3,000 songs"
    assert samples[5_000].startswith(
        "judged on 4,000 of 5,000 songs, drawn at random; silhouette and BIC on 2,000"
    )
