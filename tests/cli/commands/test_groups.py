"""The groups made, changed and looked at from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from organizer.cli.parser import run
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import STYLES, add_songs

Captured = pytest.CaptureFixture[str]
Call = Callable[..., Any]


@pytest.fixture
def library(tmp_path: Path) -> str:
    """Thirty songs in three styles, in three groups."""
    path = str(tmp_path / "library.db")
    with Database(path) as db:
        add_songs(db, 30)
    assert run(["--library", path, "groups", "--k", "3"]) == 0
    return path


@pytest.fixture
def call(library: str, capsys: Captured) -> Call:
    """``call("--show")`` → the JSON that ``organizer groups`` prints."""
    capsys.readouterr()

    def do(*arguments: str) -> Any:
        code = run(["--library", library, "groups", *arguments, "--json"])
        out = capsys.readouterr()
        assert code == 0, out.err
        return json.loads(out.out)

    return do


def _sizes(shown: dict[str, Any]) -> list[int]:
    return sorted(group["size"] for group in shown["groups"])


def test_groups_are_corrected_one_wish_at_a_time(call: Call) -> None:
    first, second, third = (group["number"] for group in call("--show")["groups"])
    named = call("--rename", f"{first}=Sunday", "--lock", str(second))["groups"]
    assert {g["number"]: (g["name"], g["locked"]) for g in named}[first][0] == "Sunday"
    assert {g["number"]: g["locked"] for g in named} == {first: False, second: True, third: False}
    assert not any(group["locked"] for group in call("--unlock", str(second))["groups"])
    assert _sizes(call("--merge", f"{second},{third}")) == [10, 20]
    merged = next(g["number"] for g in call("--show")["groups"] if g["size"] == 20)
    assert _sizes(call("--split", str(merged))) == [10, 10, 10]
    assert _sizes(call("--move", str(first), f'genre:"{STYLES[0]}"', "--show")) != []
    assert sum(_sizes(call("--show"))) == 30


def test_a_group_is_kept_as_a_playlist_and_let_go(call: Call, tmp_path: Path) -> None:
    number = call("--show")["groups"][0]["number"]
    file = tmp_path / "kept.m3u8"
    kept = {g["number"]: g["playlist"] for g in call("--keep", f"{number}={file}")["groups"]}
    assert kept[number] and file.read_text("utf-8").count("/music/") == 10
    assert call("--top-up")["songs"] == 30
    assert not any(group["playlist"] for group in call("--stop-keeping", str(number))["groups"])


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--rename", "Sunday"], "is not a new name"),
        (["--keep", "x"], "is not a group"),
        (["--move", "x", "genre:jazz"], "is not a group"),
        (["--move", "1", " "], "this means all songs"),
        (["--move", "1", "title:nowhere"], "no song fits"),
    ],
)
def test_a_wish_that_cannot_be_is_one_line(
    library: str, capsys: Captured, arguments: list[str], complaint: str
) -> None:
    capsys.readouterr()
    assert run(["--library", library, "groups", *arguments]) == 1
    error = capsys.readouterr().err
    assert complaint in error and error.count("\n") == 1


def test_numbers_of_groups_are_judged(call: Call, library: str, capsys: Captured) -> None:
    judged = call("--judge")
    assert judged["proposal"] in judged["tried"] and len(judged["silhouette"]) == len(judged["tried"])
    assert run(["--library", library, "groups", "--judge"]) == 0
    shown = capsys.readouterr().out
    assert "Silhouette" in shown and "proposed" in shown


def test_what_is_in_the_groups_is_a_table(library: str, tmp_path: Path, capsys: Captured) -> None:
    table = tmp_path / "genres.csv"
    assert run(["--library", library, "groups", "--by", "genre", "--csv", str(table)]) == 0
    shown = capsys.readouterr().out
    assert all(style in shown for style in STYLES[:3])
    assert len(table.read_text("utf-8").splitlines()) > 3
