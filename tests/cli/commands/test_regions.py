"""``organizer regions``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def library(db: Database) -> Database:
    add_songs(db, 30)
    mapping.build_map(JobContext(), db)
    return db


def test_a_region_from_its_name_to_its_end(
    library: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def regions(*arguments: str, code: int = 0) -> str:
        assert run(["--library", str(library.path), "regions", *arguments]) == code
        printed = capsys.readouterr()
        return printed.out if code == 0 else printed.err

    assert "no regions" in regions()
    assert "has 10 songs" in regions("make", "late night", "genre:folk")
    assert json.loads(regions("list", "--json"))[0]["songs"] == 10
    add_songs(library, 6, first=30)
    mapping.place_new(library)
    shown = json.loads(regions("show", "LATE NIGHT", "--json"))
    assert (shown["chosen"], shown["joined"]) == (10, 2)
    assert sum(song["joined"] for song in shown["songs"]) == 2
    assert "joined" in regions("show", "late night")
    late = shown["songs"][-1]["label"].split(" – ")[-1].split(" - ")[-1]
    assert "1 song taken out" in regions("take", "late night", f'title:="{late}"')
    assert "1 song put into" in regions("add", "late night", f'title:="{late}"')
    file = tmp_path / "a.m3u8"
    assert "tops itself up" in regions("keep", "late night", str(file)) and file.exists()
    assert "is called" in regions("rename", "late night", "dawn")
    assert json.loads(regions("--json", "list"))[0]["playlist"] == "late night"
    assert "forgotten" in regions("remove", "dawn")
    assert "there is no region “dawn”" in regions("show", "dawn", code=1)
    assert "which region?" in regions("show", code=1)
    assert "which songs?" in regions("make", "x", code=1)
    assert "no song fits" in regions("make", "x", "zzzz", code=1)
    assert "unknown field" in regions("make", "x", "foo:bar", code=1)
