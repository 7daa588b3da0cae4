"""What plays: songs on an output that is not there, as on one that is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from organizer.ui.sound.engine import Engine, Status
from organizer.ui.sound.transport_bar import TransportBar
from organizer.work.playing import loudspeaker
from organizer.work.playing.output_choice import SYSTEM, Outputs
from tests.ui.playlist.test_panel import add_songs

pytestmark = pytest.mark.usefixtures("quiet_sound")

BOTH = Outputs({"s": "Speakers", "h": "Head & phones"}, "s")
SPEAKERS = Outputs({"s": "Speakers"}, "s")


class Told:
    """Notes what an engine tells."""

    def __init__(self) -> None:
        self.all: list[object] = []

    def state(self, playing: bool) -> None:
        self.all.append("plays" if playing else "rests")

    def status(self, status: Status) -> None:
        self.all.append(status)

    def error(self, text: str) -> None:
        self.all.append(text)


@pytest.fixture
def engine(qapp):
    made = Engine.get(7)
    yield made
    made.unload()
    made.follow()


def test_there_is_one_engine_of_each_number_and_it_says_whether_there_is_sound(qapp, monkeypatch):
    engine = Engine.get()
    assert Engine.get() is engine and Engine.get(1) is not engine
    assert not engine.has_device()
    monkeypatch.setattr(loudspeaker.loudspeaker(), "there", SPEAKERS)
    assert engine.has_device()


def test_a_song_is_loaded_played_to_its_end_and_again(engine, make_song, qtbot):
    told = Told()
    engine.follow(state=told.state, status=told.status, error=told.error)
    engine.load(str(make_song("a.mp3", seconds=0.6)))
    engine.play()  # as soon as it is loaded
    qtbot.waitUntil(lambda: engine.status is Status.ENDED)
    assert told.all == [Status.LOADING, "plays", Status.LOADED, "rests", Status.ENDED]
    assert 550 <= engine.position <= 700 and 550 <= engine.duration <= 700
    engine.play()
    assert engine.playing and engine.position < 300
    engine.pause()
    engine.seek(400)
    assert engine.position == 400
    place = engine.position
    qtbot.wait(150)
    assert engine.position == place
    engine.unload()
    assert (engine.status, engine.position, engine.duration) == (Status.EMPTY, 0, 0)


def test_what_an_earlier_song_tells_is_dropped(engine, make_song, tmp_path: Path, qtbot):
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"this is not music" * 100)
    told = Told()
    engine.follow(error=told.error, status=told.status)
    engine.load(str(bad))
    engine.load(str(make_song("a.mp3", seconds=0.5)))
    qtbot.waitUntil(lambda: engine.status is Status.LOADED)
    assert told.all == [Status.LOADING, Status.LOADED]
    engine.load(str(bad))
    qtbot.waitUntil(lambda: engine.status is Status.EMPTY)
    assert len([one for one in told.all if isinstance(one, str)]) == 1 and not engine.playing


def test_a_device_that_goes_away_pauses_and_a_chosen_one_comes_back(
    state, db, player, make_song, monkeypatch, qtbot
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
        Engine.get().outputs_changed.emit()
    assert "Speakers" in told.args[0] and not player.playing and used[-1] == "s"
    there.append(BOTH)
    Engine.get().outputs_changed.emit()
    assert used[-1] == "h" and not player.playing
    player.set_output(SYSTEM)
    assert used[-1] == "s"
    assert bar.volume_button.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu
