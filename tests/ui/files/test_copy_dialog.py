"""Copying to a device in the window: what is asked, what is shown before, and what is there afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from organizer.library import tracks
from organizer.library.playlists import devices, playlists
from organizer.library.playlists.devices import Source
from organizer.library.storage.database import Database
from organizer.ui.files import copy_work
from organizer.ui.files.copy_dialog import CopyDialog
from organizer.ui.files.copy_form import CopyForm
from organizer.ui.files.copy_sources import SourcesList
from organizer.ui.files.copy_wiring import Copying
from organizer.ui.files.copy_work import CopyWork
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.work.files.copying_settings import CopySettings
from organizer.work.intake import importing
from organizer.work.jobs import JobContext


@pytest.fixture
def ids(db: Database, make_song: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(copy_work.media, "media", list)
    for name in ("One", "Two", "Three"):
        path = make_song(f"{name}.mp3", seconds=0.2, title=name, artist="Björk", album="First")
    importing.import_paths(JobContext(), db, [str(path.parent)])
    found = [int(track_id) for track_id in tracks.query(db, order="path")]
    playlists.save(db, "Sunday", found[:2])
    return found


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def copying(state: AppState, ids: list[int], qtbot) -> Copying:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    return Copying(state, window)


def looked(qtbot, copying: Copying) -> CopyDialog:
    """The dialog, when it has looked at what was asked last."""
    dialog = copying.dialog
    assert isinstance(dialog, CopyDialog)
    qtbot.waitUntil(
        lambda: (
            not dialog._timer.isActive()
            and not dialog._state.jobs.running(Job.DEVICE_LOOK)
            and not dialog._state.jobs.running(Job.DEVICE_PLACES)
        )
    )
    return dialog


def files(stick: Path) -> list[str]:
    return sorted(str(p.relative_to(stick)) for p in stick.rglob("[!.]*") if p.is_file())


def copied(qtbot, state: AppState, dialog: CopyDialog) -> None:
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda e: e.job == Job.DEVICE_COPY):
        qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)


def test_a_playlist_is_copied_and_the_second_time_is_two_clicks(qtbot, state, copying, ids, stick):
    state.copy_requested.emit(np.empty(0, np.int64), "Sunday")
    dialog = looked(qtbot, copying)
    assert dialog.sources.ticked() == (Source("playlist", "Sunday"),)
    assert not dialog.copy.isEnabled()  # it is not known where to
    dialog.folder.setEditText(str(stick))
    dialog.name.setText("Car")
    looked(qtbot, copying)
    assert dialog.summary.text() == "2 new" and "free on" in dialog.room.text()
    assert dialog.form.example.whole().startswith("Björk/First/")
    copied(qtbot, state, dialog)
    assert files(stick) == ["Björk/First/One.mp3", "Björk/First/Three.mp3", "Sunday.m3u8"]

    playlists.save(state.db, "Sunday", ids[1:])
    state.copy_requested.emit(np.empty(0, np.int64), "")
    dialog = looked(qtbot, copying)
    assert dialog.devices.currentText() == "Car" and dialog.folder.currentText() == str(stick)
    assert dialog.summary.text().startswith("1 new, 1 unchanged, 1 no longer wanted")
    assert dialog.remove.isVisibleTo(dialog) and not dialog.remove.isChecked()
    copied(qtbot, state, dialog)
    assert len(files(stick)) == 4  # nothing was removed unasked
    assert [device.name for device in devices.listed(state.db)] == ["Car"]


def test_what_is_no_longer_wanted_goes_when_that_is_ticked(qtbot, state, copying, ids, stick):
    for songs in (ids, ids[:1]):
        state.copy_requested.emit(np.array(songs, np.int64), "")
        dialog = looked(qtbot, copying)
        dialog.folder.setEditText(str(stick))
        looked(qtbot, copying)
        if dialog.remove.isVisibleTo(dialog):
            assert dialog.remove.text().startswith("R&emove 2 files")
            dialog.remove.click()
        copied(qtbot, state, dialog)
    assert files(stick) == ["Björk/First/One.mp3"]


def test_what_cannot_be_done_is_told_in_the_dialog(qtbot, state, copying, ids, stick):
    state.copy_requested.emit(np.array(ids, np.int64), "")
    dialog = looked(qtbot, copying)
    dialog.folder.setEditText(str(stick / "nowhere"))
    looked(qtbot, copying)
    assert "is not there" in dialog.summary.text() and not dialog.copy.isEnabled()
    (stick / "a file").write_bytes(b"")
    dialog.folder.setEditText(str(stick / "a file"))
    looked(qtbot, copying)
    assert "this is a file" in dialog.summary.text() and not dialog.copy.isEnabled()
    (stick / "a file").unlink()
    dialog.folder.setEditText(str(stick))
    dialog.form.template.setEditText("{titel}")
    looked(qtbot, copying)
    assert "no field “titel”" in dialog.form.example.whole() and not dialog.copy.isEnabled()
    dialog.form.template.setEditText("{title}")
    dialog.sources.tick(())
    looked(qtbot, copying)
    assert dialog.summary.text() == "Choose what is copied"


def test_too_little_room_offers_what_fits(qtbot, state, copying, ids, stick, monkeypatch):
    import shutil
    from types import SimpleNamespace

    from organizer.work.files import copying_plan

    room = 256 * 1024 + 2 * 4096
    monkeypatch.setattr(copying_plan.shutil, "disk_usage", lambda _: SimpleNamespace(free=room))
    state.copy_requested.emit(np.array(ids, np.int64), "")
    dialog = looked(qtbot, copying)
    dialog.folder.setEditText(str(stick))
    looked(qtbot, copying)
    assert shutil.disk_usage(stick).free == room
    assert "would fit" in dialog.room.text() and not dialog.copy.isEnabled()
    dialog.fit.click()
    assert dialog.copy.isEnabled()
    copied(qtbot, state, dialog)
    assert 0 < len(files(stick)) < 3


def test_what_failed_can_be_looked_at(qtbot, state, copying, ids, stick):
    (stick.parent / "music" / "Two.mp3").unlink()
    state.copy_requested.emit(np.array(ids, np.int64), "")
    dialog = looked(qtbot, copying)
    dialog.folder.setEditText(str(stick))
    looked(qtbot, copying)
    with qtbot.waitSignal(state.offer) as offered:
        copied(qtbot, state, dialog)
    text, choices = offered.args
    assert "2 copied, 1 failed" in text and "1 file to look at" in text
    assert isinstance(copying.work, CopyWork)
    choices[0].call()
    from organizer.ui.widgets.text_dialog import TextDialog

    shown = copying.work._window.findChild(TextDialog)
    assert "Two.mp3" in shown.label.text() and "its file is not there" in shown.label.text()


def test_the_form_gives_back_what_it_is_shown(qtbot):
    form = CopyForm()
    qtbot.addWidget(form)
    for settings in (
        CopySettings(),
        CopySettings(convert="opus", rate=112, accept=("mp3", "alac"), any_rate=True, even_loudness=True),
        CopySettings(template="{title}", names="safe", lists="", flush=False, verify=True),
        CopySettings(names="any", lists="xspf"),
    ):
        form.show_settings(settings)
        assert form.settings() == settings


def test_a_device_that_is_forgotten_leaves_the_list(qtbot, state, copying, ids, stick):
    state.copy_requested.emit(np.empty(0, np.int64), "Sunday")
    dialog = looked(qtbot, copying)
    dialog.folder.setEditText(str(stick))
    dialog.name.setText("Car")
    looked(qtbot, copying)
    copied(qtbot, state, dialog)
    state.copy_requested.emit(np.empty(0, np.int64), "")
    dialog = looked(qtbot, copying)
    with qtbot.waitSignal(state.jobs.job_ended, check_params_cb=lambda e: e.job == Job.DEVICE_FORGET):
        dialog.forget.click()
    assert devices.listed(state.db) == [] and files(stick)
    assert isinstance(dialog.sources, SourcesList)
