"""Charts as lists of marks: where lines, boxes, dots and words go, whoever draws them.

The window draws them with Qt, the command line as SVG and PNG (``chart_files``). Lengths are in pixels from
the upper left corner. A colour is "#rrggbb", or a role: "ink", "faint" (what may be overlooked), "quiet"
(lines of a grid), "paper", "accent"; who draws knows what these are in light and in dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from organizer.base.descriptors import DESCRIPTOR_UNITS, readable
from organizer.base.language import plural, tr
from organizer.pictures.raster import splat

Array = npt.NDArray[Any]
_Places = TypeVar("_Places", float, npt.NDArray[Any])
Size = tuple[int, int]

SMALL, NORMAL, LARGE = 11, 12, 15
#: Of a chart, where nobody says otherwise, and how much of its width colours and their names take.
SIZE: Size = (900, 560)
LEGEND = 190
#: Points that are drawn one by one; more become a picture of their density.
SINGLE_DOTS = 2_000
#: Pixels of the chart that are one of the density.
_GRAIN = 2


@dataclass(frozen=True, slots=True)
class Rect:
    """A box, filled or with a line around it."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """Straight lines from point to point."""

    points: tuple[tuple[float, float], ...]
    colour: str = "quiet"
    width: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """Round dots of one size."""

    x: Array
    y: Array
    colours: tuple[str, ...]  #: of each dot
    radius: float = 3.5
    opacity: float = 0.85
    rim: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of words."""

    x: float
    y: float  #: of the middle of the line
    text: str
    size: int = NORMAL
    anchor: str = "start"  #: start, middle, end
    colour: str = "ink"
    bold: bool = False
    upright: bool = False  #: read from below
    halo: bool = False  #: a rim that keeps it readable over dots
    room: float = 0.0  #: what is longer is cut off in a window; 0: it has all there is


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels, stretched over a box."""

    x: float
    y: float
    width: float
    height: float
    pixels: npt.NDArray[np.uint8]  #: shape=(rows, columns, 4), red, green, blue, opacity


Mark = Rect | Line | Dots | Text | Picture


def _numbers(values: npt.ArrayLike) -> Array:
    """As an array of floats; single precision stays so, since it is quicker."""
    numbers = np.asarray(values)
    return numbers if numbers.dtype.kind == "f" else numbers.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where on the chart which values are: ``low`` and ``high`` are (across, upward)."""

    x: float
    y: float
    width: float
    height: float
    low: tuple[float, float]
    high: tuple[float, float]

    def across(self, values: npt.ArrayLike) -> Array:
        """Where values are, in pixels from the left."""
        span = self.high[0] - self.low[0] or 1.0
        return (_numbers(values) - self.low[0]) * (self.width / span) + self.x

    def down(self, values: npt.ArrayLike) -> Array:
        """Where values are, in pixels from above."""
        span = self.high[1] - self.low[1] or 1.0
        return (_numbers(values) - self.low[1]) * (-self.height / span) + (self.y + self.height)

    def values_at(self, x: _Places, y: _Places) -> tuple[_Places, _Places]:
        """The values of places on the chart."""
        return (
            self.low[0] + (x - self.x) / self.width * (self.high[0] - self.low[0]),
            self.low[1] + (self.y + self.height - y) / self.height * (self.high[1] - self.low[1]),
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies inside."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


@dataclass(frozen=True, slots=True)
class Chart:
    """Marks on a sheet of a size in pixels."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    title: str = ""
    frame: Frame | None = None  #: of charts of points, so that a pointer finds them


def moved(frame: Frame, by: float) -> Frame:
    """A frame further to the right."""
    return replace(frame, x=frame.x + by)


def beside(left: Chart, right: Chart) -> Chart:
    """Two charts as one."""
    size = (left.width + right.width, max(left.height, right.height))
    marks = (*left.marks, *moved_marks(right.marks, left.width))
    return Chart(*size, marks, left.title, left.frame)


def moved_marks(marks: Sequence[Mark], by: float) -> list[Mark]:
    """Marks further to the right."""
    return [_moved(mark, by) for mark in marks]


def _moved(mark: Mark, by: float) -> Mark:
    if isinstance(mark, Line):
        return replace(mark, points=tuple((x + by, y) for x, y in mark.points))
    if isinstance(mark, Dots):
        return replace(mark, x=mark.x + by)
    return replace(mark, x=mark.x + by)


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """What songs are coloured by."""

    labels: npt.NDArray[np.int64]  #: shape=(n,), −1 for none
    names: tuple[str, ...]
    colours: tuple[str, ...]

    def colour(self, label: int) -> str:
        """The colour of a label."""
        return self.colours[label] if label >= 0 else NO_KIND

    def table(self) -> npt.NDArray[np.uint8]:
        """Colours as numbers: shape=(kinds + 1, 3); the last one is for songs without a label."""
        rows = [[int(c[at : at + 2], 16) for at in (1, 3, 5)] for c in (*self.colours, NO_KIND)]
        return np.array(rows, np.uint8)


#: Songs without group or genre.
NO_KIND = "#8f939e"


def named(feature: str) -> str:
    """ "tempo (BPM)"."""
    unit = DESCRIPTOR_UNITS.get(feature, "")
    words = readable(feature)
    return f"{words} ({unit})" if unit else words


def heading(text: str, x: float = 0.0, *, room: float = 0.0) -> Text:
    """The title of a chart that begins at ``x`` and is ``room`` wide, if that matters."""
    return Text(x + 16, 20, text, LARGE, bold=True, room=max(room - 20, 0))


def framed(size: Size, low: tuple[float, float], high: tuple[float, float], *, right: int = LEGEND) -> Frame:
    """Where values stand, with room for titles around it."""
    return Frame(72, 44, max(40, size[0] - 72 - right), max(40, size[1] - 44 - 52), low, high)


def nothing(title: str, size: Size, why: str = tr("no song has this number")) -> Chart:
    """A chart that says why there is none."""
    words = Text(size[0] / 2, size[1] / 2, why, NORMAL, "middle", "faint")
    return Chart(*size, (heading(title), words), title)


def ticks(low: float, high: float, count: int = 6) -> list[float]:
    """Round values from ``low`` to ``high``, about as many as ``count``, in steps of 1, 2 or 5 × 10ⁿ."""
    if not (np.isfinite(low) and np.isfinite(high)) or high <= low:
        return [low] if np.isfinite(low) else []
    rough = (high - low) / max(count, 1)
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * factor for factor in (1.0, 2.0, 5.0, 10.0) if rough <= power * factor * 1.0001)
    first = int(np.ceil(low / step - 1e-9))
    last = int(np.floor(high / step + 1e-9))
    return [float(n * step) for n in range(first, last + 1)]


def number(value: float) -> str:
    """A value at an axis: few digits, and commas in thousands."""
    size = abs(value)
    if size >= 1e7 or 0 < size < 1e-4:
        return f"{value:.3g}"
    return f"{value:,.0f}" if size >= 1000 else f"{value:.4g}"


def shortened(text: str, characters: int) -> str:
    """The text, or its beginning where it is longer than so many characters."""
    return text if len(text) <= characters else text[: max(1, characters - 1)].rstrip() + "…"


def axes(
    frame: Frame,
    across: str,
    upward: str | None,
    *,
    grid: bool = True,
    whole: tuple[bool, bool] = (False, False),
) -> list[Mark]:
    """Ticks, their values and the names of both axes; upward, "" leaves out the name and None the values too.
    ``whole``: across, and upward, stand numbers of things, never halves of them."""
    marks: list[Mark] = []
    bottom, right = frame.y + frame.height, frame.x + frame.width
    if across:
        for value in ticks(frame.low[0], frame.high[0], max(3, int(frame.width / 80))):
            if whole[0] and value != round(value):
                continue
            x = float(frame.across(value))
            marks.append(Line(((x, frame.y if grid else bottom), (x, bottom + 4))))
            marks.append(Text(x, bottom + 14, number(value), SMALL, "middle", "faint"))
        marks.append(Text(frame.x + frame.width / 2, bottom + 33, across, NORMAL, "middle"))
    if upward is not None:
        for value in ticks(frame.low[1], frame.high[1], max(3, int(frame.height / 50))):
            if whole[1] and value != round(value):
                continue
            y = float(frame.down(value))
            marks.append(Line(((frame.x - 4, y), (right if grid else frame.x, y))))
            marks.append(Text(frame.x - 8, y, number(value), SMALL, "end", "faint"))
        if upward:
            marks.append(Text(14, frame.y + frame.height / 2, upward, NORMAL, "middle", upright=True))
    return marks


def limits(values: npt.ArrayLike, *, margin: float = 0.04) -> tuple[float, float]:
    """From the least to the largest finite value, with a margin; 0 … 1 where there is none."""
    finite = np.asarray(values, np.float64)
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    more = (high - low) * margin or max(abs(low) * 0.1, 0.5)
    return low - more, high + more


def legend(kinds: Kinds, x: float, y: float, bottom: float) -> list[Mark]:
    """Colours and names, downward, as far as there is room."""
    marks: list[Mark] = []
    step = 20
    present = np.bincount(
        np.where(kinds.labels < 0, len(kinds.names), kinds.labels), minlength=len(kinds.names) + 1
    )
    entries = [(name, kinds.colours[at], int(present[at])) for at, name in enumerate(kinds.names)]
    if present[-1] and kinds.names:
        entries.append(("none", NO_KIND, int(present[-1])))
    room = max(0, int((bottom - y) // step))
    shown = entries if len(entries) <= room else entries[: max(0, room - 1)]
    for at, (name, colour, count) in enumerate(shown):
        marks.append(Rect(x, y + at * step, 11, 11, colour))
        marks.append(Text(x + 18, y + at * step + 5.5, f"{shortened(name, 21)} · {count:,}", SMALL))
    if len(shown) < len(entries) and room:
        left = len(entries) - len(shown)
        marks.append(
            Text(
                x + 18,
                y + len(shown) * step + 5.5,
                plural("and {n} more", "and {n} more", left),
                SMALL,
                colour="faint",
            )
        )
    return marks


def point_marks(
    frame: Frame, x: npt.ArrayLike, y: npt.ArrayLike, kinds: Kinds, selected: npt.NDArray[np.bool_] | None
) -> list[Dots | Picture]:
    """Points in a frame: one by one, or their density where they are many; selected ones on top."""
    across, down = frame.across(x), frame.down(y)
    seen = (
        (across >= frame.x)
        & (across <= frame.x + frame.width)
        & (down >= frame.y)
        & (down <= frame.y + frame.height)
    )
    chosen = seen & selected if selected is not None else np.zeros(len(across), bool)
    dimmed = bool(selected is not None and selected.any())
    marks: list[Dots | Picture] = []
    for rows, on_top in ((seen & ~chosen, False), (chosen, True)):
        at = np.flatnonzero(rows)
        if len(at) > SINGLE_DOTS:
            table = kinds.table()
            if dimmed and not on_top:
                table = (table.astype(int) + 2 * 143) // 3
            picture = splat(
                (across[at] - frame.x) / _GRAIN,
                (down[at] - frame.y) / _GRAIN,
                kinds.labels[at],
                table,
                width=max(1, int(frame.width) // _GRAIN),
                height=max(1, int(frame.height) // _GRAIN),
            )
            if dimmed and not on_top:
                picture[..., 3] = picture[..., 3] * 0.35
            marks.append(
                Picture(frame.x, frame.y, picture.shape[1] * _GRAIN, picture.shape[0] * _GRAIN, picture)
            )
        elif len(at):
            radius = 4.5 if len(at) <= 400 else 3.0
            marks.append(
                Dots(
                    across[at],
                    down[at],
                    tuple(kinds.colour(int(label)) for label in kinds.labels[at]),
                    radius + (1.0 if on_top else 0.0),
                    1.0 if on_top else 0.35 if dimmed else 0.85,
                    "ink" if on_top else "",
                )
            )
    return marks
