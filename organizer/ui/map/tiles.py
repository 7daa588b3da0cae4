"""Paints the ground and its dots in pieces that are kept: panning then costs a copy of pixels.

Pieces are made for one scale; a new scale makes new ones, within the time the caller gives. What is not ready
by then is shown as it was before the selection changed, or without its dots, and follows in the next frame.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from organizer.ui.map.camera import Camera
from organizer.ui.map.dots import UNMATCHED, Sprite, add_dots, dot, dot_radius, fade, glowing_dot, lit_dot
from organizer.ui.map.layers import Ground, Pixels
from organizer.ui.map.songs import SongsOnMap

_LARGEST, _SMALLEST = 384, 96  #: device pixels along a piece
_CROWD = 4_000  #: songs on a piece, on average: it is to be painted within a frame, also where they crowd
_MEMORY = 48 * 2**20  #: of each kind of pieces
_GRID_FROM = 14.0  #: logical pixels a cell from which cells of a plane are kept apart by lines
_SEA = QColor(13, 36, 70)

#: Width and height of the whole map and side of the piece in pixels, column and row of the piece.
Key = tuple[int, int, int, int, int]
Store = OrderedDict[Key, QImage]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that the pieces show. A new one makes new pieces."""

    songs: SongsOnMap
    ground: Ground
    colours: Pixels  #: shape=(n, 3)
    chosen: npt.NDArray[np.int64]  #: places of the selected songs
    #: Places of the songs that fit search and sidebar: they are lit, others step back; None: no one asked
    matching: npt.NDArray[np.int64] | None = None


