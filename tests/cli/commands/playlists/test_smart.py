"""``organizer smart``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.library import searching
from organizer.library.playlists import smart
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


def test_a_smart_playlist_from_its_name_to_its_end(
    db: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = add_songs(db, 30)

    def command(*arguments: str, code: int = 0) -> str:
        assert run(["--library", str(db.path), *arguments]) == code
        printed = capsys.readouterr()
        return printed.out if code == 0 else printed.err

    assert "no smart playlists" in command("smart")
    assert "Song 0" in command("smart", "save", "Folk", "genre:folk", "sort:title", "--dry-run")
    assert smart.listed(db) == []
    assert "“Folk” has 10 songs now" in command("smart", "save", "Folk", "genre:folk", "sort:title")
    assert "5 songs" in command("smart", "save", "Five", "playlist:=folk sort:-plays,title limit:5")
    listed = json.loads(command("smart", "list", "--json"))
    assert [(one["name"], one["songs"]) for one in listed] == [("Five", 5), ("Folk", 10)]
    assert json.loads(command("smart", "show", "five", "--json"))["songs"][0]["title"] == "Song 0"

    file = tmp_path / "five.m3u8"
    assert "would write 5 songs" in command("smart", "export", "Five", str(file), "--dry-run")
    assert not file.exists()
    assert "written again" in command("smart", "export", "Five", str(file), "--keep")
    was = file.read_bytes()
    command("remove", 'title:="Song 0"', "--yes")
    assert file.read_bytes() != was  # a command that changes the library writes it anew
    assert json.loads(command("smart", "update", "--json"))["written"] == []
    assert command("smart", "show", "Five").count(" - Song ") == 5
    assert "is written no more" in command("smart", "release", "Five")

    assert "cannot be made of itself" in command("smart", "save", "Folk", "playlist:five", code=1)
    assert smart.named(db, "Folk").query == "genre:folk sort:title"
    assert "would delete" in command("smart", "delete", "Five", "--dry-run")
    assert "is deleted" in command("smart", "delete", "five")
    assert "no smart playlist “five”" in command("smart", "show", "five", code=1)
    assert "which smart playlist?" in command("smart", "show", code=1)
    assert "which songs?" in command("smart", "save", "x", code=1)
    assert "where to?" in command("smart", "export", "Folk", code=1)
    assert "unknown field" in command("smart", "save", "x", "foo:bar", code=1)
    assert "unknown order" in command("smart", "save", "x", "sort:loud", code=1)
    assert len(ids) == 30


def test_a_list_follows_the_order_of_its_search(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    add_songs(db, 12)

    def titles(*arguments: str) -> list[str]:
        assert run(["--library", str(db.path), "list", "--json", *arguments]) == 0
        return [song["title"] for song in json.loads(capsys.readouterr().out)]

    three = titles("genre:folk sort:-title limit:3")
    assert three == ["Song 9", "Song 6", "Song 3"]
    assert titles("genre:folk limit:3", "--sort", "title") == ["Song 0", "Song 3", "Song 6"]
    like = titles('like:"Artist 0 - Song 3":3')
    assert like[0] == "Song 3" and len(like) == 4
    assert len(searching.query(db, "limit:3")) == 3
