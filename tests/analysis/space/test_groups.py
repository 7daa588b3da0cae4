from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import groups, som
from organizer.analysis.space.group_methods import MOST_FOR_WARD
from organizer.base.errors import Cancelled


def blobs(n: int, k: int, *, d: int = 8, spread: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = np.sort(rng.integers(0, k, n))
    return (4 * rng.standard_normal((k, d))[labels] + spread * rng.standard_normal((n, d))).astype(
        np.float32
    ), labels


@pytest.mark.parametrize("k", [3, 6])
def test_planted_groups_are_found_with_their_number(k: int) -> None:
    data, labels = blobs(240, k)
    result = groups.cluster(data)
    assert len(result.centers) == k
    pairs = set(zip(labels.tolist(), result.labels.tolist(), strict=True))
    assert len(pairs) == k


def test_groups_are_repeatable_and_numbered_by_size() -> None:
    data, _ = blobs(200, 5)
    first, second = groups.cluster(data, k=5, seed=2), groups.cluster(data, k=5, seed=2)
    assert np.array_equal(first.labels, second.labels) and np.array_equal(first.centers, second.centers)
    sizes = np.bincount(first.labels)
    assert (np.diff(sizes) <= 0).all()


def test_no_group_is_too_small_for_a_playlist_unless_asked_for() -> None:
    data, _ = blobs(200, 4)
    data = np.concatenate([data, np.full((1, 8), 90, np.float32)])
    assert np.bincount(groups.cluster(data).labels).min() >= 5
    assert np.bincount(groups.cluster(data, k=5).labels).min() == 1


@pytest.mark.parametrize("method", ["kmeans", "gmm", "ward"])
def test_few_songs_fall_into_groups_of_three_at_least(method: groups.Method) -> None:
    for n in range(6, 24):
        data, _ = blobs(n, 4)
        data = np.concatenate([data, np.full((2, 8), 90, np.float32)])
        assert np.bincount(groups.cluster(data, method=method).labels).min() >= 3
    assert np.bincount(groups.cluster(data, method=method, k=5).labels).min() == 2


@pytest.mark.parametrize("n", [1, 2, 3, 4, 11])
@pytest.mark.parametrize("k", [None, 1, 3])
def test_tiny_libraries_have_groups(n: int, k: int | None) -> None:
    data = np.random.default_rng(0).standard_normal((n, 4)).astype(np.float32)
    result = groups.cluster(data, k=k)
    assert len(result.labels) == n
    assert len(result.centers) == len(np.unique(result.labels)) <= max(1, min(n, k or n))


def test_equal_songs_are_one_group() -> None:
    for k in (None, 4):
        assert len(groups.cluster(np.ones((30, 3)), k=k).centers) == 1


def test_songs_belong_to_the_nearest_centre() -> None:
    data, _ = blobs(150, 4)
    result = groups.cluster(data, k=4)
    assert np.array_equal(groups.assign(data, result.centers), result.labels)


def test_typical_songs_are_nearest_to_the_centre_of_their_group() -> None:
    data, _ = blobs(150, 4)
    result = groups.cluster(data, k=4)
    for number, members in enumerate(groups.typical(data, result, n=3)):
        assert (result.labels[members] == number).all()
        far = np.linalg.norm(data - result.centers[number], axis=1)
        assert far[members].max() <= np.sort(far[result.labels == number])[2]


def test_nothing_to_group_is_refused() -> None:
    with pytest.raises(ValueError, match="songs"):
        groups.cluster(np.empty((0, 3)))
    with pytest.raises(ValueError, match="group"):
        groups.cluster(np.eye(3), k=0)


@pytest.mark.parametrize("method", ["gmm", "hdbscan", "ward"])
def test_every_method_finds_planted_groups(method: groups.Method) -> None:
    data, labels = blobs(300, 4)
    result = groups.cluster(data, method=method)
    assert len(set(zip(labels.tolist(), result.labels.tolist(), strict=True))) == 4
    assert (np.diff(np.bincount(result.labels)) <= 0).all()


def test_groups_of_cells_follow_the_map() -> None:
    data, labels = blobs(300, 4)
    trained = som.fit(data, rows=8, columns=12)
    cells = som.best_matching_units(trained.codebook, data)
    given = groups.Cells(trained.codebook, 8, 12, True, cells)
    result = groups.cluster(data, method="som", cells=given)
    assert len(set(zip(labels.tolist(), result.labels.tolist(), strict=True))) == 4
    for cell in np.unique(cells):
        assert len(np.unique(result.labels[cells == cell])) == 1
    with pytest.raises(ValueError, match="map"):
        groups.cluster(data, method="som")


def test_a_mixture_tells_how_sure_it_is() -> None:
    rng = np.random.default_rng(0)
    data = np.concatenate([rng.normal(-2, 1, (200, 1)), rng.normal(2, 1, (200, 1))])
    result = groups.cluster(data, method="gmm", k=2)
    assert result.sureness is not None
    between, inside = np.abs(data[:, 0]) < 0.3, np.abs(data[:, 0]) > 2.5
    assert result.sureness[between].mean() < 0.75 < 0.99 < result.sureness[inside].mean()


def test_what_is_in_no_dense_region_is_unsorted_or_given_to_the_nearest() -> None:
    data, _ = blobs(300, 3, d=2, spread=0.1)
    stray = np.array([[40.0, 40.0], [-50.0, 0.0]], np.float32)
    data = np.concatenate([data, stray])
    result = groups.cluster(data, method="hdbscan", sort_all=False)
    assert (result.labels[-2:] == groups.UNSORTED).all()
    sorted_all = groups.cluster(data, method="hdbscan")
    assert sorted_all.labels.min() >= 0
    dense = result.labels >= 0
    assert len(set(zip(result.labels[dense].tolist(), sorted_all.labels[dense].tolist(), strict=True))) == 3


def test_noise_has_groups_all_the_same() -> None:
    data = np.random.default_rng(0).uniform(size=(400, 16)).astype(np.float32)
    for method in ("kmeans", "hdbscan", "gmm", "ward"):
        result = groups.cluster(data, method=method)
        assert len(result.centers) >= 1 and result.labels.min() >= 0
        assert np.bincount(result.labels).min() >= 5


def test_a_method_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown method"):
        groups.cluster(np.eye(5), method="magic")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at most"):
        groups.cluster(np.random.default_rng(0).normal(size=(MOST_FOR_WARD + 1, 2)), method="ward")


def test_border_songs_lie_towards_another_group() -> None:
    rng = np.random.default_rng(0)
    data = np.concatenate([rng.uniform(0, 1, (50, 1)), rng.uniform(1.5, 2.5, (40, 1))]).astype(np.float32)
    result = groups.cluster(data, k=2)
    first, second = groups.border(data, result, n=1)
    assert data[first[0]] == data[result.labels == 0].max()
    assert data[second[0]] == data[result.labels == 1].min()


def test_density_of_many_songs_is_estimated_from_a_part_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups.group_methods, "_FITTED_DENSE", 300)
    data, planted = blobs(1500, 3)
    result = groups.cluster(data, method="hdbscan")
    assert len(result.centers) == 3
    for number in range(3):
        assert len(np.unique(planted[result.labels == number])) == 1


def test_what_the_report_raises_ends_a_search_for_density() -> None:
    data, _ = blobs(600, 3)
    steps = []

    def report(done: int, total: int) -> None:
        steps.append(done)
        raise Cancelled

    with pytest.raises(Cancelled):
        groups.cluster(data, method="hdbscan", report=report)
    assert steps == [0]


@pytest.mark.parametrize("method", ["kmeans", "gmm", "ward"])
def test_the_judge_proposes_what_is_made(method: groups.Method) -> None:
    rng = np.random.default_rng(3)
    planted, _ = blobs(30, 6)
    far = np.full((1, 8), 90, np.float32)  # one song that would be a group of its own
    for data in (rng.normal(size=(60, 8)), planted, np.concatenate([planted, far]), rng.normal(size=(12, 8))):
        count = groups.judge(data, method=method)
        assert len(groups.cluster(data, method=method).centers) == count.proposal
        current = groups.judge(data, method=method, current=5)
        assert len(groups.cluster(data, method=method, current=5).centers) == current.proposal
