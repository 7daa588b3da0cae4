"""A box whose list has headings and is searched."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from organizer.ui.widgets.choice_box import ChoiceBox

SECTIONS = [
    ("Landscape", [("Islands", "islands"), ("U-matrix", "umatrix")]),
    ("Sound", [(text, text.lower()) for text in ("Tempo", "Brightness", "Loudness", "Energy", "Valence")]),
    (
        "Words",
        [(f"{text} (sound)", text) for text in ("rock", "jazz", "acid jazz", "folk", "Übermut", "soul")],
    ),
]


@pytest.fixture
def box(qtbot):
    box = ChoiceBox("Layer", "What the ground shows")
    qtbot.addWidget(box)
    box.fill(SECTIONS, "tempo")
    box.show()
    return box


def listed(box) -> list[str]:
    return [box.popup.list.item(at).text().strip() for at in range(box.popup.list.count())]


def chosen(box) -> str:
    return box.popup.list.currentItem().text().strip()


def test_entries_stand_below_their_headings_and_the_chosen_one_is_in_view(box):
    box.showPopup()
    assert listed(box)[:4] == ["Landscape", "Islands", "U-matrix", "Sound"]
    assert len(listed(box)) == 3 + 13 and chosen(box) == "Tempo"
    assert box.popup.line.isVisible() and box.popup.line.accessibleName()


def test_typing_leaves_what_fits_and_enter_chooses_it(box, qtbot):
    box.showPopup()
    qtbot.keyClicks(box.popup.line, "JAZZ")
    assert listed(box) == ["Words", "jazz (sound)", "acid jazz (sound)"] and chosen(box) == "jazz (sound)"
    qtbot.keyClick(box.popup.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.activated) as signal:
        qtbot.keyClick(box.popup.line, Qt.Key.Key_Return)
    assert box.itemData(signal.args[0]) == box.currentData() == "acid jazz"
    assert not box.popup.isVisible()
    box.showPopup()  # nothing is left of the search
    assert len(listed(box)) == 16 and chosen(box) == "acid jazz (sound)"


@pytest.mark.parametrize(
    ("text", "fits"),
    [("ubermut", ["Words", "Übermut (sound)"]), ("sound tempo", ["Sound", "Tempo"]), ("smell", [])],
)
def test_searches_know_headings_and_accents(box, qtbot, text, fits):
    box.showPopup()
    box.popup.line.setText(text)
    assert listed(box) == fits
    with qtbot.assertNotEmitted(box.activated):
        if not fits:
            qtbot.keyClick(box.popup.line, Qt.Key.Key_Return)


def test_arrows_step_past_headings_and_escape_changes_nothing(box, qtbot):
    box.showPopup()
    qtbot.keyClick(box.popup.line, Qt.Key.Key_Up)
    assert chosen(box) == "U-matrix"
    with qtbot.assertNotEmitted(box.activated):
        qtbot.keyClick(box.popup.line, Qt.Key.Key_Escape)
    assert not box.popup.isVisible() and box.currentData() == "tempo"


def test_a_click_on_an_entry_chooses_it_and_on_a_heading_nothing(box, qtbot):
    box.showPopup()
    entries = box.popup.list
    with qtbot.assertNotEmitted(box.activated):
        place = entries.visualItemRect(entries.item(0)).center()
        qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(box.activated):
        place = entries.visualItemRect(entries.item(1)).center()
        qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert box.currentData() == "islands"


def test_few_entries_are_not_searched(qtbot):
    box = ChoiceBox("Colour", "")
    qtbot.addWidget(box)
    box.fill([("Songs", [("Group", "group"), ("Genre", "genre")])], "genre")
    box.show()
    box.showPopup()
    assert not box.popup.line.isVisible() and chosen(box) == "Genre"
    qtbot.keyClick(box.popup.list, Qt.Key.Key_Up)
    with qtbot.waitSignal(box.activated):
        qtbot.keyClick(box.popup.list, Qt.Key.Key_Return)
    assert box.currentData() == "group"
