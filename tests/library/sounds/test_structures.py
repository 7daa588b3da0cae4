"""Parts of sounds in the library: by sound and version, each number of parts beside the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from organizer.base.model import Tags, Track
from organizer.library import tracks
from organizer.library.sounds import structures
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile


@pytest.fixture
def song(db: Database) -> Track:
    (number,) = tracks.upsert(db, [ScannedFile("/music/a.mp3", 1, 1, Tags())]).added
    with db.write() as connection:
        connection.execute("UPDATE tracks SET audio_hash = 'sound'")
    return tracks.get(db, number)


def test_each_number_of_parts_is_kept_beside_the_others(db, song):
    assert structures.get(db, song, 1) is None
    structures.put(db, song, 1, b"features", {0: ((0, 5), (0, 1))})
    structures.put(db, song, 1, b"features", {3: ((0, 5, 9), (0, 1, 2))})
    stored = structures.get(db, song, 1)
    assert stored.features == b"features"
    assert stored.parts == {0: ((0, 5), (0, 1)), 3: ((0, 5, 9), (0, 1, 2))}


def test_another_version_begins_anew(db, song):
    structures.put(db, song, 1, b"old", {0: ((0,), (0,))})
    assert structures.get(db, song, 2) is None
    structures.put(db, song, 2, b"new", {2: ((0, 1), (0, 1))})
    assert structures.get(db, song, 1) is None
    assert set(structures.get(db, song, 2).parts) == {2}


def test_nothing_is_stored_of_a_sound_that_is_not_the_song_s(db, song):
    structures.put(db, replace(song, audio_hash=""), 1, b"x", {})
    structures.put(db, replace(song, audio_hash="another"), 1, b"x", {})
    assert db.read().execute("SELECT count(*) FROM structures").fetchone()[0] == 0


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"0": 3, "x": [[0], [0]], "2": [[0, -1], [0, 1]], "3": [[0], []]}']
)
def test_what_is_damaged_is_left_out(db, song, text):
    structures.put(db, song, 1, b"features", {0: ((0,), (0,))})
    with db.write() as connection:
        connection.execute("UPDATE structures SET parts = ?", (text,))
    assert structures.get(db, song, 1).parts == {}
    structures.forget(db, song)
    assert structures.get(db, song, 1) is None
