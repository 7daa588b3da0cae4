from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

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


def test_a_network_is_chosen_and_left(qtbot):
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.network.none.isEnabled()
    dialog.network.set_path("/models/discogs-effnet-bs64-1.onnx")
    assert dialog.settings().network == "/models/discogs-effnet-bs64-1.onnx"
    qtbot.mouseClick(dialog.network.none, Qt.MouseButton.LeftButton)
    assert dialog.settings().network == ""


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
        session.state.set_settings(replace(session.state.settings, network=model))
    axes = maps.load_axes(session.db)
    assert axes is not None and axes[2] == network.model_id(model)
