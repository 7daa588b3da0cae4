"""Layers of the map as pictures, by day and by night: the crowd of songs, borders, groups, any number.

A sheet holds what a layer shows without its colours, so that light and dark are a matter of a table. Colours
run along viridis, which colour-blind people can read; where few songs are near, they fade to the paper.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt

from organizer.analysis.map import fields
from organizer.analysis.map.refining import Grid
from organizer.analysis.space.planes import viridis
from organizer.analysis.space.som import FloatArray, IntArray
from organizer.base.descriptors import (
    ADDED,
    BY_NAME,
    DESCRIPTOR_UNITS,
    ESTIMATES,
    PLAYED,
    RATED,
    SOUND,
    readable,
)
from organizer.base.language import number, tr
from organizer.pictures.terrain import Pixels, as_pixels, lit_table, packed, quick_step, slopes

Colour = tuple[int, int, int]
Span = tuple[float, float]

#: Of numbers that are a person's own: what they are called, in what they are, and their ends.
_OWN = {
    ADDED: (tr("Date added"), "", (tr("long ago"), tr("lately"))),
    PLAYED: (tr("Times played"), "", (tr("seldom"), tr("often"))),
    RATED: (tr("Rating"), tr("stars"), (tr("low"), tr("high"))),
}
#: What the ground is made of where nothing is known, by day and by night.
PAPER: dict[bool, Colour] = {False: (222, 226, 232), True: (30, 35, 46)}
#: How much of the colours is seen by night: they are not to glare.
_NIGHT_LIGHT = 0.72
#: How much of its colour the ground has where no song is near.
_FAINTEST = 0.3
#: Of the colours of groups, by day and by night.
_TINT = {False: 0.62, True: 0.5}
#: How dark the shadows are where a layer means height, and how high that is, in cells.
_SHADE, _RELIEF = 0.16, 0.8
_LEVELS, _SURE = 256, 64
_MOST_FOR_GROUPS = 250_000
_DAY = 86_400.0
#: Numbers that are shown as whole ones.
_WHOLE = ("tempo", "brightness", "loudness", "popularity", "duration", PLAYED)


@dataclass(frozen=True, slots=True)
class Legend:
    """What colours mean: either a scale from ``low`` to ``high``, or entries of (colour, text)."""

    title: str
    low: str = ""
    high: str = ""
    entries: tuple[tuple[Colour, str], ...] = ()
    dark: bool = field(default=False, compare=False)  #: the scale as the ground has it by night


class Sheet(Protocol):
    """What a layer shows, ready to be coloured."""

    def pixels(self, *, dark: bool, quick: bool = False) -> Pixels:
        """The layer in colour; ``quick``: coarsely, within a frame."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberSheet:
    """A number over the map."""

    levels: npt.NDArray[np.uint8]  #: shape=(height, width), along the scale
    sureness: npt.NDArray[np.uint8]  #: 0–63
    light: npt.NDArray[np.uint8] | None = None  #: of a sun, where the number means height: 0–63

    def pixels(self, *, dark: bool, quick: bool = False) -> Pixels:
        """The layer in colour; ``quick``: coarsely, within a frame."""
        step = quick_step(self.levels.size) if quick else 1
        second = self.sureness if self.light is None else self.light
        index = self.levels[::step, ::step].astype(np.int32)
        index *= _SURE
        index += second[::step, ::step]
        table = _fading(dark) if self.light is None else _lit(dark)
        return as_pixels(table.take(index))


