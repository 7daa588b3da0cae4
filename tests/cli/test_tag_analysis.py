"""``organizer tag --from-analysis`` on real files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.library import tracks, vectors
from organizer.library.places import regions
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from tests.library.test_tracks import features

Call = Callable[..., str]


@pytest.fixture
def files(make_song: Callable[..., Path]) -> list[Path]:
    return [
        make_song("a.mp3", seconds=0.2, title="A"),
        make_song("b.flac", seconds=0.2, title="B", bpm="180"),
    ]


@pytest.fixture
def call(tmp_path: Path, files: list[Path], capsys: pytest.CaptureFixture[str]) -> Call:
    library = tmp_path / "library.db"
    said = {"tempo": 90.4, "tempo_confidence": 0.3, "key": "F#m", "camelot": "11A", "key_confidence": 0.8}
    with Database(library) as db:
        import_paths(JobContext(), db, [str(files[0].parent)])
        for number, path in enumerate(files):
            song = tracks.by_path(db, str(path))
            assert song is not None
            tracks.set_audio_hash(db, song.id, f"{number:032x}")
            vectors.put(db, [(f"{number:032x}", features(1, energy=0.66, **said))])
            if not number:
                regions.insert(db, "Night", [song.id], tracks.query(db, "title:none"))

    def do(*arguments: str, code: int = 0) -> str:
        assert run(["--library", str(library), *arguments]) == code
        out = capsys.readouterr()
        return out.out + out.err

    return do


def after(call: Call, *arguments: str) -> dict[str, dict[str, object]]:
    document = json.loads(call("tag", "--all", "--dry-run", "--json", "--from-analysis", *arguments))
    changes: dict[str, dict[str, object]] = {}
    for change in document["changes"]:
        changes.setdefault(Path(change["path"]).name, {})[change["field"]] = change["after"]
    return changes


def test_factor_notation_and_confidence(call: Call) -> None:
    halved = after(call, "bpm-key", "--tempo-factor", "0.5", "--key-notation", "camelot")
    assert halved == {"a.mp3": {"bpm": "45", "key": "11A"}, "b.flac": {"key": "11A"}}
    doubled = after(call, "bpm", "--tempo-factor", "2", "--replace")
    assert doubled == {"a.mp3": {"bpm": "181"}, "b.flac": {"bpm": "181"}}
    assert after(call, "key", "--key-notation", "openkey")["b.flac"] == {"key": "4m"}
    assert after(call, "bpm-key", "--min", "0.5") == {"a.mp3": {"key": "F#m"}, "b.flac": {"key": "F#m"}}


def test_energy_and_regions_go_into_fields_and_are_taken_back(call: Call, files: list[Path]) -> None:
    before = [path.read_bytes() for path in files]
    assert after(call, "energy", "--into", "comment")["a.mp3"] == {"comment": "Energy 7"}
    assert after(call, "energy-as-TXXX:EnergyLevel")["a.mp3"] == {"TXXX:EnergyLevel": "7"}
    assert after(call, "region-as-grouping") == {"a.mp3": {"grouping": "Night"}}
    call("tag", "--all", "comment=mine", "--yes")
    call("tag", "--all", "--from-analysis", "energy", "--into", "comment", "--append", "--yes")
    assert [tags.read(str(path))[0].comment for path in files] == ["mine; Energy 7"] * 2
    call("undo", "--yes")
    call("undo", "--yes")
    assert [path.read_bytes() for path in files] == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("noise",), "nothing is called “noise”"),
        (("energy",), "which field energy goes into"),
        (("energy-as-mood", "--into", "comment"), "leave out --into"),
        (("bpm-as-comment",), "fields of its own"),
        (("bpm", "--key-notation", "camelot"), "--key-notation goes with"),
        (("energy", "--into", "mood", "--tempo-factor", "2"), "--tempo-factor goes with"),
        (("bpm", "--append"), "--append goes with"),
        (("bpm", "--tempo-factor", "9"), "no factor for a tempo"),
        (("group-as-genre",), "organizer groups"),
        (("danceability", "--into", "mood"), "analyze the songs first"),
    ],
)
def test_what_makes_no_sense_is_said(call: Call, arguments: tuple[str, ...], said: str) -> None:
    assert said in call("tag", "--all", "--from-analysis", *arguments, code=1)
