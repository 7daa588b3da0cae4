"""One sentence, at most one button, and how far it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from organizer.ui.widgets.empty_view import EmptyView


@pytest.fixture
def empty(qtbot) -> EmptyView:
    made = EmptyView("Nothing is here yet.")
    qtbot.addWidget(made)
    made.show()
    return made


def test_without_a_call_there_is_no_button(empty):
    assert empty.sentence.text() == "Nothing is here yet." and not empty.button.isVisible()


def test_the_button_does_what_was_said_last(empty, qtbot):
    done = []
    empty.say("No song.", "&Add", lambda: done.append("first"))
    empty.say("No song.", "&Add", lambda: done.append("second"))
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert done == ["second"] and empty.button.accessibleName() == "Add"


def test_progress_ends_with_the_next_sentence(empty):
    empty.say("Reading …", "Cancel", lambda: None)
    empty.show_progress(3, 10)
    assert empty.progress.isVisible() and (empty.progress.value(), empty.progress.maximum()) == (3, 10)
    empty.say("Done.")
    assert not empty.progress.isVisible()


def test_over_a_list_it_fills_what_the_list_would(qtbot):
    view = QListWidget()
    qtbot.addWidget(view)
    view.resize(400, 300)
    empty = EmptyView.over(view)
    view.show()
    assert empty.parentWidget() is view.viewport() and empty.size() == view.viewport().size()
