"""Which songs overlap: all but those that follow each other on an album."""

from __future__ import annotations

from dataclasses import replace

import pytest

from organizer.base.model import Tags, Track
from organizer.work.playing.crossing import overlap


def song(number: int, **tags: str) -> Track:
    said = {"album": "One", "album_artist": "Ida", "track": str(number), **tags}
    return Track(number, f"/m/{number}.mp3", 1, 1, Tags(**said))


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        (song(2), 0.0),
        (song(2, track="2/9"), 0.0),
        (song(3), 5.0),
        (song(2, album="Two"), 5.0),
        (song(2, album_artist="Bo"), 5.0),
        (song(2, track=""), 5.0),
        (song(2, disc="2"), 5.0),
    ],
)
def test_songs_of_an_album_in_its_order_do_not_overlap(after: Track, seconds: float) -> None:
    before = song(1)
    after = replace(after, id=9)
    assert overlap(before, after, seconds=5.0, albums=False) == seconds
    assert overlap(before, after, seconds=5.0, albums=True) == 5.0


def test_the_first_of_the_next_disc_follows_and_folders_tell_albums_apart() -> None:
    last, first = song(9, disc="1"), replace(song(1, disc="2"), id=10)
    assert overlap(song(9), first, seconds=5.0, albums=False) == 0.0
    assert overlap(last, first, seconds=5.0, albums=False) == 0.0
    before, after = song(1, album_artist=""), song(2, album_artist="")
    assert overlap(before, after, seconds=5.0, albums=False) == 0.0
    assert overlap(before, replace(after, path="/n/2.mp3"), seconds=5.0, albums=False) == 5.0


def test_a_song_that_is_repeated_does_not_overlap_with_itself() -> None:
    assert overlap(song(1), song(1), seconds=5.0, albums=True) == 0.0
