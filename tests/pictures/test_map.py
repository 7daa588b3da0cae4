"""The map drawn from values, without a library."""

from __future__ import annotations

import numpy as np

from organizer.analysis.map.refining import Grid
from organizer.analysis.space import landscape as land
from organizer.base.palette import GROUP_COLOURS
from organizer.pictures import layers
from organizer.pictures import map as pictures
from tests.analysis.space.test_landscape import island_map


def pixels(image: object) -> np.ndarray:
    return np.asarray(image).reshape(-1, 3)


def test_each_song_has_the_colour_of_its_group() -> None:
    music_map = island_map()
    landscape = land.landscape(music_map)
    first = tuple(int(GROUP_COLOURS[3][at : at + 2], 16) for at in (1, 3, 5))
    groups = (music_map.track_ids[:125], np.full(125, 3))
    plain = pictures.render(landscape, music_map, width=400)
    coloured = pictures.render(landscape, music_map, groups=groups, width=400)
    assert plain.size == coloured.size == (400, 240)
    shares = [(pixels(image) == first).all(axis=1).sum() for image in (plain, coloured)]
    assert shares[0] == 0 < shares[1]


def test_a_layer_takes_the_place_of_the_terrain_with_its_legend_below() -> None:
    music_map = island_map()
    landscape = land.landscape(music_map)
    places = land.song_positions(music_map, landscape.row_offset, landscape.column_offset) + np.float32(0.5)
    layer = layers.number_layer("tempo", music_map.track_ids, places, Grid(12, 20))
    plain = pictures.render(landscape, music_map, width=400)
    for dark in (False, True):
        drawn = pictures.render(landscape, music_map, width=400, layer=layer, dark=dark)
        assert drawn.size[0] == 400 and drawn.size[1] > plain.size[1]  # no name of an island is covered
        top = np.asarray(drawn)[: plain.size[1]].astype(int)
        lightest, darkest = layers.scale(np.array([1.0, 0.0]), dark=dark).astype(int)
        for end in (lightest, darkest):
            assert (np.abs(top - end).max(axis=-1) < 12).any()


def test_a_picture_by_night_is_dark_and_has_contours() -> None:
    music_map = island_map()
    landscape = land.landscape(music_map)
    day, night = (
        np.asarray(pictures.render(landscape, music_map, width=600, dark=dark)) for dark in (False, True)
    )
    assert night.mean() < 0.6 * day.mean()
