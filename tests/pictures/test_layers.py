"""Layers as pictures, by day and by night."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.map.refining import Grid
from organizer.analysis.space.planes import viridis
from organizer.base.descriptors import ADDED, PLAYED
from organizer.pictures import layers
from tests.pictures.test_terrain import luminance

GRID = Grid(6, 9)
PLACES = np.random.default_rng(2).uniform((0, 0), (6, 9), (80, 2)).astype(np.float32)


def rgb(layer: layers.Layer, *, dark: bool = False, quick: bool = False) -> np.ndarray:
    return layer.sheet.pixels(dark=dark, quick=quick)[..., 2::-1].astype(int)


def test_the_ends_of_a_scale_are_words_and_numbers() -> None:
    tempo = layers.scale_legend("tempo", (90.2, 151.0))
    assert (tempo.title, tempo.low, tempo.high) == ("Tempo (BPM)", "slow · 90", "fast · 151")
    assert layers.scale_legend("energy", (0.2, 0.8)).title == "Energy (estimate)"
    assert layers.scale_legend("sound:jazz", (0.1, 0.6)).high == "very jazz · 0.60"
    assert layers.scale_legend("points", (1.0, 7.5)).low == "little · 1.0"
    day = layers.scale_legend(ADDED, (0.5, 400.5))
    assert (day.low, day.high) == ("long ago · 1 Jan 1970", "lately · 5 Feb 1971")
    assert (
        layers.scale_legend("valence", (0.2, 0.2)).low,
        layers.scale_legend("valence", (0.2, 0.2)).high,
    ) == (
        "all 0.20",
        "",
    )
    assert layers.scale_legend(PLAYED, (0.0, 0.0)).low == "all 0"
    assert layers.scale_legend(PLAYED, (0.0, 0.4)).high == "often · 0.40"
    nothing = layers.number_layer("tempo", np.full(80, np.nan), PLACES, GRID)
    assert nothing.legend is not None and nothing.legend.low == "no song has it yet"


@pytest.mark.parametrize("dark", [False, True])
def test_a_number_has_the_colours_of_its_scale_and_fades_far_from_songs(dark: bool) -> None:
    places = np.array([[3.0, 1.0], [3.0, 3.5]] * 20, np.float32)
    layer = layers.number_layer("tempo", [60.0, 180.0] * 20, places, Grid(6, 9, False))
    drawn = rgb(layer, dark=dark)
    scale = layers.scale(np.array([0.0, 1.0]), dark=dark).astype(int)
    pixels = drawn.shape[0] // 6
    slow, fast = drawn[3 * pixels, pixels // 2], drawn[3 * pixels, 4 * pixels]
    assert np.abs(slow - scale[0]).max() < 25 and np.abs(fast - scale[1]).max() < 25
    paper = np.array(layers.PAPER[dark])
    far = drawn[3 * pixels, -1]
    assert 0 < np.abs(far - paper).max() < 0.5 * np.abs(fast - paper).max()


def test_one_value_is_in_the_middle_of_the_scale() -> None:
    drawn = rgb(layers.number_layer("tempo", np.full(80, 120.0), PLACES, GRID))
    middle = viridis(np.array([0.5]))[0].astype(int)
    assert np.abs(drawn - middle).max(axis=-1).min() < 6


def test_night_is_darker_and_a_quick_picture_coarser() -> None:
    colours = np.array([[230, 160, 0], [90, 180, 230]], np.uint8)
    for layer in (
        layers.number_layer("tempo", PLACES[:, 1], PLACES, GRID),
        layers.density_layer(PLACES, GRID),
        layers.umatrix_layer(np.arange(54.0), GRID),
        layers.group_layer((PLACES[:, 1] > 4).astype(np.int64), PLACES, colours, GRID),
    ):
        day, night, quick = rgb(layer), rgb(layer, dark=True), rgb(layer, quick=True)
        assert night.mean() < 0.8 * day.mean()
        step = round(day.shape[0] / quick.shape[0])
        assert (day[::step, ::step] == quick).all()


def test_ridges_and_crowds_have_a_sunny_side() -> None:
    flat = layers.umatrix_layer(np.zeros(54), GRID)
    walls = np.zeros((6, 9))
    walls[3] = 1.0
    ridge = layers.umatrix_layer(walls, GRID)
    assert isinstance(flat.sheet, layers.NumberSheet) and isinstance(ridge.sheet, layers.NumberSheet)
    assert flat.sheet.light is not None and np.ptp(flat.sheet.light) == 0
    assert ridge.sheet.light is not None and np.ptp(ridge.sheet.light) > 20
    numbers = layers.number_layer("tempo", PLACES[:, 1], PLACES, GRID)
    assert isinstance(numbers.sheet, layers.NumberSheet) and numbers.sheet.light is None  # no height


@pytest.mark.parametrize("dark", [False, True])
def test_a_scale_is_read_by_its_lightness_alone(dark: bool) -> None:
    colours = layers.scale(np.linspace(0.0, 1.0, 64), dark=dark)
    lightness = np.array([luminance(colour) for colour in colours])
    assert (np.diff(lightness) > 0).all()
    assert lightness[-1] > 10 * lightness[0]
