"""Pins as they are stored."""

from __future__ import annotations

import numpy as np

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.places import pins
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


def test_a_pin_is_a_place_of_the_map_and_belongs_to_the_sound(db: Database) -> None:
    ids = add_songs(db, 4)
    pins.put(db, np.array(ids[:2]), np.array([[0.25, 0.5], [0.75, 1.0]]))
    pinned = pins.listed(db)
    assert pinned.ids.tolist() == ids[:2] and pinned.places[0].tolist() == [0.25, 0.5]
    assert 0.999 < pinned.places[1, 1] < 1.0  # the far edge lies on the map
    tracks.upsert(db, [tracks.ScannedFile("/music/00000.mp3", 2, 2, Tags(title="Another name"))])
    tracks.set_audio_hash(db, ids[0], f"{0:032x}")
    assert pins.listed(db).ids.tolist() == ids[:2]


def test_a_song_that_leaves_and_comes_back_is_still_pinned(db: Database) -> None:
    ids = add_songs(db, 3)
    pins.put(db, np.array(ids), np.full((3, 2), 0.5))
    tracks.set_away(db, ids[:1], True)
    removals.remove(db, ids[1:2])
    assert pins.listed(db).ids.tolist() == [ids[0], ids[2]]
    (back,) = add_songs(db, 1, first=1)
    assert back in pins.listed(db).ids.tolist()


def test_a_song_that_no_sound_is_known_of_cannot_be_pinned(db: Database) -> None:
    added = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1, Tags())]).added
    pins.put(db, np.array(list(added)), np.array([[0.5, 0.5]]))
    assert not len(pins.listed(db).ids) and not pins.stored(db)


def test_pins_are_taken_away_and_put_back(db: Database) -> None:
    ids = add_songs(db, 3)
    pins.put(db, np.array(ids), np.full((3, 2), 0.5))
    before = pins.stored(db)
    pins.remove(db, np.array(ids[:1]))
    pins.put(db, np.array(ids[1:2]), np.array([[0.1, 0.2]]))
    assert pins.listed(db).ids.tolist() == ids[1:]
    pins.put_back(db, before)
    assert pins.stored(db) == before
