"""What every request passes before it is looked at: who asks, from where, and whether there is room.

A page in a browser can send requests to this computer. It cannot send the token, which it does not know; and
a page whose own name was bent to this computer (DNS rebinding) gives itself away by the name in ``Host``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from organizer.api.problems import Problem
from organizer.serving.responses import failed
from organizer.serving.token import same

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
#: Requests that are answered at once; more are sent away rather than kept.
MOST_REQUESTS = 64
#: How long a reader may take for a piece, in seconds: a player that pauses reads no further.
_SLOWEST = 30.0
_SLOWEST_SOUND = 1_800.0
#: Nothing here is a page, to be shown in a frame, guessed at or kept.
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]


class Guard:
    """Lets through what may ask. Addresses below ``own_login`` see to the token themselves."""

    def __init__(self, app: App, token: str, *, own_login: str) -> None:
        self._app, self._token, self._own_login = app, token, own_login
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] != "http":
            return
        sound = scope["path"].endswith(("/audio", "/stream", "/stream.view", "/download", "/download.view"))

        async def send_on(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            async with asyncio.timeout(_SLOWEST_SOUND if sound else _SLOWEST):
                await send(message)

        refused = self._refused(scope)
        if refused is not None:
            headers = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else None
            await failed(refused, headers)(scope, receive, send_on)
            return
        self._running += 1
        try:
            await self._app(scope, receive, send_on)
        except TimeoutError:
            return  # whoever asked does not read the answer
        finally:
            self._running -= 1

    def _refused(self, scope: Scope) -> Problem | None:
        """Why a request is not answered; None where it is."""
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in headers and name in (b"host", b"authorization", b"origin"):
                return Problem(400, "bad_request", f"the header {name.decode('latin-1')} is there twice")
            headers[name] = value
        if not own_name(headers.get(b"host", b"").decode("latin-1")):
            return Problem(421, "wrong_host", "this server answers to 127.0.0.1 and localhost only")
        if b"origin" in headers and not own_origin(headers[b"origin"].decode("latin-1")):
            return Problem(403, "wrong_origin", "pages of other origins may not ask")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return Problem(405, "wrong_method", "GET, HEAD and POST are known here")
        if self._running >= MOST_REQUESTS:
            return Problem(503, "busy", "too many requests at once; try again")
        if scope["path"].startswith(self._own_login):
            return None
        kind, _, given = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if kind.lower() != "bearer" or not same(given.strip(), self._token):
            return Problem(401, "unauthorized", "send the header “Authorization: Bearer TOKEN”")
        return None


def own_name(host: str) -> bool:
    """Whether a ``Host`` header names this computer, with any port."""
    name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not colon:
        name = host
    return name.lower() in _OWN_NAMES and (not colon or (port.isascii() and port.isdigit()))


def own_origin(origin: str) -> bool:
    """Whether an ``Origin`` header is of this computer."""
    scheme, separator, host = origin.partition("://")
    return bool(separator) and scheme in ("http", "https") and own_name(host)
