"""``organizer worker``: this computer analyzes songs for others, or is the one that shares them out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from organizer.base import leftovers, system
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr
from organizer.base.memory import give_back
from organizer.base.stopping import on_stop, stop
from organizer.work.cluster import dask_setup, tasks
from organizer.work.cluster.choice import Certificates, host_of, is_this_computer, port_of
from organizer.work.cluster.versions import KEY, here
from organizer.work.jobs import WorkerPool

if TYPE_CHECKING:
    from distributed import Scheduler, Worker

log = logging.getLogger(__name__)

#: Seconds in which a scheduler must answer; and after which it counts a silent worker as gone.
_CONNECT, _SILENT = 15, "60 s"


@dataclass(frozen=True, slots=True)
class WorkerChoice:
    """How a worker is started."""

    address: str  #: of the scheduler
    certificates: Certificates = Certificates()
    processes: int = 0  #: that analyze, with one thread each; 0: one for each core
    memory: int = 0  #: bytes that each may use beyond what it has at its start; 0: any number
    nice: int = 19
    network: str = ""  #: ONNX file; empty for none
    host: str = ""  #: where it listens; empty: where the scheduler reaches it
    name: str = ""  #: empty: that of the computer, and a number


def serve_songs(choice: WorkerChoice, *, on_ready: Callable[[str], None]) -> None:
    """Be a worker until it is stopped (Ctrl+C), or the scheduler is gone.

    ``on_ready`` gets a line once songs can come. What runs when it is stopped goes back to the scheduler.
    Raises ``OrganizerError`` when the scheduler cannot be reached or ends.
    """
    from organizer.analysis.network.model import model_id, tags

    dask_setup.load()
    choice.certificates.check()
    security = dask_setup.security(choice.certificates, "worker", choice.address)
    versions = here(model_id(choice.network) if choice.network else "")
    processes = choice.processes or system.cores()
    name = choice.name or f"{socket.gethostname()}-{os.getpid()}"
    give_back()  # what was sent is large
    with _temporary_folder() as folder:
        pool = WorkerPool(
            processes,
            nice=choice.nice,
            initializer=system.limit_memory if choice.memory else None,
            initargs=(choice.memory,) if choice.memory else (),
        )
        try:
            if choice.network:  # one that cannot be used is reported now, not for every song
                pool.submit(tags, choice.network).result()
            desk = tasks.Desk(pool, name=name, folder=folder, network=choice.network)
            tasks.open_desk(desk)

            def make() -> Worker:
                from distributed import Worker

                return Worker(
                    choice.address,
                    nthreads=processes,
                    name=name,
                    host=_own_address(choice),
                    local_directory=folder,
                    resources=dict.fromkeys(versions.tags(), processes),
                    startup_information={KEY: lambda _worker: versions.as_dict()},
                    security=security,
                    dashboard=False,
                    dashboard_address="127.0.0.1:0",
                    death_timeout=_CONNECT,
                )

            line = tr(
                "{name}: {processes} at once for {address} ({versions}). Ctrl+C stops it",
                name=name,
                processes=processes,
                address=choice.address,
                versions=versions,
            )
            _run(make, choice.address, desk, lambda _worker: on_ready(line))
        finally:
            tasks.open_desk(None)
            pool.shutdown(cancel_futures=True)


def serve_scheduler(address: str, certificates: Certificates, *, on_ready: Callable[[str], None]) -> None:
    """Share songs out to workers until it is stopped (Ctrl+C). Raises ``OrganizerError``."""
    dask_setup.load()
    certificates.check()
    give_back()
    security = dask_setup.security(certificates, "scheduler", address)
    try:
        family = socket.AF_INET6 if ":" in host_of(address) else socket.AF_INET
        socket.create_server((host_of(address), port_of(address)), family=family).close()
    except OSError as error:
        raise dask_setup.unreachable(error, address, serving=True) from error

    def make() -> Scheduler:
        from distributed import Scheduler

        return Scheduler(
            host=address.rsplit(":", 1)[0],
            port=port_of(address),
            protocol=address.split("://", 1)[0] + "://",
            security=security,
            dashboard=False,
            dashboard_address="127.0.0.1:0",
        )

    with dask_setup.configured({"distributed.scheduler.worker-ttl": _SILENT}):
        _run(
            make,
            address,
            None,
            lambda scheduler: on_ready(
                tr("scheduler at {address}. Ctrl+C stops it", address=scheduler.address)
            ),
        )


def _run(
    make: Callable[[], Any], address: str, desk: tasks.Desk | None, on_ready: Callable[[Any], None]
) -> None:
    """Start a Dask server, and close it in order when a signal comes."""
    stuck = False

    async def serve() -> bool:
        nonlocal stuck
        loop, asked = asyncio.get_running_loop(), asyncio.Event()

        def ask() -> None:
            if asked.is_set():  # a second time: at once
                stop()
            loop.call_soon_threadsafe(asked.set)

        def give_up() -> None:
            nonlocal stuck
            stuck = True
            loop.call_soon_threadsafe(asked.set)

        if desk is not None:
            desk.on_stuck = give_up
        with on_stop(ask):
            server = make()
            starting = asyncio.ensure_future(server)
            waiting = asyncio.ensure_future(asked.wait())
            await asyncio.wait([starting, waiting], return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                starting.cancel()
                return True
            await starting
            on_ready(server)
            ended = asyncio.ensure_future(server.finished())
            await asyncio.wait([ended, waiting], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if ended.done() and not asked.is_set():
                return False
            if desk is not None:
                desk.stopping = True
                await server.close(timeout=2, executor_wait=False, reason="stopped")
            else:
                await server.close(reason="stopped")
            return True

    try:
        with dask_setup.configured(dask_setup.SERVER):
            asked_to = asyncio.run(serve())
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        raise dask_setup.unreachable(error, address, serving=desk is None) from error
    if stuck:
        raise OrganizerError(
            tr("a song could not be ended, not even by force: a disk or a share may hang"),
            remedy=tr("see that this computer reaches the music, then start the worker again"),
        )
    if not asked_to:
        raise OrganizerError(
            tr("the scheduler at {address} is gone", address=address),
            remedy=tr("start the worker again when it is back"),
        )


def _own_address(choice: WorkerChoice) -> str:
    """Where a worker listens: only on this computer if the scheduler is there too."""
    if choice.host:
        return choice.host
    target = host_of(choice.address)
    if is_this_computer(target):
        return "::1" if ":" in target else "127.0.0.1"
    from distributed.utils import get_ip

    try:
        return str(get_ip(target))
    except OSError as error:
        raise UsageError(
            tr("there is no way to {target}: {reason}", target=target, reason=error.strerror or error),
            remedy=tr("see that the address is right"),
        ) from error


@contextlib.contextmanager
def _temporary_folder() -> Iterator[str]:
    """A folder of its own for what is sent; what a killed worker left is removed first."""
    try:
        with leftovers.workshop(tempfile.gettempdir(), "worker") as folder:
            yield folder
    except OSError as error:
        if error.filename is None:
            raise
        raise OrganizerError(
            tr("no temporary folder can be made: {reason}", reason=error.strerror), path=str(error.filename)
        ) from error
