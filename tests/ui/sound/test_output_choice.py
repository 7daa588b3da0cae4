"""Which output is used as outputs come and go. The devices are made up: a machine of tests has none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from organizer.ui.sound.engine import Engine
from organizer.ui.sound.output_choice import SYSTEM, Outputs, Use, choose
from organizer.ui.sound.transport_bar import TransportBar
from tests.ui.playlist.test_panel import add_songs

pytest.importorskip(
    "PySide6.QtMultimedia", reason="the sound libraries are not installed", exc_type=ImportError
)

BOTH = Outputs({"s": "Speakers", "h": "Head & phones"}, "s")
SPEAKERS = Outputs({"s": "Speakers"}, "s")


@pytest.mark.parametrize(
    ("chosen", "used", "there", "use"),
    [
        (SYSTEM, "", BOTH, Use("s")),
        ("h", "s", BOTH, Use("h")),
        ("h", "h", SPEAKERS, Use("s", gone=True)),
        ("h", "s", SPEAKERS, Use("s")),
        (SYSTEM, "s", Outputs({"h": "Headphones"}, "h"), Use("h", gone=True)),
        (SYSTEM, "s", Outputs({"s": "Speakers", "h": "Headphones"}, "h"), Use("h")),
        (SYSTEM, "s", Outputs({}), Use("", gone=True)),
        ("h", "", Outputs({}), Use("")),
    ],
)
def test_the_chosen_output_is_used_where_it_is_there(chosen, used, there, use):
    assert choose(chosen, used, there) == use


def test_a_device_that_goes_away_pauses_and_a_chosen_one_comes_back(
    quiet_sound, state, db, player, make_song, monkeypatch, qtbot
):
    used: list[str] = []
    there = [BOTH]
    monkeypatch.setattr(Engine, "outputs", lambda _engine: there[-1])
    monkeypatch.setattr(Engine, "use_output", lambda _engine, output: used.append(output))
    (song,) = add_songs(db, [make_song("long.mp3", seconds=30.0)])
    player.play(song)
    qtbot.waitUntil(lambda: player.playing)
    assert used == ["s"]
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    bar.choose_output()
    (menu,) = bar.findChildren(QMenu)
    entries = {action.text(): action for action in menu.actions()}
    assert list(entries) == ["As the system says (Speakers)", "Speakers", "Head && phones"]
    assert entries["As the system says (Speakers)"].isChecked()
    entries["Head && phones"].trigger()
    menu.close()
    assert used == ["s", "h"] and state.settings.output_device == "h" and player.playing
    there.append(SPEAKERS)
    with qtbot.waitSignal(state.message) as told:
        Engine.get().devices.audioOutputsChanged.emit()
    assert "Speakers" in told.args[0] and not player.playing and used[-1] == "s"
    there.append(BOTH)
    Engine.get().devices.audioOutputsChanged.emit()
    assert used[-1] == "h" and not player.playing
    player.set_output(SYSTEM)
    assert used[-1] == "s"
    assert bar.volume_button.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu
