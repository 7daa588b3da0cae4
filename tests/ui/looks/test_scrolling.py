"""What has no room is scrolled."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from organizer.ui.looks.scrolling import Scrolled


def test_a_scrolled_part_asks_for_little_room_and_shows_what_has_the_keyboard(qtbot):
    inside = QWidget()
    layout = QVBoxLayout(inside)
    fields = [QLineEdit() for _ in range(30)]
    for field in fields:
        layout.addWidget(field)
    area = Scrolled(inside)
    qtbot.addWidget(area)
    area.resize(300, 120)
    area.show()
    qtbot.waitUntil(area.isActiveWindow)
    assert area.minimumSizeHint().height() < 150 < inside.minimumSizeHint().height()
    fields[-1].setFocus()
    assert not fields[-1].visibleRegion().isEmpty()
