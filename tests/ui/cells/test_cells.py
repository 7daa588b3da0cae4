"""Editing in the table, with the keys of a person, in the real window and on real files."""

from __future__ import annotations

import mutagen
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from organizer.library import drafts as stored_drafts
from organizer.ui.cells.cell_line import CellLine
from organizer.ui.cells.cells import Cells
from organizer.ui.cells.draft_bar import DraftBar
from organizer.ui.songs.columns import COLUMNS
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
COLUMN = {column.order: number for number, column in enumerate(COLUMNS)}


class Hand:
    """The keys, on the table or on the cell that is edited."""

    def __init__(self, session, qtbot):
        self.session, self.qtbot = session, qtbot
        self.window, self.state = session.window, session.state
        self.table, self.editor = self.window.table, self.window.tag_editor
        self.cells = self.table.findChild(Cells)
        self.bar = self.window.findChild(DraftBar)
        self.said: list[str] = []
        self.state.message.connect(lambda text, _kind: self.said.append(text))

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text):
        assert isinstance(QApplication.focusWidget(), CellLine)
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def go(self, row, order, last=None):
        """Put the keyboard into a cell, and select its row, or all to the last one."""
        self.table.setFocus()
        model, index = self.table.selectionModel(), self.table.tracks.index
        rows = QItemSelectionModel.SelectionFlag.Rows
        model.setCurrentIndex(index(row, COLUMN[order]), model.SelectionFlag.ClearAndSelect | rows)
        for more in range(row, (row if last is None else last) + 1):
            model.select(index(more, 0), model.SelectionFlag.Select | rows)

    def shown(self, row, order, role=Qt.ItemDataRole.DisplayRole):
        return self.table.tracks.index(row, COLUMN[order]).data(role)

    def paste(self, text):
        QGuiApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, CONTROL)

    def write(self):
        """Review what is unsaved, and write it."""
        self.qtbot.mouseClick(self.bar.review, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: self.editor.dialog is not None)
        with self.qtbot.waitSignal(self.state.library_changed, timeout=10_000):
            self.qtbot.mouseClick(self.editor.dialog.write_button, Qt.MouseButton.LeftButton)

    def undo(self):
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.table.setFocus()
        self.press(Qt.Key.Key_Z, CONTROL)


@pytest.fixture
def paths(make_song):
    return [
        make_song(f"{n}.mp3", seconds=0.2, frequency=200 + 50 * n, title=f"T{n}", artist=a, genre="Trip-Hop")
        for n, a in enumerate(("Ada", "Bert", "Cleo", "Dan"))
    ]


@pytest.fixture
def hand(qtbot, quiet_sound, open_window, db, paths):
    import_paths(JobContext(), db, [str(paths[0].parent)])
    session = open_window()
    hand = Hand(session, qtbot)
    qtbot.waitUntil(lambda: len(hand.table.tracks.ids) == 4, timeout=30_000)
    qtbot.waitUntil(lambda: not session.state.jobs.running(), timeout=30_000)
    hand.window.activateWindow()
    hand.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: [hand.shown(n, "title") for n in range(4)] == ["T0", "T1", "T2", "T3"])
    yield hand
    QGuiApplication.clipboard().clear()


def on_disk(path, field):
    return mutagen.File(path, easy=True).get(field)


def test_cells_are_edited_row_by_row_written_after_the_review_and_undone_byte_for_byte(hand, paths, qtbot):
    before = [path.read_bytes() for path in paths]
    assert hand.bar.isHidden()
    hand.go(1, "title")
    hand.press(Qt.Key.Key_F2)
    hand.type("First")
    hand.press(Qt.Key.Key_Tab)
    hand.type("Ada Lovelace")
    hand.press(Qt.Key.Key_Backtab)
    assert hand.cells.line.text() == "First"
    hand.press(Qt.Key.Key_Return)
    assert hand.cells.line.text() == "T2"
    hand.type("Not this")
    hand.press(Qt.Key.Key_Escape)
    assert hand.cells.line is None and hand.table.hasFocus()
    assert hand.shown(1, "title") == "• First" and hand.shown(2, "title") == "T2"
    assert hand.shown(1, "artist", Qt.ItemDataRole.AccessibleTextRole) == "Ada Lovelace, not written yet"
    assert hand.shown(1, "title", Qt.ItemDataRole.FontRole).bold()
    assert hand.editor.unsaved == 1 and hand.bar.isVisible()
    assert [path.read_bytes() for path in paths] == before
    hand.write()
    assert on_disk(paths[1], "title") == ["First"] and on_disk(paths[1], "artist") == ["Ada Lovelace"]
    assert [path.read_bytes() == b for path, b in zip(paths, before, strict=True)] == [
        True,
        False,
        True,
        True,
    ]
    assert hand.bar.isHidden() and hand.editor.unsaved == 0
    qtbot.waitUntil(lambda: hand.window.undo.undo_action.text() == "Undo: Set title, artist of 1 song")
    with qtbot.waitSignal(hand.state.library_changed, timeout=10_000):
        hand.undo()
    assert [path.read_bytes() for path in paths] == before


