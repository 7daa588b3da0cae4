from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from organizer.settings import Settings
from organizer.ui.settings_dialog import SettingsDialog


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
