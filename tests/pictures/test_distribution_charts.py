"""Histograms and boxes."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.pictures import distribution_charts
from organizer.pictures.charts import Kinds, Rect
from tests.pictures.marks import NONE, words


def test_bars_are_as_high_as_their_songs_are_many() -> None:
    values = np.repeat([1.0, 2.0, 3.0], [10, 20, 20])
    chart = distribution_charts.histogram("tempo", values, NONE)
    heights = sorted(mark.height for mark in chart.marks if isinstance(mark, Rect))
    assert heights == pytest.approx([heights[-1] / 2, heights[-1], heights[-1]])


def test_songs_are_counted_in_whole_numbers() -> None:
    chart = distribution_charts.histogram("tempo", [87.0], Kinds(np.array([0]), ("Folk",), ("#e69f00",)))
    assert "1" in words(chart) and "0.5" not in words(chart)
