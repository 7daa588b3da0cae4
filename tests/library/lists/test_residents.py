"""Artists and albums of songs as numbers."""

from __future__ import annotations

import numpy as np

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.lists.residents import residents, titles_and_artists
from organizer.library.tracks import ScannedFile


def test_songs_share_an_artist_and_an_album_as_people_see_it(db):
    songs = [
        Tags(title="One", artist=("Björk",), album="Debut"),
        Tags(title="Two", artist=("BJORK", "Guest"), album="Debut", album_artist=("Björk",)),
        Tags(title="Three", artist=("Other",), album="Debut"),
        Tags(title="Four", artist=("Other",), album="Hits", compilation=True),
        Tags(title="Five", artist=("Björk",), album="Hits", compilation=True),
        Tags(title="Six"),
    ]
    tracks.upsert(db, [ScannedFile(f"/m/{at}.mp3", 1, 1, tags) for at, tags in enumerate(songs)])
    ids = np.array([6, 5, 4, 3, 2, 1, 99], np.int64)  # in the order that is asked for; 99 is not there
    lives = residents(db, ids)
    none, bjork, other = lives.artists[0], lives.artists[1], lives.artists[2]
    assert none == lives.artists[-1] == lives.albums[0] == -1
    assert lives.artists[3] == other and lives.artists[4] == lives.artists[5] == bjork != other
    assert lives.artist_names[bjork] == "Björk"
    assert lives.albums[1] == lives.albums[2]  # a compilation is one album
    assert lives.albums[5] == lives.albums[4] != lives.albums[3]  # of one name, by two artists
    assert lives.album_count == len(set(lives.albums.tolist()) - {-1})
    shown = titles_and_artists(db, [2, 99])
    assert list(shown) == [2] and shown[2][0] == "Two" and shown[2][1].endswith(", Guest")
