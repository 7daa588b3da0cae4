"""Where songs lie that are not seen: signs at the edge of the map that point at them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from organizer.base.language import number, tr
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.songs import SongsOnMap

#: Directions that have a sign of their own.
_DIRECTIONS = 8
#: From the window's edge to the middle of a sign, and from there within which it is meant, in logical pixels.
_INSET = 26.0
_REACH = 18.0


@dataclass(frozen=True, slots=True)
class Pointer:
    """A sign: where it stands, in logical pixels, where it points, and what lies there."""

    x: float
    y: float
    angle: float  #: radians, clockwise from the right
    count: int  #: songs in this direction that are not seen
    nearest: int  #: place of the nearest of them in the arrays of the songs


def pointers(camera: Camera, songs: SongsOnMap, places: npt.NDArray[np.int64]) -> tuple[Pointer, ...]:
    """Signs for those of the songs in these places that lie outside of what is seen, one a direction."""
    dx = songs.x[places] - camera.x
    dy = songs.y[places] - camera.y
    if songs.toroidal:  # the copy that is nearest to the middle; if that is not seen, none is
        dx -= songs.columns * np.round(dx / songs.columns)
        dy -= songs.rows * np.round(dy / songs.rows)
    across, down = dx * camera.cell_width, dy * camera.cell_height
    outside = np.flatnonzero((np.abs(across) > camera.width / 2) | (np.abs(down) > camera.height / 2))
    if not outside.size:
        return ()
    across, down = across[outside], down[outside]
    angles = np.arctan2(down, across)
    sectors = np.round(angles / (2 * np.pi / _DIRECTIONS)).astype(np.int64) % _DIRECTIONS
    distance = np.hypot(across, down)
    signs = []
    for sector in np.unique(sectors):
        inside = np.flatnonzero(sectors == sector)
        nearest = inside[np.argmin(distance[inside])]
        angle = float(angles[nearest])
        x, y = _at_the_edge(camera, angle)
        signs.append(Pointer(x, y, angle, int(inside.size), int(places[outside[nearest]])))
    return tuple(signs)


def pointer_at(signs: tuple[Pointer, ...], point: QPointF) -> Pointer | None:
    """The sign under a point of the window."""
    near = [sign for sign in signs if math.hypot(sign.x - point.x(), sign.y - point.y()) <= _REACH]
    return min(near, key=lambda sign: math.hypot(sign.x - point.x(), sign.y - point.y()), default=None)


def draw_pointers(painter: QPainter, signs: tuple[Pointer, ...], font: QFont) -> None:
    """Draw each sign as a disc with the number of songs, and a tip towards them."""
    metrics = QFontMetricsF(font)
    for sign in signs:
        text = number(sign.count) if sign.count < 10_000 else tr("{n}k", n=sign.count // 1000)
        radius = max(11.0, metrics.horizontalAdvance(text) / 2 + 5)
        tip = QPolygonF(
            [
                _ray(sign, radius + 10, 0.0),
                _ray(sign, radius - 0.5, 0.75),
                _ray(sign, radius - 0.5, -0.75),
            ]
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 244, 200))
        painter.drawPolygon(tip)
        painter.setBrush(QColor(14, 22, 38, 225))
        painter.setPen(QPen(QColor(255, 244, 200), 1.6))
        painter.drawEllipse(QPointF(sign.x, sign.y), radius, radius)
        painter.setFont(font)
        painter.setPen(QColor(255, 255, 255))
        left = sign.x - metrics.horizontalAdvance(text) / 2
        painter.drawText(QPointF(left, sign.y + (metrics.ascent() - metrics.descent()) / 2), text)


def _ray(sign: Pointer, reach: float, turned: float) -> QPointF:
    angle = sign.angle + turned
    return QPointF(sign.x + reach * math.cos(angle), sign.y + reach * math.sin(angle))


def _at_the_edge(camera: Camera, angle: float) -> tuple[float, float]:
    """Where a ray from the middle of the window leaves it, a little inside."""
    cos, sin = math.cos(angle), math.sin(angle)
    half_width = max(camera.width / 2 - _INSET, 1.0)
    half_height = max(camera.height / 2 - _INSET, 1.0)
    reach = min(half_width / max(abs(cos), 1e-9), half_height / max(abs(sin), 1e-9))
    return camera.width / 2 + reach * cos, camera.height / 2 + reach * sin
