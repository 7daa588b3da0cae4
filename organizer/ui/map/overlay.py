"""What is painted over ground and dots: outlines, labels, song names, the rectangle, legend and status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from organizer.ui.map.camera import Camera
from organizer.ui.map.dots import dot_radius
from organizer.ui.map.drawing import Drawing
from organizer.ui.map.layers import Legend
from organizer.ui.map.pointers import Pointer, draw_pointers
from organizer.ui.map.songs import SongsOnMap
from organizer.ui.map.text import TextPainter, draw_legend, draw_note, sized

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Label

NAMES_FROM = 90.0  #: logical pixels a cell from which songs are named
_MOST_NAMES = 60
_MARGIN = 8.0
_SIGN = 18.0  #: around the middle of a sign at the edge, kept free of other text


@dataclass(frozen=True, slots=True)
class Overlay:
    """What to paint over the map this time."""

    labels: tuple[Label, ...] = ()
    legends: tuple[Legend, ...] = ()
    status: str = ""
    hovered: int | None = None
    current: int | None = None
    playing: int | None = None  #: place of the song that plays
    pulse: float = 0.0  #: 0–1
    drawing: Drawing | None = None
    focused: bool = False
    pointers: tuple[Pointer, ...] = ()  #: at matches that are not seen


def paint_overlay(
    painter: QPainter,
    camera: Camera,
    songs: SongsOnMap,
    overlay: Overlay,
    font: QFont,
    accent: QColor,
    ratio: float,
    titles: Callable[[list[int]], dict[int, str]],
) -> list[tuple[QRectF, str]]:
    """Paint what lies over ground and dots. ``titles`` gives the titles of songs by their ids.

    Gives back where the names of islands were written, each with the whole name.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if overlay.hovered is not None and overlay.hovered != overlay.current:
        _outline(painter, camera, songs, overlay.hovered, QColor(255, 255, 255), 1.6)
    if overlay.current is not None and overlay.focused:
        _outline(painter, camera, songs, overlay.current, accent.lighter(135), 2.6, fill=True)
    if overlay.playing is not None:
        _playing(painter, camera, songs, overlay.playing, overlay.pulse)
    text = TextPainter(painter, camera.width, camera.height, ratio)
    small = sized(font, 0.9)
    bottom = camera.height - _MARGIN
    for legend in overlay.legends:
        place = draw_legend(painter, legend, small, camera.width - _MARGIN, bottom)
        bottom = place.top() - _MARGIN
        text.take(place)
    if overlay.status:
        text.take(draw_note(painter, overlay.status, small, _MARGIN, camera.height - _MARGIN))
    for sign in overlay.pointers:
        text.take(QRectF(sign.x - _SIGN, sign.y - _SIGN, 2 * _SIGN, 2 * _SIGN))
    _labels(text, camera, overlay.labels, font)
    if min(camera.cell_width, camera.cell_height) >= NAMES_FROM:
        _song_names(text, camera, songs, small, titles)
    draw_pointers(painter, overlay.pointers, small)
    if overlay.drawing is not None:
        overlay.drawing.draw(painter, accent)
    return text.written


def visible_places(camera: Camera, songs: SongsOnMap) -> np.ndarray:
    """Songs that are seen now."""
    left, top = camera.to_world(0, 0)
    right, bottom = camera.to_world(camera.width, camera.height)
    return songs.inside(left, top, right, bottom)


def _outline(
    painter: QPainter,
    camera: Camera,
    songs: SongsOnMap,
    cell: int,
    colour: QColor,
    width: float,
    *,
    fill: bool = False,
) -> None:
    row, column = divmod(cell, songs.columns)
    wide, high = camera.cell_width, camera.cell_height
    for x, y in camera.copies(column, row, max(wide, high)):
        rect = QRectF(x + 0.5, y + 0.5, wide - 1, high - 1)
        radius = min(6.0, wide / 5)
        painter.setBrush(QColor(255, 255, 255, 46 if fill else 26))
        painter.setPen(QPen(QColor(12, 22, 40, 150), width + 2))
        painter.drawRoundedRect(rect, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(rect, radius, radius)


def _playing(painter: QPainter, camera: Camera, songs: SongsOnMap, place: int, pulse: float) -> None:
    radius = dot_radius(songs, camera.cell_width * camera.cell_height) + 4
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for x, y in camera.copies(float(songs.x[place]), float(songs.y[place]), 40):
        at = QPointF(x, y)
        reach = radius + 3 + 11 * pulse
        painter.setPen(QPen(QColor(255, 255, 255, round(210 * (1 - pulse))), 2.2))
        painter.drawEllipse(at, reach, reach)
        painter.setPen(QPen(QColor(12, 22, 40, 170), 4))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(QColor(255, 255, 255), 2))
        painter.drawEllipse(at, radius, radius)


def _labels(text: TextPainter, camera: Camera, labels: tuple[Label, ...], font: QFont) -> None:
    heaviest = max((label.weight for label in labels), default=1.0) or 1.0
    for label in sorted(labels, key=lambda label: -label.weight):
        own = sized(font, 1.05 + 0.3 * (label.weight / heaviest) ** 0.5, bold=True)
        # a label's place counts from the middle of its cell
        for x, y in camera.copies(label.column + 0.5, label.row + 0.5):
            text.write(label.text, own, x, y, shift=True, whole=label.name or label.text)


def _song_names(
    text: TextPainter,
    camera: Camera,
    songs: SongsOnMap,
    font: QFont,
    titles: Callable[[list[int]], dict[int, str]],
) -> None:
    places = visible_places(camera, songs)
    if places.size > _MOST_NAMES:  # evenly, and the same ones while panning
        places = places[np.argsort(songs.ids[places] * 2654435761 % 2**32, kind="stable")[:_MOST_NAMES]]
    names = titles([int(i) for i in songs.ids[places]])
    radius = dot_radius(songs, camera.cell_width * camera.cell_height)
    for place in places:
        title = names.get(int(songs.ids[place]), "")
        short = title if len(title) <= 30 else title[:29].rstrip() + "…"
        for x, y in camera.copies(float(songs.x[place]), float(songs.y[place])):
            if short:
                text.write(short, font, x, y, shift=False, beside=radius + 2)
