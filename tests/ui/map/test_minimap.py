"""The overview in the corner of the map."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.map.test_view import drag, picture


def test_it_is_there_while_a_part_of_the_map_is_seen_and_wanted(view, state, qtbot):
    minimap = view.minimap
    assert not minimap.isVisible() and minimap.place is None
    view.tools.zoom(3.0)
    assert minimap.isVisible() and minimap.accessibleName()
    assert view.rect().contains(minimap.geometry())
    view.switches.actions["map_overview"].trigger()
    assert not minimap.isVisible() and not state.settings.map_overview
    view.switches.actions["map_overview"].trigger()
    assert minimap.isVisible()
    view.tools.fit()
    assert not minimap.isVisible()


def test_a_small_view_is_not_covered_by_it(view):
    view.tools.zoom(3.0)
    view.resize(260, 170)
    assert not view.minimap.isVisible()


def test_a_click_looks_there_and_a_drag_of_the_frame_moves_along(view, qtbot):
    view.tools.zoom(4.0)
    minimap, camera = view.minimap, view.canvas.camera
    qtbot.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
    assert camera.x == pytest.approx(20 / minimap.width() * camera.columns, abs=0.1)
    assert camera.y == pytest.approx(30 / minimap.height() * camera.rows, abs=0.1)
    before = camera.x
    inside = next(minimap.frames()).center().toPoint() + QPoint(4, 3)
    drag(minimap, qtbot, inside, inside + QPoint(20, 0))  # the frame does not jump under the pointer
    assert camera.x - before == pytest.approx(20 / minimap.width() * camera.columns, abs=0.2)


def test_the_frame_goes_on_behind_the_seam_of_a_torus(view):
    view.tools.zoom(4.0)
    view.tools.look_at(0.0, view.canvas.camera.rows / 2)
    left, right = sorted(frame.center().x() for frame in view.minimap.frames())
    assert (left, right) == (pytest.approx(0, abs=1), pytest.approx(view.minimap.width(), abs=1))


def test_names_keep_clear_of_it(view, qtbot):
    view.tools.zoom(3.0)
    for step in range(12):
        view.tools.pan(37, 23 + step)
        picture(view, qtbot)
        assert not any(rect.intersects(view.minimap.place) for rect, _ in view.canvas._written)
