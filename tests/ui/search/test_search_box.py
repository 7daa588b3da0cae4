"""Searching in the window: the box says how many songs fit."""

from __future__ import annotations

from PySide6.QtCore import Qt


def search(qtbot, window, text):
    window.search.setFocus()
    window.search.setText(text)
    with qtbot.waitSignal(window.table.shown_changed):
        qtbot.keyClick(window.search, Qt.Key.Key_Return)


def test_the_box_says_how_many_songs_fit(window, qtbot):
    box, all_songs = window.search, len(window.table.tracks.ids)
    assert not box._count.isVisible()
    first = window.table.tracks.track(0).title
    search(qtbot, window, f'title:="{first}"')
    shown = len(window.table.tracks.ids)
    assert 0 < shown < all_songs
    assert box._count.isVisible() and box._count.text() == f"{shown} of {all_songs}"
    assert box._count.text() in box.accessibleDescription()
    room = box.width() - box._count.x()
    assert box.textMargins().right() >= box._count.width() and room < box.width() / 2
    with qtbot.waitSignal(window.state.matches_changed):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box._count.isVisible() and window.state.matches is None
