"""A saved playlist in the table: in its own order, sorted by a header, and then the order before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.library.playlists import playlists
from organizer.ui.songs.track_table import TrackTable
from organizer.ui.state.app_state import AppState
from tests.ui.songs.test_track_table import fill


@pytest.fixture
def table(qtbot, db):
    fill(db, 40)
    ids = tracks.query(db, "", order="path").tolist()
    playlists.save(db, "Evening", [ids[n] for n in (9, 3, 30, 3, 1)])
    playlists.save(db, "Morning", [ids[n] for n in (2, 0)])
    state = AppState(db, Settings())
    table = TrackTable(state)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    with qtbot.waitSignal(table.shown_changed):
        table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    yield table
    assert state.jobs.stop_all()


def titles(table):
    return [table.tracks.index(row, 0).data() for row in range(table.tracks.rowCount())]


def click(qtbot, table, column):
    header = table.horizontalHeader()
    place = header.viewport().rect().center()
    place.setX(header.sectionViewportPosition(column) + 12)
    with qtbot.waitSignal(table.shown_changed):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def show(qtbot, table, scope):
    with qtbot.waitSignal(table.shown_changed):
        table._state.set_scope(scope)


def test_a_playlist_is_shown_as_it_is_and_a_song_that_is_in_it_twice_once(qtbot, table):
    show(qtbot, table, "playlist Evening")
    assert titles(table) == ["Song 9", "Song 3", "Song 30", "Song 1"]
    assert table.horizontalHeader().sortIndicatorSection() == -1
    with qtbot.waitSignal(table.shown_changed):
        table._state.set_query("song 3")
    assert titles(table) == ["Song 3", "Song 30"]


def test_a_header_sorts_it_and_its_third_click_shows_its_own_order_again(qtbot, table):
    show(qtbot, table, "playlist Evening")
    click(qtbot, table, 0)
    assert titles(table) == ["Song 1", "Song 3", "Song 9", "Song 30"]
    click(qtbot, table, 0)
    assert titles(table) == ["Song 30", "Song 9", "Song 3", "Song 1"]
    click(qtbot, table, 0)
    assert table.own_order.shown and titles(table) == ["Song 9", "Song 3", "Song 30", "Song 1"]
    click(qtbot, table, 4)
    with qtbot.waitSignal(table.shown_changed):
        table.own_order.go_back()
    assert titles(table)[0] == "Song 9"


def test_what_comes_after_it_has_the_order_before(qtbot, table):
    before = titles(table)
    for sort in (False, True):
        show(qtbot, table, "playlist Evening")
        if sort:
            click(qtbot, table, 0)
        show(qtbot, table, "playlist Morning")
        assert titles(table) == ["Song 2", "Song 0"], "each list in its own order"
        show(qtbot, table, "")
        assert titles(table) == before
    click(qtbot, table, 0)
    click(qtbot, table, 0)
    click(qtbot, table, 0)
    assert table.horizontalHeader().sortIndicatorSection() == 0, "all songs have no order of their own"


def test_the_next_start_has_the_order_before_the_playlist(qtbot, table):
    show(qtbot, table, "playlist Evening")
    stored = table.save_layout()
    assert table.own_order.shown, "to write it down changes nothing"
    again = TrackTable(table._state)
    qtbot.addWidget(again)
    again.restore_layout(stored, own_widths=False)
    header = again.horizontalHeader()
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (4, Qt.SortOrder.DescendingOrder)
    assert not header.isSortIndicatorClearable()


def test_a_playlist_that_is_saved_anew_is_shown_anew(qtbot, table, db):
    show(qtbot, table, "playlist Evening")
    playlists.save(db, "Evening", list(reversed(playlists.load(db, "Evening"))))
    with qtbot.waitSignal(table.shown_changed):
        table.playlists_changed()
    assert titles(table) == ["Song 1", "Song 3", "Song 30", "Song 9"]
