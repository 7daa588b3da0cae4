"""Dots in pixels."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from organizer.pictures.terrain import NIGHT, shades
from organizer.ui.canvas import tiles
from organizer.ui.canvas.dots import NIGHT_RIM, add_dots, dot, fade, glowing_dot, seen_of
from tests.pictures.test_terrain import contrast

WIDTH, HEIGHT = 80, 60


def ground() -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 4), 100, np.uint8)


def draw(x, y, *, colours=None, repeat=None, sprite=None) -> np.ndarray:
    at_x, at_y = np.array(x, np.int32), np.array(y, np.int32)
    red = np.tile(np.array([[255, 0, 0]], np.uint8), (at_x.size, 1)) if colours is None else colours
    return add_dots(ground(), at_x, at_y, red, sprite if sprite is not None else dot(4.0, 1.0), repeat)


def test_a_dot_has_its_colour_in_the_middle_and_a_dark_rim():
    pixels = draw([40], [30])
    blue, green, red = pixels[30, 40, :3].tolist()
    assert red > 240 and green < 15 and blue < 15
    assert pixels[30, 45, :3].max() < 90 and (pixels[30, 60, :3] == 100).all()


def test_few_dots_and_many_are_painted_alike():
    """Dot by dot while they are few, pixel by pixel when they are many."""
    chance = np.random.default_rng(0)
    places = chance.permutation(13 * 9)[:100]  # far enough from each other not to overlap
    x, y = places % 13 * 14 + 7, places // 13 * 14 + 7
    big = np.full((9 * 14 + 14, 13 * 14 + 14, 4), 100, np.uint8)
    colours = chance.integers(0, 256, (100, 3)).astype(np.uint8)
    sprite = dot(2.0, 1.0)
    many = add_dots(big, x.astype(np.int32), y.astype(np.int32), colours, sprite, None)
    one_by_one = big
    for number in range(100):
        part = slice(number, number + 1)
        one_by_one = add_dots(
            one_by_one, x[part].astype(np.int32), y[part].astype(np.int32), colours[part], sprite, None
        )
    assert np.abs(many[..., :3].astype(int) - one_by_one[..., :3]).max() <= 1


def test_a_dot_at_the_seam_of_a_torus_reaches_over_it():
    right_half = draw([-WIDTH], [30], repeat=(2 * WIDTH, HEIGHT))  # the dot is at the map's left edge
    assert (right_half[30, WIDTH - 1, :3] != 100).any() and (right_half[30, 0, :3] == 100).all()
    plane = draw([-WIDTH], [30])
    assert (plane[..., :3] == 100).all()


@pytest.mark.parametrize("place", [(-3, 30), (WIDTH + 3, 30), (40, -3), (40, HEIGHT + 3)])
def test_a_dot_outside_is_seen_as_far_as_it_reaches_in(place):
    assert (draw([place[0]], [place[1]])[..., :3] != 100).any()


def test_dots_far_outside_change_nothing():
    assert (draw([-100, 500], [30, -90]) == ground()).all()


def test_a_selected_song_glows_and_the_others_step_back():
    glowing = draw([40], [30], sprite=glowing_dot(4.0, 1.0))
    lighter = (glowing[..., :3] > 110).any(axis=2).sum()
    assert lighter > (draw([40], [30])[..., :3] > 110).any(axis=2).sum()
    faded = fade(ground(), draw([40], [30]))
    assert 100 < faded[30, 40, 2] < 255


def test_by_night_the_rims_of_all_groups_stand_out_on_all_land():
    opacity, colour = NIGHT_RIM
    for land in shades(NIGHT)[::64]:
        rim = opacity * np.array(colour) + (1 - opacity) * land
        assert contrast(rim, land) > 1.7
    grounds = np.full((20, 20, 4), 20, np.uint8)
    dark = np.array([[0, 0, 0]], np.uint8)  # a group as dark as can be
    at = np.array([10], np.int32)
    drawn = add_dots(grounds, at, at, dark, dot(4.0, 1.0, dark=True), None)
    assert drawn[..., :3].max() > 90


def test_where_dots_crowd_the_topmost_of_each_place_is_painted():
    rng = np.random.default_rng(0)
    sprite = dot(0.9, 1.0)
    x, y = rng.integers(0, 100, (2, 30_000)).astype(np.int32)
    assert seen_of(x[:900], y[:900], sprite, (100, 100), area=10_000) is None
    seen = seen_of(x, y, sprite, (100, 100), area=10_000)
    assert seen is not None and (np.diff(seen) > 0).all()
    squares = y // 2 * 50 + x // 2
    assert len(seen) == len(np.unique(squares)) == len(np.unique(squares[seen]))
    last = {square: at for at, square in enumerate(squares.tolist())}
    assert sorted(last.values()) == seen.tolist()


@pytest.mark.parametrize("toroidal", [True, False])
def test_the_songs_near_a_piece_are_those_whose_dots_can_touch_it(toroidal):
    rows, columns, wide, high, reach = 7, 11, 523, 391, 5
    rng = np.random.default_rng(1)
    cells = np.sort(rng.integers(0, rows * columns, 3_000))
    starts = np.searchsorted(cells, np.arange(rows * columns + 1))
    x, y = cells % columns + rng.random(3_000), cells // columns + rng.random(3_000)
    songs = SimpleNamespace(rows=rows, columns=columns, toroidal=toroidal, starts=starts)
    for i, j, side in ((0, 0, 96), (2, 1, 96), (5, 4, 96), (0, 0, 384), (1, 1, 384)):
        near = tiles._near(songs, (wide, high, side, i, j), reach)
        assert (np.diff(near) > 0).all()
        inside = np.ones(3_000, bool)
        for at, size, start in ((x / columns * wide, wide, i * side), (y / rows * high, high, j * side)):
            off = at - start
            off = (off + reach) % size - reach if toroidal else off
            inside &= (off >= -reach) & (off <= side + reach)
        assert np.isin(np.flatnonzero(inside), near).all()
        assert len(near) < 3_000 or side == 384
        places = np.flatnonzero(rng.random(3_000) < 0.3)
        assert np.array_equal(
            tiles._near(songs, (wide, high, side, i, j), reach, places), np.intersect1d(near, places)
        )