def test_filling_down_is_taken_back_by_one_key(hand, paths):
    hand.go(0, "artist", last=2)
    hand.press(Qt.Key.Key_D, CONTROL)
    assert [hand.shown(row, "artist") for row in range(4)] == ["Ada", "• Ada", "• Ada", "Dan"]
    assert "Artist filled down for 2 songs, not written yet" in hand.said
    hand.undo()
    assert hand.editor.unsaved == 0 and hand.shown(1, "artist") == "Bert"
    hand.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    hand.write()
    assert [on_disk(path, "artist") for path in paths] == [["Ada"], ["Ada"], ["Ada"], ["Dan"]]


def test_a_column_of_a_spreadsheet_is_pasted_from_the_cell_on(hand):
    hand.go(1, "title")
    hand.paste('"Heroes"\tNew; Two\nSecond\t\n')
    assert [hand.shown(row, "title") for row in range(4)] == ["T0", '• "Heroes"', "• Second", "T3"]
    assert hand.shown(1, "artist") == "• New; Two" and hand.shown(2, "artist") == "• ‹removed›"
    hand.write()
    assert hand.table.tracks.track(1).tags.values("artist") == ("New", "Two")


def test_counts_that_do_not_fit_are_asked_about_with_their_numbers(hand, qtbot):
    for lines, last, question in (
        ("A\nB\nC", None, "There are 3 lines of text and 2 songs from this cell on. Paste the first 2?"),
        ("A\nB", 3, "There are 2 lines of text and"),
        ("A", 3, "One line for 2 selected songs. Enter it for all of them?"),
    ):
        hand.go(2, "title", last=last)
        if question.startswith("There are 2"):
            hand.go(1, "title", last=3)
            question += " 3 selected songs. Paste them for the first 2?"
        hand.paste(lines)
        assert hand.cells.question.text() == question
        assert hand.editor.unsaved == 0
        if lines != "A":
            hand.cells.question.reject()
            assert hand.editor.unsaved == 0
    paste = next(b for b in hand.cells.question.buttons() if b.text() == "&Paste")
    qtbot.mouseClick(paste, Qt.MouseButton.LeftButton)
    assert [hand.shown(row, "title") for row in range(4)] == ["T0", "T1", "• A", "• A"]


