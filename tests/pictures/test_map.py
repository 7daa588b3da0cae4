"""The map drawn from values, without a library."""

from __future__ import annotations

import numpy as np

from organizer.analysis.space import landscape as land
from organizer.analysis.space import planes
from organizer.base.palette import GROUP_COLOURS
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


def test_values_of_cells_take_the_place_of_the_terrain() -> None:
    music_map = island_map()
    values = np.linspace(0.0, 1.0, 240)
    values[:40] = np.nan
    ground = pictures.ground(values, "energy", rows=12, columns=20)
    assert (ground.low, ground.high) == planes.value_range(values)
    assert len(np.unique(ground.colours[:2].reshape(-1, 3), axis=0)) == 1  # not known
    landscape = land.landscape(music_map)
    drawn = pixels(pictures.render(landscape, music_map, width=400, ground=ground))
    assert (drawn == ground.colours[-1, -1]).all(axis=1).any()
    land_only = pixels(pictures.render(landscape, music_map, width=400))
    assert not (land_only == ground.colours[-1, -1]).all(axis=1).any()
