"""What Insight shows of all songs together, as charts: distributions, correlations, silhouettes, curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from organizer.analysis.judging.group_quality import Silhouettes
from organizer.base.descriptors import readable
from organizer.base.language import number as written
from organizer.base.language import tr
from organizer.pictures.charts import (
    LEGEND,
    NORMAL,
    SIZE,
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
    framed,
    heading,
    legend,
    limits,
    nothing,
    number,
    shortened,
    ticks,
)

#: Less wide, silhouettes go without the names of the colours.
_WIDE = 560
#: Pixels that the key of correlations takes, and those that the list of the strongest pairs needs.
_KEY, _PAIRS = 130, 250
#: Weaker correlations are not worth naming (Cohen 1988: "medium").
_RELATED = 0.3
#: What is proposed.
MARKED = "#e69f00"
#: Correlations from −1 over 0 to 1: blue, pale, orange; distinct to colour-blind people.
_DIVERGING = np.array([[5, 84, 150], [123, 178, 217], [240, 240, 240], [243, 172, 105], [168, 71, 0]])


def correlation(matrix: Array, names: Sequence[str], *, size: Size = SIZE) -> Chart:
    """A square for each pair of features, with the number in it where there is room."""
    title = tr("Which descriptors go together")
    n = len(names)
    if not n:
        return nothing(title, size)
    if not np.isfinite(matrix).any():
        return nothing(title, size, tr("it takes three songs that differ"))
    words = [shortened(readable(name), 20) for name in names]
    left, top = 150, 44
    cell = min((size[0] - left - 130) / n, (size[1] - top - 130) / n)
    marks: list[Mark] = [heading(title)]
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
            marks.append(Rect(x, y, cell - 1, cell - 1, diverging(value)))
            if cell >= 26:
                ink = "#ffffff" if abs(value) > 0.7 else "#22242b"
                text = f"{value:z.2f}".replace("0.", ".").replace("-", "−")
                marks.append(Text(x + cell / 2, middle, text, SMALL, "middle", ink))
    key = left + n * cell + 24
    for at, value in enumerate(np.linspace(1, -1, 41)):
        marks.append(Rect(key, top + at * 4, 14, 4.5, diverging(float(value))))
    for value, text in ((1, tr("1 alike")), (0, tr("0 unrelated")), (-1, tr("−1 opposite"))):
        marks.append(Text(key + 22, top + 82 - value * 80, text, SMALL))
    if size[0] - key - _KEY >= _PAIRS:
        marks += _strongest(matrix, words, key + _KEY, top, size[1] - 16)
    # one unit for each feature, so that a pointer finds the pair
    return Chart(*size, tuple(marks), title, Frame(left, top, n * cell, n * cell, (0.0, 0.0), (n, n)))


def _strongest(matrix: Array, words: Sequence[str], x: float, y: float, bottom: float) -> list[Mark]:
    """The pairs that go together most, or most against each other, downward as far as there is room."""
    rows, columns = np.triu_indices(len(words), 1)
    values = matrix[rows, columns]
    order = np.argsort(-np.abs(np.where(np.isfinite(values), values, 0.0)), kind="stable")
    marks: list[Mark] = []
    for at, pair in enumerate(order[: max(0, int((bottom - y) // 20) - 1)]):
        value, middle = float(values[pair]), y + (at + 1.5) * 20
        if not abs(value) >= _RELATED:
            break
        marks.append(Rect(x, middle - 6, 12, 12, diverging(value)))
        marks.append(Text(x + 54, middle, f"{value:+.2f}".replace("-", "−"), SMALL, "end"))
        marks.append(
            Text(
                x + 66,
                middle,
                tr("{one} and {other}", one=words[rows[pair]], other=words[columns[pair]]),
                SMALL,
            )
        )
    return [Text(x, y + 6, tr("The strongest"), NORMAL, bold=True), *marks] if marks else []


def diverging(value: float) -> str:
    """The colour of a number from −1 to 1."""
    places = np.linspace(-1, 1, len(_DIVERGING))
    return "#" + "".join(f"{round(float(np.interp(value, places, _DIVERGING[:, c]))):02x}" for c in range(3))


def silhouettes_by_kind(judged: Silhouettes, kinds: Kinds) -> list[tuple[int, Array]]:
    """Each kind that has judged songs, and their silhouettes, the largest first."""
    labels = kinds.labels[judged.rows]
    present = [kind for kind in range(len(kinds.names)) if (labels == kind).any()]
    return [(kind, np.sort(judged.values[labels == kind])[::-1]) for kind in present]


def silhouettes(judged: Silhouettes, kinds: Kinds, *, size: Size = SIZE) -> Chart:
    """The classic picture: each song's silhouette as a bar, by group, the largest above."""
    wide = size[0] >= _WIDE
    title = (
        tr("How well the groups are apart (mean silhouette {mean})", mean=written(judged.mean, 2))
        if wide
        else tr("How well the groups are apart")
    )
    across = tr("silhouette: 1 well inside, 0 between, below 0 astray") if wide else "silhouette"
    low, high = min(0.0, float(judged.values.min())) - 0.02, max(0.1, float(judged.values.max())) + 0.02
    frame = framed(size, (low, 0.0), (high, 1.0), right=LEGEND if wide else 20)
    marks: list[Mark] = [heading(title), *axes(frame, across, None)]
    zero, y = float(frame.across(0.0)), frame.y
    bands, gap = silhouettes_by_kind(judged, kinds), 5.0
    room = frame.height - gap * max(0, len(bands) - 1)
    total = max(1, sum(len(values) for _, values in bands))
    for kind, values in bands:
        height = room * len(values) / total
        # A row of pixels shows one song, or the mean of those that share it.
        rows = max(1, min(len(values), int(height)))
        for at, part in enumerate(np.array_split(values, rows)):
            end = float(frame.across(part.mean()))
            top = y + height * at / rows
            marks.append(
                Rect(min(zero, end), top, max(0.5, abs(end - zero)), height / rows + 0.3, kinds.colours[kind])
            )
        y += height + gap
    mean = float(frame.across(judged.mean))
    marks.append(Line(((mean, frame.y), (mean, frame.y + frame.height)), "ink", 1.5))
    if wide:
        marks += legend(kinds, frame.x + frame.width + 18, frame.y, size[1] - 16)
    return Chart(*size, tuple(marks), title)


