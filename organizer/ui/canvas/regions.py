"""Regions on the map: a quiet line around their songs in their colour, and their names on plates."""

from __future__ import annotations

import functools
import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QTransform

from organizer.base.palette import group_colour
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.text import TextPainter, sized
from organizer.work.arranging.regions import DrawnRegion

_CASING = QColor(34, 46, 62)  # opaque: where a translucent line meets itself takes Qt three times as long
_PLATE = QColor(14, 22, 38, 205)
_INK = QColor(240, 244, 250)
_WIDTH, _CASING_WIDTH = 1.8, 3.2
#: Opacity of what is inside a line, 0–255.
_FILL = 30
_PAD, _DOT = 7.0, 8.0
#: Cells between points of a line that are enough for a curve through them.
_STEP = 0.4
#: How far a name may be pushed down from the top of its region, in heights of its plate.
_PUSHES = (0.0, 1.15, -1.15, 2.3, 3.45)


class RegionLayer:
    """Paints regions through a camera, and knows where their names are."""

    def __init__(self, regions: tuple[DrawnRegion, ...] = ()) -> None:
        self.regions = regions
        self.moving: tuple[DrawnRegion, ...] | None = None  #: the same while their songs glide
        self._signs: list[tuple[QRectF, DrawnRegion]] = []  #: plates of the last frame
        self._look: tuple[object, ...] = ()  #: what was last looked at
        self._drawn: QImage | None = None  #: the lines there

    @property
    def seen(self) -> tuple[DrawnRegion, ...]:
        """The regions as they are seen now."""
        return self.regions if self.moving is None else self.moving

    def at(self, point: QPointF) -> DrawnRegion | None:
        """The region whose name is under a point."""
        return next((drawn for rect, drawn in self._signs if rect.contains(point)), None)

    def draw_lines(self, painter: QPainter, camera: Camera) -> None:
        """The outlines. While one looks at the same part of the map, they are drawn once."""
        if not self.seen:
            return
        ratio = painter.device().devicePixelRatioF()
        look = (self.seen, ratio, camera.x, camera.y, camera.zoom, camera.width, camera.height)
        again, self._look = look == self._look, look
        if not again:
            self._drawn = None
            self._draw(painter, camera)
            return
        if self._drawn is None:
            size = QSize(math.ceil(camera.width * ratio), math.ceil(camera.height * ratio))
            self._drawn = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            with QPainter(self._drawn) as beside:
                beside.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._draw(beside, camera)
        painter.drawImage(0, 0, self._drawn)

    def _draw(self, painter: QPainter, camera: Camera) -> None:
        painter.save()
        for drawn in self.seen:
            colour = QColor(group_colour(drawn.region.colour))
            fill = QColor(colour.red(), colour.green(), colour.blue(), _FILL)
            for path, box, closed in _paths(drawn):
                for x, y in _copies(camera, box):
                    transform = QTransform(camera.cell_width, 0, 0, camera.cell_height, x, y)
                    seen = transform.map(path)
                    painter.setBrush(fill if closed else Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(_CASING, _CASING_WIDTH))
                    painter.drawPath(seen)
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(colour.lighter(125), _WIDTH))
                    painter.drawPath(seen)
        painter.restore()

    def draw_names(self, painter: QPainter, text: TextPainter, camera: Camera, font: QFont) -> None:
        """The names, at the upper ends of their largest parts, where no other text is."""
        self._signs = []
        own = sized(font, 0.95, bold=True)
        room = QRectF(4, 4, camera.width - 8, camera.height - 8)
        for drawn in self.seen:
            for _path, box, _closed in _paths(drawn)[:1]:
                for x, y in _copies(camera, box):
                    top = QPointF(
                        x + box.center().x() * camera.cell_width, y + box.top() * camera.cell_height
                    )
                    rect = self._free(text, _plate(drawn.region.name, own), top, room)
                    if rect is not None:
                        _draw_plate(painter, rect, drawn, own)
                        text.take(rect)
                        self._signs.append((rect, drawn))

    def _free(self, text: TextPainter, plate: QRectF, top: QPointF, room: QRectF) -> QRectF | None:
        """Where the plate goes: on the line, else a little below or above it; None where there is no room."""
        for push in _PUSHES:
            rect = QRectF(plate)
            rect.moveCenter(QPointF(round(top.x()), round(top.y() + push * plate.height())))
            if room.contains(rect) and text.is_free(rect):
                return rect
        return None


@functools.lru_cache(maxsize=256)
def _paths(drawn: DrawnRegion) -> tuple[tuple[QPainterPath, QRectF, bool], ...]:
    """Of each part the smooth line in cells, what it covers, and whether it is closed."""
    result = []
    for part in drawn.parts:
        closed = bool(np.abs(part[0] - part[-1]).max() < 0.5)
        step = float(np.hypot(*np.diff(part, axis=0).T).mean()) if len(part) > 1 else _STEP
        some = part[: -1 : max(1, round(_STEP / max(step, 1e-3)))]
        points = some if closed else np.concatenate([some, part[-1:]])
        if len(points) < 3:
            continue
        middles = (
            points + np.roll(points, -1, axis=0)
        ) / 2  # the line goes through these, bent by the points
        path = QPainterPath(QPointF(*middles[-1].tolist()) if closed else QPointF(*points[0].tolist()))
        for (x, y), (to_x, to_y) in zip(
            points.tolist(), (middles if closed else middles[:-1]).tolist(), strict=False
        ):
            path.quadTo(x, y, to_x, to_y)
        if closed:
            path.closeSubpath()
        result.append((path, path.boundingRect(), closed))
    return tuple(result)


def _copies(camera: Camera, box: QRectF) -> list[tuple[float, float]]:
    """Where the upper left corner of the map is seen for each copy of a part that is in sight."""
    middle = box.center()
    wide, high = box.width() * camera.cell_width, box.height() * camera.cell_height
    seen = camera.copies(middle.x(), middle.y(), max(wide, high) / 2)
    return [(x - middle.x() * camera.cell_width, y - middle.y() * camera.cell_height) for x, y in seen]


def _plate(name: str, font: QFont) -> QRectF:
    metrics = QFontMetricsF(font)
    return QRectF(0, 0, round(metrics.horizontalAdvance(name) + 3 * _PAD + _DOT), round(metrics.height() + 6))


def _draw_plate(painter: QPainter, rect: QRectF, drawn: DrawnRegion, font: QFont) -> None:
    colour = QColor(group_colour(drawn.region.colour)).lighter(125)
    painter.setBrush(_PLATE)
    painter.setPen(QPen(colour, 1.2))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QRectF(rect.left() + _PAD, rect.center().y() - _DOT / 2, _DOT, _DOT))
    painter.setFont(font)
    painter.setPen(_INK)
    inner = rect.adjusted(2 * _PAD + _DOT, 0, -_PAD / 2, 0)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, drawn.region.name)
