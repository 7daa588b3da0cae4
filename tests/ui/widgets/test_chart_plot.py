"""Plots in the colours of the window."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPalette

from organizer.pictures.charts import Frame, Kinds
from organizer.ui.widgets.chart_plot import Axis, Plot, Points


@pytest.fixture
def plot(qtbot) -> Iterator[Plot]:
    view = pg.GraphicsView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    made = Plot()
    view.scene().addItem(made)
    made.place(FRAME)
    made.look_at(FRAME)
    yield made
    view.close()  # it holds the plot until then


FRAME = Frame(72, 40, 400, 300, (0.0, 10.0), (4.0, 40.0))


def test_it_lies_where_a_chart_of_a_file_has_its_frame(plot) -> None:
    assert plot.frame == FRAME


def test_zoom_keeps_what_is_under_the_pointer_and_ends_somewhere(plot) -> None:
    before = plot.frame.values_at(150.0, 100.0)
    plot.zoom(2.0, QPointF(150, 100))
    assert plot.frame.values_at(150.0, 100.0) == pytest.approx(before)
    assert plot.frame.high[0] - plot.frame.low[0] == pytest.approx(2.0)
    for factor in (1e9, 1e-12):
        plot.zoom(factor)
        assert np.isfinite([*plot.frame.low, *plot.frame.high]).all()
        assert plot.frame.high[0] > plot.frame.low[0]


def test_a_push_moves_values_by_pixels(plot) -> None:
    plot.push(100.0, 30.0)
    assert plot.frame.low == pytest.approx((-1.0, 13.0))


def test_ticks_are_round_and_those_of_things_whole(qtbot) -> None:
    axis = Axis("left")
    ((spacing, values),) = axis.tickValues(0.0, 2.0, 300.0)
    assert 0.5 in values and spacing == pytest.approx(values[1] - values[0])
    assert axis.tickStrings([1500.0, 0.5], 1.0, 1.0) == ["1,500", "0.5"]
    axis.whole = True
    ((_, values),) = axis.tickValues(0.0, 2.0, 300.0)
    assert values == [0.0, 1.0, 2.0]


def test_few_songs_are_dots_many_a_density_and_the_selected_lie_above(plot) -> None:
    points, palette = Points(plot), QPalette()
    rng = np.random.default_rng(0)
    for n in (50, 30_000, 0):
        x, y = rng.uniform(1, 3, n), rng.uniform(20, 30, n)
        kinds = Kinds(np.arange(n) % 2, ("Folk", "Rock"), ("#e69f00", "#56b4e9"))
        points.show(x, y, kinds, np.arange(n) < 7, palette)
        below, above = (len(dots.getData()[0]) for dots in points.dots)
        assert (below, above) == {50: (43, 7), 30_000: (0, 7), 0: (0, 0)}[n]
        assert (points.density[0].image is not None) == (n == 30_000)
    shown = points.density[1].image
    assert shown is None


def test_a_density_lies_where_its_songs_are(plot) -> None:
    points = Points(plot)
    kinds = Kinds(np.zeros(30_000, np.int64), ("Folk",), ("#e69f00",))
    points.show(np.full(30_000, 3.0), np.full(30_000, 35.0), kinds, None, QPalette())
    image = points.density[0]
    rows, columns = np.nonzero(image.image[..., 3])
    place = image.mapToParent(QPointF(columns[0] + 0.5, rows[0] + 0.5))
    pixel = plot.view.viewPixelSize()
    assert abs(place.x() - 3.0) < 2 * pixel[0] and abs(place.y() - 35.0) < 2 * pixel[1]


def test_it_wears_the_colours_of_the_window(plot) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Mid, "#123456")
    plot.name_axes("tempo", "energy")
    plot.dress(palette, QFont())
    assert plot.getAxis("left").pen().color().name() == "#123456"
    assert plot.getAxis("bottom").labelText == "tempo"
