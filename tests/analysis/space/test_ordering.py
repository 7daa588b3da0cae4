from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizer.analysis.space import ordering


def repeats(artists: list[str]) -> int:
    return sum(a == b for a, b in itertools.pairwise(artists))


@pytest.mark.parametrize("n", [3, 10, 200, 2_300])
def test_order_visits_every_song_once_and_is_shorter_than_chance(n: int) -> None:
    rng = np.random.default_rng(0)
    data = rng.standard_normal((n, 3)).astype(np.float32)
    order = ordering.listening_order(data)
    assert sorted(order.tolist()) == list(range(n))
    if n > 3:
        assert length(data[order]) < 0.7 * length(rng.permutation(data))


def length(path: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


def test_songs_on_a_line_are_played_along_the_line() -> None:
    line = np.random.default_rng(0).permutation(40).astype(np.float32)[:, None]
    played_order = line[ordering.listening_order(line)].ravel()
    assert np.array_equal(np.abs(np.diff(played_order)), np.ones(39))


def test_order_starts_where_it_is_to() -> None:
    data = np.random.default_rng(0).standard_normal((1_500, 4))
    for n in (1, 2, 30, 1_500):
        assert ordering.listening_order(data[:n], start=n - 1)[0] == n - 1
    assert len(ordering.listening_order(np.empty((0, 4)))) == 0


def test_equal_songs_have_an_order() -> None:
    assert sorted(ordering.listening_order(np.ones((5, 2))).tolist()) == list(range(5))


def test_artists_are_kept_apart() -> None:
    artists = ["a", "A ", "a", "b", "b", "c"]
    spaced = ordering.space_artists(range(6), artists)
    played_order = [artists[i].strip().casefold() for i in spaced]
    assert sorted(spaced.tolist()) == list(range(6))
    assert repeats(played_order) == 0


def test_a_spaced_order_is_left_alone_and_unknown_artists_may_follow_each_other() -> None:
    order = [3, 2, 1, 0]
    assert ordering.space_artists(order, ["a", "b", "a", "b"]).tolist() == order
    assert ordering.space_artists(order, ["", "", "", ""]).tolist() == order


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from("aaabcd"), max_size=24))
def test_no_artist_comes_twice_in_a_row_wherever_that_is_possible(artists: list[str]) -> None:
    spaced = ordering.space_artists(range(len(artists)), artists)
    assert sorted(spaced.tolist()) == list(range(len(artists)))
    most = max((artists.count(a) for a in artists), default=0)
    unavoidable = max(0, most - (len(artists) - most) - 1)
    assert repeats([artists[i] for i in spaced]) == unavoidable
