"""Regions in the window, from the lasso to undo."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from organizer.library.places import regions
from organizer.library.playlists import playlists
from organizer.ui.canvas.drawing import Tool
from organizer.ui.regions.work import RegionWork
from organizer.ui.songs import song_menu
from organizer.work.arranging import mapping
from organizer.work.arranging import regions as edits
from organizer.work.jobs import JobContext
from tests.ui.pointer import move
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def window(qtbot, quiet_sound, open_window, db):
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    made(db)
    window = open_window().window
    qtbot.waitUntil(lambda: window.map.content.songs is not None, timeout=60_000)
    qtbot.waitUntil(lambda: window.state.regions is not None, timeout=60_000)
    window.resize(1280, 800)
    return window


def listed(window):
    return [(drawn.region.name, drawn.region.size) for drawn in window.state.regions]


def name(qtbot, window, text: str) -> None:
    """Type the name of what is selected, as the button of the toolbox asks."""
    qtbot.mouseClick(window.map.toolbox.region, Qt.MouseButton.LeftButton)
    dialog = window._later.regions.dialog
    qtbot.waitUntil(dialog.isVisible)
    qtbot.keyClicks(dialog.field, text)
    with qtbot.waitSignal(window.state.regions_changed, timeout=60_000):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)


def work_of(window) -> RegionWork:
    return window._later.regions.work


def drawn(qtbot, window) -> None:
    """Wait for the outlines."""
    qtbot.waitUntil(lambda: all(one.parts for one in window.state.regions), timeout=60_000)


def actions(menu: QMenu) -> dict[str, object]:
    texts = {action.text().replace("&", ""): action for action in menu.actions()}
    for action in menu.actions():
        if action.menu() is not None:
            texts |= actions(action.menu())
    return texts


def test_songs_in_a_lasso_get_a_name_an_outline_and_a_place_in_the_side_bar(window, qtbot):
    view, state = window.map, window.state
    view.tools.choose_tool(Tool.LASSO)
    points = [
        QPoint(
            round(view.width() * (0.3 + 0.2 * math.cos(k))), round(view.height() * (0.5 + 0.4 * math.sin(k)))
        )
        for k in (step / 5 for step in range(32))
    ]
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        move(view, point, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=points[-1])
    chosen = state.selection
    assert len(chosen) > 3
    name(qtbot, window, "late night")
    assert listed(window) == [("late night", len(chosen))]
    drawn(qtbot, window)
    before = view.grab().toImage()
    state.select((), "test")
    number = state.regions[0].region.number
    (sign, shown) = view.canvas.regions._signs[0]
    assert view.canvas.regions.at(sign.center()) is shown is state.regions[0]
    assert view.tools.songs_meant(sign.center()).ids.tolist() == chosen.tolist()
    view.tools.choose_tool(Tool.MOVE)
    with qtbot.waitSignal(state.selection_changed):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=sign.center().toPoint())
    assert state.selection.tolist() == chosen.tolist()
    row = window.sidebar._rows[f"region {number}"]
    assert not row.parent().isHidden()
    state.select((), "test")
    with qtbot.waitSignal(state.matches_changed):
        window.sidebar.setCurrentItem(row)
    assert state.matches.tolist() == chosen.tolist()
    qtbot.waitUntil(lambda: state.selection.tolist() == chosen.tolist())
    work_of(window).change("Delete {}".format, edits.remove, number)
    qtbot.waitUntil(lambda: not state.regions)
    assert state.scope == "" and before != view.grab().toImage()


def test_a_name_that_is_there_adds_the_songs_and_nothing_selected_says_so(window, qtbot):
    state = window.state
    with qtbot.waitSignal(state.message):
        window.actions_["name_region"].trigger()
    state.select(range(1, 5), "test")
    name(qtbot, window, "Late")
    state.select(range(4, 9), "test")
    name(qtbot, window, "LATE")
    qtbot.waitUntil(lambda: listed(window) == [("Late", 8)])


def test_changes_can_be_taken_back_and_made_again(window, qtbot):
    state, work = window.state, work_of(window)
    state.select(range(1, 11), "test")
    name(qtbot, window, "a")
    number = state.regions[0].region.number
    steps = (
        ("take", lambda: state.region_edit_requested.emit("take", number, state.selection[:4]), [("a", 6)]),
        ("rename", lambda: work.change("Rename {}".format, edits.rename, number, "b"), [("b", 6)]),
        ("delete", lambda: work.change("Delete {}".format, edits.remove, number), []),
    )
    for _what, do, after in steps:
        do()
        qtbot.waitUntil(lambda after=after: listed(window) == after)
    for after in ([("b", 6)], [("a", 6)], [("a", 10)], []):
        window.undo.undo()
        qtbot.waitUntil(lambda after=after: listed(window) == after)
    for after in ([("a", 10)], [("a", 6)], [("b", 6)], []):
        window.undo.redo()
        qtbot.waitUntil(lambda after=after: listed(window) == after)


def test_the_menus_do_what_they_say(window, qtbot):
    state = window.state
    state.select(range(1, 11), "test")
    name(qtbot, window, "a")
    number = state.regions[0].region.number
    state.select(range(11, 13), "test")
    menu = actions(window.sidebar.menu_for(f"region {number}"))
    menu["Add the selection"].trigger()
    qtbot.waitUntil(lambda: listed(window) == [("a", 12)])
    menu["Sky blue"].trigger()
    qtbot.waitUntil(lambda: state.regions[0].region.colour == 1)
    menu["Keep as a playlist that tops itself up"].trigger()
    qtbot.waitUntil(lambda: state.regions[0].region.playlist == "a")
    assert len(playlists.load(state.db, "a")) == 12
    songs = QMenu()
    qtbot.addWidget(songs)
    song_menu.fill(songs, state, state.selection, window.actions_["name_region"].trigger)
    entries = actions(songs)
    assert "Add to “a”" not in entries
    entries["Take out of “a”"].trigger()
    qtbot.waitUntil(lambda: listed(window) == [("a", 10)])
    qtbot.waitUntil(lambda: len(playlists.load(state.db, "a")) == 10, timeout=60_000)
    menu = actions(window.sidebar.menu_for(f"region {number}"))
    menu["Keep “a” topped up no more"].trigger()
    qtbot.waitUntil(lambda: state.regions[0].region.playlist == "")
    menu["Rename…"].trigger()
    dialog = window._later.regions.dialog
    qtbot.keyClicks(dialog.field, "b")
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: listed(window) == [("b", 10)])
    menu["Delete"].trigger()
    qtbot.waitUntil(lambda: not state.regions)


def test_songs_that_come_join_and_can_be_selected(window, qtbot):
    state, db = window.state, window.state.db
    state.select(range(1, 61, 3), "test")
    name(qtbot, window, "a")
    add_songs(db, 6, first=60)
    mapping.place_new(db)
    work_of(window).refresh()
    qtbot.waitUntil(lambda: state.regions[0].region.joined == 2, timeout=60_000)
    number = state.regions[0].region.number
    actions(window.sidebar.menu_for(f"region {number}"))["Select what joined (2)"].trigger()
    assert state.selection.tolist() == [61, 64]
    assert regions.members(db, number).joined.sum() == 2


def test_the_table_lists_a_region_as_it_is(window, qtbot):
    state = window.state
    state.select(range(1, 11), "test")
    name(qtbot, window, "a")
    window.search.setText("region:a")
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 10)
    state.region_edit_requested.emit("take", state.regions[0].region.number, state.selection[:3])
    qtbot.waitUntil(lambda: len(window.table.tracks.ids) == 7)
