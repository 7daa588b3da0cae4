from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from organizer.analysis.playing.radio import Rules, songs_of
from organizer.base.model import IntArray
from organizer.work.playing.radio import Material, Radio, Request


def material(
    n: int,
    *,
    artists: int = 1000,
    recordings: Sequence[int] | None = None,
    playable: Sequence[int] | None = None,
    today: Sequence[int] = (),
    is_copy: Callable[[int, IntArray], bool] | None = None,
) -> Material:
    """Songs with the ids 1000, 1010, 1020 …"""
    chance = np.random.default_rng(0)
    places = chance.normal(size=(n, 6))
    if is_copy is not None:  # copies of a recording, by fours, sound nearly alike
        places = np.repeat(places[: n // 4], 4, axis=0) + 0.05 * places
    songs = songs_of(places, [(at % artists,) for at in range(n)])
    here, heard = np.ones(n, bool), np.zeros(n, bool)
    if playable is not None:
        here[:] = False
        here[list(playable)] = True
    heard[list(today)] = True
    same = np.arange(n) if recordings is None else np.array(recordings)
    made = Material(1000 + 10 * np.arange(n), songs, same, here, heard, np.zeros(n, np.float32))
    if is_copy is None:
        return made
    return Material(made.ids, songs, same, here, heard, made.leaning, is_copy=is_copy)


def ask(count: int, **more: tuple[int, ...]) -> Request:
    return Request(Rules(0.3, 5), count, **more)


def test_songs_follow_each_other_and_none_comes_twice() -> None:
    radio = Radio(material(60), [1000], Rules())
    radio.use([1000])
    first = radio.answer(ask(5, before=(1000,)))
    second = radio.answer(ask(5, before=(1000, *first.songs)))
    assert len(first.songs) == len(second.songs) == 5
    assert len({1000, *first.songs, *second.songs}) == 11
    assert radio.chosen == (*first.songs, *second.songs)
    assert not first.remark
    assert not first.over


def test_a_recording_comes_once_whatever_files_there_are_of_it() -> None:
    radio = Radio(material(40, recordings=[at // 2 for at in range(40)]), [1000], Rules())
    radio.use([1000])
    songs = radio.answer(ask(100)).songs
    assert len(songs) == 19
    assert len({(song - 1000) // 20 for song in songs} - {0}) == 19


def test_copies_that_are_told_by_their_sound_are_left_out() -> None:
    def is_copy(song: int, others: IntArray) -> bool:
        return any(song // 4 == other // 4 for other in others.tolist())

    radio = Radio(material(40, is_copy=is_copy), [1000], Rules(0.0, 0))
    radio.use([1000])
    songs = radio.answer(Request(Rules(0.0, 0), 100)).songs
    rows = [(song - 1000) // 10 // 4 for song in songs]
    assert len(rows) == len(set(rows)) == 9


def test_what_was_played_today_and_its_copies_are_left_out() -> None:
    radio = Radio(material(20, today=[1, 2], recordings=[0, 1, 2, 1, *range(4, 20)]), [1000], Rules())
    radio.use([1000])
    assert sorted(radio.answer(ask(100)).songs) == [1000 + 10 * at for at in range(4, 20)]


@pytest.mark.parametrize(
    ("playable", "today", "words"),
    [
        ((), (), "are away"),
        ((0,), (), "no other song"),
        (range(14), range(14), "played today"),
        (range(3), (), "played today"),
    ],
)
def test_why_it_cannot_go_on_is_said(playable: Sequence[int], today: Sequence[int], words: str) -> None:
    radio = Radio(material(14, playable=playable, today=today), [1000], Rules())
    radio.use([1000])
    answer = radio.answer(ask(20))
    assert words in answer.over
    assert len(answer.songs) == (2 if playable == range(3) else 0)


def test_which_rule_gave_way_is_said() -> None:
    few = Radio(material(30, artists=3), [1000], Rules())
    few.use([1000])
    assert few.answer(ask(10, before=(1000,))).remark == (
        "There are too few other artists, so one may come again after 2 other songs"
    )
    one = Radio(material(30, artists=1), [1000], Rules())
    assert one.answer(ask(1, before=(1000,))).remark.endswith("right away")
    far = Radio(material(400), [1000], Rules())
    assert "farther away" in far.answer(Request(Rules(0.0, 0), 399)).remark


def test_after_a_skip_what_follows_is_chosen_anew_and_the_way_does_not_lead_over_it() -> None:
    radio = Radio(material(300), [1000], Rules(1.0, 0))
    radio.use([1000])
    before = radio.walk.centres
    first = radio.answer(Request(Rules(1.0, 0), 6))
    skipped, later = first.songs[0], first.songs[1:]
    second = radio.answer(Request(Rules(1.0, 0), 0, skipped=(skipped,), anew=later))
    assert second.songs == ()
    assert np.array_equal(radio.walk.centres, before)  # back where it was before that song
    assert radio.chosen == (skipped,)
    again = radio.answer(Request(Rules(1.0, 0), 6)).songs
    assert skipped not in again
    assert again != later
    rest = radio.answer(Request(Rules(1.0, 0), 500)).songs
    assert set(later) <= {*again, *rest}  # they may still come


def test_what_a_person_takes_out_does_not_come_again_and_teaches_nothing() -> None:
    radio = Radio(material(30), [1000], Rules())
    radio.use([1000])
    first = radio.answer(ask(5)).songs
    rest = radio.answer(ask(100, unwanted=(1290,), anew=first[1:])).songs
    assert 1290 not in rest
    assert set(first[1:]) <= set(rest)


def test_a_thousand_steps_with_skips_and_slides_repeat_nothing() -> None:
    chance = np.random.default_rng(3)
    radio = Radio(material(3000, artists=90), [1000, 1500], Rules(), seed=4)
    order, ahead = [1000], []
    radio.use(order)
    while len(order) < 1001:
        skipped = (order[-1],) if chance.random() < 0.2 else ()
        request = Request(
            Rules(float(chance.random()), 5),
            6 if skipped else 6 - len(ahead),
            before=(*order, *(() if skipped else ahead))[-8:],
            skipped=skipped,
            anew=tuple(ahead) if skipped else (),
        )
        ahead = [*(() if skipped else ahead), *radio.answer(request).songs]
        order.append(ahead.pop(0))
    assert len(set(order)) == 1001
    artists = [(song - 1000) // 10 % 90 for song in order]
    assert all(artists[at] not in artists[max(at - 5, 0) : at] for at in range(len(artists)))
