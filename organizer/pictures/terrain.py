"""Heights as colours: sea, beach, green, rock and snow by day, the same land under the moon by night.

A ``Relief`` holds what does not depend on the light of the window, so that it is painted in another one by
looking up colours in a table.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.landscape import SEA_LEVEL, Landscape
from organizer.analysis.space.som import FloatArray

#: Heights and the colour at each; between them it is blended.
Palette = tuple[tuple[float, tuple[int, int, int]], ...]
#: Blue, green, red and one without use, as the window's pictures have them: shape=(height, width, 4).
Pixels = npt.NDArray[np.uint8]

_S = SEA_LEVEL
_LAND = 1.0 - SEA_LEVEL
PALETTE: Palette = (
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
#: No colour is so light that names and dots would not stand out.
NIGHT: Palette = (
    (0.0, (9, 15, 32)),  # deep sea
    (_S * 0.45, (13, 24, 48)),
    (_S * 0.80, (20, 39, 68)),  # sea
    (_S * 0.94, (34, 62, 90)),
    (_S, (64, 90, 106)),  # surf
    (_S + _LAND * 0.025, (95, 93, 86)),  # beach
    (_S + _LAND * 0.09, (78, 82, 70)),
    (_S + _LAND * 0.20, (52, 74, 60)),  # meadow
    (_S + _LAND * 0.42, (40, 66, 55)),
    (_S + _LAND * 0.62, (30, 54, 48)),  # wood
    (_S + _LAND * 0.74, (30, 49, 48)),
    (_S + _LAND * 0.84, (54, 58, 68)),  # rock
    (_S + _LAND * 0.92, (78, 84, 98)),
    (_S + _LAND * 0.97, (104, 114, 134)),  # snow
    (1.0, (110, 120, 140)),
)
_SHADES, _LIGHTS = 4096, 64
#: Sharper terrain would not be seen: it is smooth.
_MOST_PIXELS = 3_000_000
#: How dark the shadows are on land, and in the sea.
_LAND_SHADE, _SEA_SHADE = 0.17, 0.06
#: So many pixels are painted at once where a picture has to be there in the next frame.
_QUICK = 150_000


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """A landscape, ready to be painted by day or by night."""

    heights: npt.NDArray[np.uint16]  #: shape=(height, width), 0–65535
    light: npt.NDArray[np.uint8]  #: of a sun in the north-west: 0 on slopes that turn away from it, to 63
    toroidal: bool = True

    def pixels(self, *, dark: bool, quick: bool = False) -> Pixels:
        """The land in colour; ``quick``: coarsely, within a frame."""
        step = quick_step(self.heights.size) if quick else 1
        index = (self.heights[::step, ::step] >> 4).astype(np.int32)
        index *= _LIGHTS
        index += self.light[::step, ::step]
        return as_pixels(_table(dark).take(index))

    def part(
        self, left: float, top: float, across: float, down: float, size: tuple[int, int], *, dark: bool
    ) -> tuple[Pixels, FloatArray]:
        """A part of the land in colour, with sharp coasts however close one looks, and its heights, 0–1, with
        those of one more pixel all around. ``size``: its rows and columns of pixels; the first has its corner
        at (left, top) in pixels of the relief, each is ``across`` by ``down`` of them."""
        wide = (size[0] + 2, size[1] + 2)
        heights = sampled(self.heights, left - across, top - down, across, down, wide, toroidal=self.toroidal)
        index = (heights[1:-1, 1:-1] * np.float32(65535 / 16)).astype(np.int32)
        index *= _LIGHTS
        mode = _mode(self.toroidal)
        rows = np.floor(top + (np.arange(size[0]) + 0.5) * down).astype(np.int64)
        columns = np.floor(left + (np.arange(size[1]) + 0.5) * across).astype(np.int64)
        index += self.light.take(rows, axis=0, mode=mode).take(columns, axis=1, mode=mode)
        return as_pixels(_table(dark).take(index)), heights


def relief(landscape: Landscape, *, finest: int = 4) -> Relief:
    """The land of a landscape, up to four times finer than its own pixels."""
    heights, pixels = landscape.heights, landscape.pixels_per_cell
    finer = int(max(1, min(finest, np.sqrt(_MOST_PIXELS / max(heights.size, 1)))))
    if finer > 1:
        heights = _refine(_refine(heights, finer, landscape.toroidal).T, finer, landscape.toroidal).T
        heights = np.ascontiguousarray(heights)
    light = slopes(heights, pixels * finer, toroidal=landscape.toroidal)
    return Relief((np.clip(heights, 0, 1) * 65535).astype(np.uint16), light, landscape.toroidal)


def sampled(
    heights: npt.NDArray[np.uint16],
    left: float,
    top: float,
    across: float,
    down: float,
    size: tuple[int, int],
    *,
    toroidal: bool,
) -> FloatArray:
    """Heights, 0–1, of ``size`` rows and columns of pixels: the first has its corner at (left, top) in pixels
    of ``heights``, each is ``across`` by ``down`` of them. Between them it is blended."""
    row, row_share = _between(top, down, size[0])
    column, column_share = _between(left, across, size[1])
    mode = _mode(toroidal)
    whole = heights.take(np.arange(row[0], row[-1] + 2), axis=0, mode=mode)
    whole = whole.take(np.arange(column[0], column[-1] + 2), axis=1, mode=mode)
    part = whole.astype(np.float32) * np.float32(1 / 65535)
    row, column = row - row[0], column - column[0]
    rows = part[row] + (part[row + 1] - part[row]) * row_share[:, None]
    before = rows.take(column, axis=1)
    blended: FloatArray = before + (rows.take(column + 1, axis=1) - before) * column_share
    return blended


def _between(start: float, step: float, count: int) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """The pixels before the middles of others, and how far beyond the middles of the former these are."""
    at = start + (np.arange(count) + 0.5) * step - 0.5
    first = np.floor(at).astype(np.int64)
    return first, (at - first).astype(np.float32)


def _mode(toroidal: bool) -> Literal["wrap", "clip"]:
    """What lies beyond the edges: the other side, or nothing else."""
    return "wrap" if toroidal else "clip"


def slopes(heights: FloatArray, pixels_per_cell: float, *, toroidal: bool) -> npt.NDArray[np.uint8]:
    """How much light falls on each pixel: 0 on slopes that turn away from the north-west, 63 on those that
    face it."""
    padded = np.pad(heights, 1, mode="wrap") if toroidal else np.pad(heights, 1, mode="edge")
    down = padded[2:, 1:-1] - padded[:-2, 1:-1]
    across = padded[1:-1, 2:] - padded[1:-1, :-2]
    # Slopes are counted per cell, so that the shade does not depend on the resolution.
    slope = np.tanh((down + across) * np.float32(1.25 * pixels_per_cell))
    return ((slope + 1) * np.float32((_LIGHTS - 1) / 2) + np.float32(0.5)).astype(np.uint8)


def shades(palette: Palette) -> npt.NDArray[np.uint8]:
    """The colour of each of 4096 heights from 0 to 1: shape=(4096, 3)."""
    heights, colours = zip(*palette, strict=True)
    places = np.linspace(0.0, 1.0, _SHADES)
    channels = [np.interp(places, heights, [colour[i] for colour in colours]) for i in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def terrain_image(landscape: Landscape, *, dark: bool = False) -> npt.NDArray[np.uint8]:
    """The landscape in colour: shape=(H, W, 3), RGB."""
    return relief(landscape, finest=1).pixels(dark=dark)[..., 2::-1]


def quick_step(size: int) -> int:
    """Of so many pixels every how many-th, across and down, can be painted within a frame."""
    return max(1, round(math.sqrt(size / _QUICK)))


def lit_table(colours: npt.ArrayLike, strength: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Each of n colours, shape=(n, 3), in 64 lights, from shadow to sun, as numbers to take pixels from:
    shape=(n * 64,)."""
    light = np.linspace(-1.0, 1.0, _LIGHTS)
    factor = 1.0 + np.broadcast_to(strength, len(np.asarray(colours)))[:, None] * light
    return packed(np.asarray(colours, np.float64)[:, None, :] * factor[..., None]).ravel()


def packed(rgb: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Colours, shape=(…, 3), 0–255, each as one number."""
    whole = np.clip(np.rint(rgb), 0, 255).astype(np.uint32)
    numbers = 0xFF000000 + (whole[..., 0] << 16) + (whole[..., 1] << 8) + whole[..., 2]
    return np.asarray(numbers, np.uint32)


def as_pixels(numbers: npt.NDArray[np.uint32]) -> Pixels:
    """Such numbers as pixels."""
    little = np.ascontiguousarray(numbers).astype("<u4", copy=False)
    return little.view(np.uint8).reshape(*numbers.shape, 4)


def get_ready() -> None:
    """Make the colours of day and night, which takes several frames: call it from a job."""
    for dark in (False, True):
        _table(dark)


@functools.cache
def _table(dark: bool) -> npt.NDArray[np.uint32]:
    land = np.linspace(0.0, 1.0, _SHADES) > SEA_LEVEL
    return lit_table(shades(NIGHT if dark else PALETTE), np.where(land, _LAND_SHADE, _SEA_SHADE))


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
