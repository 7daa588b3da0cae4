"""The description of what is served, as OpenAPI 3.1: made of the same declarations that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from organizer.api.catalogue import Question
from organizer.api.parameters import Parameter
from organizer.api.queries import VERSION
from organizer.api.schemas import ERROR
from organizer.base.reporting.version import __version__

BASE = f"/v{VERSION}"

_FILES = {
    "/songs/{song}/audio": ("song_audio", "The file of a song as it is; parts of it by Range.", "audio/*"),
    "/songs/{song}/cover": ("song_cover", "The cover of a song.", "image/*"),
}


def description(questions: Sequence[Question]) -> dict[str, Any]:
    """The document."""
    paths: dict[str, Any] = {}
    for one in questions:
        paths[BASE + one.address] = {
            "get": _operation(one.name, one.about, one.parameters, "application/json", one.returns)
        }
    songs = next(one for one in questions if one.name == "song_details").parameters
    for address, (name, about, kind) in _FILES.items():
        binary = {"type": "string", "format": "binary"}
        paths[BASE + address] = {"get": _operation(name, about, songs, kind, binary)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Organizer",
            "version": __version__,
            "description": "Asks a music library on this computer. Version "
            f"{VERSION} of what is answered: keys may be added, none is taken away.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(
    name: str, about: str, parameters: Sequence[Parameter], kind: str, returns: dict[str, Any]
) -> dict[str, Any]:
    error = {
        "description": "It could not be answered.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    return {
        "operationId": name,
        "summary": about,
        "parameters": [
            {
                "name": one.name,
                "in": "path" if one.path else "query",
                "required": one.required,
                "description": one.about,
                "schema": one.schema,
                **({"explode": True} if one.kind == "texts" else {}),
            }
            for one in parameters
        ],
        "responses": {
            "200": {"description": about, "content": {kind: {"schema": returns}}},
            "default": error,
        },
    }
