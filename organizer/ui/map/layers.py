"""What the ground and the dots of the map show: layers, colours, and the legend that explains them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from organizer.analysis.space.planes import coloured, plane, value_range, viridis
from organizer.base.descriptors import DESCRIPTOR_UNITS, ESTIMATES, readable
from organizer.base.palette import LABEL_COLOURS, group_colour
from organizer.ui.map.songs import SongsOnMap

Pixels = npt.NDArray[np.uint8]

#: Layers and colours that show a number are called by it: "plane:tempo", as the command line calls them.
PLANE = "plane:"
#: Layers that are always there; every other number that songs have is one more.
LAYERS = (
    *("islands", "umatrix", "groups", "plane:tempo", "plane:brightness", "plane:loudness", "plane:energy"),
    "count",
)
COLOURS = ("group", "genre", "plane:tempo", "plane:energy", "none")
_TITLES = {
    "islands": "Islands",
    "umatrix": "U-matrix",
    "groups": "Groups",
    "count": "Count",
    "group": "Group",
    "genre": "Genre",
    "none": "None",
}

#: Numbers that are shown as whole ones.
_WHOLE = ("tempo", "brightness", "loudness", "popularity", "duration")

_EMPTY_CELL = (58, 64, 74)
_UNKNOWN_DOT = (196, 202, 210)
_AWAY_DOT = (140, 146, 154)
_PLAIN_DOT = (255, 196, 84)


@dataclass(frozen=True, slots=True)
class Legend:
    """What colours mean: either a scale from ``low`` to ``high``, or entries of (colour, text)."""

    title: str
    low: str = ""
    high: str = ""
    entries: tuple[tuple[tuple[int, int, int], str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A picture of the whole map, to be stretched over its cells."""

    image: QImage
    smooth: bool  #: drawn with smooth edges between pixels; otherwise every pixel is a cell
    legend: Legend | None = None


def choices(fixed: Sequence[str], songs: SongsOnMap | None) -> list[str]:
    """The layers or colours that can be chosen: the fixed ones, then every other number that songs have."""
    planes = [f"{PLANE}{name}" for name in songs.numbers] if songs is not None else []
    return [*fixed, *(choice for choice in planes if choice not in fixed)]


def number_of(choice: str) -> str | None:
    """The number that a layer or a colour shows; None where it shows none."""
    return choice.removeprefix(PLANE) if choice.startswith(PLANE) else None


def title_of(choice: str) -> str:
    """What a layer or a colour is called in the window."""
    name = number_of(choice)
    if name is None:
        return _TITLES[choice]
    text = readable(name)
    return text[:1].upper() + text[1:]


def ground(layer: str, songs: SongsOnMap, islands: QImage | None) -> Ground:
    """The picture of a layer. Cheap: a colour for each cell."""
    rows, columns = songs.rows, songs.columns
    if layer == "islands" and islands is not None:
        return Ground(islands, True)
    if layer == "groups":
        return Ground(to_image(_group_cells(songs)), False)
    if layer in ("count", "islands"):
        counts = songs.counts.astype(np.float32)
        means: npt.NDArray[Any] = np.where(counts > 0, counts, np.nan)
        scaled: npt.NDArray[Any] = np.log1p(means) / max(float(np.log1p(counts.max(initial=1.0))), 1e-6)
        legend = Legend("Songs", "1", f"{int(counts.max(initial=1)):,}")
    elif layer == "umatrix":
        colours, low, high = coloured(songs.heights, _EMPTY_CELL)
        legend = Legend("U-matrix (distance to the cells around)", f"{low:.2f}", f"{high:.2f}")
        return Ground(to_image(colours.reshape(rows, columns, 3)), False, legend)
    else:
        name, values = _numbers(layer, songs)
        means = plane(values, songs.cells, rows=rows, columns=columns, toroidal=songs.toroidal)
        colours, low, high = coloured(means, _EMPTY_CELL)
        legend = _scale_legend(title_of(layer), name, low, high)
        return Ground(to_image(colours.reshape(rows, columns, 3)), False, legend)
    colours = viridis(np.nan_to_num(scaled).astype(np.float32))
    colours[np.isnan(means)] = _EMPTY_CELL
    return Ground(to_image(colours.reshape(rows, columns, 3)), False, legend)


