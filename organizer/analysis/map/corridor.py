"""What lies along a line on the map, or around a place of it.

Conventions: places are in cells, x to the right and y downwards; on a torus of ``columns`` × ``rows`` they
repeat, and a line that goes over the seam goes on outside.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from organizer.base.model import FloatArray, IntArray

#: Pieces of a line: a hand that is slow draws thousands of points.
_PIECES = 200


def along_line(
    x: FloatArray,
    y: FloatArray,
    line: Sequence[tuple[float, float]],
    width: float,
    *,
    aspect: float = 1.0,
    torus: tuple[int, int] | None = None,
) -> IntArray:
    """The places within half the width of a line, in the order in which it passes them. shape=(k,)

    ``aspect``: height of a cell by its width, where ``width`` is in widths of cells. ``torus``: columns and
    rows.
    A place that the line passes twice counts where it is nearest.
    """
    points = _fewer(np.asarray(line, np.float64).reshape(-1, 2))
    if not len(points) or not len(x):
        return np.empty(0, np.int64)
    ends = points[1:] if len(points) > 1 else points
    starts = points[:-1] if len(points) > 1 else points
    lengths = np.hypot(ends[:, 0] - starts[:, 0], (ends[:, 1] - starts[:, 1]) * aspect)
    passed = np.concatenate([[0.0], np.cumsum(lengths)])
    best = np.full(len(x), np.inf)
    where = np.zeros(len(x))
    for start, end, length, before in zip(starts, ends, lengths, passed, strict=False):
        middle = (start + end) / 2
        dx, dy = _nearest_copy(x - middle[0], y - middle[1], torus)
        vx, vy = end[0] - start[0], (end[1] - start[1]) * aspect
        px, py = dx + vx / 2, dy * aspect + vy / 2  # from the start of this piece
        share = np.clip((px * vx + py * vy) / (length * length), 0.0, 1.0) if length > 0 else 0.0
        far = np.hypot(px - share * vx, py - share * vy)
        nearer = far < best
        best[nearer] = far[nearer]
        where[nearer] = (before + share * length)[nearer] if length > 0 else before
    inside = np.flatnonzero(best <= width / 2)
    ordered: IntArray = inside[np.argsort(where[inside], kind="stable")]
    return ordered


def around_place(
    x: FloatArray,
    y: FloatArray,
    place: tuple[float, float],
    n: int,
    *,
    aspect: float = 1.0,
    torus: tuple[int, int] | None = None,
) -> IntArray:
    """The ``n`` places nearest to one, the nearest first. shape=(min(n, len(x)),)"""
    dx, dy = _nearest_copy(x - place[0], y - place[1], torus)
    far = np.hypot(dx, dy * aspect)
    n = min(n, len(far))
    near = np.argpartition(far, n - 1)[:n] if 0 < n < len(far) else np.arange(len(far))
    ordered: IntArray = near[np.argsort(far[near], kind="stable")][:n].astype(np.int64)
    return ordered


def _nearest_copy(
    dx: FloatArray, dy: FloatArray, torus: tuple[int, int] | None
) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]:
    if torus is None:
        return dx, dy
    columns, rows = torus
    return dx - columns * np.round(dx / columns), dy - rows * np.round(dy / rows)


def _fewer(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if len(points) <= _PIECES:
        return points
    return points[np.unique(np.linspace(0, len(points) - 1, _PIECES).astype(np.int64))]
