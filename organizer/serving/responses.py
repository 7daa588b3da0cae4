"""Answers and errors as JSON over HTTP."""

from __future__ import annotations

import json

from starlette.responses import Response

from organizer.api.documents import as_json
from organizer.api.problems import Problem, error_document


def document(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON document as an answer."""
    body = json.dumps(as_json(value), ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return Response(body.encode("ascii"), status, headers, "application/json")


def failed(one: Problem, headers: dict[str, str] | None = None) -> Response:
    """An error as an answer."""
    return document(error_document(one), one.status, headers)
