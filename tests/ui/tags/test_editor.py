"""Editing tags in the window: real files, the diff, the writing, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mutagen
import mutagen.id3
import numpy as np
import pytest
from PySide6.QtCore import Qt

from organizer.base.arrangement import Group, Grouping
from organizer.library import maps, tracks, vectors
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.tags.editor import TagEditor
from organizer.ui.tags.fields import SEVERAL
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from tests.library.test_tracks import features

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def paths(make_song: Callable[..., Path], db: Database) -> list[Path]:
    paths = [
        make_song(f"{n}.mp3", seconds=0.3, frequency=200 + 50 * n, title=f"T{n}", artist="Ada", genre="Pop")
        for n in range(3)
    ]
    import_paths(JobContext(), db, [str(paths[0].parent)])
    return paths


@pytest.fixture
def ids(paths: list[Path], db: Database) -> list[int]:
    found = [tracks.by_path(db, str(path)) for path in paths]
    return [track.id for track in found if track is not None]


@pytest.fixture
def editor(state: AppState, qtbot) -> TagEditor:
    editor = TagEditor(state)
    qtbot.addWidget(editor)
    editor.resize(320, 800)
    editor.show()
    qtbot.waitUntil(editor.isVisible)
    return editor


def type_text(qtbot, editor: TagEditor, field: str, text: str) -> None:
    line = editor.fields[field]
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)


def confirm(qtbot, editor: TagEditor, state: AppState) -> None:
    qtbot.waitUntil(lambda: editor.dialog is not None)
    with qtbot.waitSignal(state.library_changed, timeout=10_000):
        qtbot.mouseClick(editor.dialog.write_button, Qt.MouseButton.LeftButton)


def on_disk(path: Path, field: str) -> list[str] | None:
    return mutagen.File(path, easy=True).get(field)


def test_differing_values_are_kept_and_common_ones_changed(editor, state, paths, ids, qtbot):
    state.select(ids, "table")
    assert editor.fields["title"].placeholderText() == SEVERAL
    assert editor.fields["title"].text() == ""
    assert editor.fields["artist"].text() == "Ada"
    assert not editor.apply_button.isEnabled()
    type_text(qtbot, editor, "genre", "Jazz; Latin")
    assert editor.fields["genre"].label.text() == "Genre •"
    qtbot.mouseClick(editor.apply_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: editor.dialog is not None)
    assert "3 changes in 3 files" in editor.dialog.summary.text()
    model = editor.dialog.table.model()
    assert [model.index(0, column).data() for column in range(4)] == ["0.mp3", "Genre", "Pop", "Jazz; Latin"]
    assert on_disk(paths[0], "genre") == ["Pop"]
    confirm(qtbot, editor, state)
    for number, path in enumerate(paths):
        assert on_disk(path, "genre") == ["Jazz", "Latin"]
        assert on_disk(path, "title") == [f"T{number}"]
    assert editor.unsaved == 0
    assert editor.fields["genre"].text() == "Jazz; Latin"
    assert editor.fields["genre"].label.text() == "Genre"


def test_what_a_file_cannot_hold_is_told_before_it_is_written(editor, state, paths, ids, qtbot):
    frames = mutagen.id3.ID3(paths[0])
    frames.update_to_v23()
    frames.save(v2_version=3)
    state.select(ids, "table")
    type_text(qtbot, editor, "date", "2001-07")
    editor.review()
    qtbot.waitUntil(lambda: editor.dialog is not None)
    first, reason = editor.dialog.summary.text().split("\n")
    assert first.startswith("2 changes in 2 files. 1 value cannot be written.")
    assert reason.startswith("ID3v2.3 tags cannot hold the date “2001-07”")
    assert editor.dialog.table.model().index(0, 3).data().startswith("cannot be written: ID3v2.3")
    confirm(qtbot, editor, state)
    assert [on_disk(path, "date") for path in paths] == [None, ["2001-07"], ["2001-07"]]
    assert editor.unsaved == 1
    assert "ID3v2.3 tags cannot hold the date" in editor.failures.text()


def test_what_is_no_tempo_is_told_beside_the_fields_until_it_is_mended(editor, state, ids, qtbot):
    state.select(ids, "table")
    type_text(qtbot, editor, "bpm", "abc")
    editor.review()
    qtbot.waitUntil(lambda: not editor.failures.isHidden())
    assert "“abc” is no tempo" in editor.failures.text() and editor.dialog is None
    type_text(qtbot, editor, "bpm", "120")
    assert editor.failures.isHidden()


def test_an_edit_that_is_taken_back_by_hand_is_no_edit(editor, state, ids, qtbot):
    state.select(ids, "table")
    type_text(qtbot, editor, "artist", "Bo")
    assert editor.unsaved == 3
    type_text(qtbot, editor, "artist", "Ada")
    assert editor.unsaved == 0
    type_text(qtbot, editor, "title", "x")
    qtbot.keyClick(editor.fields["title"], Qt.Key.Key_Backspace)
    assert editor.unsaved == 0
    assert editor.fields["title"].placeholderText() == SEVERAL


def test_a_field_is_removed_from_songs_that_differ_in_it(editor, state, paths, ids, qtbot):
    state.select(ids, "table")
    editor.fields["title"]._remove_action.trigger()
    editor.review()
    confirm(qtbot, editor, state)
    assert [on_disk(path, "title") for path in paths] == [None] * 3


def test_unsaved_changes_outlive_a_change_of_the_selection(editor, state, paths, ids, qtbot):
    state.select(ids[:2], "table")
    type_text(qtbot, editor, "mood", "calm")
    assert not editor.bar.isVisible()
    state.select(ids[2:], "table")
    assert editor.bar.isVisible()
    assert editor.bar_text.text() == "Unsaved changes to 2 songs"
    assert editor.fields["mood"].text() == ""
    state.select(ids[:2], "table")
    assert editor.fields["mood"].text() == "calm"
    assert not editor.bar.isVisible()
    state.select(ids[2:], "table")
    qtbot.mouseClick(editor.bar_review, Qt.MouseButton.LeftButton)
    confirm(qtbot, editor, state)
    assert not editor.bar.isVisible()
    assert [tracks.get(state.db, i).tags.mood for i in ids] == ["calm", "calm", ""]


def test_discard_and_cancel_write_nothing(editor, state, paths, ids, qtbot):
    before = [path.read_bytes() for path in paths]
    state.select(ids, "table")
    type_text(qtbot, editor, "album", "Blue")
    editor.review()
    qtbot.waitUntil(lambda: editor.dialog is not None)
    editor.dialog.reject()
    assert editor.unsaved == 3
    editor.discard()
    assert editor.unsaved == 0
    assert editor.fields["album"].text() == ""
    assert [path.read_bytes() for path in paths] == before


def test_a_file_that_cannot_be_written_is_listed_and_its_change_kept(editor, state, paths, ids, qtbot):
    state.select(ids, "table")
    type_text(qtbot, editor, "album", "Blue")
    editor.review()
    qtbot.waitUntil(lambda: editor.dialog is not None)
    paths[1].unlink()
    confirm(qtbot, editor, state)
    qtbot.waitUntil(editor.failures.isVisible)
    assert "1.mp3" in editor.failures.text()
    assert on_disk(paths[0], "album") == ["Blue"]
    assert editor.unsaved == 1


def test_the_groups_name_becomes_the_genre(editor, state, paths, ids, qtbot):
    groups = (Group(0, "slow · quiet", 2), Group(1, "loud", 1))
    grouping = Grouping("kmeans", 0, groups, np.zeros((2, 4), np.float32))
    maps.save_grouping(state.db, grouping, np.array(ids, np.int64), np.array([0, 0, 1], np.int64))
    state.set_grouping(grouping)
    state.select(ids, "table")
    editor.fill_from_groups("genre")
    confirm(qtbot, editor, state)
    assert [on_disk(path, "genre") for path in paths] == [["slow · quiet"], ["slow · quiet"], ["loud"]]


def test_thousands_of_songs_are_read_in_the_background(editor, state, db, qtbot):
    from organizer.base.model import Tags
    from organizer.library.tracks import ScannedFile

    found = [ScannedFile(f"/music/{n}.mp3", 1, 1, Tags(title=f"T{n}", artist="Ada")) for n in range(3000)]
    state.select(tracks.upsert(db, found).added, "table")
    qtbot.waitUntil(lambda: editor.fields["artist"].text() == "Ada", timeout=10_000)
    assert editor.fields["title"].placeholderText() == SEVERAL
    assert editor.head.whole() == "3,000 songs"


def test_lines_of_a_comment_stay_lines(editor, state, paths, ids, db, qtbot):
    from organizer.base.model import TagEdit
    from organizer.work.tags import tagging

    edit = TagEdit(ids[0], str(paths[0]), {"comment": "one\ntwo"})
    state.change_library(
        tagging.apply(JobContext(), db, tagging.preview(db, [edit]), label="Set comment").changes
    )
    state.select(ids[:1], "table")
    assert editor.fields["comment"].toPlainText() == "one\ntwo"
    assert editor.unsaved == 0


def test_estimates_are_offered_and_leave_tags_alone_unless_asked(editor, state, paths, ids, qtbot):
    file = mutagen.File(paths[0], easy=True)
    file["bpm"] = "182"
    file.save()
    import_paths(JobContext(), state.db, [str(paths[0].parent)])
    for number, track_id in enumerate(ids):
        tracks.set_audio_hash(state.db, track_id, f"{number:032x}")
        vectors.put(state.db, [(f"{number:032x}", features(1, tempo=91.2, key="Am"))])
    state.select(ids[:1], "table")
    bpm, key = editor.fields["bpm"], editor.fields["key"]
    qtbot.waitUntil(lambda: bpm.text() == "182")
    assert bpm.toolTip().endswith("182 BPM, as the tag tells; estimated: 91.2, half of that")
    assert key.placeholderText() == "≈ Am"
    state.select(ids[1:2], "table")
    assert bpm.placeholderText() == "≈ 91" and not bpm.text()
    type_text(qtbot, editor, "bpm", "")
    assert bpm.placeholderText() == "≈ 91" and not editor.unsaved
    state.select(ids, "table")
    assert bpm.placeholderText() == SEVERAL and bpm.toolTip() == "Beats per minute"

    editor.fill_from_analysis("bpm")
    qtbot.waitUntil(lambda: editor.dialog is not None)
    assert "2 changes in 2 files" in editor.dialog.summary.text()
    confirm(qtbot, editor, state)
    assert [on_disk(path, "bpm") for path in paths] == [["182"], ["91"], ["91"]]
    menu = editor.fill_button.menu().actions()[-1].menu()
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: editor.dialog is not None)
    model = editor.dialog.table.model()
    assert [model.index(0, column).data() for column in range(4)] == ["0.mp3", "BPM", "182", "91"]
    editor.dialog.reject()
