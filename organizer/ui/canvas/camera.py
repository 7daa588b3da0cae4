"""Where one looks on the map: places in display cells to points on the screen and back."""

from __future__ import annotations

import math
from typing import NamedTuple

#: Cells may be stretched this much so that the whole map fills the window at rest.
_STRETCH = 1.4
_LARGEST_CELL = 480.0  #: logical pixels: closer than this there is nothing more to see
_DIGITS = 9  #: of a place in cells: far finer than a pixel, coarser than what sums leave behind
_FILLED = 0.8  #: of the window by a part that is looked over
_MARGIN = 16.0  #: around a plane map, which does not go on


#: Left, top, right, bottom, in cells.
Box = tuple[float, float, float, float]


class Look(NamedTuple):
    """Where one looked on a map of that shape."""

    rows: int
    columns: int
    toroidal: bool
    x: float
    y: float
    zoom: float


class Camera:
    """Centre and zoom over a map of rows × columns cells, seen through ``width`` × ``height`` logical pixels.

    Zoom 1 shows the whole map. On a torus places repeat, so ``to_world`` may lie outside the first tile.
    """

    def __init__(self, rows: int, columns: int, *, toroidal: bool) -> None:
        self.rows, self.columns, self.toroidal = rows, columns, toroidal
        self.width, self.height = 1.0, 1.0
        self.x, self.y, self.zoom = columns / 2, rows / 2, 1.0

    @property
    def _at_rest(self) -> tuple[float, float]:
        margin = 0.0 if self.toroidal else 2 * _MARGIN
        wide = max(self.width - margin, 1.0) / self.columns
        high = max(self.height - margin, 1.0) / self.rows
        return min(wide, high * _STRETCH), min(high, wide * _STRETCH)

    @property
    def cell_width(self) -> float:
        """Of a cell, in logical pixels."""
        return self._at_rest[0] * self.zoom

    @property
    def cell_height(self) -> float:
        """Of a cell, in logical pixels."""
        return self._at_rest[1] * self.zoom

    @property
    def smallest_zoom(self) -> float:
        """The whole map, once."""
        return 1.0

    @property
    def largest_zoom(self) -> float:
        """The zoom at which a cell is so large that there is nothing more to see."""
        return max(1.0, _LARGEST_CELL / max(min(self._at_rest), 1e-6))

    def resize(self, width: float, height: float) -> None:
        """The window has so many logical pixels now."""
        self.width, self.height = max(width, 1.0), max(height, 1.0)
        self.zoom = min(max(self.zoom, self.smallest_zoom), self.largest_zoom)
        self._settle()

    def fit(self) -> None:
        """Look at the whole map."""
        self.x, self.y, self.zoom = self.columns / 2, self.rows / 2, 1.0

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """The place under a point of the window."""
        return (
            self.x + (x - self.width / 2) / self.cell_width,
            self.y + (y - self.height / 2) / self.cell_height,
        )

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """The point of the window at which a place is seen; on a torus, one of them."""
        return (
            self.width / 2 + (x - self.x) * self.cell_width,
            self.height / 2 + (y - self.y) * self.cell_height,
        )

    def copies(self, x: float, y: float, reach: float = 0.0) -> list[tuple[float, float]]:
        """Every point of the window at which a place is seen, up to ``reach`` pixels beyond its edge."""
        left, top = self.to_screen(x, y)
        if not self.toroidal:
            return [(left, top)]
        wide, high = self.columns * self.cell_width, self.rows * self.cell_height
        lefts = _repeat(left, wide, -reach, self.width + reach)
        tops = _repeat(top, high, -reach, self.height + reach)
        return [(a, b) for b in tops for a in lefts]

    def shifts(self, box: Box, reach: float = 0.0) -> list[tuple[float, float]]:
        """By how many cells to move what lies in a box of cells, for each copy of it that may be seen: up to
        ``reach`` pixels beyond the edge of the window."""
        if not self.toroidal:
            return [(0.0, 0.0)]
        left, top = self.to_world(-reach, -reach)
        right, bottom = self.to_world(self.width + reach, self.height + reach)
        across = _rounds(left - box[2], right - box[0], self.columns)
        down = _rounds(top - box[3], bottom - box[1], self.rows)
        return [(dx, dy) for dy in down for dx in across]

    def nearest_copy(self, x: float, y: float) -> tuple[float, float]:
        """The point nearest to the window's middle at which a place is seen."""
        if self.toroidal:
            x += self.columns * round((self.x - x) / self.columns)
            y += self.rows * round((self.y - y) / self.rows)
        return self.to_screen(x, y)

    def zoom_at(self, factor: float, x: float, y: float) -> None:
        """Zoom so that what is under (x, y) stays there."""
        world = self.to_world(x, y)
        self.zoom = min(max(self.zoom * factor, self.smallest_zoom), self.largest_zoom)
        now = self.to_world(x, y)
        self.x += world[0] - now[0]
        self.y += world[1] - now[1]
        self._settle()

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by so many pixels, as if pushed."""
        self.x -= dx / self.cell_width
        self.y -= dy / self.cell_height
        self._settle()

    @property
    def look(self) -> Look:
        """Where one looks now."""
        return Look(self.rows, self.columns, self.toroidal, self.x, self.y, self.zoom)

    def look_again(self, look: Look) -> None:
        """Look where one looked before, unless the map had another shape."""
        if look[:3] == self.look[:3]:
            self.zoom = min(max(look.zoom, self.smallest_zoom), self.largest_zoom)
            self.look_at(look.x, look.y)

    def look_at(self, x: float, y: float) -> None:
        """Bring a place to the middle."""
        self.x, self.y = x, y
        self._settle()

    def look_over(self, left: float, top: float, right: float, bottom: float) -> None:
        """Look at a part of the map, as close as all of it can be seen with room around."""
        wide, high = self._at_rest
        room = max((right - left) * wide / self.width, (bottom - top) * high / self.height, 1e-6)
        self.zoom = min(max(_FILLED / room, self.smallest_zoom), self.largest_zoom)
        self.look_at((left + right) / 2, (top + bottom) / 2)

    def _settle(self) -> None:
        if self.toroidal:
            # without the last digits: once around is the same place, to the pixel
            self.x = round(self.x, _DIGITS) % self.columns
            self.y = round(self.y, _DIGITS) % self.rows
            return
        self.x = _keep_inside(self.x, self.columns, (self.width - 2 * _MARGIN) / self.cell_width)
        self.y = _keep_inside(self.y, self.rows, (self.height - 2 * _MARGIN) / self.cell_height)


def _keep_inside(centre: float, length: int, seen: float) -> float:
    if seen >= length - 1e-9:
        return length / 2
    return min(max(centre, seen / 2), length - seen / 2)


def _rounds(low: float, high: float, length: int) -> list[float]:
    """The multiples of a length between two numbers."""
    return [float(n * length) for n in range(math.ceil(low / length), math.floor(high / length) + 1)]


def _repeat(start: float, step: float, low: float, high: float) -> list[float]:
    value = start - step * ((start - low) // step)
    values = []
    while value <= high:
        values.append(value)
        value += step
    return values
