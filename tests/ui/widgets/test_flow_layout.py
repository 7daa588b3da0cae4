"""Widgets side by side, going on in the next row where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from organizer.ui.widgets.flow_layout import FlowLayout


def test_widgets_go_on_in_the_next_row(qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, spacing=4)
    buttons = [QPushButton(text) for text in ("jazz", "female vocalists", "hidden", "a very long word " * 9)]
    for button in buttons:
        flow.addWidget(button)
    buttons[2].hide()
    first, second, _, last = buttons
    row = first.sizeHint().height()
    assert flow.count() == 4 and flow.itemAt(4) is None
    wide = sum(button.sizeHint().width() for button in (first, second, last)) + 8
    assert flow.heightForWidth(wide) == row
    assert flow.heightForWidth(wide - 1) == 2 * row + 4
    narrow = second.sizeHint().width()
    assert flow.heightForWidth(narrow) == 3 * row + 8
    flow.setGeometry(QRect(0, 0, narrow, 200))
    assert [button.y() for button in (first, second, last)] == [0, row + 4, 2 * row + 8]
    assert last.width() == narrow
    assert flow.takeAt(0).widget() is first and flow.count() == 3 and flow.takeAt(9) is None


def test_what_comes_after_a_stretch_stands_at_the_end_of_its_row(qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, spacing=4)
    first, last = QPushButton("first"), QPushButton("last")
    flow.addWidget(first)
    flow.add_stretch()
    flow.addWidget(last)
    flow.setGeometry(QRect(0, 0, 600, 40))
    assert first.x() == 0 and last.geometry().right() == 599
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow.setGeometry(QRect(0, 0, 600, 40))
    assert first.geometry().right() == 599 and last.x() == 0
