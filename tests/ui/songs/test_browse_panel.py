"""Browsing by artist, album, genre, decade and folder in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.lists.browsing import Kind
from organizer.library.tracks import ScannedFile


@pytest.fixture
def session(qtbot, quiet_sound, open_window, db):
    tracks.upsert(
        db,
        [
            ScannedFile(
                f"/music/{n % 2}/{n}.mp3", 1, 1, Tags(title=f"T{n}", artist=f"Artist {n % 4}", date="1984")
            )
            for n in range(20)
        ],
    )
    session = open_window()
    qtbot.waitUntil(lambda: session.window.browse.model.rowCount() == 4)
    return session


def click(qtbot, panel, row):
    place = panel.list.visualRect(panel.model.index(row)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_shows_the_songs_and_the_side_bar_the_others_again(session, qtbot):
    window, state, panel = session.window, session.state, session.window.browse
    with qtbot.waitSignal(window.table.shown_changed):
        click(qtbot, panel, 2)
    assert len(window.table.tracks.ids) == 5 and state.matches.size == 5
    assert {track.artist for track in tracks.get_many(session.db, state.matches.tolist())} == {"Artist 2"}
    assert window.sidebar.currentItem() is None
    with qtbot.waitSignal(window.table.shown_changed):
        state.set_scope("")
    assert len(window.table.tracks.ids) == 20 and not panel.list.currentIndex().isValid()
    assert window.sidebar.currentItem() is not None


def test_arrows_walk_and_other_kinds_are_listed(session, qtbot):
    panel = session.window.browse
    click(qtbot, panel, 0)
    with qtbot.waitSignal(session.state.scope_changed) as scope:
        qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert scope.args[0] == "artist artist 1"
    for kind, rows in ((Kind.DECADE, 1), (Kind.FOLDER, 2), (Kind.ALBUM, 1), (Kind.ARTIST, 4)):
        panel.choose_kind(kind)
        qtbot.waitUntil(lambda rows=rows: panel.model.rowCount() == rows)
    assert panel.list.currentIndex().row() == 1  # what is shown is marked again
    index = panel.model.index(1)
    assert panel.model.data(index, Qt.ItemDataRole.ToolTipRole) == "Artist 1: 5 songs"
    assert "5 songs" in panel.model.data(index, Qt.ItemDataRole.AccessibleTextRole)


def test_new_songs_are_listed_and_the_menu_makes_a_playlist(session, qtbot):
    panel, state = session.window.browse, session.state
    actions = {action.text().replace("&", ""): action for action in panel.menu_for(1).actions()}
    with qtbot.waitSignal(state.new_playlist_requested) as made:
        actions["Make playlist"].trigger()
    assert made.args[0] == "Artist 1" and len(made.args[1]) == 5
    changes = tracks.upsert(session.db, [ScannedFile("/music/z.mp3", 1, 1, Tags(title="Z", artist="Zed"))])
    state.change_library(changes)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 5, timeout=10_000)
