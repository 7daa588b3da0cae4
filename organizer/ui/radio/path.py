"""The way of the radio over the map: a calm line that grows, dotted where it has not been yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.songs import SongsOnMap

Places = npt.NDArray[np.float64]

_HALO = QColor(12, 22, 40)
_LINE = QColor(255, 255, 255)
#: Widths in logical pixels: of the line, what stands out from the ground around it, and dots at songs.
_WIDTH, _AROUND, _DOT = 2.2, 2.4, 3.4
#: How bright the oldest and the newest of what was played is, and what is ahead, 0–255.
_OLDEST, _NEWEST, _AHEAD = 90, 240, 210


class RadioPath:
    """Draws the way. What is looked up for it is kept until it or the map changes."""

    def __init__(self) -> None:
        self._songs: SongsOnMap | None = None
        self._ids: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
        self._places = np.empty((0, 2))
        self._past = 0

    def show(self, played: Sequence[int], ahead: Sequence[int]) -> None:
        """The way leads over these songs, and will over those."""
        self._ids = tuple(played), tuple(ahead)
        self._songs = None

    def paint(self, painter: QPainter, camera: Camera, songs: SongsOnMap, _font: QFont) -> list[QRectF]:
        """Paint it as the camera sees it; names may be written over it."""
        if songs is not self._songs:
            self._songs = songs
            played, ahead = self._ids
            steps, self._places = songs.way((*played, *ahead))
            self._past = sum(step < len(played) for step in steps)
        if len(self._places) < 2:
            return []
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        (left, top), (right, bottom) = self._places.min(axis=0), self._places.max(axis=0)
        for dx, dy in camera.shifts((left, top, right, bottom), _WIDTH + _AROUND):
            points = [
                QPointF(*camera.to_screen(float(x) + dx, float(y) + dy)) for x, y in self._places.tolist()
            ]
            self._draw_once(painter, points)
        painter.restore()
        return []

    def _draw_once(self, painter: QPainter, points: Sequence[QPointF]) -> None:
        curves = _curves(points)
        past = max(self._past - 1, 0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for halo in (True, False):
            for at, curve in enumerate(curves):
                bright = _AHEAD if at >= past else _OLDEST + (_NEWEST - _OLDEST) * (at + 1) / max(past, 1)
                painter.setPen(_pen(halo, round(bright), dotted=at >= past))
                painter.drawPath(curve)
        for at, point in enumerate(points):
            ahead = at >= self._past
            bright = _AHEAD if ahead else _OLDEST + (_NEWEST - _OLDEST) * (at + 1) / max(self._past, 1)
            painter.setPen(QPen(_clear(_HALO, bright * 0.7), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush if ahead else _clear(_LINE, bright))
            if ahead:
                painter.setPen(QPen(_clear(_LINE, bright), 1.4))
            painter.drawEllipse(point, _DOT, _DOT)


def _pen(halo: bool, bright: float, *, dotted: bool) -> QPen:
    colour = _clear(_HALO, bright * 0.6) if halo else _clear(_LINE, bright)
    pen = QPen(colour, _WIDTH + (_AROUND if halo else 0.0))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dotted:
        gap = 8.0 / pen.widthF()  # as many pixels for both pens: patterns count in widths
        pen.setDashPattern([0.01, gap])
    return pen


def _clear(colour: QColor, alpha: float) -> QColor:
    return QColor(colour.red(), colour.green(), colour.blue(), round(min(max(alpha, 0.0), 255.0)))


def _curves(points: Sequence[QPointF]) -> list[QPainterPath]:
    """A smooth line from each point to the next (Catmull and Rom), that does not leave them far."""
    curves = []
    for at in range(len(points) - 1):
        first, last = points[at], points[at + 1]
        before, after = points[max(at - 1, 0)], points[min(at + 2, len(points) - 1)]
        curve = QPainterPath(first)
        curve.cubicTo(first + (last - before) / 6, last - (after - first) / 6, last)
        curves.append(curve)
    return curves
