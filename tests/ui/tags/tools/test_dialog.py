"""Tools for tags in the window: by clicks and keys, from the preview to the files and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from organizer.base.model import Changes
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.editor import TagEditor
from organizer.ui.tags.tools.dialog import ToolsDialog
from organizer.ui.tags.tools.preview_model import AFTER, BEFORE, FIELD, SONG, SURE
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from organizer.work.tags.tools import stored
from organizer.work.tags.tools.actions import Step
from organizer.work.tags.tools.casing import Case
from organizer.work.tags.tools.from_path import FromPath
from organizer.work.tags.tools.mojibake import Mojibake
from organizer.work.tags.tools.numbering import Number
from organizer.work.tags.tools.replacing import Replace
from tests.ui.tags.test_editor import confirm

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ids(make_song: Callable[..., Path], db: Database, tmp_path: Path) -> list[int]:
    wrong = "五月天".encode("cp950").decode("latin-1")
    for name, title in (("Ada - one of us.mp3", "x"), ("Bob - two.mp3", "y"), ("odd.mp3", wrong)):
        make_song(name, seconds=0.2, title=title)
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    return [track.id for track in tracks.get_many(db, tracks.query(db, "", order="path").tolist())]


@pytest.fixture
def editor(state: AppState, ids: list[int], qtbot) -> TagEditor:
    editor = TagEditor(state)
    qtbot.addWidget(editor)
    editor.show()
    return editor


@pytest.fixture
def dialog(state: AppState, editor: TagEditor, ids: list[int], qtbot) -> ToolsDialog:
    def in_order(selection: np.ndarray) -> np.ndarray:
        return selection[::-1]

    dialog = ToolsDialog(state, in_order)
    qtbot.addWidget(dialog)
    dialog.review_requested.connect(
        lambda results, label: editor.write_edits(lambda _db: _edits(results), label)
    )
    dialog.show()
    qtbot.waitExposed(dialog)
    state.select(ids, "table")
    qtbot.waitUntil(lambda: not state.jobs.running())
    return dialog


def _edits(results):
    from organizer.work.tags.tools import actions

    return actions.edits(results)


def add(dialog: ToolsDialog, kind: str) -> None:
    """As by the menu of the button."""
    menu = dialog.steps.add_button.menu()
    next(action for action in menu.actions() if action.data() == kind).trigger()


def settle(dialog: ToolsDialog, state: AppState, qtbot) -> None:
    qtbot.waitUntil(lambda: not state.jobs.running())


def type_into(qtbot, widget, text: str) -> None:
    line = widget.lineEdit() if hasattr(widget, "lineEdit") else widget
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def rows(dialog: ToolsDialog) -> list[tuple[str, ...]]:
    model = dialog.model
    columns = (SONG, FIELD, BEFORE, AFTER) if not model.remarks else (SONG, FIELD, BEFORE)
    return [tuple(model.index(at, column).data() for column in columns) for at in range(model.rowCount())]


def says(path: Path) -> dict[str, list[str]]:
    return {name: list(values) for name, values in mutagen.File(path, easy=True).items()}


def test_what_is_typed_is_shown_at_once_reviewed_written_and_taken_back(
    dialog, editor, state, db, qtbot, tmp_path
):
    assert "Add a step" in dialog.empty.sentence.text() and not dialog.review_button.isEnabled()
    add(dialog, "from-path")
    type_into(qtbot, dialog.form.inputs["pattern"], "{artist} - {title}")
    settle(dialog, state, qtbot)
    assert dialog.steps.steps() == (Step(FromPath(pattern="{artist} - {title}")),)
    assert ("Bob - two.mp3", "Artist", "", "Bob") in rows(dialog)
    assert dialog.summary.text() == "2 of 3 songs would change; a step does not fit 1"
    add(dialog, "case")
    settle(dialog, state, qtbot)
    assert ("Ada - one of us.mp3", "Title", "x", "One of Us") in rows(dialog)
    # the reasons of the song that does not fit
    qtbot.mouseClick(dialog.tabs, LEFT, pos=dialog.tabs.tabRect(1).center())
    assert rows(dialog) == [("odd.mp3", "1. Fields from file names", "“odd” has no “-” behind {artist}")]
    song = tmp_path / "music" / "Ada - one of us.mp3"
    before = song.read_bytes()
    qtbot.mouseClick(dialog.review_button, LEFT)
    confirm(qtbot, editor, state)
    settle(dialog, state, qtbot)
    assert says(song) == {"title": ["One of Us"], "artist": ["Ada"]}
    qtbot.waitUntil(lambda: not dialog._soon.isActive() and not state.jobs.running())
    assert dialog.summary.text() == "0 of 3 songs would change; a step does not fit 1"
    (edit,) = tagging.history(db)
    assert edit.label == "Tools: Fields from file names, Upper and lower case"
    assert tagging.undo(JobContext(), db) is not None
    assert song.read_bytes() == before


def test_a_pattern_that_is_not_whole_says_so_and_nothing_can_be_written(dialog, state, qtbot):
    add(dialog, "from-path")
    type_into(qtbot, dialog.form.inputs["pattern"], "{artist} - {titl")
    settle(dialog, state, qtbot)
    assert dialog.form.problem.text().startswith("A brace of the pattern has no partner")
    assert dialog.form.problem.isVisible() and not dialog.review_button.isEnabled()
    assert dialog.empty.isVisible() and "brace" in dialog.empty.sentence.text()
    qtbot.keyClicks(dialog.form.inputs["pattern"].lineEdit(), "e}")
    settle(dialog, state, qtbot)
    assert not dialog.form.problem.isVisible() and dialog.review_button.isEnabled()


def test_steps_are_switched_moved_and_removed(dialog, state, qtbot):
    for kind in ("replace", "case", "trim"):
        add(dialog, kind)
    steps = dialog.steps
    kinds = lambda: [step.tool.kind for step in steps.steps()]  # noqa: E731
    steps.list.setFocus()
    qtbot.keyClick(steps.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert kinds() == ["replace", "trim", "case"]
    qtbot.mouseClick(steps.down_button, LEFT)
    assert kinds() == ["replace", "case", "trim"]
    qtbot.keyClick(steps.list, Qt.Key.Key_Delete)
    assert kinds() == ["replace", "case"]
    # the replacement lacks what to search for: switched off, the rest is shown
    settle(dialog, state, qtbot)
    assert "Step 1" in dialog.empty.sentence.text()
    rect = steps.list.visualItemRect(steps.list.item(0))
    qtbot.mouseClick(steps.list.viewport(), LEFT, pos=rect.topLeft() + QPoint(11, rect.height() // 2))
    settle(dialog, state, qtbot)
    assert not steps.steps()[0].on
    assert {row[3] for row in rows(dialog)} >= {"X", "Y"}
    qtbot.keyClick(steps.list, Qt.Key.Key_Up)
    qtbot.keyClick(steps.list, Qt.Key.Key_Space)  # and on again by the keyboard
    assert steps.steps()[0].on


def test_every_kind_of_parameter_is_put_in(dialog, state, qtbot):
    add(dialog, "number")
    form = dialog.form
    choice = form.inputs["per"]
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_End)
    type_into(qtbot, form.inputs["start"].lineEdit(), "7")
    settle(dialog, state, qtbot)
    assert dialog.steps.steps()[0].tool == Number(per="selection", start=7)
    # in the order of the list
    assert [(name, after) for name, _, _, after in rows(dialog)] == [
        ("odd.mp3", "7/9"),
        ("Bob - two.mp3", "8/9"),
        ("Ada - one of us.mp3", "9/9"),
    ]
    add(dialog, "replace")
    type_into(qtbot, form.inputs["find"], "x")
    qtbot.mouseClick(form.inputs["regex"], LEFT, pos=QPoint(8, form.inputs["regex"].height() // 2))
    form.inputs["fields"].action("artist").trigger()
    assert dialog.steps.steps()[1].tool == Replace(fields=("title", "artist"), find="x", regex=True)
    form.inputs["fields"].action("*").trigger()
    assert dialog.steps.steps()[1].tool.fields == ("*",)
    form.inputs["fields"].action("genre").trigger()
    assert dialog.steps.steps()[1].tool.fields == ("genre",)
    add(dialog, "case")
    type_into(qtbot, form.inputs["keep"], "AbC, d")
    assert dialog.steps.steps()[2].tool == Case(keep=("AbC", "d"))
    dialog.steps.list.setCurrentRow(1)
    assert form.inputs["find"].text() == "x"


def test_an_action_is_stored_chosen_asked_about_and_forgotten(dialog, state, db, qtbot, tmp_path):
    bar = dialog.actions_bar
    add(dialog, "case")
    type_into(qtbot, bar.box, "Rips")
    qtbot.mouseClick(bar.save_button, LEFT)
    settle(dialog, state, qtbot)
    assert stored.named(db, "Rips").steps == (Step(Case()),)
    assert not bar.save_button.isEnabled()
    assert bar.label() == "Action Rips"
    add(dialog, "trim")
    assert bar.save_button.isEnabled() and bar.label().startswith("Tools: ")
    type_into(qtbot, bar.box, "Other")
    qtbot.mouseClick(bar.save_button, LEFT)
    settle(dialog, state, qtbot)
    assert stored.names(db) == ["Other", "Rips"]
    bar.box.setFocus()
    qtbot.keyClick(bar.box, Qt.Key.Key_Down)
    bar.box.activated.emit(bar.box.currentIndex())
    assert bar.name == "Rips" and len(dialog.steps.steps()) == 1
    file = tmp_path / "rips.json"
    bar.write_file(str(file))
    settle(dialog, state, qtbot)
    assert json.loads(file.read_text("utf-8"))["name"] == "Rips"
    bar.forget_action.trigger()
    settle(dialog, state, qtbot)
    assert stored.names(db) == ["Other"] and len(dialog.steps.steps()) == 1
    dialog.steps.show_steps(())
    bar.read_file(str(file))
    settle(dialog, state, qtbot)
    assert [step.tool for step in dialog.steps.steps()] == [Case()]


def test_readings_of_wrong_letters_are_chosen_from(dialog, state, qtbot):
    add(dialog, "mojibake")
    settle(dialog, state, qtbot)
    qtbot.mouseClick(dialog.tabs, LEFT, pos=dialog.tabs.tabRect(1).center())
    ((name, _, why),) = rows(dialog)
    assert name == "odd.mp3" and "五月天" in why and "Big5" in why
    menu = dialog.menu(dialog.model.row(0))
    assert menu is not None
    one = menu.actions()[0].menu()
    assert one is not None and menu.actions()[0].text().startswith("Read “")
    next(action for action in one.actions() if "Big5" in action.text()).trigger()
    settle(dialog, state, qtbot)
    assert dialog.steps.steps()[0].tool.choice("\xa4\xad\xa4\xeb\xa4\xd1") == "Big5"
    menu = dialog.menu(dialog.model.row(0))
    assert menu is not None and [a.text() for a in menu.actions()[0].menu().actions() if a.isChecked()]
    dialog.steps.replace_first(Mojibake())
    settle(dialog, state, qtbot)
    next(action for action in menu.actions() if "Big5" in action.text()).trigger()
    settle(dialog, state, qtbot)
    assert dialog.steps.steps()[0].tool == Mojibake(written="Big5")
    qtbot.mouseClick(dialog.tabs, LEFT, pos=dialog.tabs.tabRect(0).center())
    assert [row[3] for row in rows(dialog)] == ["五月天"]
    assert not dialog.table.isColumnHidden(SURE) and dialog.model.index(0, SURE).data() == "100%"
    assert dialog.form.inputs["written"].currentData() == "Big5"


def test_the_selection_of_the_window_is_followed(dialog, state, ids, qtbot):
    add(dialog, "number")
    settle(dialog, state, qtbot)
    assert dialog.summary.text() == "3 of 3 songs would change"
    state.select(ids[:1], "table")
    settle(dialog, state, qtbot)
    assert dialog.summary.text() == "1 of 1 song would change"
    state.select([], "table")
    settle(dialog, state, qtbot)
    assert "Select songs" in dialog.empty.sentence.text() and not dialog.review_button.isEnabled()


def test_changes_of_the_library_that_follow_each_other_keep_nothing_from_ending(
    dialog, state, ids, qtbot, db
):
    add(dialog, "number")
    settle(dialog, state, qtbot)
    before = dialog._loaded
    with qtbot.waitSignal(
        state.jobs.job_ended, check_params_cb=lambda ending: ending.job == Job.TAG_TOOLS_SONGS, timeout=10_000
    ):
        state.change_library(Changes(updated=tuple(ids)))
    settle(dialog, state, qtbot)
    assert dialog._loaded is before  # they say what they said: what is shown stays where it is
    state.change_library(Changes(updated=(max(ids) + 1,)))
    assert not dialog._soon.isActive()
    dialog._soon.start()
    dialog._look_again()
    dialog._look_again()  # while it is read: once more afterwards
    assert dialog._stale
    qtbot.waitUntil(
        lambda: not dialog._stale and not dialog._soon.isActive() and not state.jobs.running(), timeout=10_000
    )
    assert dialog.summary.text() == "3 of 3 songs would change"


def test_the_next_key_stops_the_preview_before(dialog, state, qtbot):
    add(dialog, "replace")
    endings = []
    state.jobs.job_ended.connect(endings.append)
    type_into(qtbot, dialog.form.inputs["find"], "xyz")
    settle(dialog, state, qtbot)
    assert dialog.steps.steps()[0].tool == Replace(find="xyz")
    assert dialog._preview.steps == dialog.steps.steps()
    assert [ending.job for ending in endings].count(Job.TAG_TOOLS_PREVIEW) <= 3
