"""What a worker does with a song: in a process of its pool, under a time limit, from a shared folder or from
bytes that were sent."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from organizer.base import system
from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.work.jobs import WorkerPool

log = logging.getLogger(__name__)

#: A pool that does not end a task so many seconds after its time limit is itself stuck.
_GRACE = 30.0


@dataclass(frozen=True, slots=True)
class Order:
    """A song for a worker. ``request`` is a frozen dataclass with the field ``path``, as seen there."""

    request: Any
    time_limit: float
    size: int = -1  #: of the file, by which another of its name is told from it; −1: unknown
    data: bytes | None = None  #: the file itself, where no worker sees it


class Ending(Enum):
    """How an order ended on a worker."""

    DONE = "done"
    FAILED = "failed"  #: the song's own fault, as far as can be told there
    UNSEEN = "unseen"  #: the file is not there
    LATE = "late"  #: it took longer than its time limit
    DIED = "died"  #: the process that had it ended


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an order, and which worker says so."""

    worker: str
    ending: Ending
    outcome: Any = None  #: the result; for all but ``DONE`` an exception


@dataclass(frozen=True, slots=True)
class _Unseen:
    reason: str


class Desk:
    """A worker's pool of processes, and what orders are told about this computer."""

    def __init__(self, pool: WorkerPool, *, name: str, folder: str, network: str = "") -> None:
        """``folder``: for files that are sent; ``network``: the file of the network here."""
        self._pool = pool
        self._name = name
        self._folder = folder
        self._network = network
        self.stopping = False
        self.on_stuck: Callable[[], None] = lambda: None

    def run(self, function: Callable[[Any], Any], order: Order) -> Answer:
        """Do an order, in a thread of the worker."""
        with self._request(order) as request:
            future = self._pool.submit_within(order.time_limit, attend, function, request, order.size)
            try:
                outcome = future.result(timeout=order.time_limit + _GRACE)
            except (Exception, CancelledError) as error:
                if self.stopping:
                    self._give_back()
                if not future.done():
                    self.on_stuck()
                return self._failed(error)
        if isinstance(outcome, _Unseen):
            return Answer(self._name, Ending.UNSEEN, OrganizerError(outcome.reason))
        return Answer(self._name, Ending.DONE, outcome)

    def _give_back(self) -> None:
        """The worker stops: another one gets the song."""
        from distributed import Reschedule

        raise Reschedule

    def _failed(self, error: BaseException) -> Answer:
        from pebble import ProcessExpired

        if isinstance(error, TimeoutError | CancelledError):
            late = OrganizerError(
                tr("took too long and was stopped"), remedy=tr("retry it, or raise the time limit per song")
            )
            return Answer(self._name, Ending.LATE, late)
        if isinstance(error, ProcessExpired):
            died = OrganizerError(
                tr(
                    "the worker process ended unexpectedly ({reason})",
                    reason=system.exit_reason(error.exitcode),
                ),
                remedy=tr("the file may be damaged; retry it once"),
            )
            return Answer(self._name, Ending.DIED, died)
        if isinstance(error, MemoryError):
            error = OrganizerError(
                tr("takes more memory than the worker may use"), remedy=tr("start it with a higher --memory")
            )
        elif not isinstance(error, OrganizerError):  # of a kind that may not be known where it is sent
            log.error("a song failed", exc_info=error)
            error = RuntimeError(printable(f"{type(error).__name__}: {error}"))
        return Answer(self._name, Ending.FAILED, error)

    @contextlib.contextmanager
    def _request(self, order: Order) -> Iterator[Any]:
        """The request with what is called otherwise here; what was sent is a file meanwhile."""
        changed: dict[str, Any] = {}
        if getattr(order.request, "network", ""):
            changed["network"] = self._network
        if order.data is None:
            yield replace(order.request, **changed)
            return
        ending = os.path.splitext(order.request.path)[1]
        suffix = ending if ending.isascii() and ending[1:].isalnum() else ""
        descriptor, path = tempfile.mkstemp(suffix=suffix, dir=self._folder)
        try:
            with open(descriptor, "wb") as file:
                file.write(order.data)
            yield replace(order.request, path=path, **changed)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(path)


#: Of this process, when it is a worker.
_desk: Desk | None = None


def open_desk(desk: Desk | None) -> None:
    """From now on, what the scheduler sends to this process is done there."""
    global _desk
    _desk = desk


def run(function: Callable[[Any], Any], order: Order) -> Answer:
    """What the scheduler has a worker call."""
    if _desk is None:
        raise OrganizerError(
            tr("this is no worker of Organizer"), remedy=tr("start it with “organizer worker”")
        )
    return _desk.run(function, order)


def attend(function: Callable[[Any], Any], request: Any, size: int) -> Any:
    """In a process of the pool: call the function, if the file is there."""
    try:
        with open(request.path, "rb") as file:
            there = os.fstat(file.fileno()).st_size
    except OSError as error:
        return _Unseen(error.strerror or str(error))
    if size not in (-1, there):
        return _Unseen(tr("another file has its name"))
    return function(request)
