"""The helper process: what is reported out of it, how its tasks are cancelled, and how it dies."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.model import Progress
from organizer.work import helper as helper_module
from organizer.work.helper import Helper
from organizer.work.jobs import JobContext, WorkerPool


@pytest.fixture
def helper() -> Iterator[Helper]:
    with Helper() as made:
        yield made


@pytest.fixture(scope="module")
def lasting() -> Iterator[Helper]:
    """For tests after which it is as before: a process takes a while to start."""
    with Helper() as made:
        yield made


def die(_library: str) -> None:
    os._exit(3)


def crash(_library: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def pid(_library: str) -> int:
    return os.getpid()


def nothing_to_do(_library: str) -> None:
    pass


def wait_for_ever(_library: str) -> None:
    helper_module.context().report(0, 1, "Waiting")
    threading.Event().wait()


def report_steps(_library: str, steps: int, long: str) -> int:
    for step in range(steps):
        helper_module.context().report(step, steps, f"Step {step}")
    for step in range(20_000):  # of these, only some are to be passed on
        helper_module.context().report(step, 20_000, "Counting")
    helper_module.context().report(1, 1, long)
    return steps


def test_one_process_serves_until_it_rests(helper: Helper) -> None:
    first = helper.run(JobContext(), pid, "")
    assert helper.run(JobContext(), pid, "") == first != os.getpid()
    helper.rest()
    assert helper.run(JobContext(), pid, "") != first


def test_reports_arrive_in_order_and_not_too_many(lasting: Helper) -> None:
    reports: list[Progress] = []
    long = "ä" * 100_000
    assert lasting.run(JobContext(reports.append), report_steps, "", 300, long) == 300
    assert reports[:300] == [Progress(step, 300, f"Step {step}") for step in range(300)]
    counted = [report.done for report in reports if report.what == "Counting"]
    assert counted[0] == 0 and counted == sorted(counted) and len(counted) < 2_000
    assert reports[-1].what and long.startswith(reports[-1].what)


def test_reports_go_to_the_one_whose_task_it_is(lasting: Helper) -> None:
    """Tasks of several threads wait for each other, in one process."""
    reports: dict[int, list[Progress]] = {5: [], 6: [], 7: []}
    results: dict[int, int] = {}

    def job(steps: int) -> None:
        results[steps] = lasting.run(JobContext(reports[steps].append), report_steps, "", steps, "")

    threads = [threading.Thread(target=job, args=(steps,)) for steps in reports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {5: 5, 6: 6, 7: 7}
    for steps, own in reports.items():
        assert {report.total for report in own} <= {steps, 20_000, 1}


def test_a_helper_that_dies_is_said_and_replaced(helper: Helper) -> None:
    with pytest.raises(OrganizerError, match=r"ended unexpectedly \(exit code 3\)"):
        helper.run(JobContext(), die, "")
    with pytest.raises(OrganizerError, match=r"ended unexpectedly \(signal SIGKILL\)"):
        helper.run(JobContext(), crash, "")
    assert helper.run(JobContext(), pid, "") != os.getpid()


def test_a_helper_that_died_idle_is_replaced(helper: Helper) -> None:
    first = helper.run(JobContext(), pid, "")
    os.kill(first, signal.SIGTERM)
    assert helper.run(JobContext(), pid, "") not in (first, os.getpid())


def test_cancelled_job_leaves_the_helper(lasting: Helper) -> None:
    context = JobContext(lambda progress: context.cancel() if progress.what == "Waiting" else None)
    with pytest.raises(Cancelled):
        lasting.run(context, wait_for_ever, "")
    assert lasting.run(JobContext(), pid, "") != os.getpid()


def test_a_task_that_waits_for_another_can_be_cancelled(lasting: Helper) -> None:
    waiting, outcomes = threading.Event(), []
    first = JobContext(lambda _progress: waiting.set())

    def job() -> None:
        with pytest.raises(Cancelled):
            lasting.run(first, wait_for_ever, "")
        outcomes.append("first")

    thread = threading.Thread(target=job)
    thread.start()
    assert waiting.wait(60)
    second = JobContext()
    second.cancel()
    with pytest.raises(Cancelled):
        lasting.run(second, pid, "")
    lasting.rest()  # does nothing: there is work
    first.cancel()
    thread.join()
    assert outcomes == ["first"]


def store_at_length(_library: str, done: str) -> str:
    helper_module.context().report(1, 1, "Tidying up")
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:  # a while after what cannot be taken back
        pass
    Path(done).write_text("done", "utf-8")
    return "stored"


def test_what_cannot_be_taken_back_is_not_cancelled(tmp_path: Path) -> None:
    seen = threading.Event()

    def on_progress(progress: Progress) -> None:
        if progress.what == "Tidying up":
            context.cancel()
            seen.set()

    context = JobContext(on_progress)
    done = tmp_path / "done"
    with Helper(lambda reason: reason, "try again", "Tidying up") as helper:
        assert helper.run(context, store_at_length, "", str(done)) == "stored"
    assert seen.is_set() and done.read_text("utf-8") == "done"


def test_no_temporary_folder_is_needed(
    helper: Helper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))
    assert helper.run(JobContext(), pid, "") != os.getpid()


def test_a_process_that_cannot_start_is_said_and_tried_again(
    helper: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    for place, name in ((os, "pipe"), (WorkerPool, "submit"), (WorkerPool, "__init__")):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, refuse)
            with pytest.raises(OrganizerError, match=r"cannot be started: .*temporarily unavailable"):
                helper.run(JobContext(), pid, "")
        helper.rest()  # nothing is at work that would keep it from resting
        assert not helper._busy.locked() and helper._process is None
    assert helper.run(JobContext(), pid, "") != os.getpid()


def test_a_task_that_cannot_be_sent_leaves_the_helper(lasting: Helper) -> None:
    with pytest.raises(Exception, match="lambda"):
        lasting.run(JobContext(), lambda _library: None, "")
    assert lasting.run(JobContext(), nothing_to_do, "") is None
