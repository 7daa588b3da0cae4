"""Heights as colours: sea, beach, green, rock and snow, with the soft shadow of a sun in the north-west."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.landscape import SEA_LEVEL, Landscape
from organizer.analysis.space.som import FloatArray

_S = SEA_LEVEL
_LAND = 1.0 - SEA_LEVEL
#: Height and colour; between them it is blended.
PALETTE: tuple[tuple[float, tuple[int, int, int]], ...] = (
    (0.0, (18, 58, 110)),  # deep sea
    (_S * 0.45, (30, 91, 153)),
    (_S * 0.80, (62, 140, 193)),  # sea
    (_S * 0.94, (126, 189, 217)),
    (_S, (206, 226, 220)),  # surf
    (_S + _LAND * 0.025, (240, 228, 188)),  # beach
    (_S + _LAND * 0.09, (226, 216, 160)),
    (_S + _LAND * 0.20, (178, 206, 126)),  # meadow
    (_S + _LAND * 0.42, (124, 173, 92)),
    (_S + _LAND * 0.62, (84, 138, 66)),  # wood
    (_S + _LAND * 0.74, (74, 112, 60)),
    (_S + _LAND * 0.84, (122, 112, 92)),  # rock
    (_S + _LAND * 0.92, (168, 160, 148)),
    (_S + _LAND * 0.97, (246, 246, 246)),  # snow
    (1.0, (255, 255, 255)),
)
_SHADES = 4096
#: Sharper terrain would not be seen: it is smooth.
_MOST_PIXELS = 3_000_000
#: How dark the shadows are on land, and in the sea.
_LAND_SHADE, _SEA_SHADE = 0.17, 0.06


def palette() -> npt.NDArray[np.uint8]:
    """The colour of each of 4096 heights from 0 to 1: shape=(4096, 3)."""
    heights, colours = zip(*PALETTE, strict=True)
    shades = np.linspace(0.0, 1.0, _SHADES)
    channels = [np.interp(shades, heights, [colour[i] for colour in colours]) for i in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def terrain_image(landscape: Landscape) -> npt.NDArray[np.uint8]:
    """The landscape in colour: shape=(H, W, 3), RGB."""
    heights = landscape.heights
    colours = palette()[np.clip(heights * (_SHADES - 1), 0, _SHADES - 1).astype(np.int64)]
    light = _light(landscape)
    strength = np.where(heights > SEA_LEVEL, _LAND_SHADE, _SEA_SHADE).astype(np.float32)
    shaded = colours * (1.0 + strength * light)[..., None]
    return np.clip(shaded, 0, 255).round().astype(np.uint8)


def fine_image(landscape: Landscape) -> npt.NDArray[np.uint8]:
    """The landscape in colour, up to four times finer than its own pixels: shape=(H, W, 3), RGB."""
    heights = landscape.heights
    finer = int(max(1, min(4, np.sqrt(_MOST_PIXELS / max(heights.size, 1)))))
    if finer > 1:
        heights = _refine(_refine(heights, finer, landscape.toroidal).T, finer, landscape.toroidal).T
        landscape = replace(
            landscape,
            heights=np.ascontiguousarray(heights),
            pixels_per_cell=landscape.pixels_per_cell * finer,
        )
    return terrain_image(landscape)


def _refine(heights: FloatArray, finer: int, wrap: bool) -> FloatArray:
    """More rows, by Catmull–Rom curves between those that are there."""
    count = len(heights)
    at = (np.arange(count * finer) + 0.5) / finer - 0.5
    start = np.floor(at).astype(np.int64)
    t = (at - start).astype(np.float32)[:, None]

    def row(shift: int) -> FloatArray:
        index = start + shift
        return heights[index % count if wrap else np.clip(index, 0, count - 1)]

    a, b, c, d = row(-1), row(0), row(1), row(2)
    curve = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return np.clip(curve, 0.0, 1.0).astype(np.float32)


def _light(landscape: Landscape) -> FloatArray:
    """−1 on slopes that turn away from the north-west, 1 on those that face it, 0 on level ground."""
    heights = landscape.heights
    padded = np.pad(heights, 1, mode="wrap") if landscape.toroidal else np.pad(heights, 1, mode="edge")
    down = padded[2:, 1:-1] - padded[:-2, 1:-1]
    across = padded[1:-1, 2:] - padded[1:-1, :-2]
    # Slopes are counted per cell, so that the shade does not depend on the resolution.
    slope = (down + across) * (0.5 * landscape.pixels_per_cell)
    return np.asarray(np.tanh(slope * 2.5), dtype=np.float32)
