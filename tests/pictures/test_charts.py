"""Charts: where marks are, and that SVG and PNG show them."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from organizer.analysis.space import insight
from organizer.pictures import chart_files, insight_charts, point_charts, space_charts
from organizer.pictures.charts import Chart, Dots, Frame, Kinds, Line, Picture, Rect, Text, limits, ticks

NONE = Kinds(np.full(50, -1), (), ())


def two_kinds(n: int) -> Kinds:
    return Kinds(np.arange(n) % 2, ("Folk & <Jazz>", "Rock"), ("#e69f00", "#56b4e9"))


def words(chart: Chart) -> list[str]:
    return [mark.text for mark in chart.marks if isinstance(mark, Text)]


def test_ticks_are_round_and_inside() -> None:
    assert ticks(0.0, 1.0, 5) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert ticks(67.0, 181.0, 5) == pytest.approx([100.0, 150.0])
    assert ticks(3.0, 3.0) == [3.0]
    assert ticks(np.nan, 1.0) == []


def test_a_frame_finds_back_what_it_places() -> None:
    frame = Frame(70, 40, 600, 400, (-3.0, 10.0), (5.0, 30.0))
    x, y = float(frame.across(1.25)), float(frame.down(17.0))
    assert frame.values_at(x, y) == pytest.approx((1.25, 17.0))
    assert float(frame.down(30.0)) == 40.0


@pytest.mark.parametrize("values", [[], [np.nan], [4.0], [-2.0, 2.0]])
def test_limits_hold_all_values_and_are_never_empty(values: list[float]) -> None:
    low, high = limits(values)
    assert low < high
    assert all(low < value < high for value in values if np.isfinite(value))


def test_bars_are_as_high_as_their_songs_are_many() -> None:
    values = np.repeat([1.0, 2.0, 3.0], [10, 20, 20])
    chart = insight_charts.histogram("tempo", values, NONE)
    heights = sorted(mark.height for mark in chart.marks if isinstance(mark, Rect))
    assert heights == pytest.approx([heights[-1] / 2, heights[-1], heights[-1]])


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


def test_songs_without_the_number_give_a_chart_that_says_so() -> None:
    for chart in (
        insight_charts.histogram("tempo", np.full(50, np.nan), NONE),
        insight_charts.boxes("tempo", np.full(50, np.nan), NONE),
        insight_charts.correlation(np.empty((0, 0)), ()),
    ):
        assert "no song has this number" in words(chart)


def test_a_turned_cube_shows_each_song_where_it_says() -> None:
    values = insight.unit_cube(np.random.default_rng(1).normal(size=(50, 3)))
    chart, places = space_charts.space(("a", "b", "c"), values, two_kinds(50), yaw=0.5, pitch=0.3)
    (dots,) = [mark for mark in chart.marks if isinstance(mark, Dots)]
    assert np.column_stack([dots.x, dots.y]) == pytest.approx(places)


def test_arrows_name_every_feature_and_shares_stand_at_the_axes() -> None:
    rng = np.random.default_rng(2)
    found = insight.principal(rng.normal(size=(50, 3)), ("tempo", "energy", "true_peak"))
    told = words(point_charts.principal(found, two_kinds(50)))
    assert {"tempo", "energy", "true peak"} <= set(told)
    assert any(f"{found.explained[0]:.0%}" in text for text in told)


def test_svg_is_well_formed_whatever_names_hold() -> None:
    x = np.arange(50.0)
    kinds = Kinds(np.zeros(50, np.int64), ("<b>&\x07\udcff",), ("#e69f00",))
    text = chart_files.svg(point_charts.scatter(("a<", "b"), x, x, kinds))
    tree = ElementTree.fromstring(text)
    assert sum(1 for _ in tree.iter("{http://www.w3.org/2000/svg}circle")) == 50


def test_a_density_in_svg_is_a_readable_png() -> None:
    import base64
    import io

    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 255, (5, 7, 4), dtype=np.uint8)
    text = chart_files.svg(Chart(20, 20, (Picture(0, 0, 7, 5, pixels),)))
    data = text.partition("base64,")[2].partition('"')[0]
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), pixels)


def test_png_shows_the_colours_of_the_marks() -> None:
    marks = (Rect(10, 10, 10, 10, "#ff0000"), Dots(np.array([40.0]), np.array([15.0]), ("#0000ff",), 5, 1.0))
    image = chart_files.render(Chart(60, 30, marks))
    assert image.getpixel((30, 30)) == (255, 0, 0)
    assert image.getpixel((80, 30)) == (0, 0, 255)
    assert image.getpixel((110, 50)) == (255, 255, 255)


def test_names_of_arrows_do_not_lie_over_each_other() -> None:
    rng = np.random.default_rng(0)
    one = rng.normal(size=60)
    values = np.column_stack([one + rng.normal(scale=0.05, size=60) for _ in range(6)])
    found = insight.principal(values, [f"feature_{at}" for at in range(6)])
    chart = point_charts.principal(found, Kinds(np.full(60, -1), (), ()))
    names = [m for m in chart.marks if isinstance(m, Text) and m.text.startswith("feature")]
    assert len(names) == 6
    heights = sorted(m.y for m in names)
    assert min(np.diff(heights)) >= 12.9


def test_songs_are_counted_in_whole_numbers() -> None:
    chart = insight_charts.histogram("tempo", [87.0], Kinds(np.array([0]), ("Folk",), ("#e69f00",)))
    assert "1" in words(chart) and "0.5" not in words(chart)


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


def test_names_that_lie_on_each_other_are_moved_apart() -> None:
    moved = point_charts._apart(np.array([10.0, 11.0, 12.0, 50.0]), 6.0)
    np.testing.assert_allclose(moved, [5.0, 11.0, 17.0, 50.0])


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
