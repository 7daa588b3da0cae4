"""Songs out of the library on the command line; the window's side is in tests/ui/test_removing.py."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from organizer.cli.parser import run
from organizer.library import maps
from organizer.library.storage.database import Database

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen demo songs, heard, on a map and in groups."""
    folder = tmp_path_factory.mktemp("made")
    library = ["--library", str(folder / "library.db")]
    assert run([*library, "demo", str(folder / "songs"), "--songs", "16", "--seconds", "4"]) == 0
    for command in (["add", str(folder / "songs"), "--jobs", "2"], ["map"], ["groups", "--k", "3"]):
        assert run([*library, *command]) == 0
    return folder


@pytest.fixture
def library(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A copy of the library for one test."""
    capsys.readouterr()
    return Path(shutil.copy(made / "library.db", tmp_path / "library.db"))


@pytest.fixture
def call(library: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """``call("list", "query")`` → the JSON that the command prints."""

    def do(*arguments: str) -> Any:
        code = run(["--library", str(library), *arguments, "--json"])
        out = capsys.readouterr()
        assert code == 0, out.err
        return json.loads(out.out)

    return do


def test_songs_leave_the_library_its_map_and_its_groups_and_files_stay(call: Command, library: Path) -> None:
    genre = call("list")[0]["genre"][0]
    query = f'genre:"{genre}"'
    going = call("list", query)
    shown = call("remove", query, "--dry-run")
    assert (len(shown["songs"]), shown["removed"], shown["left"]) == (len(going), 0, 16)
    gone = call("remove", query, "--yes")
    assert {song["path"] for song in gone["songs"]} == {song["path"] for song in going}
    assert (gone["removed"], gone["left"]) == (len(going), 16 - len(going))
    assert call("list", query) == [] and len(call("list")) == gone["left"]
    assert all(Path(song["path"]).exists() for song in going)
    assert sum(group["size"] for group in call("groups", "--show")["groups"]) == gone["left"]
    with Database(library) as db:
        assert len(maps.load_map(db).track_ids) == gone["left"]  # type: ignore[union-attr]


def test_the_last_removal_is_undone(call: Command, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, groups = call("list"), call("groups", "--show")
    call("remove", "--all", "--yes")
    assert call("remove", "--undo") == {"schema_version": 1, "back": 16, "songs": 16}
    assert call("list") == before and call("groups", "--show") == groups
    for arguments, code, reported in (
        (["--undo"], 1, "no removal"),
        (["jazz", "--undo"], 2, "name no songs"),
    ):
        assert run(["--library", str(library), "remove", *arguments]) == code
        assert reported in capsys.readouterr().err


def test_several_words_are_one_query(call: Command) -> None:
    song = call("list")[5]
    gone = call("remove", *song["title"].split(), f'artist:"{song["artist"]}"', "--yes")
    assert [one["path"] for one in gone["songs"]] == [song["path"]]


@pytest.mark.parametrize("query", ['""', "?!"])
def test_a_query_of_signs_means_the_songs_that_hold_them(call: Command, library: Path, query: str) -> None:
    assert run(["--library", str(library), "remove", query, "--yes"]) == 1
    assert len(call("list")) == 16


@pytest.mark.parametrize("arguments", [[], [""], ["  "], ["--json"], ["jazz", "--all", "--yes"]])
def test_all_songs_leave_only_when_that_is_said(
    call: Command, library: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(["--library", str(library), "remove", *arguments]) == 2
    text = capsys.readouterr()
    assert ("--all" in text.out) == ("--json" in arguments)
    assert "--all" in text.err and len(text.err.splitlines()) == 1
    assert len(call("list")) == 16
    assert call("remove", "--all", "--yes")["left"] == 0
    with Database(library) as db:
        assert not maps.has_map(db) and maps.load_grouping(db) is None


def test_nothing_leaves_unasked_or_for_no_reason(
    call: Command, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, reported in (
        (["--all", "--json"], "nobody confirmed"),
        (["nothing-like-it", "--yes"], "no song fits"),
        (["bpm:fast", "--yes"], "not a number"),
    ):
        assert run(["--library", str(library), "remove", *arguments]) == 1
        assert reported in capsys.readouterr().err
    assert len(call("list")) == 16


@pytest.mark.parametrize(("answer", "code", "left"), [("y", 0, 0), ("n", 1, 16), ("", 1, 16)])
def test_a_person_is_asked_with_the_number_of_songs(
    call: Command, library: Path, answer: str, code: int, left: int
) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "organizer", "--library", str(library), "remove", "--all"]
    with subprocess.Popen(
        command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as questions:
        os.write(master, f"{answer}\n".encode())
        out, err = questions.communicate(timeout=60)
    os.close(master)
    os.close(slave)
    assert "Remove 16 songs from the library? The files stay as they are. [y/N]" in err
    assert "… and 6 more" in out
    assert (questions.returncode, len(call("list"))) == (code, left)
