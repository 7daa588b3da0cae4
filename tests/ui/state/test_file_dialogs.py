"""Dialogs for files open where the music is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from organizer.library.files import file_rows
from organizer.ui.state.file_dialogs import FileDialog, ask_where, music_folder


@pytest.fixture
def places(tmp_path: Path, monkeypatch) -> dict[str, Path]:
    """A home with a music folder, a library's folder, and another one."""
    found = {name: tmp_path / name for name in ("home", "home/Music", "library", "other")}
    for folder in found.values():
        folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("HOME", str(found["home"]))
    return found


def test_the_folder_that_was_used_last_then_the_librarys_then_the_systems(state, places, qtbot):
    assert music_folder(state) == str(places["home/Music"])
    file_rows.add_roots(state.db, [str(places["library"])])
    assert music_folder(state) == str(places["library"])
    dialog = FileDialog(state, "Add")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    assert Path(dialog.directory().absolutePath()) == places["library"]
    dialog.setDirectory(str(places["other"]))
    dialog.accepted.emit()
    dialog.close()
    assert music_folder(state) == str(places["other"])
    places["other"].rmdir()
    assert music_folder(state) == str(places["library"])


def test_a_path_that_was_typed_counts_not_the_folder_that_was_shown(state, places, qtbot):
    for mode, chosen in (
        (QFileDialog.FileMode.Directory, "other"),
        (QFileDialog.FileMode.AnyFile, "home/a.m3u8"),
    ):
        dialog = FileDialog(state, "Add")
        dialog.setFileMode(mode)
        dialog.setDirectory(str(places["library"]))
        dialog.findChild(QLineEdit, "fileNameEdit").setText(str(places["home"].parent / chosen))
        dialog.accepted.emit()
        dialog.close()
        assert music_folder(state) == str(places[chosen.partition("/")[0]])


def test_a_file_is_written_there_too(state, places, monkeypatch, qtbot):
    file_rows.add_roots(state.db, [str(places["library"])])
    asked = []

    def answer(_parent, _title, path, _kind):
        asked.append(path)
        return str(places["other"] / "map.png"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    assert ask_where(state, None, "Export", "map.png", "Pictures (*.png)") == str(places["other"] / "map.png")
    assert asked == [str(places["library"] / "map.png")] and state.folder == str(places["other"])


def test_the_last_folder_outlives_the_window(open_window, places):
    session = open_window()
    session.state.folder = str(places["other"])
    open_window.close(session)
    assert music_folder(open_window().state) == str(places["other"])
