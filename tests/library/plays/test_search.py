"""Searching and sorting by plays, ratings and times."""

from __future__ import annotations

import time

import pytest

from organizer.base.errors import UsageError
from organizer.library import listening, tracks
from organizer.library.orders import in_order
from organizer.library.plays import records
from organizer.library.storage.database import Database

DAY = 86_400.0


@pytest.fixture
def songs(db: Database) -> list[int]:
    """Five songs: 5, 4, 3.5 and 0 stars, and none; played today, 40 days ago, never, twice, skipped."""
    files = [tracks.ScannedFile(f"/music/{name}.mp3", 1, 1) for name in "abcde"]
    ids = list(tracks.upsert(db, files).added)
    for at, (track_id, rating) in enumerate(zip(ids, (10, 8, 7, 0, None), strict=True)):
        if at:  # the sound of the first is not known yet
            tracks.set_audio_hash(db, track_id, f"{at}")
        records.set_rating(db, [track_id], rating)
    now = time.time()
    records.record_play(db, ids[0], at=now)
    records.record_play(db, ids[1], at=now - 40 * DAY)
    for _ in range(2):
        records.record_play(db, ids[3], at=now - 400 * DAY)
    records.record_skip(db, ids[4])
    with db.write() as connection:
        for at, track_id in enumerate(ids):
            connection.execute("UPDATE tracks SET added = ? WHERE id = ?", (now - at * 20 * DAY, track_id))
    return ids


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("rating:4..", "ab"),
        ("rating:4", "b"),
        ("rating:3.5", "c"),
        ("rating:4,5", "ab"),
        ("rating:>3.5", "ab"),
        ("rating:..3.5", "cd"),
        ("rating:0", "d"),
        ("rating:none", "e"),
        ('rating:""', "e"),
        ("rating:..", "abcd"),
        ("-rating:none", "abcd"),
        ("-rating:4..", "cde"),
        ("plays:0", "ce"),
        ("played:0", "ce"),
        ("plays:1..", "abd"),
        ("PLAYS:2", "d"),
        ("skips:1..", "e"),
        ("lastplayed:30d", "a"),
        ("lastplayed:today", "a"),
        ("lastplayed:never", "ce"),
        ("-lastplayed:never", "abd"),
        ("lastplayed:..1y", "d"),
        ("last_played:100d..30d", "b"),
        ("-lastplayed:30d", "bcde"),
        ("lastplayed:>30d", "bd"),
        ("played:>30d", "bd"),
        ("-played:<30d", "bcde"),
        ("played:never", "ce"),
        ("played:2", "d"),
        ("added:30d", "ab"),
        ("added:..30d", "cde"),
        ("added:1990", ""),
        ("added:1990..", "abcde"),
        ("added:never", ""),
        ("rating:4.. plays:1.. lastplayed:..30d", "b"),
        ("rating:(4 or none)", "be"),
    ],
)
def test_a_search_has_its_songs(db: Database, songs: list[int], search: str, found: str) -> None:
    assert sorted(tracks.query(db, search)) == sorted(songs["abcde".index(letter)] for letter in found)


@pytest.mark.parametrize(
    ("search", "says"),
    [
        ("rating:good", "write rating:3.5.. or rating:none"),
        ("rating:6", "ratings go from 0 to 5 stars"),
        ("rating:80..", "ratings go from 0 to 5 stars"),
        ("plays:never", "write plays:0 or plays:5.."),
        ("lastplayed:30", "write lastplayed:30d for the last 30 days"),
        ("lastplayed:>30", "lastplayed:never"),
        ("added:2026-13", "or a date: added:2026-01.."),
        ("lastplaid:30d", "did you mean lastplayed:30d?"),
    ],
)
def test_an_error_says_what_to_write(db: Database, search: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        tracks.query(db, search)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("order", "descending", "sorted_"),
    [
        ("rating", True, "abcde"),
        ("plays", True, "dabce"),
        ("skips", True, "eabcd"),
        ("last_played", True, "abdce"),
        ("last_played", False, "dbace"),
        ("added", False, "edcba"),
    ],
)
def test_songs_are_sorted_by_them_alike_in_both_ways(
    db: Database, songs: list[int], order: str, descending: bool, sorted_: str
) -> None:
    expected = [songs["abcde".index(letter)] for letter in sorted_]
    assert tracks.query(db, "", order=order, descending=descending).tolist() == expected
    assert in_order(db, order, descending=descending).tolist() == expected


def test_tracks_are_sorted_by_number_and_not_as_text(db: Database) -> None:
    from organizer.base.model import Tags

    numbers = ("10/12", "9", "", "2")
    files = [tracks.ScannedFile(f"/m/{n}.mp3", 1, 1, Tags(track=t)) for n, t in enumerate(numbers)]
    a, b, c, d = tracks.upsert(db, files).added
    assert in_order(db, "track").tolist() == tracks.query(db, order="track").tolist() == [d, b, a, c]


def test_a_number_of_a_table_with_a_name_of_ours_is_asked_for_by_its_table(
    db: Database, songs: list[int]
) -> None:
    listening.store(db, {songs[0]: {"rating": 1.0}, songs[2]: {"rating": 4.5}})
    assert tracks.query(db, "table_rating:4..").tolist() == [songs[2]]
    assert tracks.query(db, "rating:4..").tolist() == songs[:2]
