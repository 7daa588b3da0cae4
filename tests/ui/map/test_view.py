"""The map, driven as a person does: hover, click, drag, wheel and keys."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

from organizer.analysis.space.landscape import landscape
from organizer.analysis.space.naming import shortened
from organizer.base.arrangement import Group, Grouping, MusicMap
from organizer.base.model import Tags
from organizer.library import maps, tracks
from organizer.library.tracks import Counts, ScannedFile
from organizer.ui.canvas import tiles
from organizer.ui.canvas.drawing import Tool
from organizer.ui.canvas.overlay import visible_places
from organizer.ui.looks import motion
from organizer.ui.map.listening import REACH
from organizer.ui.map.view import MapView
from organizer.ui.state.job_ids import Job
from organizer.work.arranging import mapping
from organizer.work.arranging.regrouping import Change
from organizer.work.jobs import JobContext
from tests.feature_table import add_table
from tests.ui.pointer import move

ROWS, COLUMNS = 6, 10


def make_map(db, count, *, toroidal=True):
    """A map of ``count`` songs, song n + 1 in cell n modulo the cells, and its landscape."""
    tracks.upsert(
        db,
        [
            ScannedFile(f"/music/{n}.mp3", 1, 1, Tags(title=f"Song {n}", genre=(f"G{n % 3}",)))
            for n in range(count)
        ],
    )
    ids = np.arange(1, count + 1, dtype=np.int64)
    cells = (ids - 1) * 7 % (ROWS * COLUMNS - 1)  # the last cell stays empty
    codebook = np.random.default_rng(0).standard_normal((ROWS * COLUMNS, 4)).astype(np.float32)
    names = tuple(f"slow · style {cell}" for cell in range(ROWS * COLUMNS))
    music_map = MusicMap(
        ROWS, COLUMNS, toroidal, 0, 1, codebook, ids, cells, names, trained_on=count, library_size=count + 5
    )
    maps.save_map(db, music_map)
    groups = (Group(0, "a", 1), Group(1, "b", 1), Group(2, "c", 1))
    grouping = Grouping("kmeans", 0, groups, np.zeros((3, 4), np.float32))
    maps.save_grouping(db, grouping, ids, ids % 3)
    return music_map, landscape(music_map)


@pytest.fixture
def show(state, qtbot):
    """Show a view with a map of so many songs."""

    def make(count=200, *, toroidal=True):
        view = MapView(state)
        qtbot.addWidget(view)
        view.resize(900, 560)
        view.show()
        qtbot.waitUntil(view.isVisible)
        with qtbot.waitSignal(view.content.shown):
            state.set_map(*make_map(state.db, count, toroidal=toroidal))
        view.setFocus()
        return view

    return make


def point_of(view, place):
    """Where a song is seen."""
    songs = view.content.songs
    x, y = view.canvas.camera.to_screen(float(songs.x[place]), float(songs.y[place]))
    return QPoint(round(x), round(y))


def point_in(view, cell):
    return view.canvas.cell_rect(cell).center()


def picture(view, qtbot):
    view.update()
    qtbot.waitUntil(lambda: view.grab().isNull() is False and view.settled)
    return view.grab().toImage()


def different(a: QImage, b: QImage) -> int:
    def bits(image):
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4).astype(int)

    return int((np.abs(bits(a) - bits(b)).max(2) > 12).sum())


def drag(view, qtbot, start, end, button=Qt.MouseButton.LeftButton, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.mousePress(view, button, modifier, start)
    for step in range(1, 5):
        move(view, start + (end - start) * step / 4, button, modifier)
    qtbot.mouseRelease(view, button, modifier, end)


def wheel(view, point, delta):
    at = QPointF(point)
    event = QWheelEvent(
        at,
        view.mapToGlobal(at),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def songs_of(view, cell):
    return sorted(view.content.songs.ids[view.content.songs.in_cell(cell)].tolist())


def test_click_selects_the_songs_of_a_cell(show, state, qtbot):
    view = show()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_in(view, 23))
    original = view.content.songs.original[23]
    music_map = state.music_map
    assert state.selection.tolist() == sorted(music_map.track_ids[music_map.cells == original].tolist())
    assert state.selection.size


def test_ctrl_click_adds_and_a_click_on_an_empty_cell_clears(show, state, qtbot):
    view = show()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_in(view, 23))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, point_in(view, 35))
    assert state.selection.tolist() == sorted(songs_of(view, 23) + songs_of(view, 35))
    empty = int(np.flatnonzero(view.content.songs.counts == 0)[0])
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_in(view, empty))
    assert not state.selection.size


def test_rectangle_selects_what_is_in_it(show, state, qtbot):
    view = show()
    cell = view.canvas.cell_rect
    drag(view, qtbot, cell(12).topLeft(), cell(23).bottomRight(), modifier=Qt.KeyboardModifier.ShiftModifier)
    assert state.selection.tolist() == sorted(
        song for cell in (12, 13, 22, 23) for song in songs_of(view, cell)
    )


def test_rectangle_over_the_seam_selects_on_both_sides(show, state, qtbot):
    view = show()
    view.tools.choose_tool(Tool.RECTANGLE)
    view.tools.pan(view.width() / 2, 0)
    middle = view.width() // 2
    drag(view, qtbot, QPoint(middle - 20, 0), QPoint(middle + 20, view.height() - 1))
    songs = view.content.songs
    columns = set((songs.cells[songs.places_of(state.selection)] % COLUMNS).tolist())
    assert columns == {0, COLUMNS - 1}


def test_arrows_walk_around_the_torus_and_enter_selects(show, state, qtbot):
    view = show()
    view.cell_cursor.set_current(0)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.cell_cursor.current == COLUMNS - 1
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.cell_cursor.current == ROWS * COLUMNS - 1
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert state.selection.tolist() == songs_of(view, view.cell_cursor.current)
    assert f"Row {ROWS}, column {COLUMNS}" in view.accessibleDescription()


def test_arrows_stop_at_the_edge_of_a_plane(show, qtbot):
    view = show(toroidal=False)
    view.cell_cursor.set_current(0)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.cell_cursor.current == 0


def test_plane_ends_and_does_not_pan_away(show):
    view = show(toroidal=False)
    assert view.canvas.cell_at(QPointF(2, 2)) is None
    before = point_in(view, 0)
    view.tools.pan(500, 300)
    assert point_in(view, 0) == before


def test_wheel_zooms_around_the_pointer_and_home_shows_all(show, qtbot):
    view = show()
    point = QPointF(300, 200)
    before = view.canvas.camera.to_world(point.x(), point.y())
    wheel(view, point, 600)
    assert view.canvas.camera.zoom > 2
    assert view.canvas.camera.to_world(point.x(), point.y()) == pytest.approx(before)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.canvas.camera.zoom == 1


def test_panning_once_around_comes_back_to_the_same_cell_and_picture(show, qtbot):
    view = show()
    cell, before = view.canvas.cell_at(QPointF(430, 300)), picture(view, qtbot)
    drag(view, qtbot, QPoint(20, 100), QPoint(470, 100), Qt.MouseButton.MiddleButton)
    assert view.canvas.cell_at(QPointF(430, 300)) == (cell // COLUMNS) * COLUMNS + (cell - 5) % COLUMNS
    assert different(before, picture(view, qtbot)) > 100_000
    drag(view, qtbot, QPoint(20, 100), QPoint(470, 100), Qt.MouseButton.MiddleButton)
    view.cell_cursor.leave()
    assert view.canvas.cell_at(QPointF(430, 300)) == cell
    assert picture(view, qtbot) == before


def test_a_drag_moves_the_map_and_selects_nothing(show, state, qtbot):
    view = show()
    before = view.canvas.camera.x
    drag(view, qtbot, QPoint(300, 100), QPoint(400, 100))
    assert view.canvas.camera.x == pytest.approx((before - 100 / view.canvas.camera.cell_width) % COLUMNS)
    assert not state.selection.size and view.cell_cursor.current is None


def test_the_whole_torus_is_shown_once_and_no_smaller(show, qtbot):
    view = show()
    for _ in range(5):
        qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.canvas.camera.zoom == 1


def touch(view, fingers, keys=Qt.KeyboardModifier.NoModifier):
    """Two fingers on a touchpad moved by so many pixels."""
    at = QPointF(300, 200)
    phase, still = Qt.ScrollPhase.ScrollUpdate, Qt.MouseButton.NoButton
    event = QWheelEvent(at, view.mapToGlobal(at), fingers, fingers * 2, still, keys, phase, False)
    QApplication.sendEvent(view, event)


def test_two_fingers_pan_and_with_ctrl_or_a_pinch_they_zoom(show):
    view = show()
    camera = view.canvas.camera
    x, y = camera.x, camera.y
    touch(view, QPoint(30, -20))
    assert camera.zoom == 1
    assert camera.x == pytest.approx((x - 30 / camera.cell_width) % COLUMNS)
    assert camera.y == pytest.approx((y + 20 / camera.cell_height) % ROWS)
    touch(view, QPoint(0, 40), Qt.KeyboardModifier.ControlModifier)
    zoomed = camera.zoom
    assert zoomed > 1
    at = QPointF(300, 200)
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        view.mapToGlobal(at),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(view, pinch)
    assert camera.zoom == pytest.approx(zoomed * 1.25)


def test_the_frame_of_the_current_cell_goes_with_the_keyboard(show, qtbot):
    view = show()
    view.clearFocus()
    without = picture(view, qtbot)
    view.setFocus()
    view.cell_cursor.set_current(23, show=False)
    assert different(without, picture(view, qtbot)) > 100
    view.clearFocus()
    assert picture(view, qtbot) == without


def test_space_drag_pans_and_a_tap_asks_to_play(show, state, qtbot):
    view = show()
    before = view.canvas.camera.x
    qtbot.keyPress(view, Qt.Key.Key_Space)
    drag(view, qtbot, QPoint(100, 100), QPoint(200, 100))
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert view.canvas.camera.x == pytest.approx((before - 100 / view.canvas.camera.cell_width) % COLUMNS)
    assert not state.selection.size
    with qtbot.waitSignal(view.tools.play_pause_requested):
        qtbot.keyClick(view, Qt.Key.Key_Space)


def test_proposed_groups_are_shown_until_they_are_not(show, state, qtbot):
    view = show(200)
    view.content.set_colour("group")
    groups, before = view.content.songs.groups, picture(view, qtbot)
    numbers = np.arange(200) % 2
    change = Change((), maps.load_grouping(state.db), 200, 200, 0, 0, (), np.arange(1, 201), numbers)
    state.set_preview(change)
    assert "groups as proposed" in view.content.status
    assert view.content.songs.groups[view.content.songs.ids == 2].tolist() == [1]
    assert different(before, picture(view, qtbot))
    state.set_preview(None)
    assert np.array_equal(view.content.songs.groups, groups) and "proposed" not in view.content.status


def test_the_whole_name_of_an_island_is_in_tooltip_card_and_words(show, state, qtbot, monkeypatch):
    view = show(400)
    whole = "A name that is far too long for the map"
    labels = tuple(replace(label, text=shortened(whole), name=whole) for label in state.landscape.labels[:1])
    state.set_labels(replace(state.landscape, labels=labels, regions=(whole,) * (ROWS * COLUMNS)))
    qtbot.waitUntil(lambda: view.content.labels == labels, timeout=30_000)
    picture(view, qtbot)
    places = [rect for rect, name in view.canvas._written if name == whole]
    shown = []
    monkeypatch.setattr(
        "organizer.ui.map.view.QToolTip.showText", lambda _at, text, _over: shown.append(text)
    )
    for point in (places[0].center().toPoint(), QPoint(1, 1)):
        view.cell_cursor.leave()
        QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert shown == [f"{whole}: 400 songs"]
    move(view, point_in(view, 23))
    assert f"on “{whole}”" in view.cell_cursor.card.text
    view.cell_cursor.set_current(23)
    assert f", on “{whole}”. " in view.accessibleDescription()


def test_the_name_of_an_island_stands_for_its_songs(show, state, qtbot):
    view = show(400)
    northern = np.isin(np.arange(ROWS * COLUMNS), [3, 4, 5, 13, 14, 15])
    regions = tuple("North" if inside else "South" for inside in northern)
    labels = tuple(
        replace(state.landscape.labels[0], text=text, name=text, row=row, column=4.5)
        for text, row in (("North", 0.5), ("South", 3.5))
    )
    state.set_labels(replace(state.landscape, labels=labels, regions=regions))
    qtbot.waitUntil(lambda: view.content.labels == labels, timeout=30_000)
    picture(view, qtbot)
    songs = view.content.songs
    north = sorted(songs.ids[northern[songs.cells]].tolist())
    at = next(rect for rect, name in view.canvas._written if name == "North").center().toPoint()
    move(view, at)
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert not view.cell_cursor.card.isVisible()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert state.selection.tolist() == north
    meant = view.tools.songs_meant(QPointF(at))
    assert meant.title == f"North · {len(north)} songs" and meant.name == "North"
    assert sorted(meant.ids.tolist()) == north
    zoom = next(a for a in view.menu_at(QPointF(at)).actions() if "Zoom" in a.text().replace("&", ""))
    for look_closer in (zoom.trigger, lambda: qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)):
        view.tools.fit()
        picture(view, qtbot)
        look_closer()
        assert view.canvas.camera.zoom > 1.2
        seen = view.canvas.songs.ids[visible_places(view.canvas.camera, songs)]
        assert set(north) <= set(seen.tolist())


def test_what_is_looked_over_may_lie_on_the_seam(show):
    view = show(200)
    songs, camera = view.content.songs, view.canvas.camera
    on_seam = np.flatnonzero((songs.x < 1.5) | (songs.x > COLUMNS - 1.5))
    left, _top, right, _bottom = songs.extent(on_seam)
    assert right - left <= 3
    view.tools.look_over(songs.ids[on_seam])
    assert set(on_seam) <= set(visible_places(camera, songs)) and min(camera.x, COLUMNS - camera.x) < 1.5


def test_hover_card_names_the_cell_and_its_songs(show):
    view = show(400)
    move(view, point_in(view, 23))
    count = int(view.content.songs.counts[23])
    assert view.cell_cursor.hovered == 23
    assert view.cell_cursor.card.isVisible()
    assert view.cell_cursor.card.heading == f"{count} songs"
    assert view.cell_cursor.card.subheading == f"slow · style {view.content.songs.original[23]}"
    assert len(view.cell_cursor.card.titles) == 3
    assert f"and {count - 3} more" in view.cell_cursor.card.text
    view.tools.pan(5, 0)
    assert not view.cell_cursor.card.isVisible()


def test_double_click_plays_the_nearest_song(show, state, qtbot):
    view = show()
    place = 40
    with qtbot.waitSignal(state.preview_requested) as played:
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=point_of(view, place))
    assert played.args == [int(view.content.songs.ids[place])]


@pytest.fixture
def listen(show, state):
    """A map on which one listens, and the place of a song on the screen."""
    view = show()
    state.set_settings(replace(state.settings, listen_on_map=True))

    return view, lambda number: point_of(view, number)


def test_listening_asks_for_the_song_near_the_pointer_and_ends_when_it_leaves(listen, state, qtbot):
    view, place = listen
    asked = []
    state.audition_requested.connect(asked.append)
    first, last = int(view.content.songs.ids[40]), int(view.content.songs.ids[77])
    with qtbot.waitSignal(state.audition_requested) as wanted:
        move(view, place(13))  # in passing: is not heard
        move(view, place(40))
    assert wanted.args == [first]
    with qtbot.waitSignal(state.audition_requested) as wanted:
        move(view, place(77))
    assert wanted.args == [last]
    with qtbot.waitSignal(state.audition_ended) as ended:
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert ended.args == [True] and asked == [first, last]


def test_listening_reaches_some_pixels_and_no_farther(listen, state, qtbot):
    view, _ = listen
    view.tools.zoom(6.0)
    songs, camera = view.content.songs, view.canvas.camera
    spots = [QPoint(x, y) for x in range(20, view.width() - 20, 8) for y in range(20, view.height() - 20, 8)]

    def away(spot: QPoint) -> float:
        return songs.nearest(*camera.to_world(spot.x(), spot.y()))[1] * camera.cell_width

    near = next(spot for spot in spots if 15 < away(spot) < REACH - 2)
    far = next(spot for spot in spots if away(spot) > REACH + 4)
    with qtbot.waitSignal(state.audition_requested):
        move(view, near)
    with qtbot.waitSignal(state.audition_ended) as ended:
        move(view, far)
    assert ended.args == [False]  # still on the map


def test_listening_follows_the_arrow_keys_and_stops_when_it_is_switched_off(listen, state, qtbot):
    view, _ = listen
    with qtbot.waitSignal(state.audition_requested) as wanted:
        qtbot.keyClick(view, Qt.Key.Key_Right)
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert wanted.args[0] in songs_of(view, view.cell_cursor.current)
    with qtbot.waitSignal(state.audition_ended):
        state.set_settings(replace(state.settings, listen_on_map=False))
    for leaving in (lambda: view.hide(), lambda: QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))):
        with qtbot.waitSignal(state.audition_ended) as ended:
            leaving()
        assert ended.args == [True]


def test_enter_and_a_double_click_go_on_with_what_is_heard(listen, state, qtbot):
    view, place = listen
    view.cell_cursor.set_current(int(view.content.songs.cells[40]), show=False)
    state.set_audition(int(view.content.songs.ids[40]))
    assert view.content.playing() == 40
    with qtbot.waitSignal(state.audition_kept), qtbot.assertNotEmitted(state.selection_changed):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(state.audition_kept), qtbot.assertNotEmitted(state.preview_requested):
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place(40))
    state.set_audition(None)
    with qtbot.waitSignal(state.selection_changed):
        qtbot.keyClick(view, Qt.Key.Key_Return)  # selects the songs of the cell again


def test_a_hint_offers_to_listen_once(show, state, qtbot):
    state.set_settings(replace(state.settings, listen_hint=True))
    view = show()
    assert view.hint.isVisible() and not view.listen_switch.isChecked()
    qtbot.mouseClick(view.hint.close_button, Qt.MouseButton.LeftButton)
    assert not view.hint.isVisible() and not state.settings.listen_hint and not state.settings.listen_on_map
    view.hint.offer(True)
    assert not view.hint.isVisible()
    state.set_settings(replace(state.settings, listen_hint=True))
    view.hint.offer(True)
    qtbot.mouseClick(view.hint.button, Qt.MouseButton.LeftButton)
    assert state.settings.listen_on_map and not view.hint.isVisible() and view.listen_switch.isChecked()


def test_the_hint_waits_until_the_map_has_stopped_growing(show, state, qtbot):
    state.set_settings(replace(state.settings, listen_hint=True))
    ended = threading.Event()
    state.jobs.start(Job.ANALYSIS, lambda _context: ended.wait(60))
    view = show()
    assert not view.hint.isVisible()
    ended.set()
    qtbot.waitUntil(view.hint.isVisible)
    view.hint._rested()  # the map was drawn meanwhile: it stays
    assert view.hint.isVisible()


def test_the_switch_listens_and_says_why_nothing_can_be_heard(show, state, qtbot):
    switch = show().listen_switch
    assert switch.text() == "Listen while wandering" and not switch.icon().isNull()
    switch.click()
    assert state.settings.listen_on_map
    switch.set_problem("No sound device was found")
    assert "no sound" in switch.text() and switch.toolTip() == "No sound device was found"
    switch.click()
    assert not state.settings.listen_on_map
    switch.set_problem("")
    assert "no sound" not in switch.text() and "Ctrl+Shift+L" in switch.toolTip()


def test_selection_from_elsewhere_is_drawn(show, state, qtbot):
    view = show()
    before = picture(view, qtbot)
    state.select([3, 50, 120], "table")
    after = picture(view, qtbot)
    assert different(before, after) > 100
    state.select((), "table")
    assert different(before, picture(view, qtbot)) == 0


@pytest.mark.parametrize("toroidal", [True, False])
def test_pieces_of_any_size_show_the_same(show, state, qtbot, monkeypatch, toroidal):
    view = show(toroidal=toroidal)
    state.select(range(1, 200, 3), "table")
    whole = picture(view, qtbot)
    monkeypatch.setattr(tiles, "_CROWD", 1)
    view.tools.zoom(2.0)
    view.tools.fit()
    view.canvas._tiles.set_scene(None)
    view.content._new_scene()
    assert tiles._side(200, 900 * 560) < tiles._LARGEST
    assert different(whole, picture(view, qtbot)) == 0


def test_show_selection_looks_at_songs_out_of_sight(show, state):
    view = show()
    songs, camera = view.content.songs, view.canvas.camera
    view.tools.zoom(6.0)
    place = int(np.argmin(songs.x + songs.y))  # in a corner
    before = (camera.x, camera.y)
    state.select([int(songs.ids[place])], "table")
    assert (camera.x, camera.y) == before  # a selection alone does not jump
    view.actions_by_name["show_selection"].trigger()
    assert (camera.x, camera.y) == pytest.approx((songs.x[place], songs.y[place]))


def test_every_layer_and_colour_changes_the_picture(show, qtbot):
    view = show()
    islands = picture(view, qtbot)
    for layer in ("umatrix", "groups", "density", "plane:tempo", "added"):
        view.content.set_layer(layer)
        assert different(islands, picture(view, qtbot)) > 10_000
    view.content.set_layer("islands")
    view.content.set_colour("none")
    assert different(islands, picture(view, qtbot)) > 500


def test_song_that_plays_is_marked(show, state, qtbot):
    view = show()
    before = picture(view, qtbot)
    state.set_current_track(60)
    assert different(before, picture(view, qtbot)) > 20
    state.set_current_track(None)
    assert different(before, picture(view, qtbot)) == 0


def test_nothing_moves_by_itself_where_that_is_not_wanted(show, state, qtbot, monkeypatch):
    view = show(200)
    monkeypatch.setattr(motion._Wanted, "chosen", motion.LESS)
    before = picture(view, qtbot)
    state.set_current_track(int(view.content.songs.ids[50]))
    shown = picture(view, qtbot)
    assert different(before, shown) and not view._pulse.isActive()
    assert not different(shown, picture(view, qtbot))


def test_escape_leaves_the_cell_then_the_selection(show, state, qtbot):
    view = show()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_in(view, 23))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.cell_cursor.current is None
    assert state.selection.size
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not state.selection.size


def test_without_a_map_it_says_what_it_waits_for(state, qtbot):
    view = MapView(state)
    qtbot.addWidget(view)
    view.show()
    assert "Add some music" in view.content.status
    with qtbot.waitSignal(view.add_requested):
        qtbot.mouseClick(view._button, Qt.MouseButton.LeftButton)
    state.set_counts(Counts(all=40, analyzed=5, failed=0, away=0, waiting=35))
    assert view.content.status.endswith("5 of 12.") and view.content.awaited == (5, 12)
    few = view.grab().toImage()
    state.set_counts(Counts(all=40, analyzed=9, failed=0, away=0, waiting=31))
    assert view.content.awaited == (9, 12) and view.grab().toImage() != few  # more dots are filled
    state.set_counts(Counts(all=9, analyzed=9, failed=0, away=0, waiting=0))
    assert view.content.awaited is None and view.content.needs_songs  # none is on its way
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("count", [1, 12, 10_000])
@pytest.mark.parametrize("toroidal", [True, False])
def test_any_number_of_songs(show, state, qtbot, count, toroidal):
    view = show(count, toroidal=toroidal)
    assert view.content.songs.count == count
    assert view.content.status == f"Built from {count:,} of {count + 5:,} songs"
    before = picture(view, qtbot)
    state.select(range(1, count + 1), "table")
    assert different(before, picture(view, qtbot)) > 10


def test_picture_is_exported_at_any_size(show, state, qtbot, tmp_path):
    view = show()
    with qtbot.waitSignal(state.message):
        view.export(str(tmp_path / "map.png"), QSize(800, 500))
    assert QImage(str(tmp_path / "map.png")).size() == QSize(800, 500)


def test_every_number_of_the_library_is_a_layer_and_a_colour(state, qtbot, tmp_path):
    ids = add_table(state.db, tmp_path, 30)
    shown = mapping.build_map(JobContext(), state.db)
    view = MapView(state)
    qtbot.addWidget(view)
    view.resize(900, 560)
    view.show()
    with qtbot.waitSignal(view.content.choices_changed, timeout=60_000):
        state.set_map(shown, None, None)
    both = set(view.content.layers) & set(view.content.colours)
    assert {"plane:popularity", "plane:danceability", "plane:acousticness"} <= both
    assert "plane:brightness" in view.content.layers  # always there
    before = picture(view, qtbot)
    view.content.set_layer("plane:popularity")
    qtbot.waitUntil(lambda: "popularity" in view.content.songs.values, timeout=60_000)
    assert different(before, picture(view, qtbot)) > 10_000
    assert view.content.legends[0].title == "Popularity" and view.content.songs.ids.size == len(ids)
    view.content.set_colour("plane:danceability")
    qtbot.waitUntil(lambda: "danceability" in view.content.songs.values, timeout=60_000)
    assert view.content.legends[1].title == "Danceability (estimate)"
