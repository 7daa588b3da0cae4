"""Journeys, driven as a person does: tool, clicks, drags, keys, the bar, menus, undo."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListWidget, QMenu

from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.playlists import playlists
from organizer.ui.canvas.drawing import Tool
from organizer.ui.journeys.stop_finder import StopFinder
from organizer.ui.journeys.wiring import JourneyWiring
from organizer.ui.songs import song_menu
from tests.ui.map.test_view import different, drag
from tests.ui.pointer import move

LEFT = Qt.MouseButton.LeftButton


def point_of(view, song) -> QPoint:
    songs = view.canvas.songs
    place = int(songs.places_of(np.array([song]))[0])
    x, y = view.canvas.camera.nearest_copy(float(songs.x[place]), float(songs.y[place]))
    return QPoint(round(x), round(y))


def click(o, qtbot, song) -> None:
    """Click a song on the map, from close enough that it is the nearest."""
    songs = o.view.canvas.songs
    place = int(songs.places_of(np.array([song]))[0])
    o.view.canvas.camera.look_at(float(songs.x[place]), float(songs.y[place]))
    o.asked(lambda: qtbot.mouseClick(o.view, LEFT, pos=point_of(o.view, song)))


def begin(o, qtbot, count=2) -> list[int]:
    stops = [o.ids[0], o.ids[7], o.ids[14]][:count]
    o.view.toolbox.buttons[Tool.JOURNEY].click()
    for stop in stops:
        click(o, qtbot, stop)
    return stops


def test_clicks_on_songs_draw_a_way_that_is_a_playlist_at_once(opened, qtbot):
    o = opened
    assert isinstance(o.wiring, JourneyWiring)
    plain = o.view.grab().toImage()
    stops = begin(o, qtbot, 1)
    assert o.bar.isVisible() and o.bar.picking and not o.window.playlist.ids()
    click(o, qtbot, o.ids[7])
    journey = o.journeys.journey
    assert journey.stops == (stops[0], o.ids[7]) and len(journey.ids) == 12
    assert tuple(o.window.playlist.ids()) == journey.ids
    assert o.window.playlist.name() == "From Song 0 to Song 7"
    click(o, qtbot, o.ids[14])
    assert o.journeys.journey.ids[:12] == journey.ids and len(o.window.playlist.ids()) == 18
    assert o.window.playlist.name() == "From Song 0 by way of Song 7 to Song 14"
    qtbot.mouseClick(o.bar.done, LEFT)
    assert o.view.tools.tool is Tool.MOVE and o.bar.isVisible() and not o.bar.picking
    assert o.view.toolbox.buttons[Tool.MOVE].isChecked()
    o.view.tools.fit()
    assert different(plain, o.view.grab().toImage()) > 500


def test_the_bar_changes_the_journey(opened, qtbot, quiet_sound):
    o = opened
    stops = begin(o, qtbot)
    before = o.journeys.journey
    o.asked(lambda: [qtbot.mouseClick(o.bar.more, LEFT) for _ in range(5)])
    longer = o.journeys.journey
    assert len(longer.ids) == 17 and [song for song in longer.ids if song in before.ids] == list(before.ids)
    o.asked(lambda: [qtbot.mouseClick(o.bar.fewer, LEFT) for _ in range(99)])
    assert o.journeys.journey.ids == tuple(stops) and not o.bar.fewer.isEnabled()
    o.asked(lambda: o.journeys.resize_by(10))
    others = o.journeys.journey.ids
    o.asked(lambda: qtbot.mouseClick(o.bar.again, LEFT))
    assert set(o.journeys.journey.ids) & set(others) == set(stops)
    with qtbot.waitSignal(o.state.queue_requested) as played:
        qtbot.mouseClick(o.bar.play, LEFT)
    assert tuple(played.args[0].tolist()) == o.journeys.journey.ids
    for expected in ("From Song 0 to Song 7", "From Song 0 to Song 7"):  # kept again: the same playlist
        with qtbot.waitSignal(o.window.playlist.saved_changed):
            qtbot.mouseClick(o.bar.keep, LEFT)
        assert playlists.names(o.state.db) == [expected]
    qtbot.mouseClick(o.bar.close_button, LEFT)
    assert o.journeys.shown is None and not o.bar.isVisible() and o.window.playlist.ids()


def test_another_journey_of_that_name_is_kept_beside_the_first(opened, qtbot):
    o = opened
    playlists.save(o.state.db, "From Song 0 to Song 7", o.ids[:3])
    begin(o, qtbot)
    with qtbot.waitSignal(o.window.playlist.saved_changed):
        qtbot.mouseClick(o.bar.keep, LEFT)
    assert playlists.names(o.state.db) == ["From Song 0 to Song 7", "From Song 0 to Song 7 2"]
    assert playlists.load(o.state.db, "From Song 0 to Song 7") == o.ids[:3]


def test_a_name_that_a_person_gave_stays(opened, qtbot):
    o = opened
    begin(o, qtbot)
    o.window.playlist.name_edit.setText("Night drive")
    o.asked(lambda: qtbot.mouseClick(o.bar.again, LEFT))
    o.asked(lambda: qtbot.mouseClick(o.bar.again, LEFT))
    assert o.window.playlist.name() == "Night drive"


def test_every_step_is_taken_back_and_made_again(opened, qtbot):
    o = opened
    begin(o, qtbot)
    first = o.journeys.journey
    o.asked(lambda: qtbot.mouseClick(o.bar.again, LEFT))
    second = o.journeys.journey
    o.window.undo.undo()
    assert o.journeys.journey == first and tuple(o.window.playlist.ids()) == first.ids
    o.window.undo.redo()
    assert o.journeys.journey == second
    qtbot.mouseClick(o.bar.close_button, LEFT)
    o.window.undo.undo()
    assert o.journeys.journey == second and o.bar.isVisible()
    for _ in range(3):
        o.window.undo.undo()
    assert o.journeys.shown is None


def test_the_line_is_pulled_to_a_place_and_stops_onto_songs(opened, qtbot):
    o = opened
    stops = begin(o, qtbot)
    qtbot.mouseClick(o.bar.done, LEFT)
    o.view.tools.fit()
    way, camera = o.wiring.hands.way, o.view.canvas.camera
    size = np.array([camera.cell_width, camera.cell_height])
    step = int(np.hypot(*(np.diff(way.points, axis=0) * size).T).argmax())  # there is room for a hand
    x, y = camera.nearest_copy(*way.curve[step * 12 + 6])
    start = QPoint(round(x), round(y))
    move(o.view, start)
    hands = o.wiring.hands
    assert hands.hovered.kind == "line" and hands.hovered.step == step
    target = QPoint(o.view.width() // 2, o.view.height() - 40)
    o.asked(lambda: drag(o.view, qtbot, start, target))
    journey = o.journeys.journey
    assert len(journey.ids) == 12 and journey.stops == tuple(stops) and len(journey.bends) == 1
    bend, reach = point_of(o.view, journey.bends[0]), o.view.canvas.song_near(QPointF(target))
    assert reach is None or reach == journey.bends[0] or reach in stops
    move(o.view, bend)
    assert hands.hovered.kind == "bend"
    qtbot.mouseClick(o.view, LEFT, pos=bend)
    assert hands.chosen == journey.bends[0]
    o.asked(lambda: qtbot.keyClick(o.view, Qt.Key.Key_Delete))
    assert not o.journeys.journey.bends
    at = point_of(o.view, stops[0])
    free = next(song for song in o.ids[60:] if song not in o.journeys.journey.ids)
    goal = point_of(o.view, free)
    o.asked(lambda: drag(o.view, qtbot, at, goal))
    assert o.journeys.journey.stops[0] not in (stops[0],) and o.journeys.journey.stops[1] == stops[1]
    assert len(o.journeys.journey.ids) == 12


def test_keys_alone_make_a_journey(opened, qtbot):
    o = opened
    songs = o.view.canvas.songs
    o.state.select((), "test")
    o.window.actions_["journey"].trigger()
    assert o.view.tools.tool is Tool.JOURNEY
    full = np.flatnonzero(songs.counts)
    for cell in (int(full[0]), int(full[-1])):
        o.view.cell_cursor.set_current(cell)
        o.asked(lambda: qtbot.keyClick(o.view, Qt.Key.Key_Return))
        assert o.journeys.journey.stops[-1] in songs.ids[songs.in_cell(cell)]
    first, last = o.journeys.journey.stops
    o.asked(lambda: qtbot.keyClick(o.view, Qt.Key.Key_Delete))  # the stop of the current cell
    assert o.journeys.journey.stops == (first,)
    o.asked(lambda: o.wiring.add_stop(last))
    o.asked(lambda: qtbot.keyClick(o.view, Qt.Key.Key_Backspace))
    assert o.journeys.journey.stops == (first,)
    qtbot.keyClick(o.view, Qt.Key.Key_Escape)
    assert o.view.tools.tool is Tool.MOVE and o.journeys.shown is not None
    qtbot.keyClick(o.view, Qt.Key.Key_Escape)
    assert o.journeys.shown is None
    o.view.tools.choose_tool(Tool.JOURNEY)
    o.view.cell_cursor.set_current(None)
    qtbot.keyClick(o.view, Qt.Key.Key_Return)
    assert o.view.tools.tool is Tool.MOVE


def test_a_stop_is_found_by_its_name(opened, qtbot):
    o = opened
    begin(o, qtbot, 1)
    (finder,) = o.bar.findChildren(StopFinder)
    finder.field.setFocus()
    qtbot.keyClicks(finder.field, "Song 33")
    qtbot.waitUntil(lambda: finder.list.isVisible() and finder.list.count() > 0)
    o.asked(lambda: qtbot.keyClick(finder.field, Qt.Key.Key_Return))
    assert o.journeys.journey.stops == (o.ids[0], o.ids[33]) and not finder.field.text()
    qtbot.keyClicks(finder.field, "bpm:fast")
    qtbot.waitUntil(lambda: finder.list.count() == 1 and finder.list.isVisible())
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert len(o.journeys.journey.stops) == 2
    qtbot.keyClick(finder.field, Qt.Key.Key_Escape)
    assert o.view.tools.tool is Tool.MOVE


def test_the_menu_of_one_song_begins_and_that_of_several_leads_through_them(opened, qtbot):
    o = opened

    def choose(ids):
        menu = QMenu()
        qtbot.addWidget(menu)
        song_menu.fill(menu, o.state, np.array(ids), lambda name: o.window.actions_[name].trigger())
        entry = next(a for a in menu.actions() if "ourney" in a.text())
        o.asked(entry.trigger)
        return entry.text()

    assert choose([o.ids[5]]) == "&Journey to…"
    assert o.journeys.journey.stops == (o.ids[5],) and o.bar.picking
    click(o, qtbot, o.ids[8])
    assert o.journeys.journey.stops == (o.ids[5], o.ids[8])
    assert choose([o.ids[2], o.ids[40], o.ids[70]]) == "&Journey through these"
    assert sorted(o.journeys.journey.stops) == [o.ids[2], o.ids[40], o.ids[70]]
    assert len(o.journeys.journey.ids) == 18
    o.state.select(o.ids[:60], "test")
    with qtbot.waitSignal(o.state.message):
        o.window.actions_["journey"].trigger()
    assert len(o.journeys.journey.stops) == 3


def test_a_drawn_line_is_a_journey_along_its_songs(opened, qtbot):
    o = opened
    o.view.tools.choose_tool(Tool.LINE)
    for _ in range(6):
        qtbot.keyClick(o.view, Qt.Key.Key_BracketRight)
    assert o.view.tools.brush > 80
    height = o.view.height() // 2
    o.asked(lambda: drag(o.view, qtbot, QPoint(20, height), QPoint(o.view.width() - 20, height)))
    journey = o.journeys.journey
    assert len(journey.ids) == min(12, len(journey.line)) and set(journey.ids) <= set(journey.line)
    xs = o.wiring.hands.way.points[:, 0]
    assert xs[0] < xs[-1] and o.view.tools.tool is Tool.LINE
    o.view.tools.brush = 8.0
    cell = int(np.flatnonzero(o.view.canvas.songs.counts == 0)[0])
    sea = o.view.canvas.cell_rect(cell).center()
    with qtbot.waitSignal(o.state.message) as said:
        drag(o.view, qtbot, sea - QPoint(8, 0), sea + QPoint(8, 0))
    assert "no song lies along" in said.args[0] and o.journeys.journey == journey


def test_a_stop_that_leaves_the_library_ends_the_journey_and_others_are_replaced(opened, qtbot):
    o = opened
    begin(o, qtbot)
    journey = o.journeys.journey
    o.asked(lambda: o.state.change_library(removals.remove(o.state.db, [journey.ids[3]])[0]))
    assert journey.ids[3] not in o.journeys.journey.ids and len(o.journeys.journey.ids) == 12
    o.state.change_library(removals.remove(o.state.db, [journey.ids[0]])[0])
    assert o.journeys.shown is None


def test_a_song_that_was_not_analyzed_is_refused_and_the_way_stays(opened, qtbot):
    o = opened
    begin(o, qtbot)
    journey = o.journeys.journey
    (waiting,) = tracks.upsert(o.state.db, [tracks.ScannedFile("/music/new.mp3", 1, 1)]).added
    with qtbot.waitSignal(o.state.message) as said:
        o.wiring.add_stop(waiting)
    assert "not analyzed" in said.args[0] and o.journeys.journey == journey
    with qtbot.waitSignal(o.state.message) as said:
        o.wiring.add_stop(journey.stops[0])
    assert "already" in said.args[0]


def test_what_the_bar_has_is_named_for_screen_readers(opened, qtbot):
    o = opened
    begin(o, qtbot)
    for kind in (QAbstractButton, QLineEdit, QListWidget):
        for widget in o.bar.findChildren(kind):
            inner = kind is QAbstractButton and isinstance(widget.parent(), QLineEdit)
            assert inner or widget.accessibleName(), widget
    for width in (1400, 560, 380):
        o.bar.finder.clear()
        o.view.resize(width, 400)
        QApplication.processEvents()
        o.bar.place()
        assert o.view.rect().contains(o.bar.geometry())
        for button in (o.bar.play, o.bar.keep, o.bar.close_button, o.bar.done):
            place = button.parentWidget().mapTo(o.bar, button.pos())
            assert o.bar.rect().contains(button.rect().translated(place)), (width, button.accessibleName())
