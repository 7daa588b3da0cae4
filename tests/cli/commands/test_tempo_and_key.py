"""Lists, exports and edits that say whether a tempo or key is the tag's or an estimate."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from tests.library.test_tracks import features

Call = Callable[..., str]


@pytest.fixture
def songs(make_song: Callable[..., Path]) -> dict[str, Path]:
    """Songs with a BPM that is no estimate, without one, and with a 0."""
    return {
        "tagged": make_song("tagged.mp3", seconds=0.3, title="Tagged", artist="A", bpm="182"),
        "bare": make_song("bare.flac", seconds=0.3, title="Bare", artist="B"),
        "zero": make_song("zero.mp3", seconds=0.3, title="Zero", artist="C", bpm="0"),
    }


@pytest.fixture
def call(tmp_path: Path, songs: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> Call:
    library = tmp_path / "library.db"
    with Database(library) as db:
        import_paths(JobContext(), db, [str(songs["tagged"].parent)])
        for number, path in enumerate(songs.values()):
            song = tracks.by_path(db, str(path))
            assert song is not None
            tracks.set_audio_hash(db, song.id, f"{number:032x}")
            vectors.put(db, [(f"{number:032x}", features(1, tempo=91.2, key="Am", camelot="8A"))])

    def do(*arguments: str, code: int = 0) -> str:
        assert run(["--library", str(library), *arguments]) == code
        out = capsys.readouterr()
        return out.out + out.err

    return do


def test_a_list_marks_what_was_estimated(call: Call) -> None:
    lines = {line.split()[0]: line for line in call("list", "--sort", "bpm").splitlines()}
    assert list(lines) == ["Title", "Bare", "Zero", "Tagged"]
    assert " 182 " in lines["Tagged"] and "≈ 91" in lines["Bare"] and "≈ 91" in lines["Zero"]
    assert "≈ Am" in lines["Bare"] and "≈ 8A" in lines["Bare"]
    assert "Tagged" in call("list", "bpm:182") and "Tagged" not in call("list", "bpm:91")
    assert "Tagged" in call("list", "tempo:91")


def test_json_and_csv_have_both_and_say_which_is_shown(call: Call, tmp_path: Path) -> None:
    songs = {song["title"]: song for song in json.loads(call("list", "--json"))}
    tagged, bare = songs["Tagged"], songs["Bare"]
    assert (tagged["bpm"], tagged["descriptors"]["tempo"]) == ("182", 91.2)
    assert (tagged["bpm_shown"], tagged["bpm_from"]) == (182.0, "tag")
    assert (bare["bpm"], bare["bpm_shown"], bare["bpm_from"]) == ("", 91.2, "estimate")
    assert (bare["key"], bare["key_shown"], bare["key_from"]) == ("", "Am", "estimate")
    call("export", str(tmp_path / "all.csv"))
    with open(tmp_path / "all.csv", encoding="utf-8", newline="") as file:
        rows = {row["title"]: row for row in csv.DictReader(file)}
    names = ("bpm", "tempo", "bpm_shown", "bpm_from", "key", "key_heard", "key_shown", "key_from")
    assert [rows["Tagged"][name] for name in names] == [
        *("182", "91.2", "182.0", "tag", "", "Am", "Am", "estimate")
    ]
    assert [rows["Bare"][name] for name in names[:4]] == ["", "91.2", "91.2", "estimate"]


def test_estimates_are_not_written_over_tags_unless_asked(call: Call, songs: dict[str, Path]) -> None:
    fill = ("tag", "--all", "--from-analysis", "bpm-key", "--yes")
    assert "written" in call(*fill)
    assert [tags.read(str(path))[0].bpm for path in songs.values()] == ["182", "91", "91"]
    assert {tags.read(str(path))[0].key for path in songs.values()} == {"Am"}
    assert "182" in call(*fill, "--replace", "--dry-run")
    call(*fill, "--replace")
    assert tags.read(str(songs["tagged"]))[0].bpm == "91"
    assert "--replace goes with" in call("tag", "--all", "--set", "bpm=3", "--replace", code=1)
