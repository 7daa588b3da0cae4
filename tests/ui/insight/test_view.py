"""Insight as a person uses it: pictures, numbers, search, export."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from organizer.ui.insight.pictures import Picture
from organizer.ui.insight.view import InsightView
from organizer.ui.state.job_ids import Job
from organizer.ui.window.view_names import ViewName
from organizer.work.intake.tabling import import_table
from organizer.work.jobs import JobContext
from tests.ui.insight.songs import fill


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
    for picture, button in view.pictures.items():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        view.plot.make()
        view.grab()
        shown = view.learning if picture == Picture.LEARNING else view.plot
        assert view.pages.currentWidget() is shown
        assert [name for name, other in view.pictures.items() if other.isChecked()] == [picture]
        if picture in (Picture.SCATTER, Picture.PCA):
            points = view.plot.board.points
            assert (len(points.dots[0].getData()[0]) == 2) == (points.density[0].image is None) == (n == 2)
    view.show_pair("energy", "danceability")
    for ending in ("png", "svg", "csv"):
        path = tmp_path / f"picture.{ending}"
        with qtbot.waitSignal(state.message, timeout=30_000):
            view.export(str(path))
    assert QImage(str(tmp_path / "picture.png")).width() == 2 * view.plot.width()
    assert "danceability" in (tmp_path / "picture.svg").read_text("utf-8")
    with (tmp_path / "picture.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == n


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
    for name in (Picture.CORRELATION, Picture.PCA, Picture.SPACE):
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
    for name in (Picture.DISTRIBUTION, Picture.CORRELATION, Picture.SCATTER, Picture.PCA):
        view.show_picture(name)
        view.grab()
        heights.add(view.plot.height())
        shown = [box for box in (*view.boxes, view.colours) if box.isVisible()]
        assert all(box.width() >= box.sizeHint().width() for box in shown)
        assert view.hint.whole()
    assert len(heights) == 1  # the picture stays where it is
