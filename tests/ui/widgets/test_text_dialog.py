"""Our own words in a dialog: whole where there is room, scrolled where there is not."""

import pytest
from PySide6.QtWidgets import QWidget

from organizer.ui.widgets.text_dialog import TextDialog


@pytest.fixture
def shown(qtbot, qapp):
    """Opens a dialog of a text."""
    parent = QWidget()
    qtbot.addWidget(parent)

    def show(text, **options):
        dialog = TextDialog("Words", text, parent, **options)
        dialog.open()
        return dialog

    return show


def test_a_wide_table_is_not_cut_off(shown):
    cells = "".join(f"<td style='white-space: pre'>column {number}</td>" for number in range(8))
    dialog = shown(f"<table><tr>{cells}</tr></table>")
    assert dialog.area.viewport().width() >= dialog.label.sizeHint().width()
    assert dialog.area.viewport().height() >= dialog.label.sizeHint().height()


def test_more_than_two_thirds_of_the_screen_may_be_taken(shown):
    dialog = shown("x")
    height = dialog.screen().availableSize().height()
    line = dialog.label.fontMetrics().lineSpacing()
    dialog = shown("<br>".join("x" * int(height * 0.8 / line)))
    assert dialog.area.verticalScrollBar().maximum() == 0
    assert dialog.height() > height * 2 / 3


def test_what_no_screen_holds_is_scrolled(shown):
    dialog = shown("<br>".join(str(number) for number in range(500)))
    screen = dialog.screen().availableSize()
    assert dialog.height() <= screen.height()
    assert dialog.area.verticalScrollBar().maximum() > 0


def test_a_text_with_a_width_is_wrapped_and_whole(shown):
    dialog = shown("a word " * 60, width=300)
    assert dialog.label.width() == 300
    assert dialog.area.viewport().height() >= dialog.label.heightForWidth(300)
