"""When a play is one, and how plays come to belong to sounds."""

from __future__ import annotations

import os

import pytest

from organizer.library import tracks
from organizer.library.plays import records
from organizer.library.plays.records import Record
from organizer.library.storage.database import Database
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from organizer.work.playing import plays
from organizer.work.playing.plays import Act


@pytest.mark.parametrize(
    ("heard", "duration", "played"),
    [(5, 10, True), (4.9, 10, False), (239, 3600, False), (240, 3600, True), (239, 0, False), (240, 0, True)],
)
def test_half_or_four_minutes_are_a_play(heard: float, duration: float, played: bool) -> None:
    assert plays.is_played(heard, duration) == played


def test_acts_are_stored_and_the_sound_is_hashed(db: Database, make_song) -> None:
    importing.import_paths(JobContext(), db, [str(make_song(name)) for name in ("a.flac", "b.flac")])
    played, other = tracks.query(db, order="path").tolist()
    records.set_rating(db, [other], 4)
    acts = (Act("play", played, 5.0), Act("skip", played, 6.0), Act("play", 99, 7.0))
    changes = plays.record(JobContext(), db, acts)
    assert changes.updated == (played,) and records.read(db, [played])[played] == Record(1, 1, 5.0)
    assert [song[0] for song in records.unsettled(db)] == [other]
    assert tracks.get(db, played).audio_hash
    plays.settle(JobContext(), db)
    assert records.unsettled(db) == [] and tracks.get(db, other).rating == 4


def test_a_copy_takes_part_as_soon_as_it_is_hashed_and_a_lost_file_waits(db: Database, make_song) -> None:
    first = make_song("a.flac")
    second = first.with_name("b.flac")
    second.write_bytes(first.read_bytes())
    importing.import_paths(JobContext(), db, [str(first), str(second)])
    one, other = tracks.query(db, order="path").tolist()
    records.set_rating(db, [one], 9)
    plays.settle(JobContext(), db)
    records.set_rating(db, [other], 3)
    os.unlink(second)
    assert not plays.settle(JobContext(), db)
    assert [song[0] for song in records.unsettled(db)] == [other]
    second.write_bytes(first.read_bytes())
    assert plays.settle(JobContext(), db).updated == (other,)
    assert records.ratings(db, [one, other]) == {one: 3, other: 3}
