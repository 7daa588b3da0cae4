"""The field for the name of a region."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from organizer.library.places.regions import Region
from organizer.ui.regions.name_dialog import NameDialog


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def test_a_free_name_is_given_back_and_one_that_is_there_joins(parent, qtbot):
    named, joined = [], []
    for text in ("dawn", " Café "):
        dialog = NameDialog("Name", "?", [Region(7, "cafe", 0)], parent)
        dialog.named.connect(named.append)
        dialog.joined.connect(joined.append)
        dialog.show()
        assert not dialog.button.isEnabled()
        dialog.field.setText(text)
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
        assert not dialog.isVisible()
    assert named == ["dawn"] and joined == [7]


def test_renaming_refuses_the_name_of_another(parent, qtbot):
    dialog = NameDialog("Rename", "?", [Region(7, "cafe", 0)], parent, name="dawn")
    assert dialog.button.isEnabled() and dialog.field.selectedText() == "dawn"
    qtbot.keyClicks(dialog.field, "CAFE")
    assert not dialog.button.isEnabled() and "cafe" in dialog.note.text()