def test_what_is_copied_comes_back_the_same(hand):
    hand.go(0, "title", last=3)
    hand.press(Qt.Key.Key_C, CONTROL)
    rows = [row.split("\t") for row in QGuiApplication.clipboard().text().split("\n")]
    assert [row[:2] for row in rows] == [["T0", "Ada"], ["T1", "Bert"], ["T2", "Cleo"], ["T3", "Dan"]]
    hand.press(Qt.Key.Key_V, CONTROL)
    assert hand.cells.question is None and hand.editor.unsaved == 0
    hand.go(2, "artist")
    hand.press(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "Cleo"


def test_values_of_the_library_are_offered_one_by_one(hand, qtbot):
    hand.go(0, "artist")
    hand.press(Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: hand.cells.line.completer() is not None)
    hand.type("Zoe; be")
    popup = hand.cells.line.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    assert hand.cells.line.text() == "Zoe; Bert"
    qtbot.keyClick(popup, Qt.Key.Key_Tab)
    assert hand.shown(0, "artist") == "• Zoe; Bert"
    assert not popup.isVisible()


def test_songs_without_a_file_here_are_refused_in_a_sentence(hand):
    db = hand.session.db
    ids = hand.table.tracks.ids.tolist()
    with db.write() as connection:
        connection.execute("UPDATE tracks SET away = 1 WHERE id = ?", (ids[1],))
    hand.table.tracks.forget()
    hand.go(1, "title")
    hand.press(Qt.Key.Key_F2)
    assert hand.cells.line is None
    assert hand.said[-1] == "“T1” is away: its tags can be edited when its file is there again"
    hand.go(0, "artist", last=2)
    hand.press(Qt.Key.Key_D, CONTROL)
    assert hand.said[-1].startswith("Artist filled down for 1 song, not written yet. “T1” is away")
    assert hand.editor.edits() == {(ids[2],): {"artist": "Ada"}}
    hand.go(0, "duration")
    hand.press(Qt.Key.Key_F2)
    assert hand.cells.line is None and "“Time” is no tag" in hand.said[-1]


def test_what_is_typed_stays_when_one_clicks_elsewhere_and_when_the_window_closes(hand):
    hand.go(0, "title")
    hand.press(Qt.Key.Key_F2)
    hand.type("Clicked away")
    hand.window.search.setFocus()
    assert hand.cells.line is None and hand.shown(0, "title") == "• Clicked away"
    hand.go(3, "genre")
    hand.press(Qt.Key.Key_F2)
    hand.type("Jazz")
    ids = hand.table.tracks.ids.tolist()
    hand.window.close()
    expected = {(ids[0],): {"title": "Clicked away"}, (ids[3],): {"genre": "Jazz"}}
    assert stored_drafts.load_edits(hand.session.db) == expected


def test_keys_of_the_window_stay_what_they_are(hand):
    hand.go(2, "artist")
    hand.press(Qt.Key.Key_D, CONTROL)
    assert hand.editor.unsaved == 0
    assert hand.window.findChild(CellLine) is None
    assert hand.state.selection.tolist() == [int(hand.table.tracks.ids[2])]
    hand.go(2, "title")
    hand.press(Qt.Key.Key_F2)
    hand.press(Qt.Key.Key_Escape)
    assert hand.state.selection.tolist() == [int(hand.table.tracks.ids[2])]


def test_a_frame_shows_which_cell_keys_would_edit(hand):
    hand.go(1, "title")
    assert hand.cells.cursor.isVisible()
    at = hand.cells.cursor.geometry()
    hand.press(Qt.Key.Key_Right)
    assert hand.cells.cursor.geometry() == hand.table.visualRect(hand.table.tracks.index(1, COLUMN["artist"]))
    assert hand.cells.cursor.x() > at.x()
    hand.go(1, "duration")
    assert hand.cells.cursor.isHidden()
    hand.go(1, "title")
    hand.press(Qt.Key.Key_F2)
    assert hand.cells.cursor.isHidden()
    hand.press(Qt.Key.Key_Escape)
    assert hand.cells.cursor.isVisible()
    hand.window.search.setFocus()
    assert hand.cells.cursor.isHidden()


def test_the_selection_goes_along_with_one_song_and_stays_with_several(hand):
    ids = hand.table.tracks.ids.tolist()
    hand.go(1, "title")
    hand.press(Qt.Key.Key_F2)
    hand.press(Qt.Key.Key_Return)
    assert hand.state.selection.tolist() == [ids[2]]
    hand.press(Qt.Key.Key_Tab, SHIFT)
    hand.press(Qt.Key.Key_Escape)
    assert hand.state.selection.tolist() == [ids[1]]
    hand.go(0, "title", last=2)
    hand.press(Qt.Key.Key_F2)
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_Escape)
    assert sorted(hand.state.selection.tolist()) == ids[:3]
    assert hand.editor.unsaved == 0


def test_discarding_is_undone(hand, qtbot):
    hand.go(0, "title")
    hand.paste("Other")
    qtbot.mouseClick(hand.bar.discard, Qt.MouseButton.LeftButton)
    assert hand.editor.unsaved == 0 and hand.shown(0, "title") == "T0"
    hand.undo()
    assert hand.shown(0, "title") == "• Other"
