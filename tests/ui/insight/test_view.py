"""Insight as a person uses it: hover, click, draw around songs, zoom, turn, export, watch it learn."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton

from organizer.library.storage.database import Database
from organizer.pictures.charts import Dots, Picture
from organizer.ui.insight.canvas import AXES, DISTRIBUTION, SPACE, TOGETHER, TWO
from organizer.ui.insight.learning_view import SOM, LearningView
from organizer.ui.insight.plot import MOVE, InsightPlot
from organizer.ui.insight.view import LEARN, InsightView
from organizer.ui.state.job_ids import Job
from organizer.ui.window.view_names import ViewName
from organizer.work.insight import insighting
from organizer.work.intake.tabling import import_table
from organizer.work.jobs import JobContext


def fill(db: Database, folder: Path, n: int) -> None:
    rng = np.random.default_rng(n)
    lines = ["track_name,artist_name,track_genre,tempo,energy,danceability"]
    lines += [
        f"Song {i},Artist,{'Folk' if i % 2 else 'Rock'},{60 + 100 * a:.3f},{b:.4f},{(a + b) / 2:.4f}"
        for i, (a, b) in enumerate(rng.random((n, 2)))
    ]
    path = folder / "songs.csv"
    path.write_text("\n".join(lines), "utf-8")
    import_table(JobContext(), db, str(path))


@pytest.fixture
def plot(state, qtbot, tmp_path) -> InsightPlot:
    """Sixty songs, on the screen."""
    fill(state.db, tmp_path, 60)
    made = InsightPlot(state)
    qtbot.addWidget(made)
    made.resize(800, 460)
    made.show_songs(insighting.gather(state.db))
    made.show()
    qtbot.waitUntil(made.isVisible)
    show(made, TWO)
    return made


def show(plot: InsightPlot, picture: str) -> None:
    plot.show_picture(picture)
    plot.grab()


def place(plot: InsightPlot, row: int) -> QPoint:
    return QPointF(*(float(v) for v in plot.places[:, row])).toPoint()


def drag(qtbot, plot: InsightPlot, *points: QPoint, keys=Qt.KeyboardModifier.NoModifier) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(plot, left, keys, points[0])
    for point in points[1:]:
        where = QPointF(point)
        event = QMouseEvent(
            QEvent.Type.MouseMove, where, plot.mapToGlobal(where), Qt.MouseButton.NoButton, left, keys
        )
        QApplication.sendEvent(plot, event)
    qtbot.mouseRelease(plot, left, keys, points[-1])
    plot.grab()


def inside(plot: InsightPlot, left: int, top: int, right: int, bottom: int) -> list[int]:
    x, y = plot.places
    rows = np.flatnonzero((x > left) & (x < right) & (y > top) & (y < bottom))
    return plot.gathered.ids[rows].tolist()


def test_the_song_under_the_pointer_is_named_and_a_click_selects_it(plot, qtbot) -> None:
    qtbot.mouseMove(plot, place(plot, 7))
    assert plot.hovered is not None
    assert "Song" in plot.name_of(plot.hovered)
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place(plot, 7))
    assert plot.state.selection.tolist() == [plot.gathered.ids[plot.song_near(QPointF(place(plot, 7)))]]
    before = plot.state.selection.tolist()
    plot.grab()
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
    plot.grab()
    above = [mark for mark in plot.chart.marks if isinstance(mark, Dots)][-1]
    assert len(above.x) == 5
    show(plot, DISTRIBUTION)
    assert any(getattr(mark, "text", "") == "selected · 5" for mark in plot.chart.marks)


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
    plot.grab()
    assert plot.frame.high[0] - plot.frame.low[0] < whole.high[0] - whole.low[0]
    assert plot.frame.values_at(300, 200) == pytest.approx(before)
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_0)
    plot.grab()
    assert plot.frame == whole


def test_in_space_a_drag_turns_and_a_lasso_selects(plot, qtbot) -> None:
    show(plot, SPACE)
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
    show(plot, DISTRIBUTION)
    edges = plot.gathered.distribution("tempo").histogram.edges
    frame = plot.frame
    middle = float(frame.across((edges[1] + edges[2]) / 2))
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPointF(middle, frame.y + 20).toPoint())
    tempo = plot.gathered.column("tempo")
    rows = np.flatnonzero((tempo >= edges[1]) & (tempo < edges[2]))
    assert plot.state.selection.tolist() == plot.gathered.ids[rows].tolist() != []


def test_a_square_of_the_correlations_opens_its_pair(plot, qtbot) -> None:
    show(plot, TOGETHER)
    frame, names = plot.frame, plot.gathered.names
    point = QPointF(float(frame.across(0.5)), float(frame.down(len(names) - 1.5))).toPoint()
    with qtbot.waitSignal(plot.pair_chosen) as caught:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == [names[0], names[1]]


def test_a_double_click_plays(plot, qtbot) -> None:
    with qtbot.waitSignal(plot.state.play_requested) as caught:
        qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=place(plot, 3))
    assert caught.args[0] in plot.gathered.ids


def test_an_empty_library_shows_a_sentence_and_a_button(state, qtbot) -> None:
    view = InsightView(state)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.gathered_changed, timeout=60_000):
        view.show()
    assert view.bar.isHidden() and "appear here" in view.empty.words.text()
    with qtbot.waitSignal(view.add_requested):
        qtbot.mouseClick(view.empty.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("n", [2, 3000])
def test_pictures_of_two_songs_and_of_thousands(state, qtbot, tmp_path, n) -> None:
    fill(state.db, tmp_path, n)
    view = InsightView(state)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    with qtbot.waitSignal(view.gathered_changed, timeout=60_000):
        view.show()
    for button in view.pictures.buttons():
        assert isinstance(button, QToolButton)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        view.grab()
        shown = view.learning if button.text() == LEARN else view.plot
        assert view.pages.currentWidget() is shown
        if button.text() in (TWO, AXES, SPACE):
            marks = [mark for mark in view.plot.chart.marks if isinstance(mark, Dots | Picture)]
            assert isinstance(marks[0], Dots if n == 2 else Picture)
    view.show_pair("energy", "danceability")
    for ending in ("png", "svg", "csv"):
        path = tmp_path / f"picture.{ending}"
        with qtbot.waitSignal(state.message, timeout=30_000):
            view.export(str(path))
    assert QImage(str(tmp_path / "picture.png")).width() == 2 * view.plot.width()
    assert "danceability" in (tmp_path / "picture.svg").read_text("utf-8")
    with (tmp_path / "picture.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == n


def test_kmeans_is_stepped_until_it_settles(qtbot, plot) -> None:
    view = LearningView()
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    view.show_songs(plot.gathered.principal)
    view.groups.setValue(3)
    seen = [view.words.text()]
    for _ in range(200):
        if view.settled:
            break
        qtbot.mouseClick(view.step_button, Qt.MouseButton.LeftButton)
        seen.append(view.words.text())
    assert view.settled and not view.step_button.isEnabled()
    assert np.diff(view.errors).max() <= 1e-9
    assert len(set(seen)) >= 4
    first = view.path[0]
    qtbot.mouseClick(view.again_button, Qt.MouseButton.LeftButton)
    assert not np.array_equal(view.path[0], first)


def test_the_sheet_unfolds_when_it_is_played(qtbot, plot) -> None:
    view = LearningView()
    qtbot.addWidget(view)
    view.show()
    view.show_songs(plot.gathered.principal)
    view.method.setCurrentText(SOM)
    view.restart()
    view._timer.setInterval(0)
    qtbot.mouseClick(view.play_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.settled, timeout=30_000)
    assert not view.play_button.isChecked()
    assert view.errors[-1] < view.errors[0]
    assert "unfolded" in view.words.text()


def test_too_few_songs_to_learn_from_are_said(qtbot) -> None:
    view = LearningView()
    qtbot.addWidget(view)
    view.show_songs(None)
    view.restart()
    assert "at least two songs" in view.words.text()
    assert not view.step_button.isEnabled() and not view.play_button.isEnabled()


def test_the_window_loads_no_heavy_library_for_it() -> None:
    program = (
        "import organizer.ui.insight.view, sys\n"
        "print([n for n in ('sklearn', 'scipy', 'PIL', 'librosa') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_key_opens_insight_in_the_window(open_window, qtbot) -> None:
    window = open_window().window
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.views.view(ViewName.INSIGHT) is not None)
    view = window.views.view(ViewName.INSIGHT)
    assert isinstance(view, InsightView)
    qtbot.waitUntil(lambda: not window.state.jobs.running(Job.INSIGHT), timeout=60_000)


def test_a_person_chooses_the_numbers_that_take_part(state, qtbot, tmp_path) -> None:
    fill(state.db, tmp_path, 40)
    view = InsightView(state)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    with qtbot.waitSignal(view.gathered_changed, timeout=60_000):
        view.show()
    assert view.numbers.text().startswith("3 of 3")
    qtbot.mouseClick(view.numbers, Qt.MouseButton.LeftButton)
    row = [view.panel.table.item(at, 0).text() for at in range(3)].index("energy")
    view.panel.table.item(row, 0).setCheckState(Qt.CheckState.Unchecked)
    with qtbot.waitSignal(view.gathered_changed, timeout=60_000):
        view.panel.close()
    assert view.plot.gathered.names == ("tempo", "danceability")
    assert view.numbers.text().startswith("2 of 3") and view.boxes[0].count() == 2
    for name in (TOGETHER, AXES, SPACE):
        view.show_picture(name)
        view.grab()
    qtbot.mouseClick(view.numbers, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.panel.none, Qt.MouseButton.LeftButton)  # nothing to look at: what was there stays
    assert not view.panel.done.isEnabled()
    view.panel.close()
    assert not state.jobs.running(Job.INSIGHT)
    assert view.panel.names() == ("tempo", "danceability") and view.panel.done.isEnabled()


def test_songs_that_cannot_be_shown_are_counted(state, qtbot, tmp_path) -> None:
    path = tmp_path / "gaps.csv"
    lines = [f"Song {n},Ada,{60 + n},{n / 20 if n % 4 else ''},{n % 3}" for n in range(20)]
    path.write_text("\n".join(["title,artist,tempo,energy,danceability", *lines]), "utf-8")
    import_table(JobContext(), state.db, str(path))
    view = InsightView(state)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.gathered_changed, timeout=60_000):
        view.show()
    assert view.hint.whole().startswith("Click a bar")
    view.show_pair("tempo", "energy")
    assert view.hint.whole().startswith("5 songs not shown: no value.")


def test_boxes_are_not_cut_off_where_there_is_little_room(state, qtbot, tmp_path) -> None:
    fill(state.db, tmp_path, 40)
    view = InsightView(state)
    qtbot.addWidget(view)
    view.resize(700, 500)
    with qtbot.waitSignal(view.gathered_changed, timeout=60_000):
        view.show()
    heights = set()
    for name in (DISTRIBUTION, TOGETHER, TWO, AXES):
        view.show_picture(name)
        view.grab()
        heights.add(view.plot.height())
        shown = [box for box in (*view.boxes, view.colours) if box.isVisible()]
        assert all(box.width() >= box.sizeHint().width() for box in shown)
        assert view.hint.whole()
    assert len(heights) == 1  # the picture stays where it is
