"""Regions as they are painted on the map."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QImage, QPainter

from organizer.library.places.regions import Region
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.regions import RegionLayer
from organizer.ui.canvas.text import TextPainter
from organizer.work.arranging.regions import DrawnRegion


def ring(x: float, y: float, radius: float = 1.5) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, 40)
    return np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1).astype(np.float32)


def drawn(number: int, name: str, *parts: np.ndarray) -> DrawnRegion:
    return DrawnRegion(Region(number, name, number, 5), np.arange(5), parts)


def paint(layer: RegionLayer, camera: Camera) -> QImage:
    image = QImage(round(camera.width), round(camera.height), QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as painter:
        layer.draw_lines(painter, camera)
        text = TextPainter(painter, camera.width, camera.height, 1.0)
        layer.draw_names(painter, text, camera, QFont())
    return image


def _lit(image: QImage, x: float, y: float) -> bool:
    """Whether there is a line at a point."""
    return max(image.pixelColor(round(x) + dx, round(y)).value() for dx in range(-4, 5)) > 60


@pytest.fixture
def camera(qapp):
    camera = Camera(6, 10, toroidal=True)
    camera.resize(1000, 600)
    return camera


def test_a_line_goes_around_the_songs_and_the_name_stands_on_it(camera):
    layer = RegionLayer((drawn(3, "late night", ring(5, 3)),))
    image = paint(layer, camera)
    assert _lit(image, *camera.to_screen(6.5, 3)) and not _lit(image, *camera.to_screen(8.5, 3))
    assert layer.at(QPointF(*camera.to_screen(5, 1.5))) is layer.regions[0]
    assert layer.at(QPointF(*camera.to_screen(5, 3))) is None


def test_what_lies_over_the_seam_is_seen_on_both_sides(camera):
    layer = RegionLayer((drawn(0, "a", ring(10.2, 3)),))
    image = paint(layer, camera)
    for x in (8.7, 1.7):
        assert _lit(image, *camera.to_screen(x, 3))


def test_names_do_not_lie_over_each_other_nor_out_of_the_window(camera):
    layer = RegionLayer(tuple(drawn(n, "the very same place", ring(5, 1.5)) for n in range(4)))
    paint(layer, camera)
    rects = [rect for rect, _ in layer._signs]
    assert 2 <= len(rects) <= 4
    assert not any(a.intersects(b) for a in rects for b in rects if a is not b)
    camera.zoom_at(20, 500, 300)
    paint(layer, camera)
    assert layer._signs == []


def test_a_line_all_around_the_torus_and_a_region_without_a_place(camera):
    line = np.stack([np.linspace(0, 10, 50), np.full(50, 2.0)], axis=1).astype(np.float32)
    layer = RegionLayer((drawn(1, "belt", line), drawn(2, "nowhere")))
    image = paint(layer, camera)
    row = round(camera.to_screen(0, 2)[1])
    assert (
        sum(max(image.pixelColor(x, row + d).value() for d in (-1, 0, 1)) > 60 for x in range(0, 1000, 10))
        > 80
    )
    assert {drawn.region.number for _, drawn in layer._signs} <= {1}


def test_a_second_look_at_the_same_place_shows_the_same(camera):
    layer = RegionLayer((drawn(3, "a", ring(5, 3)),))
    for _ in range(3):
        assert _lit(paint(layer, camera), *camera.to_screen(6.5, 3))
    camera.pan(40, 0)
    assert _lit(paint(layer, camera), *camera.to_screen(6.5, 3))
    layer.regions = ()
    assert not _lit(paint(layer, camera), *camera.to_screen(6.5, 3))
