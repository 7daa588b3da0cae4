"""The folders of the library in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from organizer.base.settings import Settings
from organizer.library.files import folders
from organizer.ui.dialogs.folders_dialog import FoldersDialog
from organizer.ui.dialogs.settings_dialog import SettingsDialog
from tests.conftest import write_song


@pytest.fixture
def session(qtbot, open_window, tmp_path):
    for folder, songs in (("Jazz", 2), ("Folk", 1)):
        (tmp_path / folder).mkdir()
        for number in range(songs):
            write_song(tmp_path / folder / f"{number}.wav")
    session = open_window(
        [str(tmp_path / "Jazz"), str(tmp_path / "Folk")],
        settings=Settings(watch_folders=True, jobs=1, theme="light"),
    )
    qtbot.waitUntil(lambda: len(folders.listed(session.db)) == 2, timeout=60_000)
    qtbot.waitUntil(
        lambda: (
            session.state.counts is not None
            and session.state.counts.waiting == 0
            and not session.state.jobs.running()
        ),
        timeout=60_000,
    )
    return session


@pytest.fixture
def dialog(qtbot, session):
    session.window.actions_["folders"].trigger()
    dialog = session.window.findChild(FoldersDialog)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 2)
    return dialog


def texts(dialog):
    rows = [dialog.list.topLevelItem(at) for at in range(dialog.list.topLevelItemCount())]
    return sorted((row.text(0).rpartition("/")[2], row.text(1), row.text(2)) for row in rows)


def choose(dialog, name):
    for at in range(dialog.list.topLevelItemCount()):
        row = dialog.list.topLevelItem(at)
        row.setSelected(name in row.text(0))
        if name in row.text(0):
            chosen = row
    return chosen


def test_folders_are_listed_with_their_songs(qtbot, session, dialog, tmp_path):
    assert texts(dialog) == [("Folk", "1", ""), ("Jazz", "2", "")]
    assert not dialog.remove.isEnabled() and not dialog.rescan.isEnabled()
    (tmp_path / "Folk").rename(tmp_path / "Elsewhere")
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.note.isVisible())
    assert texts(dialog)[0][0] == "Folk  (not there now)"


def test_a_folder_leaves_with_its_songs_once_confirmed_and_comes_back(qtbot, session, dialog):
    choose(dialog, "Jazz")
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.question is not None)
    assert "Jazz" in dialog.question.text() and "2 songs" in dialog.question.text()
    qtbot.keyClick(dialog.question, Qt.Key.Key_Return)  # without looking
    assert len(folders.listed(session.db)) == 2
    dialog.question = None
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.question is not None)
    cancel = dialog.question.button(QMessageBox.StandardButton.Cancel)
    (sure,) = [button for button in dialog.question.buttons() if button is not cancel]
    assert "2 songs" in sure.text()
    qtbot.mouseClick(sure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: texts(dialog) == [("Folk", "1", "")], timeout=20_000)
    session.window.undo.undo_action.trigger()
    qtbot.waitUntil(lambda: texts(dialog) == [("Folk", "1", ""), ("Jazz", "2", "")], timeout=20_000)


def test_what_appears_in_a_folder_that_is_not_watched_waits_for_a_rescan(qtbot, session, dialog, tmp_path):
    with qtbot.waitSignal(session.state.watched_changed):
        choose(dialog, "Jazz").setCheckState(3, Qt.CheckState.Unchecked)
    assert [path.rpartition("/")[2] for path in folders.watched(session.db)] == ["Folk"]
    qtbot.waitUntil(lambda: not session.state.jobs.running())
    assert [path.rpartition("/")[2] for path in session._watcher._watched] == ["Folk"]
    write_song(tmp_path / "Jazz" / "new.wav")
    choose(dialog, "Jazz")
    qtbot.mouseClick(dialog.rescan, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ("Jazz", "3", "") in texts(dialog), timeout=20_000)


def test_watching_at_all_is_the_same_switch_as_in_the_settings(qtbot, session, dialog):
    dialog.watch.setChecked(False)
    assert not session.state.settings.watch_folders and session._watcher is None
    dialog.close()
    session.window.actions_["settings"].trigger()
    settings = session.window.findChild(SettingsDialog)
    assert not settings.watch.isChecked()
    settings.folders_requested.emit()
    (again,) = [d for d in session.window.findChildren(FoldersDialog) if d.isVisible()]
    again.watch.setChecked(True)
    assert settings.watch.isChecked()
    settings.accept()
    assert session.state.settings.watch_folders
