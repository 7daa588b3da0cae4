"""Jobs on background threads, with exactly one ending each, delivered on the GUI thread."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from organizer.errors import Cancelled, OrganizerError
from organizer.jobs import JobContext
from organizer.model import Progress

log = logging.getLogger(__name__)

#: Progress reaches the window at most this often, in seconds: more would only load the GUI thread.
_REPORT_INTERVAL = 0.1


@dataclass(frozen=True, slots=True)
class JobEnding:
    """How a job ended: exactly one of result, error or cancelled."""

    job_id: int
    name: str
    result: Any = None
    error: Exception | None = None
    cancelled: bool = False


class _Bridge(QObject):
    """Carries words from the job's thread to the GUI thread by queued signals."""

    progressed = Signal(int, object)
    ended = Signal(object)


class _Work(QRunnable):
    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self._call = call

    def run(self) -> None:
        self._call()


class JobRunner(QObject):
    """Starts jobs by name. A job started under a name whose predecessor still runs replaces it:
    the older one is cancelled and its late result dropped by its id."""

    job_started = Signal(str)
    job_progressed = Signal(str, object)  #: name, Progress
    job_ended = Signal(object)  #: JobEnding

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(8)
        self._ids = itertools.count(1)
        self._current: dict[str, tuple[int, JobContext, Callable[[Any], None] | None]] = {}
        self._contexts: dict[int, JobContext] = {}
        self._bridge = _Bridge(self)
        self._bridge.progressed.connect(self._progressed)
        self._bridge.ended.connect(self._ended)

    def start(
        self,
        name: str,
        job: Callable[..., Any],
        *args: Any,
        on_result: Callable[[Any], None] | None = None,
        **kwargs: Any,
    ) -> JobContext:
        """Run ``job(context, *args, **kwargs)`` on a background thread."""
        self.cancel(name)
        job_id = next(self._ids)
        last_report = 0.0

        def progress(value: Progress) -> None:
            nonlocal last_report
            now = time.monotonic()
            if now - last_report >= _REPORT_INTERVAL or value.done >= value.total:
                last_report = now
                self._bridge.progressed.emit(job_id, value)

        context = JobContext(progress)
        self._current[name] = (job_id, context, on_result)
        self._contexts[job_id] = context

        def call() -> None:
            ending = JobEnding(job_id, name, cancelled=True)
            try:
                ending = JobEnding(job_id, name, result=job(context, *args, **kwargs))
            except Cancelled:
                pass
            except OrganizerError as error:
                ending = JobEnding(job_id, name, error=error)
            except Exception as error:
                log.exception("job %s failed", name)
                ending = JobEnding(job_id, name, error=error)
            finally:
                self._bridge.ended.emit(ending)

        self.job_started.emit(name)
        self._pool.start(_Work(call))
        return context

    def cancel(self, name: str) -> None:
        if name in self._current:
            self._current[name][1].cancel()

    def context(self, name: str) -> JobContext | None:
        return self._current[name][1] if name in self._current else None

    def running(self, name: str | None = None) -> bool:
        return bool(self._current) if name is None else name in self._current

    def stop_all(self, timeout_ms: int = 10_000) -> bool:
        """Cancel everything and wait until the threads are done. True when they all are."""
        for context in self._contexts.values():
            context.cancel()
        return self._pool.waitForDone(timeout_ms)

    @Slot(int, object)
    def _progressed(self, job_id: int, progress: Progress) -> None:
        for name, (current, _, _) in self._current.items():
            if current == job_id:
                self.job_progressed.emit(name, progress)
                return

    @Slot(object)
    def _ended(self, ending: JobEnding) -> None:
        self._contexts.pop(ending.job_id, None)
        current = self._current.get(ending.name)
        if current is None or current[0] != ending.job_id:
            return  # replaced by a newer job of the same name: its answer is late
        del self._current[ending.name]
        self.job_ended.emit(ending)
        if ending.error is None and not ending.cancelled and current[2] is not None:
            current[2](ending.result)
