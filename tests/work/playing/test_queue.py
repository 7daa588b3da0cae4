"""What comes next: in order, shuffled, repeated; and the queue while it is changed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations

import pytest

from organizer.work.playing.queue import PlayQueue, apart

SONGS = list(range(10, 20))


def queue_of(songs=SONGS, at: int = 0, **options) -> PlayQueue:
    queue = PlayQueue(seed=7, **options)
    queue.fill(songs, at)
    return queue


def played(queue: PlayQueue, start: int, steps: int) -> list[int | None]:
    """What the end of each song leads to."""
    heard: list[int | None] = [start]
    for _ in range(steps):
        heard.append(queue.after_end(heard[-1]))
        if heard[-1] is None:
            break
    return heard


@pytest.mark.parametrize("shuffle", [False, True])
def test_without_repeat_each_song_is_played_once_and_then_it_is_over(shuffle):
    queue = queue_of(shuffle=shuffle)
    heard = played(queue, 10, 20)
    assert heard[0] == 10 and heard[-1] is None
    assert sorted(heard[:-1]) == SONGS
    assert (heard[:-1] == SONGS) is not shuffle
    assert queue.following(heard[-2]) is None and queue.next(heard[-2]) is None


def test_repeat_all_begins_again():
    queue = queue_of(SONGS[:3], repeat="all")
    assert played(queue, 10, 7) == [10, 11, 12, 10, 11, 12, 10, 11]
    queue.go(0)
    assert queue.previous(10) == 12 and queue.previous(12) == 11
    assert queue_of(SONGS[:1], repeat="all").next(10) == 10


def test_repeat_one_plays_it_again_but_buttons_go_on():
    queue = queue_of(repeat="one")
    assert played(queue, 10, 3) == [10] * 4
    assert queue.next(10) == 11 and queue.after_end(11) == 11
    assert queue.previous(11) == 10 and queue.previous(10) is None
    queue.go(9)
    assert queue.next(19) is None


def test_shuffled_songs_that_are_repeated_come_in_a_new_order_and_none_twice_in_a_row():
    queue = queue_of(shuffle=True, repeat="all")
    heard = played(queue, 10, 99)
    rounds = [tuple(heard[i : i + 10]) for i in range(0, 100, 10)]
    assert all(sorted(one) == SONGS for one in rounds)
    assert len(set(rounds)) == 10
    assert all(one != other for one, other in pairwise(heard))
    assert [queue.previous(current) for current in heard[:0:-1]] == heard[-2::-1]


def test_previous_goes_back_to_what_was_played_also_while_shuffled():
    queue = queue_of(shuffle=True)
    heard = [10]
    for _ in range(6):
        heard.append(queue.next(heard[-1]))
    back = [queue.previous(current) for current in heard[:0:-1]]
    assert back == heard[-2::-1]
    assert queue.previous(10) is None
    assert queue.next(10) == heard[1]


def test_shuffle_keeps_the_song_at_hand_and_the_old_order_comes_back():
    queue = queue_of(at=4)
    queue.set_shuffle(True, 14)
    assert queue.songs[0] == 14 and queue.at == 0 and sorted(queue.songs) == SONGS
    third = queue.next(queue.next(14))
    queue.set_shuffle(False, third)
    assert queue.songs == SONGS and queue.song(queue.at) == third
    assert queue.next(third) == (third + 1 if third < 19 else None)


def test_a_song_that_is_chosen_while_shuffled_leaves_none_out():
    queue = queue_of(shuffle=True)
    chosen = queue.songs[6]
    queue.choose(chosen)
    rest = played(queue, chosen, 20)
    assert sorted([10, *rest[:-1]]) == SONGS
    queue = queue_of()
    queue.choose(15)
    assert played(queue, 15, 20) == [15, 16, 17, 18, 19, None]
    queue.choose(99)
    assert queue.following(99) is None


def test_each_order_is_as_likely_as_any_other():
    queue = PlayQueue(shuffle=True, seed=3)
    seen: Counter[tuple[int, ...]] = Counter()
    for _ in range(6000):
        queue.fill([1, 2, 3, 4])
        seen[tuple(queue.songs[1:])] += 1
    assert set(seen) == set(permutations([2, 3, 4]))
    assert max(seen.values()) - min(seen.values()) < 200  # 1000 each


@pytest.mark.parametrize(
    ("counts", "avoidable"),
    [
        ((5, 5), True),
        ((6, 5), True),
        ((3, 3, 3, 3), True),
        ((9, 4, 4), True),
        ((8, 2, 2), False),
        ((1,) * 9, True),
    ],
)
@pytest.mark.parametrize("pinned", [False, True])
def test_one_artist_is_not_played_twice_in_a_row_where_that_can_be_avoided(counts, avoidable, pinned):
    artist_of = {}
    for artist, count in enumerate(counts):
        artist_of |= {len(artist_of) + i: f"artist {artist}" for i in range(count)}
    for seed in range(200):
        queue = PlayQueue(shuffle=True, seed=seed)
        queue.artists = lambda ids: {i: artist_of[i] for i in ids}
        if pinned:
            queue.fill(artist_of)
        else:
            queue.set_shuffle(False, None)
            queue.fill(artist_of)
            queue.set_shuffle(True, None)
        order = queue.songs
        assert sorted(order) == sorted(artist_of)
        assert not pinned or order[0] == 0  # of the artist with most songs
        together = sum(artist_of[a] == artist_of[b] for a, b in pairwise(order))
        assert together == (0 if avoidable else counts[0] - sum(counts[1:]) - 1)


def test_songs_without_artist_are_left_as_they_are():
    assert apart([1, 2, 3], ["", "", ""]) == [1, 2, 3]
    assert apart([], []) == []
    assert apart([1, 2, 3], ["a", "a", "a"]) == [1, 2, 3]
    assert apart([1, 2, 3, 4], ["a", "a", "b", "c"]) == [1, 3, 2, 4]


def test_songs_put_next_come_before_the_rest_in_both_orders():
    queue = queue_of(SONGS[:4], at=1)
    queue.insert_next([30, 31], 11)
    queue.insert_next([40], 11)
    assert list(queue.songs) == [10, 11, 40, 30, 31, 12, 13]
    queue = queue_of(SONGS[:4], shuffle=True)
    second = queue.next(10)
    queue.insert_next([30], second)
    assert queue.next(second) == 30
    queue.set_shuffle(False, 30)
    assert sorted(queue.songs) == [10, 11, 12, 13, 30]
    assert queue.songs[queue.songs.index(second) + 1] == 30


def test_what_was_put_next_behind_a_song_from_nowhere():
    queue = queue_of(SONGS[:2])
    queue.insert_next([30], 99)
    assert list(queue.songs) == [99, 30, 10, 11] and queue.at == 0
    queue = PlayQueue()
    queue.insert_next([30], None)
    assert list(queue.songs) == [30] and queue.place(30) == 0


def test_rows_are_taken_out_and_the_song_at_hand_stays():
    queue = queue_of(at=3)
    queue.remove([0, 3, 4, 9], 13)
    assert list(queue.songs) == [11, 12, 13, 15, 16, 17, 18]
    assert queue.following(13) == 15 and queue.before(13) == 12
    queue.clear(13)
    assert list(queue.songs) == [13] and queue.following(13) is None
    queue.clear(None)
    assert not len(queue)


def test_songs_that_leave_the_library_leave_the_queue_and_what_follows_is_known():
    queue = queue_of(at=3)
    before = queue.revision
    queue.drop([99])
    assert queue.revision == before
    queue.drop([11, 13])
    assert list(queue.songs) == [10, 12, *SONGS[4:]]
    assert queue.following(13) == 14 and queue.before(13) == 12
    assert queue.previous(13) == 12 and queue.next(12) == 14
    queue = queue_of(SONGS[:2])
    queue.drop([10])
    assert queue.next(10) == 11 and queue.before(11) is None
    queue.drop(SONGS)
    assert not len(queue) and queue.next(11) is None


def test_a_song_that_was_taken_out_does_not_come_again_when_shuffled_anew():
    queue = queue_of(SONGS[:4], shuffle=True, repeat="all")
    played(queue, 10, 5)
    gone = queue.songs[-1]
    queue.remove([len(queue.songs) - 1], queue.song(queue.at))
    assert gone not in played(queue, queue.song(queue.at), 20)[3:]
    queue.set_shuffle(False, queue.song(queue.at))
    assert gone not in queue.songs


def test_rows_are_moved_and_the_place_moves_with_them():
    queue = queue_of(SONGS[:5], at=2)
    queue.move([3, 4], 0)
    assert list(queue.songs) == [13, 14, 10, 11, 12] and queue.song(queue.at) == 12
    queue.move([4], 1)
    assert list(queue.songs) == [13, 12, 14, 10, 11] and queue.at == 1
    before = queue.revision
    queue.move([1], 2)
    assert queue.revision == before
    queue.move([0], 5)
    assert list(queue.songs) == [12, 14, 10, 11, 13]
    queue.insert([50], 5)
    queue.insert([51], 0)
    assert list(queue.songs) == [51, 12, 14, 10, 11, 13, 50] and queue.song(queue.at) == 12


def test_a_song_that_is_there_twice_is_found_where_it_is_played():
    queue = queue_of([1, 2, 1, 2], at=1)
    assert [queue.next(2), queue.next(1), queue.next(2)] == [1, 2, None]
    assert [queue.previous(2), queue.previous(1), queue.previous(2)] == [1, 2, 1]


def test_an_order_of_what_is_to_come_is_taken_over():
    queue = queue_of(SONGS[:5], at=1, shuffle=False)
    queue.arrange([0, 3, 2, 1])
    assert list(queue.songs) == [10, 11, 14, 13, 12]
