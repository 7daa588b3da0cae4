"""What is painted over ground and dots: outlines, labels, song names, the rectangle, legend and status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from organizer.pictures.layers import Legend
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.details import Cards, Detail, zoom_of
from organizer.ui.canvas.dots import dot_radius
from organizer.ui.canvas.drawing import Drawing
from organizer.ui.canvas.islands import IslandName, island_names
from organizer.ui.canvas.placing import FARTHEST
from organizer.ui.canvas.pointers import Pointer, draw_pointers
from organizer.ui.canvas.regions import RegionLayer
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.canvas.text import TextPainter, draw_legend, draw_note, halo_text, sized

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Label

_LINES_FROM = 7.0  #: logical pixels a cell from which lines between cells can be drawn
_MARGIN = 8.0
_SIGN = 18.0  #: around the middle of a sign at the edge, kept free of other text


#: Paints something over the dots, and gives back where no text is to be written: journeys, the radio's way.
GuestPainter = Callable[[QPainter, Camera, SongsOnMap, QFont], list[QRectF]]


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
    regions: RegionLayer | None = None
    pointers: tuple[Pointer, ...] = ()  #: at matches that are not seen
    step: int = 0  #: of zoom, for which names are placed
    details: tuple[Detail, ...] = ()  #: what is named and pictured besides, the most important first
    covers: Mapping[int, Cards] = field(default_factory=dict)  #: by the number of the album
    guests: tuple[GuestPainter, ...] = ()  #: what others paint between the dots and the names
    cells: bool = False  #: lines between them
    reserved: tuple[QRectF, ...] = ()  #: what lies over the map and is to be kept free of text


def paint_overlay(
    painter: QPainter,
    camera: Camera,
    songs: SongsOnMap,
    overlay: Overlay,
    font: QFont,
    accent: QColor,
    ratio: float,
) -> list[tuple[QRectF, str]]:
    """Paint what lies over ground and dots.

    Gives back where the names of islands were written, each with the whole name.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if overlay.cells:
        _cell_lines(painter, camera)
    if overlay.regions is not None:
        overlay.regions.draw_lines(painter, camera)
    if overlay.hovered is not None and overlay.hovered != overlay.current:
        _outline(painter, camera, songs, overlay.hovered, QColor(255, 255, 255), 1.6)
    if overlay.current is not None and overlay.focused:
        _outline(painter, camera, songs, overlay.current, accent.lighter(135), 2.6, fill=True)
    text = TextPainter(painter, camera.width, camera.height, ratio)
    for paint in overlay.guests:
        for rect in paint(painter, camera, songs, font):
            text.take(rect)
    small = sized(font, 0.9)
    bottom = camera.height - _MARGIN
    for legend in overlay.legends:
        place = draw_legend(painter, legend, small, camera.width - _MARGIN, bottom)
        bottom = place.top() - _MARGIN
        text.take(place.adjusted(-_MARGIN / 2, -_MARGIN / 2, _MARGIN / 2, _MARGIN / 2))
    if overlay.status:
        text.take(draw_note(painter, overlay.status, small, _MARGIN, camera.height - _MARGIN))
    for place in overlay.reserved:
        text.take(place)
    for sign in overlay.pointers:
        text.take(QRectF(sign.x - _SIGN, sign.y - _SIGN, 2 * _SIGN, 2 * _SIGN))
    names = island_names_at(overlay.labels, camera, overlay.step, font)
    _islands(text, camera, names, ratio)
    if overlay.regions is not None:
        overlay.regions.draw_names(painter, text, camera, font)
    _details(text, camera, overlay.details, overlay.covers)
    if overlay.playing is not None:
        _playing(painter, camera, songs, overlay.playing, overlay.pulse)
    draw_pointers(painter, overlay.pointers, small)
    if overlay.drawing is not None:
        overlay.drawing.draw(painter, accent)
    return text.written


def island_names_at(
    labels: tuple[Label, ...], camera: Camera, step: int, font: QFont
) -> tuple[IslandName, ...]:
    """The names of islands that have room at a step of zoom."""
    wide, high = (side / camera.zoom * zoom_of(step) for side in (camera.cell_width, camera.cell_height))
    shape = (camera.rows, camera.columns)
    return island_names(labels, shape, (wide, high), font.toString(), toroidal=camera.toroidal)


def visible_places(camera: Camera, songs: SongsOnMap) -> np.ndarray:
    """Songs that are seen now."""
    left, top = camera.to_world(0, 0)
    right, bottom = camera.to_world(camera.width, camera.height)
    return songs.inside(left, top, right, bottom)


def _cell_lines(painter: QPainter, camera: Camera) -> None:
    """The lines between cells, as far as they are not a mere haze."""
    if min(camera.cell_width, camera.cell_height) < _LINES_FROM:
        return
    left, top = camera.to_screen(0.0, 0.0)
    columns, rows = (
        _lines(left, camera.cell_width, camera.width),
        _lines(top, camera.cell_height, camera.height),
    )
    low_x, high_x, low_y, high_y = 0.0, camera.width, 0.0, camera.height
    if not camera.toroidal:
        low_x, high_x = left, left + camera.columns * camera.cell_width
        low_y, high_y = top, top + camera.rows * camera.cell_height
        columns = [x for x in columns if low_x - 1 <= x <= high_x + 1]
        rows = [y for y in rows if low_y - 1 <= y <= high_y + 1]
    lines = [QLineF(x, low_y, x, high_y) for x in columns] + [QLineF(low_x, y, high_x, y) for y in rows]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(255, 255, 255, 60), 0))
    painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _lines(start: float, step: float, end: float) -> list[float]:
    first = start % step
    return [first + number * step for number in range(int((end - first) // step) + 1)]


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


def _islands(text: TextPainter, camera: Camera, names: tuple[IslandName, ...], ratio: float) -> None:
    for name in names:
        image = halo_text(*name.line, ratio)
        for x, y in camera.copies(name.x, name.y):
            rect = QRectF(x + name.box[0], y + name.box[1], *name.box[2:])
            text.show(image, rect, push=True, whole=name.whole)


def _details(
    text: TextPainter, camera: Camera, details: tuple[Detail, ...], covers: Mapping[int, Cards]
) -> None:
    window, reach = QRectF(0, 0, camera.width, camera.height), FARTHEST
    cell_width, cell_height = camera.cell_width, camera.cell_height
    wide, high = camera.columns * cell_width, camera.rows * cell_height
    once = camera.toroidal and wide > camera.width + 2 * reach and high > camera.height + 2 * reach
    for x, y, box, image, _text, album, faint in details:
        if image is None:
            image = covers[album].get(box[2]) if album in covers else None
            if image is None:
                continue
        if once:  # most of the time; quicker, since a frame shows hundreds
            left = (camera.width / 2 + (x - camera.x) * cell_width + reach) % wide - reach
            top = (camera.height / 2 + (y - camera.y) * cell_height + reach) % high - reach
            rect = QRectF(left + box[0], top + box[1], box[2], box[3])
            if window.contains(rect):
                text.show(image, rect, faint=faint)
        else:
            for left, top in camera.copies(x, y, reach):
                rect = QRectF(left + box[0], top + box[1], box[2], box[3])
                text.show(image, rect, faint=faint)
