"""Heights as colours."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import landscape as land
from organizer.base.arrangement import MusicMap
from organizer.pictures.terrain import fine_image, palette, terrain_image
from tests.analysis.space.test_landscape import island_map


@pytest.mark.parametrize("toroidal", [True, False])
@pytest.mark.parametrize("songs", [0, 1])
def test_tiny_libraries_have_a_picture(songs: int, toroidal: bool) -> None:
    codebook = np.zeros((24, 4), np.float32) + np.arange(24, dtype=np.float32)[:, None]
    cells, ids = np.zeros(songs, np.int64), np.arange(songs)
    music_map = MusicMap(4, 6, toroidal, 0, 1, codebook, ids, cells, ("a",) * 24)
    made = land.landscape(music_map)
    assert terrain_image(made).shape == (*made.heights.shape, 3)


def test_a_finer_picture_shows_the_same_land() -> None:
    made = land.landscape(island_map())
    plain, fine = terrain_image(made), fine_image(made)
    finer = fine.shape[0] // plain.shape[0]
    assert finer > 1 and fine.shape == (plain.shape[0] * finer, plain.shape[1] * finer, 3)
    rows, columns = plain.shape[:2]
    mean = fine.reshape(rows, finer, columns, finer, 3).mean(axis=(1, 3))
    assert np.abs(mean - plain).mean() < 4


def test_the_sea_is_blue_and_the_peaks_are_white() -> None:
    colours = palette().astype(int)
    assert colours[0][2] > colours[0][0] and colours[-1].tolist() == [255, 255, 255]
    meadow = colours[int(4096 * 0.6)]
    assert meadow[1] > meadow[0] and meadow[1] > meadow[2]
