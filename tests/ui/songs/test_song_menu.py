"""The menu of songs, in the table and on the map: what each entry asks for, and of which songs."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from organizer.ui.songs import song_menu
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def session(qtbot, quiet_sound, open_window, db):
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    session = open_window()
    content = session.window.map.content
    qtbot.waitUntil(lambda: content.songs is not None and not session.state.jobs.running(), timeout=60_000)
    return session


def entries(menu):
    """What can be chosen, in the menus inside it too."""
    found = {}
    for action in menu.actions():
        if action.menu() is not None and "files" in action.text():
            found |= entries(action.menu())
        elif action.text():
            found[action.text().replace("&", "")] = action
    return found


def popped_up(widget):
    """The menu that the right button opens."""
    point = QPoint(60, 60)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, widget.mapToGlobal(point))
    QApplication.sendEvent(widget, event)
    menus = widget.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return menus[-1] if menus else None


def test_every_entry_is_about_the_songs_that_were_given(state, qtbot):
    asked = []
    for ids in (np.array([3]), np.array([5, 2])):
        menu = QMenu()
        qtbot.addWidget(menu)
        song_menu.fill(menu, state, ids, lambda name, ids=ids: asked.append((name, state.selection.tolist())))
        found = entries(menu)
        for text, signal in (
            ("Play", state.queue_requested),
            ("Play next", state.play_next_requested),
            ("Add to playlist", state.playlist_add_requested),
        ):
            with qtbot.waitSignal(signal) as told:
                found[text].trigger()
            assert told.args[0].tolist() == ids.tolist()
        with qtbot.waitSignal(state.radio_requested) as told:
            found["Start radio"].trigger()
        assert told.args[0].tolist() == ids.tolist()
        with qtbot.waitSignal(state.new_playlist_requested) as told:
            found["Make playlist"].trigger()
        assert told.args[1].tolist() == ids.tolist()
        assert ("Play the telling part" in found) == (len(ids) == 1)
        assert ("Songs like this" in found) == (len(ids) == 1) != ("Songs like these" in found)
        for name, for_one, for_several in song_menu.ON_SELECTION:
            if name:
                state.select((), "test")
                found[(for_one if len(ids) == 1 else for_several).replace("&", "")].trigger()
                assert asked.pop() == (name, sorted(ids.tolist()))


def test_what_the_menu_asks_the_window_can_do(session):
    for name, *_ in song_menu.ON_SELECTION:
        assert not name or session.window.actions_[name].isEnabled()


def test_on_the_map_it_is_about_the_song_the_cell_or_the_selection(session, qtbot):
    view, state = session.window.map, session.state
    songs, camera = view.content.songs, view.canvas.camera

    def at(place):
        x, y = camera.nearest_copy(float(songs.x[place]), float(songs.y[place]))
        return QPointF(x, y)

    def asked(menu):
        with qtbot.waitSignal(state.play_next_requested) as told:
            entries(menu)["Play next"].trigger()
        return told.args[0].tolist()

    lone = int(songs.ids[4])
    assert asked(view.menu_at(at(4))) == [lone]
    state.select([lone, int(songs.ids[30])], "test")
    assert asked(view.menu_at(at(4))) == sorted([lone, int(songs.ids[30])])
    assert asked(view.menu_at(at(8))) == [int(songs.ids[8])]
    cell = int(songs.cells[12])
    view.cell_cursor.set_current(cell, show=False)
    assert asked(view.menu_at(None)) == songs.ids[songs.in_cell(cell)].tolist()
    view.cell_cursor.set_current(int(np.flatnonzero(songs.counts == 0)[0]), show=False)
    assert "Play" not in entries(view.menu_at(None)) and "Whole map" in entries(view.menu_at(None))


def test_the_right_button_opens_it(session, qtbot):
    session.window.table.selectRow(3)
    menu = popped_up(session.window.table.viewport()) or popped_up(session.window.table)
    qtbot.waitUntil(menu.isVisible)
    menu.close()
    menu = popped_up(session.window.map)
    qtbot.waitUntil(menu.isVisible)
    menu.close()


def test_songs_like_several_and_the_way_to_the_map(session, qtbot):
    window, state = session.window, session.state
    seeds = window.table.tracks.ids[:3].tolist()
    state.select(seeds, "test")
    with qtbot.waitSignal(state.selection_changed, timeout=30_000):
        window.actions_["similar"].trigger()
    assert set(seeds) < set(state.selection.tolist()) and state.selection.size > 10
    window.views.open(ViewName.GROUPS)
    window.map.tools.zoom(8)
    state.select([int(window.map.content.songs.ids[0])], "test")
    window.actions_["show_on_map"].trigger()
    assert window.map.isVisible()
    x, y = window.map.canvas.camera.nearest_copy(
        float(window.map.content.songs.x[0]), float(window.map.content.songs.y[0])
    )
    assert window.map.rect().contains(QPoint(round(x), round(y)))
