"""Charts on which each song has a place: two numbers, principal axes, three numbers in space."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import insight
from organizer.base.descriptors import readable
from organizer.base.language import number, tr
from organizer.pictures.charts import (
    LEGEND,
    SIZE,
    SMALL,
    Chart,
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
    point_marks,
    shortened,
)
from organizer.pictures.insight_charts import diverging

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
    title = title or scatter_title(*names)
    marks = [heading(title), *axes(frame, *names), *point_marks(frame, x, y, kinds, selected)]
    if named_colours:
        marks += legend(kinds, frame.x + frame.width + 18, frame.y, size[1] - 16)
    return Chart(*size, tuple(marks), title, frame)


def scatter_title(across: str, upward: str) -> str:
    """What stands over songs by two numbers."""
    return tr("{one} and {other}", one=f"{across[:1].upper()}{across[1:]}", other=upward)


def principal_title(pca: insight.Principal) -> str:
    """What stands over songs on principal axes."""
    return tr(
        "All descriptors in two dimensions ({sum}% of the differences)",
        sum=number(100 * sum(pca.explained[:2]), 0),
    )


def principal_axes(pca: insight.Principal) -> tuple[str, str]:
    """What stands at the axes: the share of the differences along each."""
    first, second = pca.explained[:2]
    return tr("axis 1: {first}% of the differences", first=number(100 * first, 0)), tr(
        "axis 2: {second}% of the differences", second=number(100 * second, 0)
    )


def principal(
    pca: insight.Principal,
    kinds: Kinds,
    *,
    size: Size = SIZE,
    view: Limits | None = None,
    selected: npt.NDArray[np.bool_] | None = None,
) -> Chart:
    """Songs along the first two principal axes, and where each feature points to."""
    plain = scatter(
        principal_axes(pca),
        pca.points[:, 0],
        pca.points[:, 1],
        kinds,
        size=size,
        view=view,
        selected=selected,
        title=principal_title(pca),
    )
    frame = plain.frame
    assert frame is not None
    marks = list(plain.marks)
    if view is None:
        marks += arrows(pca, frame)
    return Chart(*size, tuple(marks), plain.title, frame)


def arrows(pca: insight.Principal, frame: Frame) -> list[Mark]:
    """Where each feature points to, on a scale of its own; names that would overlap are moved apart."""
    right, up = pca.loadings[:, 0].astype(float), pca.loadings[:, 1].astype(float)
    x, y = float(frame.across(0.0)), float(frame.down(0.0))
    longest = max(float(np.hypot(right, up).max()), 1e-9)
    rooms = (
        (right, frame.x + frame.width - x),
        (-right, x - frame.x),
        (up, y - frame.y),
        (-up, frame.y + frame.height - y),
    )
    reach = min(frame.width, frame.height) * 0.42 / longest
    for towards, room in rooms:
        furthest = float(towards.max())
        if furthest * reach > 0.9 * room > 0:
            reach = 0.9 * room / furthest
    marks: list[Mark] = [
        Line(((x, y), (x + a * reach, y - b * reach)), "ink", 1.3) for a, b in zip(right, up, strict=True)
    ]
    for side in (right >= 0, right < 0):
        rows = np.flatnonzero(side)
        rows = rows[np.argsort(-up[rows], kind="stable")]
        for row, at in zip(rows, _apart(y - up[rows] * reach, 1.25 * SMALL), strict=True):
            gap, anchor = (4, "start") if right[row] >= 0 else (-4, "end")
            name = readable(pca.names[row])
            marks.append(Text(x + right[row] * reach + gap, at, name, SMALL, anchor, halo=True))
    return marks


def _apart(places: insight.Array, step: float) -> list[float]:
    """Ascending places, moved as little as it takes to lie ``step`` apart."""
    runs: list[list[float]] = []  # each: the sum of where its first one would like to be, and how many
    for place in places.tolist():
        runs.append([place, 1.0])
        while len(runs) > 1 and runs[-2][0] / runs[-2][1] + step * runs[-2][1] > runs[-1][0] / runs[-1][1]:
            total, count = runs.pop()
            runs[-1][0] += total - step * runs[-1][1] * count
            runs[-1][1] += count
    return [total / count + step * at for total, count in runs for at in range(int(count))]


def loadings(pca: insight.Principal, *, size: Size = SIZE) -> Chart:
    """How strongly each feature goes with each axis, as bars; the strongest features first."""
    title = tr("What the two axes are made of")
    order = np.argsort(-np.hypot(pca.loadings[:, 0], pca.loadings[:, 1]))
    order = order[: max(1, (size[1] - 110) // 16)]
    step = min(30.0, (size[1] - 110) / len(order))
    marks: list[Mark] = [heading(title)]
    width = (size[0] - 190 - 60) / 2
    for axis in (0, 1):
        frame = Frame(190 + axis * (width + 36), 58, width, len(order) * step, (-1.0, 0.0), (1.0, 1.0))
        marks += axes(
            frame,
            tr("axis {number}: {share}%", number=axis + 1, share=round(100 * float(pca.explained[axis]))),
            None,
        )
        zero = float(frame.across(0.0))
        for at, feature in enumerate(order):
            value, y = float(pca.loadings[feature, axis]), frame.y + at * step
            end = float(frame.across(value))
            marks.append(
                Rect(min(zero, end), y + step * 0.2, abs(end - zero), step * 0.6, diverging(value * 0.8))
            )
            if axis == 0:
                name = shortened(readable(pca.names[feature]), 22)
                marks.append(Text(180, y + step / 2, name, SMALL, "end"))
        marks.append(Line(((zero, frame.y), (zero, frame.y + frame.height)), "ink"))
    return Chart(*size, tuple(marks), title)
