"""Songs by three numbers: a cube that turns, with ticks and values along its edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import insight
from organizer.pictures.charts import (
    LEGEND,
    SIZE,
    SMALL,
    Array,
    Chart,
    Frame,
    Kinds,
    Line,
    Mark,
    Size,
    Text,
    heading,
    legend,
    named,
    number,
    point_marks,
    ticks,
)

Limits = Sequence[tuple[float, float]]
#: Around the upright axis and around the horizontal one, in radians: what a picture starts with.
YAW, PITCH = 0.6, 0.35
#: Ticks along an edge, about.
_TICKS = 5
#: From an edge outward to the end of a tick, to its value and to the name of the axis, in pixels.
_TICK, _VALUE, _NAME = 5.0, 17.0, 40.0
#: A corner of the cube is three bits: of x, y and z, from the highest.
_BITS = (4, 2, 1)


def space(
    names: Sequence[str],
    points: Array,
    kinds: Kinds,
    *,
    yaw: float = YAW,
    pitch: float = PITCH,
    zoom: float = 1.0,
    size: Size = SIZE,
    selected: npt.NDArray[np.bool_] | None = None,
    ranges: Limits | None = None,
) -> tuple[Chart, Array]:
    """Songs by three numbers in a cube, and where each is on the chart: shape=(n, 2).

    ``points`` lie in a cube from −1 to 1, as from ``insight.unit_cube``; ``ranges``: the values that −1 and 1
    stand for, for the ticks of each axis.
    """
    frame = Frame(16, 40, max(40, size[0] - 16 - LEGEND), max(40, size[1] - 56), (0.0, 0.0), (1.0, 1.0))
    scale = min(frame.width, frame.height) / 2 * 0.5 * zoom
    middle = (frame.x + frame.width / 2, frame.y + frame.height / 2)
    frame = Frame(
        frame.x,
        frame.y,
        frame.width,
        frame.height,
        (-frame.width / 2 / scale, -frame.height / 2 / scale),
        (frame.width / 2 / scale, frame.height / 2 / scale),
    )
    rotated_by = insight.rotation(yaw, pitch)
    # The first number goes to the right, the second upward, the third to the viewer.
    seen = insight.project(points, rotated_by)
    marks: list[Mark] = [heading(" · ".join(named(name) for name in names))]
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float64)

    def place(where: Array) -> Array:
        """Where points of the cube are on the chart: shape=(n, 2)."""
        flat = insight.project(np.atleast_2d(where), rotated_by)
        return np.column_stack([middle[0] + flat[:, 0] * scale, middle[1] - flat[:, 1] * scale])

    places = place(corners)
    edges = _measured_edges(places)
    for a in range(8):
        for axis in _BITS:
            if not a & axis:
                ends = (tuple(places[a].tolist()), tuple(places[a | axis].tolist()))
                marks.append(Line(ends, "ink" if edges[axis] == a else "quiet"))
    marks += point_marks(frame, seen[:, 0], seen[:, 1], kinds, selected)
    for at, axis in enumerate(_BITS):
        start = edges[axis]
        out = _outward(places[start], places[start | axis], places.mean(axis=0))
        line = np.linspace(corners[start], corners[start | axis], 2)
        span = ranges[at] if ranges is not None else None
        marks += _axis(names[at], place, line, out, span)
    marks += legend(kinds, frame.x + frame.width + 12, frame.y, size[1] - 16)
    chart = Chart(*size, tuple(marks), " · ".join(names), frame)
    return chart, np.array([frame.across(seen[:, 0]), frame.down(seen[:, 1])]).T


def _measured_edges(places: Array) -> dict[int, int]:
    """For each axis the corner at which the edge begins that carries its ticks: on the rim of what is seen,
    for the upright axis at the left, for the others below."""
    centre = places.mean(axis=0)
    chosen = {}
    for axis in _BITS:
        starts = [corner for corner in range(8) if not corner & axis]
        middles = np.array([(places[c] + places[c | axis]) / 2 for c in starts])
        from_centre = np.linalg.norm(middles - centre, axis=1)
        # the two edges that lie furthest out are the rim; of these the one at the left, or the lower one
        rim = np.argsort(-from_centre, kind="stable")[:2]
        key = middles[rim, 0] if axis == 2 else -middles[rim, 1]
        chosen[axis] = starts[int(rim[int(np.argmin(key))])]
    return chosen


def _outward(start: Array, end: Array, centre: Array) -> Array:
    """One pixel across an edge, away from the middle of the cube."""
    along = end - start
    across = np.array([-along[1], along[0]])
    length = float(np.hypot(*across))
    if length < 1e-6:  # the edge points at the viewer
        return np.array([0.0, 1.0])
    across = across / length
    return across if float(across @ ((start + end) / 2 - centre)) >= 0 else -across


def _axis(
    name: str, place: Callable[[Array], Array], line: Array, out: Array, span: tuple[float, float] | None
) -> list[Mark]:
    """Ticks, their values and the name of an axis along an edge, from ``line[0]`` to ``line[1]``."""
    marks: list[Mark] = []
    if span is not None:
        low, high = span
        for value in ticks(low, high, _TICKS) if high > low else [low]:
            share = (value - low) / (high - low) if high > low else 0.5
            x, y = place(line[0] + (line[1] - line[0]) * share)[0]
            end = (float(x + out[0] * _TICK), float(y + out[1] * _TICK))
            marks.append(Line(((float(x), float(y)), end), "ink"))
            marks.append(
                Text(
                    float(x + out[0] * _VALUE),
                    float(y + out[1] * _VALUE),
                    number(value),
                    SMALL,
                    _anchor(out),
                    "faint",
                    halo=True,
                )
            )
    x, y = place(line.mean(axis=0))[0]
    # words are wide: beside an upright edge they need more room than below a level one
    far = _NAME if span is not None else _VALUE
    marks.append(
        Text(
            float(x + out[0] * far),
            float(y + out[1] * far),
            named(name),
            SMALL,
            _anchor(out),
            bold=True,
            halo=True,
        )
    )
    return marks


def _anchor(out: Array) -> str:
    """Text grows away from the cube."""
    return "end" if out[0] < -0.5 else "start" if out[0] > 0.5 else "middle"
