"""A description is given once for each change."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from organizer.ui.looks.speaking import describe, say


def test_a_description_is_told_when_it_changes(qtbot, monkeypatch):
    told = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    widget = QWidget()
    qtbot.addWidget(widget)
    describe(widget, "Three songs")
    describe(widget, "Three songs")
    assert widget.accessibleDescription() == "Three songs" and len(told) == 1
    say(widget, "")
    assert len(told) == 1
    say(widget, "One of them")
    assert told[-1].message() == "One of them"
