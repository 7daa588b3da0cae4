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
from organizer.work.jobs import JobContext

log = logging.getLogger(__name__)

#: Progress reaches the window at most this often, in seconds: more would only load the GUI thread.
_REPORT_INTERVAL = 0.1

_THREADS = 8


class JobEnding(NamedTuple):
    """How a job ended: exactly one of result, error or cancelled."""

    job_id: int
    name: str
    result: Any = None
    error: Exception | None = None
    cancelled: bool = False


class _Running(NamedTuple):
    job_id: int
    context: JobContext
    on_result: Callable[[Any], None] | None
    on_error: Callable[[Exception], None] | None
    owners: tuple[QObject, ...]  #: who must be there still to be told


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
    job_id: int,
    name: str,
    context: JobContext,
    work: list[Callable[[], Any]],
    explain: Callable[[Exception], Exception],
) -> JobEnding:
    """Do the work, and say how it ended."""
    try:
        if not context.cancelled:
            return JobEnding(job_id, name, result=work[0]())
    except Cancelled:
        pass
    except OrganizerError as error:
        return JobEnding(job_id, name, error=error)
    except Exception as error:
        if not context.cancelled:  # what fails while everything is being stopped is not news
            told = explain(error)
            if told is error:
                log.exception("job %s failed", name)
            return JobEnding(job_id, name, error=told)
    return JobEnding(job_id, name, cancelled=True)


class JobRunner(QObject):
    """Starts jobs by name. A job started under a name whose predecessor still runs replaces it:
    the older one is cancelled and its late result dropped by its id."""

    job_started = Signal(str)
    job_progressed = Signal(str, object)  #: name, Progress
    job_paused = Signal(str, bool)
    job_ended = Signal(object)  #: JobEnding

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        # kept for good: each thread holds a connection to the library
        self._pool.setExpiryTimeout(-1)
        self._ids = itertools.count(1)
        self._current: dict[str, _Running] = {}
        self._contexts: dict[int, JobContext] = {}
        self._closed = False
        self.explain: Callable[[Exception], Exception] = lambda error: error  #: see ``Database.explain``
        self._bridge = _Bridge(self)
        self._bridge.progressed.connect(self._progressed)
        self._bridge.ended.connect(self._ended)
        self._bridge.called.connect(self._call)

    def start(
        self,
        name: str,
        job: Callable[..., Any],
        *args: Any,
        on_result: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> JobContext:
        """Run ``job(context, *args, **kwargs)`` on a background thread.

        What comes of it is told only as long as the ``owner`` is there, and whose methods are to be called;
        a callback that is no method needs an owner, if it touches anything that may be gone by then.
        """
        self.cancel(name)
        job_id = next(self._ids)
        last_report = 0.0

        def progress(value: Progress) -> None:
            nonlocal last_report
            now = time.monotonic()
            if now - last_report >= _REPORT_INTERVAL or (value.total and value.done >= value.total):
                last_report = now
                self._bridge.progressed.emit(job_id, value)

        context = JobContext(progress)
        if self._closed:
            context.cancel()
            return context
        owners = tuple(o for o in (owner, _receiver(on_result), _receiver(on_error)) if o is not None)
        self._current[name] = _Running(job_id, context, on_result, on_error, owners)
        self._contexts[job_id] = context
        # given back to the GUI thread: a widget that the job's function holds must not end on this one
        work: list[Callable[[], Any]] = [partial(job, context, *args, **kwargs)]
        bridge = self._bridge

        explain = self.explain

        def call() -> None:
            bridge.ended.emit(_ending(job_id, name, context, work, explain), work)

        self.job_started.emit(name)
        self._pool.start(call)
        return context

    def call_later(self, function: Callable[[Any], None], value: Any) -> None:
        """From any thread: call ``function(value)`` on the GUI thread, unless everything was stopped, or the
        one whose method it is has gone."""
        self._bridge.called.emit(function, value)

    def cancel(self, name: str) -> None:
        if name in self._current:
            self._current[name].context.cancel()

    def pause(self, name: str, paused: bool = True) -> None:
        """Hold a job at its next step, or let it go on."""
        if name not in self._current:
            return
        context = self._current[name].context
        if paused != context.paused:
            (context.pause if paused else context.resume)()
            self.job_paused.emit(name, paused)

    def context(self, name: str) -> JobContext | None:
        return self._current[name].context if name in self._current else None

    def running(self, name: str | None = None) -> bool:
        return bool(self._current) if name is None else name in self._current

    def stop_all(self, timeout_ms: int = 30_000) -> bool:
        """Cancel everything, take nothing more, and wait for the threads. True when they all ended."""
        self._closed = True
        for context in list(self._contexts.values()):
            context.cancel()
        return self._pool.waitForDone(timeout_ms)

    @Slot(int, object)
    def _progressed(self, job_id: int, progress: Progress) -> None:
        for name, running in self._current.items():
            if running.job_id == job_id:
                self.job_progressed.emit(name, progress)
                return

    @Slot(object, object)
    def _call(self, function: Callable[[Any], None], value: Any) -> None:
        receiver = _receiver(function)
        if not self._closed and (receiver is None or isValid(receiver)):
            function(value)

    @Slot(object, object)
    def _ended(self, ending: JobEnding, work: list[object]) -> None:
        work.clear()
        self._contexts.pop(ending.job_id, None)
        running = self._current.get(ending.name)
        if running is None or running.job_id != ending.job_id:
            return  # replaced by a newer job of the same name: its answer is late
        del self._current[ending.name]
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
