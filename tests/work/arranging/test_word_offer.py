"""A plain search that finds little is told what sounds like it."""

from __future__ import annotations

import pytest

from organizer.base.model import Tags
from organizer.library import network_vectors, sound_words, tracks
from organizer.library.files import scanner
from organizer.library.storage.database import Database
from organizer.work.arranging.word_offer import offer
from tests.library.test_sound_words import add_songs

NAMES = tuple(sound_words._MUSICNN)


@pytest.fixture
def library(db: Database) -> Database:
    """Of 30 songs 10 sound like jazz, one of them sad and by female vocalists; one has the genre Jazz."""
    numbers = [
        [
            {
                "jazz": 0.9 * (at < 10),
                "sad": 0.2 * (at == 0),
                "female vocalists": 0.5 * (at == 0),
                "ambient": 0.9,
            }.get(name, 0.0)
            for name in NAMES
        ]
        for at in range(30)
    ]
    ids = add_songs(db, numbers, names=NAMES)
    tracks.update_tags(db, [(ids[0], Tags(genre=("Jazz",)), scanner.File("", 1, 1, 1, 0))])
    return db


@pytest.mark.parametrize(
    ("query", "search", "songs"),
    [
        ("jazz", "sound:jazz", 10),
        (" JAZZ ", "sound:jazz", 10),
        ("sad jazz", "sound:sad sound:jazz", 1),
        ("female vocalists", 'sound:"female vocalists"', 1),
        ('"female vocalists"', 'sound:"female vocalists"', 1),
    ],
)
def test_words_that_few_songs_are_tagged_with_are_offered(
    library: Database, query: str, search: str, songs: int
) -> None:
    said = offer(library, query, 0)
    assert said is not None and (said.search, said.songs) == (search, songs)
    assert str(songs) in said.text and len(tracks.query(library, said.search)) == songs


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jazz", 3),  # enough were found
        ("rock", 0),  # nothing sounds like it
        ("", 0),
        ("jazz piano", 0),
        ("genre:jazz", 0),
        ("sound:jazz", 10),
        ("ambient", 0),  # not to be trusted
        ("jazz " * 50, 0),
        ("-", 0),
    ],
)
def test_nothing_is_offered_where_it_would_not_help(library: Database, query: str, found: int) -> None:
    assert offer(library, query, found) is None


def test_a_word_that_cannot_be_trusted_is_marked(library: Database) -> None:
    for query in ("sound:ambient", 'blue -SOUND:"Ambient">0.4'):
        said = offer(library, query, 30)
        assert said is not None and "hardly better than chance" in said.text and not said.search


def test_where_the_network_has_not_listened_yet_it_is_said(library: Database) -> None:
    assert offer(library, "sound:polka sound:house", 0) is None
    with library.write() as connection:
        connection.execute("DELETE FROM network_tags")
    said = offer(library, "sound:jazz", 0)
    assert said is not None and "not listened to any song yet" in said.text and not said.search
    assert offer(library, "jazz", 0) is None


def test_without_a_network_nothing_is_offered(library: Database) -> None:
    network_vectors.choose(library, "")
    assert offer(library, "jazz", 0) is None
