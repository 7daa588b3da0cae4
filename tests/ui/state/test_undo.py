"""Undo and redo in the window, also over a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow, QWidget

from organizer.base.model import TagEdit
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import Step, UndoController
from organizer.ui.tags.history_dialog import HistoryDialog
from organizer.ui.widgets.diff_dialog import DiffDialog
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from tests.ui.tags.test_editor import confirm, ids, on_disk, paths, type_text  # noqa: F401  fixtures

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def edited(db: Database, paths: list[Path], ids: list[int]) -> None:  # noqa: F811
    edits = [TagEdit(i, str(path), {"genre": ("Jazz",)}) for i, path in zip(ids, paths, strict=True)]
    tagging.apply(JobContext(), db, tagging.preview(db, edits), label="Set genre of 3 songs")


@pytest.fixture
def window(state: AppState, qtbot) -> Callable[[], tuple[QMainWindow, UndoController]]:
    windows = []  # a window that nobody holds is gone

    def make() -> tuple[QMainWindow, UndoController]:
        window = QMainWindow()
        windows.append(window)
        qtbot.addWidget(window)
        window.setCentralWidget(QWidget())
        undo = UndoController(state, window)
        window.menuBar().addMenu("Edit").addActions([undo.undo_action, undo.redo_action])
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window, undo

    return make


def agree(qtbot, undo: UndoController) -> DiffDialog:
    """Wait for the question, and say yes."""
    qtbot.waitUntil(lambda: undo.dialog is not None)
    dialog = undo.dialog
    qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
    return dialog


def test_ctrl_z_asks_and_takes_the_files_back_after_a_restart(edited, window, state, paths, ids, qtbot):  # noqa: F811
    # the edit was made before this state existed: that is what a restart is
    place, undo = window()
    qtbot.waitUntil(undo.undo_action.isEnabled)
    assert undo.undo_action.text() == "Undo: Set genre of 3 songs"
    assert not undo.redo_action.isEnabled()
    qtbot.keyClick(place, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: undo.dialog is not None)
    assert undo.dialog.summary.text().startswith("Write 3 files back: genre? This takes back “Set genre of 3")
    assert undo.dialog.table.model().rowCount() == 3
    undo.dialog.reject()
    qtbot.waitUntil(lambda: undo.dialog is None)
    assert [on_disk(path, "genre") for path in paths] == [["Jazz"]] * 3
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    qtbot.keyClick(place, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(state.library_changed, timeout=10_000) as changed:
        agree(qtbot, undo)
    assert sorted(changed.args[0].updated) == sorted(ids)
    assert [on_disk(path, "genre") for path in paths] == [["Pop"]] * 3
    assert tracks.get(state.db, ids[0]).tags.genre == ("Pop",)
    qtbot.waitUntil(undo.redo_action.isEnabled)
    assert undo.undo_action.text() == "Undo"
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(state.library_changed, timeout=10_000):  # right after: without a question
        qtbot.keyClick(place, Qt.Key.Key_Z, keys)
    assert [on_disk(path, "genre") for path in paths] == [["Jazz"]] * 3


def test_ctrl_z_asks_when_anything_else_was_done_since(window, state, paths, ids, qtbot):  # noqa: F811
    place, undo = window()
    diffs = tagging.preview(state.db, [TagEdit(ids[0], str(paths[0]), {"genre": ("Jazz",)})])
    with qtbot.waitSignal(state.jobs.job_ended, timeout=10_000):
        state.jobs.start(
            Job.TAGS_APPLY, lambda context: tagging.apply(context, state.db, diffs, label="Set genre")
        )
    qtbot.waitUntil(undo.undo_action.isEnabled)
    state.select(ids[:2], "table")
    qtbot.keyClick(place, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: undo.dialog is not None)
    assert on_disk(paths[0], "genre") == ["Jazz"]
    with qtbot.waitSignal(state.library_changed, timeout=10_000):
        agree(qtbot, undo)
    assert on_disk(paths[0], "genre") == ["Pop"]


def test_history_offers_the_rest_of_an_edit_after_a_later_one(edited, window, state, paths, ids, qtbot):  # noqa: F811
    paths[1].rename(paths[1].with_suffix(".away"))
    tagging.undo(JobContext(), state.db)
    paths[1].with_suffix(".away").rename(paths[1])
    diffs = tagging.preview(state.db, [TagEdit(ids[0], str(paths[0]), {"mood": "calm"})])
    tagging.apply(JobContext(), state.db, diffs, label="Set mood")
    place, undo = window()
    dialog = HistoryDialog(state, place)
    dialog.step_requested.connect(undo.ask)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 2)
    row = dialog.list.topLevelItem(1)
    assert [row.text(n) for n in (1, 2, 3)] == [
        "Set genre of 3 songs",
        "1",
        "taken back in part, left in 1 file",
    ]
    dialog.list.setCurrentItem(row)
    qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(state.library_changed, timeout=10_000):
        assert "what is left of" in agree(qtbot, undo).summary.text()
    assert [on_disk(path, "genre") for path in paths] == [["Pop"]] * 3
    assert on_disk(paths[0], "mood") == ["calm"]


def test_other_changes_and_edits_are_undone_in_their_order(window, state, paths, ids, qtbot):  # noqa: F811
    place, undo = window()
    said = []
    step = Step("Rename group", lambda: said.append("back"), lambda: said.append("again"))
    state.undoable.emit(step)
    assert undo.undo_action.text() == "Undo: Rename group" and undo.undo_action.isEnabled()
    diffs = tagging.preview(state.db, [TagEdit(ids[0], str(paths[0]), {"genre": ("Jazz",)})])
    with qtbot.waitSignal(state.jobs.job_ended, timeout=10_000):
        state.jobs.start(
            Job.TAGS_APPLY, lambda context: tagging.apply(context, state.db, diffs, label="Set genre")
        )
    qtbot.waitUntil(lambda: undo.undo_action.text() == "Undo: Set genre")
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(place, Qt.Key.Key_Z, control)
    qtbot.waitUntil(lambda: on_disk(paths[0], "genre") == ["Pop"] and not state.jobs.running())
    assert undo.undo_action.text() == "Undo: Rename group" and not said
    qtbot.keyClick(place, Qt.Key.Key_Z, control)
    assert said == ["back"] and undo.redo_action.text() == "Redo: Rename group"
    keys = control | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(place, Qt.Key.Key_Z, keys)
    assert said == ["back", "again"] and undo.redo_action.text() == "Redo: Set genre"
    qtbot.keyClick(place, Qt.Key.Key_Z, keys)
    qtbot.waitUntil(lambda: on_disk(paths[0], "genre") == ["Jazz"] and not state.jobs.running())
    assert undo.undo_action.text() == "Undo: Set genre"


def test_a_text_field_keeps_its_own_undo(edited, window, state, paths, qtbot):  # noqa: F811
    place, undo = window()
    line = QLineEdit()
    place.setCentralWidget(line)
    qtbot.waitUntil(undo.undo_action.isEnabled)
    line.setFocus()
    qtbot.keyClicks(line, "abc")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == ""
    assert not state.jobs.running(Job.TAGS_UNDO)
    assert on_disk(paths[0], "genre") == ["Jazz"]


def test_ctrl_z_after_writing_takes_the_tags_back(open_window, qtbot, paths, ids):  # noqa: F811
    """Also with songs in the playlist, which has a Ctrl+Z of its own."""
    session = open_window()
    window, state = session.window, session.state
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    state.select(ids, "table")
    state.playlist_add_requested.emit(state.selection)
    qtbot.waitUntil(lambda: window.playlist.ids() == ids)
    window.tabs.setCurrentWidget(window.tag_editor)
    type_text(qtbot, window.tag_editor, "genre", "Jazz")
    window.tag_editor.apply_button.setFocus()
    qtbot.keyClick(window.tag_editor.apply_button, Qt.Key.Key_Space)
    confirm(qtbot, window.tag_editor, state)
    assert [on_disk(path, "genre") for path in paths] == [["Jazz"]] * 3
    qtbot.waitUntil(window.undo.undo_action.isEnabled)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: [on_disk(path, "genre") for path in paths] == [["Pop"]] * 3, timeout=10_000)
    assert window.playlist.ids() == ids


def test_a_file_that_is_gone_is_told(edited, window, state, paths, qtbot):  # noqa: F811
    paths[1].unlink()
    _, undo = window()
    qtbot.waitUntil(undo.undo_action.isEnabled)
    undo.undo()
    with qtbot.waitSignal(state.message, timeout=10_000) as told:
        agree(qtbot, undo)
    assert "2 of 3 files" in told.args[0]
    assert told.args[1] == "warning"
    assert "1.mp3" in told.args[0]
    assert on_disk(paths[0], "genre") == ["Pop"]


def test_an_edit_that_was_interrupted_can_be_undone_once_it_was_looked_at(edited, window, state, qtbot):
    with state.db.write() as connection:
        connection.execute("UPDATE edit_files SET state = 'pending'")
    _, undo = window()
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert not undo.undo_action.isEnabled()
    state.jobs.start(Job.RECOVER, lambda context: tagging.recover(state.db))
    qtbot.waitUntil(undo.undo_action.isEnabled)
    assert undo.undo_action.text() == "Undo: Set genre of 3 songs"
