"""What a selection is like."""

from __future__ import annotations

from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks
from organizer.library.lists import profiles, selections
from organizer.library.lists.profiles import Profile
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile


def add(db: Database, *songs: Tags) -> list[int]:
    files = [
        ScannedFile(f"/music/{n}.mp3", 1, 2, tags, AudioInfo("MP3", 60.0)) for n, tags in enumerate(songs)
    ]
    return list(tracks.upsert(db, files).added)


def profile(db: Database, ids: list[int]) -> Profile:
    return profiles.profile(db, ids, lambda: None, selections.totals(db, ids, lambda: None))


def test_genres_albums_years_and_tempos(db: Database, monkeypatch) -> None:
    monkeypatch.setattr(selections, "_PART", 2)  # between parts, too
    ids = add(
        db,
        Tags(artist="A", album="One", genre=("Jazz", "Soul"), date="1969-05-01", bpm="120"),
        Tags(artist="A", album="One", genre=("jazz",), date="1971", bpm="90"),
        Tags(artist="a", album="one", genre=("Jazz",), date="unknown"),
        Tags(artist="B", album_artist="B", album="One", genre=("",), date="2001", bpm="nonsense"),
        Tags(artist="C"),
    )
    told = profile(db, ids)
    assert told.totals.songs == 5 and told.albums == 2
    assert told.genres == (("Jazz", 3), ("Soul", 1)) and told.other_genres == 0
    assert told.years == (1969, 2001) and told.tempos == (90.0, 120.0)
    assert told.covers == (ids[0], ids[3])


def test_one_odd_tempo_of_many_does_not_tell_the_range(db: Database) -> None:
    ids = add(db, *(Tags(title=str(n), bpm=str(100 + n % 10)) for n in range(60)), Tags(bpm="250"))
    assert profile(db, ids).tempos == (100.0, 109.0)


def test_many_genres_are_counted(db: Database) -> None:
    ids = add(db, *(Tags(title=str(n), genre=(f"Genre {n}",)) for n in range(9)))
    told = profile(db, ids)
    assert len(told.genres) == 5 and told.other_genres == 4


def test_nothing_is_known_of_no_songs(db: Database) -> None:
    assert profile(db, []) == Profile()
