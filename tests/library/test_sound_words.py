"""Words for sound: what the tags of a network say of songs, as people read and ask for them."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.features import NetworkFeatures
from organizer.base.model import AudioInfo, Tags
from organizer.library import network_vectors, sound_words, tracks
from organizer.library.sound_words import Word
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile

MODEL = "ab" * 16
NAMES = ("rock", "Hip-Hop", "female vocalists", "rnb", "jazz")


def add_songs(
    db: Database, numbers: list[list[float] | None], *, names: tuple[str, ...] = NAMES
) -> list[int]:
    """Songs, and what a network with these tags says of each; None: it does not know it."""
    files = [
        ScannedFile(f"/music/{at}.mp3", 1, 2, Tags(title=f"song {at}"), AudioInfo("MP3", 100.0, 1, 2, 1))
        for at in range(len(numbers))
    ]
    ids = list(tracks.upsert(db, files).added)
    network_vectors.choose(db, MODEL, tags=names)
    for at, (track_id, tags) in enumerate(zip(ids, numbers, strict=True)):
        tracks.set_audio_hash(db, track_id, f"{at * 7919:032x}")
        if tags is not None:
            said = NetworkFeatures(np.ones(3, np.float32), np.array(tags, np.float32))
            network_vectors.put(db, MODEL, [(f"{at * 7919:032x}", said)])
    return ids


def damage(db: Database, track_id: int, value: object) -> None:
    with db.write() as connection:
        connection.execute(
            """UPDATE network_tags SET tags = ?
               WHERE audio_hash = (SELECT audio_hash FROM tracks WHERE id = ?)""",
            (value, track_id),
        )


def test_without_a_network_there_are_no_words(db: Database) -> None:
    (song,) = add_songs(db, [[0.5, 0.1, 0.1, 0.1, 0.9]])
    network_vectors.choose(db, "")
    assert sound_words.names(db) == ()
    assert sound_words.vocabulary(db) == ()
    ids, numbers = sound_words.values(db)
    assert ids.shape == (0,) and numbers.shape == (0, 0)
    assert sound_words.of_songs(db, [song]) == {}


def test_a_network_without_tags_has_no_words(db: Database) -> None:
    (song,) = add_songs(db, [None], names=())
    assert sound_words.vocabulary(db) == ()
    assert sound_words.of_songs(db, [song]) == {}


def test_songs_have_the_numbers_that_the_network_said(db: Database) -> None:
    one, _, three = add_songs(db, [[0.5, 0.25, 0, 0, 1], None, [0, 0, 0.125, 0, 0]])
    ids, numbers = sound_words.values(db)
    assert ids.tolist() == [one, three]
    np.testing.assert_array_equal(numbers, np.array([[0.5, 0.25, 0, 0, 1], [0, 0, 0.125, 0, 0]], np.float32))
    of_songs = sound_words.of_songs(db, [three, one, 999])
    assert {i: row.tolist() for i, row in of_songs.items()} == {
        one: [0.5, 0.25, 0, 0, 1],
        three: [0, 0, 0.125, 0, 0],
    }


@pytest.mark.parametrize("value", [b"", b"\x00" * 9, "0123456789", 7])
def test_what_is_damaged_is_left_out(db: Database, value: object) -> None:
    one, two = add_songs(db, [[0.5] * 5, [0.25] * 5])
    damage(db, one, value)
    assert sound_words.values(db)[0].tolist() == [two]
    assert list(sound_words.of_songs(db, [one, two])) == [two]
    assert len(sound_words.vocabulary(db)) == 5


def test_numbers_that_are_none_count_as_nothing(db: Database) -> None:
    (song,) = add_songs(db, [[0.5] * 5])
    damage(db, song, np.array([np.nan, np.inf, -1, 2, 0.5], "<f2").tobytes())
    assert sound_words.of_songs(db, [song])[song].tolist() == [0, 0, 0, 1, 0.5]


def test_words_are_spelled_as_people_read_them_and_meant_in_any_spelling(db: Database) -> None:
    add_songs(db, [[0.5] * 5])
    words = sound_words.vocabulary(db)
    assert sound_words.names(db) == ("rock", "Hip-Hop", "female vocalists", "R&B", "jazz")
    for text, name in [
        ("hip hop", "Hip-Hop"),
        ("HIPHOP", "Hip-Hop"),
        ("rap", "Hip-Hop"),
        ("Female_Vocalists", "female vocalists"),
        ("r&b", "R&B"),
        ("RnB", "R&B"),
        ("r and b", "R&B"),
        ("ＪＡＺＺ", "jazz"),
    ]:
        word = sound_words.named(words, text)
        assert word is not None and word.name == name, text
    assert sound_words.named(words, "polka") is None
    assert sound_words.named(words, "") is None
    assert [word.search for word in words][1:4] == ["sound:Hip-Hop", 'sound:"female vocalists"', "sound:R&B"]


def test_an_unknown_word_names_those_that_are_near(db: Database) -> None:
    add_songs(db, [[0.5] * 5])
    words = sound_words.vocabulary(db)
    assert "did you mean jazz?" in str(sound_words.unknown(words, "jaz"))
    assert "female vocalists" in str(sound_words.unknown(words, "female"))
    assert "one of rock, Hip-Hop" in str(sound_words.unknown(words, "polka"))
    assert "organizer network install" in str(sound_words.unknown((), "jazz"))


def test_what_is_usual_of_a_word_decides_which_songs_have_it(db: Database) -> None:
    """Rock is said of most songs, Hip-Hop of few: 0.1 is much of the one and little of the other."""
    add_songs(db, [[0.36, 0.01, 0.04, 0, 0]] * 30)
    words = sound_words.vocabulary(db)
    assert [round(word.threshold, 2) for word in words] == [0.36, 0.06, 0.12, 0.02, 0.02]
    assert {word.trust for word in words} == {"unmeasured"}


def test_the_words_of_musicnn_are_as_they_were_measured(db: Database) -> None:
    names = tuple(sound_words._MUSICNN)
    add_songs(db, [[0.0] * 50], names=names)
    words = {word.name: word for word in sound_words.vocabulary(db)}
    assert len(words) == 50
    assert words["jazz"].trust == "measured"
    assert words["ambient"].trust == "poor"
    assert words["sad"].trust == "unmeasured"
    assert 0.02 < words["happy"].threshold < words["jazz"].threshold < words["rock"].threshold < 0.3


def test_what_stands_out_is_above_what_is_usual() -> None:
    words = (
        Word("rock", 0, 0.2),
        Word("jazz", 1, 0.13),
        Word("sad", 2, 0.006),
        Word("ambient", 3, 0.04, auc=0.55),
        Word("guitar", 4, 0.013, common=True),
    )
    stand_out = sound_words.standing_out(words, np.array([0.25, 0.3, 0.1, 0.9, 0.9], np.float32))
    assert [(word.name, round(number, 2)) for word, number in stand_out] == [("sad", 0.1), ("jazz", 0.3)]
    assert sound_words.standing_out(words, np.zeros(5, np.float32)) == []
    only_common = sound_words.standing_out(words, np.array([0, 0, 0, 0, 0.9], np.float32))
    assert [word.name for word, _ in only_common] == ["guitar"]


def test_a_word_that_most_songs_have_does_not_stand_out(db: Database) -> None:
    songs = add_songs(db, [[0.6, 0.0, 0.1, 0, 0.5 * (at % 10 == 0)] for at in range(40)])
    words = sound_words.vocabulary(db)
    assert [word.name for word in words if word.common] == ["rock"]
    numbers = sound_words.of_songs(db, songs)
    assert [word.name for word, _ in sound_words.standing_out(words, numbers[songs[0]])] == ["jazz"]