def dot_colours(colour: str, songs: SongsOnMap) -> tuple[Pixels, Legend | None]:
    """The colour of every song, shape=(n, 3), and what it means."""
    colours = np.empty((songs.count, 3), np.uint8)
    colours[:] = _PLAIN_DOT if colour == "none" else _UNKNOWN_DOT
    legend = None
    if colour == "group":
        known = songs.groups >= 0
        colours[known] = _group_palette(songs)[songs.groups[known]]
    elif colour == "genre":
        palette = np.array([_rgb(name) for name in LABEL_COLOURS], np.uint8)
        shown = min(len(songs.genre_names), len(palette))
        known = (songs.genres >= 0) & (songs.genres < shown)
        colours[known] = palette[songs.genres[known]]
        entries = tuple((_rgb(LABEL_COLOURS[i]), songs.genre_names[i]) for i in range(shown))
        if shown < len(songs.genre_names) or (songs.genres < 0).any():
            entries = (*entries, (_UNKNOWN_DOT, "other or none"))
        legend = Legend("Genre", entries=entries)
    elif colour != "none":
        name, values = _numbers(colour, songs)
        low, high = value_range(values)
        known = ~np.isnan(values)
        colours[known] = viridis((values[known] - low) / max(high - low, 1e-6))
        legend = _scale_legend(title_of(colour), name, low, high)
    colours[songs.away] = _AWAY_DOT
    return colours, legend


def to_image(rgb: Pixels) -> QImage:
    """An RGB array as an image that owns its pixels, in the format that is fastest to draw."""
    rgb = np.ascontiguousarray(rgb)
    height, width = rgb.shape[:2]
    image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _group_cells(songs: SongsOnMap) -> Pixels:
    """Each cell in the colour of most of its songs, paler where they disagree."""
    cells = songs.rows * songs.columns
    number = int(songs.groups.max(initial=-1)) + 1
    counts = songs.counts
    colours = np.empty((cells, 3), np.float32)
    colours[:] = _EMPTY_CELL
    if number:
        known = songs.groups >= 0
        votes = np.bincount(songs.cells[known] * number + songs.groups[known], minlength=cells * number)
        votes = votes.reshape(cells, number)
        winner = votes.argmax(1)
        share = votes.max(1) / np.maximum(counts, 1)
        palette = _group_palette(songs).astype(np.float32)
        strength = (0.15 + 0.4 * share)[:, None]
        tinted = strength * palette[winner] + (1 - strength) * np.array(_EMPTY_CELL)
        full = votes.any(1)
        colours[full] = tinted[full]
    return colours.astype(np.uint8).reshape(songs.rows, songs.columns, 3)


def _group_palette(songs: SongsOnMap) -> Pixels:
    """The colour of each number that a group has: shape=(numbers, 3)."""
    numbers = range(int(songs.groups.max(initial=-1)) + 1)
    return np.array([_rgb(group_colour(number)) for number in numbers], np.uint8).reshape(-1, 3)


def _numbers(choice: str, songs: SongsOnMap) -> tuple[str, npt.NDArray[np.float32]]:
    """The number that is shown, and its value of each song; NaN until it is read."""
    name = number_of(choice) or ""
    return name, songs.values.get(name, np.full(songs.count, np.nan, np.float32))


def _scale_legend(title: str, name: str, low: float, high: float) -> Legend:
    digits = 0 if name in _WHOLE or high - low >= 50 else 1 if high - low >= 5 else 2
    unit = "estimate" if name in ESTIMATES else DESCRIPTOR_UNITS.get(name, "")
    return Legend(f"{title} ({unit})" if unit else title, f"{low:,.{digits}f}", f"{high:,.{digits}f}")


def _rgb(name: str) -> tuple[int, int, int]:
    return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)
