from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from organizer.analysis.network import model as network
from organizer.base.settings import Settings
from organizer.library import maps
from organizer.ui.dialogs.settings_dialog import SettingsDialog
from tests.onnx_model import write_model


def test_what_is_shown_is_what_was_set(qtbot):
    before = replace(Settings(), theme="dark", jobs=3, time_limit=60.0, toroidal=False, network="/a/b.onnx")
    dialog = SettingsDialog(before)
    qtbot.addWidget(dialog)
    assert dialog.settings() == before


def test_a_network_that_is_set_up_meanwhile_is_shown_and_stays(qtbot):
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.network.name.whole() == "None"
    dialog.follow(Settings(network="/models/discogs-effnet-bs64-1.onnx"))
    assert dialog.network.name.whole() == "discogs-effnet-bs64-1.onnx"
    dialog.jobs.setValue(2)
    assert dialog.settings() == Settings(network="/models/discogs-effnet-bs64-1.onnx", jobs=2)
    dialog.follow(Settings(network_declined=True))
    assert dialog.settings() == Settings(network_declined=True, jobs=2)


@pytest.mark.skipif(not network.is_installed(), reason="onnxruntime is not installed")
def test_a_chosen_network_hears_the_songs_and_the_map_is_built_again(
    qtbot, open_window, make_song, tmp_path: Path
):
    for number in range(12):
        make_song(f"{number}.mp3", seconds=1.0, frequency=200.0 + 50 * number)
    session = open_window(wait=False)
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([str(tmp_path / "music")])
    axes = maps.load_axes(session.db)
    assert axes is not None and axes[2] == ""
    model = str(write_model(tmp_path / "tiny.onnx"))
    with qtbot.waitSignal(session.state.map_changed, timeout=120_000):
        session.work.network.install(model)
    assert session.state.settings.network == model
    axes = maps.load_axes(session.db)
    assert axes is not None and axes[2] == network.model_id(model)
