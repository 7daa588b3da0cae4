"""Charts are walked by keys, and what one is at is read out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from organizer.ui.looks import speaking
from organizer.ui.looks.walking import Walked


@pytest.fixture
def spoken(monkeypatch) -> list[str]:
    """What a screen reader is given: no one listens here, so the events are looked at as they are sent."""
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)

    def send(event) -> None:
        if isinstance(event, speaking.QAccessibleAnnouncementEvent):
            said.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", send)
    return said


def test_arrow_keys_go_from_line_to_line(qtbot, spoken):
    window, chart, field = QWidget(), QWidget(), QLineEdit()
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addWidget(chart)
    chart.setMinimumHeight(60)
    walked = Walked(chart)
    walked.show_lines(["jazz: 3 songs", "rock: 2 songs", "folk: 1 song"])
    assert (
        QAccessible.queryAccessibleInterface(chart)
        .text(QAccessible.Text.Description)
        .startswith("jazz: 3 songs, ")
    )
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    assert not walked.ring.isVisible()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert chart.hasFocus() and walked.ring.isVisible() and walked.ring.size() == chart.size()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        qtbot.keyClick(chart, key)
    assert spoken == [
        "jazz: 3 songs (1 / 3)",
        "rock: 2 songs (2 / 3)",
        "folk: 1 song (3 / 3)",
        "folk: 1 song (3 / 3)",
        "jazz: 3 songs (1 / 3)",
    ]
    walked.show_lines(["jazz: 4 songs"])
    qtbot.keyClick(chart, Qt.Key.Key_Up)
    assert spoken[-1] == "jazz: 4 songs (1 / 1)"
    qtbot.keyClick(chart, Qt.Key.Key_Backtab)
    assert field.hasFocus() and not walked.ring.isVisible()
