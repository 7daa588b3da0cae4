"""Charts on which each song has a place."""

from __future__ import annotations

import numpy as np

from organizer.analysis.space import insight
from organizer.pictures import point_charts
from organizer.pictures.charts import Dots, Kinds, Picture, Text
from tests.pictures.marks import two_kinds, words


def test_few_songs_are_dots_and_many_a_picture() -> None:
    rng = np.random.default_rng(0)
    for n, kind in ((50, Dots), (30_000, Picture)):
        x, y = rng.normal(size=(2, n))
        chart = point_charts.scatter(("a", "b"), x, y, two_kinds(n))
        assert [type(mark) for mark in chart.marks if isinstance(mark, Dots | Picture)] == [kind]


def test_selected_songs_lie_on_top_of_the_others() -> None:
    x = np.arange(50.0)
    chart = point_charts.scatter(("a", "b"), x, x, two_kinds(50), selected=x < 3)
    below, above = [mark for mark in chart.marks if isinstance(mark, Dots)]
    assert (len(below.x), len(above.x)) == (47, 3)
    assert above.opacity > below.opacity


def test_a_view_leaves_out_what_is_not_in_it() -> None:
    x = np.arange(50.0)
    chart = point_charts.scatter(("a", "b"), x, x, two_kinds(50), view=((9.5, 20.5), (0.0, 50.0)))
    (dots,) = [mark for mark in chart.marks if isinstance(mark, Dots)]
    assert len(dots.x) == 11


def test_arrows_name_every_feature_and_shares_stand_at_the_axes() -> None:
    rng = np.random.default_rng(2)
    result = insight.principal(rng.normal(size=(50, 3)), ("tempo", "energy", "true_peak"))
    texts = words(point_charts.principal(result, two_kinds(50)))
    assert {"tempo", "energy", "true peak"} <= set(texts)
    assert any(f"{result.explained[0]:.0%}" in text for text in texts)


def test_names_of_arrows_do_not_lie_over_each_other() -> None:
    rng = np.random.default_rng(0)
    one = rng.normal(size=60)
    values = np.column_stack([one + rng.normal(scale=0.05, size=60) for _ in range(6)])
    result = insight.principal(values, [f"feature_{at}" for at in range(6)])
    chart = point_charts.principal(result, Kinds(np.full(60, -1), (), ()))
    names = [m for m in chart.marks if isinstance(m, Text) and m.text.startswith("feature")]
    assert len(names) == 6
    heights = sorted(m.y for m in names)
    assert min(np.diff(heights)) >= 12.9


def test_names_that_lie_on_each_other_are_moved_apart() -> None:
    moved = point_charts._apart(np.array([10.0, 11.0, 12.0, 50.0]), 6.0)
    np.testing.assert_allclose(moved, [5.0, 11.0, 17.0, 50.0])
