"""The playlist has the height that its songs need, or a tab of its own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.pointer import move
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def window(qtbot, open_window, db):
    window = open_window(add_songs(db, 40) and None).window
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 40)
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: window.side.height() > 500)
    return window


def test_it_grows_with_its_songs_up_to_a_share_of_the_column(qtbot, window):
    empty = window.playlist.height()
    window.playlist.add(window.table.tracks.ids[:3])
    some = window.playlist.height()
    window.playlist.add(window.table.tracks.ids)
    assert empty <= some < window.playlist.height() <= 0.61 * window.side.height()
    window.playlist.clear()
    qtbot.waitUntil(lambda: window.playlist.height() == empty)


def test_a_height_that_a_person_chose_stays_also_over_a_restart(qtbot, open_window, window):
    top, below = window.side.sizes()
    handle = window.side.handle(1)
    start = handle.rect().center()
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    target = start - handle.mapFromGlobal(handle.mapToGlobal(start)) + start
    target.setY(target.y() - 60)
    move(handle, target, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=target)
    window.side.setSizes([top - 60, below + 60])
    window.playlist_room.by_hand = True
    before = window.side.sizes()
    window.playlist.add(window.table.tracks.ids)
    assert window.side.sizes() == before


def test_a_tab_of_its_own_and_back(qtbot, open_window, window, tmp_path):
    button = window.playlist.place_button
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    names = [window.tabs.tabText(at) for at in range(window.tabs.count())]
    assert names[-1] == "Playlist" and window.tabs.currentWidget() is window.playlist
    assert window.side.count() == 1 and "below" in button.accessibleName()
    window.tabs.setCurrentIndex(0)
    window.actions_["go_playlist"].trigger()  # also when it is behind
    assert window.tabs.currentWidget() is window.playlist
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.tabs.count() == len(names) - 1
    places: list[QWidget] = [window.side.widget(at) for at in range(window.side.count())]
    assert places[-1] is window.playlist and window.playlist.isVisible()


def test_the_tab_comes_back_with_the_window(qtbot, open_window, db):
    add_songs(db, 3)
    session = open_window()
    session.window.playlist_room.toggle()
    open_window.close(session)
    again = open_window().window
    assert again.playlist_room.in_tab and again.tabs.indexOf(again.playlist) >= 0
