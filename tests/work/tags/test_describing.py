"""What the analysis, groups and regions say, in a field of choice: real files, written and taken back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.base.descriptors import Descriptors
from organizer.base.errors import UsageError
from organizer.base.features import NetworkFeatures
from organizer.base.model import Track
from organizer.library import network_vectors, sound_words, tracks, vectors
from organizer.library.places import regions
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.payload import audio_hash
from organizer.work.jobs import JobContext
from organizer.work.tags import describing, tagging
from tests.conftest import tone, write_song
from tests.library.test_tracks import features
from tests.work.tags.test_tagging import add

KINDS = ("mp3", "flac", "ogg", "aiff")


@pytest.fixture
def songs(tmp_path: Path, db: Database) -> list[Track]:
    paths = [write_song(tmp_path / f"{at}.{kind}", tone(0.2)) for at, kind in enumerate(KINDS)]
    for at, song in enumerate(add(db, *paths)):
        sound = audio_hash(song.path)
        tracks.set_audio_hash(db, song.id, sound)
        energy = (0.0, 0.3, 0.7, 1.0)[at]
        said = features(1, energy=energy, valence=1 - energy, danceability=0.9 if at else 0.1)
        vectors.put(db, [(sound, said)])
    return tracks.get_many(db, tracks.query(db, order="path"))


def write(db: Database, songs: list[Track], kind: str, field: str, *, append: bool = False) -> None:
    made = describing.edits(db, songs, describing.wanted(kind, field, append=append))
    assert tagging.apply(JobContext(), db, tagging.preview(db, made), label=kind).failed == ()


def said(songs: list[Track], field: str) -> list[tuple[str, ...]]:
    return [tags.outlook(song.path, {field: "?"}).old.values(field) for song in songs]


@pytest.mark.parametrize(
    ("field", "first", "last"),
    [
        ("comment", "Energy 1", "Energy 10"),
        ("grouping", "Energy 1", "Energy 10"),
        ("EnergyLevel", "1", "10"),
    ],
)
def test_energy_goes_into_any_field_and_back(
    db: Database, songs: list[Track], field: str, first: str, last: str
) -> None:
    before = [Path(song.path).read_bytes() for song in songs]
    write(db, songs, "energy", field)
    values = said(songs, field)
    assert (values[0], values[-1]) == ((first,), (last,))
    assert tagging.undo(JobContext(), db) is not None
    assert [Path(song.path).read_bytes() for song in songs] == before


def test_it_is_put_behind_what_is_there_and_renewed(db: Database, songs: list[Track]) -> None:
    start = tagging.edits_from_values(
        songs, {"comment": "mine; Energy 4; too", "grouping": ("a;b", "c"), "Notes": "x"}
    )
    tagging.apply(JobContext(), db, tagging.preview(db, start), label="start")
    for field in ("comment", "grouping", "Notes"):
        for _again in range(2):
            write(db, songs, "energy", field, append=True)
    assert said(songs, "comment") == [(f"mine; too; Energy {number}",) for number in (1, 4, 7, 10)]
    assert said(songs, "Notes") == [(f"x; Energy {number}",) for number in (1, 4, 7, 10)]
    assert said(songs, "grouping") == [("a;b", "c", f"Energy {number}") for number in (1, 4, 7, 10)]


def test_words_for_the_mood_are_of_what_stands_out(db: Database, songs: list[Track]) -> None:
    write(db, songs, "mood-words", "mood")
    assert said(songs, "mood") == [
        ("calm", "cheerful"),
        ("calm", "cheerful", "danceable"),
        ("energetic", "gloomy", "danceable"),
        ("energetic", "gloomy", "danceable"),
    ]
    assert describing.mood_words(Track(9, "/a", 0, 0, descriptors=Descriptors(energy=0.5))) == ()


def test_only_words_that_were_measured_are_written(db: Database, songs: list[Track]) -> None:
    names = tuple(sound_words._MUSICNN)
    network_vectors.choose(db, "ab" * 16, tags=names)
    for at, high in enumerate((("jazz", "sad", "ambient"), ("sad",))):
        numbers = np.array([0.9 if name in high else 0.001 for name in names], np.float32)
        listened = NetworkFeatures(np.ones(3, np.float32), numbers)
        network_vectors.put(db, "ab" * 16, [(songs[at].audio_hash, listened)])
    assert describing.values_of_songs(db, songs, "sound-words") == {songs[0].id: ("jazz",)}


def test_names_of_regions_and_groups(db: Database, songs: list[Track]) -> None:
    for name in ("Night; long", "Day"):
        regions.insert(db, name, [songs[0].id], np.zeros(0, np.int64))
    write(db, songs, "region", "grouping")
    assert said(songs, "grouping") == [("Day", "Night; long"), (), (), ()]
    write(db, songs, "region", "comment", append=True)
    assert said(songs[:1], "comment") == [("Day; Night; long",)]
    assert describing.edits(db, songs, describing.wanted("group", "genre")) == []
    for kind in ("group", "region", "sound-words", "energy"):
        assert describing.nothing_known(kind).remedy


def test_what_cannot_be_meant_is_said() -> None:
    for kind, field in (("noise", "comment"), ("energy", ""), ("energy", "coment")):
        with pytest.raises(UsageError):
            describing.wanted(kind, field)
