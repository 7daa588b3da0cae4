from __future__ import annotations

import itertools

import numpy as np
import pytest

from organizer.analysis.map import journeys
from organizer.analysis.map.journeys import Ground


def ground(songs, *, artists=None, recordings=None) -> Ground:
    data = np.asarray(songs, np.float32)
    n = len(data)
    return Ground(
        data,
        np.arange(n) if recordings is None else np.asarray(recordings, np.int64),
        np.full(n, -1) if artists is None else np.asarray(artists, np.int64),
        np.ones(n, bool),
    )


def cloud(n: int, d: int = 3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32)


def test_a_way_passes_what_lies_between_in_even_steps() -> None:
    line = ground(np.arange(21.0)[:, None])
    assert journeys.through(line, [0, 20], 5).tolist() == [0, 5, 10, 15, 20]
    assert journeys.through(line, [20, 0], 3).tolist() == [20, 10, 0]
    there_and_back = journeys.through(line, [0, 20, 10], 7).tolist()
    assert [there_and_back[i] for i in (0, -1)] == [0, 10] and 20 in there_and_back


@pytest.mark.parametrize("n", [2, 3, 7, 60, 100])
@pytest.mark.parametrize("stops", [[5, 9], [5, 9, 30], [1, 2, 3, 4, 6]])
def test_stops_come_in_their_order_and_no_song_comes_twice(stops: list[int], n: int) -> None:
    songs = ground(cloud(60, 8))
    way = journeys.through(songs, stops, n).tolist()
    assert (way[0], way[-1]) == (stops[0], stops[-1])
    assert [song for song in way if song in stops] == stops
    assert len(set(way)) == len(way) == min(max(n, len(stops)), 60)
    assert journeys.through(songs, stops, n).tolist() == way


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_songs_are_a_way_too(n: int) -> None:
    songs = ground(cloud(n, 4))
    assert sorted(journeys.through(songs, [0], 9).tolist()) == list(range(n))
    if n > 1:
        way = journeys.through(songs, [0, n - 1], 9).tolist()
        assert (way[0], way[-1], sorted(way)) == (0, n - 1, list(range(n)))
    assert journeys.thinned(songs, np.arange(n), 9).tolist() == list(range(n))


def test_steps_are_much_smaller_than_the_leap() -> None:
    data = cloud(3000)
    songs = ground(data)
    rng = np.random.default_rng(3)
    worst = []
    for _ in range(20):
        first, last = rng.choice(3000, 2, replace=False)
        way = journeys.through(songs, [int(first), int(last)], 15)
        leap = float(np.linalg.norm(data[first] - data[last]))
        worst.append(float(journeys.steps(data, way).max()) / leap)
    assert max(worst) < 0.75 and float(np.mean(worst)) < 0.35


def test_where_no_song_lies_between_no_step_is_larger_than_the_leap_over_the_gap() -> None:
    islands = np.concatenate([cloud(200, 3), cloud(200, 3, seed=1) + 20.0])
    way = journeys.through(ground(islands), [0, 399], 12)
    lengths = journeys.steps(islands, way)
    assert lengths.max() < np.linalg.norm(islands[0] - islands[399])
    assert np.count_nonzero(lengths > 10.0) == 1  # the sea is crossed once


def test_one_recording_is_taken_once_and_an_artist_does_not_follow_himself() -> None:
    data = np.repeat(cloud(80), 2, axis=0)  # every song twice, at the same place
    songs = ground(data, recordings=np.arange(160) // 2 * 2, artists=np.arange(160) // 2 % 7)
    way = journeys.through(songs, [0, 101], 20)
    assert len(way) == 20 and len(set((way // 2).tolist())) == 20
    artists = songs.artists[way].tolist()
    assert all(a != b for a, b in itertools.pairwise(artists))
    assert max(artists.count(artist) for artist in artists) <= 6


def test_an_artist_does_not_crowd_a_way_that_can_do_without() -> None:
    data = cloud(400)
    crowd = np.where(np.arange(400) % 2, 0, np.arange(400))  # every second song is by one artist
    way = journeys.through(ground(data, artists=crowd), [2, 4], 24)
    assert np.count_nonzero(crowd[way] == 0) <= 5
    alone = journeys.through(ground(data, artists=np.zeros(400)), [2, 4], 24)
    assert len(alone) == 24


def test_songs_that_are_not_free_are_led_around() -> None:
    songs = ground(cloud(50))
    songs.free[10:] = False
    assert set(journeys.through(songs, [0, 30], 40).tolist()) == {*range(10), 30}


def test_another_way_has_few_of_the_same_songs_and_is_as_smooth() -> None:
    data = cloud(2000)
    songs, worn = ground(data), np.zeros(2000, np.int64)
    first = journeys.through(songs, [3, 7], 12)
    seen: set[int] = set()
    for _ in range(5):
        way = journeys.through(songs, [3, 7], 12, worn=worn)
        assert not seen & set(way[1:-1].tolist())
        assert journeys.steps(data, way).max() < 2.5 * journeys.steps(data, first).max()
        seen |= set(way[1:-1].tolist())
        worn[way[1:-1]] += 1
    few = ground(cloud(14))
    worn = np.zeros(14, np.int64)
    worn[1:13] = 1
    assert len(journeys.through(few, [0, 13], 12, worn=worn)) == 12  # worn songs rather than none


def test_longer_and_shorter_leave_the_rest_of_the_way() -> None:
    songs = ground(cloud(500))
    way = journeys.through(songs, [0, 1, 2], 18)
    longer = journeys.lengthened(songs, way, 25)
    assert [song for song in longer.tolist() if song in set(way.tolist())] == way.tolist()
    assert len(set(longer.tolist())) == 25
    shorter = journeys.shortened(songs, way, 9, stays=[0, 1, 2])
    assert [song for song in way.tolist() if song in set(shorter.tolist())] == shorter.tolist()
    assert len(shorter) == 9 and {0, 1, 2} <= set(shorter.tolist())
    assert journeys.shortened(songs, way, 1, stays=[0, 1, 2]).tolist() == [0, 1, 2]


def test_a_line_is_thinned_in_its_order() -> None:
    data = cloud(300)
    ordered = np.random.default_rng(5).permutation(300)
    way = journeys.thinned(ground(data), ordered, 12).tolist()
    places = [ordered.tolist().index(song) for song in way]
    assert places == sorted(places) and len(set(way)) == 12
    assert all(place * 12 // 300 == at for at, place in enumerate(places))
    worn = np.zeros(300, np.int64)
    worn[way] = 1
    assert not set(journeys.thinned(ground(data), ordered, 12, worn=worn).tolist()) & set(way)
    assert journeys.thinned(ground(data), np.empty(0, np.int64), 12).tolist() == []


def test_places_go_where_the_steps_are_longest() -> None:
    assert journeys.spread([10.0, 1.0], 3) == [3, 0]
    assert journeys.spread([4.0, 4.0], 4) == [2, 2]
    assert journeys.spread([0.0], 2) == [2] and journeys.spread([], 2) == []


def test_equal_songs_have_a_way() -> None:
    same = ground(np.zeros((30, 4)))
    assert len(set(journeys.through(same, [3, 8], 10).tolist())) == 10
