"""The values of a library, for the list under the search box."""

from __future__ import annotations

import pytest

from organizer.base.errors import Cancelled
from organizer.base.model import Tags
from organizer.library.lists import vocabulary
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from tests.library.lists.test_profiles import add


def test_values_are_counted_and_the_most_usual_comes_first(db: Database) -> None:
    ids = add(
        db,
        Tags(artist="Ada", genre=("Jazz", "Soul"), date="1969-02-01", key="Am"),
        Tags(artist="ada", genre=("jazz",), date="1969"),
        Tags(artist="Ada", genre=("Jazz",), date="unknown"),
        Tags(artist="Bob", album="One"),
    )
    playlists.save(db, "Sunday", ids[:2])
    read = vocabulary.read(db, ("jazz", "R&B"), [(2, "slow · quiet", 3)])
    assert [(word.text, word.songs) for word in read.of("genre")] == [("Jazz", 3), ("Soul", 1)]
    assert [word.text for word in read.of("artist")] == ["Ada", "Bob"]
    assert [(word.text, word.songs) for word in read.of("year")] == [("1969", 2)]
    assert [word.text for word in read.of("key")] == ["Am"] == [word.text for word in read.of("camelot")]
    assert [word.text for word in read.of("playlist")] == ["Sunday"]
    assert [word.text for word in read.of("sound")] == ["jazz", "R&B"]
    assert [(word.text, word.about, word.songs) for word in read.of("group")] == [("2", "slow · quiet", 3)]
    assert read.of("bpm") == () == vocabulary.NOTHING.of("genre")


def test_reading_stops_when_asked(db: Database) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        vocabulary.read(db, check=stop)
