"""What the ground and the dots of the map show: layers, colours, and the legend that explains them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from organizer.palette import GROUP_COLOURS
from organizer.ui.map_songs import SongsOnMap

Pixels = npt.NDArray[np.uint8]

LAYERS = ("Islands", "Groups", "Tempo", "Brightness", "Loudness", "Energy", "Count")
COLOURS = ("Group", "Genre", "Tempo", "Energy", "None")

_UNITS = {"tempo": "BPM", "brightness": "Hz", "loudness": "LUFS", "energy": "estimate"}

#: The viridis scale (S. van der Walt, N. Smith, CC0) at eleven places.
_VIRIDIS = (
    (68, 1, 84), (72, 36, 117), (65, 68, 135), (53, 95, 141), (42, 120, 142), (33, 145, 140),
    (34, 168, 132), (68, 191, 112), (122, 209, 81), (189, 223, 38), (253, 231, 37),
)  # fmt: skip

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


def viridis(values: npt.NDArray[np.float32]) -> Pixels:
    """0–1 as colour: shape=(…, 3)."""
    places = np.linspace(0.0, 1.0, len(_VIRIDIS))
    anchors = np.array(_VIRIDIS, np.float64)
    clipped = np.clip(values, 0.0, 1.0)
    return np.stack([np.interp(clipped, places, anchors[:, i]) for i in range(3)], -1).astype(np.uint8)


def ground(layer: str, songs: SongsOnMap, islands: QImage | None) -> Ground:
    """The picture of a layer. Cheap: a colour for each cell."""
    rows, columns = songs.rows, songs.columns
    if layer == "Islands" and islands is not None:
        return Ground(islands, True)
    if layer == "Groups":
        return Ground(to_image(_group_cells(songs)), False)
    if layer in ("Count", "Islands"):
        counts = songs.counts.astype(np.float32)
        means: npt.NDArray[Any] = np.where(counts > 0, counts, np.nan)
        scaled: npt.NDArray[Any] = np.log1p(means) / max(float(np.log1p(counts.max(initial=1.0))), 1e-6)
        legend = Legend("Songs", "1", f"{int(counts.max(initial=1)):,}")
    else:
        name = layer.lower()
        means = _cell_means(songs, songs.values[name])
        low, high = _range(means)
        scaled = (means - low) / max(high - low, 1e-6)
        legend = _scale_legend(layer, name, low, high)
    colours = viridis(np.nan_to_num(scaled).astype(np.float32))
    colours[np.isnan(means)] = _EMPTY_CELL
    return Ground(to_image(colours.reshape(rows, columns, 3)), False, legend)


def dot_colours(colour: str, songs: SongsOnMap) -> tuple[Pixels, Legend | None]:
    """The colour of every song, shape=(n, 3), and what it means."""
    palette = np.array([_rgb(name) for name in GROUP_COLOURS], np.uint8)
    colours = np.empty((songs.count, 3), np.uint8)
    colours[:] = _PLAIN_DOT if colour == "None" else _UNKNOWN_DOT
    legend = None
    if colour == "Group":
        known = songs.groups >= 0
        colours[known] = palette[songs.groups[known] % len(palette)]
    elif colour == "Genre":
        shown = min(len(songs.genre_names), len(palette))
        known = (songs.genres >= 0) & (songs.genres < shown)
        colours[known] = palette[songs.genres[known]]
        entries = tuple((_rgb(GROUP_COLOURS[i]), songs.genre_names[i]) for i in range(shown))
        if shown < len(songs.genre_names) or (songs.genres < 0).any():
            entries = (*entries, (_UNKNOWN_DOT, "other or none"))
        legend = Legend("Genre", entries=entries)
    elif colour != "None":
        values = songs.values[colour.lower()]
        low, high = _range(values)
        known = ~np.isnan(values)
        colours[known] = viridis((values[known] - low) / max(high - low, 1e-6))
        legend = _scale_legend(colour, colour.lower(), low, high)
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
        palette = np.array([_rgb(name) for name in GROUP_COLOURS], np.float32)
        strength = (0.15 + 0.4 * share)[:, None]
        tinted = strength * palette[winner % len(palette)] + (1 - strength) * np.array(_EMPTY_CELL)
        full = votes.any(1)
        colours[full] = tinted[full]
    return colours.astype(np.uint8).reshape(songs.rows, songs.columns, 3)


def _cell_means(songs: SongsOnMap, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Mean of the known values of each cell, NaN where there is none."""
    known = ~np.isnan(values)
    cells = songs.rows * songs.columns
    sums = np.bincount(songs.cells[known], values[known], minlength=cells)
    counts = np.bincount(songs.cells[known], minlength=cells)
    with np.errstate(invalid="ignore"):
        return (sums / np.where(counts > 0, counts, np.nan)).astype(np.float32)


def _range(values: npt.NDArray[np.float32]) -> tuple[float, float]:
    """What most values lie between: a few odd ones must not take the whole scale."""
    known = values[~np.isnan(values)]
    if not known.size:
        return 0.0, 1.0
    low, high = np.percentile(known, (3, 97))
    return float(low), float(high)


def _scale_legend(title: str, name: str, low: float, high: float) -> Legend:
    digits = 2 if name == "energy" else 0
    return Legend(f"{title} ({_UNITS[name]})", f"{low:,.{digits}f}", f"{high:,.{digits}f}")


def _rgb(name: str) -> tuple[int, int, int]:
    return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)
