"""The schema of what each command prints with ``--json``, as it is given away."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.api.schemas import TEXT, WHOLE, Schema, having, or_none, several
from organizer.cli.schemas import KEY, VERSION, arranging, files, playlists, program, songs, tagging
from organizer.cli.schemas.shared import PATH, Documents, about, one_of, with_more

#: Of each command that has ``--json``.
DOCUMENTS: Mapping[str, Documents] = {
    **songs.SCHEMAS,
    **arranging.SCHEMAS,
    **playlists.SCHEMAS,
    **files.SCHEMAS,
    **tagging.SCHEMAS,
    **program.SCHEMAS,
}

_KINDS = "arguments bad_request not_found library_unavailable cannot stopped system internal".split()
#: Why a command could not do what it was asked for, or all of it.
ERROR = having(
    {
        "kind": one_of(*_KINDS),
        "message": about(TEXT, "what is wrong, in the person's language"),
        "path": or_none(PATH),
        "remedy": or_none(about(TEXT, "what to do")),
        "exit_code": WHOLE,
    }
)
_VERSION: dict[str, Schema] = {KEY: {"type": "integer", "const": VERSION}}


def schema(command: str) -> Schema:
    """All that ``organizer COMMAND --json`` can print, as one JSON Schema (draft 2020-12)."""
    printed = [
        {"title": f"organizer {command} {how}".strip(), **_versioned(document)}
        for how, document in DOCUMENTS[command].items()
    ]
    error = {"title": "an error", **having({**_VERSION, "error": ERROR})}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:organizer:{command.replace(' ', '-')}:{VERSION}",
        "title": f"organizer {command} --json",
        "anyOf": [*printed, error],
    }


def _versioned(document: Schema) -> Schema:
    """A document with its version: an object, which may hold an error too, or a list of objects."""
    if "anyOf" in document:
        return {"anyOf": [_versioned(one) for one in document["anyOf"]]}
    if document["type"] == "array":
        return several(_with_version(document["items"]))
    return with_more(_with_version(document), {"error": ERROR}, optional=("error",))


def _with_version(one: Schema) -> Schema:
    if "anyOf" in one:
        return {"anyOf": [_with_version(each) for each in one["anyOf"]]}
    return with_more(one, _VERSION)
