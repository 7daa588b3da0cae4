"""Songs of one artist kept apart, over a real library."""

from __future__ import annotations

from itertools import pairwise

from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks
from organizer.library.tracks import ScannedFile
from organizer.work.jobs import JobContext
from organizer.work.playing import shuffling


def add(db, artists: list[str]) -> list[int]:
    files = [
        ScannedFile(f"/music/{n:05}.mp3", 1, n, Tags(title=str(n), artist=artist), AudioInfo("MP3", 60.0))
        for n, artist in enumerate(artists)
    ]
    return list(tracks.upsert(db, files).added)


def test_artists_are_compared_without_case_and_unknown_ones_are_left_out(db):
    ids = add(db, ["Ann", "ANN", "", "Straße"])
    assert shuffling.artists(db, [*ids, 10**6, ids[0]]) == {ids[0]: "ann", ids[1]: "ann", ids[3]: "strasse"}
    assert shuffling.artists(db, []) == {}


def test_places_are_a_permutation_that_begins_as_before(db):
    ids = add(db, ["ann", "bob", "cid"] * 400)
    songs = [*ids[::3], *ids[1::3], *ids[2::3]]  # all of ann's, then all of bob's …
    places = shuffling.places_apart(JobContext(), db, songs)
    assert sorted(places) == list(range(1200)) and places[0] == 0
    artists = shuffling.artists(db, songs)
    assert all(artists[songs[a]] != artists[songs[b]] for a, b in pairwise(places))
