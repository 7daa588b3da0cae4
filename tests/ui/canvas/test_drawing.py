"""Lasso and brush on the map, driven with the mouse."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.drawing import Drawing, Tool
from tests.ui.map.test_view import drag, move, point_in, songs_of


def draw(view, qtbot, points, keys=Qt.KeyboardModifier.NoModifier):
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, keys, points[0])
    for point in points[1:]:
        move(view, point, Qt.MouseButton.LeftButton, keys)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, keys, points[-1])


def circle(centre, radius):
    angles = [step * math.tau / 40 for step in range(41)]
    return [centre + QPoint(round(radius * math.cos(a)), round(radius * math.sin(a))) for a in angles]


def around(view, centre, radius):
    """Ids of the songs within so many pixels of a point, at any of their copies."""
    songs, camera = view.content.songs, view.canvas.camera
    return {
        int(songs.ids[place])
        for place in range(songs.count)
        for x, y in camera.copies(float(songs.x[place]), float(songs.y[place]), 600)
        if math.hypot(x - centre.x(), y - centre.y()) <= radius
    }


def test_a_lasso_selects_what_it_goes_around_also_over_the_seam(view, qtbot):
    view.tools.choose_tool(Tool.LASSO)
    for centre in (QPoint(450, 280), QPoint(2, 280), QPoint(450, 3), QPoint(898, 558)):
        draw(view, qtbot, circle(centre, 150))
        chosen = set(view._state.selection.tolist())
        assert around(view, centre, 145) <= chosen <= around(view, centre, 153)
        assert chosen
        view._state.select((), "test")  # a drag from a selected song would take it out of the window
    draw(view, qtbot, circle(QPoint(200, 200), 60))
    first = set(view._state.selection.tolist())
    draw(view, qtbot, circle(QPoint(600, 200), 60), Qt.KeyboardModifier.ControlModifier)
    assert first < set(view._state.selection.tolist())


def test_a_brush_paints_songs_in_and_with_alt_out(view, qtbot):
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_in(view, 0))
    before = set(view._state.selection.tolist())
    view.tools.choose_tool(Tool.BRUSH)
    start, end = QPoint(300, 300), QPoint(600, 300)
    drag(view, qtbot, start, end)
    painted = set(view._state.selection.tolist()) - before
    assert before < set(view._state.selection.tolist())
    songs, camera = view.content.songs, view.canvas.camera
    for place in range(songs.count):
        x, y = camera.to_screen(float(songs.x[place]), float(songs.y[place]))
        gap = math.hypot(x - min(max(x, 300), 600), y - 300)
        if abs(gap - view.tools.brush / 2) > 1.5:
            assert (int(songs.ids[place]) in painted) == (gap < view.tools.brush / 2)
    drag(view, qtbot, start, end, modifier=Qt.KeyboardModifier.AltModifier)
    assert set(view._state.selection.tolist()) == before - painted
    dab = QPoint(*(round(value) for value in camera.to_screen(float(songs.x[50]), float(songs.y[50]))))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=dab)
    assert int(songs.ids[50]) in view._state.selection.tolist()


def test_brackets_make_the_brush_finer_and_wider(view, qtbot):
    view.setFocus()
    width = view.tools.brush
    qtbot.keyClick(view, Qt.Key.Key_BracketRight)
    assert view.tools.brush > width
    for _ in range(30):
        qtbot.keyClick(view, Qt.Key.Key_BracketLeft)
    assert 0 < view.tools.brush < width


def test_escape_leaves_a_drawing_then_the_tool(view, qtbot):
    view.setFocus()
    view.tools.choose_tool(Tool.LASSO)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    for point in circle(QPoint(300, 200), 100):
        move(view, point, Qt.MouseButton.LeftButton)
    assert view.tools.drawing is not None
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert view.tools.drawing is None and not view._state.selection.size
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.tools.tool is Tool.MOVE


def test_a_rectangle_larger_than_the_torus_holds_each_song_once(view):
    songs = view.content.songs
    camera = Camera(songs.rows, songs.columns, toroidal=True)
    camera.resize(90, 60)
    drawing = Drawing(Tool.RECTANGLE, QPointF(-300, -300))
    drawing.add(QPointF(400, 400))
    assert np.array_equal(np.sort(drawing.songs(camera, songs)), np.sort(songs.ids))


def test_a_click_with_a_lasso_selects_the_cell(view, qtbot):
    view.tools.choose_tool(Tool.LASSO)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_in(view, 23))
    assert view._state.selection.tolist() == songs_of(view, 23)
