from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis import groups


def blobs(n: int, k: int, *, d: int = 8, spread: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = np.sort(rng.integers(0, k, n))
    return (4 * rng.standard_normal((k, d))[labels] + spread * rng.standard_normal((n, d))).astype(
        np.float32
    ), labels


@pytest.mark.parametrize("k", [3, 6])
def test_planted_groups_are_found_with_their_number(k: int) -> None:
    data, labels = blobs(240, k)
    found = groups.kmeans(data)
    assert len(found.centers) == k
    pairs = set(zip(labels.tolist(), found.labels.tolist(), strict=True))
    assert len(pairs) == k


def test_groups_are_repeatable_and_numbered_by_size() -> None:
    data, _ = blobs(200, 5)
    first, second = groups.kmeans(data, k=5, seed=2), groups.kmeans(data, k=5, seed=2)
    assert np.array_equal(first.labels, second.labels) and np.array_equal(first.centers, second.centers)
    sizes = np.bincount(first.labels)
    assert (np.diff(sizes) <= 0).all()


def test_no_group_is_too_small_for_a_playlist_unless_asked_for() -> None:
    data, _ = blobs(200, 4)
    data = np.concatenate([data, np.full((1, 8), 90, np.float32)])
    assert np.bincount(groups.kmeans(data).labels).min() >= 5
    assert np.bincount(groups.kmeans(data, k=5).labels).min() == 1


@pytest.mark.parametrize("n", [1, 2, 3, 4, 11])
@pytest.mark.parametrize("k", [None, 1, 3])
def test_tiny_libraries_have_groups(n: int, k: int | None) -> None:
    data = np.random.default_rng(0).standard_normal((n, 4)).astype(np.float32)
    found = groups.kmeans(data, k=k)
    assert len(found.labels) == n
    assert len(found.centers) == len(np.unique(found.labels)) <= max(1, min(n, k or n))


def test_equal_songs_are_one_group() -> None:
    for k in (None, 4):
        assert len(groups.kmeans(np.ones((30, 3)), k=k).centers) == 1


def test_songs_belong_to_the_nearest_centre() -> None:
    data, _ = blobs(150, 4)
    found = groups.kmeans(data, k=4)
    assert np.array_equal(groups.assign(data, found.centers), found.labels)


def test_typical_songs_are_nearest_to_the_centre_of_their_group() -> None:
    data, _ = blobs(150, 4)
    found = groups.kmeans(data, k=4)
    for number, members in enumerate(groups.typical(data, found, n=3)):
        assert (found.labels[members] == number).all()
        far = np.linalg.norm(data - found.centers[number], axis=1)
        assert far[members].max() <= np.sort(far[found.labels == number])[2]


def test_nothing_to_group_is_refused() -> None:
    with pytest.raises(ValueError, match="songs"):
        groups.kmeans(np.empty((0, 3)))
    with pytest.raises(ValueError, match="group"):
        groups.kmeans(np.eye(3), k=0)
