"""Saved playlists written for other programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from organizer.analysis.structure.features import StructureFeatures, packed
from organizer.analysis.structure.parts import VERSION
from organizer.base.errors import UsageError
from organizer.library import tracks
from organizer.library.playlists import playlists
from organizer.library.playlists.profiles import PRESETS, Profile
from organizer.library.sounds import structures
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.playlists import exports


@pytest.fixture
def library(db: Database, make_song: Callable[..., Path]) -> Database:
    folder = make_song("a.flac", seconds=0.4, frequency=300, title="A").parent
    make_song("b.flac", seconds=0.5, frequency=400, title="B")
    import_paths(JobContext(), db, [str(folder)])
    for song in tracks.get_many(db, tracks.query(db, "").tolist()):
        tracks.set_audio_hash(db, song.id, payload.audio_hash(song.path))
    playlists.save(db, "P", tracks.query(db, "").tolist())
    return db


def add_parts(db: Database, track_id: int) -> None:
    """A recording of eight units, in which A returns after B."""
    (song,) = tracks.get_many(db, [track_id])
    recording = StructureFeatures(
        duration=8.0,
        times=np.arange(8, dtype=np.float32),
        features=np.ones((8, 42), np.float32),
        wave=np.ones(4, np.float32),
        has_beat=True,
        silent=False,
    )
    structures.put(db, song, VERSION, packed(recording), {0: ((0, 3, 6), (0, 1, 0))})


def test_parts_of_songs_become_cues(library: Database, tmp_path: Path) -> None:
    first = tracks.query(library, "").tolist()[0]
    add_parts(library, first)
    target = tmp_path / "x.xml"
    lists = exports.saved(library, ["P"])
    written = exports.write(JobContext(), library, lists, str(target), PRESETS["Rekordbox"])
    assert (written.songs, written.cues, written.missing) == (2, 1, 0)
    marks = ElementTree.fromstring(target.read_bytes()).findall("COLLECTION/TRACK/POSITION_MARK")
    assert [(one.attrib["Name"], one.attrib["Start"]) for one in marks] == [
        ("A", "0.000"),
        ("B", "3.000"),
        ("A", "6.000"),
    ]


def test_a_dry_run_says_what_a_run_would(library: Database, tmp_path: Path) -> None:
    target = tmp_path / "x.m3u8"
    lists = exports.saved(library, ["P"])
    would = exports.write(JobContext(), library, lists, str(target), Profile(), dry_run=True)
    assert not target.exists()
    assert exports.write(JobContext(), library, lists, str(target), Profile()) == would and target.exists()
    with pytest.raises(UsageError, match="no playlist"):
        exports.saved(library, ["Q"])
    with pytest.raises(UsageError, match="has a file"):
        exports.write(JobContext(), library, [], str(target), Profile())


def test_a_preview_is_the_beginning_of_the_file(library: Database, tmp_path: Path) -> None:
    (made,) = exports.saved(library, ["P"])
    shown = exports.preview(library, made, str(tmp_path / "x.m3u8"), Profile(), songs=1)
    exports.write(JobContext(), library, [made], str(tmp_path / "x.m3u8"), Profile())
    assert (tmp_path / "x.m3u8").read_bytes().startswith(shown.content) and shown.content.count(
        b"#EXTINF"
    ) == 1


def test_profiles_are_told_in_a_line() -> None:
    assert exports.describe(PRESETS["MPD"]) == "M3U, below the music folder, UTF-8"
    assert "cp1252, CR LF" in exports.describe(PRESETS["Car (FAT32 stick)"])
