"""The review of tempo and key: real keys, real files, and every byte back after undo."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from mutagen import id3
from PySide6.QtCore import Qt

from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tags.editor import TagEditor
from organizer.ui.tags.estimates_dialog import EstimatesDialog
from organizer.ui.tags.estimates_model import ESTIMATE, SONG, SURE, TAG, WRITTEN
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from tests.library.test_tracks import features
from tests.ui.tags.test_editor import confirm

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

SAID = ((91.2, "F#m"), (120.0, "C"), (75.0, "Am"))


@pytest.fixture
def paths(make_song: Callable[..., Path]) -> list[Path]:
    """Two songs without tempo and key, and one whose tags say otherwise."""
    own: list[dict[str, str]] = [{}, {}, {"bpm": "150"}]
    made = [
        make_song(f"{at}.{kind}", seconds=0.1, frequency=200 + at, title=f"T{at}", **own[at])
        for at, kind in enumerate(("mp3", "flac", "mp3"))
    ]
    frames = id3.ID3(made[2])
    frames.add(id3.TKEY(text=["8B"]))
    frames.save()
    return made


@pytest.fixture
def ids(paths: list[Path], db: Database) -> list[int]:
    import_paths(JobContext(), db, [str(paths[0].parent)])
    songs = []
    for at, path in enumerate(paths):
        song = tracks.by_path(db, str(path))
        assert song is not None
        tracks.set_audio_hash(db, song.id, f"{at:032x}")
        tempo, key = SAID[at]
        said = features(1, tempo=tempo, tempo_confidence=0.3 * at, key=key, key_confidence=0.9 - 0.3 * at)
        vectors.put(db, [(f"{at:032x}", said)])
        songs.append(song.id)
    return songs


@pytest.fixture
def editor(state: AppState, ids: list[int], qtbot) -> TagEditor:
    editor = TagEditor(state)
    qtbot.addWidget(editor)
    editor.show()
    return editor


@pytest.fixture
def dialog(state: AppState, editor: TagEditor, qtbot) -> EstimatesDialog:
    dialog = EstimatesDialog(state)
    qtbot.addWidget(dialog)
    dialog.write_requested.connect(lambda edits, label: editor.write_edits(lambda _db: edits, label))
    dialog.show()
    look(qtbot, state, dialog.look)
    return dialog


def look(qtbot, state: AppState, call: Callable[[], object]) -> None:
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda ending: ending.job == Job.ESTIMATES):
        call()


def press(qtbot, dialog: EstimatesDialog, keys: str) -> None:
    for key in keys:
        qtbot.keyClick(dialog.table, key)


def column(dialog: EstimatesDialog, number: int) -> list[str]:
    return [dialog.model.index(at, number).data() for at in range(dialog.model.rowCount())]


def on_disk(paths: list[Path]) -> list[tuple[object, object]]:
    said = [tags.read(str(path))[0] for path in paths]
    return [(one.bpm, one.key) for one in said]


def test_songs_without_a_tag_are_listed_with_estimate_and_confidence(dialog):
    assert column(dialog, SONG) == ["T0", "T0", "T1", "T1"]
    assert column(dialog, TAG) == [""] * 4
    assert column(dialog, ESTIMATE) == ["≈ 91", "≈ F#m", "≈ 120", "≈ C"]
    assert column(dialog, SURE) == ["0%", "90%", "30%", "60%"]
    assert column(dialog, WRITTEN) == ["91", "F#m", "120", "C"]
    assert not dialog.write_button.isEnabled()


def test_keys_correct_and_accept_and_only_that_is_written_and_taken_back(
    dialog, editor, state, paths, db, qtbot
):
    before = [path.read_bytes() for path in paths]
    press(qtbot, dialog, "5A")  # twice as fast, accepted: on the key of the song now
    assert dialog.table.currentIndex().row() == 1
    press(qtbot, dialog, "X")  # leave the key
    press(qtbot, dialog, "N")
    assert dialog.table.currentIndex().row() == 3 and dialog.write_button.text() == "&Write 1…"
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.table.currentIndex().row() == 3  # the last
    assert [path.read_bytes() for path in paths] == before
    qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
    confirm(qtbot, editor, state)
    assert on_disk(paths) == [("182", ""), ("", "C"), ("150", "8B")]
    qtbot.waitUntil(lambda: column(dialog, WRITTEN) == ["F#m", "120"])
    assert dialog.model.accepted == 0
    qtbot.waitUntil(lambda: not state.jobs.running())
    assert tagging.undo(JobContext(), db) is not None
    assert [path.read_bytes() for path in paths] == before


def test_tapping_along_sets_the_tempo_and_a_slip_does_not(dialog, qtbot):
    times = iter([10.0, 20.0, 20.5, 21.0, 21.5, 22.0, 30.0])
    dialog.clock = lambda: next(times)
    press(qtbot, dialog, "T")
    assert column(dialog, WRITTEN)[0] == "91"
    press(qtbot, dialog, "TTT")
    assert column(dialog, WRITTEN)[0] == "91" and dialog.tap_button.text() == "Tap: 3 taps"
    press(qtbot, dialog, "T")
    assert column(dialog, WRITTEN)[0] == "120 (tapped)"
    assert not any(button.isChecked() for button in dialog.factors.values())
    qtbot.mouseClick(dialog.tap_button, Qt.MouseButton.LeftButton)
    press(qtbot, dialog, "T")  # after a pause: one tap, which changes nothing
    assert column(dialog, WRITTEN)[0] == "120 (tapped)"
    press(qtbot, dialog, "3")
    assert column(dialog, WRITTEN)[0] == "91" and dialog.model.accepted == 0


def test_buttons_say_the_tempo_they_give_and_keys_have_none(dialog, qtbot):
    half = dialog.factors[Fraction(1, 2)]
    assert half.text() == "½ × = 46" and dialog.factors[Fraction(1)].isChecked()
    qtbot.mouseClick(half, Qt.MouseButton.LeftButton)
    assert column(dialog, WRITTEN)[0] == "46 (½ ×)" and half.isChecked()
    assert dialog.table.hasFocus() or not half.hasFocus()
    press(qtbot, dialog, "N")
    assert not half.isEnabled() and not dialog.tap_button.isEnabled()
    press(qtbot, dialog, "1T")
    assert column(dialog, WRITTEN)[1] == "F#m"


def test_the_notation_is_shown_at_once_and_stored(dialog, state, qtbot):
    dialog.notation.setFocus()
    qtbot.keyClick(dialog.notation, Qt.Key.Key_Down)
    dialog.notation.activated.emit(dialog.notation.currentIndex())
    assert column(dialog, WRITTEN) == ["91", "11A", "120", "8B"]
    assert state.settings.key_notation == "camelot"
    assert EstimatesDialog(state, dialog).notation.currentData() == "camelot"


def test_all_above_a_confidence_are_accepted_and_others_stay(dialog, qtbot):
    press(qtbot, dialog, "A")  # not clear at all, but a person has listened
    dialog.least.setValue(60)
    qtbot.mouseClick(dialog.all_button, Qt.MouseButton.LeftButton)
    assert [dialog.model.is_accepted(at) for at in range(4)] == [True, True, False, True]


def test_what_contradicts_a_tag_is_listed_apart_and_not_again_once_it_is_written(
    dialog, editor, state, paths, qtbot
):
    dialog.which.setCurrentIndex(1)
    look(qtbot, state, lambda: dialog.which.activated.emit(1))
    assert column(dialog, TAG) == ["150", "8B"] and column(dialog, WRITTEN) == ["75", "Am"]
    press(qtbot, dialog, "2A")  # the person hears two thirds of it
    qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
    confirm(qtbot, editor, state)
    assert on_disk(paths)[2] == ("50", "8B")
    qtbot.waitUntil(lambda: column(dialog, TAG) == ["8B"])
    dialog.fields.setCurrentIndex(1)
    look(qtbot, state, lambda: dialog.fields.activated.emit(1))
    assert dialog.model.rowCount() == 0 and "no tag says anything else" in dialog.empty.sentence.text()


def test_space_plays_an_excerpt_and_stops_it(dialog, state, ids, qtbot):
    with qtbot.waitSignal(state.preview_requested) as played:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert played.args == [ids[0]]
    state.set_current_track(ids[0])
    with qtbot.waitSignal(state.preview_ended) as ended:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert ended.args == [ids[0]]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    with qtbot.waitSignal(state.preview_ended):
        dialog.close()


def test_some_songs_are_reviewed_and_boxes_and_several_rows_accept(dialog, state, ids, qtbot):
    look(qtbot, state, lambda: dialog.look(ids[1:2]))
    assert column(dialog, SONG) == ["T1", "T1"] and dialog.every.isVisible()
    dialog.table.selectAll()
    press(qtbot, dialog, "A")
    assert dialog.model.accepted == 2
    box = dialog.model.index(0, SONG)
    assert dialog.model.setData(box, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.model.accepted == 1
    look(qtbot, state, lambda: qtbot.mouseClick(dialog.every, Qt.MouseButton.LeftButton))
    assert dialog.model.rowCount() == 4 and dialog.model.accepted == 1
    dialog.model.sort(SURE, Qt.SortOrder.DescendingOrder)
    assert column(dialog, SURE) == ["90%", "60%", "30%", "0%"]
