"""``organizer playlist`` and its actions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from organizer.cli.parser import run
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from tests.playlist_file import paths_in

Call = Callable[..., Any]


@pytest.fixture
def music(db: Database, make_song: Callable[..., Path]) -> Path:
    """Two songs in the library."""
    make_song("A/one.flac", seconds=0.4, title="One", artist="Ann")
    folder = make_song("B/zwei ü.flac", seconds=0.5, frequency=500, title="Zwei", artist="Bob").parents[1]
    import_paths(JobContext(), db, [str(folder)])
    return folder


@pytest.fixture
def call(db: Database, music: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """``call("list")`` → what it prints; with ``code`` what it says of its failure."""

    def do(*arguments: str, code: int = 0) -> Any:
        assert run(["--library", str(db.path), "playlist", *arguments]) == code
        printed = capsys.readouterr()
        if code:
            return printed.err
        return json.loads(printed.out) if "--json" in arguments else printed.out

    return do


def test_a_list_goes_in_and_out_with_what_is_missing(call: Call, db: Database, tmp_path: Path) -> None:
    old = tmp_path / "old.m3u"
    old.write_text(
        "#EXTM3U\n#EXTINF:0,Ann - One\nD:\\x\\1.mp3\n"
        "#EXTINF:9,Zed - Gone\nD:\\x\\2.mp3\nmusic/B/zwei ü.flac\n",
        "utf-8",
    )
    would = call("import", "--dry-run", str(old), "--json")[0]
    assert would["counts"] == {"moved": 1, "missing": 1, "there": 1} and not would["saved"]
    assert [song["state"] for song in would["songs"]] == ["moved", "missing", "there"]
    assert playlists.names(db) == []
    assert "“old”: 3 songs, saved; 1 there, 1 moved, 1 missing" in call("import", str(old))
    told = {"name": "old", "songs": 2, "missing": 1, "tops_itself_up": False}
    assert call("list", "--json") == [{"schema_version": 1, **told}]
    assert "Zed - Gone" in call("show", "old")
    assert [song.get("missing", False) for song in call("show", "old", "--json")["songs"]] == [
        False,
        True,
        False,
    ]
    target = tmp_path / "new.m3u8"
    assert "would be written" in call("export", "old", "-o", str(target), "--dry-run") and not target.exists()
    written = call("export", "old", "-o", str(target), "--json")
    assert (written["songs"], written["missing"], written["format"]) == (3, 1, "m3u8")
    assert "D:\\x\\2.mp3\n" in target.read_text("utf-8")
    assert call("import", str(target), "--name", "again", "--json")[0]["counts"] == {"there": 2, "missing": 1}
    assert len(playlists.entries(db, "again")) == 3
    call("export", "--all", "-o", str(tmp_path / "all.xml"))
    assert [one["name"] for one in call("import", str(tmp_path / "all.xml"), "--json")] == [
        "again 2",
        "old 2",
    ]
    both = ("--list", "again", "--list", "old", "--name", "A", "--name", "B")
    assert [one["name"] for one in call("import", str(tmp_path / "all.xml"), *both, "--json")] == ["A", "B"]
    assert "deleted" in call("delete", "A") and "deleted" in call("delete", "B")
    assert "deleted" in call("delete", "old 2") and "old 2" not in playlists.names(db)
    assert "0 of 3 missing songs" in call("missing", "--dry-run")


def test_profiles_are_made_used_and_forgotten(call: Call, db: Database, tmp_path: Path, music: Path) -> None:
    assert {"Rockbox", "MPD", "Car (FAT32 stick)"} <= {one["name"] for one in call("profiles", "--json")}
    save = (
        "profiles",
        "save",
        "My stick",
        "--prefix",
        "E:\\M",
        "--windows",
        "--format",
        "m3u",
        "--encoding",
        "cp1252",
    )
    assert "would be stored" in call(*save, "--dry-run")
    assert "stored" in call(*save)
    assert "below E:\\M, backslashes" in call("profiles")
    call("--query", "", "-o", str(tmp_path / "x.m3u"), "--profile", "my stick")
    content = (tmp_path / "x.m3u").read_bytes()
    assert b"\nE:\\M\\A\\one.flac\n" in content and b"\nE:\\M\\B\\zwei \xfc.flac\n" in content
    assert "forgotten" in call("profiles", "delete", "My stick")
    assert "no profile of your own" in call("profiles", "delete", "My stick", code=1)
    assert {"jspf", "wpl", "rekordbox", "traktor"} <= {one["format"] for one in call("formats", "--json")}
    assert "Rekordbox" in call("formats")


def test_songs_of_a_search_are_written_in_every_format(call: Call, tmp_path: Path, music: Path) -> None:
    for ending in ("m3u8", "m3u", "pls", "xspf", "jspf", "wpl", "xml", "nml"):
        target = tmp_path / f"x.{ending}"
        assert "2 songs" in call("--query", "", "-o", str(target), "--paths", "absolute")
        assert paths_in(target) == [str(music / "A" / "one.flac"), str(music / "B" / "zwei ü.flac")]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "required"),
        (("export", "x"), 1, "--output FILE"),
        (("export", "none", "-o", "x.m3u8"), 1, "no playlist “none”"),
        (("import",), 1, "takes a file"),
        (("import", "gone.m3u8"), 1, "cannot be read"),
        (("show",), 1, "takes one name"),
        (("profiles", "burn"), 1, "not known of profiles"),
        (("--query", "", "-o", "x.doc"), 1, "is written as M3U8"),
        (("--query", "", "-o", "x.m3u8", "--profile", "none"), 1, "no profile “none”"),
        (("--query", "", "-o", "x.m3u", "--encoding", "klingon"), 1, "no code page"),
    ],
)
def test_wrong_usage_is_told_in_a_line(
    call: Call, arguments: tuple[str, ...], code: int, message: str
) -> None:
    assert message in call(*arguments, code=code)
