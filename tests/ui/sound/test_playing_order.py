"""The queue in the window: kept settings, long queues, songs that leave the library."""

from __future__ import annotations

from itertools import pairwise

import pytest

from organizer.base.model import Changes
from organizer.base.settings import Settings
from organizer.library.storage.database import Database
from organizer.ui.sound.playing_order import PlayingOrder
from organizer.ui.state.app_state import AppState
from organizer.work.playing import shuffling
from tests.work.playing.test_shuffling import add


@pytest.fixture
def order(state: AppState) -> PlayingOrder:
    return PlayingOrder(state, state)


def test_shuffle_and_repeat_are_kept_in_the_settings(state, db: Database, order):
    assert (order.queue.shuffle, order.queue.repeat) == (False, "off")
    order.set_shuffle(True)
    seen = []
    for _ in range(4):
        seen.append(order.queue.repeat)
        order.step_repeat()
    assert seen == ["off", "all", "one", "off"]
    assert (state.settings.shuffle, state.settings.repeat) == (True, "all")
    again = PlayingOrder(AppState(db, Settings(shuffle=True, repeat="one"), state), state)
    assert (again.queue.shuffle, again.queue.repeat) == (True, "one")


def test_a_long_queue_is_shuffled_at_once_and_its_artists_come_apart_in_the_background(
    state, db, order, qtbot
):
    ids = add(db, ["ann", "bob", "cid", "dan"] * 500)
    state.set_current_track(ids[5])
    with qtbot.waitSignals([order.changed, order.changed], timeout=20_000):
        order.set_shuffle(True)
        order.change(lambda queue: queue.fill(ids, 5))
        assert sorted(order.queue.songs) == ids and order.queue.songs[0] == ids[5]
    artists = shuffling.artists(db, ids)

    def together() -> int:
        return sum(artists[a] == artists[b] for a, b in pairwise(order.queue.songs))

    qtbot.waitUntil(lambda: together() == 0, timeout=20_000)
    assert sorted(order.queue.songs) == ids and order.queue.songs[0] == ids[5] and order.row == 0
    order.set_shuffle(False)
    assert list(order.queue.songs) == ids and order.row == 5


def test_a_queue_that_changes_while_artists_are_looked_up_is_looked_at_again(state, db, order, qtbot):
    ids = add(db, ["ann", "bob", "cid", "dan"] * 400)
    state.set_current_track(ids[0])
    order.set_shuffle(True)
    order.change(lambda queue: queue.fill(ids))
    following = order.next()
    state.set_current_track(following)
    artists = shuffling.artists(db, ids)

    def together() -> int:
        ahead = order.queue.songs[1:]
        return sum(artists[a] == artists[b] for a, b in pairwise(ahead))

    qtbot.waitUntil(lambda: together() == 0, timeout=20_000)
    assert sorted(order.queue.songs) == ids and tuple(order.queue.songs[:2]) == (ids[0], following)


def test_what_a_person_puts_next_into_a_long_queue_stays_together(state, db, order, qtbot):
    ids = add(db, ["ann", "bob", "cid", "dan"] * 400)
    state.set_current_track(ids[0])
    order.set_shuffle(True)
    order.change(lambda queue: queue.fill(ids))
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=20_000)
    with qtbot.waitSignal(order.changed):
        order.insert_next(ids[:40:4])  # all of one artist
    assert not state.jobs.running()
    assert list(order.queue.songs[1:11]) == ids[:40:4]


def test_songs_that_leave_the_library_leave_the_queue(state, db, order, qtbot):
    ids = add(db, ["ann"] * 4)
    order.change(lambda queue: queue.fill(ids, 1))
    state.set_current_track(ids[1])
    with qtbot.waitSignal(order.changed):
        state.change_library(Changes(removed=(ids[1], ids[2])))
    assert list(order.queue.songs) == [ids[0], ids[3]] and order.following == ids[3]
    assert order.before == ids[0]
    with qtbot.assertNotEmitted(order.changed):
        state.change_library(Changes(updated=(ids[0],), removed=(ids[2],)))
