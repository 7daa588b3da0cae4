"""Songs that fit a search are lit on the map, and signs at its edge point at those that are not seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.pointers import pointer_at, pointers
from tests.ui.pointer import move


def matched(view, qtbot, ids):
    with qtbot.waitSignal(view.content.scene_changed):
        view._state.set_matches(None if ids is None else np.asarray(ids, np.int64))
    return view.content.scene


def pixels(view, qtbot):
    view.repaint()
    qtbot.waitUntil(lambda: view.settled)
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def test_matches_are_lit_and_the_rest_steps_back(view, qtbot):
    songs = view.content.songs
    before = pixels(view, qtbot)
    lit = 17
    matched(view, qtbot, [songs.ids[lit]])
    after = pixels(view, qtbot)
    matched(view, qtbot, None)
    assert (pixels(view, qtbot) == before).all()

    def around(place):
        x, y = view.canvas.camera.to_screen(float(songs.x[place]), float(songs.y[place]))
        return slice(round(y) - 7, round(y) + 8), slice(round(x) - 7, round(x) + 8)

    assert after[around(lit)].mean() > before[around(lit)].mean()
    unlit = [place for place in range(songs.count) if songs.cells[place] != songs.cells[lit]][60]
    assert np.abs(after[around(unlit)] - before[around(unlit)]).max() > 60


def test_no_match_lights_none_and_darkens_all(view, qtbot):
    scene = matched(view, qtbot, [])
    assert scene.matching is not None and not scene.matching.size and not view.canvas.pointers


def test_a_sign_points_at_matches_that_are_not_seen_and_a_click_goes_there(view, qtbot):
    songs, camera = view.content.songs, view.canvas.camera
    matched(view, qtbot, songs.ids)
    assert not view.canvas.pointers  # all of the map is seen
    view.tools.zoom(6.0)
    far = [
        place
        for place in range(songs.count)
        if abs((songs.x[place] - camera.x + 5) % 10 - 5) > 3 and abs(songs.y[place] - camera.y) < 0.4
    ]
    matched(view, qtbot, songs.ids[far[:1]])
    (sign,) = view.canvas.pointers
    assert sign.count == 1 and sign.nearest == far[0]
    move(view, QPointF(sign.x, sign.y))
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(sign.x, sign.y).toPoint())
    assert not view.canvas.pointers
    x, y = camera.to_screen(float(songs.x[far[0]]), float(songs.y[far[0]]))
    assert abs(x - view.width() / 2) < 1 and abs(y - view.height() / 2) < 1
    assert not view._state.selection.size


def test_every_match_is_seen_or_counted_once(view):
    songs = view.content.songs
    camera = Camera(songs.rows, songs.columns, toroidal=songs.toroidal)
    camera.resize(300, 200)
    camera.zoom = 4.0
    places = np.arange(songs.count)
    signs = pointers(camera, songs, places)
    seen = sum(
        any(0 <= x <= 300 and 0 <= y <= 200 for x, y in camera.copies(float(songs.x[p]), float(songs.y[p])))
        for p in places
    )
    assert seen + sum(sign.count for sign in signs) == songs.count and 0 < seen < songs.count
    for sign in signs:
        assert 0 < sign.x < 300 and 0 < sign.y < 200
        assert pointer_at(signs, QPointF(sign.x, sign.y)) == sign
    assert pointer_at(signs, QPointF(150, 100)) is None
