"""Heights as colours."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import landscape as land
from organizer.base.arrangement import MusicMap
from organizer.base.palette import GROUP_COLOURS
from organizer.pictures.terrain import NIGHT, PALETTE, relief, sampled, shades, terrain_image
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
    plain, fine = terrain_image(made), relief(made).pixels(dark=False)[..., 2::-1]
    finer = fine.shape[0] // plain.shape[0]
    assert finer > 1 and fine.shape == (plain.shape[0] * finer, plain.shape[1] * finer, 3)
    rows, columns = plain.shape[:2]
    mean = fine.reshape(rows, finer, columns, finer, 3).mean(axis=(1, 3))
    assert np.abs(mean - plain).mean() < 4


def test_the_sea_is_blue_and_the_peaks_are_white() -> None:
    colours = shades(PALETTE).astype(int)
    assert colours[0][2] > colours[0][0] and colours[-1].tolist() == [255, 255, 255]
    meadow = colours[int(4096 * 0.6)]
    assert meadow[1] > meadow[0] and meadow[1] > meadow[2]


def luminance(colour: np.ndarray) -> float:
    """Relative luminance after WCAG 2."""
    share = colour / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_at_night_names_and_dots_stand_out_on_all_land_and_sea() -> None:
    white = np.array([255, 255, 255])
    assert min(contrast(colour, white) for colour in shades(NIGHT)[::16]) > 4.3
    # what most of the map is made of lets the dots of most groups stand out, too
    land = [colour for height, colour in NIGHT if height < 0.8]
    groups = [np.array([*bytes.fromhex(colour[1:])]) for colour in GROUP_COLOURS[:5]]
    assert min(contrast(np.array(colour), group) for colour in land for group in groups) > 1.6
    deep = [colour for height, colour in NIGHT if height < 0.37]
    assert min(contrast(np.array(colour), group) for colour in deep for group in groups) > 2.5


def test_the_night_is_a_palette_of_its_own_with_the_same_land_in_it() -> None:
    day, night = shades(PALETTE).astype(float), shades(NIGHT).astype(float)
    assert [height for height, _ in NIGHT] == [height for height, _ in PALETTE]
    assert max(luminance(colour) for colour in night) < 0.2
    shares = night[64:] / np.maximum(day[64:], 1)
    assert np.ptp(shares.mean(axis=1)) > 0.2  # not one picture, dimmed
    coast, wood, sea, peak = (night[int(4095 * at)] for at in (0.41, 0.77, 0.1, 0.99))
    assert luminance(coast) > 2 * luminance(wood) > 2 * luminance(sea)
    assert luminance(peak) > luminance(coast)


def test_a_quick_picture_is_the_same_but_coarser() -> None:
    made = relief(land.landscape(island_map()))
    for dark in (False, True):
        whole, quick = made.pixels(dark=dark), made.pixels(dark=dark, quick=True)
        step = round(whole.shape[0] / quick.shape[0])
        assert step > 1 and (whole[::step, ::step] == quick).all()


def test_heights_are_sampled_across_the_seam_of_a_torus() -> None:
    heights = np.arange(12, dtype=np.uint16).reshape(3, 4) * 4000
    same = sampled(heights, 0, 0, 1, 1, (3, 4), toroidal=True)
    assert np.allclose(same * 65535, heights, atol=1)
    around = sampled(heights, -1, -1, 1, 1, (5, 6), toroidal=True)
    assert np.allclose(around * 65535, np.pad(heights, 1, mode="wrap"), atol=1)
    edge = sampled(heights, -1, -1, 1, 1, (5, 6), toroidal=False)
    assert np.allclose(edge * 65535, np.pad(heights, 1, mode="edge"), atol=1)
    finer = sampled(heights, 0, 0, 0.5, 0.5, (6, 8), toroidal=False)
    assert np.allclose(finer[0, 1:3] * 65535, [1000, 3000], atol=1)


@pytest.mark.parametrize("toroidal", [True, False])
def test_parts_of_the_land_make_up_the_whole(toroidal: bool) -> None:
    made = relief(land.landscape(island_map(toroidal=toroidal)), finest=2)
    rows, columns = made.heights.shape
    whole, _ = made.part(0, 0, 1, 1, (rows, columns), dark=True)
    assert np.abs(whole[..., :3].astype(int) - made.pixels(dark=True)[..., :3]).max() <= 3
    fine, heights = made.part(0, 0, 0.4, 0.4, (200, 300), dark=False)
    piece, inner = made.part(40, 20, 0.4, 0.4, (100, 120), dark=False)
    assert (piece == fine[50:150, 100:220]).mean() > 0.999  # but for what is rounded
    assert np.allclose(inner, heights[50:152, 100:222], atol=1e-5)
