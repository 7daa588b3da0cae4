"""Places on the map and points on the screen."""

from __future__ import annotations

import pytest

from organizer.ui.canvas.camera import Camera


def camera(*, toroidal: bool, width: float = 900, height: float = 540) -> Camera:
    made = Camera(6, 10, toroidal=toroidal)
    made.resize(width, height)
    return made


@pytest.mark.parametrize("toroidal", [True, False])
def test_a_point_and_its_place_are_one(toroidal):
    made = camera(toroidal=toroidal)
    made.zoom_at(2.5, 200, 100)
    for point in ((0, 0), (450, 270), (899, 539)):
        assert made.to_screen(*made.to_world(*point)) == pytest.approx(point)


@pytest.mark.parametrize("toroidal", [True, False])
def test_what_is_under_the_pointer_stays_there_while_zooming(toroidal):
    made = camera(toroidal=toroidal)
    made.zoom_at(3.0, 450, 270)
    place = made.to_world(300, 200)
    made.zoom_at(1.5, 300, 200)
    assert made.to_world(300, 200) == pytest.approx(place)


def test_at_rest_the_whole_map_is_seen():
    torus, plane = camera(toroidal=True), camera(toroidal=False)
    assert torus.to_screen(0, 0) == pytest.approx((0, 0))
    assert torus.to_screen(10, 6) == pytest.approx((900, 540))
    left, top = plane.to_screen(0, 0)
    right, bottom = plane.to_screen(10, 6)
    assert 0 < left < right < 900 and 0 < top < bottom < 540


def test_once_around_a_torus_is_the_same_place():
    made = camera(toroidal=True)
    before = (made.x, made.y)
    for _ in range(9):
        made.pan(-100, 60)
    assert (made.x, made.y) == pytest.approx(before)


def test_a_plane_cannot_be_pushed_out_of_the_window():
    made = camera(toroidal=False)
    made.zoom_at(2.0, 450, 270)
    made.pan(10_000, 10_000)
    assert made.to_screen(0, 0) == pytest.approx((16, 16))
    made.pan(-20_000, -20_000)
    assert made.to_screen(10, 6) == pytest.approx((900 - 16, 540 - 16))


def test_a_torus_shows_a_place_as_often_as_it_fits():
    made = camera(toroidal=True)
    assert len(made.copies(5, 3)) == 1
    made.zoom_at(0.5, 450, 270)  # to the smallest zoom: the map is seen more than once
    assert made.zoom == made.smallest_zoom
    assert len(made.copies(0, 0)) == 4
    assert made.nearest_copy(9.9, 3) in [pytest.approx(point) for point in made.copies(9.9, 3, 900)]
    assert len(camera(toroidal=False).copies(0, 0)) == 1


def test_what_lies_over_the_seam_of_a_torus_is_seen_at_both_ends():
    made = camera(toroidal=True)
    assert made.shifts((4, 2, 6, 4)) == [(0, 0)]
    assert made.shifts((9, 2, 11, 4)) == [(-10, 0), (0, 0)]
    assert made.shifts((-1, -1, 1, 1)) == [(0, 0), (10, 0), (0, 6), (10, 6)]
    made.zoom_at(4.0, 450, 270)
    assert made.shifts((0, 0, 1, 1)) == []
    assert len(made.shifts((0, 0, 1, 1), 2000)) == 4
    assert camera(toroidal=False).shifts((9, 2, 11, 4)) == [(0, 0)]
