"""The map as a picture file: terrain, songs, names. Drawn from values, for servers without a screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import planes
from organizer.analysis.space.landscape import Landscape, song_positions
from organizer.base.arrangement import MusicMap
from organizer.base.atomic import replace_file
from organizer.base.model import FloatArray, IntArray
from organizer.base.palette import group_colour
from organizer.pictures.terrain import terrain_image

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_INK, _PAPER, _EMPTY = (30, 41, 59), (255, 255, 255), (58, 64, 74)
#: Drawn larger and shrunk, so that the dots have smooth rims.
_OVERSAMPLING = 2
#: Characters of label text that fit across the picture: see the size of the font below.
CHARACTERS_ACROSS = 145


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Colours of the cells, and what they mean."""

    colours: npt.NDArray[np.uint8]  #: shape=(rows, columns, 3), in the map's own order
    title: str
    low: float
    high: float


def ground(values: FloatArray, title: str, *, rows: int, columns: int) -> Ground:
    """Cells coloured by a value of each, grey where it is NaN; ``values``: shape=(rows * columns,)."""
    colours, low, high = planes.coloured(values, _EMPTY)
    return Ground(colours.reshape(rows, columns, 3), title, low, high)


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
    ground: Ground | None = None,
) -> Any:
    """The picture as a ``PIL.Image.Image`` of this width.

    ``groups``: ids of tracks and the number of the group of each, for the colours of the dots; ``ground``:
    what is drawn in place of the terrain.
    """
    from PIL import Image, ImageDraw

    height = round(width * music_map.rows / music_map.columns)
    size = (width * _OVERSAMPLING, height * _OVERSAMPLING)
    if ground is None:
        # The heights are enlarged, not the colours: coasts stay sharp.
        heights = np.asarray(Image.fromarray(landscape.heights).resize(size, Image.Resampling.BICUBIC))
        sharp = replace(landscape, heights=heights, pixels_per_cell=size[0] // music_map.columns)
        image = Image.fromarray(terrain_image(sharp))
    else:
        cells = np.roll(ground.colours, (-landscape.row_offset, -landscape.column_offset), (0, 1))
        image = Image.fromarray(cells).resize(size, Image.Resampling.NEAREST)
    _draw_songs(ImageDraw.Draw(image), landscape, music_map, groups, size[0] / music_map.columns)
    image = image.resize((width, height), Image.Resampling.LANCZOS)
    _draw_labels(ImageDraw.Draw(image), landscape, width / music_map.columns, (width, height))
    if ground is not None:
        _draw_legend(image, ground)
    return image


def _draw_legend(image: Any, ground: Ground) -> None:
    """The scale of a layer, in the lower left corner."""
    from PIL import Image, ImageDraw, ImageFont

    points = max(14, image.width // 90)
    font, draw = ImageFont.load_default(points), ImageDraw.Draw(image)
    text, left = f"{ground.title}: {ground.low:.4g}", points
    top, wide, high = image.height - 2 * points, 10 * points, points
    start = left + draw.textlength(text, font=font) + points // 2
    end = start + wide + points // 2 + draw.textlength(f"{ground.high:.4g}", font=font)
    draw.rounded_rectangle(
        (left // 2, top - points // 2, end + left // 2, top + high * 3 // 2), points // 2, fill=(24, 30, 42)
    )
    draw.text((left, top + high / 2), text, font=font, fill=_PAPER, anchor="lm")
    scale = planes.viridis(np.linspace(0.0, 1.0, wide)[None, :].repeat(high, axis=0))
    image.paste(Image.fromarray(scale), (round(start), top))
    draw.text(
        (start + wide + points // 2, top + high / 2),
        f"{ground.high:.4g}",
        font=font,
        fill=_PAPER,
        anchor="lm",
    )


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
        colour = _PAPER if number is None else group_colour(number)
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
