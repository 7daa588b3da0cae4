"""Where names and pictures stand on the map so that none covers another: the same wherever one looks from.

Each candidate stands unless one that ranks before it, and stands, is in its way. That is decided on the map,
not on the screen, so that panning changes nothing; and only where one looks, so that a map of any size costs
what its window shows. What stands in a block depends on the blocks around it by chains of candidates that
rank ever higher, and is the same in whatever order blocks are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: Left and top from the anchor, width and height; in logical pixels.
Box = tuple[float, float, float, float]
Floats = npt.NDArray[np.float64]

#: Pixels within which the same artist is not named twice, nor an album shown.
_AGAIN = 300.0
#: No box reaches farther than this from its anchor, in pixels.
FARTHEST = 300.0
_MOST_BLOCKS = 300  #: that are remembered


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A candidate. Of two, the lower ``rank`` goes first, then the lower ``order``, which no two share."""

    rank: float
    order: int
    x: float  #: of the anchor, in pixels of the whole map
    y: float
    boxes: tuple[Box, ...]  #: where it may stand, the best first
    what: object
    key: int = -1  #: not to be repeated nearby; -1: may be


@dataclass(frozen=True, slots=True, eq=False)
class _Around:
    """The candidates of a block and those around it, as arrays."""

    spots: tuple[Spot, ...]
    ranks: Floats
    orders: npt.NDArray[np.int64]
    x: Floats
    y: Floats
    reach: Floats  #: shape=(n, 4): left, top, right, bottom of all boxes, from the anchor
    keys: npt.NDArray[np.int64]


class Placing:
    """Decides what stands on a map of ``width`` × ``height`` pixels, ``columns`` × ``rows`` blocks.

    A block is at least ``FARTHEST`` pixels wide and high, unless it is the only one of its row or column.
    ``candidates`` gives those of a block by its column and row.
    """

    def __init__(
        self,
        width: float,
        height: float,
        blocks: tuple[int, int],
        candidates: Callable[[int, int], Sequence[Spot]],
        *,
        toroidal: bool,
    ) -> None:
        self.width, self.height, self.columns, self.rows = width, height, *blocks
        self.toroidal = toroidal
        self._candidates = candidates
        self._spots: dict[tuple[int, int], tuple[Spot, ...]] = {}
        self._around: dict[tuple[int, int], _Around] = {}
        self._decided: dict[int, Box | None] = {}  #: by order

    def forget_if_many(self) -> None:
        """Leave what was decided, when it is of very many blocks: it would be decided alike again."""
        if len(self._spots) > _MOST_BLOCKS:
            self._spots.clear()
            self._around.clear()
            self._decided.clear()

    def standing(self, column: int, row: int) -> list[tuple[Spot, Box]]:
        """What stands in a block, the first in rank first."""
        return [(spot, box) for spot in self._of(column, row) if (box := self._box(spot)) is not None]

    def _of(self, column: int, row: int) -> tuple[Spot, ...]:
        spots = self._spots.get((column, row))
        if spots is None:
            found = sorted(self._candidates(column, row), key=lambda spot: (spot.rank, spot.order))
            spots = self._spots[column, row] = tuple(found)
        return spots

    def _block_of(self, spot: Spot) -> tuple[int, int]:
        column = int(spot.x / self.width * self.columns)
        row = int(spot.y / self.height * self.rows)
        return min(max(column, 0), self.columns - 1), min(max(row, 0), self.rows - 1)

    def _near(self, column: int, row: int) -> _Around:
        known = self._around.get((column, row))
        if known is None:
            blocks = set()
            for i in (column - 1, column, column + 1):
                for j in (row - 1, row, row + 1):
                    if self.toroidal:
                        blocks.add((i % self.columns, j % self.rows))
                    elif 0 <= i < self.columns and 0 <= j < self.rows:
                        blocks.add((i, j))
            spots = tuple(spot for block in sorted(blocks) for spot in self._of(*block))
            known = self._around[column, row] = _arrays(spots)
        return known

    def _box(self, spot: Spot) -> Box | None:
        """Where a candidate stands, None where it does not."""
        if spot.order in self._decided:
            return self._decided[spot.order]
        taken: list[Box] = []
        box: Box | None = None
        for other, dx, dy in self._in_the_way(spot):
            theirs = self._box(other)
            if theirs is None:
                continue
            if spot.key >= 0 and other.key == spot.key and max(abs(dx), abs(dy)) < _AGAIN:
                break
            taken.append((theirs[0] + dx, theirs[1] + dy, theirs[2], theirs[3]))
        else:
            box = next((own for own in spot.boxes if not any(_overlap(own, b) for b in taken)), None)
        self._decided[spot.order] = box
        return box

    def _in_the_way(self, spot: Spot) -> list[tuple[Spot, float, float]]:
        """Those that rank before a candidate and may be in its way, each with its way from it."""
        near = self._near(*self._block_of(spot))
        dx, dy = near.x - spot.x, near.y - spot.y
        if self.toroidal:
            dx -= self.width * np.round(dx / self.width)
            dy -= self.height * np.round(dy / self.height)
        left, top, right, bottom = _reach(spot)
        first = (near.ranks < spot.rank) | ((near.ranks == spot.rank) & (near.orders < spot.order))
        meets = (dx + near.reach[:, 0] < right) & (dx + near.reach[:, 2] > left)
        meets &= (dy + near.reach[:, 1] < bottom) & (dy + near.reach[:, 3] > top)
        if spot.key >= 0:
            meets |= near.keys == spot.key
        at = np.flatnonzero(first & meets)
        return [(near.spots[i], float(dx[i]), float(dy[i])) for i in at.tolist()]


def _reach(spot: Spot) -> Box:
    return (
        min(left for left, _, _, _ in spot.boxes),
        min(top for _, top, _, _ in spot.boxes),
        max(left + width for left, _, width, _ in spot.boxes),
        max(top + height for _, top, _, height in spot.boxes),
    )


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _arrays(spots: tuple[Spot, ...]) -> _Around:
    return _Around(
        spots,
        np.array([spot.rank for spot in spots], np.float64),
        np.array([spot.order for spot in spots], np.int64),
        np.array([spot.x for spot in spots], np.float64),
        np.array([spot.y for spot in spots], np.float64),
        np.array([_reach(spot) for spot in spots], np.float64).reshape(-1, 4),
        np.array([spot.key for spot in spots], np.int64),
    )
