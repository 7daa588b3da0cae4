"""The map as a picture file: terrain, songs, names. Drawn from values, for servers without a screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from organizer.analysis.space.landscape import Landscape, song_positions
from organizer.base.arrangement import MusicMap
from organizer.base.atomic import replace_file
from organizer.base.model import IntArray
from organizer.base.palette import group_colour
from organizer.pictures.contours import draw_contours
from organizer.pictures.layers import PAPER, Layer, Legend, scale
from organizer.pictures.terrain import relief

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_INK, _PAPER = (30, 41, 59), (255, 255, 255)
#: Of dots by night.
_RIM = (150, 160, 178)
#: Drawn larger and shrunk, so that the dots have smooth rims.
_OVERSAMPLING = 2
#: Characters of label text that fit across the picture: see the size of the font below.
CHARACTERS_ACROSS = 145


def save(image: Any, path: str | Path) -> None:
    """Write a picture of ``render`` as PNG, atomically."""
    replace_file(path, lambda file: image.save(file, format="PNG"))


def pixels_per_cell(music_map: MusicMap, width: int) -> int:
    """How finely the land of a picture of this width is raised."""
    return -(-width * _OVERSAMPLING // music_map.columns)


def render(
    landscape: Landscape,
    music_map: MusicMap,
    *,
    groups: tuple[IntArray, IntArray] | None = None,
    width: int = 1600,
    layer: Layer | None = None,
    dark: bool = False,
) -> Any:
    """The picture as a ``PIL.Image.Image`` of this width, with a legend below where there is one.

    ``groups``: ids of tracks and the number of the group of each, for the colours of the dots; ``layer``:
    what is drawn in place of the terrain; ``dark``: by night.
    """
    from PIL import Image, ImageDraw

    height = round(width * music_map.rows / music_map.columns)
    size = (width * _OVERSAMPLING, height * _OVERSAMPLING)
    if layer is None:
        # The heights are enlarged, not the colours: coasts stay sharp.
        heights = np.asarray(Image.fromarray(landscape.heights).resize(size, Image.Resampling.BICUBIC))
        sharp = replace(landscape, heights=heights, pixels_per_cell=size[0] // music_map.columns)
        land = relief(sharp, finest=1)
        pixels, around = land.part(0, 0, 1, 1, (size[1], size[0]), dark=dark)
        draw_contours(pixels, around, dark=dark, width=0.8 * _OVERSAMPLING)
        image = Image.fromarray(np.ascontiguousarray(pixels[..., 2::-1]))
    else:
        small = np.ascontiguousarray(layer.sheet.pixels(dark=dark)[..., 2::-1])
        image = Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)
    rim = _RIM if dark else _INK
    _draw_songs(ImageDraw.Draw(image), landscape, music_map, groups, size[0] / music_map.columns, rim)
    image = image.resize((width, height), Image.Resampling.LANCZOS)
    _draw_labels(ImageDraw.Draw(image), landscape, width / music_map.columns, (width, height))
    if layer is not None and layer.legend is not None:
        return _with_legend(image, layer.legend, dark=dark)
    return image


def _with_legend(image: Any, legend: Legend, *, dark: bool) -> Any:
    """The picture with the scale of a layer on a strip below, clear of the map."""
    from PIL import Image, ImageDraw, ImageFont

    points = max(10, image.width // 90)
    paper, ink = (PAPER[True], _PAPER) if dark else (_PAPER, _INK)
    whole = Image.new("RGB", (image.width, image.height + 3 * points), paper)
    whole.paste(image, (0, 0))
    font, draw = ImageFont.load_default(points), ImageDraw.Draw(whole)
    middle, at = image.height + 3 * points / 2, float(points)

    def write(text: str) -> float:
        draw.text((at, middle), text, font=font, fill=ink, anchor="lm")
        return float(at + draw.textlength(text, font=font) + points)

    at = write(legend.title) + points
    at = write(legend.low)
    if legend.high:
        shades = scale(np.linspace(0.0, 1.0, 12 * points)[None, :].repeat(points, axis=0), dark=dark)
        whole.paste(Image.fromarray(shades), (round(at), round(middle - points / 2)))
        at += 13 * points
        write(legend.high)
    return whole


def _draw_songs(
    draw: ImageDraw,
    landscape: Landscape,
    music_map: MusicMap,
    groups: tuple[IntArray, IntArray] | None,
    cell: float,
    rim: tuple[int, int, int],
) -> None:
    positions = song_positions(music_map, landscape.row_offset, landscape.column_offset)
    numbers = dict(zip(groups[0].tolist(), groups[1].tolist(), strict=True)) if groups is not None else {}
    # Many songs: smaller dots, so that the land stays visible.
    crowding = float(np.clip(600 / max(len(positions), 1), 0.15, 1.0)) ** 0.5
    radius = float(np.clip(cell * 0.07, 5.0, 9.0)) * crowding
    for track_id, (row, column) in zip(music_map.track_ids.tolist(), positions.tolist(), strict=True):
        x, y = (column + 0.5) * cell, (row + 0.5) * cell
        number = numbers.get(track_id)
        colour = _PAPER if number is None else group_colour(number)
        wide = max(1, round(radius * 0.28))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour, outline=rim, width=wide)


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
