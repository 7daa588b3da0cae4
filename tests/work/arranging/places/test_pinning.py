"""Songs that are pinned to places of the map."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.arrangement import MusicMap, Space
from organizer.base.errors import UsageError
from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.places import pins
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.arranging.places import pinning
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def build(db: Database, **options: object) -> MusicMap:
    return mapping.build_map(JobContext(), db, **options)  # type: ignore[arg-type]


def shares(music_map: MusicMap, song: int) -> np.ndarray:
    return mapping.places_of(np.array([song]), music_map)[0] / music_map.shape


def is_at(db: Database) -> bool:
    """Whether every pinned song lies within a cell of its pin."""
    far = pinning.off_places(db)
    return len(far) > 0 and bool((far <= 1.0).all())


def test_a_pinned_song_stays_at_its_place_also_from_scratch_and_on_a_map_of_another_shape(
    db: Database,
) -> None:
    ids = add_songs(db, 60)
    build(db)
    song = ids[7]
    pinning.move(db, song, 0.9, 0.1)
    assert not is_at(db)
    build(db)
    assert is_at(db)
    for options in (
        {"keep_places": False},
        {"rows": 6, "columns": 9},
        {"rows": 12, "columns": 9, "toroidal": False},
    ):
        music_map = build(db, **options)
        assert is_at(db), options
        assert np.abs(shares(music_map, song) - [0.9, 0.1]).max() < 0.15


def test_songs_that_sound_like_it_come_along(db: Database) -> None:
    ids = add_songs(db, 60)
    music_map = build(db)
    song = ids[0]
    far = np.mod(shares(music_map, song) + 0.5, 1.0)
    pinning.move(db, song, *far.tolist())
    for keep_places in (True, False):
        music_map = build(db, keep_places=keep_places)
        way = np.abs(mapping.places_of(np.array(ids), music_map) - far * music_map.shape)
        way = np.hypot(*np.minimum(way, np.array(music_map.shape) - way).T)
        nearest = np.argsort(way)[1:6]
        assert {int(row) % 3 for row in nearest} == {0}  # of its style


def test_pinned_where_they_are_songs_stay_there_and_the_map_is_the_same_again(db: Database) -> None:
    ids = add_songs(db, 60)
    build(db)
    done = pinning.pin(db, ids[:3])
    assert (done.songs, done.missing, list(done.was)) == (3, 0, [])
    assert pinning.off_places(db).tolist() == pytest.approx([0, 0, 0], abs=1e-4)
    first = build(db)
    assert is_at(db)
    assert np.array_equal(build(db).places, first.places)
    pinning.restore(db, done.was)
    assert not len(pins.listed(db).ids)


def test_few_songs_and_none(db: Database) -> None:
    with pytest.raises(UsageError, match="no map"):
        pinning.pin(db, [])
    ids = add_songs(db, 1)
    build(db)
    pinning.move(db, ids[0], 0.2, 0.8)
    build(db)
    assert is_at(db)
    ids += add_songs(db, 2, first=1)
    pinning.move(db, ids[1], 0.8, 0.2)
    pinning.move(db, ids[2], 0.8, 0.2)  # both at one place
    for keep_places in (True, False):
        build(db, keep_places=keep_places)
        assert is_at(db)
    assert pinning.unpin(db, ids[:2]).songs == 2 and pinning.unpin_all(db).songs == 1
    assert pinning.unpin_all(db).songs == 0


def test_songs_that_are_not_on_the_map_are_not_pinned(db: Database) -> None:
    add_songs(db, 20)
    build(db)
    late = add_songs(db, 2, first=20)
    with pytest.raises(UsageError, match="on the map"):
        pinning.pin(db, late)
    assert not pins.stored(db)


def test_a_pinned_song_whose_file_is_away_keeps_its_place_and_one_that_comes_back_gets_it_again(
    db: Database,
) -> None:
    ids = add_songs(db, 30)
    build(db)
    pinning.move(db, ids[4], 0.3, 0.6)
    tracks.set_away(db, ids[4:5], True)
    build(db)
    assert is_at(db)
    removals.remove(db, ids[4:5])
    build(db)
    assert not len(pinning.off_places(db))
    add_songs(db, 1, first=4)
    mapping.place_new(db)
    assert is_at(db)


def test_on_a_map_by_numbers_as_well(db: Database) -> None:
    ids = add_songs(db, 30)
    build(db)
    pinning.move(db, ids[2], 0.7, 0.7)
    music_map = build(db, space=Space(("tempo", "energy", "loudness")))
    assert music_map.space.features and is_at(db)


def test_all_songs_pinned_is_the_map_as_it_is(db: Database) -> None:
    ids = add_songs(db, 30)
    before = build(db)
    pinning.pin(db, ids)
    after = build(db, keep_places=False, rows=before.rows, columns=before.columns)
    assert is_at(db) and np.abs(after.places - before.places).max() < 1.0
