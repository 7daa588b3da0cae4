from __future__ import annotations

import socket
import threading

import pytest

from organizer.serving.guard import own_name, own_origin
from tests.serving.conftest import TOKEN, Site


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Authorization": None}, 401, "unauthorized"),
        ({"Authorization": "Bearer wrong"}, 401, "unauthorized"),
        ({"Authorization": TOKEN}, 401, "unauthorized"),
        ({"Authorization": "Bearer \xff"}, 401, "unauthorized"),
        ({"Authorization": f"bearer  {TOKEN} "}, 200, None),
        ({"Host": "evil.example"}, 421, "wrong_host"),
        ({"Host": "127.0.0.1.evil.example:80"}, 421, "wrong_host"),
        ({"Host": "localhost:1234"}, 200, None),
        ({"Origin": "http://evil.example"}, 403, "wrong_origin"),
        ({"Origin": "null"}, 403, "wrong_origin"),
        ({"Origin": "http://localhost:3000"}, 200, None),
    ],
)
def test_who_may_ask(site: Site, headers: dict[str, str | None], status: int, code: str | None) -> None:
    answer = site.get("/v1", headers=headers)
    assert answer.status == status
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    if code:
        assert answer.json["error"]["code"] == code


def test_the_description_and_what_is_not_there_need_the_token_too(site: Site) -> None:
    for path in ("/v1/openapi.json", "/", "/nothing", "/v1/songs/1/audio"):
        assert site.get(path, headers={"Authorization": None}).status == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "POST"])
def test_nothing_is_changed_by_any_method(site: Site, method: str) -> None:
    assert site.get("/v1/songs", method=method).status == 405


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("LOCALHOST:80", True),
        ("127.0.0.1", True),
        ("127.0.0.1:8833", True),
        ("[::1]:8833", True),
        ("[::1]", True),
        ("", False),
        ("localhost:", False),
        ("localhost:x", False),
        ("localhost.evil.example", False),
        ("evil.example:127.0.0.1", False),
        ("127.0.0.1@evil.example", False),
    ],
)
def test_names_of_this_computer(host: str, own: bool) -> None:
    assert own_name(host) == own
    assert own_origin(f"http://{host}") == own and not own_origin(host)


def raw(site: Site, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(sent)
        return connection.recv(100)


def test_what_is_no_request_does_no_harm(site: Site) -> None:
    head = f"GET /v1 HTTP/1.1\r\nAuthorization: Bearer {TOKEN}\r\n".encode()
    assert raw(site, head + b"\r\n").split()[1] in (b"400", b"421")  # without a Host
    twice = b"Host: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert raw(site, head + twice).split()[1] == b"400"
    assert raw(site, b"\x16\x03\x01 nonsense\r\n\r\n").split()[1] == b"400"
    assert raw(site, b"GET / HTTP/1.1\r\nX: " + b"a" * 200_000).split()[1] == b"400"
    assert site.get("/v1").status == 200


def test_connections_that_wait_keep_nobody_out(site: Site) -> None:
    open_ones = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(60)]
    try:
        for one in open_ones:
            one.sendall(b"GET /v1 HTTP/1.1\r\n")
        assert site.get("/v1").status == 200
    finally:
        for one in open_ones:
            one.close()


def test_many_questions_at_once_are_answered_or_told_to_come_again(site: Site) -> None:
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(site.get("/v1/similar", {"songs": site.songs[0]}).status)

    threads = [threading.Thread(target=ask) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == 60 and set(statuses) <= {200, 503} and statuses.count(200) >= 40
