"""The bar shows the outline of what plays, and a click goes exactly there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from organizer.analysis.structure.features import decode_features, packed
from organizer.analysis.structure.parts import VERSION
from organizer.library import tracks
from organizer.library.sounds import structures
from organizer.ui.sound.transport_bar import TransportBar
from organizer.ui.sound.waves import Waves
from organizer.work.playing import waveform
from tests.ui.playlist.test_panel import add_songs

pytestmark = pytest.mark.usefixtures("quiet_sound")


@pytest.fixture
def bar(player, qtbot) -> TransportBar:
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    bar.resize(800, 40)
    bar.show()
    return bar


def test_the_outline_comes_and_a_click_goes_exactly_there(state, db, player, bar, make_song, qtbot):
    first, second = add_songs(db, [make_song(f"{n}.mp3", seconds=20.0) for n in range(2)])
    Waves(state, bar.slider)
    player.play(first)
    assert not bar.slider.has_wave  # a plain slider until it is known
    qtbot.waitUntil(lambda: bar.slider.has_wave and player.duration > 0, timeout=10_000)
    player.pause()
    for share in (0.5, 0.25, 0.9):
        x = round(share * (bar.slider.width() - 1))
        qtbot.mouseClick(bar.slider, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
        wanted = x / (bar.slider.width() - 1) * player.duration
        qtbot.waitUntil(lambda at=wanted: abs(player.position - at) <= 50)
    player.play(second)
    assert not bar.slider.has_wave
    player.play(first)
    assert bar.slider.has_wave  # it is remembered


def test_parts_in_the_library_colour_the_outline_without_decoding(
    state, db, player, bar, make_song, monkeypatch, qtbot
):
    path = make_song("a.mp3", seconds=20.0)
    (song,) = add_songs(db, [path])
    with db.write() as connection:
        connection.execute("UPDATE tracks SET audio_hash = 'sound'")
    features = decode_features(str(path))
    structures.put(
        db, tracks.get(db, song), VERSION, packed(features), {0: ((0, len(features.times) // 2), (0, 1))}
    )
    monkeypatch.setattr(waveform, "outline", lambda *_: pytest.fail("it is decoded"))
    Waves(state, bar.slider)
    player.play(song)
    qtbot.waitUntil(lambda: bar.slider.has_wave)
    assert bar.slider.colour_at(0.1) != bar.slider.colour_at(0.9)


def test_parts_that_are_known_colour_the_outline_of_their_song(state, db, player, bar, make_song):
    first, second = add_songs(db, [make_song(f"{n}.mp3") for n in range(2)])
    waves = Waves(state, bar.slider)
    waves.take_parts(second, [0.0, 0.5], [0, 1])
    player.play(first)
    assert bar.slider.colour_at(0.1) == bar.slider.colour_at(0.9)
    player.play(second)
    assert bar.slider.colour_at(0.1) != bar.slider.colour_at(0.9)
    player.stop()
    assert not bar.slider.has_wave
