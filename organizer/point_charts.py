"""Charts on which each song has a place: two numbers, principal axes, three numbers in space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis import insight
from organizer.charts import (
    SMALL,
    Array,
    Chart,
    Frame,
    Kinds,
    Line,
    Mark,
    Rect,
    Size,
    Text,
    axes,
    legend,
    limits,
    point_marks,
    shortened,
)
from organizer.insight_charts import LEGEND, SIZE, diverging, framed, heading, named

#: From one line of small text to the next, in pixels.
_LINE = 13.0

Limits = tuple[tuple[float, float], tuple[float, float]]


def scatter(
    names: tuple[str, str],
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    kinds: Kinds,
    *,
    size: Size = SIZE,
    view: Limits | None = None,
    selected: npt.NDArray[np.bool_] | None = None,
    title: str = "",
    named_colours: bool = True,
) -> Chart:
    """Songs by two numbers; ``view`` is ((low, high) across, (low, high) upward), by default all of them."""
    (left, right), (bottom, top) = view or (limits(x), limits(y))
    frame = framed(size, (left, bottom), (right, top), right=LEGEND if named_colours else 20)
    title = title or f"{names[0][:1].upper()}{names[0][1:]} and {names[1]}"
    marks = [heading(title), *axes(frame, *names), *point_marks(frame, x, y, kinds, selected)]
    if named_colours:
        marks += legend(kinds, frame.x + frame.width + 18, frame.y, size[1] - 16)
    return Chart(*size, tuple(marks), title, frame)


def principal(
    found: insight.Principal,
    kinds: Kinds,
    *,
    size: Size = SIZE,
    view: Limits | None = None,
    selected: npt.NDArray[np.bool_] | None = None,
) -> Chart:
    """Songs along the first two principal axes, and where each feature points to."""
    shares = [
        f"axis {at + 1}: {share:.0%} of the differences" for at, share in enumerate(found.explained[:2])
    ]
    title = f"All descriptors in two dimensions ({sum(found.explained[:2]):.0%} of the differences)"
    plain = scatter(
        (shares[0], shares[1]), found.points[:, 0], found.points[:, 1], kinds, size=size, view=view,
        selected=selected, title=title,
    )  # fmt: skip
    frame = plain.frame
    assert frame is not None
    marks = list(plain.marks)
    # The arrows have their own scale: the longest reaches most of the way to the edge.
    longest = float(np.hypot(found.loadings[:, 0], found.loadings[:, 1]).max())
    centre = (float(frame.across(0.0)), float(frame.down(0.0)))
    reach = min(frame.width, frame.height) * 0.42 / max(longest, 1e-9)
    if view is None:
        ends = np.asarray(found.loadings[:, :2]) * (reach, -reach) + centre
        marks += [Line((centre, (float(x), float(y))), "ink", 1.3) for x, y in ends]
        for side, anchor, beside in ((1, "start", 4.0), (-1, "end", -4.0)):
            rows = np.flatnonzero((ends[:, 0] >= centre[0]) == (side > 0))
            for row, y in zip(rows.tolist(), _apart(ends[rows, 1], _LINE), strict=True):
                name = found.names[row].replace("_", " ")
                marks.append(Text(float(ends[row, 0]) + beside, y, name, SMALL, anchor, halo=True))
    return Chart(*size, tuple(marks), title, frame)


def _apart(places: Array, gap: float) -> list[float]:
    """The heights of lines of text, in pixels, moved as little as keeps each this far from the next."""
    order = np.argsort(places, kind="stable")
    moved = np.asarray(places, np.float64).copy()
    steps = np.arange(len(order)) * gap
    # seen without their steps they only must not fall: the nearest such row is its isotonic regression
    blocks: list[list[float]] = []
    for value in moved[order] - steps:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (late, many), (early, few) = blocks.pop(), blocks.pop()
            blocks.append([(late * many + early * few) / (many + few), many + few])
    moved[order] = np.repeat([b[0] for b in blocks], [int(b[1]) for b in blocks]) + steps
    return [float(y) for y in moved]


def loadings(found: insight.Principal, *, size: Size = SIZE) -> Chart:
    """How strongly each feature goes with each axis, as bars; the strongest features first."""
    title = "What the two axes are made of"
    order = np.argsort(-np.hypot(found.loadings[:, 0], found.loadings[:, 1]))
    order = order[: max(1, (size[1] - 110) // 16)]
    step = min(30.0, (size[1] - 110) / len(order))
    marks: list[Mark] = [heading(title)]
    width = (size[0] - 190 - 60) / 2
    for axis in (0, 1):
        frame = Frame(190 + axis * (width + 36), 58, width, len(order) * step, (-1.0, 0.0), (1.0, 1.0))
        marks += axes(frame, f"axis {axis + 1}: {found.explained[axis]:.0%}", "")
        zero = float(frame.across(0.0))
        for at, feature in enumerate(order):
            value, y = float(found.loadings[feature, axis]), frame.y + at * step
            end = float(frame.across(value))
            marks.append(
                Rect(min(zero, end), y + step * 0.2, abs(end - zero), step * 0.6, diverging(value * 0.8))
            )
            if axis == 0:
                name = shortened(found.names[feature].replace("_", " "), 22)
                marks.append(Text(180, y + step / 2, name, SMALL, "end"))
        marks.append(Line(((zero, frame.y), (zero, frame.y + frame.height)), "ink"))
    return Chart(*size, tuple(marks), title)


def space(
    names: Sequence[str],
    points: Array,
    kinds: Kinds,
    *,
    yaw: float,
    pitch: float,
    zoom: float = 1.0,
    size: Size = SIZE,
    selected: npt.NDArray[np.bool_] | None = None,
) -> tuple[Chart, Array]:
    """Songs by three numbers in a cube that turns, and where each is on the chart: shape=(n, 2).

    ``points`` lie in a cube from −1 to 1, as from ``insight.unit_cube``.
    """
    frame = Frame(16, 40, max(40, size[0] - 16 - LEGEND), max(40, size[1] - 56), (0.0, 0.0), (1.0, 1.0))
    scale = min(frame.width, frame.height) / 2 * 0.52 * zoom
    middle = (frame.x + frame.width / 2, frame.y + frame.height / 2)
    frame = Frame(
        frame.x, frame.y, frame.width, frame.height,
        (-frame.width / 2 / scale, -frame.height / 2 / scale),
        (frame.width / 2 / scale, frame.height / 2 / scale),
    )  # fmt: skip
    turn = insight.rotation(yaw, pitch)
    # The first number goes to the right, the second upward, the third to the viewer.
    seen = insight.project(points, turn)
    marks: list[Mark] = [heading(" · ".join(named(name) for name in names))]
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float64)
    flat = insight.project(corners, turn)
    places = [(middle[0] + x * scale, middle[1] - y * scale) for x, y in flat[:, :2]]
    for a in range(8):
        for axis in (1, 2, 4):
            if not a & axis:
                marks.append(Line((places[a], places[a | axis]), "ink" if a == 0 else "quiet"))
    marks += point_marks(frame, seen[:, 0], seen[:, 1], kinds, selected)
    for end, name in zip((4, 2, 1), names, strict=True):  # the corners at which one number alone is largest
        x, y = places[end]
        marks.append(
            Text(
                x,
                y + (14 if y > middle[1] else -12),
                f"{name.replace('_', ' ')} →",
                SMALL,
                "middle",
                bold=True,
            )
        )
    marks += legend(kinds, frame.x + frame.width + 12, frame.y, size[1] - 16)
    chart = Chart(*size, tuple(marks), " · ".join(names), frame)
    return chart, np.array([frame.across(seen[:, 0]), frame.down(seen[:, 1])]).T
