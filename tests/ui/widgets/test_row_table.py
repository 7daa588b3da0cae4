"""Tables of dialogs: rows selected whole, columns with widths, the Tab key leaves them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from organizer.ui.widgets.row_table import row_table, set_widths


def test_rows_are_selected_whole_and_tab_leaves_the_table(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    model = QStandardItemModel(window)
    for text in ("a", "b"):
        model.appendRow([QStandardItem(text), QStandardItem(text), QStandardItem(text)])
    table = row_table(model, "Letters")
    set_widths(table, {0: 50})
    after = QLineEdit()
    layout = QVBoxLayout(window)
    layout.addWidget(table)
    layout.addWidget(after)
    window.resize(400, 200)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    assert table.columnWidth(0) == 50
    assert sum(table.columnWidth(column) for column in range(3)) == table.viewport().width()
    table.setCurrentIndex(model.index(0, 0))
    table.setFocus()
    assert [index.column() for index in table.selectedIndexes()] == [0, 1, 2]
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    qtbot.waitUntil(after.hasFocus)
    assert table.currentIndex().column() == 0
