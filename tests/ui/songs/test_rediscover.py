"""A playlist of songs to rediscover: made of what can be played, also without any play."""

from __future__ import annotations

from organizer.library import tracks
from organizer.library.plays import records
from organizer.ui.songs.rediscover import Rediscover
from organizer.work.playing import rediscovering
from tests.work.arranging.test_mapping import add_songs


def test_a_playlist_is_made_and_it_is_said_where_nothing_was_played(state, db, qtbot):
    with qtbot.waitSignal(state.message) as told:
        Rediscover(state, state).start()
    assert told.args[0] == "There is no song that could be played"
    add_songs(db, 8)
    away, liked = tracks.query(db)[:2].tolist()
    tracks.set_away(db, [away], True)
    made = []
    state.new_playlist_requested.connect(lambda name, ids: made.append((name, ids.tolist())))
    with qtbot.waitSignal(state.message) as told:
        Rediscover(state, state).start()
    ((name, ids),) = made
    assert name == "Rediscover" and len(ids) == 7 and away not in ids
    assert told.args[0] == rediscovering.NO_TASTE
    records.record_play(db, liked)
    with qtbot.waitSignal(state.new_playlist_requested):
        Rediscover(state, state).start()
    assert made[-1][1][-1] == liked


def test_the_window_has_an_entry_for_it(open_window):
    playback = open_window().window.actions_.menu("playback")
    assert "Rediscover" in [action.text().replace("&", "") for action in playback.actions()]
