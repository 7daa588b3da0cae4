"""Dots on their way, as a frame shows them: those that fit a search lit, selected ones ringed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.dots import (
    FADED,
    UNMATCHED,
    Sprite,
    disc,
    dot_radius,
    dots_alone,
    glowing_dot,
    lit_dot,
)
from organizer.ui.canvas.layers import Pixels
from organizer.ui.canvas.songs import SongsOnMap

#: Songs up to which they are painted as discs one by one.
_FEW = 500
#: Logical pixels that the discs below a dot reach beyond it, and their colours, from below to above.
_PLAIN = ((1.0, QColor(16, 24, 40, 160)),)
_LIT = ((4.5, QColor(255, 244, 200, 90)), (1.2, QColor(255, 250, 232)))
_RINGED = ((5.5, QColor(255, 250, 225, 80)), (2.8, QColor(30, 20, 70, 190)), (1.9, QColor(255, 255, 255)))

IntArray = npt.NDArray[np.int64]


def paint_dots(
    painter: QPainter,
    camera: Camera,
    songs: SongsOnMap,
    colours: Pixels,
    *,
    chosen: IntArray,
    matching: IntArray | None,
) -> None:
    """Paint songs where they are: RGB, shape=(n, 3); places of selected ones and of those that fit."""
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    radius = dot_radius(songs, camera.cell_width * camera.cell_height)
    seen = UNMATCHED if matching is not None else FADED if len(chosen) else 1.0
    marked = [part for part in (matching, chosen) if part is not None and len(part)]
    rest = np.setdiff1d(np.arange(songs.count), np.concatenate(marked)) if marked else np.arange(songs.count)
    large = max(radius, 1.6)
    layers = [
        (rest, seen, radius, _PLAIN, disc(round(radius * ratio, 1))),
        (matching, 1.0, large, _LIT, lit_dot(round(large * ratio, 1), ratio)),
        (chosen, 1.0, large, _RINGED, glowing_dot(round(large * ratio, 1), ratio)),
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for rows, opacity, reach, below, sprite in layers:
        if rows is None or not len(rows):
            continue
        painter.setOpacity(opacity)
        if songs.count <= _FEW:
            _paint_each(painter, camera, songs, colours, rows, reach, below)
        else:
            _paint_many(painter, camera, songs, colours, rows, sprite, ratio)
    painter.restore()


def _paint_each(
    painter: QPainter,
    camera: Camera,
    songs: SongsOnMap,
    colours: Pixels,
    rows: IntArray,
    radius: float,
    below: tuple[tuple[float, QColor], ...],
) -> None:
    places = zip(songs.x[rows].tolist(), songs.y[rows].tolist(), colours[rows].tolist(), strict=True)
    for x, y, colour in places:
        for at in camera.copies(x, y, 2 * radius):
            for beyond, ink in (*below, (0.0, QColor(*colour))):
                painter.setBrush(ink)
                painter.drawEllipse(QPointF(*at), radius + beyond, radius + beyond)


def _paint_many(
    painter: QPainter,
    camera: Camera,
    songs: SongsOnMap,
    colours: Pixels,
    rows: IntArray,
    sprite: Sprite,
    ratio: float,
) -> None:
    width, height = round(camera.width * ratio), round(camera.height * ratio)
    size = np.array([camera.columns * camera.cell_width, camera.rows * camera.cell_height]) * ratio
    wide, high = max(1, round(size[0])), max(1, round(size[1]))
    x = songs.x[rows] / camera.columns * wide + round(width / 2 - camera.x / camera.columns * wide)
    y = songs.y[rows] / camera.rows * high + round(height / 2 - camera.y / camera.rows * high)
    pixels = dots_alone(
        (height, width),
        x.astype(np.int32),
        y.astype(np.int32),
        colours[rows],
        sprite,
        (wide, high) if camera.toroidal else None,
    )
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(0, 0, image)
