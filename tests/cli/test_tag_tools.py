"""``organizer tag`` with tools and actions: real files, one command after the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest

from organizer.cli import parser


@pytest.fixture
def library(tmp_path: Path, make_song: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> str:
    for name in ("A/02 - two of us.mp3", "A/10 - ten.mp3", "odd.mp3"):
        make_song(name, seconds=0.3, artist="ac/dc (feat. b)")
    path = str(tmp_path / "library.db")
    assert parser.run(["--library", path, "add", "--no-analyze", str(tmp_path / "music")]) == 0
    capsys.readouterr()
    return path


def run(library: str, *command: str) -> int:
    return parser.run(["--library", library, *command])


def says(path: Path) -> dict[str, list[str]]:
    return {name: list(values) for name, values in mutagen.File(path, easy=True).items()}


def test_steps_are_shown_written_and_taken_back(library: str, tmp_path: Path, capsys) -> None:
    steps = ("--step", "from-path pattern='{track} - {title}'", "--step", "case fields=title,artist")
    assert run(library, "tag", "", *steps, "--dry-run", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    titles = {Path(c["path"]).name: c["after"] for c in document["changes"] if c["field"] == "title"}
    assert titles == {"02 - two of us.mp3": "Two of Us", "10 - ten.mp3": "Ten"}
    assert [Path(each["path"]).name for each in document["misfits"]] == ["odd.mp3"]
    assert document["misfits"][0]["step"] == 1 and document["misfits"][0]["tool"] == "from-path"
    song = tmp_path / "music" / "A" / "02 - two of us.mp3"
    before = song.read_bytes()
    assert run(library, "tag", "", *steps, "--yes") == 0
    out = capsys.readouterr()
    assert "1 song does not fit" in out.err and "odd" in out.err
    assert says(song)["title"] == ["Two of Us"] and says(song)["tracknumber"] == ["2"]
    assert says(song)["artist"] == ["AC/DC (feat. B)"]
    assert run(library, "undo", "--yes") == 0
    assert song.read_bytes() == before


def test_an_action_is_stored_listed_run_written_out_and_forgotten(
    library: str, tmp_path: Path, capsys
) -> None:
    assert run(library, "tag", "--save-action", "Loud", "--step", "case fields=artist style=upper") == 0
    assert run(library, "tag", "--actions") == 0
    assert "UPPER CASE" in capsys.readouterr().out
    assert run(library, "tag", "path:odd", "--action", "loud", "--step", "number total=none", "--yes") == 0
    assert says(tmp_path / "music" / "odd.mp3")["artist"] == ["AC/DC (FEAT. B)"]
    assert says(tmp_path / "music" / "odd.mp3")["tracknumber"] == ["1"]
    assert run(library, "history") == 0
    assert "action Loud" in capsys.readouterr().out
    file = str(tmp_path / "loud.json")
    assert run(library, "tag", "--export-action", "Loud", file) == 0
    assert run(library, "tag", "--import-action", file) == 1
    assert "already" in capsys.readouterr().err
    assert run(library, "tag", "--forget-action", "Loud") == 0
    assert run(library, "tag", "--import-action", file) == 0
    capsys.readouterr()
    assert run(library, "tag", "--actions", "--json") == 0
    (action,) = json.loads(capsys.readouterr().out)
    assert action["name"] == "Loud" and action["steps"][0]["style"] == "upper"


def test_songs_are_numbered_by_name_or_as_they_are_sorted(library: str, capsys) -> None:
    def numbers(*more: str) -> dict[str, str]:
        command = ("tag", "", "--step", "number per=selection total=none", "--dry-run", "--json", *more)
        assert run(library, *command) == 0
        return {Path(c["path"]).name[:2]: c["after"] for c in json.loads(capsys.readouterr().out)["changes"]}

    assert numbers() == {"od": "1", "02": "2", "10": "3"}  # folder by folder
    assert numbers("--sort", "path") == {"02": "1", "10": "2", "od": "3"}


def test_tools_are_listed(library: str, capsys) -> None:
    assert run(library, "tag", "--tools") == 0
    assert "from-path" in capsys.readouterr().out
    assert run(library, "tag", "--tools", "--json") == 0
    tools = {each["tool"]: each for each in json.loads(capsys.readouterr().out)}
    assert "title" in next(p for p in tools["case"]["parameters"] if p["name"] == "style")["choices"]


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (("", "--action", "none"), "there is no action “none”"),
        (("", "--step", "fly"), "there is no tool “fly”"),
        (("", "--step", "replace find="), "step 1, “Search and replace”: there is nothing to search for"),
        (("", "--step", "trim", "--set", "title=x"), "say what to write"),
        (("--actions", "jazz"), "about actions, not about songs"),
        (("--save-action", "x"), "an action needs a step"),
        (("--save-action", "x", "--step", "replace"), "nothing to search for"),
        (("--forget-action", "x"), "there is no action “x”"),
        (("--export-action", "x", "y.json"), "there is no action “x”"),
        (("", "--set", "title=x", "--sort", "path"), "--sort is the order"),
        (("", "--step", "number", "--sort", "nonsense"), "nonsense"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_line(
    library: str, command: tuple[str, ...], complaint: str, capsys
) -> None:
    assert run(library, "tag", *command, "--dry-run") == 1
    error = capsys.readouterr().err.strip()
    assert complaint in error and "\n" not in error
