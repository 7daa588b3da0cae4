"""Songs by three numbers in a cube."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space import insight
from organizer.pictures import space_charts
from organizer.pictures.charts import Dots, Kinds, Text
from tests.pictures.marks import two_kinds


def test_a_turned_cube_shows_each_song_where_it_says() -> None:
    values = insight.unit_cube(np.random.default_rng(1).normal(size=(50, 3)))
    chart, places = space_charts.space(("a", "b", "c"), values, two_kinds(50), yaw=0.5, pitch=0.3)
    (dots,) = [mark for mark in chart.marks if isinstance(mark, Dots)]
    assert np.column_stack([dots.x, dots.y]) == pytest.approx(places)


@pytest.mark.parametrize(("yaw", "pitch"), [(0.6, 0.35), (0.0, 0.0), (2.4, -0.5), (-1.5, 1.5), (np.pi, 0.1)])
def test_a_cube_has_names_and_values_along_its_edges_from_any_side(yaw: float, pitch: float) -> None:
    values = np.array([[60.0, 0.1, -20.0], [180.0, 0.9, -5.0]])
    points = insight.unit_cube(values)
    ranges = [(float(low), float(high)) for low, high in zip(*values, strict=True)]
    names = ("tempo", "energy", "loudness")
    kinds = Kinds(np.zeros(2, np.int64), ("all",), ("#e69f00",))
    chart, places = space_charts.space(names, points, kinds, yaw=yaw, pitch=pitch, ranges=ranges)
    texts = {mark.text: mark for mark in chart.marks if isinstance(mark, Text)}
    assert {"tempo (BPM)", "energy", "loudness (LUFS)", "100", "0.2", "-15"} <= set(texts)
    assert all(0 < text.x < chart.width and 0 < text.y < chart.height for text in texts.values())
    assert places.shape == (2, 2)
    flat = np.column_stack([places[:, 0], places[:, 1]])
    assert np.isfinite(flat).all()
