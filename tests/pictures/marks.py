"""Songs for charts, and what is written on a chart."""

from __future__ import annotations

import numpy as np

from organizer.pictures.charts import Chart, Kinds, Text

NONE = Kinds(np.full(50, -1), (), ())


def two_kinds(n: int) -> Kinds:
    return Kinds(np.arange(n) % 2, ("Folk & <Jazz>", "Rock"), ("#e69f00", "#56b4e9"))


def words(chart: Chart) -> list[str]:
    return [mark.text for mark in chart.marks if isinstance(mark, Text)]
