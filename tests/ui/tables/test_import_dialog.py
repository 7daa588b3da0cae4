"""Tables dropped on the window, looked at, corrected and imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from organizer.library import tracks
from organizer.library.tables import tables
from organizer.ui.state.job_ids import Job
from organizer.ui.tables.import_dialog import TableDialog
from organizer.work.intake import tabling
from tests.ui.window.test_drop import drop

ROWS = "Title,Artist,Speed,Energy,Length\nRain,Ada,92,30,3:20\n"
ROWS += "Sun,Bo,140,90,2:00\nBroken,,,\nMoon,Cy,x,50,1:00\n"
MORE = "".join(f"Star {n},Dee,{100 + n},{40 + n},2:00\n" for n in range(9))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "songs.csv"
    path.write_text(ROWS + MORE, "utf-8")
    return path


@pytest.fixture
def dialog(qtbot, open_window, table):
    session = open_window()
    drop(session.window, table)
    found = session.window.commands._table
    qtbot.waitUntil(lambda: found.preview is not None)
    return session, found


def _of_table(ending) -> bool:
    return ending.job == Job.TABLE_IMPORT


def choose(qtbot, dialog: TableDialog, row: int, title: str, cell: int = 1) -> None:
    """Click the box of a column and take an entry of its list."""
    place = dialog.columns.visualRect(dialog.columns.model().index(row, cell)).center()
    qtbot.mouseClick(dialog.columns.viewport(), Qt.MouseButton.LeftButton, pos=place)
    box = dialog.columns.viewport().findChild(QComboBox)
    qtbot.waitUntil(lambda: box.view().isVisible())
    for _ in range(abs(box.findText(title) - box.currentIndex())):
        down = box.findText(title) > box.view().currentIndex().row()
        qtbot.keyClick(box.view(), Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)


def test_a_dropped_table_is_shown_as_it_is_understood(dialog):
    _, shown = dialog
    songs = shown.songs
    header = [songs.horizontalHeaderItem(at).text() for at in range(songs.columnCount())]
    assert header == ["Title", "Artist", "speed", "Energy", "Duration"]
    assert [songs.item(0, at).text() for at in range(5)] == ["Rain", "Ada", "92", "0.3", "3:20"]
    assert songs.item(2, 2).text() == "–"
    lines = [shown.problems.topLevelItem(at).text(0) for at in range(shown.problems.topLevelItemCount())]
    assert lines == ["4", "5"] and shown.tabs.tabText(1) == "Problems (2)"
    assert "12 songs · 0 fit" in shown.summary.text() and "1 row left out" in shown.summary.text()
    assert shown.separator.currentData() == "," and shown.encoding.currentData() == "utf-8"


def test_a_column_is_corrected_and_the_table_imported(qtbot, dialog):
    session, shown = dialog
    first = shown.preview
    choose(qtbot, shown, 2, "Tempo (BPM)")
    qtbot.waitUntil(lambda: shown.preview is not first and shown.import_button.isEnabled())
    assert shown.songs.horizontalHeaderItem(2).text() == "Tempo (BPM)"
    assert shown.columns.item(2, 1).text() == "Tempo (BPM)"
    with qtbot.waitSignal(session.state.library_changed):
        qtbot.mouseClick(shown.import_button, Qt.MouseButton.LeftButton)
    assert [song.title for song in tracks.get_many(session.db, tracks.query(session.db, "tempo:..99"))] == [
        "Rain"
    ]
    qtbot.waitUntil(lambda: len(session.window.table.tracks.ids) == 12)
    assert session.window.pages.currentWidget() is session.window.columns


def test_decisions_are_shown_and_a_unit_is_corrected(qtbot, open_window, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("made by hand\nName;Dauer;Energie;Laune\nA;3,5;55;gut\nB;4,25;70 %;schlecht\n", "utf-8")
    session = open_window()
    drop(session.window, path)
    shown = session.window.commands._table
    qtbot.waitUntil(lambda: shown.preview is not None)
    assert shown.header_line.value() == 2 and shown.decimal.currentData() == ","
    assert [shown.columns.item(row, 2).text() for row in range(4)] == ["", "Minutes", "Percent", ""]
    notes = "\n".join(shown.notes.item(at).text() for at in range(shown.notes.count()))
    assert "above the header" in notes and "“Laune”" in notes and shown.tabs.tabText(2) == "Decisions (3)"
    assert "names no unit" in shown.summary.text()
    assert shown.songs.item(0, 1).text() == "3:30"
    first = shown.preview
    choose(qtbot, shown, 1, "Seconds", 2)
    qtbot.waitUntil(lambda: shown.preview is not first and shown.import_button.isEnabled())
    assert shown.songs.item(0, 1).text() == "0:04" and "names no unit" not in shown.summary.text()
    qtbot.mouseClick(
        shown.columns.viewport(),
        Qt.MouseButton.LeftButton,
        pos=shown.columns.visualRect(shown.columns.model().index(0, 2)).center(),
    )
    assert not any(box.isVisible() for box in shown.columns.viewport().findChildren(QComboBox))


def test_header_line_and_encoding_are_corrected(qtbot, open_window, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_bytes("kind,number\nName,BPM\nGrün,100\nRot,90\n".encode("cp437"))
    session = open_window()
    drop(session.window, path)
    shown = session.window.commands._table
    qtbot.waitUntil(lambda: shown.preview is not None)
    assert shown.header_line.value() == 2
    edit = shown.encoding.lineEdit()
    edit.selectAll()
    qtbot.keyClicks(edit, "cp437")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.import_button.isEnabled() and shown.preview.table.encoding == "cp437")
    assert shown.songs.item(0, 0).text() == "Grün" and shown.isVisible()
    shown.header_line.setValue(1)
    qtbot.waitUntil(lambda: "cannot be imported" in shown.summary.text())
    shown.header_line.setValue(2)
    qtbot.waitUntil(lambda: shown.import_button.isEnabled())
    edit.selectAll()
    qtbot.keyClicks(edit, "klingon")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "unknown encoding “klingon”" in shown.summary.text())


def test_cancel_stores_nothing(qtbot, dialog):
    session, shown = dialog
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: session.window.commands._table is None)
    assert not tables.imported(session.db) and not session.state.jobs.running(Job.TABLE_IMPORT)


def test_a_wrong_separator_is_told_and_can_be_put_right(qtbot, dialog):
    _, shown = dialog
    shown.separator.setFocus()
    qtbot.keyClick(shown.separator, Qt.Key.Key_End)  # the bar
    qtbot.waitUntil(lambda: "cannot be imported" in shown.summary.text())
    assert not shown.import_button.isEnabled() and not shown.columns.isVisible()
    qtbot.keyClick(shown.separator, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: shown.import_button.isEnabled())
    assert shown.columns.isVisible()
    assert "12 songs" in shown.summary.text()


def test_a_drop_of_folders_and_tables_does_both(qtbot, open_window, make_song, table, tmp_path):
    other = tmp_path / "other.tsv"
    other.write_text("name\tbpm\nStar\t100\n", "utf-8")
    song = make_song("a.wav", seconds=2.0)
    session = open_window()
    drop(session.window, song.parent, table, other)
    for rows in (12, 1):
        shown = session.window.commands._table
        qtbot.waitUntil(lambda shown=shown: shown.preview is not None)
        assert shown.preview.songs == rows
        qtbot.mouseClick(shown.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(session.window.table.tracks.ids) == 14, timeout=20_000)
    assert {table.name for table in tables.imported(session.db)} == {"songs", "other"}


@pytest.mark.parametrize("large", [False, True])
def test_a_large_table_is_read_by_another_process_with_the_same_outcome(
    qtbot, open_window, table, monkeypatch, large
):
    monkeypatch.setattr(tabling, "_LARGE", 0 if large else 1_000_000)
    session = open_window()
    drop(session.window, table)
    shown = session.window.commands._table
    qtbot.waitUntil(lambda: shown.preview is not None, timeout=60_000)
    assert "12 songs · 0 fit" in shown.summary.text() and shown.tabs.tabText(1) == "Problems (2)"
    with qtbot.waitSignal(session.state.jobs.job_ended, timeout=60_000, check_params_cb=_of_table) as ended:
        qtbot.mouseClick(shown.import_button, Qt.MouseButton.LeftButton)
    assert ended.args[0].error is None
    qtbot.waitUntil(lambda: len(session.window.table.tracks.ids) == 12)
    assert [(table.name, table.songs) for table in tables.imported(session.db)] == [("songs", 12)]


@pytest.mark.parametrize("large", [False, True])
def test_what_is_no_table_says_so(qtbot, open_window, tmp_path, monkeypatch, large):
    monkeypatch.setattr(tabling, "_LARGE", 0 if large else 1_000_000)
    path = tmp_path / "zip.csv"
    path.write_bytes(b"PK\x03\x04" + bytes(200))
    session = open_window()
    drop(session.window, path)
    shown = session.window.commands._table
    qtbot.waitUntil(lambda: "not a table" in shown.summary.text(), timeout=60_000)
    assert not shown.import_button.isEnabled() and shown.preview is None


def test_a_library_of_a_table_alone_gets_a_map_and_groups(qtbot, open_window, tmp_path):
    path = tmp_path / "told.csv"
    rows = "\n".join(f"Song {n},Ada,{80 + 40 * (n % 2) + n / 20},{0.2 + 0.5 * (n % 2)}" for n in range(30))
    path.write_text("title,artist,tempo,energy\n" + rows, "utf-8")
    session = open_window([str(path)])
    shown = session.window.commands._table
    qtbot.waitUntil(lambda: shown.preview is not None)
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        qtbot.mouseClick(shown.import_button, Qt.MouseButton.LeftButton)
    assert len(session.state.music_map.track_ids) == 30
    assert session.window.map.content.status == "Built from 30 of 30 songs by 2 numbers"
    assert sum(group.size for group in session.state.grouping.groups) == 30
    title = session.window.table.tracks.index(0, 0)
    assert title.data(Qt.ItemDataRole.ForegroundRole) is None  # not grey: nothing is away
    assert "the table “told” alone" in title.data(Qt.ItemDataRole.ToolTipRole)
    assert not title.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert "away" not in title.siblingAtColumn(1).data(Qt.ItemDataRole.ToolTipRole).lower()
