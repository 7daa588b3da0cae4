"""Albums: what they are called, and songs put together by them."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.lists import albums
from organizer.library.lists.browsing import Kind, entries
from organizer.library.orders import in_order


@pytest.fixture
def ids(db):
    """Ids by the names of files."""
    songs = {
        "b/2": Tags(title="Second", artist="Ann", album="Blue", track="2", date="1999-05-01"),
        "b/1": Tags(title="First", artist="Ann", album="BLUE", track="1", date="1995"),
        "b/3": Tags(title="Third", artist="Ann", album="Blue", track="3"),
        "g/1": Tags(title="Other", artist="Bob", album="Blue", track="1", date="2001"),
        "m/1": Tags(title="One", artist="Ann", album="Mix", track="1"),
        "m/2": Tags(title="Two", artist="Cid", album="Mix", track="2"),
        "o/1": Tags(title="Owned", artist="Cid; Dee", album="Own", album_artist="The Band"),
        "x/1": Tags(title="Loose", artist="Bob"),
        "x/2": Tags(title="Looser", artist="Ann"),
    }
    files = [tracks.ScannedFile(f"/music/{name}.mp3", 1, 1, one) for name, one in songs.items()]
    return dict(zip(songs, tracks.upsert(db, files).added, strict=True))


def on(shelf, row, ids):
    names = {number: name for name, number in ids.items()}
    return [names[int(song)] for song in shelf.songs(row)]


def test_an_album_has_a_name_an_artist_and_years(db, ids):
    known = albums.albums(db, in_order(db, "album"))
    told = [(one.name, one.artist, one.years) for one in known.all]
    assert told == [
        ("Blue", "Ann", "1995–1999"),
        ("Blue", "Bob", "2001"),  # of one name, in another folder
        ("Mix", albums.VARIOUS, ""),
        ("Own", "The Band", ""),
    ]
    assert known.all[2].sought == ("mix", "various artists")
    assert sorted(one.name for one in known.all) == [one.name for one in entries(db, Kind.ALBUM) if one.name]


def test_songs_stand_album_by_album_in_the_order_of_their_first_songs(db, ids):
    known = albums.albums(db, in_order(db, "album"))
    asked = np.array([ids[name] for name in ("x/2", "m/2", "b/3", "b/1", "o/1", "b/2", "x/1")])
    shelf = albums.shelf(known, asked)
    assert [known.all[n].name for n in shelf.albums[:-1]] == ["Mix", "Blue", "Own"]
    assert shelf.albums[-1] == -1, "those without an album come last, though they are first"
    assert on(shelf, 0, ids) == ["m/2"], "only those that were asked for"
    assert on(shelf, 1, ids) == ["b/1", "b/2", "b/3"], "from the first song of the album to its last"
    assert sorted(on(shelf, 3, ids)) == ["x/1", "x/2"]
    assert sorted(shelf.ids.tolist()) == sorted(asked.tolist())


def test_no_song_and_songs_that_came_later(db, ids):
    known = albums.albums(db, in_order(db, "album"))
    empty = albums.shelf(known, np.empty(0, np.int64))
    assert not len(empty.albums) and not len(empty.ids)
    later = albums.shelf(known, np.array([ids["g/1"], max(ids.values()) + 5]))
    assert later.albums.tolist() == [1, -1] and len(later.songs(1)) == 1


def test_a_library_without_albums(db):
    assert albums.albums(db, in_order(db, "album")).all == ()
    (song,) = tracks.upsert(db, [tracks.ScannedFile("/music/a.mp3", 1, 1)]).added
    shelf = albums.shelf(albums.albums(db, in_order(db, "album")), np.array([song]))
    assert shelf.albums.tolist() == [-1] and shelf.songs(0).tolist() == [song]
