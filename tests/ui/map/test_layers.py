"""What layers and colours show."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space.planes import viridis
from organizer.base.palette import GROUP_COLOURS
from organizer.ui.map import layers
from organizer.ui.map.songs import SongsOnMap


@pytest.fixture
def songs() -> SongsOnMap:
    """Four songs on two by two cells: two in the first, none in the last."""
    cells = np.array([0, 0, 1, 2])
    return SongsOnMap(
        rows=2,
        columns=2,
        toroidal=False,
        ids=np.array([5, 6, 7, 8]),
        cells=cells,
        starts=np.array([0, 2, 3, 4, 4]),
        x=(cells % 2 + 0.5).astype(np.float32),
        y=(cells // 2 + 0.5).astype(np.float32),
        names=("",) * 4,
        original=np.arange(4),
        groups=np.array([0, 0, 1, -1]),
        genres=np.array([0, 1, -1, 0]),
        genre_names=("Folk", "Rock"),
        away=np.array([False, False, False, True]),
        values={
            "tempo": np.array([60, 120, 180, np.nan], np.float32),
            "count": np.array([1, 2, 3, 4], np.float32),
        },
        heights=np.array([0.0, 1.0, 0.5, 0.25], np.float32),
        numbers=("tempo", "count", "my_rating"),
    )


def rgb(colour: str) -> list[int]:
    return list(bytes.fromhex(colour[1:]))


def test_every_number_is_a_choice_even_one_that_is_called_like_a_layer(songs):
    chosen = layers.choices(layers.LAYERS, songs)
    assert chosen[: len(layers.LAYERS)] == list(layers.LAYERS)
    assert chosen[len(layers.LAYERS) :] == ["plane:count", "plane:my_rating"]
    assert len(set(chosen)) == len(chosen)
    assert layers.number_of("count") is None and layers.number_of("plane:count") == "count"
    assert layers.title_of("plane:my_rating") == "My rating" and layers.title_of("umatrix") == "U-matrix"
    by_songs = layers.ground("count", songs, None).image
    by_number = layers.ground("plane:count", songs, None).image
    assert by_songs != by_number


@pytest.mark.parametrize("layer", layers.LAYERS)
def test_a_layer_has_a_pixel_for_each_cell(songs, layer):
    ground = layers.ground(layer, songs, None)
    assert (ground.image.width(), ground.image.height(), ground.smooth) == (2, 2, False)


def test_a_count_is_as_light_as_there_are_songs_and_grey_where_none_is(songs):
    image = layers.ground("count", songs, None).image
    lightness = [image.pixelColor(x, y).lightness() for x, y in ((0, 0), (1, 0), (0, 1))]
    assert lightness[0] > lightness[1] == lightness[2]
    empty = image.pixelColor(1, 1)
    assert (empty.red(), empty.green(), empty.blue()) == (58, 64, 74)


def test_dots_have_the_colour_of_group_genre_or_number_and_away_ones_are_grey(songs):
    colours, legend = layers.dot_colours("group", songs)
    assert colours[:3].tolist() == [rgb(GROUP_COLOURS[0])] * 2 + [rgb(GROUP_COLOURS[1])] and legend is None
    away = colours[3].tolist()
    colours, legend = layers.dot_colours("genre", songs)
    assert colours[1].tolist() == rgb(GROUP_COLOURS[1]) and colours[3].tolist() == away
    assert [text for _, text in legend.entries] == ["Folk", "Rock", "other or none"]
    colours, legend = layers.dot_colours("plane:tempo", songs)
    assert colours[0].tolist() == viridis(np.zeros(1))[0].tolist()
    assert colours[2].tolist() == viridis(np.ones(1))[0].tolist()
    assert legend.title.startswith("Tempo")
    colours, legend = layers.dot_colours("none", songs)
    assert len({tuple(colour) for colour in colours[:3].tolist()}) == 1 and legend is None


def test_a_number_that_is_not_read_yet_is_unknown_everywhere(songs):
    colours, _ = layers.dot_colours("plane:my_rating", songs)
    unknown, _ = layers.dot_colours("group", songs)
    assert (colours[:3] == colours[0]).all() and colours[0].tolist() != unknown[0].tolist()
