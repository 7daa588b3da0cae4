"""Renaming in the window: what is shown while one types, what is done, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.files.rename_dialog import RenameDialog, in_words
from organizer.ui.files.rename_model import RenameModel, listed
from organizer.ui.files.template_box import PRESETS, TemplateBox
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import UndoController
from organizer.work.files.places.planned import PlannedMove
from organizer.work.files.planning import Plan
from organizer.work.intake import importing
from organizer.work.jobs import JobContext

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def music(db: Database, make_song: Callable[..., Path]) -> Path:
    for number, title in enumerate(("Rain", "Snow", "Rain"), start=1):
        path = make_song(
            f"{number}.mp3", seconds=0.1, title=title, artist="Ann", album="Blue", tracknumber=str(number)
        )
    importing.import_paths(JobContext(), db, [str(path.parent)])
    return path.parent


@pytest.fixture
def dialog(state: AppState, db: Database, music: Path, qtbot) -> RenameDialog:
    dialog = RenameDialog(state, tracks.query(db, order="path").tolist())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def looked(qtbot, dialog: RenameDialog) -> None:
    """Wait until what is typed is shown."""
    qtbot.waitUntil(lambda: not dialog._soon.isActive() and not dialog._state.jobs.running(Job.FILES_PLAN))


def shown(dialog: RenameDialog) -> list[tuple[str, ...]]:
    model = dialog.model
    return [
        tuple(model.data(model.index(row, column)) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def typed(qtbot, dialog: RenameDialog, text: str) -> None:
    dialog.template.setEditText("")
    QTest.keyClicks(dialog.template.lineEdit(), text)
    dialog.template.fields.popup().hide()
    looked(qtbot, dialog)


def test_what_is_typed_is_shown_conflicts_first_and_done_and_taken_back(
    qtbot, state: AppState, dialog: RenameDialog, music: Path
) -> None:
    undo = UndoController(state)
    typed(qtbot, dialog, "{album}/{title}")
    assert shown(dialog) == [
        ("3.mp3", "Blue/Rain (2).mp3", "numbered: another has the name"),
        ("1.mp3", "Blue/Rain.mp3", ""),
        ("2.mp3", "Blue/Snow.mp3", ""),
    ]
    assert "3 songs would get another place" in dialog.summary.text()
    assert sorted(p.name for p in music.iterdir()) == ["1.mp3", "2.mp3", "3.mp3"]
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda e: e.job == Job.FILES_MOVE):
        qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)
    assert sorted(str(p.relative_to(music)) for p in music.rglob("*.mp3")) == [
        "Blue/Rain (2).mp3",
        "Blue/Rain.mp3",
        "Blue/Snow.mp3",
    ]
    assert state.settings.rename_template == "{album}/{title}"
    qtbot.waitUntil(undo.undo_action.isEnabled)
    assert undo.undo_action.text() == "Undo: Rename 3 songs"
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda e: e.job == Job.TAGS_UNDO):
        undo.undo_action.trigger()
    assert sorted(p.name for p in music.iterdir()) == ["1.mp3", "2.mp3", "3.mp3"]


def test_a_template_that_cannot_be_read_says_what_to_write(qtbot, dialog: RenameDialog) -> None:
    looked(qtbot, dialog)
    assert dialog.do.isEnabled()
    typed(qtbot, dialog, "{titel}")
    assert "column 2" in dialog.summary.text() and "do you mean “title”" in dialog.summary.text()
    assert shown(dialog) == [] and not dialog.do.isEnabled()


def test_choices_change_what_is_shown(qtbot, dialog: RenameDialog, tmp_path: Path) -> None:
    typed(qtbot, dialog, "{title}")
    dialog.clash.setCurrentIndex(1)
    looked(qtbot, dialog)
    first = shown(dialog)[0]
    assert first[0] == "3.mp3" and first[1].startswith("stays: ")
    assert "1 file cannot, and stay" in dialog.summary.text()
    dialog.set_folder(str(tmp_path / "far"))
    looked(qtbot, dialog)
    assert dialog.plan is not None
    assert {Path(move.new).parent for move in dialog.plan.wanted} == {tmp_path / "far"}
    assert dialog.do.text() == "&Move 2 files" and dialog.at_home.isVisible()
    qtbot.mouseClick(dialog.at_home, Qt.MouseButton.LeftButton)
    looked(qtbot, dialog)
    assert dialog.do.text() == "&Rename 2 files"


def test_files_that_have_their_names_are_told(qtbot, dialog: RenameDialog) -> None:
    typed(qtbot, dialog, "{track}")
    assert shown(dialog) == [] and not dialog.do.isEnabled()
    assert "3 have the name already" in dialog.summary.text()
    assert dialog.empty.isVisible()


def test_songs_without_a_file_are_told(state: AppState, qtbot) -> None:
    dialog = RenameDialog(state, [])
    qtbot.addWidget(dialog)
    dialog.show()
    looked(qtbot, dialog)
    qtbot.waitUntil(lambda: "None of these songs has a file" in dialog.empty.sentence.text())


def test_fields_and_functions_are_completed(qtbot) -> None:
    box = TemplateBox()
    qtbot.addWidget(box)
    box.show()
    line = box.lineEdit()
    box.setEditText("")
    QTest.keyClicks(line, "{al")
    assert [one.split("  ")[0] for one in box.offered()] == ["album_artist", "album"]
    QTest.keyClick(box.fields.popup(), Qt.Key.Key_Return)
    assert box.text() == "{album_artist}"
    box.setEditText("{title:}")
    line.setCursorPosition(7)
    QTest.keyClicks(line, "up")
    assert box.offered() == ["upper"]
    box.insert("upper")
    assert box.text() == "{title:upper}"
    QTest.keyClicks(line, " plain")
    assert not box.fields.popup().isVisible()


def test_the_last_template_stands_above_the_presets(qtbot) -> None:
    box = TemplateBox(("{title} mine",))
    qtbot.addWidget(box)
    assert [box.itemText(at) for at in range(2)] == ["{title} mine", PRESETS[0]]


def test_a_plan_is_told_in_words() -> None:
    moves = (
        PlannedMove(1, "/m/a", "/m/b"),
        PlannedMove(0, "/m/c.jpg", "/m/d.jpg"),
        PlannedMove(2, "/m/e", "/m/e", refused="it would have no name"),
    )
    text = in_words(Plan(moves, 1, ("/m/l.m3u8",), ("/m",)))
    assert text.startswith("1 song and 1 file beside them would get another place. 1 file cannot, and stays:")
    assert "1 has the name already." in text and "1 list (playlist files, cue sheets)" in text
    model = RenameModel()
    files = listed(Plan(moves, 1, (), ("/m",)))
    model.show(files)
    assert files.base == "/m"
    assert [model.move_at(row).old for row in range(3)] == ["/m/e", "/m/a", "/m/c.jpg"]
