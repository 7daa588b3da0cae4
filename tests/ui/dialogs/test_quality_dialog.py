from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from organizer.library import tracks
from organizer.ui.dialogs.quality_dialog import QualityDialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def dialog(qtbot, state: AppState) -> QualityDialog:
    made = QualityDialog(state)
    qtbot.addWidget(made)
    return made


def shown(dialog: QualityDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def ended(qtbot, state: AppState):
    return qtbot.waitSignal(
        state.jobs.job_ended, timeout=180_000, check_params_cb=lambda e: e.job == Job.QUALITY
    )


def test_an_empty_library_says_what_to_do(qtbot, state: AppState, dialog: QualityDialog):
    state.set_counts(tracks.count(state.db))
    dialog.show()
    dialog.refresh()
    assert not state.jobs.running(Job.QUALITY) and not dialog.measure.isEnabled()
    assert "No song was analyzed yet" in shown(dialog)
    with qtbot.waitSignal(dialog.add_requested):
        qtbot.mouseClick(dialog.empty.button, Qt.MouseButton.LeftButton)
    add_songs(state.db, 3)
    state.set_counts(tracks.count(state.db))
    assert "Only 3 were analyzed" in shown(dialog) and not dialog.empty.button.isVisible()


def test_opening_measures_and_says_it_in_plain_words(qtbot, state: AppState, dialog: QualityDialog):
    add_songs(state.db, 30)
    state.set_counts(tracks.count(state.db))
    dialog.show()
    with ended(qtbot, state):
        dialog.refresh()
        assert not dialog.measure.isEnabled() and "Measuring" in shown(dialog)
        assert "Press" not in shown(dialog)
    text = shown(dialog)
    assert "Of the 5 nearest songs, 5.0 carry the same genre" in text
    assert "5.0 of 5" in text and "There is no map yet" in text
    assert dialog.measure.isEnabled()
    rows = [dialog.labels.topLevelItem(i) for i in range(dialog.labels.topLevelItemCount())]
    assert sorted((row.text(0), row.text(1), row.text(2)) for row in rows) == [
        ("Folk", "10", "5.0"),
        ("Jazz", "10", "5.0"),
        ("Rock", "10", "5.0"),
    ]
    dialog.hide()
    dialog.show()
    dialog.refresh()
    assert not state.jobs.running(Job.QUALITY), "what was measured stays"
    add_songs(state.db, 3, first=30)
    state.set_counts(tracks.count(state.db))
    assert "now there are 33" in shown(dialog)


def test_a_table_and_the_artist_filter_are_taken_and_errors_shown(
    qtbot, state: AppState, dialog: QualityDialog, tmp_path: Path
):
    add_songs(state.db, 30)
    state.set_counts(tracks.count(state.db))
    dialog.show()
    table = tmp_path / "labels.csv"
    table.write_text("file,label\n" + "\n".join(f"{i:05}.mp3,{'ab'[i % 3 > 0]}" for i in range(30)), "utf-8")
    dialog.set_table(dialog.label, str(table))
    with ended(qtbot, state):  # what runs still is replaced
        qtbot.mouseClick(dialog.artist, Qt.MouseButton.LeftButton)
    assert dialog.evaluation is not None and dialog.evaluation.labels is not None
    assert dialog.evaluation.labels.kind == str(table) and dialog.evaluation.labels.labels == 2
    assert not dialog.evaluation.same_artist and "same artist are skipped" in shown(dialog)
    with ended(qtbot, state):
        dialog.set_table(dialog.truth, str(table))
    assert "no column “bpm” or “key”" in shown(dialog)
    assert dialog.measure.isEnabled()


def test_closing_stops_the_measuring(qtbot, state: AppState, dialog: QualityDialog):
    add_songs(state.db, 12)
    state.set_counts(tracks.count(state.db))
    dialog.show()
    with ended(qtbot, state) as ending:
        dialog.refresh()
        dialog.close()
    assert ending.args[0].cancelled and dialog.evaluation is None


def test_the_window_opens_it(qtbot, open_window, db):
    add_songs(db, 12)
    session = open_window()
    action = session.window.actions_["quality"]
    with qtbot.waitSignal(
        session.state.jobs.job_ended, timeout=180_000, check_params_cb=lambda e: e.job == Job.QUALITY
    ):
        action.trigger()
    (dialog,) = session.window.findChildren(QualityDialog)
    assert dialog.isVisible() and "carry the same genre" in shown(dialog)
