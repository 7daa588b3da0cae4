"""The library file looked after from the command line."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from organizer.cli import parser
from organizer.library.files import file_rows
from organizer.library.storage import copies
from organizer.library.storage.database import Database

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))


@pytest.fixture
def library(tmp_path: Path, capsys: Captured) -> str:
    """A library of a table of songs, as it is after the command that made it."""
    rows = "".join(f"Title {i},Someone {i},{90 + i % 60},0.{i % 9}\n" for i in range(300))
    (tmp_path / "t.csv").write_text("title,artist,tempo,energy\n" + rows)
    path = str(tmp_path / "library.db")
    assert parser.run(["--library", path, "import", str(tmp_path / "t.csv")]) == 0
    capsys.readouterr()
    return path


def spoil(path: str, seed: int = 0) -> None:
    with Database(path) as db:
        db.read().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    content = bytearray(Path(path).read_bytes())
    content[len(content) // 5 : -5000] = random.Random(seed).randbytes(
        len(content) - len(content) // 5 - 5000
    )
    Path(path).write_bytes(content)


def test_a_command_that_writes_makes_the_copy_of_the_day(library: str) -> None:
    assert [copy.songs for copy in copies.listed(Path(library))] == [300]


def test_a_whole_library_is_whole(library: str, capsys: Captured) -> None:
    assert parser.run(["--library", library, "library", "check", "--json"]) == 0
    reported = json.loads(capsys.readouterr().out)
    assert reported["whole"]
    assert reported["findings"] == []
    assert len(reported["copies"]) == 1


def test_the_folders_are_listed(library: str, tmp_path: Path, capsys: Captured) -> None:
    with Database(Path(library)) as db:
        file_rows.add_roots(db, [str(tmp_path), str(tmp_path / "gone")])
    assert parser.run(["--library", library, "library", "folders", "--json"]) == 0
    here, gone = json.loads(capsys.readouterr().out)
    told = {"path": str(tmp_path), "songs": 0, "away": 0, "watched": True, "there": True}
    assert here == {"schema_version": 1, **told}
    assert gone["path"] == str(tmp_path / "gone") and not gone["there"]
    assert parser.run(["--library", library, "library", "folders"]) == 0
    assert str(tmp_path) in capsys.readouterr().out


def test_a_damaged_library_is_checked_and_brought_back(library: str, capsys: Captured) -> None:
    spoil(library)
    assert parser.run(["--library", library, "list"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert parser.run(["--library", library, "library", "check"]) == 1
    assert "organizer library restore" in capsys.readouterr().err
    assert parser.run(["--library", library, "library", "restore"]) == 1  # nobody said yes
    assert "--yes" in capsys.readouterr().err
    assert parser.run(["--library", library, "list"]) == 1
    capsys.readouterr()
    assert parser.run(["--library", library, "library", "restore", "--yes"]) == 0
    assert "damaged-" in capsys.readouterr().out
    assert parser.run(["--library", library, "list", "someone"]) == 0
    assert capsys.readouterr().out.count("  Someone ") == 300


def test_a_relative_path_does_as_well(
    library: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(os.path.dirname(library))
    assert parser.run(["--library", "library.db", "library", "copy"]) == 0
    assert parser.run(["--library", "library.db", "library", "restore", "1", "--yes", "--json"]) == 0
    assert parser.run(["--library", "library.db", "library", "restore", "2001", "--yes"]) == 1
    assert "there is no copy “2001”" in capsys.readouterr().err


def test_what_can_be_made_anew_is_no_reason_to_fail(library: str, capsys: Captured) -> None:
    with Database(library) as db, db.write() as connection:
        connection.execute("INSERT INTO map VALUES (1, 'x', x'00')")
    assert parser.run(["--library", library, "library", "check"]) == 0
    assert "made anew" in capsys.readouterr().out
    assert parser.run(["--library", library, "library", "check"]) == 0
    assert "the library is whole" in capsys.readouterr().out


@pytest.mark.parametrize("action", ["check", "copy", "restore"])
def test_where_there_is_no_library_none_is_made(tmp_path: Path, action: str, capsys: Captured) -> None:
    assert parser.run(["--library", str(tmp_path / "none.db"), "library", action]) == 1
    assert "there is no" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("seed", range(6))
def test_no_command_ends_in_a_traceback(library: str, tmp_path: Path, seed: int, capsys: Captured) -> None:
    spoil(library, seed)
    for command in (
        ["list"],
        ["list", "someone"],
        ["history"],
        ["groups", "--show"],
        ["map"],
        ["duplicates"],
        ["export", str(tmp_path / "out.csv")],
        ["insight", "--out", str(tmp_path / "report")],
        ["evaluate"],
        ["undo", "--yes"],
        ["playlist", "--query", "", "-o", str(tmp_path / "out.csv")],
    ):
        assert parser.run(["--library", library, *command]) == 1
        text = capsys.readouterr().err.splitlines()
        assert len(text) == 1
        assert text[0].startswith("organizer: ")


def test_looking_at_a_library_that_cannot_be_written(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert parser.run(["--library", library, "groups", "--features", "tempo", "--k", "2"]) == 0
    capsys.readouterr()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    assert parser.run(["--library", library, "list", "someone"]) == 0
    reported = capsys.readouterr()
    assert reported.out.count("  Someone ") == 300
    assert "can only be looked at" in reported.err
    assert parser.run(["--library", library, "groups", "--show"]) == 0
    assert "can only be looked at" in capsys.readouterr().err
    assert parser.run(["--library", library, "remove", "--all", "--yes"]) == 1
    assert "can only be looked at" in capsys.readouterr().err
