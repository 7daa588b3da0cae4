"""The library by artist, album, genre, decade and folder."""

from __future__ import annotations

import pytest

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.lists.browsing import Kind, entries, is_browsed, songs
from organizer.library.tracks import ScannedFile


def add(db, *rows):
    """Songs by their folders and tags; their ids."""
    scanned = [
        ScannedFile(f"/music/{folder}/{number}.mp3", 1, 1, Tags(title=f"T{number}", **tags))
        for number, (folder, tags) in enumerate(rows)
    ]
    return list(tracks.upsert(db, scanned).added)


def listed(db, kind):
    return [(entry.name, entry.songs) for entry in entries(db, kind)]


def test_spellings_are_one_and_an_album_artist_stands_in(db):
    ids = add(
        db,
        ("a", {"artist": "Björk"}),
        ("a", {"artist": "Björk"}),
        ("b", {"artist": "BJORK"}),
        ("b", {"artist": "", "album_artist": "abba"}),
        ("b", {}),
    )
    assert listed(db, Kind.ARTIST) == [("abba", 1), ("Björk", 3), ("", 1)]
    by_name = {entry.name: entry.key for entry in entries(db, Kind.ARTIST)}
    assert songs(db, Kind.ARTIST, by_name["Björk"]).tolist() == ids[:3]
    assert songs(db, Kind.ARTIST, "").tolist() == ids[4:]
    assert not songs(db, Kind.ARTIST, "nobody").size


def test_albums_of_one_name_are_told_apart_and_compilations_stay_whole(db):
    ids = add(
        db,
        ("queen", {"album": "Greatest Hits", "artist": "Queen"}),
        ("queen", {"album": "Greatest Hits", "artist": "Queen & David Bowie"}),
        ("abba", {"album": "Greatest Hits", "artist": "ABBA"}),
        ("mix 1", {"album": "Summer", "artist": "A", "album_artist": "Various"}),
        ("mix 2", {"album": "Summer", "artist": "B", "album_artist": "various"}),
    )
    found = entries(db, Kind.ALBUM)
    assert [(entry.name, entry.about.lower(), entry.songs) for entry in found] == [
        ("Greatest Hits", "abba", 1),
        ("Greatest Hits", "queen", 2),
        ("Summer", "various", 2),
    ]
    for entry in found:
        assert songs(db, Kind.ALBUM, entry.key).size == entry.songs
    assert songs(db, Kind.ALBUM, found[2].key).tolist() == ids[3:]


def test_genres_decades_and_folders(db):
    ids = add(
        db,
        ("x/one", {"genre": ("Jazz", "Funk"), "date": "1969-05-01"}),
        ("y/one", {"genre": ("jazz",), "date": "1961"}),
        ("y/two", {"genre": (), "date": "19"}),
    )
    genres = {entry.key: entry.songs for entry in entries(db, Kind.GENRE)}
    assert genres == {"funk": 1, "jazz": 2, "": 1}
    assert songs(db, Kind.GENRE, "jazz").tolist() == ids[:2]
    assert listed(db, Kind.DECADE) == [("1960s", 2), ("", 1)]
    assert listed(db, Kind.ALBUM) == [("", 3)]
    assert listed(db, Kind.FOLDER) == [("one", 1), ("one", 1), ("two", 1)]
    folders = {entry.about: entry.key for entry in entries(db, Kind.FOLDER)}
    assert songs(db, Kind.FOLDER, folders["/music/y/one"]).tolist() == [ids[1]]


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_library_has_nothing_of_any(db, kind):
    assert entries(db, kind) == [] and not songs(db, kind, "x").size


def test_what_is_a_scope_of_browsing():
    assert is_browsed("artist abba") and is_browsed("artist ") and is_browsed("folder /music")
    assert not is_browsed("group 3") and not is_browsed("") and not is_browsed("new")


def test_names_are_sorted_by_the_value_of_their_numbers(db):
    add(db, *(("f", {"artist": name}) for name in ("Band 10", "Band 9", "band 1")))
    assert [name for name, _ in listed(db, Kind.ARTIST)] == ["band 1", "Band 9", "Band 10"]
