"""Jobs on background threads, with exactly one ending each, delivered on the GUI thread."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot
from shiboken6 import isValid

from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.model import Progress
from organizer.ui.state.job_ids import Job
from organizer.work.jobs import JobContext

log = logging.getLogger(__name__)

#: Progress reaches the window at most this often, in seconds: more would only load the GUI thread.
_REPORT_INTERVAL = 0.1

_THREADS = 8


class JobEnding(NamedTuple):
    """How a job ended: exactly one of result, error or cancelled."""

    number: int
    job: Job
    result: Any = None
    error: Exception | None = None
    cancelled: bool = False


class _Running(NamedTuple):
    number: int
    context: JobContext
    on_result: Callable[[Any], None] | None
    on_error: Callable[[Exception], None] | None
    owners: tuple[QObject, ...]  #: who must be there still to get the answer


class _Bridge(QObject):
    """Carries words from the job's thread to the GUI thread by queued signals."""

    progressed = Signal(int, object)
    ended = Signal(object, object)
    called = Signal(object, object)


def _receiver(callback: object) -> QObject | None:
    """Whose method it is, if that is a widget or its like."""
    while isinstance(callback, partial):
        callback = callback.func
    receiver = getattr(callback, "__self__", None)
    return receiver if isinstance(receiver, QObject) else None


def _ending(
    number: int,
    job: Job,
    context: JobContext,
    work: list[Callable[[], Any]],
    explain: Callable[[Exception], Exception],
) -> JobEnding:
    """Do the work, and say how it ended."""
    try:
        if not context.cancelled:
            return JobEnding(number, job, result=work[0]())
    except Cancelled:
        pass
    except OrganizerError as error:
        return JobEnding(number, job, error=error)
    except Exception as error:
        if not context.cancelled:  # what fails while everything is being stopped is not news
            explained = explain(error)
            if explained is error:
                log.exception("job %s failed", job.name)
            return JobEnding(number, job, error=explained)
    return JobEnding(number, job, cancelled=True)


class JobRunner(QObject):
    """Starts jobs. One that is started while it still runs replaces itself: the older run is cancelled,
    and its late result is dropped by its number."""

    job_started = Signal(Job)
    job_progressed = Signal(Job, object)  #: Job, Progress
    job_paused = Signal(Job, bool)
    job_ended = Signal(object)  #: JobEnding

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        # never ended: each thread holds a connection to the library
        self._pool.setExpiryTimeout(-1)
        self._ids = itertools.count(1)
        self._current: dict[Job, _Running] = {}
        self._contexts: dict[int, JobContext] = {}
        self._closed = False
        self.explain: Callable[[Exception], Exception] = lambda error: error  #: see ``Database.explain``
        self._bridge = _Bridge(self)
        self._bridge.progressed.connect(self._progressed)
        self._bridge.ended.connect(self._ended)
        self._bridge.called.connect(self._call)

    def start(
        self,
        job: Job,
        function: Callable[..., Any],
        *args: Any,
        on_result: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        paused: bool = False,
        **kwargs: Any,
    ) -> JobContext:
        """Run ``function(context, *args, **kwargs)`` on a background thread.

        What comes of it is delivered only as long as the ``owner`` is there, and whose methods are called;
        a callback that is no method needs an owner, if it touches anything that may be gone by then.
        ``paused``: it waits at its first step until it is to go on.
        """
        self.cancel(job)
        number = next(self._ids)
        last_report = 0.0

        def progress(value: Progress) -> None:
            nonlocal last_report
            now = time.monotonic()
            due = now - last_report >= _REPORT_INTERVAL or bool(value.waiting)  # nothing follows that
            if due or (value.total and value.done >= value.total):
                last_report = now
                self._bridge.progressed.emit(number, value)

        context = JobContext(progress)
        if paused:
            context.pause()
        if self._closed:
            context.cancel()
            return context
        owners = tuple(o for o in (owner, _receiver(on_result), _receiver(on_error)) if o is not None)
        self._current[job] = _Running(number, context, on_result, on_error, owners)
        self._contexts[number] = context
        # given back to the GUI thread: a widget that the job's function holds must not end on this one
        work: list[Callable[[], Any]] = [partial(function, context, *args, **kwargs)]
        bridge = self._bridge

        explain = self.explain

        def call() -> None:
            bridge.ended.emit(_ending(number, job, context, work, explain), work)

        self.job_started.emit(job)
        self._pool.start(call)
        return context

    def call_later(self, function: Callable[[Any], None], value: Any) -> None:
        """From any thread: call ``function(value)`` on the GUI thread, unless everything was stopped, or the
        one whose method it is has gone."""
        self._bridge.called.emit(function, value)

    def cancel(self, job: Job) -> None:
        """Stop a job at its next step; nothing if it does not run."""
        if job in self._current:
            self._current[job].context.cancel()

    def pause(self, job: Job, paused: bool = True) -> None:
        """Hold a job at its next step, or let it go on."""
        if job not in self._current:
            return
        context = self._current[job].context
        if paused != context.paused:
            (context.pause if paused else context.resume)()
            self.job_paused.emit(job, paused)

    def hurry(self, job: Job) -> None:
        """Let a job go on that waits for better times."""
        if job in self._current:
            self._current[job].context.hurry()

    def context(self, job: Job) -> JobContext | None:
        """The context of a job that runs, else None."""
        return self._current[job].context if job in self._current else None

    def running(self, job: Job | None = None) -> bool:
        """Whether this job runs; without a name, whether any does."""
        return bool(self._current) if job is None else job in self._current

    def stop_all(self, timeout_ms: int = 30_000) -> bool:
        """Cancel everything, take nothing more, and wait for the threads. True when they all ended."""
        self._closed = True
        for context in list(self._contexts.values()):
            context.cancel()
        return self._pool.waitForDone(timeout_ms)

    @Slot(int, object)
    def _progressed(self, number: int, progress: Progress) -> None:
        for job, running in self._current.items():
            if running.number == number:
                self.job_progressed.emit(job, progress)
                return

    @Slot(object, object)
    def _call(self, function: Callable[[Any], None], value: Any) -> None:
        receiver = _receiver(function)
        if not self._closed and (receiver is None or isValid(receiver)):
            function(value)

    @Slot(object, object)
    def _ended(self, ending: JobEnding, work: list[object]) -> None:
        work.clear()
        self._contexts.pop(ending.number, None)
        running = self._current.get(ending.job)
        if running is None or running.number != ending.number:
            return  # replaced by a newer run of the same job: its answer is late
        del self._current[ending.job]
        if self._closed:
            return
        self.job_ended.emit(ending)
        if ending.cancelled or not all(isValid(owner) for owner in running.owners):
            return
        if ending.error is not None:
            if running.on_error is not None:
                running.on_error(ending.error)
        elif running.on_result is not None:
            running.on_result(ending.result)
