"""What the ground and the dots of the map show: layers, colours, and the legend that explains them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from organizer.analysis.map.refining import Grid
from organizer.analysis.space.planes import value_range
from organizer.base.descriptors import ADDED, DESCRIPTOR_UNITS, PLAYED, RATED, SOUND
from organizer.base.language import tr, tr_as
from organizer.base.palette import LABEL_COLOURS, group_colour
from organizer.pictures import layers as pictures
from organizer.pictures.layers import Legend, Sheet, Span
from organizer.pictures.terrain import Relief
from organizer.ui.canvas.songs import SongsOnMap

Pixels = npt.NDArray[np.uint8]

#: Layers and colours that show a number are called by it: "plane:tempo", as the command line calls them.
PLANE = "plane:"
#: Those that show what a person did.
_OWN = {"added": ADDED, "plays": PLAYED, "rating": RATED}
#: Layers that are always there; every other number that songs have is one more.
LAYERS = (
    *("islands", "umatrix", "density", "groups"),
    *("plane:tempo", "plane:brightness", "plane:loudness", "plane:energy", *_OWN),
)
COLOURS = ("group", "genre", "plane:tempo", "plane:energy", "none", *_OWN)
_TITLES = {
    "islands": tr("Islands"),
    "umatrix": tr("U-matrix"),
    "density": tr("Density of songs"),
    "groups": tr("Groups"),
    "group": tr("Group"),
    "genre": tr("Genre"),
    "none": tr_as("colour", "None"),
}
#: Headings over them.
_LANDSCAPE, _KINDS, _SOUND = tr("Landscape"), tr("Kinds"), tr("Sound")
_WORDS, _TABLES, _YOURS = tr("Words"), tr("Tables"), tr_as("of the map", "Yours")

_UNKNOWN_DOT = (196, 202, 210)
_AWAY_DOT = (140, 146, 154)
_PLAIN_DOT = (255, 196, 84)
#: What lies around the map where it does not go on, by day and by night.
_AROUND = {False: (13, 36, 70), True: (7, 11, 24)}


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A picture of the whole map, to be stretched over its cells."""

    image: QImage
    legend: Legend | None = None
    span: Span | None = None  #: the ends of the scale of the number that it shows
    dark: bool = False
    around: tuple[int, int, int] = _AROUND[False]
    relief: Relief | None = None  #: the land, where it shows land
    contours: bool = False


def choices(fixed: Sequence[str], songs: SongsOnMap | None) -> list[str]:
    """The layers or colours that can be chosen: the fixed ones, then every other number that songs have."""
    planes = [f"{PLANE}{name}" for name in songs.numbers] if songs is not None else []
    return [*fixed, *(choice for choice in planes if choice not in fixed)]


def sections(chosen: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Layers or colours in the order of a list with headings."""
    parts: dict[str, list[str]] = {
        _LANDSCAPE: [],
        _KINDS: [],
        _SOUND: [],
        _WORDS: [],
        _TABLES: [],
        _YOURS: [],
    }
    for choice in chosen:
        name = number_of(choice)
        if choice in _OWN:
            part = _YOURS
        elif name is None:
            part = _LANDSCAPE if choice in LAYERS else _KINDS
        elif name.startswith(f"{SOUND}:"):
            part = _WORDS
        else:
            part = _SOUND if name in DESCRIPTOR_UNITS else _TABLES
        parts[part].append(choice)
    return [(heading, part) for heading, part in parts.items() if part]


def number_of(choice: str) -> str | None:
    """The number that a layer or a colour shows; None where it shows none."""
    return _OWN.get(choice) or (choice.removeprefix(PLANE) if choice.startswith(PLANE) else None)


def title_of(choice: str) -> str:
    """What a layer or a colour is called in the window."""
    name = number_of(choice)
    return _TITLES[choice] if name is None else pictures.title(name)


def sheet_of(layer: str, songs: SongsOnMap, relief: Relief | None) -> pictures.Layer:
    """What a layer shows, with its legend. Takes a moment: call it from a job."""
    if layer == "islands" and relief is not None:
        return pictures.Layer(relief, None)
    grid = Grid(songs.rows, songs.columns, songs.toroidal)
    places = np.stack([songs.y, songs.x], axis=1)
    if layer == "groups":
        return pictures.group_layer(songs.groups, places, _group_palette(songs), grid)
    if layer == "umatrix":
        return pictures.umatrix_layer(songs.heights, grid)
    name = number_of(layer)
    if name is None:
        return pictures.density_layer(places, grid)
    return pictures.number_layer(name, _numbers(name, songs), places, grid)


def ground(shown: pictures.Layer, *, dark: bool, contours: bool = True, quick: bool = False) -> Ground:
    """The picture of a layer, by day or by night; ``quick``: coarsely, within a frame."""
    sheet: Sheet = shown.sheet
    legend = replace(shown.legend, dark=dark) if shown.legend is not None else None
    land = sheet if isinstance(sheet, Relief) else None
    image = _image(sheet.pixels(dark=dark, quick=quick))
    return Ground(image, legend, shown.span, dark, _AROUND[dark], land, contours)


def dot_colours(colour: str, songs: SongsOnMap, span: Span | None = None) -> tuple[Pixels, Legend | None]:
    """The colour of every song, shape=(n, 3), and what it means. ``span``: of the ground that shows the same
    number, whose colours the dots then have."""
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
            entries = (*entries, (_UNKNOWN_DOT, tr("other or none")))
        legend = Legend(tr("Genre"), entries=entries)
    elif (name := number_of(colour)) is not None:
        values = _numbers(name, songs)
        known = ~np.isnan(values)
        low, high = span or (value_range(values) if known.any() else (float("nan"), float("nan")))
        share = (values[known] - low) / (high - low) if high > low else np.full(known.sum(), 0.5)
        colours[known] = pictures.scale(share, dark=False)
        legend = pictures.scale_legend(name, (low, high))
    colours[songs.away] = _AWAY_DOT
    return colours, legend


def to_image(rgb: Pixels) -> QImage:
    """An RGB array as an image that owns its pixels, in the format that is fastest to draw."""
    rgb = np.ascontiguousarray(rgb)
    height, width = rgb.shape[:2]
    image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _image(pixels: Pixels) -> QImage:
    """Pixels as an image that owns them."""
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def _group_palette(songs: SongsOnMap) -> Pixels:
    """The colour of each number that a group has: shape=(numbers, 3)."""
    numbers = range(int(songs.groups.max(initial=-1)) + 1)
    return np.array([_rgb(group_colour(number)) for number in numbers], np.uint8).reshape(-1, 3)


def _numbers(name: str, songs: SongsOnMap) -> npt.NDArray[np.float32]:
    """A number of each song; NaN until it is read."""
    return songs.values.get(name, np.full(songs.count, np.nan, np.float32))


def _rgb(name: str) -> tuple[int, int, int]:
    return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)
