"""The terms of a search as chips, and searches that are kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from organizer.library.lists import searches
from organizer.ui.search.chips import SearchChips


@pytest.fixture
def chips(state, qtbot):
    chips = SearchChips(state)
    qtbot.addWidget(chips)
    chips.resize(900, 40)
    chips.show()
    qtbot.waitExposed(chips)
    return chips


def texts(chips):
    return [chip.text().removesuffix("  ✕") for chip in chips.chips if chip.isVisible()]


def test_terms_are_taken_off_one_by_one(qtbot, state, chips):
    assert not chips.star.isVisible()
    state.set_query("jazz")
    assert texts(chips) == [] and chips.star.isVisible()  # one word needs no chip
    state.set_query('genre:"Acid Jazz"  -live or bpm:90..120')
    assert texts(chips) == ['genre:"Acid Jazz"', "-live", "or bpm:90..120"]
    qtbot.mouseClick(chips.chips[1], Qt.MouseButton.LeftButton)
    assert state.query == 'genre:"Acid Jazz" or bpm:90..120'
    chips.chips[1].setFocus()
    qtbot.keyClick(chips.chips[1], Qt.Key.Key_Delete)
    assert state.query == 'genre:"Acid Jazz"' and chips.chips[0].hasFocus()
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Backspace)
    assert state.query == "" and texts(chips) == [] and not chips.star.isVisible()


def test_chips_without_room_are_counted(state, chips):
    state.set_query(" ".join(f"title:word{n}" for n in range(30)))
    shown = len(texts(chips))
    assert 0 < shown < 30 and chips.more.isVisible() and chips.more.text() == f"+{30 - shown}"
    assert f"title:word{shown}" in chips.more.toolTip()
    right = max(chip.geometry().right() for chip in chips.chips if chip.isVisible())
    assert right < chips.star.geometry().left() < chips.width()


def test_a_search_that_is_not_understood_has_no_chips(state, chips):
    state.set_query("genre:jazz (bpm:90")
    assert texts(chips) == []


def test_a_search_is_kept_renamed_and_forgotten_by_the_star(qtbot, state, chips, db):
    state.set_query("genre:jazz")
    chips.star.click()
    dialog = chips.window().findChild(QInputDialog)
    assert dialog.textValue() == "genre:jazz"
    dialog.setTextValue("Calm <b>evenings</b>")
    with qtbot.waitSignal(state.searches_changed):
        dialog.accept()
    assert [(s.query, s.name) for s in searches.kept(db)] == [("genre:jazz", "Calm <b>evenings</b>")]
    assert chips.star.accessibleName() == "Kept search"
    with qtbot.waitSignal(state.searches_changed):
        chips._forget("genre:jazz")
    assert searches.kept(db) == [] and chips.star.accessibleName() == "Keep this search"


def test_a_kept_search_stands_in_the_side_bar(qtbot, open_window, db):
    searches.keep(db, "genre:jazz", "Calm")
    window = open_window().window
    row = window.sidebar._rows["search genre:jazz"]
    assert row.text(0) == "Calm"
    window.state.set_scope("new")
    window.sidebar.setCurrentItem(row)
    assert window.state.query == "genre:jazz" and window.state.scope == ""
    menu = window.sidebar.menu_for("search genre:jazz")
    entries = {action.text().replace("&", ""): action for action in menu.actions()}
    assert "Play" in entries
    with qtbot.waitSignal(window.state.searches_changed):
        entries["Forget this search"].trigger()
    assert searches.kept(db) == [] and "search genre:jazz" not in window.sidebar._rows
