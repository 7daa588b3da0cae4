"""Paints the ground and its dots in pieces that are kept: panning then costs a copy of pixels.

A hundred thousand dots drawn one by one take several frames; written into the pixels with numpy they take a
part of one. Pieces are made for one scale; a new scale makes new ones, within the time the caller gives.
"""

from __future__ import annotations

import functools
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from organizer.ui.map_camera import Camera
from organizer.ui.map_layers import Ground, Pixels
from organizer.ui.map_songs import SongsOnMap

_CHUNK = 384  #: device pixels
_MEMORY = 96 * 2**20
_PAD = 40  #: the reach of the largest sprite
_GRID_FROM = 14.0  #: logical pixels a cell from which cells of a plane are kept apart by lines
_SEA = QColor(13, 36, 70)

#: Of one pixel: share of the ground that stays, of the dot's colour, and what is added.
Blend = tuple[float, float, tuple[float, float, float]]
#: A square of such pixels: shape=(2 s + 1, 2 s + 1, 5), the added colour as B, G, R.
Sprite = npt.NDArray[np.float32]
Key = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that the pieces show. A new one makes new pieces."""

    songs: SongsOnMap
    ground: Ground
    colours: Pixels  #: shape=(n, 3)
    selected: npt.NDArray[np.bool_]  #: shape=(n,)


class MapTiles:
    """Keeps the painted pieces of a scene."""

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._ground: OrderedDict[Key, QImage] = OrderedDict()
        self._painted: OrderedDict[Key, QImage] = OrderedDict()
        self._scale: tuple[int, int] = (0, 0)
        self._at: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None

    def set_scene(self, scene: Scene | None) -> None:
        if self._scene is None or scene is None or scene.ground is not self._scene.ground:
            self._ground.clear()
        self._scene = scene
        self._painted.clear()
        self._at = None

    def draw(self, painter: QPainter, camera: Camera, ratio: float, patience: float | None = None) -> bool:
        """Paint the window. False when ``patience`` (seconds) ran out and the bare ground stands in."""
        scene = self._scene
        if scene is None:
            return True
        wide = max(1, round(camera.columns * camera.cell_width * ratio))
        high = max(1, round(camera.rows * camera.cell_height * ratio))
        if (wide, high) != self._scale:
            self._scale, self._at = (wide, high), None
        width, height = round(camera.width * ratio), round(camera.height * ratio)
        left = round(width / 2 - camera.x / camera.columns * wide)
        top = round(height / 2 - camera.y / camera.rows * high)
        if not camera.toroidal:
            painter.fillRect(QRectF(0, 0, camera.width, camera.height), _SEA)
        across = range(-left // wide, (width - 1 - left) // wide + 1) if camera.toroidal else range(1)
        down = range(-top // high, (height - 1 - top) // high + 1) if camera.toroidal else range(1)
        deadline = None if patience is None else time.perf_counter() + patience
        complete = True
        for tile_y in down:
            for tile_x in across:
                x0, y0 = left + tile_x * wide, top + tile_y * high
                for j in _seen(y0, high, height):
                    for i in _seen(x0, wide, width):
                        key = (wide, high, i, j)
                        image = self._painted.get(key)
                        if image is None and (deadline is None or time.perf_counter() < deadline):
                            image = self._paint(scene, key, ratio)
                        at = QPointF((x0 + i * _CHUNK) / ratio, (y0 + j * _CHUNK) / ratio)
                        if image is not None:
                            self._painted.move_to_end(key)
                            image.setDevicePixelRatio(ratio)
                            painter.drawImage(at, image)
                        else:
                            complete = False
                            self._stand_in(painter, scene, key, at, ratio)
        return complete

    def _paint(self, scene: Scene, key: Key, ratio: float) -> QImage:
        ground = self._ground.get(key)
        if ground is None:
            ground = _paint_ground(scene, key, ratio)
            _keep(self._ground, key, ground)
        if self._at is None:
            wide, high = self._scale
            self._at = (
                (scene.songs.x / scene.songs.columns * wide).astype(np.int64),
                (scene.songs.y / scene.songs.rows * high).astype(np.int64),
            )
        image = _paint_dots(scene, key, ground, self._at, ratio)
        _keep(self._painted, key, image)
        return image

    def _stand_in(self, painter: QPainter, scene: Scene, key: Key, at: QPointF, ratio: float) -> None:
        """The bare ground, quickly: the dots follow in the next frame."""
        wide, high, i, j = key
        w, h = min(_CHUNK, wide - i * _CHUNK), min(_CHUNK, high - j * _CHUNK)
        image = scene.ground.image
        part = QRectF(
            i * _CHUNK * image.width() / wide, j * _CHUNK * image.height() / high,
            w * image.width() / wide, h * image.height() / high,
        )  # fmt: skip
        painter.drawImage(QRectF(at.x(), at.y(), w / ratio, h / ratio), image, part)


def _seen(start: int, length: int, window: int) -> range:
    """The pieces of a map that begins at ``start`` which a window of this length shows."""
    return range(max(0, -start // _CHUNK), min(-(-length // _CHUNK), -(-(window - start) // _CHUNK)))


def dot_radius(songs: SongsOnMap, cell_pixels: float) -> float:
    """Logical pixels: as large as the crowd allows. ``cell_pixels``: area of a cell."""
    occupied = max(int((songs.counts > 0).sum()), 1)
    room = np.sqrt(cell_pixels * occupied / max(songs.count, 1))
    return float(np.clip(0.16 * room, 0.9, 4.2))


def _paint_ground(scene: Scene, key: Key, ratio: float) -> QImage:
    wide, high, i, j = key
    w, h = min(_CHUNK, wide - i * _CHUNK), min(_CHUNK, high - j * _CHUNK)
    image = QImage(w, h, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scene.ground.smooth)
    whole = QRectF(-i * _CHUNK, -j * _CHUNK, wide, high)
    painter.drawImage(whole, scene.ground.image)
    cell_w, cell_h = wide / scene.songs.columns, high / scene.songs.rows
    if not scene.ground.smooth and min(cell_w, cell_h) >= _GRID_FROM * ratio:
        painter.setPen(Qt.PenStyle.NoPen)
        line = max(1.0, round(ratio))
        for column in range(int(i * _CHUNK / cell_w), int((i * _CHUNK + w) / cell_w) + 1):
            painter.fillRect(QRectF(round(column * cell_w) - i * _CHUNK, 0, line, h), QColor(20, 26, 36, 120))
        for row in range(int(j * _CHUNK / cell_h), int((j * _CHUNK + h) / cell_h) + 1):
            painter.fillRect(QRectF(0, round(row * cell_h) - j * _CHUNK, w, line), QColor(20, 26, 36, 120))
    painter.end()
    return image


def _paint_dots(
    scene: Scene,
    key: Key,
    ground: QImage,
    at: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    ratio: float,
) -> QImage:
    wide, high, i, j = key
    w, h = ground.width(), ground.height()
    dx, dy = at[0] - i * _CHUNK + _PAD, at[1] - j * _CHUNK + _PAD
    if scene.songs.toroidal:  # a dot at the seam reaches over it
        dx, dy = dx % wide, dy % high
    near = np.flatnonzero((dx >= 0) & (dx < w + 2 * _PAD) & (dy >= 0) & (dy < h + 2 * _PAD))
    if not near.size:
        return ground.copy()
    pixels = np.zeros((h + 2 * _PAD, w + 2 * _PAD, 4), np.uint8)
    source = np.frombuffer(ground.constBits(), np.uint8).reshape(h, ground.bytesPerLine() // 4, 4)
    pixels[_PAD : _PAD + h, _PAD : _PAD + w] = source[:, :w]
    cell = wide / scene.songs.columns * high / scene.songs.rows / ratio**2
    radius = dot_radius(scene.songs, cell)
    chosen = scene.selected[near]
    any_selected = bool(scene.selected.any())
    for mask, sprite in (
        (~chosen, _dot(round(radius * ratio, 1), ratio, 0.6 if any_selected else 1.0)),
        (chosen, _glowing_dot(round(max(radius, 1.6) * ratio, 1), ratio)),
    ):
        some = near[mask]
        if some.size:
            colours = scene.colours[some][:, ::-1].astype(np.float32)  # RGB32 lies in memory as B, G, R
            _stamp(pixels, dx[some], dy[some], colours, sprite)
    result = np.ascontiguousarray(pixels[_PAD : _PAD + h, _PAD : _PAD + w])
    result[..., 3] = 255
    return QImage(result.data, w, h, 4 * w, QImage.Format.Format_RGB32).copy()


def _stamp(
    pixels: Pixels,
    x: npt.NDArray[np.int64],
    y: npt.NDArray[np.int64],
    colours: npt.NDArray[np.float32],
    sprite: Sprite,
) -> None:
    """Blend the sprite into the pixels at each place: dot by dot when they are few, else pixel by pixel."""
    size = len(sprite) // 2
    if x.size < (sprite[..., 0] < 0.99).sum():
        keep, mix, plus = sprite[..., :1], sprite[..., 1:2], sprite[..., 2:]
        height, width = pixels.shape[:2]
        for left, top, colour in zip((x - size).tolist(), (y - size).tolist(), colours, strict=True):
            x0, y0 = max(-left, 0), max(-top, 0)
            x1, y1 = min(width - left, 2 * size + 1), min(height - top, 2 * size + 1)
            if x1 > x0 and y1 > y0:
                part = pixels[top + y0 : top + y1, left + x0 : left + x1, :3]
                cut = (slice(y0, y1), slice(x0, x1))
                part[:] = part * keep[cut] + (colour * mix[cut] + plus[cut])
        return
    flat = pixels.reshape(-1, 4)
    base = y * pixels.shape[1] + x
    for row, column in np.argwhere(sprite[..., 0] < 0.99).tolist():
        index = np.clip(base + ((row - size) * pixels.shape[1] + column - size), 0, len(flat) - 1)
        keep, mix, plus = sprite[row, column, 0], sprite[row, column, 1], sprite[row, column, 2:]
        blended = colours * mix + plus
        if keep > 0.004:
            blended += flat[index, :3] * keep
        flat[index, :3] = blended


@functools.lru_cache(maxsize=64)
def _dot(radius: float, ratio: float, opacity: float) -> Sprite:
    """A disc with a thin dark rim, so that it stands out on every ground."""
    rim = min(1.1 * ratio, radius * 0.45)
    return _sprite(radius + rim, lambda d: _layers(
        (_cover(d, radius + rim) * 0.62 * opacity, (16, 24, 40)), (_cover(d, radius) * opacity, None)
    ))  # fmt: skip


@functools.lru_cache(maxsize=64)
def _glowing_dot(radius: float, ratio: float) -> Sprite:
    """A selected song: its colour, a white ring, a dark line around that, and a light that fades outwards."""
    ring = radius + 1.9 * ratio if radius > 2 * ratio else radius + 1.1 * ratio
    edge = ring + 0.9 * ratio
    reach = min(ring + 5 * ratio, _PAD - 2.0) if radius > 1.7 * ratio else edge + ratio

    def layers(d: float) -> Blend:
        glow = 0.5 * max(0.0, 1 - (d - ring) / (reach - ring)) ** 2 if d > ring else 0.5
        return _layers(
            (glow if d < reach else 0.0, (255, 250, 225)), (_cover(d, edge) * 0.75, (30, 20, 70)),
            (_cover(d, ring), (255, 255, 255)), (_cover(d, radius), None),
        )  # fmt: skip

    return _sprite(reach, layers)


def _cover(distance: float, radius: float) -> float:
    return min(max(radius - distance + 0.5, 0.0), 1.0)


def _layers(
    *layers: tuple[float, tuple[int, int, int] | None],
) -> Blend:
    """Translucent layers, from below to above, as one."""
    keep, mix, plus = 1.0, 0.0, (0.0, 0.0, 0.0)
    for alpha, colour in layers:
        keep, mix = keep * (1 - alpha), mix * (1 - alpha)
        own = colour or (0, 0, 0)
        plus = (
            plus[0] * (1 - alpha) + own[0] * alpha,
            plus[1] * (1 - alpha) + own[1] * alpha,
            plus[2] * (1 - alpha) + own[2] * alpha,
        )
        if colour is None:
            mix += alpha
    return keep, mix, plus


def _sprite(reach: float, layers: Callable[[float], Blend]) -> Sprite:
    size = min(int(np.ceil(reach + 0.5)), _PAD)
    sprite = np.empty((2 * size + 1, 2 * size + 1, 5), np.float32)
    for y in range(-size, size + 1):
        for x in range(-size, size + 1):
            keep, mix, plus = layers(float(np.hypot(x, y)))
            sprite[y + size, x + size] = (keep, mix, *plus[::-1])
    return sprite


def _keep(store: OrderedDict[Key, QImage], key: Key, image: QImage) -> None:
    store[key] = image
    limit = max(_MEMORY // (4 * _CHUNK * _CHUNK), 1)
    while len(store) > limit:
        store.popitem(last=False)
