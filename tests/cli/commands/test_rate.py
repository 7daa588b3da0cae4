"""``organizer rate`` and ``organizer plays``: real libraries, one command after the other."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from organizer.cli import parser
from organizer.library import tracks
from organizer.library.plays import records
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def library(db: Database, tmp_path: Path) -> str:
    add_songs(db, 12)
    db.close()
    return str(tmp_path / "library.db")


def run(library: str, *command: str) -> int:
    return parser.run(["--library", library, *command])


def test_songs_get_stars_and_a_dry_run_changes_nothing(library: str, capsys) -> None:
    assert run(library, "rate", "path:1", "3.5", "--dry-run") == 0
    assert "would get 3.5 stars" in capsys.readouterr().out
    assert run(library, "list", "rating:..", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(library, "rate", "path:1", "3.5", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["changed"] == len(answer["songs"]) > 0 and answer["songs"][0]["rating"] == 3.5
    assert run(library, "list", "rating:3.5", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {song["id"] for song in listed} == {song["id"] for song in answer["songs"]}
    assert listed[0]["rating"] == 3.5 and listed[0]["plays"] == 0 and listed[0]["last_played"] is None
    assert listed[0]["added"][:2] == "20"
    assert run(library, "list", "rating:3.5") == 0 and "Rating" in capsys.readouterr().out
    assert run(library, "rate", "--all", "none") == 0
    assert "no rating" in capsys.readouterr().out
    assert run(library, "list", "rating:none", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 12


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (("path:1", "6"), 1, "write 0 to 5 stars, with halves as 3.5, or none"),
        (("nobody", "4"), 1, "no song fits the query"),
        (("4",), 2, "this means all songs: say so with --all"),
    ],
)
def test_what_is_wrong_is_said(library: str, capsys, command: tuple[str, ...], code: int, says: str) -> None:
    assert run(library, "rate", *command) == code
    assert says in capsys.readouterr().err


def test_what_was_played_most_is_listed_and_exported(library: str, tmp_path: Path, capsys) -> None:
    with Database(library) as db:
        first, second = tracks.query(db)[:2].tolist()
        for song in (first, second, second):
            records.record_play(db, song, at=1_700_000_000.0)
        records.record_skip(db, first)
        records.set_rating(db, [first], 9)
    assert run(library, "plays", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert [song["id"] for song in answer["most_played"]] == [second, first]
    assert (answer["songs"], answer["played"], answer["plays"], answer["skips"]) == (12, 2, 3, 1)
    assert answer["ratings"] == {"4.5": 1}
    assert run(library, "plays", "-n", "1") == 0
    assert "2 of 12 songs were played, 3 times in all" in " ".join(capsys.readouterr().out.split())
    assert run(library, "export", str(tmp_path / "all.csv")) == 0
    with open(tmp_path / "all.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rated = [row for row in rows if row["rating"]]
    assert [(row["rating"], row["plays"], row["skips"]) for row in rated] == [("4.5", "1", "1")]
    assert rated[0]["last_played"].startswith("2023-11-1") and rows[0]["added"].startswith("20")
