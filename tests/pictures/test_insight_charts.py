"""Correlations and curves as charts."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.pictures import distribution_charts, insight_charts
from organizer.pictures.charts import Dots, Line
from tests.pictures.marks import NONE, words


def test_songs_without_the_number_give_a_chart_that_says_so() -> None:
    for chart in (
        distribution_charts.histogram("tempo", np.full(50, np.nan), NONE),
        distribution_charts.boxes("tempo", np.full(50, np.nan), NONE),
        insight_charts.correlation(np.empty((0, 0)), ()),
    ):
        assert "no song has this number" in words(chart)


def test_the_strongest_correlations_are_named_where_there_is_room() -> None:
    matrix = np.array([[1.0, -0.9, 0.1], [-0.9, 1.0, 0.5], [0.1, 0.5, 1.0]])
    names = ("tempo", "energy", "valence")
    wide = words(insight_charts.correlation(matrix, names, size=(1000, 400)))
    assert wide.index("tempo and energy") < wide.index("energy and valence")
    assert "−0.90" in wide and "tempo and valence" not in wide  # hardly related
    assert "tempo and energy" not in words(insight_charts.correlation(matrix, names, size=(500, 400)))
    few = words(insight_charts.correlation(np.full((2, 2), np.nan), names[:2], size=(1000, 400)))
    assert any("three songs" in text for text in few)
    alone = insight_charts.correlation(np.array([[1.0, np.nan], [np.nan, 1.0]]), names[:2], size=(1000, 400))
    assert "The strongest" not in words(alone)


def test_a_curve_without_a_step_says_when_it_comes() -> None:
    assert "first step" in " ".join(words(insight_charts.curve("Inertia", [], "steps", "", size=(300, 200))))


def test_a_curve_over_given_steps_marks_one_of_them() -> None:
    chart = insight_charts.curve(
        "BIC", [30.0, 10.0, 20.0], "groups", "", size=(900, 300), steps=[2, 3, 4], marked=3
    )
    line = next(m for m in chart.marks if isinstance(m, Line) and m.colour == insight_charts.MARKED)
    dots = next(m for m in chart.marks if isinstance(m, Dots))
    assert line.points[0][0] == line.points[1][0] == pytest.approx(dots.x[1])
    assert dots.y[1] == max(dots.y)  # the least value lies lowest
    assert {"2", "3", "4"} <= set(words(chart)) and "2.5" not in words(chart)
    assert "20" in words(chart)  # an axis without a name has values
