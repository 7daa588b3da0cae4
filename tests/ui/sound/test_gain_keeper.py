"""The volume of the sound output: the slider, and the gain of the song that plays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from organizer.base.model import Changes
from organizer.library import tracks
from organizer.ui.sound.engine import Engine
from organizer.ui.sound.gain_keeper import GainKeeper
from tests.ui.playlist.test_panel import add_songs
from tests.work.playing.test_gain import tagged

pytestmark = pytest.mark.usefixtures("quiet_sound")


@pytest.fixture
def loud_and_quiet(db, tmp_path) -> list[int]:
    gains = (
        {"replaygain_track_gain": "-14 dB", "replaygain_album_gain": "-8 dB"},
        {"replaygain_track_gain": "2 dB"},
    )
    return add_songs(db, [tagged(tmp_path / f"{n}.flac", **one) for n, one in enumerate(gains)])


def test_the_output_follows_song_mode_and_slider(state, player, loud_and_quiet, qtbot):
    loud, quiet = loud_and_quiet
    state.set_settings(replace(state.settings, volume=100))
    player.set_volume(100)
    player.set_queue(loud_and_quiet)
    player.play(loud)
    engine = Engine.get()
    assert engine.volume == pytest.approx(10 ** (-12 / 20), abs=1e-3)  # nothing is known of it yet
    qtbot.waitUntil(lambda: engine.volume == pytest.approx(10 ** (-20 / 20), abs=1e-3))
    player.next()  # its gain is there before it begins
    assert state.current_track == quiet
    assert engine.volume == pytest.approx(10 ** (-4 / 20), abs=1e-3)
    player.previous()
    state.set_settings(replace(state.settings, replay_gain="off"))
    assert engine.volume == pytest.approx(1.0)
    state.set_settings(replace(state.settings, replay_gain="album"))
    qtbot.waitUntil(lambda: engine.volume == pytest.approx(10 ** (-14 / 20), abs=1e-3))
    player.set_volume(50)
    assert engine.volume == pytest.approx(10 ** (-14 / 20) / 4, abs=1e-3)


def test_gains_are_read_again_when_tags_change(state, loud_and_quiet, tmp_path, qtbot):
    keeper = GainKeeper(state, state)
    track = tracks.get(state.db, loud_and_quiet[0])
    with qtbot.waitSignal(keeper.changed):
        keeper.look_up(track.id, None)
    assert keeper.factor(track) == pytest.approx(10 ** (-20 / 20))
    tagged(tmp_path / "0.flac", replaygain_track_gain="-4 dB")
    state.change_library(Changes(updated=(track.id,)))
    qtbot.waitUntil(lambda: keeper.factor(track) == pytest.approx(10 ** (-10 / 20)))
    assert keeper.factor(None) == 1.0
