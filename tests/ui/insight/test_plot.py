"""Pictures of songs under hand and keyboard: hover, click, draw around songs, zoom, turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from organizer.analysis.space import insight
from organizer.ui.insight.pictures import Picture
from organizer.ui.insight.plot import MOVE, InsightPlot
from tests.ui.pointer import move


def show(plot: InsightPlot, picture: Picture) -> None:
    plot.show_picture(picture)
    paint(plot)


def paint(plot: InsightPlot) -> None:
    """As the window does when nothing else is to be done."""
    plot.make()
    plot.grab()


def place(plot: InsightPlot, row: int) -> QPoint:
    return QPointF(*(float(v) for v in plot.places[:, row])).toPoint()


def drag(qtbot, plot: InsightPlot, *points: QPoint, keys=Qt.KeyboardModifier.NoModifier) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(plot, left, keys, points[0])
    for point in points[1:]:
        move(plot, point, left, keys)
    qtbot.mouseRelease(plot, left, keys, points[-1])
    paint(plot)


def inside(plot: InsightPlot, left: int, top: int, right: int, bottom: int) -> list[int]:
    x, y = plot.places
    rows = np.flatnonzero((x > left) & (x < right) & (y > top) & (y < bottom))
    return plot.gathered.ids[rows].tolist()


def test_the_song_under_the_pointer_is_named_and_a_click_selects_it(plot, qtbot) -> None:
    move(plot, place(plot, 7))
    assert plot.hovered is not None
    assert "Song" in plot.name_of(plot.hovered)
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place(plot, 7))
    assert plot.state.selection.tolist() == [plot.gathered.ids[plot.song_near(QPointF(place(plot, 7)))]]
    before = plot.state.selection.tolist()
    paint(plot)
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place(plot, 20))
    assert set(before) < set(plot.state.selection.tolist())


def test_a_line_drawn_around_songs_selects_them(plot, qtbot) -> None:
    corners = [QPoint(200, 100), QPoint(450, 100), QPoint(450, 300), QPoint(200, 300), QPoint(200, 110)]
    wanted = inside(plot, 200, 100, 450, 300)
    assert 0 < len(wanted) < 60
    drag(qtbot, plot, *corners)
    assert plot.state.selection.tolist() == wanted
    drag(qtbot, plot, QPoint(100, 60), QPoint(300, 380), keys=Qt.KeyboardModifier.ShiftModifier)
    assert plot.state.selection.tolist() == inside(plot, 100, 60, 300, 380)


def test_what_is_selected_elsewhere_lies_on_top(plot) -> None:
    plot.state.select(plot.gathered.ids[:5], "table")
    paint(plot)
    below, above = (dots.getData()[0] for dots in plot.board.points.dots)
    assert (len(below), len(above)) == (55, 5)
    show(plot, Picture.DISTRIBUTION)
    assert plot.board.box_names[1] == "selected · 5"


def test_the_wheel_keeps_what_is_under_the_pointer_and_0_shows_all(plot, qtbot) -> None:
    at = QPointF(300, 200)
    before, whole = plot.frame.values_at(300, 200), plot.frame
    event = QWheelEvent(
        at,
        plot.mapToGlobal(at),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot, event)
    paint(plot)
    assert plot.frame.high[0] - plot.frame.low[0] < whole.high[0] - whole.low[0]
    assert plot.frame.values_at(300, 200) == pytest.approx(before)
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_0)
    paint(plot)
    assert plot.frame == whole


def test_in_space_a_drag_turns_and_a_lasso_selects(plot, qtbot) -> None:
    show(plot, Picture.SPACE)
    plot.tool = MOVE
    before = plot.places.copy()
    drag(qtbot, plot, QPoint(300, 200), QPoint(360, 220))
    assert not np.allclose(plot.places, before)
    assert not len(plot.state.selection)
    plot.tool = "lasso"
    wanted = inside(plot, 150, 60, 320, 400)
    drag(qtbot, plot, QPoint(150, 60), QPoint(320, 60), QPoint(320, 400), QPoint(150, 400))
    assert plot.state.selection.tolist() == wanted


def test_a_bar_selects_its_songs(plot, qtbot) -> None:
    show(plot, Picture.DISTRIBUTION)
    edges = plot.gathered.distribution("tempo").histogram.edges
    frame = plot.frame
    middle = float(frame.across((edges[1] + edges[2]) / 2))
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPointF(middle, frame.y + 20).toPoint())
    tempo = plot.gathered.column("tempo")
    rows = np.flatnonzero((tempo >= edges[1]) & (tempo < edges[2]))
    assert plot.state.selection.tolist() == plot.gathered.ids[rows].tolist() != []


def test_a_square_of_the_correlations_opens_its_pair(plot, qtbot) -> None:
    show(plot, Picture.CORRELATION)
    frame, names = plot.frame, plot.gathered.names
    point = QPointF(float(frame.across(0.5)), float(frame.down(len(names) - 1.5))).toPoint()
    with qtbot.waitSignal(plot.pair_chosen) as caught:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == [names[0], names[1]]


def test_a_double_click_plays(plot, qtbot) -> None:
    with qtbot.waitSignal(plot.state.play_requested) as caught:
        qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=place(plot, 3))
    assert caught.args[0] in plot.gathered.ids


def test_the_pointer_of_the_system_reaches_songs_through_the_board(plot, qtbot) -> None:
    window = plot.windowHandle()
    # a pointer that was elsewhere, with no button down, whatever was done before
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 3))
    QTest.mouseMove(window, place(plot, 7))
    qtbot.waitUntil(lambda: plot.hovered is not None)
    card = plot.board.pointer.boundingRect()
    assert card.contains(QPointF(place(plot, 7))) and card.width() > 50
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(plot, 7))
    qtbot.waitUntil(lambda: len(plot.state.selection) == 1)


def test_arrow_keys_push_and_the_picture_is_exported_as_it_is_seen(plot, qtbot) -> None:
    before = plot.frame
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    paint(plot)
    assert plot.frame.low[0] > before.low[0] and plot.frame.high[1] < before.high[1]
    frame = plot.as_marks().frame
    assert frame.low == pytest.approx(plot.frame.low) and frame.high == pytest.approx(plot.frame.high)
    assert (frame.x, frame.y, frame.width, frame.height) == (
        plot.frame.x,
        plot.frame.y,
        plot.frame.width,
        plot.frame.height,
    )
    image = plot.image(2.0)
    assert (image.width(), image.height()) == (2 * plot.width(), 2 * plot.height())


def test_all_pictures_are_painted_without_any_value_of_the_number(plot) -> None:
    values = plot.gathered.values.copy()
    values[:] = np.nan
    columns = {
        key: insight.distribution(values[:, 0], plot.gathered.colours.labels, 2)
        for key in plot.gathered.distributions
    }
    plot.show_songs(replace(plot.gathered, values=values, distributions=columns, principal=None))
    for picture in list(Picture)[:-1]:
        show(plot, picture)
        assert plot.title
