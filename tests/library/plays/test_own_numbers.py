"""Numbers of songs that are a person's own."""

from __future__ import annotations

import time

import numpy as np
import pytest

from organizer.base.descriptors import ADDED, PLAYED, RATED
from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.plays import own_numbers, records
from organizer.library.plays.columns import JOIN_PLAYS, PLAYS, STARS
from organizer.library.storage import arrays
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile


def test_songs_know_the_day_on_which_they_were_added(db: Database) -> None:
    files = [ScannedFile(f"/music/{i}.mp3", 10, 20, Tags(title=str(i))) for i in range(3)]
    ids = tracks.upsert(db, files).added
    with db.write() as connection:
        connection.execute("UPDATE tracks SET added = added - 864000 WHERE id = ?", (ids[1],))
    days = own_numbers.load(db, np.array([ids[2], ids[1], 999]), ADDED)
    assert abs(days[0] - time.time() / 86400) < 1
    assert abs(days[0] - days[1] - 10) < 0.01
    assert np.isnan(days[2])
    assert not own_numbers.load(db, np.empty(0, np.int64), ADDED).size


def test_plays_and_ratings_are_numbers_of_songs(db: Database) -> None:
    files = [ScannedFile(f"/music/{i}.mp3", 10, 20, Tags(title=str(i))) for i in range(3)]
    ids = tracks.upsert(db, files).added
    records.record_play(db, ids[0])
    records.record_play(db, ids[0])
    records.set_rating(db, [ids[1]], 7)
    assert own_numbers.load(db, np.array(ids), PLAYED).tolist() == [2, 0, 0]
    stars = own_numbers.load(db, np.array(ids), RATED)
    assert stars[1] == 3.5 and np.isnan(stars[[0, 2]]).all()


def test_numbers_of_many_songs_are_those_of_a_few(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = np.array(tracks.upsert(db, [ScannedFile(f"/music/{i}.mp3", 10, 20) for i in range(4)]).added)
    for track_id in ids[:2].tolist():
        records.record_play(db, track_id)
    asked = np.array([ids[3], 999, ids[0], ids[0]])
    few = arrays.of_songs(db.read(), asked, [PLAYS, STARS], JOIN_PLAYS)
    monkeypatch.setattr(arrays, "_FEW", 0)
    many = arrays.of_songs(db.read(), asked, [PLAYS, STARS], JOIN_PLAYS)
    np.testing.assert_array_equal(few, many)
    np.testing.assert_array_equal(few[:, 0], [0, np.nan, 1, 1])
    assert np.isnan(few[:, 1]).all()
