"""How the values of a number are distributed: histograms and boxes, as values and as charts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import insight
from organizer.base.language import tr
from organizer.pictures.charts import (
    LEGEND,
    SIZE,
    SMALL,
    Array,
    Chart,
    Dots,
    Frame,
    Kinds,
    Line,
    Mark,
    Rect,
    Size,
    Text,
    axes,
    framed,
    heading,
    legend,
    limits,
    named,
    nothing,
    shortened,
)

#: Outliers of a box that are drawn; more would be a black line.
_OUTLIERS = 200
#: Pixels between two boxes, at the least and at the most.
_LEAST_STEP, _MOST_STEP = 14, 46.0


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Bars in the units of the axes: shape=(n,) each."""

    left: Array
    right: Array
    below: Array
    above: Array
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NamedBox:
    """A box and whose it is."""

    name: str
    colour: str
    box: insight.Box | None


def stacked(histogram: insight.Histogram, kinds: Kinds) -> Bars:
    """A bar for each colour in each bin, one above the other."""
    counts = histogram.counts
    above = counts.cumsum(axis=0)
    kind, bin_ = np.nonzero(counts)
    names = len(kinds.names)
    colours = [kinds.colour(at if at < names else -1) if names else "accent" for at in range(names + 1)]
    return Bars(
        histogram.edges[:-1][bin_],
        histogram.edges[1:][bin_],
        (above - counts)[kind, bin_],
        above[kind, bin_],
        tuple(colours[at] for at in kind),
    )


def of_selected(histogram: insight.Histogram, values: npt.ArrayLike, selected: npt.NDArray[np.bool_]) -> Bars:
    """A bar for the selected songs in each bin."""
    numbers = np.asarray(values, np.float64)[selected]
    numbers = numbers[np.isfinite(numbers)]
    bins = len(histogram.edges) - 1
    places = np.clip(np.searchsorted(histogram.edges, numbers, side="right") - 1, 0, bins - 1)
    counts = np.bincount(places, minlength=bins)
    (bin_,) = np.nonzero(counts)
    left, right = histogram.edges[:-1][bin_], histogram.edges[1:][bin_]
    return Bars(left, right, np.zeros(len(bin_)), counts[bin_], ("ink",) * len(bin_))


def named_boxes(
    values: npt.ArrayLike,
    kinds: Kinds,
    distribution: insight.Distribution,
    selected: npt.NDArray[np.bool_] | None,
) -> list[NamedBox]:
    """A box for all songs, one for the selected ones and one for each kind."""
    boxes = [NamedBox(tr("all songs"), "accent", distribution.whole)]
    if selected is not None and selected.any():
        boxes.append(NamedBox(tr("selected"), "ink", insight.box(np.asarray(values)[selected])))
    of_kinds = zip(kinds.names, kinds.colours, distribution.boxes, strict=True)
    return [*boxes, *(NamedBox(*kind) for kind in of_kinds)]


def label(named_box: NamedBox) -> str:
    """Whose the box is, and of how many songs."""
    count = named_box.box.count if named_box.box is not None else 0
    return f"{shortened(named_box.name, 20)} · {count:,}"


def outliers(box: insight.Box) -> Array:
    """Those that are drawn, evenly out of all."""
    count = len(box.outliers)
    shown: Array = box.outliers[np.linspace(0, count - 1, min(_OUTLIERS, count)).astype(int)]
    return shown


def histogram_title(feature: str) -> str:
    """What stands over a histogram."""
    return tr("How {named} is distributed", named=named(feature))


def boxes_title(feature: str) -> str:
    """What stands over boxes."""
    words = named(feature)
    return tr("{number}: quartiles, and what lies outside", number=f"{words[:1].upper()}{words[1:]}")


def histogram_frame(histogram: insight.Histogram, size: Size, *, right: int) -> Frame:
    """Where the values of a histogram stand, with a little room above the highest bar."""
    top = float(histogram.counts.sum(axis=0).max()) * 1.05
    return framed(size, (float(histogram.edges[0]), 0.0), (float(histogram.edges[-1]), top), right=right)


