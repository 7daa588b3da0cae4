"""``organizer tidy``: what is wrong, proposed, written and ignored."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest

from organizer.cli import parser
from organizer.library.storage.database import Database
from organizer.work.intake import importing
from organizer.work.jobs import JobContext


@pytest.fixture
def library(make_song: Callable[..., Path], db: Database, tmp_path: Path) -> str:
    """Three songs: one spells the artist otherwise."""
    for number, artist in enumerate(("Radiohead", "radiohead", "Radiohead"), 1):
        tags = {"title": f"Song {number}", "artist": artist, "album": "Kid A", "date": "2000"}
        path = make_song(f"kid a/{number}.flac", seconds=0.2, genre="Rock", tracknumber=f"{number}/3", **tags)
    (path.parent / "cover.png").write_bytes(b"\x89PNG a picture")
    importing.import_paths(JobContext(), db, [str(path.parent)])
    db.close()
    return str(tmp_path / "library.db")


def run(library: str, *command: str) -> int:
    return parser.run(["--library", library, "tidy", *command])


def test_it_lists_and_writes_what_it_proposes(library: str, tmp_path: Path, capsys) -> None:
    assert run(library, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    (finding,) = told["findings"]
    assert finding["kind"] == "artist-spelling" and finding["subject"] == "Radiohead"
    assert finding["options"][0]["changes"][0]["values"] == {"artist": "Radiohead"}
    assert told["songs"] == told["unchecked_lossless"] == 3 and len(told["kinds"]) == 19
    assert run(library) == 0
    assert "they differ only in upper and lower case" in capsys.readouterr().out
    song = tmp_path / "music" / "kid a" / "2.flac"
    before = song.read_bytes()
    assert run(library, "--propose", "--dry-run") == 0
    assert "1 file would change" in capsys.readouterr().out and song.read_bytes() == before
    assert run(library, "--propose", "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out)["written"] == 1
    assert mutagen.File(song)["artist"] == ["Radiohead"]
    assert run(library) == 0
    assert "nothing to tidy among 3 songs" in capsys.readouterr().out
    assert parser.run(["--library", library, "undo", "--yes"]) == 0 and song.read_bytes() == before


def test_what_is_ignored_is_not_listed(library: str, capsys) -> None:
    assert run(library, "--ignore", "--dry-run") == 0 and "would not be shown" in capsys.readouterr().out
    assert run(library, "--ignore") == 0
    capsys.readouterr()
    assert run(library) == 0 and "1 finding ignored" in capsys.readouterr().out
    assert run(library, "--all", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1
    assert run(library, "--kind", "years,cover") == 0 and "nothing to tidy" in capsys.readouterr().out
    assert run(library, "--kind", "nonsense") == 1 and "one of missing-title" in capsys.readouterr().err


def test_lossless_files_are_checked_when_asked(library: str, capsys) -> None:
    assert run(library, "--check", "--jobs", "1", "--json") == 0
    captured = capsys.readouterr()
    assert "3 lossless files checked" in captured.err
    assert json.loads(captured.out)["unchecked_lossless"] == 0


def test_an_empty_library_says_what_to_do(tmp_path: Path, capsys) -> None:
    assert run(str(tmp_path / "none.db")) == 0 and "organizer add" in capsys.readouterr().out
