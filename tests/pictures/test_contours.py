"""Lines along which land is equally high."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space.landscape import SEA_LEVEL
from organizer.pictures.contours import draw_contours


def slope(width: int, *, top: float = 1.0) -> np.ndarray:
    """Land that rises to the right from the sea, with a border of a pixel."""
    return np.tile(np.linspace(SEA_LEVEL - 0.1, top, width + 2, dtype=np.float32), (42, 1))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [400, 1600])
def test_lines_are_as_thin_however_large_the_land_is(dark: bool, width: int) -> None:
    pixels = np.full((40, width, 4), 128, np.uint8)
    draw_contours(pixels, slope(width), dark=dark, width=1.0)
    changed = np.abs(pixels[20, :, 0].astype(int) - 128)
    inside = changed > 0
    lines = np.flatnonzero(inside & ~np.roll(inside, 1))
    assert len(lines) == 11  # one for each step between the coast and the top
    assert inside.sum() <= 3 * len(lines)
    sea = np.flatnonzero(slope(width)[0, 1:-1] <= SEA_LEVEL)
    assert not changed[sea].any()
    strength = [changed[line : line + 3].sum() for line in lines]
    assert strength[3] > 1.5 * strength[2] and strength[7] > 1.5 * strength[6]  # index contours
    assert (pixels == pixels[:1]).all()  # straight across


def test_level_land_has_no_stains_and_steep_land_no_moire() -> None:
    flat = np.full((42, 42), SEA_LEVEL + (1 - SEA_LEVEL) * 4 / 12, np.float32)
    flat += np.float32(1e-5) * np.arange(42, dtype=np.float32)
    steep = np.tile(np.linspace(SEA_LEVEL, 1.0, 42, dtype=np.float32)[::4], (42, 1))
    for heights in (flat, steep):
        pixels = np.full((40, heights.shape[1] - 2, 4), 128, np.uint8)
        draw_contours(pixels, heights, dark=False, width=1.0)
        assert np.abs(pixels.astype(int) - 128).max() < 12
