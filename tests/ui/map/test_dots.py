"""Dots in pixels."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.ui.map.dots import add_dots, dot, fade, glowing_dot

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
