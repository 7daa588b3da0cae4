"""Text on the map: white with a dark halo, readable on any ground, never one text over another."""

from __future__ import annotations

import functools
import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from organizer.analysis.space.planes import viridis
from organizer.ui.map.layers import Legend

_HALO = QColor(12, 22, 40)
_HALO_OPACITY = 0.8
_HALO_WIDTH = 4.0
#: Round the letters, and once half as far, so that the halo has no holes.
_RING = tuple(
    (reach * math.cos(angle * math.pi / 8), reach * math.sin(angle * math.pi / 8))
    for reach, step in ((_HALO_WIDTH / 2, 1), (_HALO_WIDTH / 4, 4))
    for angle in range(0, 16, step)
)
_INK = QColor(255, 255, 255)
_GAP = 6.0  #: between texts, and between text and the window's edge


class TextPainter:
    """Writes on one painted frame and remembers where text stands already."""

    def __init__(self, painter: QPainter, width: float, height: float, ratio: float) -> None:
        self._painter, self._ratio = painter, ratio
        self._room = QRectF(_GAP, _GAP, width - 2 * _GAP, height - 2 * _GAP)
        self._taken: list[QRectF] = []
        self.written: list[tuple[QRectF, str]] = []  #: where names are, and whole what is said there

    def take(self, rect: QRectF) -> None:
        """Keep text out of here."""
        self._taken.append(rect)

    def write(
        self,
        text: str,
        font: QFont,
        x: float,
        y: float,
        *,
        shift: bool,
        beside: float = 0.0,
        whole: str = "",
    ) -> bool:
        """Write centred at (x, y), or with ``beside`` to the right of it. False when there is no room.

        With ``shift`` the text may move by its height up or down, and inwards from the window's edge.
        ``whole``: what the text stands for, which ``written`` remembers.
        """
        image = halo_text(text, font.toString(), self._ratio)
        width, height = image.width() / self._ratio, image.height() / self._ratio
        left = x + beside if beside else x - width / 2
        for step in (0.0, -1.0, 1.0, -2.0, 2.0) if shift else (0.0,):
            rect = QRectF(left, y - height / 2 + step * height * 0.9, width, height)
            if shift:
                rect = self._pushed_in(rect)
            if not self._room.contains(rect) or any(rect.intersects(other) for other in self._taken):
                continue
            self.take(rect.adjusted(-_GAP / 2, -1, _GAP / 2, 1))
            if whole:
                self.written.append((rect, whole))
            snapped = QPointF(
                round(rect.x() * self._ratio) / self._ratio, round(rect.y() * self._ratio) / self._ratio
            )
            self._painter.drawImage(snapped, image)
            return True
        return False

    def _pushed_in(self, rect: QRectF) -> QRectF:
        """Inside the window if at least half of it is there; a text must not run along with the edge."""
        moved = QRectF(rect)
        moved.moveLeft(min(max(rect.left(), self._room.left()), self._room.right() - rect.width()))
        moved.moveTop(min(max(rect.top(), self._room.top()), self._room.bottom() - rect.height()))
        far = abs(moved.x() - rect.x()) > rect.width() / 2 or abs(moved.y() - rect.y()) > rect.height() / 2
        return rect if far else moved


@functools.lru_cache(maxsize=1500)
def halo_text(text: str, font_text: str, ratio: float) -> QImage:
    """The text as a picture. Kept: drawing it takes ten times as long as copying it."""
    font = QFont()
    font.fromString(font_text)
    metrics = QFontMetricsF(font)
    pad = _HALO_WIDTH / 2 + 0.5
    width, height = metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + 2 * pad
    size = QSize(max(1, round(width * ratio)), max(1, round(height * ratio)))
    origin = QPointF(pad, pad + metrics.ascent())
    ink = _written(text, font, origin, size, ratio, _INK)
    edge = _written(text, font, origin, size, ratio, _HALO)
    halo = _blank(size, ratio)
    with QPainter(halo) as painter:  # the text at every place that is half the halo's width away
        for x, y in _RING:
            painter.drawImage(QPointF(x, y), edge)
    image = _blank(size, ratio)
    with QPainter(image) as painter:
        painter.setOpacity(_HALO_OPACITY)
        painter.drawImage(0, 0, halo)
        painter.setOpacity(1.0)
        painter.drawImage(0, 0, ink)
    return image


def _written(text: str, font: QFont, origin: QPointF, size: QSize, ratio: float, colour: QColor) -> QImage:
    image = _blank(size, ratio)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(origin, text)
    return image


def _blank(size: QSize, ratio: float) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


def sized(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The font at another size, in whole pixels."""
    result = QFont(font)
    size = font.pixelSize() if font.pixelSize() > 0 else QFontMetricsF(font).height() * 0.75
    result.setPixelSize(max(9, round(size * factor)))
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Medium)
    return result


def draw_note(painter: QPainter, text: str, font: QFont, left: float, bottom: float) -> QRectF:
    """A line of small text on a quiet plate, its lower left corner at (left, bottom). Returns its place."""
    metrics = QFontMetricsF(font)
    rect = QRectF(0, 0, metrics.horizontalAdvance(text) + 16, metrics.height() + 8)
    rect.moveBottomLeft(QPointF(left, bottom))
    _plate(painter, rect)
    painter.setFont(font)
    painter.setPen(QColor(232, 238, 246))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return rect


def draw_legend(painter: QPainter, legend: Legend, font: QFont, right: float, bottom: float) -> QRectF:
    """What the colours mean, its lower right corner at (right, bottom). Returns its place."""
    metrics = QFontMetricsF(font)
    line = metrics.height() + 3
    texts = [metrics.elidedText(text, Qt.TextElideMode.ElideRight, 160) for _, text in legend.entries]
    if texts:
        width = 18 + max(metrics.horizontalAdvance(text) for text in (*texts, legend.title))
        height = line * (len(texts) + 1)
    else:
        width, height = max(160.0, metrics.horizontalAdvance(legend.title)), line * 2 + 12
    rect = QRectF(0, 0, width + 24, height + 14)
    rect.moveBottomRight(QPointF(right, bottom))
    _plate(painter, rect)
    inner = rect.adjusted(12, 7, -12, -7)
    painter.setFont(font)
    painter.setPen(QColor(232, 238, 246))
    painter.drawText(QPointF(inner.left(), inner.top() + metrics.ascent()), legend.title)
    if texts:
        for number, ((colour, _), text) in enumerate(zip(legend.entries, texts, strict=True), 1):
            top = inner.top() + number * line
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(*colour))
            painter.drawEllipse(QRectF(inner.left(), top + line / 2 - 6, 9, 9))
            painter.setPen(QColor(232, 238, 246))
            painter.drawText(QPointF(inner.left() + 18, top + metrics.ascent()), text)
        return rect
    bar = QRectF(inner.left(), inner.top() + line + 2, inner.width(), 8)
    painter.drawImage(bar, _scale_image())
    row = QRectF(inner.left(), bar.bottom() + 2, inner.width(), line)
    painter.drawText(row, Qt.AlignmentFlag.AlignLeft, legend.low)
    painter.drawText(row, Qt.AlignmentFlag.AlignRight, legend.high)
    return rect


@functools.cache
def _scale_image() -> QImage:
    import numpy as np

    from organizer.ui.map.layers import to_image

    return to_image(viridis(np.linspace(0, 1, 160, dtype=np.float32)[None, :]))


def _plate(painter: QPainter, rect: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(14, 22, 38, 168))
    painter.drawRoundedRect(rect, 6, 6)
