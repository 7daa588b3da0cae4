"""The radio in the window: it refills what comes, keeps what a person put there, and learns from skips."""

from __future__ import annotations

import os

import pytest

from organizer.analysis.playing.radio import Rules
from organizer.base.model import Changes
from organizer.library import drafts, radio_history, tracks
from organizer.library.playlists import playlists
from organizer.ui.radio.control import AHEAD, RadioControl

pytestmark = pytest.mark.usefixtures("quiet_sound")


def queue(player) -> list[int]:
    return list(player.order.queue.songs)


def begin(control, songs, qtbot, name: str = "") -> None:
    with qtbot.waitSignal(control.began):
        control.start(songs, name)
    qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD)


def heard_a_little(player, qtbot) -> None:
    qtbot.waitUntil(lambda: player.playing)
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda at: at > 0):
        pass


def test_it_plays_at_once_and_songs_follow(state, player, control, songs, qtbot):
    control.start(songs[:1])
    assert state.current_track == songs[0]
    qtbot.waitUntil(lambda: control.active)
    assert control.name == "Radio: Song 0"
    assert len(control.ahead) == AHEAD
    assert queue(player) == [songs[0], *control.ahead]
    assert control.way == (songs[0],)


def test_as_it_plays_the_queue_is_refilled_and_nothing_comes_twice(state, player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    for _ in range(12):
        assert len(control.ahead) >= 5
        player.next()
        qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD)
    assert len(set(control.played)) == len(control.played) == 13
    artists = [tracks.get(state.db, song).tags.text("artist") for song in queue(player)]
    assert all(artists[at] not in artists[max(at - 5, 0) : at] for at in range(len(artists)))


def test_what_a_person_queues_stays_where_it_is(player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    own = next(song for song in songs if song not in queue(player))
    player.play_next([own])
    assert control.ahead[0] == own
    heard_a_little(player, qtbot)
    player.next()
    heard_a_little(player, qtbot)
    player.order.insert_next([songs[0]])
    with qtbot.waitSignal(control.changed):
        control.set_rules(Rules(1.0, 3))
    qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD)
    assert control.ahead[0] == songs[0]
    assert control.played[:2] == [songs[0], own]


def test_a_skip_has_what_comes_chosen_anew_and_is_remembered(state, player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    messages: list[str] = []
    state.message.connect(lambda text, _kind: messages.append(text))
    heard_a_little(player, qtbot)
    player.next()  # the song that it started from teaches nothing
    skipped, own = control.played[-1], control.ahead[-1]
    assert not control.skipped
    player.order.insert_next([songs[0]])
    heard_a_little(player, qtbot)
    player.play_row(player.order.row + 1)
    qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD)
    assert control.skipped == {skipped}
    assert state.current_track == songs[0]
    assert skipped not in control.ahead
    assert skipped not in control.songs
    assert own in songs
    assert sum(text.startswith("Skipped") for text in messages) == 1
    heard_a_little(player, qtbot)
    player.next()
    heard_a_little(player, qtbot)
    player.next()
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert sum(text.startswith("Skipped") for text in messages) == 1
    control.stop()
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert skipped in radio_history.skipped_since(state.db, 1.0)
    assert set(control.played or [skipped]) <= set(radio_history.played_since(state.db, 1.0).tolist())


def test_what_a_person_takes_out_is_replaced_and_does_not_come_again(player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    out = control.ahead[:2]
    player.order.remove([1, 2])
    qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD)
    player.order.clear()
    qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD)
    assert control.active
    assert not set(out) & set(control.ahead)


def test_stopped_it_is_a_playlist_and_what_follows_plays_on(state, player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    player.next()
    qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD)
    expected = queue(player)
    with qtbot.waitSignal(state.new_playlist_requested) as made:
        control.stop()
    assert made.args == ["Radio: Song 0", expected]
    assert not control.active
    assert not control.name
    assert queue(player) == expected
    assert state.current_track == expected[1]
    player.next()
    assert queue(player) == expected


