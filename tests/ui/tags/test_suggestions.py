"""Suggested genres in the window: below the field, and as a list; nothing is written unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest
from PySide6.QtCore import Qt

from organizer.library import suggestions
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.editor import TagEditor
from organizer.ui.tags.suggestions_dialog import SuggestionsDialog
from organizer.ui.tags.suggestions_model import SONG, SURE, VALUE
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from tests.cli.commands.test_suggest import with_features
from tests.ui.tags.test_editor import confirm, type_text

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

TAGGED = 12


@pytest.fixture
def ids(make_song: Callable[..., Path], db: Database, tmp_path: Path) -> list[int]:
    """Twelve songs of two genres, two without one for each, and one that says “Other”."""
    genres = [{"genre": ("Jazz", "Rock")[at % 2]} for at in range(TAGGED)] + [{}, {}, {}, {"genre": "Other"}]
    paths = [
        make_song(f"{at:02}.mp3", seconds=0.1, frequency=200 + at, title=f"T{at:02}", **genre)
        for at, genre in enumerate(genres)
    ]
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    return with_features(db, paths, [at % 2 for at in range(len(paths))])


def genre(tmp_path: Path, at: int) -> list[str] | None:
    return mutagen.File(tmp_path / "music" / f"{at:02}.mp3", easy=True).get("genre")


def answered(db: Database) -> list[tuple[str, int]]:
    return [tuple(row) for row in db.read().execute("SELECT value, accepted FROM suggestion_answers")]


@pytest.fixture
def editor(state: AppState, ids: list[int], qtbot) -> TagEditor:
    editor = TagEditor(state)
    qtbot.addWidget(editor)
    editor.resize(320, 800)
    editor.show()
    return editor


@pytest.fixture
def dialog(state: AppState, editor: TagEditor, qtbot) -> SuggestionsDialog:
    dialog = SuggestionsDialog(state)
    qtbot.addWidget(dialog)
    dialog.write_requested.connect(editor.write_suggestions)
    dialog.show()
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda ending: ending.job == Job.SUGGESTIONS):
        dialog.look()
    return dialog


def test_a_suggestion_becomes_a_draft_and_is_written_after_a_review(editor, state, ids, db, qtbot, tmp_path):
    line = editor.suggested.lines["genre"]
    state.select([ids[12]], "table")
    qtbot.waitUntil(line.button.isVisible)
    assert line.button.text().startswith("Jazz · ") and not editor.suggested.lines["mood"].button.isVisible()
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    field = editor.fields["genre"]
    assert field.text() == "Jazz" and field.label.text() == "Genre •"
    assert not line.button.isVisible() and editor.unsaved == 1
    assert genre(tmp_path, 12) is None
    qtbot.mouseClick(editor.apply_button, Qt.MouseButton.LeftButton)
    confirm(qtbot, editor, state)
    assert genre(tmp_path, 12) == ["Jazz"]
    assert answered(db) == [("jazz", 1)]
    assert suggestions.tagged(db, "genre").accepted.sum() == 1
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert tagging.undo(JobContext(), db) is not None
    assert genre(tmp_path, 12) is None


def test_songs_with_a_genre_and_what_is_typed_are_left_alone(editor, state, ids, qtbot):
    line = editor.suggested.lines["genre"]
    state.select([ids[0]], "table")
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert not line.button.isVisible() and not state.jobs.running(Job.TAGS_SUGGEST)
    state.select([ids[0], ids[12]], "table")  # one of them has a genre: nothing may be put over it
    qtbot.waitUntil(line.button.isVisible)
    assert line.value == "" and line.button.text() == "1 suggestion…"
    state.select([ids[15]], "table")  # says “Other”
    qtbot.waitUntil(line.button.isVisible)
    assert line.value == "Rock"
    type_text(qtbot, editor, "genre", "Polka")
    assert not line.button.isVisible()


def test_songs_that_would_get_different_genres_are_listed(editor, state, ids, qtbot):
    line = editor.suggested.lines["genre"]
    state.select([ids[12], ids[14]], "table")
    qtbot.waitUntil(line.button.isVisible)
    assert line.value == "Jazz"
    state.select(ids[12:15], "table")
    qtbot.waitUntil(lambda: line.button.text() == "3 suggestions…")
    with qtbot.waitSignal(editor.suggested.review_requested) as asked:
        qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert asked.args == ["genre", tuple(ids[12:15])]
    assert editor.unsaved == 0


def test_the_list_shows_all_surest_first_and_sorts(dialog, ids):
    model = dialog.model
    assert {model.row(at).suggestion.track_id for at in range(model.rowCount())} == set(ids[12:])
    sure = [model.row(at).suggestion.confidence for at in range(4)]
    assert sure == sorted(sure, reverse=True)
    model.sort(VALUE)
    assert [model.index(at, VALUE).data() for at in range(4)] == ["Jazz", "Jazz", "Rock", "Rock"]
    assert model.index(0, SURE).data().endswith("%")
    assert "4 songs have no genre" in dialog.summary.text() and "were right" in dialog.summary.text()
    assert not dialog.write_button.isEnabled() and not dialog.reject_button.isEnabled()


def test_what_is_accepted_is_reviewed_and_written_and_leaves_the_list(
    dialog, editor, state, ids, qtbot, tmp_path, db
):
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.write_button.text() == "&Write 4…"
    dialog.model.sort(SONG)
    dialog.table.selectRow(0)
    assert state.selection.tolist() == [ids[12]]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert {one.track_id for one in dialog.model.accepted} == set(ids[13:])
    qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
    confirm(qtbot, editor, state)
    assert [genre(tmp_path, at) for at in (12, 13, 14, 15)] == [None, ["Rock"], ["Jazz"], ["Rock"]]
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    assert dialog.model.row(0).suggestion.track_id == ids[12]
    assert suggestions.tagged(db, "genre").accepted.sum() == 3


def test_nothing_is_written_when_the_review_is_left(dialog, editor, state, qtbot, tmp_path):
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: editor.dialog is not None)
    editor.dialog.reject()
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert genre(tmp_path, 12) is None and genre(tmp_path, 15) == ["Other"]


def test_what_is_rejected_is_not_suggested_again(dialog, state, ids, db, qtbot):
    dialog.model.sort(SONG)
    dialog.table.setFocus()
    dialog.table.selectRow(1)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert dialog.model.rowCount() == 3
    qtbot.waitUntil(lambda: answered(db) == [("rock", 0)])
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda ending: ending.job == Job.SUGGESTIONS):
        dialog.look()
    assert ids[13] not in {dialog.model.row(at).suggestion.track_id for at in range(3)}


def test_enter_plays_and_some_songs_can_be_asked_about(dialog, state, ids, qtbot):
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda ending: ending.job == Job.SUGGESTIONS):
        dialog.look("genre", ids[12:13])
    assert dialog.model.rowCount() == 1 and dialog.every.isVisible()
    dialog.table.selectRow(0)
    with qtbot.waitSignal(state.play_requested) as played:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert played.args == [ids[12]]
    qtbot.mouseClick(dialog.every, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 4)


def test_where_nothing_is_known_the_list_says_why(dialog, state, qtbot):
    dialog.look("mood")
    qtbot.waitUntil(lambda: "no analyzed song has a mood" in dialog.empty.sentence.text())
    assert not dialog.accept_button.isEnabled() and dialog.empty.isVisible()


def test_boxes_are_ticked_one_by_one(dialog):
    index = dialog.model.index(0, SONG)
    assert dialog.model.data(index, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert dialog.model.setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.model.accepted == (dialog.model.row(0).suggestion,)
    assert not dialog.model.setData(dialog.model.index(0, SURE), "x")
    dialog.model.toggle(np.arange(4).tolist())
    assert len(dialog.model.accepted) == 4
