"""Text on the map: white with a dark halo, readable on any ground, never one text over another."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from organizer.pictures.layers import Legend, scale

_HALO = QColor(12, 22, 40)
_HALO_OPACITY = 0.8
_HALO_WIDTH = 4.0
#: Round the letters, and once half as far, so that the halo has no holes.
_RING = tuple(
    (reach * math.cos(angle * math.pi / 8), reach * math.sin(angle * math.pi / 8))
    for reach, step in ((_HALO_WIDTH / 2, 1), (_HALO_WIDTH / 4, 4))
    for angle in range(0, 16, step)
)
_INK = (255, 255, 255)
_PATCH = 96.0  #: pixels along the squares by which collisions are looked for
_CLOSER = 5.0  #: pixels that lines of one text stand closer than by their halos
SMALLEST = 11  #: logical pixels of any text on the map
_GAP = 6.0  #: between texts, and between text and the window's edge


#: How strong a name is that steps back.
_FAINT = 0.4


class TextPainter:
    """Puts names and pictures on one painted frame and remembers where something is already."""

    def __init__(self, painter: QPainter, width: float, height: float, ratio: float) -> None:
        self._painter, self._ratio = painter, ratio
        self._room = QRectF(_GAP, _GAP, width - 2 * _GAP, height - 2 * _GAP)
        self._taken: dict[tuple[int, int], list[QRectF]] = {}
        self.written: list[tuple[QRectF, str]] = []  #: where names are, and whole what is said there

    def take(self, rect: QRectF) -> None:
        """Keep everything else out of here."""
        for patch in _patches(rect):
            self._taken.setdefault(patch, []).append(rect)

    def is_free(self, rect: QRectF) -> bool:
        """Whether nothing stands here."""
        return not any(
            rect.intersects(other) for patch in _patches(rect) for other in self._taken.get(patch, ())
        )

    def has_room(self, rect: QRectF) -> bool:
        """Whether that is inside the window and nothing is there."""
        return self._room.contains(rect) and self.is_free(rect)

    def show(
        self, image: QImage, rect: QRectF, *, push: bool = False, whole: str = "", faint: bool = False
    ) -> bool:
        """Draw a picture here. False when there is no room. With ``push`` it moves inwards from the edge.

        ``whole``: what it stands for, which ``written`` remembers. ``faint``: it steps back behind others.
        """
        if push:
            rect = self._pushed_in(rect)
        if not self.has_room(rect):
            return False
        self.take(rect.adjusted(-_GAP / 2, -1, _GAP / 2, 1))
        if whole:
            self.written.append((rect, whole))
        x, y = round(rect.x() * self._ratio) / self._ratio, round(rect.y() * self._ratio) / self._ratio
        if faint:
            self._painter.setOpacity(_FAINT)
        self._painter.drawImage(QPointF(x, y), image)
        if faint:
            self._painter.setOpacity(1.0)
        return True

    def _pushed_in(self, rect: QRectF) -> QRectF:
        """Inside the window if at least half of it is there; a text must not run along with the edge."""
        moved = QRectF(rect)
        moved.moveLeft(min(max(rect.left(), self._room.left()), self._room.right() - rect.width()))
        moved.moveTop(min(max(rect.top(), self._room.top()), self._room.bottom() - rect.height()))
        far = abs(moved.x() - rect.x()) > rect.width() / 2 or abs(moved.y() - rect.y()) > rect.height() / 2
        return rect if far else moved


def _patches(rect: QRectF) -> Iterator[tuple[int, int]]:
    """The squares of the window that a rectangle touches: what collides shares one."""
    for column in range(int(rect.left() // _PATCH), int(rect.right() // _PATCH) + 1):
        for row in range(int(rect.top() // _PATCH), int(rect.bottom() // _PATCH) + 1):
            yield column, row


class Line(NamedTuple):
    """A line of text: what it says, the description of its font, red, green and blue."""

    text: str
    font: str
    ink: tuple[int, int, int] = _INK


def lines_size(lines: Sequence[Line]) -> tuple[float, float]:
    """Width and height of lines under each other, in logical pixels."""
    sizes = [halo_text(*line, 1.0).size() for line in lines]
    height = sum(size.height() for size in sizes) - _CLOSER * (len(lines) - 1)
    return float(max(size.width() for size in sizes)), height


def halo_lines(lines: Sequence[Line], ratio: float, *, centred: bool) -> QImage:
    """Lines under each other as one picture."""
    if len(lines) == 1:
        return halo_text(*lines[0], ratio)
    width, height = lines_size(lines)
    image = _blank(QSize(math.ceil(width * ratio), math.ceil(height * ratio)), ratio)
    with QPainter(image) as painter:
        top = 0.0
        for line in lines:
            part = halo_text(*line, ratio)
            left = (width - part.width() / ratio) / 2 if centred else 0.0
            painter.drawImage(QPointF(left, top), part)
            top += part.height() / ratio - _CLOSER
    return image


@functools.lru_cache(maxsize=600)
def halo_text(text: str, font_text: str, ink_colour: tuple[int, int, int], ratio: float) -> QImage:
    """The text as a picture. Drawing it takes ten times as long as copying it: two full windows of them are
    kept."""
    font = QFont()
    font.fromString(font_text)
    metrics = QFontMetricsF(font)
    pad = _HALO_WIDTH / 2 + 0.5
    width, height = metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + 2 * pad
    size = QSize(max(1, round(width * ratio)), max(1, round(height * ratio)))
    origin = QPointF(pad, pad + metrics.ascent())
    ink = _written(text, font, origin, size, ratio, QColor(*ink_colour))
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
    result.setPixelSize(max(SMALLEST, round(size * factor)))
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
        ends = metrics.horizontalAdvance(legend.low + legend.high) + (24 if legend.high else 0)
        width = max(160.0, ends, metrics.horizontalAdvance(legend.title))
        height = line * 2 + (12 if legend.high else 0)
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
    top = inner.top() + line
    if legend.high:
        bar = QRectF(inner.left(), top + 2, inner.width(), 8)
        painter.drawImage(bar, _scale_image(legend.dark))
        top = bar.bottom() + 2
    row = QRectF(inner.left(), top, inner.width(), line)
    painter.drawText(row, Qt.AlignmentFlag.AlignLeft, legend.low)
    painter.drawText(row, Qt.AlignmentFlag.AlignRight, legend.high)
    return rect


@functools.cache
def _scale_image(dark: bool) -> QImage:
    import numpy as np

    from organizer.ui.canvas.layers import to_image

    return to_image(scale(np.linspace(0, 1, 160, dtype=np.float32)[None, :], dark=dark))


def _plate(painter: QPainter, rect: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(14, 22, 38, 168))
    painter.drawRoundedRect(rect, 6, 6)
