"""The bar of the player, under the hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from organizer.ui.sound.player import Player
from organizer.ui.sound.transport_bar import TransportBar
from tests.ui.pointer import move

pytestmark = pytest.mark.usefixtures("quiet_sound")


@pytest.fixture
def bar(player, qtbot) -> TransportBar:
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    bar.resize(600, 40)
    bar.show()
    return bar


def test_play_pause_and_go_on_by_the_bar(state, player, bar, songs, qtbot):
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


def test_without_a_device_the_bar_says_why(state, songs, qtbot):
    player = Player(state)
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    with qtbot.waitSignal(state.message):
        player.play(songs[0])
    assert not player.available
    assert not bar.play_button.isEnabled()
    assert "No sound device" in bar.play_button.toolTip()


def test_the_volume_is_stored_in_the_settings(state, player, bar, qtbot):
    with qtbot.waitSignal(state.settings_changed):
        bar.volume_slider.setValue(30)
    assert state.settings.volume == 30
    qtbot.mouseClick(bar.volume_button, Qt.MouseButton.LeftButton)
    assert player.volume == 0
    qtbot.mouseClick(bar.volume_button, Qt.MouseButton.LeftButton)
    assert player.volume == 30


def test_buttons_follow_the_song_and_the_queue(player, bar, songs):
    def enabled() -> tuple[bool, ...]:
        return tuple(one.isEnabled() for one in (bar.previous_button, bar.slider, bar.next_button))

    assert (player.track, player.has_next, enabled()) == (None, False, (False, False, False))
    player.play(songs[1])
    assert (player.track, player.has_next, enabled()) == (songs[1], False, (True, True, False))
    player.set_queue(songs[1:])
    assert (player.has_next, enabled()) == (True, (True, True, True))
    player.next()
    assert (player.track, player.has_next, enabled()) == (songs[2], False, (True, True, False))
    player.stop()
    assert (player.track, enabled()) == (None, (False, False, False))


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_the_bar_seeks_where_it_is_pressed_and_can_be_dragged_from_there(player, bar, qtbot, share):
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
    move(slider, QPoint(slider.width() // 2, slider.height() // 2), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, 5))
    assert abs(seeks[-1] / 200_000 - 0.5) < 0.07
