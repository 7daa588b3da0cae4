"""The list of duplicates beside the window."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem

from organizer.library.storage.database import Database
from organizer.ui.songs.duplicates_dialog import DuplicatesDialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.analysis import duplicates
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.analysis.ear.test_extract import song
from tests.conftest import write_song


@pytest.fixture
def music(db: Database, tmp_path: Path) -> Path:
    """Two recordings twice and one once, with their fingerprints."""
    folder = tmp_path / "music"
    for number in range(2):
        write_song(folder / f"{number}.flac", song(3 * number))
        write_song(folder / f"{number}.ogg", song(3 * number))
    write_song(folder / "alone.ogg", song(12))
    importing.import_paths(JobContext(), db, [str(folder)])
    with ThreadPoolExecutor(1) as executor:
        duplicates.find(JobContext(), db, executor=executor)
    return folder


def opened(qtbot, state: AppState) -> DuplicatesDialog:
    dialog = DuplicatesDialog(state)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda ending: ending.job == Job.DUPLICATES):
        dialog.search()
        assert dialog.again.text() == "&Stop"
    dialog.show()
    return dialog


def files(db: Database, ids) -> list[str]:
    from organizer.library import tracks

    return sorted(Path(track.path).name for track in tracks.get_many(db, ids))


def click(qtbot, dialog: DuplicatesDialog, item: QTreeWidgetItem) -> None:
    """As a person does: ``setCurrentItem`` would heed modifiers that an earlier test held."""
    place = dialog.list.visualItemRect(item).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_groups_are_listed_and_selected_in_the_window(qtbot, db, state, music):
    dialog = opened(qtbot, state)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 2)
    assert "2 recordings are there more than once, in 4 files" in dialog.summary.text()
    first = dialog.list.topLevelItem(0)
    assert [first.child(i).text(1) for i in range(2)] == ["FLAC", "Ogg Vorbis"]
    click(qtbot, dialog, first)
    assert files(db, state.selection) == ["0.flac", "0.ogg"]
    click(qtbot, dialog, first.child(1))
    assert files(db, state.selection) == ["0.ogg"]


def test_either_copy_plays_and_the_best_go_to_the_playlist(qtbot, db, state, music):
    dialog = opened(qtbot, state)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 2)
    copy = dialog.list.topLevelItem(1).child(1)
    click(qtbot, dialog, copy)
    with qtbot.waitSignal(state.play_requested) as played:
        dialog.list.itemActivated.emit(copy, 0)
    assert files(db, played.args) == ["1.ogg"]
    dialog.list.clearSelection()
    with qtbot.waitSignal(state.playlist_add_requested) as wanted:
        qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert files(db, wanted.args[0]) == ["0.flac", "1.flac"]
    qtbot.mouseClick(dialog.others, Qt.MouseButton.LeftButton)
    assert files(db, state.selection) == ["0.ogg", "1.ogg"]
    assert sorted(path.name for path in music.iterdir()) == [
        "0.flac",
        "0.ogg",
        "1.flac",
        "1.ogg",
        "alone.ogg",
    ]


def test_an_empty_library_says_what_to_do(qtbot, state):
    dialog = opened(qtbot, state)
    qtbot.waitUntil(lambda: "add music first" in dialog.summary.text())
    assert not dialog.keep.isEnabled() and not dialog.others.isEnabled()
    assert dialog.again.text() == "&Find again"


def test_a_stopped_search_says_so(qtbot, db, state, music):
    dialog = DuplicatesDialog(state)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda ending: ending.cancelled):
        dialog.search()
        qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert "was stopped" in dialog.summary.text()
    assert dialog.again.text() == "&Find again"


def test_the_menu_opens_it(qtbot, open_window):
    window = open_window().window
    window.actions_["duplicates"].trigger()
    dialog = window.commands.dialogs._duplicates
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: "add music first" in dialog.summary.text())


def test_copies_go_to_the_trash_when_a_person_agrees(qtbot, db, state, music, tmp_path, monkeypatch):
    import send2trash

    gone = []
    monkeypatch.setattr(send2trash, "send2trash", lambda path: gone.append(Path(path).rename(tmp_path / "x")))
    dialog = opened(qtbot, state)
    assert len(dialog.discards()) == 2  # nothing is selected: all but the best
    click(qtbot, dialog, dialog.list.topLevelItem(0).child(0))
    (discard,) = dialog.discards()
    assert discard.song.id == dialog.list.topLevelItem(0).child(0).data(0, Qt.ItemDataRole.UserRole)[0]
    assert discard.stays.id == dialog.list.topLevelItem(0).child(1).data(0, Qt.ItemDataRole.UserRole)[0]
    qtbot.mouseClick(dialog.trash, Qt.MouseButton.LeftButton)
    assert discard.song.path in dialog.question.informativeText() and gone == []
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda e: e.job == Job.FILES_TRASH):
        dialog.agree.click()
    assert len(gone) == 1 and not Path(discard.song.path).exists()
    qtbot.waitUntil(lambda: not state.jobs.running(Job.DUPLICATES))
