"""What is shown of a list not all of whose songs are there, and what is taken of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from organizer.base.arrangement import Missing
from organizer.ui.playlist.import_dialog import ImportDialog
from organizer.work.playlists.foreign import Line, Report

# the offscreen platform says so of every window
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

REPORT = Report(
    "/x/Old.m3u",
    "Old",
    (
        Line(Missing("/m/a.mp3", "a.mp3"), "there", "/m/a.mp3"),
        Line(Missing("/y/b.mp3", "/y/b.mp3", "B", "She"), "moved", "/m/bb.mp3", "artist and title", 0.95),
        Line(Missing("/y/c.mp3", "/y/c.mp3", "C"), "unsure", "/m/cc.mp3", "its name", 0.45, 2),
        Line(Missing("/y/d.mp3", "/y/d.mp3"), "missing", sure=0.0),
        Line(Missing("http://radio/e", "http://radio/e"), "stream", sure=0.0),
    ),
)


def texts(dialog: ImportDialog) -> list[tuple[str, ...]]:
    model = dialog.model
    return [
        tuple(str(model.data(model.index(row, column))) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_each_line_says_what_it_is_and_unsure_ones_can_be_accepted(qtbot) -> None:
    dialog = ImportDialog(REPORT)
    qtbot.addWidget(dialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert dialog.summary.text() == "“Old”: 1 there, 1 moved, 1 unsure, 1 missing, 1 on the web"
    assert texts(dialog) == [
        ("Moved", "She - B", "bb.mp3", "95%", "artist and title"),
        ("Unsure", "C", "cc.mp3", "45%", "its name, 2 more fit"),
        ("Missing", "d.mp3", "", "", ""),
        ("On the web", "http://radio/e", "", "", ""),
    ]
    dialog.all_lines.click()
    assert texts(dialog)[0][0] == "There" and len(texts(dialog)) == 5
    box = dialog.model.index(2, 0)
    assert dialog.model.data(box, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert dialog.model.data(dialog.model.index(1, 0), Qt.ItemDataRole.CheckStateRole) is None
    assert dialog.model.setData(box, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.model.data(box, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    with qtbot.waitSignal(dialog.taken) as told:
        dialog.open_button.click()
    assert told.args == [REPORT, frozenset({2})]


def test_all_that_is_unsure_can_be_accepted_at_once(qtbot) -> None:
    dialog = ImportDialog(REPORT)
    qtbot.addWidget(dialog)
    dialog.accept_all.click()
    dialog.accept_all.click()
    with qtbot.waitSignal(dialog.taken) as told:
        dialog.open_button.click()
    assert told.args[1] == frozenset({2})
