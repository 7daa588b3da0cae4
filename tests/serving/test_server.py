from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from organizer.base.errors import OrganizerError
from organizer.serving import server


@contextmanager
def answering(app: Callable[..., object]) -> Iterator[int]:
    """The port of a server that answers with this."""
    listening = server.bound(0)
    running = server.server_of(app)
    thread = threading.Thread(target=lambda: running.run(sockets=[listening]))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        running.should_exit = True
        thread.join()
        listening.close()


async def hello(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_it_is_reached_from_this_computer_alone_and_a_port_is_taken_once() -> None:
    with server.bound(0) as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(OrganizerError, match=f"port {port} cannot be used"):
            server.bound(port)


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab"]
)
def test_a_request_that_never_ends_is_cut_off(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async def waits(scope, receive, send) -> None:
        while (await receive()).get("more_body"):
            pass

    monkeypatch.setattr(server, "_SLOWEST_REQUEST", 0.05)
    with answering(waits) as port, socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
        if begun:
            slow.sendall(begun)
        with suppress(ConnectionResetError):
            assert slow.recv(1) == b""


def test_there_is_room_for_so_many_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_MOST_CONNECTIONS", 2)
    with answering(hello) as port:
        ends = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(2)]
        for one in ends:
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert one.recv(20).startswith(b"HTTP/1.1 204")
        third = socket.create_connection(("127.0.0.1", port), timeout=30)
        with third, suppress(ConnectionResetError):
            assert third.recv(1) == b""
        for one in ends:
            one.close()
