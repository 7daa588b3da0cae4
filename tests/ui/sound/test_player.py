"""The player on machines with and without sound: it must answer, and never crash."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from organizer.base.descriptors import Descriptors
from organizer.base.features import Features
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.ui.sound.player import Player, TransportBar
from organizer.ui.state.app_state import AppState
from tests.ui.playlist.test_panel import add_songs

pytest.importorskip(
    "PySide6.QtMultimedia", reason="the sound libraries are not installed", exc_type=ImportError
)


pytestmark = pytest.mark.usefixtures("quiet_sound")


@pytest.fixture
def player(state: AppState) -> Iterator[Player]:
    player = Player(state, need_device=False)
    yield player
    player.stop()


@pytest.fixture
def songs(make_song: Callable[..., Path], db: Database) -> list[int]:
    return add_songs(db, [make_song(f"{n}.mp3", seconds=1.0, frequency=200 + 50 * n) for n in range(3)])


def test_play_pause_and_go_on_by_the_bar(state, player, songs, qtbot):
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    bar.show()
    state.select(songs[:1], "table")
    assert player.available
    with qtbot.waitSignal(player.playing_changed):
        qtbot.mouseClick(bar.play_button, Qt.MouseButton.LeftButton)
    assert player.playing
    assert state.current_track == songs[0]
    qtbot.waitUntil(lambda: bar.time.text().endswith("/ 0:01"))
    assert bar.play_button.accessibleName() == "Pause"
    with qtbot.waitSignal(player.playing_changed):
        player.toggle()
    assert not player.playing
    player.seek(500)
    qtbot.waitUntil(lambda: bar.slider.value() >= 400)


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


def test_without_a_device_the_bar_says_why(state, songs, qtbot):
    player = Player(state)
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    from PySide6.QtMultimedia import QMediaDevices

    if not QMediaDevices.defaultAudioOutput().isNull():
        pytest.skip("this machine has sound")
    with qtbot.waitSignal(state.message):
        player.play(songs[0])
    assert not player.available
    assert not bar.play_button.isEnabled()
    assert "No sound device" in bar.play_button.toolTip()


def test_the_volume_is_kept_in_the_settings(state, player, qtbot):
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    with qtbot.waitSignal(state.settings_changed):
        bar.volume_slider.setValue(30)
    assert state.settings.volume == 30
    qtbot.mouseClick(bar.volume_button, Qt.MouseButton.LeftButton)
    assert player.volume == 0
    qtbot.mouseClick(bar.volume_button, Qt.MouseButton.LeftButton)
    assert player.volume == 30


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


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_the_bar_seeks_where_it_is_pressed_and_can_be_dragged_from_there(state, player, qtbot, share):
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    bar.resize(600, 40)
    bar.show()
    slider = bar.slider
    slider.setEnabled(True)
    slider.setRange(0, 200_000)
    seeks = []
    player.seek = seeks.append
    place = QPoint(round(1 + share * (slider.width() - 2)), slider.height() // 2)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=place)
    assert abs(slider.sliderPosition() / 200_000 - share) < 0.07 and slider.isSliderDown()
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place)
    assert abs(seeks[-1] / 200_000 - share) < 0.07
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseMove(slider, QPoint(slider.width() // 2, slider.height() // 2))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, 5))
    assert abs(seeks[-1] / 200_000 - 0.5) < 0.07
