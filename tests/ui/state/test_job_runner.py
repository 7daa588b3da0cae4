from __future__ import annotations

import functools
import threading

import pytest
from PySide6.QtCore import QObject, QThread
from shiboken6 import delete

from organizer.base.errors import OrganizerError
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobRunner


@pytest.fixture
def runner(qapp):
    runner = JobRunner()
    yield runner
    assert runner.stop_all()


def test_result_arrives_on_the_gui_thread(qtbot, runner):
    answers = []
    with qtbot.waitSignal(runner.job_ended) as ended:
        runner.start(
            Job.STOCK,
            lambda context, a, b: a + b,
            2,
            3,
            on_result=lambda value: answers.append((value, QThread.currentThread())),
        )
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(5, runner.thread())]
    assert ended.args[0].result == 5 and not runner.running()


def test_world_error_is_delivered_once(qtbot, runner):
    errors = []

    def job(context):
        raise OrganizerError("the disk is full")

    runner.start(Job.DRAFTS_WRITE, job, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "the disk is full" and len(errors) == 1


def test_cancelled_job_has_no_result(qtbot, runner):
    answers = []
    started = threading.Event()

    def job(context):
        started.set()
        while True:
            context.check_cancelled()

    with qtbot.waitSignal(runner.job_ended) as ended:
        runner.start(Job.ANALYSIS, job, on_result=answers.append)
        assert started.wait(10)
        runner.cancel(Job.ANALYSIS)
    assert ended.args[0].cancelled and not answers


def test_late_answer_of_a_replaced_job_is_dropped(qtbot, runner):
    answers = []
    go_on = threading.Event()

    def slow(context):
        go_on.wait(10)
        return "old"

    runner.start(Job.TRACKS, slow, on_result=answers.append)
    runner.start(Job.TRACKS, lambda context: "new", on_result=answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    go_on.set()
    assert runner.stop_all()
    qtbot.waitUntil(lambda: not runner._contexts)
    assert answers == ["new"]


def test_paused_job_waits_and_goes_on(qtbot, runner):
    steps = []
    first, second = threading.Event(), threading.Event()

    def job(context):
        first.set()
        assert second.wait(10)
        context.check_cancelled()
        steps.append("went on")

    runner.start(Job.ANALYSIS, job)
    assert first.wait(10)
    with qtbot.waitSignal(runner.job_paused):
        runner.pause(Job.ANALYSIS)
    second.set()
    assert runner.context(Job.ANALYSIS).paused and not steps
    with qtbot.waitSignal(runner.job_ended):
        runner.pause(Job.ANALYSIS, False)
    assert steps == ["went on"]


def test_stopped_runner_takes_nothing_more(qapp):
    runner = JobRunner()
    assert runner.stop_all()
    ran = []
    runner.start(Job.STOCK, lambda context: ran.append(1))
    assert runner.stop_all() and not ran and not runner.running()


def test_jobs_share_the_connections_of_their_threads(qtbot, runner, db):
    """Each connection has a cache of its own: one for every job would be there until the program ends."""
    seen = []
    for _ in range(40):
        with qtbot.waitSignal(runner.job_ended):
            runner.start(Job.LOAD, lambda _context: db.read(), on_result=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 40)
    assert len({id(connection) for connection in seen}) <= 8


@pytest.mark.parametrize("wrap", [lambda call: call, lambda call: functools.partial(call)])
def test_an_answer_for_what_is_gone_is_dropped(qtbot, runner, wrap):
    class Asker(QObject):
        answered = False

        def take(self, _value):
            type(self).answered = True

    asker, go_on = Asker(), threading.Event()
    with qtbot.waitSignal(runner.job_ended):
        runner.start(Job.LOAD, lambda context: go_on.wait(10), on_result=wrap(asker.take))
        delete(asker)
        go_on.set()
    with qtbot.waitSignal(runner.job_ended):  # what comes after it was not told either
        runner.start(Job.STOCK, lambda context: None)
    assert not Asker.answered


def test_an_owner_that_is_gone_is_told_nothing(qtbot, runner):
    owner, answers = QObject(), []
    with qtbot.waitSignal(runner.job_ended):
        runner.start(Job.LOAD, lambda context: 1, on_result=answers.append, owner=owner)
        delete(owner)
    with qtbot.waitSignal(runner.job_ended):
        runner.start(Job.LOAD, lambda context: 2, on_result=answers.append, owner=runner)
    qtbot.waitUntil(lambda: answers == [2])


def test_what_a_job_holds_ends_on_the_gui_thread(qtbot, runner):
    ended_on = []

    class Held:
        def __del__(self):
            ended_on.append(QThread.currentThread())

    with qtbot.waitSignal(runner.job_ended):
        runner.start(Job.LOAD, lambda context, held: None, Held())
    qtbot.waitUntil(lambda: ended_on == [runner.thread()])
