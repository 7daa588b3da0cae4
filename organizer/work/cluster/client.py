"""The cluster as an ``Executor``: songs go to workers, and back into the queue when one is lost."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, InvalidStateError, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from organizer.base.atomic import world_error
from organizer.base.errors import AudioError, OrganizerError
from organizer.base.language import tr
from organizer.work.cluster import dask_setup, tasks
from organizer.work.cluster.budget import Budget
from organizer.work.cluster.choice import ClusterChoice, host_of, port_of, remote_path
from organizer.work.cluster.tasks import Answer, Ending, Order
from organizer.work.cluster.versions import Versions, WorkerInfo, here, read_worker, refusal
from organizer.work.jobs import ExecutorLost, JobContext

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger(__name__)

#: Seconds in which a scheduler must answer.
_CONNECT = 10.0
#: Seconds to wait for the first worker, and for another one when all have gone.
_FIRST_WORKER, _ANY_WORKER = 15.0, 120.0
#: How often the connection is looked at, and how often the workers, in seconds; and for how long a scheduler
#: may be silent.
_LOOK, _LOOK_AT_WORKERS, _SILENT = 0.5, 2.0, 60.0
#: Times that a song is tried whose worker was lost, or that took too long.
_TRIES = 2
#: Songs for each process of a worker, one of them waiting for the other to end; and for the whole cluster.
_PER_PROCESS, _MOST = 2, 4096
#: Largest file whose bytes are sent; and what is on its way at once.
LARGEST_SENT, _UNDER_WAY = 256 << 20, 512 << 20
_SENDERS = 4
_CONNECTION = tr("the connection to its scheduler was lost")
#: Seconds after which a worker of which nothing is heard is not given what was lost elsewhere.
_QUIET = 10.0
#: Seconds that a song may take on its way, beyond what it may take to be analyzed.
_WAY = 60.0


def look(choice: ClusterChoice) -> tuple[WorkerInfo, ...]:
    """The workers that are there now. Raises ``OrganizerError`` when the cluster cannot be reached."""
    dask_setup.load()
    choice.certificates.check()
    with dask_setup.configured(dask_setup.CLIENT):
        return _look(choice)


@contextlib.contextmanager
def cluster_executor(
    context: JobContext, choice: ClusterChoice, *, time_limit: float, model: str = ""
) -> Iterator[ClusterExecutor]:
    """An executor for the cluster, when at least one of its workers has the versions that are needed here.

    ``model`` is the hash of the network that songs are analyzed with. Raises ``OrganizerError`` where no
    worker can be used, naming what it has and what is wanted.
    """
    wanted = here(model)
    with _connected(choice) as client:
        _wait_for_worker(context, client, choice, wanted)
        executor = ClusterExecutor(client, choice, wanted, time_limit=time_limit)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


@dataclass(eq=False)
class _Song:
    """An order on its way."""

    function: Callable[[Any], Any]
    request: Any
    answer: Future[Any]
    by_bytes: bool = False
    last: Ending | None = None  #: of the attempt before
    error: BaseException | None = None  #: of the attempt before
    tries: int = 0  #: that ended by no fault of its own
    attempt: int = 0  #: what is said of an earlier one comes too late
    since: float = field(default_factory=time.monotonic)
    inner: Future[Answer] | None = None


class ClusterExecutor(Executor):
    """Functions of one request, a frozen dataclass with the field ``path``, called on the workers.

    The scheduler decides which worker gets what; a song whose worker dies or leaves goes to another one. Here
    it is seen to that each song ends exactly once: where no worker sees its file, the bytes are sent; one
    that fails where it was read from a share is tried once more from its bytes; one that is lost again and
    again ends in an ``OrganizerError``. When the cluster itself is lost, all that was not answered ends in
    ``ExecutorLost``.
    """

    def __init__(self, client: Client, choice: ClusterChoice, wanted: Versions, *, time_limit: float) -> None:
        self._client = client
        self._choice = choice
        self._wanted = wanted
        self._time_limit = time_limit
        self._inner = client.get_executor(pure=False, resources=dict.fromkeys(wanted.tags(), 1))
        self._senders = ThreadPoolExecutor(_SENDERS, thread_name_prefix="cluster")
        self._budget = Budget(_UNDER_WAY)
        self._lock = threading.Lock()
        self._songs: set[_Song] = set()
        self._done: Counter[str] = Counter()
        self._lost: ExecutorLost | None = None
        self._closing = threading.Event()
        self._workers: tuple[WorkerInfo, ...] = ()
        self._refusals: dict[str, str] = {}
        self._seen_worker = self._looked = self._answered_at = time.monotonic()
        self._look()
        self._watcher = threading.Thread(target=self._watch, name="cluster-watch", daemon=True)
        self._watcher.start()

    # -- what is asked

    @property
    def capacity(self) -> int:
        """How many songs may be on their way at once, with the workers that are there now."""
        return min(_MOST, _PER_PROCESS * max(1, self._processes()))

    @property
    def progress(self) -> tuple[tuple[str, int], ...]:
        """The name of each worker, and how many songs it has done; of those too that are gone."""
        with self._lock:
            names = {worker.name for worker in self._fitting()} | set(self._done)
            return tuple((name, self._done[name]) for name in sorted(names))

    @property
    def refusals(self) -> tuple[str, ...]:
        """Which workers get no songs, and why."""
        return tuple(self._refusals.values())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a function called on a worker, with the one request that it takes."""
        (request,) = args
        song = _Song(partial(fn, **kwargs) if kwargs else fn, request, Future())
        song.answer.add_done_callback(partial(self._cancelled, song))
        with self._lock:
            self._songs.add(song)
        self._start(song)
        return song.answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End it: now, or after what was submitted."""
        if wait and not cancel_futures:
            for song in self._on_their_way():
                with contextlib.suppress(Exception):
                    song.answer.exception()
        self._closing.set()
        self._budget.close()
        for song in self._on_their_way():
            song.answer.cancel()
        self._senders.shutdown(wait=True, cancel_futures=True)
        self._watcher.join()
        with contextlib.suppress(Exception):  # of a scheduler that is gone already
            self._inner.shutdown(wait=False)

    # -- the way of a song

    def _start(self, song: _Song) -> None:
        """Send it, in a thread that may wait for disk and network."""
        song.attempt += 1
        song.since = time.monotonic()
        attempt = song.attempt
        with contextlib.suppress(RuntimeError):  # closed meanwhile
            self._senders.submit(self._send, song, attempt)

    def _send(self, song: _Song, attempt: int) -> None:
        reserved = 0
        try:
            if self._lost is not None:
                raise self._lost
            path = song.request.path
            size, data = _size(path), None
            if song.by_bytes and self._can_be_sent(song, size):
                if not self._budget.take(size):
                    return  # closing
                reserved = size
                data = _content(path)
            request = replace(song.request, path=remote_path(path, self._choice.maps))
            order = Order(request, self._time_limit, size, data)
            executor = self._alive() if song.tries else self._inner
            inner = song.inner = executor.submit(tasks.run, song.function, order)
            given, reserved = reserved, 0
            inner.add_done_callback(partial(self._answered, song, attempt, given))
            if song.answer.done():
                inner.cancel()
        except Exception as error:  # whatever it is, the song must end
            if self._client.status != "running":
                self._lose(_CONNECTION)
            self._end(song, error=self._lost or self._explained(error))
        finally:
            self._budget.give(reserved)

    def _alive(self) -> Any:
        """The workers that have given word of late; one that hangs is not asked twice."""
        fitting = self._fitting()
        newest = max((worker.seen for worker in fitting), default=0.0)
        alive = [worker.address for worker in fitting if newest - worker.seen <= _QUIET]
        if len(alive) in (0, len(fitting)):
            return self._inner
        tags = dict.fromkeys(self._wanted.tags(), 1)
        return self._client.get_executor(pure=False, resources=tags, workers=alive)

    def _can_be_sent(self, song: _Song, size: int) -> bool:
        """False for one that is too large and is tried by its path again; raises where that is of no use."""
        if size <= LARGEST_SENT or song.last is Ending.DIED or song.last is Ending.LATE:
            return size <= LARGEST_SENT
        if song.last is Ending.FAILED and song.error is not None:
            raise song.error
        raise OrganizerError(
            tr("no worker sees the file, and it is too large to be sent ({size} MB)", size=size >> 20),
            path=song.request.path,
            remedy=tr("share its folder and name it with --map, or analyze it on this computer"),
        )

    def _answered(self, song: _Song, attempt: int, reserved: int, inner: Future[Answer]) -> None:
        """On the thread of the connection: what came of an attempt."""
        self._budget.give(reserved)
        if attempt != song.attempt or song.answer.done():
            return
        if inner.cancelled():
            self._lose(_CONNECTION)
            return
        error = inner.exception()
        if error is not None:
            self._ended_badly(song, error)
            return
        answer = inner.result()
        if answer.ending is Ending.DONE:
            self._end(song, result=answer.outcome, worker=answer.worker)
        elif answer.ending is Ending.FAILED and song.by_bytes:
            self._end(song, error=self._own_path(answer.outcome, song), worker=answer.worker)
        else:
            self._again(song, self._own_path(answer.outcome, song), answer.ending, answer.worker)

    def _ended_badly(self, song: _Song, error: BaseException) -> None:
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            died = OrganizerError(
                tr("every worker that had it ended unexpectedly"),
                remedy=tr("the file may be damaged; retry it once"),
            )
            self._again(song, died, Ending.DIED)
        else:
            self._end(song, error=self._explained(error))

    def _again(self, song: _Song, error: BaseException, ending: Ending, worker: str = "") -> None:
        """Once more, from its bytes: they do not depend on what the worker sees."""
        song.tries += ending in (Ending.DIED, Ending.LATE)
        if song.tries >= _TRIES:
            self._end(song, error=error, worker=worker)
            return
        song.by_bytes, song.last, song.error = True, ending, error
        self._start(song)

    def _end(
        self, song: _Song, *, result: Any = None, error: BaseException | None = None, worker: str = ""
    ) -> None:
        with self._lock:
            if song not in self._songs:
                return
            self._songs.discard(song)
            if worker:
                self._done[worker] += 1
        with contextlib.suppress(InvalidStateError):  # cancelled meanwhile
            if error is None:
                song.answer.set_result(result)
            else:
                song.answer.set_exception(error)

    def _cancelled(self, song: _Song, answer: Future[Any]) -> None:
        if answer.cancelled():
            with self._lock:
                self._songs.discard(song)
            if song.inner is not None and not self._closing.is_set():
                with contextlib.suppress(RuntimeError):  # closed meanwhile
                    self._senders.submit(song.inner.cancel)  # a question to the scheduler, and its answer

    def _own_path(self, error: Any, song: _Song) -> BaseException:
        """The error with the path as it is called here."""
        if isinstance(error, OrganizerError) and error.path is not None:
            return type(error)(error.cause, path=song.request.path, remedy=error.remedy)
        return error if isinstance(error, BaseException) else RuntimeError(repr(error))

    def _explained(self, error: BaseException) -> BaseException:
        if isinstance(error, ModuleNotFoundError) or "deserialization of the task graph" in str(error):
            return ExecutorLost(
                tr(
                    "the scheduler at {address} has no Organizer, or another one",
                    address=self._choice.address,
                ),
                remedy=tr("start it with “organizer worker --scheduler”"),
            )
        return error

    # -- the cluster

    def _watch(self) -> None:
        while not self._closing.wait(_LOOK):
            if self._client.status != "running":
                self._lose(_CONNECTION)
            elif self._lost is None and time.monotonic() - self._looked >= _LOOK_AT_WORKERS:
                self._look()
                self._hurry()

    def _look(self) -> None:
        self._looked = time.monotonic()
        try:
            self._workers = _workers(self._client)
        except Exception as error:  # Dask has many for a connection that ends now
            log.info("the cluster did not answer: %s", error)
            if time.monotonic() - self._answered_at > _SILENT:
                self._lose(tr("its scheduler does not answer"))
            return
        self._answered_at = self._looked
        for worker in self._workers:
            reason = refusal(worker, self._wanted)
            if reason:
                self._refusals.setdefault(worker.address, reason)
        now = time.monotonic()
        if self._processes():
            self._seen_worker = now
        elif now - self._seen_worker > _ANY_WORKER:
            self._lose(tr("no worker is left"))

    def _hurry(self) -> None:
        """What is on its way for too long was lost in a way that nobody told: a worker that hangs."""
        processes = self._processes()
        if not processes:
            return
        songs = self._on_their_way()
        rounds = 1 + -(-len(songs) // processes)
        limit = _WAY + rounds * (self._time_limit + _WAY)
        now = time.monotonic()
        for song in songs:
            if now - song.since > limit and song.inner is not None and not song.inner.done():
                inner, song.attempt = song.inner, song.attempt + 1
                inner.cancel()
                late = OrganizerError(
                    tr("took too long on the cluster"),
                    remedy=tr("retry it, or raise the time limit per song"),
                )
                self._again(song, late, Ending.LATE)

    def _lose(self, cause: str) -> None:
        """All that was not answered ends; what was, is safe with who asked."""
        if self._closing.is_set():
            return
        self._lost = self._lost or ExecutorLost(
            tr("the cluster at {address} is lost: {cause}", address=self._choice.address, cause=cause),
            remedy=tr("what was analyzed is stored; go on when it is back, or on this computer"),
        )
        for song in self._on_their_way():
            self._end(song, error=self._lost)

    def _on_their_way(self) -> list[_Song]:
        with self._lock:
            return list(self._songs)

    def _fitting(self) -> list[WorkerInfo]:
        return [worker for worker in self._workers if not refusal(worker, self._wanted)]

    def _processes(self) -> int:
        return sum(worker.processes for worker in self._fitting())


@contextlib.contextmanager
def _connected(choice: ClusterChoice) -> Iterator[Client]:
    dask_setup.load()
    choice.certificates.check()
    from distributed import Client

    with dask_setup.configured(dask_setup.CLIENT):
        security = dask_setup.security(choice.certificates, "client", choice.address)
        _look(choice)  # a client would wait for ever for what is no scheduler
        try:
            client = Client(
                choice.address,
                timeout=_CONNECT,
                security=security,
                set_as_default=False,
                name="organizer",
            )
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
            raise dask_setup.unreachable(error, choice.address) from error
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):  # of a scheduler that is gone already
                client.close(timeout=2)


def _look(choice: ClusterChoice) -> tuple[WorkerInfo, ...]:
    """Ask the scheduler, in a moment or not at all."""
    import asyncio  # which Dask has loaded; workers do without it

    from distributed.core import rpc

    security = dask_setup.security(choice.certificates, "client", choice.address)

    async def ask() -> Any:
        async with rpc(choice.address, connection_args=security.get_connection_args("client")) as scheduler:
            return await scheduler.identity()

    async def ask_in_time() -> Any:
        return await asyncio.wait_for(ask(), _CONNECT)

    try:
        # Dask would try for long, and then say only that it took too long
        with socket.create_connection((host_of(choice.address), port_of(choice.address)), _CONNECT):
            pass
        return _read(asyncio.run(ask_in_time()))
    except TimeoutError as error:
        silent = TimeoutError(tr("no scheduler answers there"))
        raise dask_setup.unreachable(silent, choice.address) from error
    except OSError as error:
        raise dask_setup.unreachable(error, choice.address) from error
    except Exception as error:  # it may answer anything
        log.info("no scheduler", exc_info=error)
        other = OSError(tr("what answers there is no scheduler of Dask"))
        raise dask_setup.unreachable(other, choice.address) from error


def _workers(client: Client) -> tuple[WorkerInfo, ...]:
    return _read(client.sync(client.scheduler.identity, callback_timeout=_CONNECT))


def _read(described: Any) -> tuple[WorkerInfo, ...]:
    workers = described.get("workers", {})
    return tuple(read_worker(address, one) for address, one in workers.items())


def _wait_for_worker(context: JobContext, client: Client, choice: ClusterChoice, wanted: Versions) -> None:
    """Until there is a worker that fits; raises ``OrganizerError`` when none comes."""
    until = time.monotonic() + _FIRST_WORKER
    while True:
        workers = _workers(client)
        reasons = [refusal(worker, wanted) for worker in workers]
        if any(not reason for reason in reasons):
            return
        if workers:
            raise OrganizerError(
                tr(
                    "no worker of the cluster at {address} can be used: {reasons}",
                    address=choice.address,
                    reasons="; ".join(reasons),
                ),
            )
        if time.monotonic() > until:
            raise OrganizerError(
                tr("the cluster at {address} has no workers", address=choice.address),
                remedy=tr("start one: organizer worker {address}", address=choice.address),
            )
        context.give_way(_LOOK)


def _size(path: str) -> int:
    """Of a file; −1 when it is not there."""
    try:
        return os.stat(path).st_size
    except OSError:
        return -1


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST_SENT + 1)
    except OSError as error:
        raise world_error(error, path, AudioError) from error
