"""Long work: how it reports, how it is stopped, and the processes that do the heavy part.

A job is a plain function ``job(context, …) -> result``. It reports through ``context.report`` and
stops where it calls ``context.check_cancelled``. No Qt here: the window runs jobs on its own threads
(``ui/job_runner.py``), the command line runs them inline.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Any, TypeVar

from organizer.base import system
from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.language import tr
from organizer.base.memory import keep_freed
from organizer.base.model import Progress
from organizer.base.stopping import held_back
from organizer.base.threads import limit_linear_algebra

T = TypeVar("T")
R = TypeVar("R")

#: Seconds after which work that is under way, or rests, is looked at again.
_TURN = 0.2


class JobContext:
    """What a job knows of the one who asked for it: where to report, whether to go on.

    Thread-safe: ``cancel``, ``pause``, ``resume`` and ``hurry`` are called from elsewhere while the job runs.
    """

    def __init__(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._on_progress = on_progress
        self._cancelled = threading.Event()
        self._running = threading.Event()
        self._running.set()
        self._hurried = threading.Event()
        self._woken = threading.Event()

    def report(
        self,
        done: int,
        total: int,
        what: str = "",
        *,
        workers: tuple[tuple[str, int], ...] = (),
        waiting: str = "",
    ) -> None:
        """Say how far the job is, on a cluster also what each worker has done; and why it waits, if so."""
        if self._on_progress is not None:
            self._on_progress(Progress(done, total, what, workers, waiting))

    def check_cancelled(self) -> None:
        """Raise ``Cancelled`` if the job was asked to stop; wait here while it is paused."""
        while not self._running.is_set() and not self._running.wait(0.2):
            if self._cancelled.is_set():
                break
        if self._cancelled.is_set():
            raise Cancelled

    def give_way(self, seconds: float = 0.1) -> None:
        """Wait before heavy work, so that the window first shows what the work is about; raises
        ``Cancelled`` as soon as the job is asked to stop."""
        if self._cancelled.wait(seconds):
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the job is to hurry; raises ``Cancelled`` as soon as it is to stop."""
        self._woken.wait(seconds)
        self._woken.clear()
        self.check_cancelled()

    def cancel(self) -> None:
        """Ask the job to stop; a paused one goes on to its end."""
        self._cancelled.set()
        self._running.set()
        self._woken.set()

    def hurry(self, hurried: bool = True) -> None:
        """Let the job go on now, although it waits for better times; or wait for them again."""
        (self._hurried.set if hurried else self._hurried.clear)()
        if hurried:
            self._woken.set()

    @property
    def hurried(self) -> bool:
        """Whether the job is not to wait for better times."""
        return self._hurried.is_set()

    def pause(self) -> None:
        """Let the job wait at its next ``check_cancelled``."""
        self._running.clear()

    def resume(self) -> None:
        """Let a paused job go on."""
        self._running.set()

    @property
    def cancelled(self) -> bool:
        """Whether the job was asked to stop."""
        return self._cancelled.is_set()

    @property
    def paused(self) -> bool:
        """Whether the job is to wait."""
        return not self._running.is_set()


def processor_time() -> float:
    """Of this process and of those that it waited for, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def default_jobs() -> int:
    """All cores but one, at least one."""
    return max(1, system.cores() - 1)


class WorkerPool(Executor):
    """Worker processes behind the standard ``Executor`` interface.

    Processes are spawned once, run at low priority (``nice``; 19 is the lowest) with one thread of linear
    algebra each, and are rebuilt when one dies. A task over its time limit is killed with its process and
    ends in ``TimeoutError``; one whose process dies ends in ``OrganizerError``. Both leave the others alone.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        time_limit: float | None = None,
        nice: int = 19,
        initializer: Callable[..., object] | None = None,
        initargs: tuple[Any, ...] = (),
    ) -> None:
        """``initializer`` is called with ``initargs`` in each process before its first task."""
        from pebble import ProcessPool

        self.workers = workers or default_jobs()
        self._time_limit = time_limit
        limit_linear_algebra()
        with held_back():
            system.start_resource_tracker()  # now: its start lets go of what is held back
        self._pool = ProcessPool(
            max_workers=self.workers,
            context=_spawning(),
            initializer=_start_worker,
            initargs=(nice, initializer, initargs),
        )

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Start a call in a worker; the future ends with its result, its error or a time-out."""
        with held_back():  # the first task starts the processes
            return self._pool.schedule(fn, args=args, kwargs=kwargs, timeout=self._time_limit)

    def submit_within(self, seconds: float, fn: Callable[..., R], /, *args: Any) -> Future[R]:
        """As ``submit``, with a time limit of its own."""
        with held_back():
            return self._pool.schedule(fn, args=args, timeout=seconds)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers: now with ``cancel_futures``, else after what was submitted."""
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait or cancel_futures:
            self._pool.join()

    def __exit__(self, *_: object) -> None:
        """Stop what still runs: who wants its results has them by now, or was cancelled."""
        self.shutdown(cancel_futures=True)


