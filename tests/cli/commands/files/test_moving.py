"""``organizer rename`` and ``move``, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.library.tags import tags
from tests.conftest import tone, write_song


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for number, title in enumerate(("Rain", "Snow")):
        path = write_song(tmp_path / f"music/{number}.flac", tone(0.05, frequency=300 + 50 * number))
        tags.write(str(path), {"title": title, "artist": "Ann", "album": "Blue", "track": str(number + 1)})
    assert run(["--library", str(tmp_path / "x.db"), "add", str(tmp_path / "music"), "--no-analyze"]) == 0
    return tmp_path


def typed(library: Path, *words: str) -> int:
    return run(["--library", str(library / "x.db"), *words])


def names(library: Path) -> list[str]:
    return sorted(str(path.relative_to(library)) for path in library.rglob("*.flac"))


def test_a_dry_run_shows_and_touches_nothing(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    command = ("rename", "rain", "--template", "{artist}/{track:02} {title}", "--dry-run", "--json")
    assert typed(library, *command) == 0
    document = json.loads(capsys.readouterr().out)
    assert [move["new"] for move in document["moves"]] == [str(library / "music/Ann/01 Rain.flac")]
    assert (document["moved"], document["unchanged"], document["refused"]) == (0, 0, [])
    assert names(library) == ["music/0.flac", "music/1.flac"]


def test_songs_are_renamed_and_taken_back(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(library, "rename", "--all", "--template", "{artist}/{track:02} {title}", "--yes") == 0
    assert names(library) == ["music/Ann/01 Rain.flac", "music/Ann/02 Snow.flac"]
    assert typed(library, "rename", "--undo", "--dry-run") == 0
    assert names(library) == ["music/Ann/01 Rain.flac", "music/Ann/02 Snow.flac"]
    assert typed(library, "rename", "--undo", "--yes") == 0
    assert names(library) == ["music/0.flac", "music/1.flac"]
    assert typed(library, "redo", "--yes") == 0
    assert typed(library, "undo", "--yes") == 0
    assert names(library) == ["music/0.flac", "music/1.flac"]
    capsys.readouterr()
    assert typed(library, "history", "--json") == 0
    assert [(e["moves"], e["state"]) for e in json.loads(capsys.readouterr().out)] == [(True, "undone")]
    assert typed(library, "rename", "--undo", "--yes") == 1
    assert "no renaming to take back" in capsys.readouterr().err


def test_songs_move_into_a_folder(library: Path) -> None:
    assert typed(library, "move", "rain", str(library / "far"), "--yes") == 0
    assert names(library) == ["far/0.flac", "music/1.flac"]
    assert typed(library, "move", "snow", str(library / "far"), "--template", "{album}/{title}", "--yes") == 0
    assert names(library) == ["far/0.flac", "far/Blue/Snow.flac"]


def test_options_of_the_trash_need_it(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(library, "duplicates", "--only", "rain") == 1
    assert "go with --trash" in capsys.readouterr().err
    assert typed(library, "duplicates", "--trash", "--dry-run") == 0
    assert "0 files" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("rename", "--all", "--template", "{titel}", "--yes"), "do you mean “title”"),
        (("rename", "--all", "--yes"), "--template"),
        (("rename", "nobody", "--template", "{title}", "--yes"), "no song fits"),
        (("rename", "--all", "--template", "{mood}/{title}", "--yes"), "a folder would have no name"),
        (("rename", "--all", "--template", "{title}"), "--dry-run to look only"),
    ],
)
def test_what_cannot_be_done_is_one_line_that_says_what_to_write(
    library: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert typed(library, *words) == 1
    error = capsys.readouterr().err
    assert says in error and "Traceback" not in error
    assert names(library) == ["music/0.flac", "music/1.flac"]


def test_a_file_is_no_folder_to_move_to(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(library, "move", "rain", str(library / "music/1.flac"), "--yes") == 1
    assert "this is a file, not a folder" in capsys.readouterr().err
