"""Jobs and worker processes: progress, cancelling, and files that kill their worker."""

from __future__ import annotations

import os
import platform
import resource
import threading
from collections.abc import Iterator

import pytest

from organizer.base.errors import AudioError, Cancelled, OrganizerError
from organizer.base.model import Progress
from organizer.work.jobs import JobContext, WorkerPool, run_bounded


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, time_limit=5) as made:
        yield made


def work(item: str) -> str:
    if item == "die":
        os._exit(7)
    if item == "hang":
        threading.Event().wait()
    if item == "bad":
        raise AudioError("is empty", path="/x.mp3", remedy="restore it")
    if item == "bug":
        return str(1 / 0)
    return item.upper()


def test_one_bad_item_never_stops_the_rest(pool: WorkerPool) -> None:
    items = ["a", "die", "b", "bad", "hang", "bug", "c"]
    outcomes = dict(run_bounded(JobContext(), pool, work, items, limit=2))
    assert {k: v for k, v in outcomes.items() if k in "abc"} == {"a": "A", "b": "B", "c": "C"}
    assert isinstance(outcomes["die"], OrganizerError)
    assert "7" in str(outcomes["die"])
    assert "too long" in str(outcomes["hang"])
    assert isinstance(outcomes["bad"], AudioError)
    assert str(outcomes["bad"]) == "/x.mp3: is empty (restore it)"
    assert isinstance(outcomes["bug"], ZeroDivisionError)


def test_workers_run_at_low_priority_with_one_thread_each(pool: WorkerPool) -> None:
    assert pool.submit(os.nice, 0).result() == 19
    assert pool.submit(os.getenv, "OPENBLAS_NUM_THREADS").result() == "1"


def faults_of_arrays(count: int, size: int) -> int:
    """Pages that the system had to hand out while ``count`` arrays of ``size`` bytes came and went again."""
    before = 0
    for turn in range(10):
        arrays = [bytearray(size) for _ in range(count)]
        arrays.clear()
        if turn == 0:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep freed memory their way")
def test_workers_use_freed_memory_again(pool: WorkerPool) -> None:
    size = 8 << 20
    assert pool.submit(faults_of_arrays, 5, size).result() < size / resource.getpagesize()


def test_cancelling_ends_the_run(pool: WorkerPool) -> None:
    context = JobContext()
    seen = []
    with pytest.raises(Cancelled):
        for item, _ in run_bounded(context, pool, work, iter("abcdefgh"), limit=2):
            seen.append(item)
            context.cancel()
    assert 1 <= len(seen) <= 2


def test_a_paused_job_waits_and_goes_on() -> None:
    context = JobContext()
    context.pause()
    passed = threading.Event()

    def job() -> None:
        context.check_cancelled()
        passed.set()

    thread = threading.Thread(target=job)
    thread.start()
    assert not passed.wait(0.3)
    context.resume()
    assert passed.wait(10)
    thread.join()


def test_a_paused_job_can_be_cancelled() -> None:
    context = JobContext()
    context.pause()
    context.cancel()
    with pytest.raises(Cancelled):
        context.check_cancelled()


def test_progress_is_reported_as_it_is() -> None:
    reported: list[Progress] = []
    JobContext(reported.append).report(3, 10, "song")
    assert reported == [Progress(3, 10, "song")]
