"""The server itself: a socket of this computer alone, and how it begins and ends."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from organizer.base import system
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.base.stopping import on_stop
from organizer.serving.guard import App

HOST = "127.0.0.1"
#: Connections that are held open, and how long a request may take to arrive, in seconds.
_MOST_CONNECTIONS, _SLOWEST_REQUEST = 200, 10.0
#: What a request may hold before its body, in bytes; an answer that is under way at the end gets so long.
_LARGEST_HEAD, _LAST_ANSWERS = 1 << 16, 3


class _Protocol(H11Protocol):  # type: ignore[misc,unused-ignore]
    """Connections that do not get to the point are closed, and so are more than there is room for."""

    def connection_made(self, transport: Any) -> None:
        """A program connects."""
        super().connection_made(transport)
        self._before: object = None
        if len(self.connections) > _MOST_CONNECTIONS:
            transport.abort()
            return
        self._watch = self.loop.call_later(_SLOWEST_REQUEST, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        super().connection_lost(exc)
        if hasattr(self, "_watch"):
            self._watch.cancel()

    def _look(self) -> None:
        """Close it where the same request has been arriving since the last look."""
        arriving = str(self.conn.their_state)
        now = (id(self.cycle), arriving) if arriving in ("IDLE", "SEND_BODY") else None
        if now is not None and now == self._before:
            self.transport.abort()
            return
        self._before = now
        self._watch = self.loop.call_later(_SLOWEST_REQUEST, self._look)


class _Server(uvicorn.Server):  # type: ignore[misc,unused-ignore]
    """Signals are the program's own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them as they are."""
        yield


def bound(port: int) -> socket.socket:
    """A socket of this computer alone, at a port; 0: at any that is free. Raises ``OrganizerError``."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if not system.WINDOWS:  # there it would let others take the port over
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise OrganizerError(
            tr("port {port} cannot be used: {reason}", port=str(port), reason=error.strerror or error),
            remedy=tr("is it served already? “--port 0” takes one that is free"),
        ) from error
    listening.setblocking(False)
    return listening


def server_of(app: App) -> _Server:
    """A server that answers with this, not started yet."""
    return _Server(
        uvicorn.Config(
            app,
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,  # addresses hold what people look for, and how programs log in
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=_LAST_ANSWERS,
            h11_max_incomplete_event_size=_LARGEST_HEAD,
        )
    )


def serve(app: App, listening: socket.socket) -> None:
    """Answer until the program is asked to stop; a second time: at once."""
    server = server_of(app)

    def stop() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    with on_stop(stop):
        server.run(sockets=[listening])
