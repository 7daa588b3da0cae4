"""The player on machines with and without sound: it must answer, and never crash."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from organizer.base.descriptors import Descriptors
from organizer.base.features import Features
from organizer.library import tracks, vectors
from organizer.ui.sound.engine import Engine
from tests.ui.playlist.test_panel import add_songs

pytestmark = pytest.mark.usefixtures("quiet_sound")


def test_the_queue_is_walked_and_missing_files_are_skipped(state, player, songs, make_song, qtbot):
    os.unlink(make_song("1.mp3"))
    player.set_queue(songs)
    with qtbot.waitSignal(state.message) as told:
        state.play_requested.emit(songs[0])
        player.next()
    assert told.args[1] == "warning"
    assert "1.mp3" in told.args[0]
    qtbot.waitUntil(lambda: state.current_track == songs[2])
    player.previous()
    player.stop()
    assert state.current_track is None


def test_the_next_song_follows_at_the_end(state, player, songs, qtbot):
    player.set_queue(songs[:2])
    player.play(songs[0])
    qtbot.waitUntil(lambda: state.current_track == songs[1], timeout=10_000)


def test_a_song_that_is_in_the_queue_twice_does_not_go_round(state, player, songs):
    player.set_queue([songs[0], songs[2], songs[0], songs[2]], 1)
    player.play(songs[2])
    walked = []
    for step in (player.next, player.next, player.next, player.previous, player.previous, player.previous):
        step()
        walked.append(state.current_track)
    assert walked == [songs[i] for i in (0, 2, 2, 0, 2, 0)]
    player.stop()


def test_names_that_are_not_utf8_are_played(state, player, db, make_song, qtbot):
    plain = make_song("a.mp3", seconds=1.0)
    odd = os.fsdecode(os.fsencode(plain.parent) + b"/caf\xe9.mp3")
    os.rename(plain, odd)
    (song,) = add_songs(db, [odd])
    player.play(song)
    qtbot.waitUntil(lambda: player.playing and player.duration > 500)


def test_a_file_that_is_no_sound_is_told(state, player, db, tmp_path, qtbot):
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"this is not music" * 100)
    (song,) = add_songs(db, [bad])
    with qtbot.waitSignal(state.message) as told:
        player.play(song)
    assert "Cannot play" in told.args[0]


def test_a_preview_ends_unless_something_else_plays_by_now(state, player, songs, qtbot):
    state.preview_requested.emit(songs[0])
    qtbot.waitUntil(lambda: player.playing)
    state.preview_ended.emit(songs[1])
    assert player.playing and state.current_track == songs[0]
    state.preview_ended.emit(songs[0])
    assert not player.playing and state.current_track is None


def test_a_preview_begins_at_the_telling_part(state, player, make_song, db, qtbot):
    (song,) = add_songs(db, [make_song("long.mp3", seconds=8.0)])
    tracks.set_audio_hash(db, song, "h")
    heard = Features(np.zeros(4, np.float32), Descriptors(excerpt_start=5.0), 1)
    vectors.put(db, [("h", heard)])
    state.preview_requested.emit(song)
    qtbot.waitUntil(lambda: player.position >= 4800)
    assert state.current_track == song
    state.play_requested.emit(song)  # the same song from its start again
    qtbot.waitUntil(lambda: player.playing and player.position < 3000)
    state.preview_requested.emit(song)
    qtbot.waitUntil(lambda: player.position >= 4800)


def test_a_text_that_names_other_places_is_not_given_to_the_player(state, player, songs, qtbot):
    path = tracks.get(state.db, songs[0]).path
    Path(path).write_text("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n")
    with qtbot.waitSignal(state.message) as told:
        player.play(songs[0])
    assert "names other places" in told.args[0]
    assert not player.playing


def test_play_next_comes_before_the_queue_and_plays_at_once_where_nothing_does(state, player, songs, qtbot):
    first, second, third = songs
    with qtbot.waitSignal(player.playing_changed):
        state.play_next_requested.emit(np.array([first, second]))
    assert state.current_track == first
    state.play_next_requested.emit(np.array([third]))
    assert tuple(player.order.queue.songs) == (first, third, second)
    player.next()
    assert state.current_track == third
    player.next()
    assert state.current_track == second and not player.has_next
    with qtbot.waitSignal(player.queue_changed):
        state.queue_requested.emit(np.array([third, first]))
    assert state.current_track == third and tuple(player.order.queue.songs) == (third, first)


def test_play_next_after_a_song_that_came_from_no_queue(state, player, songs, qtbot):
    player.set_queue(songs[1:])
    with qtbot.waitSignal(player.playing_changed):
        player.play(songs[0])
    state.play_next_requested.emit(np.array([songs[2]]))
    assert tuple(player.order.queue.songs) == (songs[0], songs[2], *songs[1:])
    player.next()
    assert state.current_track == songs[2]
    state.queue_requested.emit(np.array([], np.int64))
    assert state.current_track == songs[2]  # nothing to play is nothing to do


def test_media_keys_reach_the_player_from_any_view(open_window, db, make_song, qtbot):
    ids = add_songs(db, [make_song(f"{n}.mp3", seconds=8.0) for n in range(2)])
    session = open_window()
    window, state = session.window, session.state
    window.player._need_device = False
    window.player.set_queue(ids)
    window.player.play(ids[0])
    for view in (window.table, window.map, window.queue.view):
        qtbot.keyClick(view, Qt.Key.Key_MediaNext)
        assert state.current_track == ids[1]
        qtbot.keyClick(view, Qt.Key.Key_MediaPrevious)
        assert state.current_track == ids[0]
    qtbot.waitUntil(lambda: window.player.playing)
    qtbot.keyClick(window.search, Qt.Key.Key_MediaTogglePlayPause)
    assert not window.player.playing
    qtbot.keyClick(window.table, Qt.Key.Key_MediaPlay)
    assert window.player.playing
    qtbot.keyClick(window.table, Qt.Key.Key_MediaPause)
    qtbot.keyClick(window.table, Qt.Key.Key_MediaPause)
    assert not window.player.playing
    qtbot.keyClick(window.table, Qt.Key.Key_MediaStop)
    assert state.current_track is None
    assert not window.player.media_key(0x0416)  # letters have keys that Qt has no name for


def test_songs_are_mixed_where_they_meet_and_each_counts_once(state, player, db, make_song, qtbot):
    state.set_settings(replace(state.settings, fade_seconds=1.0))
    ids = add_songs(db, [make_song(f"{n}.mp3", seconds=3.0) for n in range(3)])
    counted: list[tuple[str, int]] = []
    player.counted.connect(lambda kind, song: counted.append((kind, song)))
    player.set_queue(ids)
    player.play(ids[0])
    engine = Engine.get()
    qtbot.waitUntil(lambda: engine._next is not None)
    assert engine._next.overlap == 1.0
    qtbot.waitUntil(lambda: state.current_track == ids[1])
    assert player.playing and player.position < 500 and engine._songs.heard == 2
    player.pause()
    assert not player.playing and engine._songs.heard == 2
    player.toggle()
    qtbot.waitUntil(lambda: player.position > 300)
    player.next()  # while both are heard: to the song after
    assert state.current_track == ids[2]
    qtbot.waitUntil(lambda: player.position > 300 and engine._songs.heard == 1)
    assert counted == [("play", ids[0]), ("skip", ids[1])]
