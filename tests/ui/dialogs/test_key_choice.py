"""The key finder in the settings: chosen, gone, left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from organizer.ui.dialogs.key_choice import KeyChoice


def test_a_key_finder_is_chosen_and_left_again(qtbot, tmp_path: Path) -> None:
    finder = tmp_path / "keys.onnx"
    finder.touch()
    choice = KeyChoice("")
    qtbot.addWidget(choice)
    assert choice.name.whole() == "None" and not choice.remove_button.isEnabled()
    choice.choose_button.click()
    dialog = choice.findChild(QFileDialog)
    dialog.fileSelected.emit(str(finder))
    dialog.reject()
    assert choice.path == str(finder) and choice.name.whole() == "keys.onnx"
    finder.unlink()
    choice.choose(str(finder))
    assert choice.name.whole() == "keys.onnx (not there)"
    choice.remove_button.click()
    assert choice.path == ""
