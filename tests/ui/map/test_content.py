"""What the map shows: layers by day and by night, made beside the window and kept up to date."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtWidgets import QApplication

from organizer.base.model import Changes
from organizer.library.plays import records
from organizer.ui.canvas import overlay
from organizer.ui.widgets import theme
from tests.ui.map.test_view import different, picture


@pytest.fixture
def dressed(state):
    """Dress the application, as the settings do."""

    def dress(name):
        theme.apply(QApplication.instance(), name)
        state.theme_changed.emit()

    dress("light")
    yield dress
    dress("light")


def sea(view, qtbot) -> int:
    """How light the deepest sea is."""
    songs, relief = view.content.songs, view.content._gathered.relief
    row, column = np.unravel_index(relief.heights.argmin(), relief.heights.shape)
    share = songs.rows / relief.heights.shape[0]
    x, y = view.canvas.camera.to_screen(column * share, row * share)
    return picture(view, qtbot).pixelColor(QPoint(round(x), round(y))).lightness()


def test_the_map_turns_to_night_in_the_next_frame_and_back(view, qtbot, dressed):
    qtbot.waitUntil(lambda: not view.content.is_painting)
    day = picture(view, qtbot)
    light = sea(view, qtbot)
    dressed("dark")
    assert view.content.scene.ground.dark  # at once, if coarsely; no event was processed
    coarse = view.content.scene.ground.image.width()
    assert sea(view, qtbot) < light / 2
    assert view.content.scene.ground.image.width() >= coarse and not view.content.is_painting
    dressed("light")
    assert different(day, picture(view, qtbot)) == 0


@pytest.mark.parametrize("layer", ["umatrix", "density", "groups", "plane:tempo"])
def test_every_layer_has_a_night(view, qtbot, dressed, layer):
    view.content.set_layer(layer)
    before = picture(view, qtbot)
    dressed("dark")
    after = picture(view, qtbot)
    assert view.content.scene.ground.dark and different(before, after) > 10_000


def test_a_layer_that_was_seen_comes_back_at_once(view, qtbot):
    view.content.set_layer("density")
    assert view.content.is_painting  # it is made beside the window, which shows the islands until then
    picture(view, qtbot)
    density = view.content.scene.ground
    view.content.set_layer("islands")
    assert not view.content.is_painting
    view.content.set_layer("density")
    assert not view.content.is_painting and view.content.scene.ground is density


def test_the_layer_that_was_chosen_last_is_shown_however_fast_one_chooses(view, qtbot):
    for layer in ("density", "umatrix", "groups", "plane:energy"):
        view.content.set_layer(layer)
    qtbot.waitUntil(lambda: not view.content.is_painting)
    assert view.content.legends[0].title == "Energy (estimate)"


def test_layers_follow_what_becomes_of_songs(view, state, qtbot):
    view.content.set_layer("plays")
    picture(view, qtbot)
    assert view.content.legends[0].low == "all 0"
    before = picture(view, qtbot)
    for _ in range(5):
        records.record_play(state.db, 1)
    state.change_library(Changes(updated=(1,)))
    qtbot.waitUntil(lambda: bool(view.content.legends[0].high))
    assert view.content.legends[0].low.startswith("seldom · 0")
    assert different(before, picture(view, qtbot)) > 1_000


@pytest.mark.parametrize("zoom", [1.0, 1.3, 1.7])
def test_no_name_of_an_island_touches_the_legend(view, qtbot, monkeypatch, zoom):
    drawn: list[QRectF] = []
    draw = overlay.draw_legend

    def noted(*arguments):
        drawn.append(draw(*arguments))
        return drawn[-1]

    monkeypatch.setattr(overlay, "draw_legend", noted)
    view.content.set_layer("plane:tempo")
    view.content.set_colour("genre")  # two of them
    view.tools.zoom(zoom)
    names = 0
    for x in range(0, 900, 60):
        view.tools.pan(60, 11)
        drawn.clear()
        picture(view, qtbot)
        written = [rect for rect, _ in view.canvas._written]
        names += len(written)
        assert drawn and not any(rect.intersects(legend) for rect in written for legend in drawn), x
    assert names
