"""What follows by itself: looked at before the end, as it is in the queue by then."""

from __future__ import annotations

import os

import pytest

from organizer.library import tracks
from organizer.ui.sound.engine import Engine

pytestmark = pytest.mark.usefixtures("quiet_sound")


def test_what_is_queued_at_last_follows_and_a_song_is_repeated_without_a_gap(state, player, songs, qtbot):
    player.set_queue(songs[:2])
    player.play(songs[0])
    engine = Engine.get()
    qtbot.waitUntil(lambda: engine._next is not None)
    assert engine._next.overlap == 0.0
    player.play_next([songs[2]])
    assert engine._next is None
    qtbot.waitUntil(lambda: state.current_track == songs[2])
    player.order.set_repeat("one")
    with qtbot.waitSignals([player.duration_changed] * 2):  # it takes over from itself
        pass
    assert state.current_track == songs[2] and player.playing


def test_a_missing_song_is_passed_over_at_the_end_of_the_one_before(state, player, songs, qtbot):
    os.unlink(tracks.get(state.db, songs[1]).path)
    player.set_queue(songs)
    player.play(songs[0])
    with qtbot.waitSignal(state.message) as told:
        pass
    assert "1.mp3" in told.args[0]
    qtbot.waitUntil(lambda: state.current_track == songs[2] and player.playing)
