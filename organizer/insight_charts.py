"""What Insight shows, as charts: distributions, correlations, scatters, principal axes, silhouettes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis import insight
from organizer.analysis.group_quality import Silhouettes
from organizer.charts import (
    LARGE,
    NORMAL,
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
    legend,
    limits,
    point_marks,
    shortened,
)
from organizer.model import DESCRIPTOR_UNITS

SIZE: Size = (900, 560)
_LEGEND = 190
#: Outliers of a box that are drawn; more would be a black line.
_OUTLIERS = 200
#: Correlations from −1 over 0 to 1: blue, pale, orange; told apart by colour-blind people.
_DIVERGING = np.array([[5, 84, 150], [123, 178, 217], [240, 240, 240], [243, 172, 105], [168, 71, 0]])

Limits = tuple[tuple[float, float], tuple[float, float]]


def named(feature: str) -> str:
    """ "tempo (BPM)"."""
    unit = DESCRIPTOR_UNITS.get(feature, "")
    words = feature.replace("_", " ")
    return f"{words} ({unit})" if unit else words


def _title(text: str) -> Text:
    return Text(16, 20, text, LARGE, bold=True)


def _frame(size: Size, low: tuple[float, float], high: tuple[float, float], *, right: int = _LEGEND) -> Frame:
    return Frame(72, 44, max(40, size[0] - 72 - right), max(40, size[1] - 44 - 52), low, high)


def histogram(
    feature: str,
    values: npt.ArrayLike,
    kinds: Kinds,
    *,
    size: Size = SIZE,
    selected: npt.NDArray[np.bool_] | None = None,
    named_colours: bool = True,
    spread: insight.Spread | None = None,
) -> Chart:
    """Bars of the songs in each bin, stacked by colour; dark are the selected ones among them.

    ``spread`` is what they show, where it was computed before.
    """
    found = (spread or insight.spread(values, kinds.labels, len(kinds.names))).histogram
    title = f"How {named(feature)} is spread"
    if not found.edges.size:
        return nothing(title, size)
    top = float(found.counts.sum(axis=0).max()) * 1.05
    right_edge = _LEGEND if named_colours else 20
    frame = _frame(size, (float(found.edges[0]), 0.0), (float(found.edges[-1]), top), right=right_edge)
    marks: list[Mark] = [_title(title), *axes(frame, named(feature), "songs")]
    base = np.zeros(found.counts.shape[1])
    left, right = frame.across(found.edges[:-1]), frame.across(found.edges[1:])
    for kind in range(len(found.counts)):
        colour = kinds.colour(kind if kind < len(kinds.names) else -1) if kinds.names else "accent"
        for at in np.flatnonzero(found.counts[kind]):
            count = found.counts[kind, at]
            y, below = float(frame.down(base[at] + count)), float(frame.down(base[at]))
            marks.append(Rect(left[at] + 0.5, y, max(1.0, right[at] - left[at] - 1), below - y, colour))
        base += found.counts[kind]
    if selected is not None and selected.any():
        rows = np.where(selected, np.asarray(values, np.float64), np.nan)
        places = np.clip(
            np.searchsorted(found.edges, rows[np.isfinite(rows)], side="right") - 1, 0, len(base) - 1
        )
        for bar, number_of in enumerate(np.bincount(places, minlength=len(base)).tolist()):
            if number_of:
                y, width = float(frame.down(number_of)), max(1.0, right[bar] - left[bar] - 1)
                below = float(frame.down(0.0))
                marks.append(Rect(left[bar] + 0.5, y, width, below - y, "ink", "ink", 0.45))
    if named_colours:
        marks += legend(kinds, frame.x + frame.width + 18, frame.y, size[1] - 16)
    return Chart(*size, tuple(marks), title, frame)


def boxes(
    feature: str,
    values: npt.ArrayLike,
    kinds: Kinds,
    *,
    size: Size = SIZE,
    selected: npt.NDArray[np.bool_] | None = None,
    spread: insight.Spread | None = None,
) -> Chart:
    """A box for all songs, one for the selected ones and one for each kind, lying, the names at the left."""
    numbers = np.asarray(values, np.float64)
    words = named(feature)
    title = f"{words[:1].upper()}{words[1:]}: quartiles, and what lies outside"
    spread = spread or insight.spread(numbers, kinds.labels, len(kinds.names))
    named_boxes = [("all songs", "accent", spread.whole)]
    if selected is not None and selected.any():
        named_boxes.append(("selected", "ink", insight.box(numbers[selected])))
    named_boxes += list(zip(kinds.names, kinds.colours, spread.boxes, strict=True))
    if named_boxes[0][2] is None:
        return nothing(title, size)
    low, high = limits(numbers)
    frame = Frame(190, 44, max(40, size[0] - 190 - 24), max(40, size[1] - 44 - 52), (low, 0.0), (high, 1.0))
    marks: list[Mark] = [_title(title), *axes(frame, named(feature), "")]
    named_boxes = named_boxes[: max(1, int(frame.height // 14))]
    step = min(46.0, frame.height / len(named_boxes))
    for at, (name, colour, one) in enumerate(named_boxes):
        middle, half = frame.y + (at + 0.5) * step, min(13.0, step * 0.36)
        count = one.count if one is not None else 0
        marks.append(Text(frame.x - 10, middle, f"{shortened(name, 20)} · {count:,}", SMALL, "end"))
        if one is None:
            continue
        x = {key: float(frame.across(getattr(one, key))) for key in ("low", "q1", "median", "q3", "high")}
        marks.append(Line(((x["low"], middle), (x["q1"], middle)), "ink"))
        marks.append(Line(((x["q3"], middle), (x["high"], middle)), "ink"))
        for end in ("low", "high"):
            marks.append(Line(((x[end], middle - half / 2), (x[end], middle + half / 2)), "ink"))
        marks.append(Rect(x["q1"], middle - half, max(1.0, x["q3"] - x["q1"]), 2 * half, colour, "ink", 0.75))
        marks.append(Line(((x["median"], middle - half), (x["median"], middle + half)), "ink", 2.0))
        outside = one.outliers[
            np.linspace(0, len(one.outliers) - 1, min(_OUTLIERS, len(one.outliers))).astype(int)
        ]
        if len(outside):
            places = frame.across(outside)
            marks.append(Dots(places, np.full(len(places), middle), (colour,) * len(places), 2.5, 0.6))
    return Chart(*size, tuple(marks), title)


def correlation(matrix: Array, names: Sequence[str], *, size: Size = SIZE) -> Chart:
    """A square for each pair of features, with the number in it where there is room."""
    title = "Which descriptors go together"
    n = len(names)
    if not n:
        return nothing(title, size)
    words = [shortened(name.replace("_", " "), 20) for name in names]
    left, top = 150, 44
    cell = min((size[0] - left - 130) / n, (size[1] - top - 130) / n)
    marks: list[Mark] = [_title(title)]
    for row in range(n):
        middle = top + (row + 0.5) * cell
        marks.append(Text(left - 8, middle, words[row], SMALL, "end"))
        marks.append(
            Text(left + (row + 0.5) * cell, top + n * cell + 8, words[row], SMALL, "end", upright=True)
        )
        for column in range(n):
            value = float(matrix[row, column])
            x, y = left + column * cell, top + row * cell
            if not np.isfinite(value):
                marks.append(Rect(x, y, cell - 1, cell - 1, "", "quiet"))
                continue
            marks.append(Rect(x, y, cell - 1, cell - 1, _diverging(value)))
            if cell >= 26:
                ink = "#ffffff" if abs(value) > 0.7 else "#22242b"
                text = f"{value:.2f}".replace("0.", ".").replace("-", "−")
                marks.append(Text(x + cell / 2, middle, text, SMALL, "middle", ink))
    key = left + n * cell + 24
    for at, value in enumerate(np.linspace(1, -1, 41)):
        marks.append(Rect(key, top + at * 4, 14, 4.5, _diverging(float(value))))
    for value, text in ((1, "1 alike"), (0, "0 unrelated"), (-1, "−1 opposite")):
        marks.append(Text(key + 22, top + 82 - value * 80, text, SMALL))
    # one unit for each feature, so that a pointer finds the pair
    return Chart(*size, tuple(marks), title, Frame(left, top, n * cell, n * cell, (0.0, 0.0), (n, n)))


def _diverging(value: float) -> str:
    places = np.linspace(-1, 1, len(_DIVERGING))
    return "#" + "".join(f"{round(float(np.interp(value, places, _DIVERGING[:, c]))):02x}" for c in range(3))


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
    frame = _frame(size, (left, bottom), (right, top), right=_LEGEND if named_colours else 20)
    title = title or f"{names[0]} and {names[1]}"
    marks = [_title(title), *axes(frame, *names), *point_marks(frame, x, y, kinds, selected)]
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
        for name, (right, up) in zip(found.names, found.loadings[:, :2], strict=True):
            end = (centre[0] + right * reach, centre[1] - up * reach)
            marks.append(Line((centre, end), "ink", 1.3))
            anchor = "start" if right >= 0 else "end"
            marks.append(
                Text(
                    end[0] + (4 if right >= 0 else -4),
                    end[1],
                    name.replace("_", " "),
                    SMALL,
                    anchor,
                    halo=True,
                )
            )
    return Chart(*size, tuple(marks), title, frame)


def loadings(found: insight.Principal, *, size: Size = SIZE) -> Chart:
    """How strongly each feature goes with each axis, as bars; the strongest features first."""
    title = "What the two axes are made of"
    order = np.argsort(-np.hypot(found.loadings[:, 0], found.loadings[:, 1]))
    order = order[: max(1, (size[1] - 110) // 16)]
    step = min(30.0, (size[1] - 110) / len(order))
    marks: list[Mark] = [_title(title)]
    width = (size[0] - 190 - 60) / 2
    for axis in (0, 1):
        frame = Frame(190 + axis * (width + 36), 58, width, len(order) * step, (-1.0, 0.0), (1.0, 1.0))
        marks += axes(frame, f"axis {axis + 1}: {found.explained[axis]:.0%}", "")
        zero = float(frame.across(0.0))
        for at, feature in enumerate(order):
            value, y = float(found.loadings[feature, axis]), frame.y + at * step
            end = float(frame.across(value))
            marks.append(
                Rect(min(zero, end), y + step * 0.2, abs(end - zero), step * 0.6, _diverging(value * 0.8))
            )
            if axis == 0:
                name = shortened(found.names[feature].replace("_", " "), 22)
                marks.append(Text(180, y + step / 2, name, SMALL, "end"))
        marks.append(Line(((zero, frame.y), (zero, frame.y + frame.height)), "ink"))
    return Chart(*size, tuple(marks), title)


def silhouettes(found: Silhouettes, kinds: Kinds, *, size: Size = SIZE) -> Chart:
    """The classic picture: each song's silhouette as a bar, by group, the largest above."""
    title = f"How well the groups are apart (mean silhouette {found.mean:.2f})"
    low = min(0.0, float(found.values.min())) - 0.02
    frame = _frame(size, (low, 0.0), (max(0.1, float(found.values.max())) + 0.02, 1.0))
    marks: list[Mark] = [
        _title(title),
        *axes(frame, "silhouette: 1 well inside, 0 between, below 0 astray", ""),
    ]
    zero, y = float(frame.across(0.0)), frame.y
    labels = kinds.labels[found.rows]
    present = [kind for kind in range(len(kinds.names)) if (labels == kind).any()]
    gap = 5.0
    room = frame.height - gap * max(0, len(present) - 1)
    for kind in present:
        values = np.sort(found.values[labels == kind])[::-1]
        height = room * len(values) / max(1, int((labels >= 0).sum()))
        # A row of pixels shows one song, or the mean of those that share it.
        rows = max(1, min(len(values), int(height)))
        for at, part in enumerate(np.array_split(values, rows)):
            end = float(frame.across(part.mean()))
            top = y + height * at / rows
            marks.append(
                Rect(min(zero, end), top, max(0.5, abs(end - zero)), height / rows + 0.3, kinds.colours[kind])
            )
        y += height + gap
    mean = float(frame.across(found.mean))
    marks.append(Line(((mean, frame.y), (mean, frame.y + frame.height)), "ink", 1.5))
    marks += legend(kinds, frame.x + frame.width + 18, frame.y, size[1] - 16)
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
    frame = Frame(16, 40, max(40, size[0] - 16 - _LEGEND), max(40, size[1] - 56), (0.0, 0.0), (1.0, 1.0))
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
    marks: list[Mark] = [_title(" · ".join(named(name) for name in names))]
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


def curve(title: str, values: Sequence[float], across: str, upward: str, *, size: Size) -> Chart:
    """A number after each step."""
    if not values:
        return nothing(title, size)
    low, high = limits([*values, 0.0], margin=0.06)
    frame = Frame(
        72,
        44,
        max(40, size[0] - 92),
        max(40, size[1] - 96),
        (0.0, max(low, 0.0)),
        (max(8.0, len(values) - 1.0), high),
    )
    marks: list[Mark] = [_title(title), *axes(frame, across, upward)]
    x, y = frame.across(np.arange(len(values))), frame.down(np.asarray(values))
    marks.append(Line(tuple(zip(x.tolist(), y.tolist(), strict=True)), "accent", 2.0))
    marks.append(Dots(x, y, ("accent",) * len(x), 3.5, 1.0))
    return Chart(*size, tuple(marks), title)


def nothing(title: str, size: Size, why: str = "no song has this number") -> Chart:
    """A chart that says why there is none."""
    words = Text(size[0] / 2, size[1] / 2, why, NORMAL, "middle", "faint")
    return Chart(*size, (_title(title), words), title)