def test_it_is_kept_as_a_playlist_while_it_goes_on_and_after_a_restart(state, player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    for name in ("Radio: Song 0", "Radio: Song 0"):  # the same playlist, which has more songs later
        expected = list(control.songs)
        with qtbot.waitSignal(control.playlist_saved) as kept:
            control.keep()
        assert kept.args == [name] and playlists.load(state.db, name) == expected
        assert control.active and player.has_next
        player.next()
        qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD and not state.jobs.running())
    assert playlists.names(state.db) == ["Radio: Song 0"]
    again = RadioControl(state, player, state)  # as after a crash: nothing was closed
    with qtbot.waitSignal(again.changed):
        pass
    assert again.name == "Radio: Song 0" and not again.active
    assert again.songs == control.songs
    with qtbot.waitSignal(state.new_playlist_requested) as made:
        again.make_playlist()
    assert made.args[1] == list(again.songs)
    again.forget()
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert drafts.load_radio(state.db) is None


def test_playing_something_else_ends_it_and_its_songs_can_still_be_kept(state, player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    expected = queue(player)
    player.play_all([songs[3], songs[4]])
    assert not control.active
    assert control.name
    assert queue(player) == [songs[3], songs[4]]
    with qtbot.waitSignal(state.new_playlist_requested) as made:
        control.make_playlist()
    assert made.args[1] == expected
    control.forget()
    assert not control.name


def test_something_else_that_is_played_while_it_starts_stays(state, player, control, songs, qtbot):
    control.start(songs[:1])
    player.play_all([songs[3], songs[4]])
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert not control.active
    assert queue(player) == [songs[3], songs[4]]


def test_from_several_songs_from_the_one_that_plays_and_from_none(state, player, control, songs, qtbot):
    with qtbot.waitSignal(state.message) as told:
        state.radio_requested.emit([], "")
    assert "Select" in told.args[0]
    begin(control, songs[:3], qtbot)
    assert control.name == "Radio: Song 0 and 2 more"
    assert state.current_track == queue(player)[0]
    begin(control, songs[5:9], qtbot, "Artist 5")
    assert control.name == "Radio: Artist 5"
    loaded = state.current_track
    heard_a_little(player, qtbot)
    with qtbot.waitSignal(control.began):
        state.radio_requested.emit([], "")
    assert state.current_track == loaded
    assert queue(player)[0] == loaded


def test_songs_that_went_away_are_not_chosen_and_it_goes_on(state, player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    away = [song for song in songs if song not in queue(player)][:18]
    tracks.set_away(state.db, away, True)
    state.library_changed.emit(Changes(updated=tuple(away)))
    for _ in range(20):
        if not control.ahead:
            break
        player.next()
        qtbot.waitUntil(lambda: not state.jobs.running())
    assert not set(control.played) & set(away)
    assert len(control.played) == len(songs) - 18
    assert "played today" in control.remark


def test_files_that_are_missing_are_no_skips(state, player, control, songs, qtbot):
    begin(control, songs[:1], qtbot)
    os.unlink(tracks.get(state.db, control.ahead[0]).path)
    heard_a_little(player, qtbot)
    player.next()
    qtbot.waitUntil(lambda: len(control.played) >= 3)
    assert not control.skipped
    assert control.active


def test_what_cannot_be_a_radio_says_why(state, player, control, songs, qtbot):
    (new,) = tracks.upsert(state.db, [tracks.ScannedFile("/music/new.mp3", 1, 1)]).added
    tracks.set_away(state.db, [new], True)
    with qtbot.waitSignal(state.message) as told:
        control.start([new])
    assert "analyzed" in told.args[0]
    assert not control.active
    tracks.set_away(state.db, songs, True)
    with qtbot.waitSignal(state.message) as told:
        control.start(songs[:2])
    assert "away" in told.args[0]


def test_without_sound_it_says_so_and_the_songs_are_listed(state, songs, qtbot):

    from organizer.ui.sound.player import Player

    player = Player(state)
    control = RadioControl(state, player, state)
    messages: list[str] = []
    state.message.connect(lambda text, _kind: messages.append(text))
    control.start(songs[:1])
    qtbot.waitUntil(lambda: control.active)
    if player.reason:  # a machine that has a sound device plays
        assert any("sound" in text.lower() for text in messages)
        assert state.current_track is None
    assert queue(player)[0] == songs[0]
    assert len(queue(player)) >= AHEAD
    assert list(control.songs) == queue(player)
    player.stop()
    control.stop()
