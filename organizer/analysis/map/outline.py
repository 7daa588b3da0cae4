"""The outline of a set of songs on the map: smooth, close around them, in one part or several.

The land around the songs is what is nearer to one of them than a reach; gaps between songs close (a
morphological closing: grown by the reach, shrunk by all of it but a margin), except where another song is
nearer. What is left is blurred a little, and its edge is followed by marching squares. All of it goes on
around the edges of a torus. A few songs that lie apart from all others have no part of their own: the
outline shows where the set lies, not each of its songs.

Conventions: places, shape=(n, 2), row and column in cells, as in ``refining``; parts are closed lines,
shape=(k, 2), rows and columns, which may lie beyond an edge of a torus: they go on there. A part that goes
all around a torus ends where it begins, once around.

Lorensen, W., Cline, H.: Marching cubes. SIGGRAPH 1987: 163–169 (here of squares).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from organizer.analysis.map.refining import Grid
from organizer.analysis.space.som import FloatArray, IntArray

#: Half of the widest gap between songs that closes, in cells; and what is left around a song.
_REACH, _MARGIN = 1.25, 0.55
#: Around a song the land is its own so far, in cells, whoever is near.
_OWN = 0.3
#: Width of the blur that makes the edge smooth, in cells.
_BLUR = 0.3
#: Points of the grid in a cell: fewer on a large map.
_FINE, _MOST_POINTS = 8, 1_500_000
#: Songs that a part has at least, as a share of all; sets of a few songs show each of them.
_LEAST_SHARE, _FEW = 0.05, 6

BoolArray = npt.NDArray[np.bool_]
Line = npt.NDArray[np.floating]


def outline(places: FloatArray, grid: Grid, others: FloatArray | None = None) -> list[FloatArray]:
    """The outline of songs at these places, the part with most songs first. No songs: no parts.

    Parameters
    ----------
    others : shape=(m, 2), places of the other songs of the map, which the line keeps out where it can
    """
    if not len(places):
        return []
    fine = _fineness(grid)
    inside = grid.inside(places)
    outside = grid.inside(others) if others is not None else np.empty((0, 2), np.float32)
    land, origin = _land(inside, outside, grid, fine)
    lines = [line / fine + origin for line in _edges(land, closed=grid.toroidal)]
    # around holes nothing is drawn, unless the set is all around a torus and they are all its edge
    lines = [line for line in lines if _area(line) > 0 or not _is_closed(line)] or lines
    counts = [int(_inside(line, inside, grid).sum()) for line in lines]
    order = sorted(range(len(lines)), key=lambda at: -counts[at])
    least = 1 if len(places) <= _FEW else max(2, math.ceil(_LEAST_SHARE * len(places)))
    kept = [at for at in order if counts[at] >= least] or order[:1]
    return [lines[at].astype(np.float32) for at in kept]


def _fineness(grid: Grid) -> int:
    """Points of the grid in a cell."""
    return max(2, min(_FINE, math.isqrt(_MOST_POINTS // (grid.rows * grid.columns))))


def _land(places: FloatArray, others: FloatArray, grid: Grid, fine: int) -> tuple[FloatArray, float]:
    """How surely each point belongs to the set, 0–1, and the place of the first point. On a torus the points
    are those of the map; on a plane there is a rim of 0 around it."""
    from scipy import ndimage

    rim = math.ceil((_REACH + 4 * _BLUR) * fine) + 1
    far = ndimage.distance_transform_edt(~_marked(places, grid, fine, rim))
    near = far <= _REACH * fine
    deep = ndimage.distance_transform_edt(np.pad(near, 1))[1:-1, 1:-1]
    closed = (deep > (_REACH - _MARGIN) * fine) | (far <= _MARGIN * fine)
    if len(others):
        closed &= (far <= ndimage.distance_transform_edt(~_marked(others, grid, fine, rim))) | (
            far <= _OWN * fine
        )
    blurred = ndimage.gaussian_filter(closed.astype(np.float32), _BLUR * fine)
    if grid.toroidal:
        blurred = blurred[rim:-rim, rim:-rim]
        return np.asarray(blurred, np.float32), 0.5 / fine
    return np.asarray(blurred, np.float32), (0.5 - rim) / fine


def _marked(places: FloatArray, grid: Grid, fine: int, rim: int) -> BoolArray:
    """The points at which songs are, with a rim around the map."""
    shape = (grid.rows * fine, grid.columns * fine)
    at = np.minimum(np.floor(places * fine).astype(np.int64), np.array(shape) - 1)
    songs = np.zeros(shape, np.bool_)
    songs[at[:, 0], at[:, 1]] = True
    return np.pad(songs, rim, mode="wrap" if grid.toroidal else "constant")


def _edges(land: FloatArray, *, closed: bool) -> list[Line]:
    """The lines along which the land is one half, with land to the right of each; ``closed``: around the
    edges, too. Rows and columns of the points, shape=(k, 2)."""
    if closed:
        land = np.pad(land, ((0, 1), (0, 1)), mode="wrap")
    high = land > 0.5
    corners = (high[:-1, :-1], high[:-1, 1:], high[1:, 1:], high[1:, :-1])
    case = np.zeros(corners[0].shape, np.int64)
    for bit, corner in enumerate(corners):
        case |= corner.astype(np.int64) << bit
    rows, columns = np.nonzero((case > 0) & (case < 15))
    follow: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    size = (land.shape[0] - 1, land.shape[1] - 1) if closed else (0, 0)
    for row, column, shape in zip(rows.tolist(), columns.tolist(), case[rows, columns].tolist(), strict=True):
        for start, end in _STEPS[shape]:
            follow[_edge(row, column, start, size)] = _edge(row, column, end, size)
    lines: list[Line] = []
    while follow:
        first, edge = follow.popitem()
        chain = [first]
        while edge != first:
            chain.append(edge)
            edge = follow.pop(edge)
        lines.append(_line([*chain, first], land, size))
    return lines


#: Sides of a square (0 above, 1 right, 2 below, 3 left) from which to which the edge runs, land to its right,
#: by the corners that are land (1 upper left, 2 upper right, 4 lower right, 8 lower left).
_STEPS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 3),),
    2: ((1, 0),),
    3: ((1, 3),),
    4: ((2, 1),),
    5: ((0, 3), (2, 1)),
    6: ((2, 0),),
    7: ((2, 3),),
    8: ((3, 2),),
    9: ((0, 2),),
    10: ((1, 0), (3, 2)),
    11: ((1, 2),),
    12: ((3, 1),),
    13: ((0, 1),),
    14: ((3, 0),),
}


def _edge(row: int, column: int, side: int, size: tuple[int, int]) -> tuple[int, int, int]:
    """A side of a square: its first point, and 0 where it runs to the right, 1 where it runs down."""
    row, column = row + (side == 2), column + (side == 1)
    if size[0]:
        row, column = row % size[0], column % size[1]
    return row, column, side % 2


def _line(chain: list[tuple[int, int, int]], land: FloatArray, size: tuple[int, int]) -> Line:
    """Where a line crosses each of these edges, one after the other without a jump around a torus."""
    at = np.array(chain, np.int64)
    row, column, down = at.T
    one, other = land[row, column], land[row + down, column + 1 - down]
    share = (0.5 - one) / np.where(other == one, 1.0, other - one)
    points = np.stack([row + share * down, column + share * (1 - down)], axis=1)
    if size[0]:
        steps = np.diff(points, axis=0)
        steps -= np.array(size) * np.rint(steps / np.array(size))
        points = np.concatenate([points[:1], points[:1] + np.cumsum(steps, axis=0)])
    return np.asarray(points, np.float64)


def _is_closed(line: Line) -> bool:
    return bool(np.abs(line[0] - line[-1]).max() < 0.5)


def _area(line: Line) -> float:
    """Of what a line goes around; negative around a hole."""
    y, x = line.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2


def _inside(line: Line, places: FloatArray, grid: Grid) -> BoolArray:
    """Which places a line goes around; of one all around a torus, those near to it."""
    low, high = line.min(axis=0), line.max(axis=0)
    if not _is_closed(line):
        from scipy.spatial import cKDTree

        boxes = grid.size.astype(np.float64)
        tree = cKDTree(np.mod(line, boxes), boxsize=boxes)
        return np.asarray(tree.query(places.astype(np.float64))[0] <= 2 * _REACH)
    hit = np.zeros(len(places), np.bool_)
    size = np.array([grid.rows, grid.columns])
    turns = [range(-1, 2)] * 2 if grid.toroidal else [range(1)] * 2
    for down in turns[0]:
        for across in turns[1]:
            moved = places + size * np.array([down, across])
            near = np.flatnonzero(((moved >= low) & (moved <= high)).all(axis=1))
            hit[near[_within(line, moved[near])]] = True
    return hit


def _within(line: Line, points: Line) -> IntArray:
    """Those of the points that a closed line goes around, by the sides that a ray to the right crosses."""
    crossings = np.zeros(len(points), np.int64)
    for (y0, x0), (y1, x1) in zip(line[:-1].tolist(), line[1:].tolist(), strict=True):
        if y0 != y1:
            meets = (points[:, 0] >= min(y0, y1)) & (points[:, 0] < max(y0, y1))
            crossings += meets & (points[:, 1] < x0 + (points[:, 0] - y0) * (x1 - x0) / (y1 - y0))
    return np.flatnonzero(crossings % 2)
