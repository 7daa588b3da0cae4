"""The dots of the songs, written into pixels with numpy: ten times faster than drawn one by one.

Pixels are uint8, shape=(height, width, 4), as RGB32 images have them: blue, green, red and one without use.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from organizer.ui.canvas.layers import Pixels
from organizer.ui.canvas.songs import SongsOnMap

#: A number for each pixel of a square: shape=(2 s + 1, 2 s + 1).
Layer = npt.NDArray[np.float32]
#: Of each pixel the share of the ground that stays, that of the dot's colour, and what is added as blue,
#: green and red: shape=(2 s + 1, 2 s + 1, 5).
Sprite = npt.NDArray[np.float32]

#: The reach of the largest sprite, in pixels.
_FARTHEST = 40
#: Of what lies below a dot less than so much is seen where it covers it.
_COVERED = 0.5
#: Opacity and colour of the rims of dots.
_DAY_RIM = (0.62, (16, 24, 40))
NIGHT_RIM = (0.5, (214, 222, 236))
#: How much of the ground and of the other dots is seen while songs are selected: they step back.
FADED = 0.6
#: How much of the dots is seen that do not fit a search.
UNMATCHED = 0.22


def dot_radius(songs: SongsOnMap, cell_pixels: float) -> float:
    """Logical pixels: as large as the crowd allows. ``cell_pixels``: area of a cell."""
    occupied = max(int((songs.counts > 0).sum()), 1)
    room = np.sqrt(cell_pixels * occupied / max(songs.count, 1))
    return float(np.clip(0.16 * room, 0.9, 4.2))


def add_dots(
    ground: Pixels,
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    colours: Pixels,
    sprite: Sprite,
    repeat: tuple[int, int] | None,
) -> Pixels:
    """The ground with a dot at each place, in pixels from its corner; the places may lie outside.

    ``colours``: RGB, shape=(n, 3). ``repeat``: width and height of a torus on which everything comes again.
    """
    height, width = ground.shape[:2]
    size = len(sprite) // 2
    pad = 2 * size  # a dot that reaches in has its middle at most a size away, and its far side two
    dx, dy = x + size, y + size
    if repeat is not None:  # a dot at the seam reaches over it
        dx, dy = dx % repeat[0], dy % repeat[1]
    near = np.flatnonzero((dx >= 0) & (dx < width + 2 * size) & (dy >= 0) & (dy < height + 2 * size))
    if not near.size:
        return ground
    pixels = np.zeros((height + 2 * pad, width + 2 * pad, 4), np.uint8)
    pixels[pad : pad + height, pad : pad + width] = ground
    inks = np.zeros((near.size, 4), np.float32)
    inks[:, :3] = colours[near][:, ::-1]
    _stamp(pixels, dx[near] + size, dy[near] + size, inks, sprite)
    return np.ascontiguousarray(pixels[pad : pad + height, pad : pad + width])


def seen_of(
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    sprite: Sprite,
    size: tuple[int, int],
    *,
    area: int,
) -> npt.NDArray[np.int64] | None:
    """Which of so many dots are worth painting: where they lie on top of each other, about the topmost.

    Every dot is painted, None, while there is room for them in the ``area``, in pixels, of a piece. Where a
    million songs crowd, each square of pixels that a dot covers shows the last of its dots. The squares are
    those of the whole map, of this ``size``, so that what lies on the edge of a piece goes on in the next.
    """
    covered = int((sprite[..., 0] < _COVERED).sum())
    side = max(2, int(0.6 * covered**0.5))
    if x.size * side**2 <= 1.5 * area:
        return None
    across = size[0] // side + 1
    squares = (y // side) * across + x // side
    last = np.full(int(squares.max()) + 1, -1, np.int64)
    last[squares] = np.arange(x.size)  # of what is assigned several times the last counts
    topmost = last[squares] == np.arange(x.size)
    return np.flatnonzero(topmost)


def dots_alone(
    shape: tuple[int, int],
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    colours: Pixels,
    sprite: Sprite,
    repeat: tuple[int, int] | None,
) -> Pixels:
    """Dots on nothing, premultiplied: shape=(height, width, 4); else as ``add_dots``. For many."""
    size = len(sprite) // 2
    height, width = shape
    dx, dy = x + size, y + size
    if repeat is not None:
        dx, dy = dx % repeat[0], dy % repeat[1]
    near = np.flatnonzero((dx >= 0) & (dx < width + 2 * size) & (dy >= 0) & (dy < height + 2 * size))
    pixels = np.zeros((height + 4 * size, width + 4 * size, 4), np.uint8)
    inks = np.full((near.size, 4), 255.0, np.float32)
    inks[:, :3] = colours[near][:, ::-1]
    _stamp(pixels, dx[near] + size, dy[near] + size, inks, sprite, each=False)
    return np.ascontiguousarray(pixels[2 * size : 2 * size + height, 2 * size : 2 * size + width])


def fade(ground: Pixels, dots: Pixels, seen: float = FADED) -> Pixels:
    """The dots, stepping back towards the ground; of them so much is ``seen``, 0–1."""
    share = round(seen * 256)
    blended = dots.astype(np.uint16) * share + ground.astype(np.uint16) * (256 - share)
    return (blended >> 8).astype(np.uint8)


def _stamp(
    pixels: Pixels,
    x: npt.NDArray[np.int32],
    y: npt.NDArray[np.int32],
    inks: Layer,
    sprite: Sprite,
    *,
    each: bool = True,
) -> None:
    """Blend the sprite into the pixels at each place: dot by dot when they are few, else pixel by pixel."""
    size = len(sprite) // 2
    inside = sprite[..., 0] < 0.99
    if each and x.size < inside.sum():
        keep, mix, plus = sprite[..., :1], sprite[..., 1:2], sprite[..., 2:]
        for left, top, ink in zip((x - size).tolist(), (y - size).tolist(), inks[:, :3], strict=True):
            part = pixels[top : top + 2 * size + 1, left : left + 2 * size + 1, :3]
            part[:] = part * keep + (ink * mix + plus)
        return
    flat = pixels.reshape(-1, 4)
    base = y.astype(np.intp) * pixels.shape[1] + x
    for row, column in np.argwhere(inside).tolist():
        index = base + ((row - size) * pixels.shape[1] + column - size)
        keep, mix, plus = sprite[row, column, 0], sprite[row, column, 1], sprite[row, column, 2:]
        blended = inks * mix
        blended[:, :3] += plus
        blended[:, 3] = 255.0 * (1.0 - keep)
        if keep > 0.004:
            blended += flat.take(index, axis=0) * keep
        flat[index] = blended.astype(np.uint8)


@functools.lru_cache(maxsize=64)
def dot(radius: float, ratio: float, *, dark: bool = False) -> Sprite:
    """A disc with a thin rim, dark by day and light by night, so that it stands out on every ground."""
    rim = min(1.1 * ratio, radius * 0.45)
    distance = _distances(radius + rim)
    opacity, colour = NIGHT_RIM if dark else _DAY_RIM
    return _sprite((_cover(distance, radius + rim) * opacity, colour), (_cover(distance, radius), None))


@functools.lru_cache(maxsize=64)
def disc(radius: float) -> Sprite:
    """A disc without a rim."""
    return _sprite((_cover(_distances(radius), radius), None))


@functools.lru_cache(maxsize=64)
def lit_dot(radius: float, ratio: float) -> Sprite:
    """A song that fits a search: its colour and its size, a bright rim, and a light that fades outwards."""
    rim = radius + min(1.2 * ratio, radius * 0.5)
    reach = min(rim + 4 * ratio, _FARTHEST - 2.0)
    distance = _distances(reach)
    glow = 0.75 * np.clip(1 - (distance - rim) / (reach - rim), 0.0, 1.0) ** 2
    return _sprite(
        (glow, (255, 244, 200)),
        (_cover(distance, rim), (255, 250, 232)),
        (_cover(distance, radius), None),
    )


@functools.lru_cache(maxsize=64)
def glowing_dot(radius: float, ratio: float) -> Sprite:
    """A selected song: its colour, a white ring, a dark line around that, and a light that fades outwards."""
    ring = radius + 1.9 * ratio if radius > 2 * ratio else radius + 1.1 * ratio
    edge = ring + 0.9 * ratio
    reach = min(ring + 5 * ratio, _FARTHEST - 2.0) if radius > 1.7 * ratio else edge + ratio
    distance = _distances(reach)
    glow = 0.5 * np.clip(1 - (distance - ring) / (reach - ring), 0.0, 1.0) ** 2
    return _sprite(
        (glow, (255, 250, 225)),
        (_cover(distance, edge) * 0.75, (30, 20, 70)),
        (_cover(distance, ring), (255, 255, 255)),
        (_cover(distance, radius), None),
    )


def _distances(reach: float) -> Layer:
    """From the middle of a sprite."""
    size = min(int(np.ceil(reach + 0.5)), _FARTHEST)
    along = np.arange(-size, size + 1, dtype=np.float32)
    return np.hypot(along[:, None], along)


def _cover(distance: Layer, radius: float) -> Layer:
    covered: Layer = np.clip(radius - distance + 0.5, 0.0, 1.0)
    return covered


def _sprite(*layers: tuple[Layer, tuple[int, int, int] | None]) -> Sprite:
    """Translucent layers, from below to above, as one; a layer without a colour has that of the dot."""
    sprite = np.zeros((*layers[0][0].shape, 5), np.float32)
    sprite[..., 0] = 1.0
    for alpha, colour in layers:
        sprite *= (1 - alpha)[..., None]
        if colour is None:
            sprite[..., 1] += alpha
        else:
            sprite[..., 2:] += alpha[..., None] * np.array(colour[::-1], np.float32)
    return sprite
