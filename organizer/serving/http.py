"""The questions of the catalogue over HTTP: one address each, below the version."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from organizer.api.catalogue import QUESTIONS, Question
from organizer.api.parameters import ParameterError, read
from organizer.api.problems import Problem, problem
from organizer.serving import media, openapi, subsonic
from organizer.serving.guard import App, Guard
from organizer.serving.library import ServedLibrary
from organizer.serving.responses import document, failed
from organizer.serving.running import BusyError, Threads

Handler = Callable[[Request], Awaitable[Response]]

#: Parameters that an address may have.
MOST_PARAMETERS = 1_000


def application(library: ServedLibrary, token: str) -> App:
    """All that is served, as ASGI has it."""
    threads = Threads()
    base = openapi.BASE
    described = document(openapi.description(QUESTIONS))

    async def describe(_request: Request) -> Response:
        return described

    routes = [Route(f"{base}/openapi.json", describe)]
    routes += [
        Route(f"{base}/songs/{{song:path}}/audio", _of_file(library, threads, _audio)),
        Route(f"{base}/songs/{{song:path}}/cover", _of_file(library, threads, _cover)),
    ]
    for one in QUESTIONS:  # names may hold slashes
        address = one.address.replace("}", ":path}")
        routes.append(Route(base + (address or ""), _asking(one, library, threads)))
    routes.append(Route("/rest/{method}", subsonic.handler(library, threads, token), methods=["GET", "POST"]))
    app = Starlette(routes=routes, exception_handlers={HTTPException: _http_error})
    app.router.redirect_slashes = False
    return Guard(app, token, own_login="/rest/")


def given_in(request: Request) -> dict[str, object]:
    """The parameters of an address: lists of texts, and those that are parts of it."""
    text = request.scope["query_string"].decode("latin-1")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise ParameterError("the parameters of the address cannot be read") from error
    given: dict[str, Any] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    for name, value in request.path_params.items():
        if name in given:
            raise ParameterError(f"the parameter “{name}” is a part of the address")
        given[name] = value
    return given


def _asking(one: Question, library: ServedLibrary, threads: Threads) -> Handler:
    def ask(given: dict[str, object]) -> Response:
        return document(one.ask(library.db, given))  # to write a long answer takes long, too

    @told
    async def answer(request: Request) -> Response:
        return await threads.call(ask, given_in(request))

    return answer


def _of_file(
    library: ServedLibrary, threads: Threads, make: Callable[[ServedLibrary, str], Response]
) -> Handler:
    parameters = next(one for one in QUESTIONS if one.name == "song_details").parameters

    @told
    async def answer(request: Request) -> Response:
        song = read(parameters, given_in(request))["song"]
        return await threads.call(make, library, song)

    return answer


def _audio(library: ServedLibrary, song: str) -> Response:
    path, kind = media.sound(library.db, song)
    answer: Response = FileResponse(path, media_type=kind)
    return answer


def _cover(library: ServedLibrary, song: str) -> Response:
    content, kind = media.cover(library.db, song)
    return Response(content, media_type=kind)


async def _http_error(_request: Request, error: HTTPException) -> Response:
    code = {404: "not_found", 405: "wrong_method"}.get(error.status_code, "bad_request")
    message = {404: f"there is nothing at this address; {openapi.BASE}/openapi.json lists what there is"}
    return failed(Problem(error.status_code, code, message.get(error.status_code, str(error.detail))))


def told(handler: Handler) -> Handler:
    """A handler whose errors are answers, too."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except BusyError as error:
            return failed(Problem(503, "busy", str(error)), {"Retry-After": "1"})
        except Exception as error:
            return failed(problem(error))

    return answer
