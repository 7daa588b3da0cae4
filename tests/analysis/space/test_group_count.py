"""How many groups there are, as several judges see it."""

from __future__ import annotations

import numpy as np

from organizer.analysis.space.group_count import count_groups
from organizer.analysis.space.group_methods import kmeans
from tests.analysis.space.test_groups import blobs


def test_every_judge_sees_planted_groups() -> None:
    data, _ = blobs(300, 5)
    count = count_groups(data, kmeans(0), every_judge=kmeans(0, starts=3))
    assert count.tried == tuple(range(2, 13))
    assert count.proposal == 5 == count.tried[int(np.argmax(count.silhouette))]
    assert count.tried[int(np.argmin(count.davies_bouldin))] == 5 == count.elbow
    assert count.stability[3] > 0.99 > max(count.stability[5:])
    assert (np.diff(count.inertia) < 0).all()


def test_a_count_says_when_it_judged_a_sample() -> None:
    rng = np.random.default_rng(0)
    samples = {}
    for n in (60, 3_000, 5_000):
        points = rng.normal(size=(n, 2)) + 8.0 * rng.integers(0, 2, (n, 1))
        samples[n] = count_groups(points, kmeans(0, starts=1), most=3).sample
    assert samples[60] == ""
    assert samples[3_000] == "silhouette and BIC on 2,000 of 3,000 songs"
    assert samples[5_000].startswith(
        "judged on 4,000 of 5,000 songs, drawn at random; silhouette and BIC on 2,000"
    )


def test_the_current_number_stays_where_it_is_nearly_as_good() -> None:
    data = np.random.default_rng(1).normal(size=(300, 3))  # one cloud
    free = count_groups(data, kmeans(0))
    near, far = free.ranked[1], free.ranked[-1]
    kept, left = (count_groups(data, kmeans(0), current=k) for k in (near, far))
    assert (kept.proposal, kept.current) == (near, near) and f"{free.proposal} would be little" in kept.note
    assert (left.proposal, left.current, left.note) == (free.proposal, None, "")
    beside = kept.beside(2)
    assert beside.proposal == near + 2 and beside.tried[0] == kept.tried[0] + 2 and beside.note