@dataclass(frozen=True, slots=True, eq=False)
class ColourSheet:
    """Kinds of songs over the map, each with its colour."""

    colours: npt.NDArray[np.uint8]  #: shape=(height, width, 3), RGB
    sureness: FloatArray  #: 0–1

    def pixels(self, *, dark: bool, quick: bool = False) -> Pixels:
        """The layer in colour; ``quick``: coarsely, within a frame."""
        step = quick_step(self.sureness.size) if quick else 1
        strength = (_faint(self.sureness[::step, ::step]) * np.float32(_TINT[dark]))[..., None]
        paper = np.array(PAPER[dark], np.float32)
        return as_pixels(packed(paper + (self.colours[::step, ::step] - paper) * strength))


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A layer with what its colours mean, and the ends of its scale where it has one."""

    sheet: Sheet
    legend: Legend | None
    span: Span | None = None


def number_layer(name: str, values: npt.ArrayLike, places: FloatArray, grid: Grid) -> Layer:
    """Any number of songs over the map."""
    drawn = fields.of_songs(values, places, grid, fields.resolution(grid))
    seen = drawn.values[drawn.sureness > 0.4]
    span = _span(seen if seen.size else drawn.values)
    sureness = (drawn.sureness * np.float32(_SURE - 1)).astype(np.uint8)
    return Layer(NumberSheet(_levels(drawn.values, span), sureness), scale_legend(name, span), span)


def density_layer(places: FloatArray, grid: Grid) -> Layer:
    """How many songs lie where: the histogram of the data, smoothly."""
    pixels = fields.resolution(grid)
    crowd = fields.crowd(places, grid, pixels)
    low, high = _span(crowd)
    roots = np.sqrt(np.clip(crowd, low, high)) - np.float32(
        math.sqrt(low)
    )  # few and fewer are told apart, too
    heights = roots / np.float32(max(math.sqrt(high) - math.sqrt(low), 1e-6))
    digits = 0 if high >= 10 else 1
    legend = Legend(
        tr("Songs in a cell"),
        tr("few · {n}", n=number(low, digits)),
        tr("many · {n}", n=number(high, digits)),
    )
    return Layer(_raised(heights, grid, pixels), legend)


def umatrix_layer(distances: npt.ArrayLike, grid: Grid) -> Layer:
    """How far each cell is from those around it: ridges between regions that differ."""
    pixels = fields.resolution(grid)
    walls = fields.of_cells(distances, grid, pixels)
    span = _span(walls)
    heights = np.clip((walls - span[0]) / max(span[1] - span[0], 1e-6), 0, 1).astype(np.float32)
    legend = Legend(
        tr("U-matrix"),
        tr("alike · {n}", n=number(span[0], 2)),
        tr("a border · {n}", n=number(span[1], 2)),
    )
    return Layer(_raised(heights, grid, pixels), legend)


def group_layer(groups: IntArray, places: FloatArray, colours: npt.NDArray[np.uint8], grid: Grid) -> Layer:
    """The territories of groups. ``colours``: of each number that a group has; -1 for songs without one."""
    most = max(_MOST_FOR_GROUPS * 8 // max(len(colours), 8), 20_000)
    pixels = fields.resolution(grid, most)
    blended, sureness = fields.territories(groups, places, colours, grid, pixels)
    return Layer(ColourSheet(blended.astype(np.uint8), sureness), None)


def title(name: str) -> str:
    """What a number is called above a scale, and in lists of layers."""
    if name in _OWN:
        return _OWN[name][0]
    text = readable(name)
    return text[:1].upper() + text[1:]


def scale_legend(name: str, span: Span) -> Legend:
    """The ends of a scale in words and in numbers."""
    low, high = span
    own = _OWN.get(name)
    known = BY_NAME.get(name)
    word = name.partition(":")[2] if name.startswith(f"{SOUND}:") else ""
    if own is not None:
        unit, ends = own[1], own[2]
    elif word:
        unit, ends = "", (tr("hardly {word}", word=word), tr("very {word}", word=word))
    else:
        unit = tr("estimate") if name in ESTIMATES else DESCRIPTOR_UNITS.get(name, "")
        ends = (known.ends if known is not None else None) or (tr("little"), tr("much"))
    heading = f"{title(name)} ({unit})" if unit else title(name)
    if not np.isfinite(low):
        return Legend(heading, tr("no song has it yet"), "")
    if name == ADDED:
        numbers = [datetime.fromtimestamp(day * _DAY).strftime("%d %b %Y").lstrip("0") for day in span]
    else:
        wide = high - low
        digits = (
            0 if wide >= (3 if name in _WHOLE else 50) or low == high == round(low) else 1 if wide >= 5 else 2
        )
        numbers = [number(value, digits) for value in span]
    if numbers[0] == numbers[1]:
        return Legend(heading, tr("all {value}", value=numbers[0]), "")
    return Legend(heading, f"{ends[0]} · {numbers[0]}", f"{ends[1]} · {numbers[1]}")


def scale(values: npt.NDArray[np.floating], *, dark: bool) -> npt.NDArray[np.uint8]:
    """0–1 as the colours of a scale: shape=(…, 3)."""
    colours = viridis(values)
    return (colours * _NIGHT_LIGHT).astype(np.uint8) if dark else colours


def _span(values: FloatArray) -> Span:
    """What nearly all of a field lies between."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return float("nan"), float("nan")
    some = finite[:: max(1, finite.size // 50_000)]
    low, high = np.percentile(some, (0.5, 99.5))
    if low == high:  # the little that differs is what is to be seen
        low, high = finite.min(), finite.max()
    return float(low), float(high)


def _levels(values: FloatArray, span: Span) -> npt.NDArray[np.uint8]:
    """Values along the scale; all alike are in its middle."""
    low, high = span
    if not high > low:
        return np.full(values.shape, _LEVELS // 2, np.uint8)
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(share * np.float32(_LEVELS - 1) + np.float32(0.5), np.uint8)


def _raised(heights: FloatArray, grid: Grid, pixels: int) -> NumberSheet:
    """A sheet with the shadows of its heights, 0–1."""
    light = slopes(heights * np.float32(_RELIEF), pixels, toroidal=grid.toroidal)
    return NumberSheet(_levels(heights, (0.0, 1.0)), light, light)


def _faint(sureness: FloatArray) -> FloatArray:
    """How strong colours are where it is so sure what is there."""
    faint: FloatArray = np.float32(_FAINTEST) + np.float32(1 - _FAINTEST) * sureness
    return faint


@functools.cache
def _fading(dark: bool) -> npt.NDArray[np.uint32]:
    """Every colour of the scale, fading to the paper as it is less sure."""
    strength = _faint(np.linspace(0.0, 1.0, _SURE, dtype=np.float32))[:, None]
    paper = np.array(PAPER[dark], np.float32)
    colours = scale(np.linspace(0.0, 1.0, _LEVELS), dark=dark)[:, None, :]
    return packed(paper + (colours - paper) * strength).ravel()


@functools.cache
def _lit(dark: bool) -> npt.NDArray[np.uint32]:
    return lit_table(scale(np.linspace(0.0, 1.0, _LEVELS), dark=dark), _SHADE)
