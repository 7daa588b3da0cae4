"""Where the names of islands stand: the heaviest first, none over another, moved up or down for that."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont

from organizer.ui.canvas.placing import Box, Placing, Spot
from organizer.ui.canvas.text import Line, lines_size, sized

if TYPE_CHECKING:
    from organizer.analysis.space.landscape import Label

#: By how many of its heights a name may move.
_SHIFTS = (0.0, -1.0, 1.0, -2.0, 2.0)
_ROOM = 3.0  #: pixels beside a name


@dataclass(frozen=True, slots=True)
class IslandName:
    """A name at its place of the map, in display cells, and the box around that, in logical pixels."""

    x: float
    y: float
    box: Box
    line: Line
    whole: str  #: the name before it was cut short


@functools.lru_cache(maxsize=64)
def island_names(
    labels: tuple[Label, ...],
    shape: tuple[int, int],
    cell: tuple[float, float],
    font_text: str,
    *,
    toroidal: bool,
) -> tuple[IslandName, ...]:
    """The names that have room on a map of ``shape`` = (rows, columns), with cells of that width and height
    in logical pixels. They are the same wherever one looks."""
    rows, columns = shape
    wide, high = cell
    font = QFont()
    font.fromString(font_text)
    heaviest = max((label.weight for label in labels), default=1.0) or 1.0
    spots = []
    for number, label in enumerate(labels):
        own = sized(font, 1.05 + 0.3 * (label.weight / heaviest) ** 0.5, bold=True)
        line = Line(label.text, own.toString())
        width, height = lines_size((line,))
        boxes = tuple(
            (-width / 2 - _ROOM, (step * 0.95 - 0.5) * height, width + 2 * _ROOM, height) for step in _SHIFTS
        )
        # a label's place counts from the middle of its cell
        x, y = (label.column + 0.5) * wide, (label.row + 0.5) * high
        spots.append(Spot(-label.weight, number, x, y, boxes, (line, label.name or label.text)))
    everything = Placing(columns * wide, rows * high, (1, 1), lambda _i, _j: spots, toroidal=toroidal)
    return tuple(
        IslandName(spot.x / wide, spot.y / high, (box[0] + _ROOM, box[1], box[2] - 2 * _ROOM, box[3]), *what)
        for spot, box in everything.standing(0, 0)
        if isinstance(what := spot.what, tuple)
    )
