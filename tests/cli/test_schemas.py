"""Every command with ``--json`` prints one document, as its schema says, also where it fails."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from organizer.cli.parser import COMMANDS, run
from organizer.cli.schemas import KEY, VERSION
from organizer.cli.schemas.published import DOCUMENTS, schema
from tests.cli import every_json

#: What takes more than a small library: a server, a network that is fetched, a key finder, songs that are
#: measured, suggestions that are sure. All edits of tags are told by the same code.
ELSEWHERE = {
    ("serve", ""),
    ("network", "install"),
    ("keys", ""),
    ("suggest", "--dry-run, or nothing to write"),
    *((command, "--yes") for command in ("suggest", "replaygain", "tidy")),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("every")
    return {**every_json.furnish(folder), "library": str(folder / "library.db")}


def closed(one: Any) -> Any:
    """The schema without the leave to add keys: what is printed and not told of is found."""
    if isinstance(one, dict):
        told = {name: closed(value) for name, value in one.items()}
        return {"additionalProperties": False, **told} if "properties" in one and "type" in one else told
    return [closed(each) for each in one] if isinstance(one, list) else one


@cache
def validators(command: str) -> tuple[Draft202012Validator, ...]:
    """Of all that a command prints, and of each of its documents."""
    whole = closed(schema(command))
    return tuple(Draft202012Validator(one) for one in (whole, *whole["anyOf"]))


def complaints(command: str, document: object) -> Iterator[str]:
    for error in validators(command)[0].iter_errors(document):
        for inner in error.context or [error]:
            yield f"{list(inner.schema_path)[:1]} {inner.json_path}: {inner.message[:200]}"


def command_of(arguments: list[str]) -> str:
    return " ".join(arguments[:2]) if " ".join(arguments[:2]) in COMMANDS else arguments[0]


def test_every_document_is_as_its_schema_says(
    world: Mapping[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    seen = set()
    for line in every_json.CALLS.strip().splitlines():
        arguments = [one.format(**world) for one in shlex.split(line)]
        command = command_of(arguments)
        code = run(["--library", world["library"], *arguments, "--json"])
        out, err = capsys.readouterr()
        assert code == 0, (line, err)
        document = json.loads(out)
        assert list(complaints(command, document)) == [], line
        parts = document if isinstance(document, list) else [document]
        assert all(one[KEY] == VERSION for one in parts), line
        for how, one in zip(DOCUMENTS[command], validators(command)[1:], strict=False):
            if (command, how) not in seen and one.is_valid(document):
                seen.add((command, how))
    told = {(command, how) for command, documents in DOCUMENTS.items() for how in documents}
    assert told - seen == ELSEWHERE


def test_every_command_with_json_has_a_schema_that_is_one() -> None:
    assert set(DOCUMENTS) == set(COMMANDS) - {"gui", "worker", "mcp"}
    for command in DOCUMENTS:
        Draft202012Validator.check_schema(schema(command))
        assert list(complaints(command, {KEY: VERSION})) and list(complaints(command, [{KEY: VERSION}]))


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [
        ("list colour:red", 1, {"kind": "bad_request", "path": None}),
        ("structure {out}/none.mp3", 1, {"kind": "bad_request", "message": "there is no such file"}),
        ("map --rows x", 2, {"kind": "arguments", "remedy": None}),
        ("remove", 2, {"kind": "arguments", "message": "this means all songs: say so with --all"}),
        ("frobnicate", 2, {"kind": "arguments"}),
        ("undo 99", 1, {"kind": "bad_request", "remedy": "see “organizer history”"}),
        ("tag title:two genre=Ska", 1, {"remedy": "add --yes, or --dry-run to look only"}),
        ("export {out}/none/songs.csv", 1, {"exit_code": 1}),
        ("schema gui", 1, {"message": "no command “gui” has --json"}),
    ],
)
def test_an_error_is_a_document_too(
    world: Mapping[str, str],
    capsys: pytest.CaptureFixture[str],
    line: str,
    code: int,
    error: dict[str, object],
) -> None:
    arguments = [one.format(**world) for one in shlex.split(line)]
    try:
        ended: object = run(["--library", world["library"], *arguments, "--json"])
    except SystemExit as stop:
        ended = stop.code
    out, err = capsys.readouterr()
    told = json.loads(out)["error"]
    assert (ended, told["exit_code"]) == (code, code)
    assert {**told, **error} == told and told["message"] in err
    if (command := command_of(arguments)) in DOCUMENTS:
        assert list(complaints(command, json.loads(out))) == []


def test_what_was_done_and_what_went_wrong_are_one_document(
    world: Mapping[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = run(["--library", world["library"], "cover", "title:two", "--extract", world["out"], "--json"])
    document = json.loads(capsys.readouterr().out)
    assert code == 1 and document["files"][0]["left_out"] and document["error"]["kind"] == "cannot"
    assert list(complaints("cover", document)) == []
    monkeypatch.setattr("organizer.cli.commands.list.tracks.parsed", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(["--library", world["library"], "list", "--json"])
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "internal"


def test_schemas_are_listed_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert "playlist arrange" in capsys.readouterr().out
    assert run(["schema", "playlist", "arrange"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == {KEY: VERSION, **schema("playlist arrange")}
