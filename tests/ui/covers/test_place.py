"""The table and its second face: the switch, what stands above, the keyboard, and the next start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from organizer.library import tracks
from organizer.library.playlists import playlists
from tests.ui.covers.test_grid import NAMES, fill, names
from tests.ui.window.test_main_window import add_rows


@pytest.fixture
def window(quiet_sound, open_window, db, qtbot):
    ids = fill(db)
    playlists.save(db, "Evening", [int(i) for i in (ids[10], ids[0], ids[4])])
    window = open_window().window
    qtbot.waitUntil(lambda: not window.state.jobs.running(), timeout=30_000)
    return window


def covers(qtbot, window):
    place = window.songs_place
    if place.grid is not None:
        place.show_covers(True)
        return place.grid
    place.covers_button.click()
    qtbot.waitUntil(lambda: place.grid.albums_model.rowCount() > 0)
    return place.grid


def test_buttons_and_the_menu_switch_and_agree(window, qtbot):
    place, action = window.songs_place, window.actions_["covers"]
    assert not action.isChecked() and window.table.isVisible()
    grid = covers(qtbot, window)
    assert action.isChecked() and grid.isVisible() and not window.table.isVisible()
    assert place.summary.whole() == "4 albums · 14 songs"
    action.trigger()
    assert place.list_button.isChecked() and window.table.isVisible() and not grid.isVisible()
    assert place.summary.whole() == "14 songs"
    window.actions_["show_table"].trigger()
    assert not place.isVisible()


def test_search_and_side_bar_leave_the_same_songs_in_both(window, qtbot):
    grid = covers(qtbot, window)
    for ask, expected in (
        (lambda: window.state.set_query("green"), ["Green"]),
        (lambda: window.state.set_query(""), [*sorted(NAMES), "No album"]),
        (lambda: window.state.set_scope("playlist Evening"), ["Red", "Blue", "Green"]),
        (lambda: window.songs_place.order.activated.emit(3), ["Red", "Green", "Blue"]),
    ):
        with qtbot.waitSignal(grid.listed):
            ask()
        assert names(grid) == expected
    order = window.songs_place.order
    assert order.currentIndex() == 3 and order.itemData(order.count() - 1) == "own"
    with qtbot.waitSignal(grid.listed):
        order.activated.emit(order.count() - 1)
    assert names(grid) == ["Red", "Blue", "Green"]


def test_the_line_above_tells_of_the_order_of_a_playlist_and_leads_back_to_it(window, qtbot):
    place, table = window.songs_place, window.table
    with qtbot.waitSignal(table.shown_changed):
        window.state.set_scope("playlist Evening")
    assert place.summary.whole() == "3 songs, as in the playlist" and not place.own.isVisible()
    with qtbot.waitSignal(table.shown_changed):
        table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    assert place.own.isVisible() and place.summary.whole() == "3 songs"
    with qtbot.waitSignal(table.shown_changed):
        place.own.click()
    assert not place.own.isVisible() and table.own_order.shown


def test_the_keyboard_goes_to_the_face_that_is_shown(window, qtbot):
    window.activateWindow()
    window.table.setFocus()
    grid = covers(qtbot, window)
    assert grid.hasFocus()
    window.search.setFocus()
    window.actions_["go_table"].trigger()
    assert grid.hasFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.hasFocus()
    window.songs_place.list_button.click()
    assert window.table.hasFocus()


def test_the_whole_window_follows_the_selection_and_plays_it(window, qtbot):
    grid = covers(qtbot, window)
    place = grid.visualRect(grid.albums_model.index(2)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    chosen = tracks.get_many(window.state.db, window.state.selection.tolist())
    assert {track.tags.text("album") for track in chosen} == {"Green"}
    assert sorted(window.table.selected_ids().tolist()) == window.state.selection.tolist()
    window.songs_place.show_covers(False)
    window.state.select(window.table.tracks.ids[:3], "map")
    window.songs_place.show_covers(True)
    qtbot.waitUntil(lambda: grid.chosen_rows().tolist() == [0])  # also what was selected meanwhile


def test_the_next_window_has_the_same_face(window, qtbot, open_window):
    covers(qtbot, window)
    window.close()
    again = open_window().window
    qtbot.waitUntil(lambda: again.songs_place.covers_shown, timeout=30_000)
    assert again.actions_["covers"].isChecked()


def test_selected_songs_that_the_list_leaves_out_are_counted(qtbot, open_window, db):
    add_rows(db)
    window = open_window().window
    state, place = window.state, window.songs_place
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 20)
    ids = window.table.tracks.ids
    state.select(ids[:1], "test")
    assert "selected" not in place.summary.whole()
    state.select(ids, "test")
    assert place.summary.whole() == "20 songs · 20 selected"
    state.set_query("genre:jazz")
    qtbot.waitUntil(lambda: place.summary.whole() == "10 songs · 20 selected, 10 in this list")
    state.set_query("genre:none-of-these")
    qtbot.waitUntil(lambda: place.summary.whole() == "0 songs · 20 selected, 0 in this list")
    window.actions_["remove"].trigger()
    (box,) = window.findChildren(QMessageBox)
    assert "20 songs" in box.text() and box.informativeText().startswith("20 of them are not in the list")
    assert any("20 songs" in button.text() for button in box.buttons())
    box.reject()
    state.set_query("")
    state.select((), "test")
    qtbot.waitUntil(lambda: place.summary.whole() == "20 songs")


def test_where_no_song_is_shown_it_is_said_why(window, qtbot):
    grid = covers(qtbot, window)
    with qtbot.waitSignal(window.table.shown_changed):
        window.state.set_query("nothing at all")
    assert not grid.isVisible() and window.table.empty.isVisible()
    assert window.songs_place.covers_shown and window.actions_["covers"].isChecked()
    window.table.setFocus()
    assert window.table.hasFocus()
    window.table.empty.button.click()
    qtbot.waitUntil(lambda: grid.isVisible() and names(grid) == [*sorted(NAMES), "No album"])
    assert grid.hasFocus() and not window.table.isVisible()
