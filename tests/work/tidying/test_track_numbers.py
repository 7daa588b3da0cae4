"""Gaps and doubles among track numbers."""

from __future__ import annotations

import pytest

from organizer.work.tidying.albums import albums
from organizer.work.tidying.track_numbers import doubled_tracks, missing_tracks
from tests.work.tidying.songs import numbered, song, whys, written


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([1, 2, 4], "Track 3 of 4 is not there"),
        ([1, 2, 5, 6, 9], "Tracks 3–4 and 7–8 of 9 are not there"),
        (["1/5", "2/5", "3/5"], "Tracks 4–5 of 5 are not there"),
        ([2, 3, 4], "Track 1 of 4 is not there"),
    ],
)
def test_what_is_missing_is_listed(numbers: list[object], told: str) -> None:
    assert whys(missing_tracks(albums(numbered(numbers)))) == [told]


def test_missing_on_a_disc_is_told_with_the_disc() -> None:
    songs = [*numbered([1, 2, 3], disc="1"), *numbered([1, 3], disc="2")]
    assert whys(missing_tracks(albums(songs))) == ["Track 2 of disc 2 is not there"]


@pytest.mark.parametrize(
    "songs",
    [
        numbered([1, 2, 3]),
        numbered([1, 12]),  # two favourites of an album
        numbered([0, 1, 2]),  # a hidden track in front
        numbered(["A1", "A2", "B1"]),  # sides of a record
        [*numbered([1, 2, 3], disc="1"), *numbered([4, 5, 6], disc="2")],  # numbers go on
        [*numbered(["1/6", "2/6", "3/6"], disc="1"), *numbered(["1/6", "2/6", "3/6"], disc="2")],
        [*numbered(["1/3", "2/3", "3/3"], disc="1"), *numbered(["1/2", "2/2"], disc="2")],
        numbered(["1/12", "2/13", "3/12"]),  # totals that disagree tell nothing
        numbered(["1/2", "2/2", "3/2"]),  # nor does a wrong one
        numbered([101, 102, 201, 202]),  # disc and track in one
        [*numbered([1, 2, 3]), song(track="")],  # one without a number may be it
        numbered([1, 2, 3, 40]),  # of an album of forty, three are there
    ],
)
def test_albums_in_which_nothing_is_missing(songs: list) -> None:
    assert whys(missing_tracks(albums(songs))) == []


def test_one_number_of_two_songs() -> None:
    songs = [
        song(track="1", name="01 One.flac"),
        song(track="2", title="Two", name="02 Two.flac"),
        song(track="2/4", title="Three", name="03 Three.flac"),
    ]
    (finding,) = doubled_tracks(albums(songs))
    assert finding.why == "“Two” and “Three” both are track 2"
    assert written(finding) == {songs[2].id: {"track": "3/4"}}


def test_copies_and_discs_without_numbers_are_told_apart() -> None:
    copies = [song(track="1", title="Same", format=kind) for kind in ("FLAC", "MP3")]
    assert whys(doubled_tracks(albums(copies))) == [
        "The same song is there twice (as FLAC and MP3) as track 1"
    ]
    discs = [*numbered([1, 2, 3]), *numbered([1, 2, 3])]
    (finding,) = doubled_tracks(albums(discs))
    assert "discs without disc numbers" in finding.why and not finding.options


def test_two_albums_of_one_name_are_two() -> None:
    songs = [
        *numbered([1, 2, 3], album_artist="Weezer", album="Weezer", date="1994", folder="/m/blue"),
        *numbered([1, 2, 3], album_artist="Weezer", album="Weezer", date="2001", folder="/m/green"),
        *numbered([1, 2], album="Greatest Hits", artist="ZZ Top", folder="/zz"),
        *numbered([1, 2], album="Greatest Hits", artist="Queen", folder="/queen"),
    ]
    assert whys(doubled_tracks(albums(songs))) == []
    assert len(albums(songs)) == 4


def test_folders_of_discs_are_one_album() -> None:
    songs = [*numbered([1, 2], folder="/m/album/CD1"), *numbered([1, 2], folder="/m/album/CD 2")]
    assert len(albums(songs)) == 1 and whys(doubled_tracks(albums(songs))) == []
