"""Charts painted with Qt: on the window, and into pictures of any size on any thread."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPolygonF,
)

from organizer.pictures.charts import Chart, Dots, Line, Mark, Picture, Rect, Text

#: More dots than these are stamped.
_STAMPED = 300
_STAMP = QImage.Format.Format_ARGB32_Premultiplied
_Role = QPalette.ColorRole
_ROLES = {
    "ink": _Role.Text,
    "faint": _Role.PlaceholderText,
    "quiet": _Role.Mid,
    "paper": _Role.Base,
    "accent": _Role.Highlight,
}


def paint(painter: QPainter, chart: Chart, palette: QPalette, font: QFont) -> None:
    """Paint the marks of a chart in the colours of a palette."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # numbers read so in every language
    for bars, marks in groupby(chart.marks, _bars):
        if bars is None:
            for mark in marks:
                _paint(painter, mark, palette, font)
        else:
            _paint_bars(painter, *bars, marks, palette)


def colour(name: str, palette: QPalette) -> QColor:
    """A colour of a mark, or the role that it names in this palette."""
    return QColor(name) if name.startswith("#") else palette.color(QPalette.ColorGroup.Active, _ROLES[name])


def _bars(mark: Mark) -> tuple[str, float] | None:
    """Fill and opacity of a rectangle without a line around it."""
    return (mark.fill, mark.opacity) if isinstance(mark, Rect) and not mark.stroke else None


def _paint_bars(
    painter: QPainter, fill: str, opacity: float, marks: Iterable[Mark], palette: QPalette
) -> None:
    """Bars of one colour at once. They end on whole pixels, so that no line shows where two meet; each is a
    pixel at least."""
    ink = colour(fill, palette) if fill else QColor(Qt.GlobalColor.transparent)
    ink.setAlphaF(ink.alphaF() * opacity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.setBrush(ink)
    scale = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
    painter.drawRects([_whole(mark, scale) for mark in marks if isinstance(mark, Rect)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _whole(mark: Rect, scale: float) -> QRectF:
    """A rectangle in whole pixels, of which there are ``scale`` to each of the chart's."""
    left, top = round(mark.x * scale), round(mark.y * scale)
    right, below = round((mark.x + mark.width) * scale), round((mark.y + mark.height) * scale)
    return QRectF(left / scale, top / scale, max(1, right - left) / scale, max(1, below - top) / scale)


def _paint(painter: QPainter, mark: Mark, palette: QPalette, font: QFont) -> None:
    if isinstance(mark, Rect):
        fill = colour(mark.fill, palette) if mark.fill else QColor(Qt.GlobalColor.transparent)
        fill.setAlphaF(fill.alphaF() * mark.opacity)
        painter.setPen(QPen(colour(mark.stroke, palette)))
        painter.setBrush(fill)
        painter.drawRect(QRectF(mark.x, mark.y, mark.width, mark.height))
    elif isinstance(mark, Line):
        painter.setPen(QPen(colour(mark.colour, palette), mark.width))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in mark.points]))
    elif isinstance(mark, Dots):
        _dots(painter, mark, palette)
    elif isinstance(mark, Text):
        _text(painter, mark, palette, font)
    elif isinstance(mark, Picture):
        rows, columns = mark.pixels.shape[:2]
        pixels = np.ascontiguousarray(mark.pixels)
        picture = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
        painter.drawImage(QRectF(mark.x, mark.y, mark.width, mark.height), picture)


def _dots(painter: QPainter, mark: Dots, palette: QPalette) -> None:
    painter.save()
    painter.setOpacity(mark.opacity)
    painter.setPen(QPen(colour(mark.rim, palette), 1.2) if mark.rim else QPen(Qt.PenStyle.NoPen))
    brushes = {name: colour(name, palette) for name in set(mark.colours)}
    if len(mark.colours) > _STAMPED:
        _stamp(painter, mark, brushes)
        painter.restore()
        return
    for x, y, name in zip(mark.x.tolist(), mark.y.tolist(), mark.colours, strict=True):
        painter.setBrush(brushes[name])
        painter.drawEllipse(QPointF(x, y), mark.radius, mark.radius)
    painter.restore()


def _stamp(painter: QPainter, mark: Dots, brushes: dict[str, QColor]) -> None:
    """Many dots: each colour is drawn once and printed again and again."""
    scale = max(1.0, painter.worldTransform().m11() * painter.device().devicePixelRatio())
    half = mark.radius + 1.5
    stamps = {}
    for name, ink in brushes.items():
        made = QImage(QSize(ceil(2 * half * scale), ceil(2 * half * scale)), _STAMP)
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as own:
            own.setRenderHint(QPainter.RenderHint.Antialiasing)
            own.setPen(painter.pen())
            own.setBrush(ink)
            own.drawEllipse(QPointF(half, half), mark.radius, mark.radius)
        stamps[name] = made
    for x, y, name in zip(mark.x.tolist(), mark.y.tolist(), mark.colours, strict=True):
        painter.drawImage(QPointF(x - half, y - half), stamps[name])


def _text(painter: QPainter, mark: Text, palette: QPalette, font: QFont) -> None:
    own = QFont(font)
    own.setPixelSize(mark.size)
    own.setBold(mark.bold)
    metrics = QFontMetricsF(own)
    text = mark.text
    if mark.room:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, mark.room)
    width = metrics.horizontalAdvance(text)
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[mark.anchor]
    down = (metrics.ascent() - metrics.descent()) / 2
    painter.setFont(own)
    painter.setPen(colour(mark.colour, palette))
    if mark.upright:
        painter.save()
        painter.translate(mark.x, mark.y)
        painter.rotate(-90)
        painter.drawText(QPointF(left, down), text)
        painter.restore()
        return
    place = QPointF(mark.x + left, mark.y + down)
    if mark.halo:
        outline = QPainterPath()
        outline.addText(place, own, text)
        rim = QPen(colour("paper", palette), 3)
        rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(outline, rim)
    painter.drawText(place, text)
