"""A process of its own for work that would hold up the window, whichever of its threads it ran on.

A task is a plain function ``task(library, …)`` at the top of a module: it opens a connection of its own to
the library, reports through ``context()``, and its result comes back to the one who waits for it.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, wait
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from organizer.base import system
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.base.model import Progress
from organizer.work.jobs import JobContext, WorkerPool

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

P = ParamSpec("P")
R = TypeVar("R")

#: Seconds between two reports of the same step, and between two questions whether a job was cancelled.
_INTERVAL = 0.1
#: Characters of a report's text. What is written into a pipe at once, up to 4,096 bytes, arrives whole or not
#: at all, even when the process is killed meanwhile.
_LONGEST = 400

#: Of tasks: one that was cancelled may still report when the next has begun.
_numbers = itertools.count(1)

_context = JobContext()
_pipe: Connection | None = None


def context() -> JobContext:
    """In the helper process: the context of the task at hand; its reports reach the one who waits."""
    return _context


def _start(pipe: Connection) -> None:
    """In the helper process, once: where reports go."""
    global _pipe
    _pipe = pipe


def _perform(number: int, task: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """In the helper process: run a task. What it sends is marked by its number, its end by no progress."""
    global _context
    assert _pipe is not None
    pipe, last, what = _pipe, 0.0, ""

    def report(progress: Progress) -> None:
        nonlocal last, what
        if time.monotonic() - last >= _INTERVAL or progress.what != what:
            last, what = time.monotonic(), progress.what
            pipe.send((number, Progress(progress.done, progress.total, progress.what[:_LONGEST])))

    _context = JobContext(report)
    try:
        return task(*args, **kwargs)
    finally:
        _context = JobContext()
        pipe.send((number, None))


class _Process:
    """The process, and the pipe that its reports come through."""

    def __init__(self) -> None:
        from multiprocessing import Pipe

        self.reports, self._writer = Pipe(duplex=False)
        try:  # the writer stays open here, for a process that takes the place of one that ended
            self._pool = WorkerPool(1, nice=0, initializer=_start, initargs=(self._writer,))
        except BaseException:
            self._close_pipe()
            raise

    def submit(self, number: int, task: Callable[..., R], *args: Any, **kwargs: Any) -> Future[R]:
        """Raises ``BrokenExecutor`` if the process cannot be started, or ended without a task."""
        try:
            return self._pool.submit(_perform, number, task, *args, **kwargs)
        except (OSError, RuntimeError) as error:
            raise BrokenExecutor(str(error.__cause__ or error)) from error

    def end(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._close_pipe()

    def _close_pipe(self) -> None:
        self.reports.close()
        self._writer.close()


_REBUILD = tr("rebuild the map; if it happens again there may be too little memory")


def _no_map(reason: str) -> str:
    return tr("the process that draws the map ended unexpectedly ({reason})", reason=reason)


class Helper:
    """One process, there from the first task until it is sent to rest. Safe to share between threads: tasks
    wait for each other."""

    def __init__(
        self,
        ended: Callable[[str], str] = _no_map,
        remedy: str = _REBUILD,
        last_step: str = "",
    ) -> None:
        """``ended`` and ``remedy`` tell the person what ended and why, should the process die, and
        what to do. A task that reports to be at its ``last_step`` is not cancelled any more."""
        self._ended, self._remedy, self._last_step = ended, remedy, last_step
        self._busy = threading.Lock()  # held by the thread whose task runs, and while the process is ended
        self._process: _Process | None = None

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, *_: object) -> None:
        self.rest()

    def run(
        self,
        context: JobContext,
        task: Callable[Concatenate[str, P], R],
        library: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a task and wait for its result; a cancelled job ends it with its process. Raises
        ``OrganizerError`` when the process cannot be started or dies."""
        from pebble import ProcessExpired

        while not self._busy.acquire(timeout=_INTERVAL):
            context.check_cancelled()
        try:
            return self._run(context, task, library, *args, **kwargs)
        except ProcessExpired as error:
            raise OrganizerError(
                self._ended(system.exit_reason(error.exitcode)),
                remedy=self._remedy,
            ) from error
        except BrokenExecutor as error:
            self._end()
            raise OrganizerError(
                tr("a process of Organizer cannot be started: {reason}", reason=error),
                remedy=tr("close other programs, and try again"),
            ) from error
        finally:
            self._busy.release()

    def _run(self, context: JobContext, task: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        if self._process is not None:
            with contextlib.suppress(BrokenExecutor):  # it died while it had nothing to do
                return self._result(context, self._process, task, *args, **kwargs)
            self._end()
        try:
            self._process = _Process()
        except OSError as error:
            raise BrokenExecutor(str(error)) from error
        return self._result(context, self._process, task, *args, **kwargs)

    def _result(
        self, context: JobContext, process: _Process, task: Callable[..., R], *args: Any, **kwargs: Any
    ) -> R:
        number, what, ended = next(_numbers), "", False
        future = process.submit(number, task, *args, **kwargs)
        try:
            while not (ended and future.done()):
                if ended:
                    wait([future], timeout=_INTERVAL)
                elif process.reports.poll(0 if future.done() else _INTERVAL):
                    of, progress = process.reports.recv()
                    if of == number and progress is not None:  # others are of a task that was cancelled
                        what = progress.what
                        context.report(progress.done, progress.total, what)
                    ended = of == number and progress is None
                elif future.done():  # without a word: the process died, or never began
                    break
                if not self._last_step or what != self._last_step:
                    context.check_cancelled()
            return future.result()
        finally:
            future.cancel()

    def rest(self) -> None:
        """End the process, which takes a moment, unless it has work. A later task starts another."""
        if self._busy.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._busy.release()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()