def boxes_frame(values: npt.ArrayLike, boxes: int, size: Size) -> tuple[Frame, int]:
    """Where boxes lie, from above 0, 1, 2 …; and how many there is room for."""
    low, high = limits(values)
    width, height = max(40, size[0] - 190 - 24), max(40, size[1] - 44 - 52)
    shown = min(boxes, max(1, height // _LEAST_STEP))
    step = min(_MOST_STEP, height / shown)
    return Frame(190, 44, width, height, (low, height / step), (high, 0.0)), shown


def histogram(
    feature: str,
    values: npt.ArrayLike,
    kinds: Kinds,
    *,
    size: Size = SIZE,
    selected: npt.NDArray[np.bool_] | None = None,
    named_colours: bool = True,
    distribution: insight.Distribution | None = None,
) -> Chart:
    """Bars of the songs in each bin, stacked by colour; dark are the selected ones among them.

    ``distribution`` is what they show, where it was computed before.
    """
    counted = (distribution or insight.distribution(values, kinds.labels, len(kinds.names))).histogram
    title = histogram_title(feature)
    if not counted.edges.size:
        return nothing(title, size)
    frame = histogram_frame(counted, size, right=LEGEND if named_colours else 20)
    marks: list[Mark] = [heading(title), *axes(frame, named(feature), tr("songs"), whole=(False, True))]
    marks += _bars(frame, stacked(counted, kinds))
    if selected is not None and selected.any():
        marks += _bars(frame, of_selected(counted, values, selected), stroke="ink", opacity=0.45)
    if named_colours:
        marks += legend(kinds, frame.x + frame.width + 18, frame.y, size[1] - 16)
    return Chart(*size, tuple(marks), title, frame)


def _bars(frame: Frame, bars: Bars, *, stroke: str = "", opacity: float = 1.0) -> list[Mark]:
    left, right = frame.across(bars.left) + 0.5, frame.across(bars.right) - 0.5
    top, bottom = frame.down(bars.above), frame.down(bars.below)
    width, height = np.maximum(right - left, 1.0), bottom - top
    places = (edges.tolist() for edges in (left, top, width, height))
    return [
        Rect(x, y, wide, high, colour, stroke, opacity)
        for x, y, wide, high, colour in zip(*places, bars.colours, strict=True)
    ]


def boxes(
    feature: str,
    values: npt.ArrayLike,
    kinds: Kinds,
    *,
    size: Size = SIZE,
    selected: npt.NDArray[np.bool_] | None = None,
    distribution: insight.Distribution | None = None,
) -> Chart:
    """A box for all songs, one for the selected ones and one for each kind, lying, the names at the left."""
    numbers = np.asarray(values, np.float64)
    title = boxes_title(feature)
    distribution = distribution or insight.distribution(numbers, kinds.labels, len(kinds.names))
    if distribution.whole is None:
        return nothing(title, size)
    lying = named_boxes(numbers, kinds, distribution, selected)
    frame, shown = boxes_frame(numbers, len(lying), size)
    marks: list[Mark] = [heading(title), *axes(frame, named(feature), None)]
    for at, one in enumerate(lying[:shown]):
        marks.append(Text(frame.x - 10, float(frame.down(at + 0.5)), label(one), SMALL, "end"))
        if one.box is not None:
            marks += _box(frame, at, one.box, one.colour)
    return Chart(*size, tuple(marks), title)


def _box(frame: Frame, at: int, box: insight.Box, colour: str) -> list[Mark]:
    middle = float(frame.down(at + 0.5))
    half = min(13.0, (float(frame.down(1.0)) - frame.y) * 0.36)
    low, q1, median, q3, high = frame.across([box.low, box.q1, box.median, box.q3, box.high]).tolist()
    marks: list[Mark] = [
        Line(((low, middle), (q1, middle)), "ink"),
        Line(((q3, middle), (high, middle)), "ink"),
    ]
    marks += [Line(((end, middle - half / 2), (end, middle + half / 2)), "ink") for end in (low, high)]
    marks.append(Rect(q1, middle - half, max(1.0, q3 - q1), 2 * half, colour, "ink", 0.75))
    marks.append(Line(((median, middle - half), (median, middle + half)), "ink", 2.0))
    outside = outliers(box)
    if len(outside):
        places = np.full(len(outside), middle)
        marks.append(Dots(frame.across(outside), places, (colour,) * len(outside), 2.5, 0.6))
    return marks
