"""The page of what is wrong, as a person uses it: from a finding to the written file, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest
from PySide6.QtCore import Qt

from organizer.library.lists import tidying as storage
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tidy.dialog import TidyDialog
from organizer.ui.tidy.model import PROPOSED, WHAT, WHY
from organizer.work.intake import importing
from organizer.work.jobs import JobContext


@pytest.fixture
def music(make_song: Callable[..., Path]) -> Path:
    """An album: one song spells the artist otherwise, number 3 is missing."""
    for number, artist in ((1, "Sigur Rós"), (2, "Sigur Ros"), (4, "Sigur Rós")):
        tags = {"title": f"Song {number}", "artist": artist, "album": "Takk", "date": "2005"}
        path = make_song(
            f"takk/{number}.flac", seconds=0.3, genre="Post-Rock", tracknumber=str(number), **tags
        )
    (path.parent / "cover.png").write_bytes(b"\x89PNG a picture")
    return path.parent


@pytest.fixture
def songs(music: Path, db: Database) -> Path:
    importing.import_paths(JobContext(), db, [str(music)])
    return music


def done(qtbot, state: AppState, job: Job, call: Callable[[], object]) -> None:
    with qtbot.waitSignal(
        state.jobs.job_ended, timeout=30_000, check_params_cb=lambda ending: ending.job == job
    ):
        call()


def opened(qtbot, state: AppState) -> TidyDialog:
    dialog = TidyDialog(state)
    qtbot.addWidget(dialog)
    dialog.show()
    done(qtbot, state, Job.TIDY, dialog.look)
    return dialog


def choose_kind(qtbot, dialog: TidyDialog, name: str) -> None:
    kinds = dialog.view.kinds
    for row in range(kinds.count()):
        item = kinds.item(row)
        if item.data(Qt.ItemDataRole.UserRole) == name:
            kinds.scrollToItem(item)
            place = kinds.visualItemRect(item).center()
            qtbot.mouseClick(kinds.viewport(), Qt.MouseButton.LeftButton, pos=place)
            return
    raise AssertionError(name)


def click(qtbot, dialog: TidyDialog, row: int, column: int = WHY) -> None:
    place = dialog.table.visualRect(dialog.model.index(row, column)).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def tick(qtbot, dialog: TidyDialog, row: int) -> None:
    rect = dialog.table.visualRect(dialog.model.index(row, WHAT))
    place = rect.center()
    place.setX(rect.left() + 10)
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def press(qtbot, button) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def shown(dialog: TidyDialog, column: int) -> list[str]:
    model = dialog.model
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def test_an_empty_library_says_what_to_do(qtbot, state: AppState) -> None:
    dialog = opened(qtbot, state)
    assert "add music" in dialog.view.empty.sentence.text() and not dialog.view.write.isEnabled()
    assert not dialog.view.check.isEnabled() and dialog.view.kinds.count() == 19


def test_findings_by_kind_lead_to_their_songs(qtbot, state: AppState, songs: Path) -> None:
    dialog = opened(qtbot, state)
    assert "2 findings among 3 songs; for 1 there is a proposal" in dialog.view.summary.text()
    assert shown(dialog, WHAT) == ["Sigur Rós"] and "only in accents" in shown(dialog, WHY)[0]
    choose_kind(qtbot, dialog, "tracks-missing")
    assert shown(dialog, PROPOSED) == ["–"] and "Track 3 of 4" in shown(dialog, WHY)[0]
    click(qtbot, dialog, 0)
    assert len(state.selection) == 3
    assert dialog.view.why.text() == "Track 3 of 4 is not there."
    with qtbot.waitSignal(state.queue_requested) as queued:
        press(qtbot, dialog.view.play)
    assert len(queued.args[0]) == 3
    choose_kind(qtbot, dialog, "years")
    assert dialog.view.empty.sentence.text() == "Nothing to tidy here."


def test_another_spelling_can_be_chosen(qtbot, state: AppState, songs: Path) -> None:
    dialog = opened(qtbot, state)
    assert not dialog.view.options.isVisible()
    click(qtbot, dialog, 0)
    assert dialog.view.options.isVisible() and dialog.view.options.currentText() == "Sigur Rós"
    dialog.view.options.setFocus()
    qtbot.keyClick(dialog.view.options, Qt.Key.Key_Down)
    assert shown(dialog, PROPOSED) == ["Sigur Ros"]
    with qtbot.waitSignal(dialog.write_requested) as wanted:
        press(qtbot, dialog.view.write)
    ((finding, option),) = wanted.args[0]
    assert finding.kind == "artist-spelling" and len(option.changes) == 2
    press(qtbot, dialog.view.all)
    assert not dialog.view.write.isEnabled() and dialog.view.all.text() == "Tick &all"


def test_ignored_findings_and_kinds_come_back_when_asked(qtbot, state, db: Database, songs: Path) -> None:
    dialog = opened(qtbot, state)
    click(qtbot, dialog, 0)
    done(qtbot, state, Job.TIDY, lambda: press(qtbot, dialog.view.ignore))
    assert dialog.model.rowCount() == 0 and len(storage.ignored(db)) == 1
    assert dialog.view.show_ignored.text() == "Show 1 ignored finding"
    done(qtbot, state, Job.TIDY, lambda: press(qtbot, dialog.view.show_ignored))
    assert dialog.model.rowCount() == 1
    choose_kind(qtbot, dialog, "tracks-missing")
    done(qtbot, state, Job.TIDY, lambda: press(qtbot, dialog.view.leave_out))
    assert "left this kind out" in dialog.view.empty.sentence.text()
    done(qtbot, state, Job.TIDY, lambda: press(qtbot, dialog.view.leave_out))
    assert dialog.model.rowCount() == 1


def test_lossless_files_are_checked_by_a_button(qtbot, state: AppState, songs: Path) -> None:
    dialog = opened(qtbot, state)
    choose_kind(qtbot, dialog, "lossy-source")
    assert "3 lossless files were not checked yet" in dialog.view.empty.sentence.text()
    with qtbot.waitSignal(state.message, timeout=60_000) as said:
        press(qtbot, dialog.view.check)
        assert dialog.view.check.text() == "Stop &checking"
    assert said.args == ["3 lossless files checked", "info"]
    qtbot.waitUntil(lambda: dialog.view.empty.sentence.text() == "Nothing to tidy here.", timeout=10_000)
    assert not dialog.view.check.isEnabled()


def test_from_a_finding_to_the_written_file_and_back(qtbot, open_window, music: Path) -> None:
    window = open_window([str(music)]).window
    state = window.state
    before = (music / "2.flac").read_bytes()
    window.actions_["tidy"].trigger()
    dialog = window.commands.dialogs._tidy
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=30_000)
    choose_kind(qtbot, dialog, "artist-spelling")
    tick(qtbot, dialog, 0)
    assert dialog.view.write.text() == "&Review 1 change…"
    press(qtbot, dialog.view.write)
    qtbot.waitUntil(lambda: window.tag_editor.dialog is not None, timeout=30_000)
    review = window.tag_editor.dialog
    assert review.table.model().rowCount() == 1
    done(qtbot, state, Job.TAGS_APPLY, lambda: press(qtbot, review.write_button))
    assert mutagen.File(music / "2.flac")["artist"] == ["Sigur Rós"]
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0, timeout=30_000)
    qtbot.waitUntil(window.undo.undo_action.isEnabled, timeout=30_000)
    done(qtbot, state, Job.TAGS_UNDO, window.undo.undo_action.trigger)
    assert (music / "2.flac").read_bytes() == before
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=30_000)
