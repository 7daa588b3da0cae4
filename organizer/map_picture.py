"""The map as a picture file: terrain, songs, names. For the command line and for servers without a screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from organizer import mapping
from organizer.analysis.landscape import Landscape, song_positions
from organizer.analysis.terrain import terrain_image
from organizer.arrangement import MusicMap
from organizer.jobs import JobContext
from organizer.library import maps
from organizer.library.atomic import replace_file
from organizer.library.database import Database
from organizer.model import IntArray
from organizer.palette import GROUP_COLOURS

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_INK, _PAPER = (30, 41, 59), (255, 255, 255)
#: Drawn larger and shrunk, so that the dots have smooth rims.
_OVERSAMPLING = 2
#: Characters of label text that fit across the picture: see the size of the font below.
_CHARACTERS_ACROSS = 145


def write_picture(
    context: JobContext, db: Database, music_map: MusicMap, path: str | Path, *, width: int = 1600
) -> None:
    """Draw the map with its songs, coloured by group where there are groups, into a PNG file, atomically."""
    context.report(0, 2, "Raising the land")
    pixels = -(-width * _OVERSAMPLING // music_map.columns)
    landscape = mapping.landscape(
        context, db, music_map, pixels_per_cell=pixels,
        cells_per_character=music_map.columns / _CHARACTERS_ACROSS,
    )  # fmt: skip
    context.report(1, 2, "Drawing")
    image = render(landscape, music_map, groups=maps.labels(db), width=width)
    context.check_cancelled()

    def write(file: BinaryIO) -> None:
        image.save(file, format="PNG")

    replace_file(path, write)
    context.report(2, 2, "Drawn")


def render(
    landscape: Landscape,
    music_map: MusicMap,
    *,
    groups: tuple[IntArray, IntArray] | None = None,
    width: int = 1600,
) -> Any:
    """The picture as a ``PIL.Image.Image`` of this width."""
    from PIL import Image, ImageDraw

    height = round(width * music_map.rows / music_map.columns)
    size = (width * _OVERSAMPLING, height * _OVERSAMPLING)
    # The heights are enlarged, not the colours: coasts stay sharp.
    heights = np.asarray(Image.fromarray(landscape.heights).resize(size, Image.Resampling.BICUBIC))
    sharp = replace(landscape, heights=heights, pixels_per_cell=size[0] // music_map.columns)
    image = Image.fromarray(terrain_image(sharp))
    _draw_songs(ImageDraw.Draw(image), landscape, music_map, groups, size[0] / music_map.columns)
    image = image.resize((width, height), Image.Resampling.LANCZOS)
    _draw_labels(ImageDraw.Draw(image), landscape, width / music_map.columns, (width, height))
    return image


def _draw_songs(
    draw: ImageDraw,
    landscape: Landscape,
    music_map: MusicMap,
    groups: tuple[IntArray, IntArray] | None,
    cell: float,
) -> None:
    positions = song_positions(music_map, landscape.row_offset, landscape.column_offset)
    numbers = dict(zip(groups[0].tolist(), groups[1].tolist(), strict=True)) if groups is not None else {}
    # Many songs: smaller dots, so that the land stays visible.
    crowding = float(np.clip(600 / max(len(positions), 1), 0.15, 1.0)) ** 0.5
    radius = float(np.clip(cell * 0.07, 5.0, 9.0)) * crowding
    for track_id, (row, column) in zip(music_map.track_ids.tolist(), positions.tolist(), strict=True):
        x, y = (column + 0.5) * cell, (row + 0.5) * cell
        number = numbers.get(track_id)
        colour = _PAPER if number is None else GROUP_COLOURS[number % len(GROUP_COLOURS)]
        rim = max(1, round(radius * 0.28))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour, outline=_INK, width=rim)


def _draw_labels(draw: ImageDraw, landscape: Landscape, cell: float, size: tuple[int, int]) -> None:
    from PIL import ImageFont

    points = max(12, round(size[0] / 72))
    font = ImageFont.load_default(points)
    stroke = max(2, points // 7)
    for label in landscape.labels:
        x, y = (label.column + 0.5) * cell, (label.row + 0.5) * cell
        draw.text(
            (x, y),
            label.text,
            font=font,
            fill=_PAPER,
            anchor="mm",
            stroke_width=stroke,
            stroke_fill=(44, 62, 90),
        )