class MapTiles:
    """Keeps the painted pieces of a scene: the ground, the dots on it, and those with the selection shown."""

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._ground: Store = OrderedDict()
        self._dots: Store = OrderedDict()
        self._painted: Store = OrderedDict()
        self._outdated: Store = OrderedDict()  #: painted with the selection before
        self._scale: tuple[int, int] = (0, 0)
        self._at: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]] | None = None

    def set_scene(self, scene: Scene | None) -> None:
        """Show this from now on. Pieces that stay the same are retained; with another selection, those of the
        one before stand in until the new ones are painted."""
        before, self._scene = self._scene, scene
        same_ground = before is not None and scene is not None and scene.ground is before.ground
        if not same_ground:
            self._ground.clear()
        if (
            before is not None
            and scene is not None
            and same_ground
            and scene.songs is before.songs
            and scene.colours is before.colours
        ):
            self._outdated.update(self._painted)
        else:
            self._dots.clear()
            self._outdated.clear()
            self._at = None
        self._painted.clear()

    def draw(self, painter: QPainter, camera: Camera, ratio: float, patience: float | None = None) -> bool:
        """Paint the window. False when ``patience`` (seconds) ran out and something stands in."""
        scene = self._scene
        if scene is None:
            return True
        wide = max(1, round(camera.columns * camera.cell_width * ratio))
        high = max(1, round(camera.rows * camera.cell_height * ratio))
        if (wide, high) != self._scale:
            self._scale, self._at = (wide, high), None
        side = _side(scene.songs.count, wide * high)
        width, height = round(camera.width * ratio), round(camera.height * ratio)
        shift = _between_pixels(painter)
        reach_x, reach_y = width + 1, height + 1  # what the shift leaves at the far edges
        left = round(width / 2 - camera.x / camera.columns * wide)
        top = round(height / 2 - camera.y / camera.rows * high)
        if not camera.toroidal:
            painter.fillRect(QRectF(0, 0, camera.width, camera.height), _SEA)
        across = range(-left // wide, (reach_x - 1 - left) // wide + 1) if camera.toroidal else range(1)
        down = range(-top // high, (reach_y - 1 - top) // high + 1) if camera.toroidal else range(1)
        deadline = None if patience is None else time.perf_counter() + patience
        complete = True
        for tile_y in down:
            for tile_x in across:
                x0, y0 = left + tile_x * wide, top + tile_y * high
                for j in _seen(y0, high, reach_y, side):
                    for i in _seen(x0, wide, reach_x, side):
                        key = (wide, high, side, i, j)
                        image = self._painted.get(key)
                        if image is None and (deadline is None or time.perf_counter() < deadline):
                            image = self._paint(scene, key, ratio)
                        at = QPointF((x0 + i * side) / ratio, (y0 + j * side) / ratio) - shift / ratio
                        if image is not None:
                            self._painted.move_to_end(key)
                            _show(painter, image, at, ratio)
                        else:
                            complete = False
                            self._stand_in(painter, scene, key, at, ratio)
        return complete

    def _paint(self, scene: Scene, key: Key, ratio: float) -> QImage:
        ground = self._ground.get(key)
        if ground is None:
            ground = _keep(self._ground, key, _paint_ground(scene, key, ratio))
        cell = key[0] / scene.songs.columns * key[1] / scene.songs.rows / ratio**2
        radius = dot_radius(scene.songs, cell)
        dots = self._dots.get(key)
        if dots is None:
            sprite = dot(round(radius * ratio, 1), ratio)
            dots = _keep(self._dots, key, self._add_dots(scene, key, _pixels(ground), None, sprite))
        image = dots
        if scene.matching is not None:
            sprite = lit_dot(round(max(radius, 1.6) * ratio, 1), ratio)
            faded = fade(_pixels(ground), _pixels(dots), UNMATCHED)
            image = self._add_dots(scene, key, faded, scene.matching, sprite)
        if scene.chosen.size:
            sprite = glowing_dot(round(max(radius, 1.6) * ratio, 1), ratio)
            below = _pixels(image) if scene.matching is not None else fade(_pixels(ground), _pixels(dots))
            image = self._add_dots(scene, key, below, scene.chosen, sprite)
        self._outdated.pop(key, None)
        return _keep(self._painted, key, image)

    def _add_dots(
        self, scene: Scene, key: Key, ground: Pixels, places: npt.NDArray[np.int64] | None, sprite: Sprite
    ) -> QImage:
        """The ground of a piece with the dots of all songs, or of those in these places."""
        wide, high, side, i, j = key
        if self._at is None:
            self._at = (
                (scene.songs.x / scene.songs.columns * wide).astype(np.int32),
                (scene.songs.y / scene.songs.rows * high).astype(np.int32),
            )
        near = _near(scene.songs, key, len(sprite) // 2 + 1)
        if places is not None:
            bounds = [np.searchsorted(places, (part.start, part.stop)) for part in near]
            chosen = [places[first:end] for first, end in bounds]
        else:
            chosen = [np.arange(part.start, part.stop) for part in near]
        at = np.concatenate(chosen)
        pixels = add_dots(
            ground,
            self._at[0][at] - i * side,
            self._at[1][at] - j * side,
            scene.colours[at],
            sprite,
            (wide, high) if scene.songs.toroidal else None,
        )
        height, width = pixels.shape[:2]
        return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()

    def _stand_in(self, painter: QPainter, scene: Scene, key: Key, at: QPointF, ratio: float) -> None:
        """The piece with the selection before, or the bare ground, quickly."""
        if key in self._outdated:
            _show(painter, self._outdated[key], at, ratio)
            return
        wide, high, side, i, j = key
        w, h = min(side, wide - i * side), min(side, high - j * side)
        image = scene.ground.image
        part = QRectF(
            i * side * image.width() / wide,
            j * side * image.height() / high,
            w * image.width() / wide,
            h * image.height() / high,
        )
        painter.drawImage(QRectF(at.x(), at.y(), w / ratio, h / ratio), image, part)


def _between_pixels(painter: QPainter) -> QPointF:
    """How far the painter's origin lies behind the corner of a pixel of the screen, in pixels. Where a pixel
    is a part of the unit that widgets are placed in, they begin within one, and pieces would leave gaps."""
    origin = painter.deviceTransform().map(QPointF(0, 0))
    return QPointF(origin.x() - math.floor(origin.x() + 1e-6), origin.y() - math.floor(origin.y() + 1e-6))


def _show(painter: QPainter, image: QImage, at: QPointF, ratio: float) -> None:
    image.setDevicePixelRatio(ratio)
    painter.drawImage(at, image)


def _side(songs: int, area: int) -> int:
    """Of the pieces of a map of this area, in pixels."""
    side = _LARGEST
    while side > _SMALLEST and songs * side**2 > _CROWD * area:
        side //= 2
    return side


def _seen(start: int, length: int, window: int, side: int) -> range:
    """The pieces of a map that begins at ``start`` which a window of this length shows."""
    return range(max(0, -start // side), min(-(-length // side), -(-(window - start) // side)))


def _near(songs: SongsOnMap, key: Key, reach: int) -> tuple[slice, ...]:
    """The songs in the rows of cells from which a dot that reaches so many pixels can touch a piece: songs
    stand in the order of their cells."""
    _, high, side, _, j = key
    first = int(np.floor((j * side - reach) * songs.rows / high))
    last = int(np.floor((j * side + side + reach) * songs.rows / high))
    if last - first + 1 >= songs.rows:
        return (slice(0, songs.count),)

    def rows(start: int, stop: int) -> slice:
        return slice(int(songs.starts[start * songs.columns]), int(songs.starts[stop * songs.columns]))

    inside = rows(max(first, 0), min(last + 1, songs.rows))
    if not songs.toroidal:
        return (inside,)
    over = rows(0, max(last + 1 - songs.rows, 0)), rows(songs.rows + min(first, 0), songs.rows)
    return (over[0], inside, over[1])


def _paint_ground(scene: Scene, key: Key, ratio: float) -> QImage:
    wide, high, side, i, j = key
    w, h = min(side, wide - i * side), min(side, high - j * side)
    image = QImage(w, h, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scene.ground.smooth)
    whole = QRectF(-i * side, -j * side, wide, high)
    painter.drawImage(whole, scene.ground.image)
    cell_w, cell_h = wide / scene.songs.columns, high / scene.songs.rows
    if not scene.ground.smooth and min(cell_w, cell_h) >= _GRID_FROM * ratio:
        painter.setPen(Qt.PenStyle.NoPen)
        line = max(1.0, round(ratio))
        for column in range(int(i * side / cell_w), int((i * side + w) / cell_w) + 1):
            painter.fillRect(QRectF(round(column * cell_w) - i * side, 0, line, h), QColor(20, 26, 36, 120))
        for row in range(int(j * side / cell_h), int((j * side + h) / cell_h) + 1):
            painter.fillRect(QRectF(0, round(row * cell_h) - j * side, w, line), QColor(20, 26, 36, 120))
    painter.end()
    return image


def _pixels(image: QImage) -> Pixels:
    """The pixels of an image, as ``map_dots`` takes them."""
    height, width = image.height(), image.width()
    return np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)[:, :width]


def _keep(store: Store, key: Key, image: QImage) -> QImage:
    store[key] = image
    limit = max(_MEMORY // (4 * key[2] ** 2), 1)
    while len(store) > limit:
        store.popitem(last=False)
    return image
