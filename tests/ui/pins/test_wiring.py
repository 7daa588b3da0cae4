"""Pins in the window, by its menus."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QMenu

from organizer.base.model import Changes
from organizer.library.files import removals
from organizer.library.places import pins
from organizer.ui.songs import song_menu
from tests.ui.regions.test_wiring import actions


def pinned(window) -> list[int]:
    return window.state.pins.ids.tolist()


def menu_of(window, ids):
    menu = QMenu(window)
    song_menu.fill(menu, window.state, np.array(ids), lambda _name: None)
    return actions(menu)


def test_songs_are_pinned_and_set_free_by_their_menu_and_it_can_be_undone(window, qtbot, db):
    ids = window.map.content.songs.ids[:3].tolist()
    entries = menu_of(window, ids)
    assert "Unpin" not in entries
    with qtbot.waitSignal(window.state.pins_changed, timeout=60_000):
        entries["Pin here"].trigger()
    assert pinned(window) == sorted(ids)
    entries = menu_of(window, ids[:1])
    assert "Pin here" not in entries
    with qtbot.waitSignal(window.state.pins_changed, timeout=60_000):
        entries["Unpin"].trigger()
    assert pinned(window) == sorted(ids[1:])
    for count, action in (
        (3, window.undo.undo_action),
        (0, window.undo.undo_action),
        (3, window.undo.redo_action),
    ):
        qtbot.waitUntil(action.isEnabled)
        with qtbot.waitSignal(window.state.pins_changed, timeout=60_000):
            action.trigger()
        assert len(pinned(window)) == count == len(pins.listed(db).ids)


def test_the_menu_selects_pinned_songs_and_unpins_all(window, qtbot, db):
    state, menu = window.state, window._later.pins.make_menu(window)
    entries = actions(menu)
    menu.aboutToShow.emit()
    assert [name for name, action in entries.items() if name and action.isEnabled()] == []
    ids = window.map.content.songs.ids[5:9]
    state.select(ids, "test")
    menu.aboutToShow.emit()
    with qtbot.waitSignal(state.pins_changed, timeout=60_000):
        entries["Pin the selection here"].trigger()
    state.select((), "test")
    menu.aboutToShow.emit()
    assert not entries["Unpin the selection"].isEnabled()
    entries["Select pinned songs"].trigger()
    assert state.selection.tolist() == sorted(ids.tolist())
    with qtbot.waitSignal(state.pins_changed, timeout=60_000):
        entries["Unpin all"].trigger()
    assert pinned(window) == [] and not pins.stored(db)


def test_a_pinned_song_that_leaves_is_not_shown_as_pinned(window, qtbot, db):
    song = int(window.map.content.songs.ids[0])
    with qtbot.waitSignal(window.state.pins_changed, timeout=60_000):
        window.state.pin_requested.emit(np.array([song]))
    removals.remove(db, [song])
    with qtbot.waitSignal(window.state.pins_changed, timeout=60_000):
        window.state.change_library(Changes(removed=frozenset([song])))
    assert pinned(window) == [] and len(pins.stored(db)) == 1
