"""A damaged library in the window: what is offered, and a library that can only be looked at."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from organizer import app as program
from organizer.base.errors import DamagedLibrary, LibraryError
from organizer.base.settings import Settings
from organizer.library.playlists import playlists
from organizer.library.storage import copies
from organizer.library.storage.database import Database
from organizer.ui.window.library_rescue import LibraryRescue


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with Database(path) as db:
        playlists.save(db, "kept", [])
    return path


def test_a_copy_takes_the_place_of_a_damaged_library(qtbot: QtBot, library: Path) -> None:
    copies.make(library)
    library.write_bytes(library.read_bytes()[:8192])
    dialog = LibraryRescue(library, DamagedLibrary("the library is damaged"))
    qtbot.addWidget(dialog)
    dialog.show()
    button = next(b for b in dialog.findChildren(QPushButton) if "Restore" in b.text())
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with Database(library) as db:
        assert playlists.names(db) == ["kept"]


def test_without_a_copy_there_is_nothing_to_restore(qtbot: QtBot, library: Path) -> None:
    dialog = LibraryRescue(library, DamagedLibrary("the library is damaged"))
    qtbot.addWidget(dialog)
    dialog.show()
    button = next(b for b in dialog.findChildren(QPushButton) if "Restore" in b.text())
    assert not button.isEnabled()
    assert any("Move this file away" in label.text() for label in dialog.findChildren(QLabel))


def test_a_start_on_a_damaged_library_offers_the_copies(
    qtbot: QtBot, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copies.make(library)
    library.write_bytes(library.read_bytes()[:8192])
    offered: list[int] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, LibraryRescue)
        offered.append(dialog._list.count())
        dialog._restore.click()

    QTimer.singleShot(200, look)
    db = program._open(library)
    assert db is not None
    with db:
        assert playlists.names(db) == ["kept"]
    assert offered == [1]
    assert "cut off" in capsys.readouterr().err


def test_the_window_looks_at_a_library_that_cannot_be_written(
    qtbot: QtBot, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    before = library.read_bytes()
    with Database(library) as db:
        session = program.Session(QApplication.instance(), db, Settings())
        said: list[str] = []
        session.state.message.connect(lambda text, _kind: said.append(text))
        session.window.show()
        session.start()
        qtbot.waitUntil(lambda: any("can only be looked at" in text for text in said))
        qtbot.waitUntil(lambda: not session.state.jobs.running())
        session.close()
    assert library.read_bytes() == before


def test_what_the_world_did_is_told_and_not_logged(qtbot: QtBot, library: Path) -> None:
    with Database(library) as db:
        session = program.Session(QApplication.instance(), db, Settings())
        with qtbot.waitSignal(session.state.message) as told:
            sys.excepthook(LibraryError, LibraryError("the disk is full"), None)
        assert told.args == ["the disk is full", "error"]
        session.close()
