"""What went wrong, as a program is told of it."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

from organizer.api.parameters import NotFoundError, ParameterError
from organizer.base.errors import LibraryError, OrganizerError, UsageError

log = logging.getLogger(__name__)


class Problem(NamedTuple):
    """What went wrong, for a program."""

    status: int
    code: str
    message: str
    parameter: str = ""


def problem(error: Exception) -> Problem:
    """An error as a program is told of it. What is a mistake of ours is logged, and only that."""
    if isinstance(error, ParameterError):
        return Problem(400, "bad_parameter", str(error), error.parameter)
    if isinstance(error, NotFoundError):
        return Problem(404, "not_found", str(error))
    if isinstance(error, UsageError):
        return Problem(400, "bad_request", str(error))
    if isinstance(error, LibraryError):
        return Problem(503, "library_unavailable", str(error))
    if isinstance(error, OrganizerError):
        return Problem(409, "cannot", str(error))
    log.error("a mistake of Organizer", exc_info=error)
    return Problem(500, "internal", "Organizer made a mistake; its log tells more")


def error_document(one: Problem) -> dict[str, Any]:
    """An error as every answer has it."""
    parameter = {"parameter": one.parameter} if one.parameter else {}
    return {"error": {"code": one.code, "message": one.message, **parameter}}
