"""How a number goes along a list of songs: as it was, as it is, and as it was wanted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from organizer.base.language import tr
from organizer.pictures.charts import SMALL, Array, Chart, Frame, Line, Mark, Size, Text, limits, number

#: Pixels beside the lines: for the values at both ends, and for the title.
_LEFT, _RIGHT, _TOP, _BELOW = 40, 10, 20, 8


def along_a_list(
    title: str, size: Size, now: Sequence[float], before: Sequence[float] = (), wanted: Sequence[float] = ()
) -> Chart:
    """``now`` as a strong line, ``before`` a quiet one behind it, ``wanted`` a faint one. Songs whose value
    is not known leave a gap."""
    every = np.array([*now, *before, *wanted], np.float64)
    low, high = limits(every)
    width, height = max(size[0] - _LEFT - _RIGHT, 20), max(size[1] - _TOP - _BELOW, 20)
    frame = Frame(_LEFT, _TOP, width, height, (0.0, low), (1.0, high))
    marks: list[Mark] = [Text(_LEFT, 9, title, SMALL)]
    if not np.isfinite(every).any():
        marks.append(Text(size[0] / 2, size[1] / 2, tr("no song has this number"), SMALL, "middle", "faint"))
        return Chart(*size, tuple(marks), title, frame)
    finite = every[np.isfinite(every)]
    for value in (float(finite.min()), float(finite.max())):
        y = float(frame.down(value))
        marks.append(Line(((_LEFT, y), (_LEFT + width, y))))
        marks.append(Text(_LEFT - 5, y, number(round(value, 2 if high < 10 else 0)), SMALL, "end", "faint"))
    for values, colour, thick in ((before, "quiet", 1.2), (wanted, "faint", 1.2), (now, "accent", 2.0)):
        marks += _lines(frame, np.asarray(values, np.float64), colour, thick)
    return Chart(*size, tuple(marks), title, frame)


def _lines(frame: Frame, values: Array, colour: str, thick: float) -> list[Mark]:
    """A line through the values; where some are not known it is interrupted."""
    x = frame.across(np.linspace(0.0, 1.0, len(values)) if len(values) > 1 else np.full(len(values), 0.5))
    y = frame.down(values)
    marks: list[Mark] = []
    known = np.isfinite(values)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        points = list(zip(x[start:end].tolist(), y[start:end].tolist(), strict=True))
        if len(points) == 1:  # a song between two that nobody knows
            points = [(points[0][0] - 1.0, points[0][1]), (points[0][0] + 1.0, points[0][1])]
        marks.append(Line(tuple(points), colour, thick))
    return marks
