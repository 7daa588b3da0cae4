"""Searches on the command line: with a minus in front, of signs, of all songs, of bytes that are no text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from organizer.base.model import Tags
from organizer.cli.parser import run
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile


@pytest.fixture
def library(tmp_path: Path) -> str:
    """Three songs, none of which has a file."""
    path = str(tmp_path / "library.db")
    with Database(path) as db:
        tags = (Tags(title="Live at home"), Tags(title="Studio", artist="!!!"), Tags(title="-live- 5"))
        tracks.upsert(db, [ScannedFile(f"/music/{at}.mp3", 1, 2, one) for at, one in enumerate(tags)])
    return path


def called(*arguments: str) -> int:
    try:
        return run(arguments)
    except SystemExit as stop:
        return int(str(stop.code or 0))


@pytest.mark.parametrize(
    ("arguments", "songs"),
    [
        (["-live"], [1]),
        (["--json", "-live", "-n2"], [1]),
        (["-live", "-studio"], []),
        (["-(live or home)"], [1]),
        (['-"at home"'], [1, 2]),
        (["-title:live"], [1]),
        (["-n", "5", "-hello"], [0, 1, 2]),
        (["--sort", "title", "-5"], [0, 1]),
        (["--", "-live"], [1]),
        (["live", "home"], [0]),
        (["!!!"], [1]),
        (["-é"], [0, 1, 2]),
        (["-"], [2]),
        (["?"], []),
        ([os.fsdecode(b"genre:\xff")], []),
        ([], [0, 1, 2]),
        (["", " "], [0, 1, 2]),
    ],
)
def test_a_search_is_taken_as_it_stands(
    library: str, capsys: pytest.CaptureFixture[str], arguments: list[str], songs: list[int]
) -> None:
    assert called("--library", library, "list", *arguments) == 0
    out = capsys.readouterr().out
    assert [at for at in range(3) if f"/music/{at}.mp3" in out] == songs


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["list", "-x"], "-- -word"),
        (["list", "--live"], "-- -word"),
        (["list", "-all"], "--all"),
        (["remove", "-all", "--yes"], "--all"),
        (["remove", "-f", "--yes"], "-- -word"),
        (["tag", "-yes", "--set", "genre=X"], "--yes"),
        (["remove", "", "--yes"], "--all"),
        (["remove", " \t", "--yes"], "--all"),
        (["remove", "--yes"], "--all"),
        (["remove", "live", "--all", "--yes"], "not both"),
        (["tag", " ", "--set", "genre=X", "--yes"], "--all"),
        (["tag", "--set", "genre=X", "--yes"], "--all"),
        (["tag", "live", "--all", "--set", "genre=X", "--yes"], "not both"),
        (["tag", "live", "--set", os.fsdecode(b"genre=\xff"), "--yes"], "not UTF-8 text"),
        (["list", "--sort", os.fsdecode(b"\xff")], "not UTF-8 text"),
    ],
)
def test_wrong_usage_says_what_to_write(
    library: str, capsys: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    assert called("--library", library, *arguments) == 2
    assert word in capsys.readouterr().err
    with Database(library) as db:
        assert tracks.count(db).all == 3


@pytest.mark.parametrize(
    "query", ["?", "*", "%", ".*", "…", "''", '""', "-!!!", "\u200b", os.fsdecode(b"\xff")]
)
def test_signs_never_change_all_songs(library: str, capsys: pytest.CaptureFixture[str], query: str) -> None:
    for command in (["remove"], ["tag", "--set", "genre=X"]):
        assert called("--library", library, *command, "--yes", "--", query) == 1
        assert "no song fits" in capsys.readouterr().err
    with Database(library) as db:
        assert tracks.count(db).all == 3


def test_all_songs_leave_when_they_are_asked_for(library: str) -> None:
    assert called("--library", library, "remove", "--all", "--yes") == 0
    with Database(library) as db:
        assert tracks.count(db).all == 0


def test_a_part_of_the_program_that_is_gone_is_reported_in_one_line() -> None:
    gone = "import sys; sys.modules['organizer.cli.parser'] = None; "
    code = gone + "from organizer.__main__ import main; sys.exit(main())"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.startswith("organizer: a part of the program cannot be loaded: ")
    assert len(ended.stderr.splitlines()) == 1
