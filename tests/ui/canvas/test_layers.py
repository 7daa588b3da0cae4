"""What layers and colours show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from organizer.analysis.space.planes import viridis
from organizer.base.palette import GROUP_COLOURS
from organizer.ui.canvas import layers
from organizer.ui.canvas.songs import SongsOnMap


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
    assert layers.number_of("density") is None and layers.number_of("plane:count") == "count"
    assert layers.title_of("plane:my_rating") == "My rating" and layers.title_of("umatrix") == "U-matrix"
    by_songs, by_number = (layers.sheet_of(layer, songs, None) for layer in ("density", "plane:count"))
    assert by_songs.legend.title == "Songs in a cell" and by_number.legend.title == "Count"


def test_layers_are_listed_under_headings(songs):
    chosen = layers.choices(layers.LAYERS, replace(songs, numbers=(*songs.numbers, "sound:jazz", "valence")))
    listed = dict(layers.sections(chosen))
    assert list(listed) == ["Landscape", "Sound", "Words", "Tables", "Yours"]
    assert listed["Landscape"] == ["islands", "umatrix", "density", "groups"]
    assert "plane:tempo" in listed["Sound"] and "plane:valence" in listed["Sound"]
    assert listed["Words"] == ["plane:sound:jazz"] and listed["Yours"] == ["added", "plays", "rating"]
    assert listed["Tables"] == ["plane:count", "plane:my_rating"]
    assert sorted(one for part in listed.values() for one in part) == sorted(chosen)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("layer", [*layers.LAYERS, "plane:my_rating"])
def test_a_layer_is_finer_than_its_cells_by_day_and_by_night(songs, layer, dark):
    shown = layers.sheet_of(layer, songs, None)
    ground = layers.ground(shown, dark=dark)
    assert ground.image.width() >= 32 and ground.image.height() >= 32
    assert ground.dark == dark and (ground.legend is None or ground.legend.dark == dark)


def test_what_no_song_has_says_so(songs):
    shown = layers.sheet_of("plane:my_rating", songs, None)
    assert (shown.legend.title, shown.legend.low, shown.legend.high) == (
        "My rating",
        "no song has it yet",
        "",
    )
    colours, legend = layers.dot_colours("plane:my_rating", songs)
    assert legend == shown.legend and (colours[:3] == colours[0]).all()


def test_a_scale_says_in_words_what_its_ends_are(songs):
    legend = layers.sheet_of("plane:tempo", songs, None).legend
    assert legend.title == "Tempo (BPM)"
    assert legend.low.startswith("slow · ") and legend.high.startswith("fast · ")


def test_dots_and_ground_that_show_the_same_share_one_scale(songs):
    shown = layers.sheet_of("plane:tempo", songs, None)
    ground = layers.ground(shown, dark=True)
    _, legend = layers.dot_colours("plane:tempo", songs, ground.span)
    assert legend == ground.legend


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
