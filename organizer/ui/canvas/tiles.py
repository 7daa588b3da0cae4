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
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from organizer.pictures.contours import draw_contours
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.dots import (
    UNMATCHED,
    Sprite,
    add_dots,
    dot,
    dot_radius,
    fade,
    glowing_dot,
    lit_dot,
    seen_of,
)
from organizer.ui.canvas.layers import Ground, Pixels
from organizer.ui.canvas.songs import SongsOnMap

_LARGEST, _SMALLEST = 384, 96  #: device pixels along a piece
_CROWD = 4_000  #: songs on a piece, on average: it is to be painted within a frame, also where they crowd
_COARSE = 1.8  #: pixels of the land in one of the screen from which it is an image that is scaled
#: Of each kind of pieces so many bytes are kept, and never less than those of two windows: after a zoom
#: hardly one of them is seen again.
_MEMORY = 16 * 2**20

#: Width and height of the whole map and side of the piece in pixels, column and row of the piece.
Key = tuple[int, int, int, int, int]


class Store(OrderedDict[Key, QImage]):
    """Pieces, of which those that were not seen for longest are given up."""

    most = _MEMORY  #: bytes

    def keep(self, key: Key, image: QImage) -> QImage:
        """Have this piece from now on."""
        self[key] = image
        self.move_to_end(key)
        self.trim()
        return image

    def trim(self) -> None:
        """Give up what is too much."""
        size = sum(image.sizeInBytes() for image in self.values())
        while size > self.most and len(self) > 1:
            size -= self.popitem(last=False)[1].sizeInBytes()


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that the pieces show. A new one makes new pieces."""

    songs: SongsOnMap
    ground: Ground
    colours: Pixels  #: shape=(n, 3)
    chosen: npt.NDArray[np.int64]  #: places of the selected songs
    #: Places of the songs that fit search and sidebar: they are lit, others step back; None: no one asked
    matching: npt.NDArray[np.int64] | None = None
    bare: bool = False  #: the dots are on their way, and another paints them


class MapTiles:
    """Keeps the painted pieces of a scene: the ground, the dots on it, and those with the selection shown."""

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._ground = Store()
        self._dots = Store()
        self._painted = Store()
        self._outdated = Store()  #: painted with the selection before
        self._cost = 0.0  #: seconds that a piece takes, lately
        self._painted_now = False  #: a piece was painted in this frame

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
            self._outdated.trim()
            if scene.bare != before.bare:
                self._outdated.clear()
        else:
            self._dots.clear()
            self._outdated.clear()
        self._painted.clear()

    def draw(self, painter: QPainter, camera: Camera, ratio: float, patience: float | None = None) -> bool:
        """Paint the window. False when ``patience`` (seconds) ran out and something stands in."""
        scene = self._scene
        if scene is None:
            return True
        wide = max(1, round(camera.columns * camera.cell_width * ratio))
        high = max(1, round(camera.rows * camera.cell_height * ratio))
        side = _side(scene.songs.count, wide * high)
        width, height = round(camera.width * ratio), round(camera.height * ratio)
        for store in (self._ground, self._dots, self._painted, self._outdated):
            store.most = max(_MEMORY, 2 * 4 * width * height)
        shift = _between_pixels(painter)
        reach_x, reach_y = width + 1, height + 1  # what the shift leaves at the far edges
        left = round(width / 2 - camera.x / camera.columns * wide)
        top = round(height / 2 - camera.y / camera.rows * high)
        if not camera.toroidal:
            painter.fillRect(QRectF(0, 0, camera.width, camera.height), QColor(*scene.ground.around))
        across = range(-left // wide, (reach_x - 1 - left) // wide + 1) if camera.toroidal else range(1)
        down = range(-top // high, (reach_y - 1 - top) // high + 1) if camera.toroidal else range(1)
        self._painted_now = False
        deadline = None if patience is None else time.perf_counter() + patience
        complete = True
        for tile_y in down:
            for tile_x in across:
                x0, y0 = left + tile_x * wide, top + tile_y * high
                for j in _seen(y0, high, reach_y, side):
                    for i in _seen(x0, wide, reach_x, side):
                        key = (wide, high, side, i, j)
                        image = self._painted.get(key)
                        if image is None and (deadline is None or self._is_time(deadline)):
                            image = self._paint_timed(scene, key, ratio)
                        at = QPointF((x0 + i * side) / ratio, (y0 + j * side) / ratio) - shift / ratio
                        if image is not None:
                            self._painted.move_to_end(key)
                            _show(painter, image, at, ratio)
                        else:
                            complete = False
                            self._stand_in(painter, scene, key, at, ratio)
        return complete

    def _is_time(self, deadline: float) -> bool:
        """Whether one more piece can be painted in this frame; the first one always can."""
        return not self._painted_now or time.perf_counter() + self._cost < deadline

    def _paint_timed(self, scene: Scene, key: Key, ratio: float) -> QImage:
        begun = time.perf_counter()
        image = self._paint(scene, key, ratio)
        self._cost += 0.3 * (time.perf_counter() - begun - self._cost)
        self._painted_now = True
        return image

    def _paint(self, scene: Scene, key: Key, ratio: float) -> QImage:
        ground = self._ground.get(key)
        if ground is None:
            ground = self._ground.keep(key, _paint_ground(scene, key, ratio))
        if scene.bare:
            return self._painted.keep(key, ground)
        cell = key[0] / scene.songs.columns * key[1] / scene.songs.rows / ratio**2
        radius = dot_radius(scene.songs, cell)
        dots = self._dots.get(key)
        if dots is None:
            sprite = dot(round(radius * ratio, 1), ratio, dark=scene.ground.dark)
            dots = self._dots.keep(key, self._add_dots(scene, key, _pixels(ground), None, sprite))
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
        return self._painted.keep(key, image)

    def _add_dots(
        self, scene: Scene, key: Key, ground: Pixels, places: npt.NDArray[np.int64] | None, sprite: Sprite
    ) -> QImage:
        """The ground of a piece with the dots of all songs, or of those in these places."""
        wide, high, side, i, j = key
        at = _near(scene.songs, key, len(sprite) // 2 + 1, places)
        x = (scene.songs.x[at] / scene.songs.columns * wide).astype(np.int32)
        y = (scene.songs.y[at] / scene.songs.rows * high).astype(np.int32)
        seen = seen_of(x, y, sprite, (wide, high), area=ground.shape[0] * ground.shape[1])
        if seen is not None:
            at, x, y = at[seen], x[seen], y[seen]
        pixels = add_dots(
            ground,
            x - i * side,
            y - j * side,
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


def _near(
    songs: SongsOnMap, key: Key, reach: int, places: npt.NDArray[np.int64] | None = None
) -> npt.NDArray[np.int64]:
    """The songs, or those of these places, ascending, in the cells from which a dot that reaches so many
    pixels can touch a piece. Songs stand in the order of their cells. shape=(k,)"""
    wide, high, side, i, j = key
    down = _cells(j * side - reach, j * side + side + reach, songs.rows, high, songs.toroidal)
    across = _cells(i * side - reach, i * side + side + reach, songs.columns, wide, songs.toroidal)
    rows = np.concatenate([np.arange(first, stop) for first, stop in down]) * songs.columns
    begins, ends = (
        songs.starts[(rows[:, None] + [[cells[end] for cells in across]]).ravel()] for end in (0, 1)
    )
    if places is None:
        return _joined(begins, ends)
    return places[_joined(np.searchsorted(places, begins), np.searchsorted(places, ends))]


def _cells(start: int, stop: int, count: int, length: int, toroidal: bool) -> list[tuple[int, int]]:
    """The rows, or the columns, that lie between two pixels of a map: ranges, ascending."""
    first, end = math.floor(start * count / length), math.floor(stop * count / length) + 1
    if end - first >= count:
        return [(0, count)]
    inside = (max(first, 0), min(end, count))
    over = [(0, end - count), inside, (count + first, count)] if toroidal else [inside]
    return [(a, b) for a, b in over if a < b]


def _joined(begins: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """All whole numbers of ranges, in their order."""
    lengths = ends - begins
    before = np.cumsum(lengths) - lengths
    return np.repeat(begins - before, lengths) + np.arange(int(lengths.sum()))


def _paint_ground(scene: Scene, key: Key, ratio: float) -> QImage:
    wide, high, side, i, j = key
    w, h = min(side, wide - i * side), min(side, high - j * side)
    ground, land = scene.ground, scene.ground.relief
    if land is not None:
        down, across = land.heights.shape[0] / high, land.heights.shape[1] / wide
        if max(down, across) < _COARSE:  # else a pixel shows several of the land: an image is scaled better
            part = (i * side * across, j * side * down, across, down)
            pixels, heights = land.part(*part, (h, w), dark=ground.dark)
            if ground.contours:
                draw_contours(pixels, heights, dark=ground.dark, width=max(1.0, 0.9 * ratio))
            return QImage(pixels.data, w, h, 4 * w, QImage.Format.Format_RGB32).copy()
    image = QImage(w, h, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(-i * side, -j * side, wide, high), ground.image)
    painter.end()
    return image


def _pixels(image: QImage) -> Pixels:
    """The pixels of an image, as ``map_dots`` takes them."""
    height, width = image.height(), image.width()
    return np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)[:, :width]
