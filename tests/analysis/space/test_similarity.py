from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import similarity


def test_neighbours_are_exact_and_leave_the_song_out() -> None:
    data = np.random.default_rng(0).standard_normal((300, 12)).astype(np.float32)
    rows = np.array([0, 17, 299])
    indices, distances = similarity.neighbours(data, rows, n=7)
    for song, result, far in zip(rows, indices, distances, strict=True):
        truth = np.linalg.norm(data - data[song], axis=1)
        truth[song] = np.inf
        assert np.array_equal(result, np.argsort(truth)[:7])
        assert np.allclose(far, np.sort(truth)[:7], atol=1e-5)


def test_equal_songs_lie_at_distance_zero() -> None:
    data = np.repeat(np.random.default_rng(0).standard_normal((4, 6)), 15, axis=0)
    songs, distances = similarity.similar(data, 3, n=14)
    assert sorted([3, *songs.tolist()]) == list(range(15))
    assert distances.max() == 0.0


def test_scaled_distance_follows_the_formula() -> None:
    assert similarity.scaled([2.0], 1.0, [4.0])[0] == pytest.approx(1 - np.exp(-1.0))


def test_local_scale_is_the_distance_to_the_tenth_neighbour() -> None:
    line = np.arange(30.0)[:, None]
    assert similarity.local_scales(line, [0, 15]).tolist() == [10.0, 5.0]


def test_local_scaling_takes_hubs_out_of_the_lists() -> None:
    rng = np.random.default_rng(0)
    data = rng.standard_normal((300, 40)) * np.where(np.arange(300) < 8, 0.2, 1.0)[:, None]
    plain, _ = similarity.neighbours(data, np.arange(300), n=5)
    hubs = np.bincount(plain.ravel(), minlength=300).max()
    lists = np.concatenate([similarity.similar(data, song, n=5)[0] for song in range(300)])
    assert np.bincount(lists, minlength=300).max() < hubs


def test_distances_rise_and_stay_within_one() -> None:
    data = np.random.default_rng(0).standard_normal((50, 5))
    songs, distances = similarity.similar(data, 4, n=20)
    assert len(songs) == 20 and 4 not in songs
    assert (np.diff(distances) >= 0).all() and distances.min() >= 0 and distances.max() <= 1


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_songs_have_few_neighbours(n: int) -> None:
    songs, distances = similarity.similar(np.eye(3)[:n], 0, n=10)
    assert len(songs) == len(distances) == n - 1


def test_scales_of_a_large_library_are_taken_among_some_of_it() -> None:
    data = np.random.default_rng(0).standard_normal((3 * similarity.SCALE_SONGS, 3)).astype(np.float32)
    rows = np.array([1, 700, 9_999])
    some = data[np.linspace(0, len(data) - 1, similarity.SCALE_SONGS).astype(np.int64)]
    for song, scale in zip(rows, similarity.local_scales(data, rows), strict=True):
        far = np.linalg.norm(some - data[song], axis=1)
        assert scale == pytest.approx(np.sort(far[far > 0])[9], rel=1e-3)


def test_shares_tell_what_two_songs_have_in_common() -> None:
    one = {"timbre": [[1.0, 0.0]], "rhythm": [[0.0, 2.0]], "harmony": [[1.0]]}
    others = {
        "timbre": [[1.0, 0.0], [-1.0, 0.0], [0, 1]],
        "rhythm": [[0, 1.5], [0, 1], [1, 0]],
        "harmony": [[-1.0], [0.0], [-1.0]],
    }
    result = similarity.shares(one, others)
    assert result["timbre"].tolist() == pytest.approx([0.25, 0.0, 0.0])
    assert result["rhythm"].tolist() == pytest.approx([0.75, 1.0, 0.0])
    assert result["harmony"].tolist() == [0.0, 0.0, 0.0]
    assert similarity.shares({}, {}) == {}


@pytest.mark.parametrize("strongest", ["first", "last", "none"])
def test_bounds_leave_the_neighbours_exact_whatever_the_data(strongest: str) -> None:
    rng = np.random.default_rng(0)
    spread = np.ones(96) if strongest == "none" else np.arange(1, 97.0) ** -0.8
    kinds = rng.standard_normal((40, 96))[rng.integers(0, 40, 6_000)]
    data = ((kinds + 0.7 * rng.standard_normal((6_000, 96))) * spread).astype(np.float32)
    data = data[:, ::-1].copy() if strongest == "last" else data
    data[100:140] = data[100]  # copies of one recording
    bounded = similarity.bounds(data)
    assert bounded is not None
    truth = np.linalg.norm(data[:, None] - data[[0, 100, 5_999]], axis=2)
    for at, song in enumerate((0, 100, 5_999)):
        for n in (1, 25, 400):
            rows, distances = similarity.neighbours(data, [song], n=n, bounded=bounded)
            far = np.delete(truth[:, at], song)
            assert np.allclose(distances[0], np.sort(far)[:n], atol=1e-5)
            assert np.allclose(truth[rows[0], at], distances[0], atol=1e-5)
            assert len(set(rows[0].tolist())) == n and song not in rows[0]
    plain, bound = (similarity.similar(data, 7, n=25, bounded=one) for one in (None, bounded))
    assert np.array_equal(plain[0], bound[0]) and np.allclose(plain[1], bound[1])


def test_every_bound_is_below_the_distance() -> None:
    data = np.random.default_rng(1).standard_normal((500, 70)).astype(np.float32) * 30
    bounded = similarity.bounds(data)
    assert bounded is not None
    question = -2 * bounded.rows[3]
    question[-1] = 1
    least = bounded.rows @ question + data[3] @ data[3]
    square = np.square(data.astype(np.float64) - data[3].astype(np.float64)).sum(axis=1)
    assert (least <= square + bounded.rounding).all()
    assert np.median(least[square > 0] / square[square > 0]) > 0.2  # and not far below


def test_there_are_no_bounds_where_they_would_save_nothing() -> None:
    assert similarity.bounds(np.ones((50, 12))) is None
    assert similarity.bounds(np.full((50, 90), np.nan)) is None
