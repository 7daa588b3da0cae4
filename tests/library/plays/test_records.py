"""Plays, skips and ratings: by sound, whatever becomes of the files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.errors import UsageError
from organizer.base.model import Tags
from organizer.library import listening, tracks
from organizer.library.files import file_rows, removals
from organizer.library.plays import records
from organizer.library.plays.records import Record
from organizer.library.storage.database import Database
from organizer.work.intake import importing
from organizer.work.jobs import JobContext


def add(db: Database, *sounds: str) -> list[int]:
    """Songs with these sounds; "": not hashed yet."""
    start = int(db.read().execute("SELECT count(*) FROM tracks").fetchone()[0])
    names = (f"/music/{start + at}{name}.mp3" for at, name in enumerate(sounds))
    files = [tracks.ScannedFile(name, 1, 1) for name in names]
    ids = list(tracks.upsert(db, files).added)
    for track_id, sound in zip(ids, sounds, strict=True):
        if sound:
            tracks.set_audio_hash(db, track_id, sound)
    return ids


def known(db: Database, track_id: int) -> Record:
    return records.read(db, [track_id])[track_id]


def test_a_song_that_nobody_played_has_neither_plays_nor_a_rating(db: Database) -> None:
    (song,) = add(db, "aa")
    assert known(db, song) == Record() and records.read(db, [song + 1]) == {}
    assert records.ratings(db, [song]) == {song: None}


def test_plays_and_skips_are_counted_and_the_last_play_is_kept(db: Database) -> None:
    (song,) = add(db, "aa")
    records.record_play(db, song, at=2_000.0)
    records.record_play(db, song, at=1_000.0)
    records.record_skip(db, song)
    assert known(db, song) == Record(plays=2, skips=1, last_played=2_000.0)
    track = tracks.get(db, song)
    assert (track.plays, track.skips, track.last_played, track.rating) == (2, 1, 2_000.0, None)


def test_a_song_that_left_the_library_meanwhile_counts_nothing(db: Database) -> None:
    assert not records.record_play(db, 4711) and not records.record_skip(db, 4711)


def test_copies_share_what_is_known_and_are_told_as_changed(db: Database) -> None:
    one, other, different = add(db, "aa", "aa", "bb")
    assert set(records.set_rating(db, [one], 7).updated) == {one, other}
    assert set(records.record_play(db, other, at=5.0).updated) == {one, other}
    assert known(db, one) == known(db, other) == Record(plays=1, last_played=5.0, rating=7)
    assert known(db, different) == Record()


@pytest.mark.parametrize("rating", [-1, 11, 2.5])
def test_no_other_rating_than_half_stars_is_stored(db: Database, rating: object) -> None:
    (song,) = add(db, "aa")
    with pytest.raises(UsageError, match="rate from 0 to 5 stars"):
        records.set_rating(db, [song], rating)  # type: ignore[arg-type]
    assert known(db, song) == Record()


def test_ratings_are_put_back_as_they_were(db: Database) -> None:
    songs = add(db, "aa", "bb", "")
    records.set_rating(db, songs[:1], 9)
    before = records.ratings(db, songs)
    records.set_rating(db, songs, 4)
    assert records.ratings(db, songs) == dict.fromkeys(songs, 4)
    records.set_ratings(db, before)
    assert records.ratings(db, songs) == before == {songs[0]: 9, songs[1]: None, songs[2]: None}


def test_what_is_said_before_the_sound_is_known_joins_what_is_known_of_it(db: Database) -> None:
    hashed, new = add(db, "aa", "")
    records.record_play(db, hashed, at=10.0)
    records.set_rating(db, [hashed], 3)
    records.record_play(db, new, at=20.0)
    records.record_skip(db, new)
    records.set_rating(db, [new], 8)
    assert known(db, new) == Record(1, 1, 20.0, 8) and known(db, hashed) == Record(1, 0, 10.0, 3)
    tracks.set_audio_hash(db, new, "aa")
    assert known(db, new) == known(db, hashed) == Record(2, 1, 20.0, 8)
    assert records.unsettled(db) == []


def test_a_rating_taken_away_while_the_file_was_changed_stays_away(db: Database) -> None:
    (song,) = add(db, "aa")
    records.set_rating(db, [song], 6)
    tracks.upsert(
        db, [tracks.ScannedFile("/music/0aa.mp3", 2, 2, Tags(title="New"))]
    )  # its sound may be another
    assert known(db, song).rating == 6
    records.set_rating(db, [song], None)
    assert known(db, song).rating is None and records.unsettled(db) == [(song, "/music/0aa.mp3")]
    tracks.set_audio_hash(db, song, "aa")
    assert known(db, song) == Record()


def test_a_rating_of_a_file_whose_sound_became_another_goes_with_the_new_sound(db: Database) -> None:
    (song,) = add(db, "aa")
    records.set_rating(db, [song], 2)
    tracks.upsert(db, [tracks.ScannedFile("/music/0aa.mp3", 2, 2)])
    records.set_rating(db, [song], 10)
    tracks.set_audio_hash(db, song, "bb")
    (copy,) = add(db, "aa")
    assert known(db, song).rating == 10 and known(db, copy).rating == 2


def test_a_moved_file_brings_along_what_was_said_before_it_was_recognized(db: Database) -> None:
    (song,) = add(db, "aa")
    records.record_play(db, song, at=10.0)
    tracks.set_away(db, [song], True)
    (moved,) = add(db, "")
    records.set_rating(db, [moved], 5)
    changes = tracks.set_audio_hash(db, moved, "aa")
    assert changes.removed == (moved,) and known(db, song) == Record(1, 0, 10.0, 5)


def test_two_rows_of_one_file_add_up(db: Database) -> None:
    gone, staying = add(db, "", "aa")
    records.record_play(db, gone, at=3.0)
    records.record_play(db, staying, at=2.0)
    file_rows.merge(db, [(gone, staying)])
    assert known(db, staying) == Record(2, 0, 3.0)


def test_ratings_outlive_a_removal_and_come_back_with_it(db: Database) -> None:
    hashed, new = add(db, "aa", "")
    records.set_rating(db, [hashed, new], 8)
    _, number = removals.remove(db, [hashed, new])
    assert records.ratings(db, [hashed, new]) == {}
    removals.restore(db, number)
    assert records.ratings(db, [hashed, new]) == {hashed: 8, new: 8}
    removals.remove(db, [hashed])
    assert tracks.get_many(db, [hashed]) == []
    (again,) = add(db, "aa")  # the same sound, added anew
    assert known(db, again).rating == 8


def test_a_file_keeps_them_when_it_is_moved_and_tagged_anew(
    db: Database, make_song: Callable[..., Path]
) -> None:
    import mutagen

    from organizer.library.tags import payload

    path = make_song("a.flac", title="Before")
    importing.import_paths(JobContext(), db, [str(path.parent)])
    song = int(tracks.query(db)[0])
    tracks.set_audio_hash(db, song, payload.audio_hash(str(path)))
    records.set_rating(db, [song], 9)
    moved = path.rename(path.with_name("b.flac"))
    file = mutagen.File(moved, easy=True)
    file["title"] = "After"
    file.save()
    importing.import_paths(JobContext(), db, [str(path.parent)])
    now = tracks.by_path(db, str(moved))
    assert now is not None
    tracks.set_audio_hash(db, now.id, payload.audio_hash(str(moved)))
    (only,) = tracks.get_many(db, tracks.query(db))
    assert only.rating == 9 and only.path == str(moved) and only.title == "After"


def test_numbers_of_files_fill_in_what_is_not_known_here_once(db: Database) -> None:
    rated, played, new = add(db, "aa", "bb", "")
    records.set_rating(db, [rated], 2)
    records.record_play(db, played, at=1.0)
    said = {
        rated: {"rating": 5.0, "play count": 3.0},
        played: {"play count": 7.0, "skip count": 1.0},
        new: {"rating": 3.74},
    }
    for _ in range(2):
        listening.store(db, said)
    assert known(db, rated) == Record(plays=3, rating=2)
    assert known(db, played) == Record(plays=7, skips=1, last_played=1.0)
    assert known(db, new) == Record(rating=7)


def test_all_songs_come_as_columns(db: Database) -> None:
    import numpy as np

    first, second = add(db, "aa", "")
    records.record_play(db, first, at=12.5)
    records.set_rating(db, [second], 1)
    all_of = records.load(db)
    assert all_of.ids.tolist() == [first, second] and all_of.plays.tolist() == [1, 0]
    assert all_of.last_played[0] == 12.5 and np.isnan(all_of.last_played[1])
    assert np.isnan(all_of.rating[0]) and all_of.rating[1] == 1 and (all_of.added > 1e9).all()
    assert all_of.skips.tolist() == [0, 0]
