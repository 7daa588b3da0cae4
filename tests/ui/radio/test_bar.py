"""The bar above the queue: what the radio plays from, its slider, its rule, its end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from organizer.ui.radio.bar import RadioBar
from organizer.ui.radio.control import AHEAD, RadioControl

pytestmark = pytest.mark.usefixtures("quiet_sound")


@pytest.fixture
def bar(control: RadioControl, qtbot) -> RadioBar:
    bar = RadioBar(control)
    qtbot.addWidget(bar)
    bar.resize(300, 120)
    return bar


def test_it_is_there_while_a_radio_is(state, player, control, songs, bar, qtbot):
    assert not bar.isVisibleTo(None)
    with qtbot.waitSignal(control.began):
        control.start(songs[:1])
    bar.show()
    assert bar.name.whole() == "Radio: Song 0"
    assert bar.stop_button.isVisible()
    assert not bar.keep_button.isVisible()
    with qtbot.waitSignal(state.new_playlist_requested):
        qtbot.mouseClick(bar.stop_button, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_the_slider_and_the_rule_choose_anew_what_comes_and_are_kept(
    state, player, control, songs, bar, qtbot
):
    with qtbot.waitSignal(control.began):
        control.start(songs[:1])
    before = control.ahead
    bar.drift.setValue(bar.drift.maximum())
    bar.apart.setValue(2)
    qtbot.waitUntil(lambda: state.settings.radio_drift == 1.0)
    assert state.settings.radio_artist_gap == 2
    qtbot.waitUntil(lambda: not state.jobs.running() and len(control.ahead) >= AHEAD)
    assert control.ahead != before
    assert RadioBar(control).drift.value() == bar.drift.maximum()


def test_a_rule_that_gives_way_is_said(player, control, songs, bar, qtbot):
    with qtbot.waitSignal(control.began):
        control.start(songs[:1])
    bar.show()
    assert not bar.remark.isVisible()
    bar.apart.setValue(40)
    for _ in range(10):
        player.next()
        qtbot.waitUntil(lambda: len(control.ahead) >= AHEAD)
    qtbot.waitUntil(lambda: bar.remark.isVisible())
    assert "too few other artists" in bar.remark.text()


def test_of_a_radio_that_ended_a_playlist_can_be_made(state, player, control, songs, bar, qtbot):
    with qtbot.waitSignal(control.began):
        control.start(songs[:1])
    bar.show()
    player.play_all([songs[9]])
    assert bar.name.whole().endswith("(ended)")
    assert not bar.stop_button.isVisible()
    with qtbot.waitSignal(state.new_playlist_requested):
        qtbot.mouseClick(bar.keep_button, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
