"""The way of a journey on the map: where it is seen, what of it is under the pointer, how it is painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.canvas.text import sized
from organizer.work.arranging.journeying import Journey

Points = npt.NDArray[np.float64]

#: Points of a drawn line that are looked at.
_MOST = 100
#: Points of the curve from one song to the next.
_FINE = 12
#: Logical pixels: of a stop, of a bend, of other songs, and within which the line is meant.
STOP_RADIUS, BEND_RADIUS, SONG_RADIUS, REACH = 10.0, 6.0, 3.2, 8.0
#: From one point of the painted curve to the next, in logical pixels.
_TELLING = 4.0
#: Beyond the edge of the window, what is drawn is not seen.
_EDGE = 10.0
#: From one arrow to the next, in logical pixels.
_ARROWS = 110.0
_INK = QColor(72, 66, 104)  # opaque: pieces overlap at their ends
_PAPER = QColor(246, 245, 252)


@dataclass(frozen=True, slots=True)
class Grip:
    """What of a way is under the pointer."""

    kind: Literal["stop", "bend", "line"]
    song: int  #: id of the stop or bend; of the song before, on the line
    step: int  #: number of that song on the way


class Way:
    """A journey over the songs of a map. Places are in cells; on a torus the way goes on over the seam."""

    def __init__(
        self, journey: Journey, songs: SongsOnMap, drawn: Sequence[tuple[float, float]] = ()
    ) -> None:
        """``drawn``: the line that it leads along, in cells."""
        self.journey = journey
        self._torus = (songs.columns, songs.rows) if songs.toroidal else None
        #: numbers of the songs on the way that are on the map
        self.steps, places = songs.way(journey.ids)
        self.points = self._beside(places, drawn) if len(drawn) else places
        self.curve = _curve(self.points)

    def _beside(self, places: Points, drawn: Sequence[tuple[float, float]]) -> Points:
        """Each place at the copy that is nearest to a line, which may go over the seam."""
        if self._torus is None or not len(places):
            return places
        size, line = np.array(self._torus, np.float64), np.array(drawn[:: 1 + len(drawn) // _MOST])
        offsets = places[:, None] - line[None]
        offsets -= size * np.round(offsets / size)
        nearest = (offsets * offsets).sum(2).argmin(1)
        beside: Points = line[nearest] + offsets[np.arange(len(places)), nearest]
        return beside

    # what is where

    def grip_at(self, camera: Camera, point: QPointF) -> Grip | None:
        """The stop, the bend or the piece of the line under a point of the window."""
        if not len(self.points):
            return None
        here = np.array([point.x(), point.y()])
        far = self._from(self.points, camera, here)
        ids = self.journey.ids
        for kind, songs, radius in (
            ("stop", self.journey.stops, STOP_RADIUS),
            ("bend", self.journey.bends, BEND_RADIUS + 2),
        ):
            mine = [i for i, step in enumerate(self.steps) if ids[step] in songs and far[i] <= radius + 2]
            if mine:
                step = self.steps[min(mine, key=lambda i: float(far[i]))]
                return Grip("stop" if kind == "stop" else "bend", ids[step], step)
        if len(self.points) < 2:
            return None
        piece, reach = self._nearest_piece(camera, here)
        step = self.steps[min(piece // _FINE, len(self.steps) - 2)]
        return Grip("line", ids[step], step) if reach <= REACH else None

    def _from(self, places: Points, camera: Camera, here: Points) -> Points:
        """How far each place is seen from a point, the nearest of its copies."""
        far: Points = np.hypot(*self._offsets(places, camera, here).T)
        return far

    def _offsets(self, places: Points, camera: Camera, here: Points) -> Points:
        cell = np.array([camera.cell_width, camera.cell_height])
        world = np.array(camera.to_world(float(here[0]), float(here[1])))
        offsets = places - world
        if self._torus is not None:
            size = np.array(self._torus, np.float64)
            offsets = offsets - size * np.round(offsets / size)
        seen: Points = offsets * cell
        return seen

    def _nearest_piece(self, camera: Camera, here: Points) -> tuple[int, float]:
        """The piece of the curve nearest to a point of the window, and how far it is."""
        cell = np.array([camera.cell_width, camera.cell_height])
        along = np.diff(self.curve, axis=0) * cell
        middles = self._offsets((self.curve[:-1] + self.curve[1:]) / 2, camera, here)
        squares = np.maximum((along * along).sum(1), 1e-12)
        share = np.clip(-(middles * along).sum(1) / squares, -0.5, 0.5)
        far = np.hypot(*(middles + share[:, None] * along).T)
        nearest = int(far.argmin())
        return nearest, float(far[nearest])

    def neighbours(self, grip: Grip) -> list[tuple[float, float]]:
        """Places that the way goes on to when it is held at a grip: before and behind it."""
        at = self.steps.index(grip.step)
        around = (at, at + 1) if grip.kind == "line" else (at - 1, at + 1)
        return [
            (float(x), float(y)) for i in around if 0 <= i < len(self.points) for x, y in [self.points[i]]
        ]

    # how it looks

    def paint(
        self,
        painter: QPainter,
        camera: Camera,
        font: QFont,
        accent: QColor,
        *,
        chosen: int | None,
        hovered: Grip | None,
    ) -> list[QRectF]:
        """Paint every copy that is seen. Gives back where stops stand, which other text keeps clear of."""
        taken: list[QRectF] = []
        if not len(self.points):
            return taken
        (left, top), (right, bottom) = self.curve.min(0), self.curve.max(0)
        for shift in camera.shifts((left, top, right, bottom), 2 * _EDGE):
            curve = self._on_screen(self.curve + shift, camera)
            points = self._on_screen(self.points + shift, camera)
            _line(painter, curve, accent)
            _arrows(painter, curve, accent)
            taken += self._songs(painter, points, font, accent, chosen, hovered)
        return taken

    def _on_screen(self, places: Points, camera: Camera) -> Points:
        cell = np.array([camera.cell_width, camera.cell_height])
        seen: Points = (places - [camera.x, camera.y]) * cell + [camera.width / 2, camera.height / 2]
        return seen

    def _songs(
        self,
        painter: QPainter,
        points: Points,
        font: QFont,
        accent: QColor,
        chosen: int | None,
        hovered: Grip | None,
    ) -> list[QRectF]:
        ids, stops = self.journey.ids, {stop: i + 1 for i, stop in enumerate(self.journey.stops)}
        number = sized(font, 0.85, bold=True)
        taken = []
        for step, (x, y) in zip(self.steps, points.tolist(), strict=True):
            song, at = ids[step], QPointF(x, y)
            if song in stops or not _is_seen(painter, x, y):
                continue
            radius = BEND_RADIUS if song in self.journey.bends else SONG_RADIUS
            painter.setPen(QPen(accent.darker(115), 1.6))
            painter.setBrush(QColor(255, 255, 255))
            painter.drawEllipse(at, radius, radius)
            if song in self.journey.bends:
                painter.setBrush(accent)
                painter.drawEllipse(at, 2.0, 2.0)
        for step, (x, y) in zip(self.steps, points.tolist(), strict=True):
            song = ids[step]
            if song in stops and _is_seen(painter, x, y):
                lifted = hovered is not None and hovered.kind == "stop" and hovered.song == song
                reach = STOP_RADIUS + (2 if lifted or song == chosen else 0)
                _disc(painter, QPointF(x, y), reach, str(stops[song]), number, accent, song == chosen)
                taken.append(QRectF(x - reach, y - reach, 2 * reach, 2 * reach))
        return taken


def _curve(points: Points) -> Points:
    """A smooth line through the points (Catmull-Rom, calm at its ends). shape=((n − 1) · _FINE + 1, 2)"""
    if len(points) < 2:
        return points
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = (np.arange(_FINE) / _FINE)[None, :, None]
    a, b, c, d = (padded[i : len(padded) - 3 + i, None, :] for i in range(4))
    # half the usual tension: a way that turns back does not swing out
    out, back = (c - a) / 4, (d - b) / 4
    fine = (
        (2 * t**3 - 3 * t**2 + 1) * b
        + (t**3 - 2 * t**2 + t) * out
        + (-2 * t**3 + 3 * t**2) * c
        + (t**3 - t**2) * back
    )
    return np.concatenate([fine.reshape(-1, 2), points[-1:]])


def line_through(points: Sequence[QPointF]) -> QPainterPath:
    """A path along points of the window."""
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path


def _line(painter: QPainter, curve: Points, accent: QColor) -> None:
    if len(curve) < 2:
        return
    # points closer than what an eye tells apart cost time
    passed = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    apart = np.concatenate([np.unique(passed // _TELLING, return_index=True)[1], [len(curve) - 1]])
    points = curve[apart]
    # piece by piece: the outline of one long line that crosses itself costs many times as much
    window = painter.viewport()
    low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
    seen = (high > -_EDGE).all(1) & (low < [window.width() + _EDGE, window.height() + _EDGE]).all(1)
    lines = [QLineF(a, b, c, d) for a, b, c, d in np.hstack([points[:-1], points[1:]])[seen].tolist()]
    for colour, width in ((_INK, 7.5), (_PAPER, 5.5), (accent, 3.0)):
        painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.RoundCap))
        painter.drawLines(lines)


def _is_seen(painter: QPainter, x: float, y: float) -> bool:
    window = painter.viewport()
    reach = _EDGE + STOP_RADIUS
    return -reach < x < window.width() + reach and -reach < y < window.height() + reach


def _arrows(painter: QPainter, curve: Points, accent: QColor) -> None:
    """Tips along the way that say where it leads."""
    along = np.diff(curve, axis=0)
    lengths = np.hypot(*along.T)
    passed = np.cumsum(lengths)
    if not len(passed) or passed[-1] < 40.0:
        return
    number = max(1, round(float(passed[-1]) / _ARROWS))
    painter.setPen(QPen(_PAPER, 1.4))
    painter.setBrush(accent.darker(115))
    for at in (np.arange(number) + 0.5) * passed[-1] / number:
        piece = min(int(np.searchsorted(passed, at)), len(lengths) - 1)
        direction = along[piece] / max(float(lengths[piece]), 1e-9)
        side = np.array([-direction[1], direction[0]])
        middle = (curve[piece] + curve[piece + 1]) / 2
        if not _is_seen(painter, *middle.tolist()):
            continue
        corners = (
            middle + 8 * direction,
            middle - 5 * direction + 6 * side,
            middle - 5 * direction - 6 * side,
        )
        painter.drawPolygon(QPolygonF([QPointF(float(x), float(y)) for x, y in corners]))


def _disc(
    painter: QPainter, at: QPointF, radius: float, text: str, font: QFont, accent: QColor, chosen: bool
) -> None:
    painter.setPen(QPen(_INK, 4.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(QColor(255, 255, 255), 3.0 if chosen else 2.0))
    painter.setBrush(accent.darker(125) if chosen else accent)
    painter.drawEllipse(at, radius, radius)
    painter.setFont(font)
    painter.setPen(QColor(255, 255, 255))
    box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_held(
    painter: QPainter,
    camera: Camera,
    ends: Sequence[tuple[float, float]],
    held: tuple[float, float],
    accent: QColor,
) -> None:
    """Paint how the way would go while a hand holds it at a place: from its neighbours to there."""
    middle = QPointF(*camera.to_screen(*held))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for x, y in ends:
        if camera.toroidal:  # the copy that is nearest to the hand
            x -= camera.columns * round((x - held[0]) / camera.columns)
            y -= camera.rows * round((y - held[1]) / camera.rows)
        path = line_through([QPointF(*camera.to_screen(x, y)), middle])
        for colour, width, style in (
            (_INK, 6.0, Qt.PenStyle.SolidLine),
            (_PAPER, 4.5, Qt.PenStyle.SolidLine),
            (accent, 2.4, Qt.PenStyle.DashLine),
        ):
            painter.setPen(QPen(colour, width, style))
            painter.drawPath(path)
    paint_handle(painter, middle, accent)


def paint_handle(painter: QPainter, at: QPointF, accent: QColor) -> None:
    """Paint where a hand can take hold of the line."""
    painter.setPen(QPen(_INK, 4.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, 7.0, 7.0)
    painter.setPen(QPen(accent, 2.4))
    painter.setBrush(QColor(255, 255, 255))
    painter.drawEllipse(at, 7.0, 7.0)
