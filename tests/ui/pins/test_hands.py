"""Pins on the map: a pinned song is dragged to another place, others are not."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from organizer.library.places import pins
from organizer.ui.canvas.drawing import Tool
from organizer.ui.pins.offer import RebuildOffer
from organizer.work.arranging.places import pinning
from tests.ui.pins.test_wiring import pinned
from tests.ui.pointer import move


@pytest.fixture
def song(window, qtbot):
    """A pinned song, in the middle of the window."""
    songs = window.map.content.songs
    at = songs.count // 2
    window.map.canvas.camera.look_at(float(songs.x[at]), float(songs.y[at]))
    song = int(songs.ids[at])
    with qtbot.waitSignal(window.state.pins_changed, timeout=60_000):
        window.state.pin_requested.emit(np.array([song]))
    return song


def on_screen(window, song) -> QPoint:
    songs = window.map.content.songs
    at = int(songs.places_of(np.array([song]))[0])
    x, y = window.map.canvas.camera.to_screen(float(songs.x[at]), float(songs.y[at]))
    return QPoint(round(x), round(y))


def drag(qtbot, view, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        move(view, start + (end - start) * share, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


@pytest.mark.parametrize("above", [0, 13])
def test_a_drag_takes_a_pinned_song_elsewhere_and_the_map_follows_when_it_is_built(
    window,
    qtbot,
    db,
    song,
    above,
):
    view, later = window.map, window._later
    start = on_screen(window, song) - QPoint(0, above)
    looked = view.canvas.camera.look
    before = pins.listed(db).places[0]
    with qtbot.waitSignal(window.state.pins_changed, timeout=60_000):
        drag(qtbot, view, start, start + QPoint(150, 90))
    assert view.canvas.camera.look == looked  # the map itself was not moved
    size = np.array([view.content.songs.rows, view.content.songs.columns])
    moved = (pins.listed(db).places[0] - before) * size
    moved -= size * np.rint(moved / size)
    camera = view.canvas.camera
    assert moved == pytest.approx([90 / camera.cell_height, 150 / camera.cell_width], abs=0.6)
    assert later.pins.offer.isVisibleTo(view)
    view.grab()
    offer: RebuildOffer = later.pins.offer
    qtbot.mouseClick(offer.close_button, Qt.MouseButton.LeftButton)
    assert not offer.isVisibleTo(view)
    offer.offer()
    with qtbot.waitSignal(window.state.map_changed, timeout=60_000):
        qtbot.mouseClick(offer.button, Qt.MouseButton.LeftButton)
    assert not offer.isVisibleTo(view)
    assert pinning.off_places(db).max() <= 1.0


def test_where_a_pin_waits_its_head_and_a_thread_are_seen(window, qtbot, song):
    view, hands = window.map, window._later.pins.hands
    assert np.abs(hands.shown.pins - hands.shown.songs).max() < 0.01
    start = on_screen(window, song)
    with qtbot.waitSignal(window.state.pins_changed, timeout=60_000):
        drag(qtbot, view, start, start - QPoint(180, 60))
    before = view.grab().toImage()
    assert np.abs(hands.shown.pins - hands.shown.songs).max() > 1.0
    window._later.pins.unpin_all()
    qtbot.waitUntil(lambda: pinned(window) == [])
    assert view.grab().toImage() != before and hands.shown is None


def test_a_click_on_a_pinned_song_selects_its_cell_and_esc_lets_go(window, qtbot, db, song):
    view, start = window.map, on_screen(window, song)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=start)
    assert song in window.state.selection
    before = pins.stored(db)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    move(view, start + QPoint(80, 10), Qt.MouseButton.LeftButton)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(80, 10))
    assert pins.stored(db) == before and not window._later.pins.offer.isVisibleTo(view)


def test_other_songs_and_other_tools_do_what_they_did(window, qtbot, db, song):
    view, start = window.map, on_screen(window, song)
    before = pins.stored(db)
    view.tools.choose_tool(Tool.RECTANGLE)
    drag(qtbot, view, start, start + QPoint(120, 90))
    view.tools.choose_tool(Tool.MOVE)
    window.state.select((), "test")
    looked = view.canvas.camera.look
    drag(qtbot, view, start + QPoint(60, 40), start + QPoint(140, 80))
    assert view.canvas.camera.look != looked
    assert pins.stored(db) == before
