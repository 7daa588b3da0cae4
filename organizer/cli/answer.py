"""What a command answers to a program with ``--json``: one document, which has the error if there is one."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from organizer.api.documents import plain
from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.language import tr
from organizer.cli.schemas import KEY, VERSION

#: What was handed in and is printed when the command has ended: it is known then whether it went well.
_waiting: list[object] = []
#: What a program is told of a mistake of ours; the person gets to see where it is.
_INTERNAL = "Organizer made a mistake"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a command could not do what it was asked for, or all of it."""

    kind: str
    message: str
    path: str | None = None
    remedy: str | None = None
    exit_code: int = 1

    @property
    def line(self) -> str:
        """All of it in one line."""
        return str(OrganizerError(self.message, path=self.path, remedy=self.remedy or ""))


class WrongUsage(SystemExit):
    """The arguments make no sense; the person was told."""

    def __init__(self, message: str) -> None:
        super().__init__(2)
        self.message = message


def problem(error: BaseException) -> Problem | None:
    """How an error that ends a command is told; None for a mistake of ours."""
    if isinstance(error, WrongUsage):
        return Problem("arguments", error.message, exit_code=2)
    if isinstance(error, OrganizerError):
        from organizer.api import problems

        return Problem(problems.problem(error).code, error.cause, error.path or None, error.remedy or None)
    if isinstance(error, KeyboardInterrupt | Cancelled):
        return Problem("stopped", tr("stopped; what was finished is kept, run it again to go on"))
    if isinstance(error, OSError):
        return Problem("system", error.strerror or str(error), str(error.filename or "") or None)
    return None


def hand_in(document: Mapping[str, object] | Sequence[Mapping[str, object]]) -> None:
    """The document of the command that runs."""
    _waiting[:] = [_versioned(document)]


def finish(wrong: BaseException | None, *, as_json: bool) -> None:
    """Print the document, if one was handed in, with what went wrong; or the error alone. A list has no room
    for an error."""
    document = _waiting.pop() if _waiting else None
    if wrong is not None and as_json and not isinstance(document, list):
        told = problem(wrong) or Problem("internal", _INTERNAL)
        shown = document if isinstance(document, dict) else {KEY: VERSION}
        document = {**shown, "error": asdict(told)}
    if document is not None:
        write(document)


def write(document: object, *, indent: int | None = 1) -> None:
    """One document on standard output, in ASCII. Bytes of paths that are not UTF-8 are \\udcxx escapes."""
    encoder = json.JSONEncoder(ensure_ascii=True, indent=indent, default=plain, allow_nan=False)
    for part in encoder.iterencode(document):
        sys.stdout.write(part.replace("\x7f", "\\u007f"))
    sys.stdout.write("\n")


def _versioned(document: Mapping[str, object] | Sequence[Mapping[str, object]]) -> object:
    if isinstance(document, Mapping):
        return {KEY: VERSION, **document}
    listed = document if isinstance(document, list) else list(document)
    for at, one in enumerate(listed):  # in its place: a second list of a million songs would take much memory
        listed[at] = {KEY: VERSION, **one}
    return listed