@contextlib.contextmanager
def lent_or_own(
    executor: Executor | None, workers: int, *, time_limit: float, nice: int = 19
) -> Iterator[Executor]:
    """The executor that the caller lends, or a pool of workers for the time being."""
    if executor is not None:
        yield executor
        return
    with WorkerPool(workers, time_limit=time_limit, nice=nice) as pool:
        yield pool


def _spawning() -> Any:
    """Spawned processes; their locks stay until the pool is gone.

    The pool drops its locks before it stops its workers: one that was just starting would not find them,
    and say so at length.
    """
    from multiprocessing.context import SpawnContext

    class Spawning(SpawnContext):
        def __init__(self) -> None:
            self.locks: list[object] = []

        def RLock(self) -> Any:
            lock = super().RLock()
            self.locks.append(lock)
            return lock

    return Spawning()


def _start_worker(nice: int, initializer: Callable[..., object] | None, initargs: tuple[Any, ...]) -> None:
    """Low priority, memory that is used again, and what the pool was given to begin with."""
    system.lower_priority(nice)
    keep_freed()
    if initializer is not None:
        initializer(*initargs)


class ExecutorLost(OrganizerError):
    """What was to do the work is gone, by no fault of the items."""


def run_bounded(
    context: JobContext,
    executor: Executor,
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    limit: int | Callable[[], int],
    meanwhile: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[T, R | Exception]]:
    """Feed items to the executor, at most ``limit`` at a time; yield (item, result or error) as they end.
    While that is 0 those that were begun are ended, and no other is begun. ``meanwhile`` does a piece of
    other work while none does; it returns whether there was any.

    The world's errors, time-outs and dead workers come back as values, so that one bad item never
    stops the rest. When the consumer stops early or the job is cancelled, what waits is cancelled. An
    executor that is lost ends it with ``ExecutorLost``, after everything that was done until then.
    """
    waiting: dict[Future[R], T] = {}
    source = iter(items)
    exhausted = False
    lost: ExecutorLost | None = None
    try:
        while True:
            context.check_cancelled()
            most = limit if isinstance(limit, int) else limit()
            while not exhausted and len(waiting) < most:
                try:
                    item = next(source)
                except StopIteration:
                    exhausted = True
                    break
                waiting[executor.submit(function, item)] = item
            if not waiting and exhausted:
                if lost is not None:
                    raise lost
                return
            if not waiting:
                context.wait(_TURN)
                continue
            done, _ = wait(waiting, timeout=0.0, return_when=FIRST_COMPLETED)
            if not done and not meanwhile():
                done, _ = wait(waiting, timeout=_TURN, return_when=FIRST_COMPLETED)
            for future in done:
                outcome = _outcome(future)
                if isinstance(outcome, Exception) and context.cancelled:
                    raise Cancelled  # a worker that was stopped together with us: not the item's fault
                item = waiting.pop(future)
                if isinstance(outcome, ExecutorLost):
                    lost, exhausted = outcome, True
                else:
                    yield item, outcome
    finally:
        for future in waiting:
            future.cancel()


def _outcome(future: Future[Any]) -> Any:
    try:
        return future.result()
    except TimeoutError:
        return OrganizerError(
            tr("took too long and was stopped"), remedy=tr("retry it, or raise the time limit per song")
        )
    except OrganizerError as error:
        return error
    except Exception as error:  # a dead worker or a bug in one: recorded with the item, the rest goes on
        from pebble import ProcessExpired

        if isinstance(error, ProcessExpired):
            return OrganizerError(
                tr(
                    "the worker process ended unexpectedly ({reason})",
                    reason=system.exit_reason(error.exitcode),
                ),
                remedy=tr("the file may be damaged; retry it once"),
            )
        return error
