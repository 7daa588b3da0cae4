"""Smart playlists in the window, by keys and clicks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu

from organizer.library.playlists import playlists, smart
from organizer.library.plays import records
from organizer.ui.search.chips import SearchChips
from organizer.ui.smart.live import SmartLists
from organizer.ui.songs import song_menu
from organizer.work.playlists import smart_files
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def ids(db):
    return add_songs(db, 24)


@pytest.fixture
def session(qtbot, quiet_sound, open_window, db, ids):
    playlists.save(db, "Evening", ids[:3])
    smart.save(db, "Unheard", "plays:0 sort:-title limit:20")
    session = open_window()
    qtbot.waitUntil(lambda: bool(session.state.smart))
    return session


def counts(session) -> dict[str, int]:
    return {one.playlist.name: one.songs for one in session.state.smart or ()}


def titles(session) -> list[str]:
    model = session.window.table.tracks
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def row(session, name: str):
    (number,) = [one.playlist.number for one in session.state.smart if one.playlist.name == name]
    return session.window.sidebar._rows[f"smart {number}"]


def click(qtbot, session, name: str, *, double: bool = False) -> None:
    sidebar = session.window.sidebar
    place = sidebar.visualItemRect(row(session, name)).center()
    qtbot.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    if double:
        qtbot.mouseDClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=place)


def choose(qtbot, session, name: str, text: str) -> None:
    """Open the menu of a row with the right button and take an entry."""
    sidebar = session.window.sidebar
    place: QPoint = sidebar.visualItemRect(row(session, name)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, sidebar.viewport().mapToGlobal(place))
    QApplication.sendEvent(sidebar.viewport(), event)
    menu = sidebar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    qtbot.waitUntil(menu.isVisible)
    (action,) = [action for action in menu.actions() if action.text().replace("&", "") == text]
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def save(qtbot, session) -> None:
    dialog = session.window.smart.dialog
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.window.smart.dialog is None)


def test_it_stands_in_the_side_bar_with_its_count_and_opens_in_its_own_order(session, qtbot):
    assert counts(session) == {"Unheard": 20}
    assert isinstance(session.window.smart.lists, SmartLists)
    with qtbot.waitSignal(session.window.table.shown_changed):
        click(qtbot, session, "Unheard")
    shown = titles(session)
    assert len(shown) == 20 and shown[:2] == ["Song 23", "Song 22"]
    assert session.window.songs_place.summary.whole().startswith("20 songs, as in the playlist")


def test_a_play_leaves_the_list_and_what_plays_stays(session, qtbot, db, ids):
    with qtbot.waitSignal(session.window.table.shown_changed):
        click(qtbot, session, "Unheard")
    queued = session.window.table.tracks.ids.tolist()
    changes = records.record_play(db, queued[0])
    with qtbot.waitSignal(session.window.table.shown_changed):
        session.state.change_library(changes)
    qtbot.waitUntil(lambda: "Song 23" not in titles(session))
    assert len(titles(session)) == 20 and titles(session)[0] == "Song 22"
    for other in ids[:8]:
        changes = records.record_play(db, other)
    with qtbot.waitSignal(session.state.smart_changed):
        session.state.change_library(changes)
    qtbot.waitUntil(lambda: counts(session) == {"Unheard": 15})


def test_a_search_becomes_one_by_the_button_beside_it(session, qtbot):
    window = session.window
    window.search.setFocus()
    qtbot.keyClicks(window.search, "genre:jazz sort:title limit:3")
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(session) == ["Song 2", "Song 5", "Song 8"])
    assert "in the order of the search" in window.songs_place.summary.whole()

    (terms,) = window.findChildren(SearchChips)
    qtbot.mouseClick(terms.smart, Qt.MouseButton.LeftButton)
    dialog = window.smart.dialog
    qtbot.waitUntil(lambda: dialog.songs.count() == 3)
    assert [dialog.songs.item(n).text() for n in range(3)] == [
        "Artist 0 - Song 2",
        "Artist 0 - Song 5",
        "Artist 1 - Song 8",
    ]
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, "Three of jazz")
    save(qtbot, session)
    qtbot.waitUntil(lambda: counts(session) == {"Three of jazz": 3, "Unheard": 20})
    qtbot.waitUntil(lambda: session.state.scope.startswith("smart "))
    assert session.state.query == ""
    qtbot.waitUntil(lambda: titles(session) == ["Song 2", "Song 5", "Song 8"])


def test_it_is_edited_by_a_double_click_renamed_deleted_and_brought_back(session, qtbot, db):
    click(qtbot, session, "Unheard", double=True)
    dialog = session.window.smart.dialog
    qtbot.waitUntil(lambda: dialog.songs.count() == 12)
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, "Evening")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "is a playlist already" in dialog.note.text())
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, "Never")
    dialog.order.bounds["songs"].selectAll()
    qtbot.keyClicks(dialog.order.bounds["songs"], "5")
    save(qtbot, session)
    qtbot.waitUntil(lambda: counts(session) == {"Never": 5})
    assert smart.named(db, "never").query == "plays:0 sort:-title limit:5"

    choose(qtbot, session, "Never", "Delete")
    qtbot.waitUntil(lambda: counts(session) == {})
    assert session.state.scope == ""
    session.window.undo.undo_action.trigger()
    qtbot.waitUntil(lambda: counts(session) == {"Never": 5})


def test_its_songs_become_an_ordinary_playlist(session, qtbot):
    with qtbot.waitSignal(session.state.new_playlist_requested) as made:
        choose(qtbot, session, "Unheard", "Make playlist")
    name, ids = made.args
    assert name == "Unheard" and len(ids) == 20
    assert len(session.window.playlist.ids()) == 20


def test_its_file_follows_also_at_the_end(session, qtbot, db, ids, tmp_path: Path, open_window):
    path = tmp_path / "unheard.m3u8"
    smart_files.export(db, smart.named(db, "Unheard"), str(path), keep=True)

    def names() -> list[str]:
        return [os.path.basename(line) for line in path.read_text("utf-8").splitlines() if line[0] != "#"]

    assert names()[0] == "00023.mp3"
    session.state.change_library(records.record_play(db, ids[23]))
    qtbot.waitUntil(lambda: names()[0] == "00022.mp3")
    session.state.change_library(records.record_play(db, ids[22]))
    open_window.close(session)  # before it was counted
    assert names()[0] == "00021.mp3"


def test_a_folder_that_is_gone_is_told_once(session, qtbot, db, ids, tmp_path: Path):
    folder = tmp_path / "stick"
    folder.mkdir()
    smart_files.export(db, smart.named(db, "Unheard"), str(folder / "a.m3u8"), keep=True)
    (folder / "a.m3u8").unlink()
    folder.rmdir()
    told: list[str] = []
    session.state.message.connect(lambda text, _kind: told.append(text))
    for track_id in ids[22:]:
        with qtbot.waitSignal(session.state.smart_changed):
            session.state.change_library(records.record_play(db, track_id))
    qtbot.waitUntil(lambda: not session.window.smart.lists._soon.isActive())
    assert [text for text in told if "was not written" in text] == [text for text in told if "stick" in text]
    assert len([text for text in told if "the folder of this file is not there" in text]) == 1


def test_songs_of_the_list_are_what_another_one_is_like(session, qtbot):
    with qtbot.waitSignal(session.window.table.shown_changed):
        click(qtbot, session, "Unheard")
    table = session.window.table
    table.selectRow(1)
    menu = QMenu(table)
    song_menu.fill(menu, session.state, table.selected_ids(), lambda _action: None)
    (entry,) = [each for each in menu.actions() if "like this…" in each.text()]
    entry.trigger()
    dialog = session.window.smart.dialog
    assert dialog.query == 'like:"Artist 3 - Song 22":40'
    assert dialog.root.items[0].row.other == "40"
    qtbot.waitUntil(lambda: dialog.songs.count() == 12)
    assert dialog.songs.item(0).text() == "Artist 3 - Song 22"
    dialog.reject()