def curve(
    title: str,
    values: Sequence[float],
    across: str,
    upward: str,
    *,
    size: Size,
    steps: Sequence[float] | None = None,
    marked: float | None = None,
) -> Chart:
    """A number after each step, 0, 1, 2, … or those that are given; at ``marked`` stands a line. Steps that
    are counted begin at 0, and so does the axis of their number."""
    if not values:
        return nothing(title, size, tr("shown from the first step on"))
    places = np.arange(len(values), dtype=np.float64) if steps is None else np.asarray(steps, np.float64)
    if steps is None:
        low, high = limits([*values, 0.0], margin=0.06)
        left, right, low = 0.0, max(8.0, len(values) - 1.0), max(low, 0.0)
    else:
        (left, right), (low, high) = limits(places), limits(values, margin=0.08)
    shown = ticks(low, high, 4)
    margin = max(72 if upward else 46, 22 + 7 * max(len(number(value)) for value in (low, high, *shown)))
    frame = Frame(
        margin, 44, max(40, size[0] - margin - 20), max(40, size[1] - 96), (left, low), (right, high)
    )
    fits = max(8, size[0] // 9)
    short = title if len(title) <= fits else title.partition(":")[0]
    marks: list[Mark] = [heading(short), *axes(frame, across, upward, whole=(True, False))]
    if marked is not None:
        at = float(frame.across(marked))
        marks.append(Line(((at, frame.y), (at, frame.y + frame.height)), MARKED, 2.0))
    x, y = frame.across(places), frame.down(np.asarray(values))
    marks.append(Line(tuple(zip(x.tolist(), y.tolist(), strict=True)), "accent", 2.0))
    marks.append(Dots(x, y, ("accent",) * len(x), 3.5, 1.0))
    return Chart(*size, tuple(marks), title)
