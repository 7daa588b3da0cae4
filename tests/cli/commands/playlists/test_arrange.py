from __future__ import annotations

import json
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from tests.work.playlists.test_arranging import add


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with Database(path) as db:
        ids = add(db, [f"Artist {n % 5}" for n in range(20)], tempos=[90.0, 150.0, 120.0], seconds=180.0)
        playlists.save(db, "Sunday", ids[:10])
    return path


def arrange(library: Path, *arguments: str) -> int:
    return run(["--library", str(library), "playlist", "arrange", *arguments])


def test_a_saved_playlist_is_put_in_order_and_saved_by_another_name(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["Sunday", "--rule", "tempo=rising", "--rule", "artist=2", "--save", "Monday", "--json"]
    assert arrange(library, *options) == 0
    made = json.loads(capsys.readouterr().out)
    with Database(library) as db:
        before, after = playlists.load(db, "Sunday"), playlists.load(db, "Monday")
    assert sorted(before) == sorted(after) != after
    assert (made["saved"], made["name"], len(made["songs"])) == ("Monday", "Monday", 10)
    assert made["after"]["ramp_errors"]["tempo"]["mean"] < made["before"]["ramp_errors"]["tempo"]["mean"]
    assert made["after"]["too_near"]["artist"]["pairs"] == 0
    assert arrange(library, "Sunday", "--save", "Sunday") == 1
    assert "there is a playlist “Sunday” already" in capsys.readouterr().err
    assert arrange(library, "Sunday", "--save", "Sunday", "--replace", "--seed", "2") == 0


def test_all_songs_are_said_by_all(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert arrange(library, "--all", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["songs"]) == 20
    assert arrange(library, "genre:jazz", "--all") == 2
    assert "name songs or --all, not both" in capsys.readouterr().err


def test_songs_that_rules_name_are_in_the_list(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = "must=/music/a/00001.mp3"  # rock
    assert arrange(library, "genre:jazz", "-n", "3", "--rule", rule, "--json") == 0
    assert rule[5:] in {song["path"] for song in json.loads(capsys.readouterr().out)["songs"]}
    assert arrange(library, "genre:jazz", "--rule", "must=/gone.mp3") == 1
    assert "must be in the list is not in the library" in capsys.readouterr().err


def test_songs_of_a_table_are_told_why_they_are_in_no_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "songs.csv").write_text("title,artist,tempo,energy\nOne,Ann,120,0.5\nTwo,Bob,90,0.7\n")
    library = str(tmp_path / "tables.db")
    assert run(["--library", library, "import", str(tmp_path / "songs.csv")]) == 0
    capsys.readouterr()
    for arguments in (["playlist", "arrange"], ["cover", "--all"], ["loudness", "one"]):
        assert run(["--library", library, *arguments]) == 1
        assert "known from a table" in capsys.readouterr().err


def test_a_search_becomes_a_list_of_so_many_minutes_in_a_file(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "list.txt"
    options = ["genre:jazz", "--preset", "dinner", "--minutes", "15", "-o", str(target)]
    assert arrange(library, *options, "--dry-run") == 0
    shown = capsys.readouterr()
    assert not target.exists() and "nothing was written" in shown.err and "5 songs, 15:00" in shown.out
    assert arrange(library, *options) == 0
    assert len(target.read_text().splitlines()) == 5


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--rule", "tempo=fast"], 1, "is not a rule"),
        (["--preset", "polka"], 1, "there is no preset"),
        (["nothing-like-it"], 1, "there are no songs"),
        (["--first", "nobody"], 1, "this song is not in the library"),
        (["-o", "list.mp4"], 1, "a playlist is written as"),
        (["--count", "9999"], 1, "3,000 songs at most"),
        (["--minutes", "0"], 2, "a number of minutes"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line(
    library: Path, options: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        ended = arrange(library, *options)
    except SystemExit as stop:
        ended = int(stop.code or 0)
    assert ended == code
    error = capsys.readouterr().err
    assert words in error and "Traceback" not in error
