from __future__ import annotations

import math

from organizer.pictures.charts import Line, Text
from organizer.pictures.list_charts import along_a_list


def test_a_line_goes_from_song_to_song_and_is_broken_where_nobody_knows() -> None:
    chart = along_a_list(
        "Tempo", (300, 120), [90.0, 120.0, math.nan, 100.0], before=[120.0, 90.0], wanted=[90.0, 120.0]
    )
    strong = [mark for mark in chart.marks if isinstance(mark, Line) and mark.colour == "accent"]
    assert [len(line.points) for line in strong] == [2, 2]  # the lone one is a dash
    (x0, y0), (x1, y1) = strong[0].points
    assert x0 < x1 and y0 > y1 and chart.frame is not None and chart.frame.holds(x0, y0)
    assert {mark.text for mark in chart.marks if isinstance(mark, Text)} == {"Tempo", "90", "120"}


def test_without_values_it_says_so() -> None:
    for values in ([], [math.nan]):
        chart = along_a_list("Energy", (200, 100), values)
        assert any(isinstance(mark, Text) and "no song" in mark.text for mark in chart.marks)
    assert along_a_list("Energy", (10, 10), [0.5]).marks
