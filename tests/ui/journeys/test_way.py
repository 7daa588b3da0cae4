"""The way of a journey over the songs of a map: over the seam, under the pointer, painted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.songs import SongsOnMap, load_songs
from organizer.ui.journeys.way import Way
from organizer.work.arranging.journeying import Journey
from tests.ui.map.test_view import COLUMNS, ROWS, make_map

ACCENT = QColor("#7357ee")


@pytest.fixture(params=[True, False], ids=["torus", "plane"])
def songs(qapp, db, request) -> SongsOnMap:
    return load_songs(db, *make_map(db, 200, toroidal=request.param))


def camera_of(songs: SongsOnMap) -> Camera:
    camera = Camera(songs.rows, songs.columns, toroidal=songs.toroidal)
    camera.resize(800, 500)
    return camera


def ends(songs: SongsOnMap) -> tuple[int, int, int]:
    """The songs farthest to the left and to the right, and one in the middle."""
    middle = np.hypot(songs.x - songs.columns / 2, songs.y - songs.rows / 2).argmin()
    return int(songs.ids[songs.x.argmin()]), int(songs.ids[songs.x.argmax()]), int(songs.ids[middle])


def test_the_way_takes_the_shorter_side_of_a_torus(songs):
    left, right, _ = ends(songs)
    way = Way(Journey((left, right), (left, right)), songs)
    step = np.abs(np.diff(way.points[:, 0]))[0]
    assert step <= COLUMNS / 2 if songs.toroidal else step > COLUMNS / 2
    assert abs(np.diff(way.points[:, 1])[0]) <= ROWS / 2 or not songs.toroidal


def test_a_drawn_way_stays_beside_its_line(songs):
    left, right, _ = ends(songs)
    places = {int(song): at for at, song in enumerate(songs.ids)}
    drawn = [(float(songs.x[places[song]]), float(songs.y[places[song]])) for song in (left, right)]
    line = [tuple(point) for point in np.linspace(*np.array(drawn), 50).tolist()]
    way = Way(Journey((left, right), (left, right), line=(left, right)), songs, line)
    assert np.allclose(way.points, drawn, atol=1e-3)


def test_what_is_under_the_pointer(songs):
    left, right, middle = ends(songs)
    journey = Journey((left, middle, right), (left, right), bends=(middle,))
    way, camera = Way(journey, songs), camera_of(songs)

    def grip(place):
        return way.grip_at(camera, QPointF(*camera.nearest_copy(*place)))

    first = grip(way.points[0])
    assert (first.kind, first.song, first.step) == ("stop", left, 0)
    assert grip(way.points[1]).kind == "bend" and grip(way.points[1]).song == middle
    on_line = grip(way.curve[18])  # half way through the second step
    assert (on_line.kind, on_line.step) == ("line", 1)
    x, y = camera.nearest_copy(*way.curve[18])
    away = way.grip_at(camera, QPointF(x, y + 30))
    assert away is None or away != on_line
    assert len(way.neighbours(first)) == 1 and len(way.neighbours(on_line)) == 2


def test_songs_that_are_not_on_the_map_are_passed_over(songs):
    left, right, _ = ends(songs)
    way = Way(Journey((left, 9999, right), (left, right)), songs)
    assert way.steps == [0, 2] and len(way.points) == 2
    nowhere = Way(Journey((9998, 9999), (9998, 9999)), songs)
    assert nowhere.grip_at(camera_of(songs), QPointF(5, 5)) is None
    assert not paint(nowhere, songs)[1]


def test_both_ends_of_a_way_over_the_seam_are_painted(songs):
    left, right, _ = ends(songs)
    way = Way(Journey((left, right), (left, right)), songs)
    image, taken = paint(way, songs)
    inside = [rect for rect in taken if 0 < rect.center().x() < 800 and 0 < rect.center().y() < 500]
    assert len(inside) == 2
    for rect in inside:  # the numbered discs, beside their numbers
        above = rect.adjusted(0, 3, 0, 0)
        assert image.pixelColor(round(above.center().x()), round(above.top())) == ACCENT
    if songs.toroidal:  # the line leaves on one side and comes in on the other
        columns = [{image.pixelColor(x, y).name() for y in range(500)} for x in (1, 798)]
        assert all(ACCENT.name() in colours for colours in columns)


def paint(way: Way, songs: SongsOnMap) -> tuple[QImage, list]:
    image = QImage(800, 500, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken = way.paint(painter, camera_of(songs), QFont(), ACCENT, chosen=None, hovered=None)
    return image, taken
