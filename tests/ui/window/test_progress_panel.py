from __future__ import annotations

import threading

import pytest

from organizer.base.model import Progress
from organizer.base.settings import Settings
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.window.progress_panel import ProgressPanel, Speed, describe


def test_line_says_how_far_how_fast_and_how_long():
    line = describe("Analyzing", Progress(1204, 12408), 5.1)
    assert line == "Analyzing 1,204 of 12,408 · 5.1/s · about 37 min left"
    grows = describe("Analyzing", Progress(3, 93), 1.0, grows=True)
    assert grows == "Analyzing 3 of 93 · 1.0/s · at least 2 min left"
    assert describe("Adding songs", Progress(37, 0), None) == "Adding songs: 37"
    assert describe("Analyzing", Progress(3, 9), 2.0, paused=True) == "Analyzing 3 of 9 · paused"
    waits = Progress(3, 9, waiting="Waits until 22:00")
    assert describe("Analyzing", waits, 2.0) == "Waits until 22:00 · Analyzing 3 of 9"
    assert describe("Finding parts", Progress(80, 184), 40.0, timed=True) == "Finding parts 1:20 of 3:04"


def test_a_message_of_several_lines_stays_on_one(qtbot, state: AppState):
    panel = ProgressPanel(state)
    qtbot.addWidget(panel)
    panel.resize(700, 40)
    panel.show()
    high = panel.sizeHint().height()
    state.message.emit("Something was said inside:\n  first line\n  second line", "info")
    assert "inside: first line second" in panel.text.text() and panel.sizeHint().height() == high
    assert "\n" in panel.text.whole()  # as it is, in the tooltip


def test_speed_is_that_of_the_last_while():
    speed = Speed()
    assert speed.rate() is None
    for second in range(100):
        speed.add(float(second), second if second < 50 else 50 + (second - 50) * 4)
    assert speed.rate() == pytest.approx(4.0)


def test_pause_and_cancel_reach_the_job(qtbot, db: Database):
    state = AppState(db, Settings())
    panel = ProgressPanel(state)
    qtbot.addWidget(panel)
    going = threading.Event()

    def job(context):
        context.report(1, 2, "song.mp3")
        going.set()
        while True:
            context.check_cancelled()

    with qtbot.waitSignal(state.jobs.job_progressed):
        context = state.jobs.start(Job.ANALYSIS, job)
    assert going.wait(10) and panel.job == Job.ANALYSIS and "1 of 2" in panel.text.whole()
    panel.pause_button.click()
    assert context.paused and panel.pause_button.accessibleName() == "Go on"
    panel.pause_button.click()
    assert not context.paused
    with qtbot.waitSignal(state.jobs.job_ended) as ended:
        panel.cancel_button.click()
    assert ended.args[0].cancelled and panel.job is None and not panel.cancel_button.isVisibleTo(panel)
    assert state.jobs.stop_all()


def test_what_waits_for_better_times_can_go_on_now(qtbot, db: Database):
    state = AppState(db, Settings())
    panel = ProgressPanel(state)
    qtbot.addWidget(panel)
    begun = threading.Event()

    def job(context):
        context.report(3, 9, waiting="Waits for mains power")
        while not context.hurried:
            context.wait(10)
        begun.set()
        context.report(4, 9, "song.mp3")
        context.report(9, 9)

    with qtbot.waitSignal(state.jobs.job_progressed):
        state.jobs.start(Job.ANALYSIS, job)
    assert "Waits for mains power · Analyzing 3 of 9" in panel.text.whole()
    assert panel.hurry_button.isVisibleTo(panel) and not begun.is_set()
    with qtbot.waitSignal(state.jobs.job_ended):
        panel.hurry_button.click()
    assert begun.is_set() and not panel.hurry_button.isVisibleTo(panel)
    assert state.jobs.stop_all()


def test_hearing_is_not_told_of_before_there_is_a_song_to_hear(qtbot, db: Database):
    state = AppState(db, Settings())
    panel = ProgressPanel(state)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(state.jobs.job_ended):
        state.jobs.start(Job.ANALYSIS, lambda _context: None)
        assert panel.job is None and panel.text.whole() == ""
    state.message.emit("2 songs found", "info")
    seen = threading.Event()

    def hear(context):
        context.report(0, 2, "a.mp3")
        seen.wait(10)

    with qtbot.waitSignal(state.jobs.job_progressed):
        state.jobs.start(Job.ANALYSIS, hear)
    assert panel.job == Job.ANALYSIS and panel.cancel_button.isVisibleTo(panel)
    assert panel.text.whole() == "2 songs found"  # a job that starts leaves it to be read
    qtbot.waitUntil(lambda: "0 of 2" in panel.text.whole(), timeout=7_000)  # and gets its place soon
    seen.set()
    assert state.jobs.stop_all()


def test_a_job_that_reports_its_own_name_is_named_once(qtbot, state: AppState):
    panel = ProgressPanel(state)
    qtbot.addWidget(panel)
    reported, seen = threading.Event(), threading.Event()

    def job(context):
        context.report(0, 0, Job.QUALITY.title)
        reported.set()
        seen.wait(10)

    with qtbot.waitSignal(state.jobs.job_progressed):
        state.jobs.start(Job.QUALITY, job)
    assert reported.wait(10) and panel.text.whole().count(Job.QUALITY.title) == 1
    with qtbot.waitSignal(state.jobs.job_ended):
        seen.set()


def test_of_two_jobs_both_are_named_and_the_buttons_are_for_the_first(qtbot, db: Database):
    state = AppState(db, Settings())
    panel = ProgressPanel(state)
    qtbot.addWidget(panel)

    def job(context, done, total):
        context.report(done, total, "song.mp3")
        while True:
            context.wait(0.1)

    for kind, done, total in ((Job.IMPORT, 300, 0), (Job.ANALYSIS, 3, 128)):
        with qtbot.waitSignal(state.jobs.job_progressed):
            state.jobs.start(kind, job, done, total)
    assert panel.text.whole() == "Analyzing 3 of 128 · Adding songs: 300 · song.mp3"
    panel.other_button.click()
    assert panel.job is Job.IMPORT and panel.text.whole().startswith("Adding songs: 300 · Analyzing 3 of 128")
    with qtbot.waitSignal(state.jobs.job_ended) as ended:
        panel.cancel_button.click()
    assert ended.args[0].job is Job.IMPORT and panel.job is Job.ANALYSIS
    assert not panel.other_button.isVisibleTo(panel)
    assert state.jobs.stop_all()
