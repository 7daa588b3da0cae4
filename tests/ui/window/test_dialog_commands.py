"""The dialogs of the window, opened by their actions."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from organizer.ui.window.dialog_commands import DialogCommands

NAMES = "settings messages folders failures quality history tables duplicates suggestions estimates lessons"


@pytest.mark.parametrize("name", [*NAMES.split(), "shortcuts", "about"])
def test_a_dialog_opens_with_a_title_and_closes(qtbot, open_window, name):
    window = open_window().window
    assert isinstance(window.commands.dialogs, DialogCommands)
    window.actions_[name].trigger()

    def dialog():
        return next(
            (d for d in QApplication.topLevelWidgets() if isinstance(d, QDialog) and d.isVisible()), None
        )

    qtbot.waitUntil(lambda: dialog() is not None)
    shown = dialog()
    assert shown.windowTitle()
    shown.reject()
    qtbot.waitUntil(lambda: dialog() is None)


def test_details_are_a_setting_and_a_switch(open_window):
    session = open_window()
    action = session.window.actions_["details"]
    assert not action.isChecked()
    action.trigger()
    assert session.state.settings.details and action.isChecked()
    action.trigger()
    assert not session.state.settings.details
