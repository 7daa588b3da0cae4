"""How a playlist is written for a device or a program, chosen with a preview."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.arrangement import Missing
from organizer.library.playlists import missing, playlists, profiles
from organizer.ui.playlist.export_dialog import ExportDialog
from organizer.ui.playlist.panel import PlaylistPanel
from organizer.ui.state.app_state import AppState
from tests.playlist_file import paths_in
from tests.ui.playlist.test_panel import add_songs

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def ids(state: AppState, tmp_path: Path) -> list[int]:
    """Two songs, and one that is missing between them."""
    for name in ("a.mp3", "Süd.mp3"):
        (tmp_path / name).touch()
    first, second = add_songs(state.db, [tmp_path / "a.mp3", tmp_path / "Süd.mp3"])
    (gone,) = missing.add(state.db, [Missing("/x/gone.mp3", "D:\\gone.mp3", "Gone", "She")])
    return [first, gone, second]


def test_a_profile_shows_its_first_lines_and_is_written(qtbot, state: AppState, ids, tmp_path: Path) -> None:
    state.folder = str(tmp_path)
    written: list[str] = []
    dialog = ExportDialog(state, ids, "Sunday", written.append)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "./a.mp3" in dialog.preview.toPlainText(), timeout=10_000)
    dialog.choice.setCurrentText("Car (FAT32 stick)")
    qtbot.waitUntil(lambda: "\na.mp3" in dialog.preview.toPlainText(), timeout=10_000)
    assert dialog.profile() == profiles.PRESETS["Car (FAT32 stick)"] and not dialog.prefix.isEnabled()
    dialog.paths.setCurrentIndex(dialog.paths.findData("prefix"))
    dialog.prefix.setText("E:\\M")
    qtbot.waitUntil(lambda: "outside of" in dialog.note.text(), timeout=10_000)
    assert not dialog.export.isEnabled()
    dialog.paths.setCurrentIndex(dialog.paths.findData("absolute"))
    qtbot.waitUntil(dialog.export.isEnabled, timeout=10_000)
    dialog.choice.setCurrentText("Kodi")
    target = tmp_path / "out.m3u8"
    dialog.export_to(str(target))
    qtbot.waitUntil(lambda: written == [str(target)], timeout=10_000)
    assert "D:\\gone.mp3" in target.read_text("utf-8")
    assert [Path(one).name for one in paths_in(target)][::2] == ["a.mp3", "Süd.mp3"]


def test_what_was_chosen_is_saved_as_a_profile(qtbot, state: AppState, ids) -> None:
    dialog = ExportDialog(state, ids, "Sunday", lambda _path: None)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.choice.count() > 5, timeout=10_000)
    dialog.format.setCurrentIndex(dialog.format.findData("m3u"))
    dialog.encoding.setCurrentIndex(dialog.encoding.findData("cp1251"))
    dialog.save_profile("Old radio")
    qtbot.waitUntil(lambda: dialog.choice.currentText() == "Old radio", timeout=10_000)
    assert profiles.stored(state.db)["Old radio"].encoding == "cp1251"
    assert dialog.encoding.currentData() == "cp1251"


def test_a_missing_song_is_shown_kept_and_not_played(qtbot, state: AppState, ids) -> None:
    playlists.save(state.db, "P", ids)
    panel = PlaylistPanel(state)
    qtbot.addWidget(panel)
    panel.open_saved("P")
    assert panel.ids() == ids and "1 missing" in panel.total.text()
    index = panel.model.index(1)
    assert panel.model.data(index) == "She - Gone"
    from PySide6.QtCore import Qt

    assert panel.model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "2. She - Gone, missing"
    assert "D:\\gone.mp3" in panel.model.data(index, Qt.ItemDataRole.ToolTipRole)
    panel.resize(300, 300)
    assert not panel.grab().isNull()
    played: list[tuple[list[int], int]] = []
    panel.queue_requested.connect(lambda songs, at: played.append((songs, at)))
    panel.view.play_requested.emit(1)
    panel.view.play_requested.emit(2)
    assert played == [([ids[0], ids[2]], 1)]
    assert panel.menu.menu_for([1]) is not None
    panel.model.move([1], 3)
    with qtbot.waitSignal(panel.saved_changed, timeout=10_000):
        panel.save_in_library()
    assert playlists.entries(state.db, panel.name()) == [ids[0], ids[2], ids[1]]
    missing.replace(state.db, {ids[1]: ids[0]})
    assert panel.model.take_back() == 1 and panel.ids() == [ids[0], ids[2], ids[0]]
