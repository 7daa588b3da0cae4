"""The list under the search box, used by keys and by the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from shiboken6 import delete

from organizer.library.lists import searches
from organizer.ui.search.completer import SearchCompleter
from organizer.ui.search.popup import Popup

KEY = Qt.Key


@pytest.fixture
def box(window, qtbot):
    box = window.search
    box.setFocus()
    qtbot.waitUntil(lambda: bool(window.completer._vocabulary.of("genre")))
    return box


def rows(window) -> list[str]:
    popup: Popup = window.completer.popup
    return [popup.item(row).text() for row in range(popup.count())] if popup.isVisible() else []


def test_a_field_then_its_value_is_completed_by_keys(window, qtbot, box):
    assert isinstance(window.completer, SearchCompleter)
    qtbot.keyClicks(box, "gen")
    assert rows(window) == ["genre:"]
    qtbot.keyClick(box, KEY.Key_Down)
    qtbot.keyClick(box, KEY.Key_Tab)
    assert box.text() == "genre:" and box.hasFocus()
    offered = rows(window)
    assert offered and all(row.startswith("genre:") for row in offered)
    qtbot.keyClick(box, KEY.Key_Down)
    with qtbot.waitSignal(window.table.shown_changed):
        qtbot.keyClick(box, KEY.Key_Return)
    assert box.text() == f"{offered[0]} " and rows(window) == []
    assert window.state.query == offered[0]


def test_enter_without_a_choice_searches_for_what_is_typed(window, qtbot, box):
    qtbot.keyClicks(box, "gen")
    with qtbot.waitSignal(window.table.shown_changed):
        qtbot.keyClick(box, KEY.Key_Return)
    assert window.state.query == "gen" and rows(window) == []


def test_escape_leaves_the_list_and_then_empties_the_box(window, qtbot, box):
    qtbot.keyClicks(box, "gen")
    qtbot.keyClick(box, KEY.Key_Down)
    qtbot.keyClick(box, KEY.Key_Escape)
    assert rows(window) == [] and box.text() == "gen"
    qtbot.keyClick(box, KEY.Key_Escape)
    assert box.text() == ""


def test_up_above_the_first_row_leaves_the_list(window, qtbot, box):
    qtbot.keyClicks(box, "al")
    popup = window.completer.popup
    qtbot.keyClick(box, KEY.Key_Down)
    assert popup.currentRow() == 0
    qtbot.keyClick(box, KEY.Key_Up)
    assert popup.currentRow() == -1
    window.table.setFocus()
    assert rows(window) == []  # it goes with the keyboard


def test_a_click_takes_a_row(window, qtbot, box):
    qtbot.keyClicks(box, "genre:")
    popup = window.completer.popup
    qtbot.mouseClick(
        popup.viewport(), Qt.MouseButton.LeftButton, pos=popup.visualItemRect(popup.item(0)).center()
    )
    assert box.text().startswith("genre:") and len(box.text()) > len("genre: ") and rows(window) == []


def test_searches_are_remembered_and_offered_in_the_empty_box(window, qtbot, box, db):
    searches.keep(db, "bpm:..100", "Slow")
    qtbot.keyClicks(box, "genre:")
    qtbot.keyClick(box, KEY.Key_Down)
    qtbot.keyClick(box, KEY.Key_Return)
    query = window.state.query
    qtbot.keyClick(box, KEY.Key_Return)
    qtbot.waitUntil(lambda: [s.query for s in searches.recent(db)] == [query])
    box.clear()
    box.search()
    qtbot.keyClick(box, KEY.Key_Down)
    assert rows(window) == ["Slow", query]
    qtbot.keyClick(box, KEY.Key_Down)
    qtbot.keyClick(box, KEY.Key_Return)
    assert box.text() == "bpm:..100" == window.state.query


def test_new_values_are_offered_once_they_are_there(window, qtbot, box, db):
    with db.write() as connection:
        connection.execute("UPDATE tracks SET genre = 'Zydeco' WHERE id = 1")
    from organizer.base.model import Changes

    window.state.change_library(Changes(updated=(1,)))
    qtbot.keyClicks(box, "genre:zy")
    qtbot.waitUntil(lambda: rows(window) == ["genre:Zydeco"])


def test_why_a_search_is_not_understood_is_said_below_the_box(window, qtbot, box):
    said = []
    window.state.message.connect(lambda text, kind: said.append(kind))
    box._complain.setInterval(0)
    qtbot.keyClicks(box, "energy:high")
    qtbot.waitUntil(lambda: len(rows(window)) == 1 and "write energy:0.6..1" in rows(window)[0])
    qtbot.keyClick(box, KEY.Key_Down)
    assert window.completer.popup.currentRow() < 0 and "error" not in said  # it is only read
    for _ in "high":
        qtbot.keyClick(box, KEY.Key_Backspace)
    assert rows(window)[0].startswith("energy:0.6..1")


def test_the_box_goes_in_peace_when_its_list_went_before(window, qtbot, box):
    qtbot.keyClicks(box, "gen")
    assert rows(window) == ["genre:"]
    delete(window.completer.popup)  # as when a window is taken apart, whose child it is
    box.hide()
    assert box.isHidden()
