"""Words for sound: what the tags of a network say of songs, as people read and ask for them."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.errors import UsageError
from organizer.base.features import NetworkFeatures
from organizer.base.model import AudioInfo, Tags
from organizer.library import labels, measures, network_vectors, orders, sound_words, tracks
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
    assert list(sound_words.of_songs(db, [one, two])) == [two]
    assert len(sound_words.vocabulary(db)) == 5
    remarks: list[str] = []
    db.on_remark(remarks.append)
    assert sound_words.values(db)[0].tolist() == [two]
    assert network_vectors.ids(db, MODEL).tolist() == [two]  # the network listens again
    assert len(remarks) == 1 and "listen again" in remarks[0]


def test_where_all_are_damaged_nothing_is_dropped(db: Database) -> None:
    songs = add_songs(db, [[0.5] * 5, [0.25] * 5])
    with db.write() as connection:
        connection.execute("DELETE FROM network_tag_names WHERE position > 2")
    assert len(sound_words.names(db)) == 3 and sound_words.of_songs(db, songs) == {}
    assert not len(sound_words.values(db)[0]) and network_vectors.ids(db, MODEL).tolist() == songs


def test_names_of_other_networks_are_shown_as_one_short_line(db: Database) -> None:
    add_songs(db, [[0.5] * 4], names=("\x1b[31mjazz\n", "x" * 500, "", "\u202eevil"))
    assert sound_words.names(db) == ("\ufffd[31mjazz", "x" * 59 + "…", "tag 3", "evil")


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


def test_styles_of_genres_are_meant_by_their_own_names() -> None:
    words = (Word("Electronic---House", 0, 0.1), Word("Folk, World, & Country---Folk", 1, 0.1))
    assert sound_words.named(words, "house") is words[0]
    assert sound_words.named(words, "Electronic---House") is words[0]
    assert sound_words.named(words, "folk, world, & country---folk") is words[1]
    assert words[1].search == 'sound:"Folk, World, & Country---Folk"'


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
        Word("guitar", 4, 0.013, share=0.9),
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


@pytest.fixture
def library(db: Database) -> Database:
    """Songs 1–4 of which the network says something, and 5 that it does not know."""
    add_songs(
        db,
        [[0.9, 0.0, 0.3, 0, 0.1], [0.5, 0.4, 0.0, 0, 0.4], [0.1, 0.0, 0.9, 0, 0.8], [0] * 5, None],
    )
    return db


@pytest.mark.parametrize(
    ("search", "songs"),
    [
        ("sound:jazz", {3, 2}),  # usual is 0.325, so 0.34 is the threshold
        ("SOUND:Jazz", {3, 2}),
        ("sound:jazz>0.4", {3}),
        ("sound:jazz>=0.39", {2, 3}),
        ("sound:jazz < 0.2", {1, 4}),
        ("sound:jazz:0.05..0.5", {1, 2}),
        ("sound:jazz:0.05..", {1, 2, 3}),
        ("sound:jazz=0.4", {2}),
        ("sound:jazz=0", {4}),
        ('sound:"female vocalists">0.2', {1, 3}),
        ("sound:female_vocalists>0.2", {1, 3}),
        ("sound:hiphop", {2}),
        ("sound:hip-hop,jazz", {2, 3}),
        ("sound:hip-hop,jazz>0.5", {3}),
        ("sound:(hip-hop or rock>0.8)", {1, 2}),
        ("-sound:jazz", {1, 4, 5}),
        ("-sound:jazz>0.05", {4, 5}),
        ('sound:""', {5}),
        ('-sound:""', {1, 2, 3, 4}),
        ("sound:rock song", {1, 2}),
        ("sound:jazz title:2", {3}),
    ],
)
def test_songs_are_searched_by_their_words(library: Database, search: str, songs: set[int]) -> None:
    assert set(tracks.query(library, search).tolist()) == songs
    matching = tracks.matching(library, search)
    assert matching is not None and set(matching.tolist()) == songs


@pytest.mark.parametrize(
    ("search", "says"),
    [
        ("sound:jaz", "no word “jaz”, at character 1 of the search (did you mean jazz?)"),
        ("blue sound:polka", "no word “polka”, at character 6 of the search (one of rock, Hip-Hop"),
        ("sound:jazz>", "no number to compare to"),
        ("sound:jazz>40", "go from 0 to 1"),
        ('sound:"female vocalists">-1', 'write sound:"female vocalists">0.4'),
        ("sound:jazz>much", "not a number or a range"),
        ("sound:", "needs a value"),
        ("soun:jazz", "did you mean sound:jazz?"),
    ],
)
def test_a_search_for_words_that_is_none_says_why(library: Database, search: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        tracks.query(library, search)
    assert says in str(error.value)


def test_without_a_network_a_search_for_words_says_what_to_do(library: Database) -> None:
    network_vectors.choose(library, "")
    with pytest.raises(UsageError, match="organizer network install"):
        tracks.query(library, "sound:jazz")
    assert set(tracks.query(library, 'sound:""').tolist()) == {1, 2, 3, 4, 5}


def test_songs_are_sorted_by_a_word(library: Database) -> None:
    for order in ("sound:jazz", "sound:JAZZ"):
        assert tracks.query(library, order=order).tolist() == [4, 1, 2, 3, 5]
        assert tracks.query(library, order=order, descending=True).tolist() == [3, 2, 1, 4, 5]
        assert orders.in_order(library, order).tolist() == [4, 1, 2, 3, 5]
        assert orders.in_order(library, order, descending=True).tolist() == [3, 2, 1, 4, 5]
    damage(library, 3, b"\x00" * 9)
    assert orders.in_order(library, "sound:jazz").tolist()[:3] == [4, 1, 2]
    assert tracks.query(library, "sound:jazz").tolist() == [2]
    for order in ("sound:polka", "sound:"):
        with pytest.raises(UsageError):
            orders.in_order(library, order)


def test_words_are_measures(library: Database) -> None:
    assert measures.names(library)[-5:] == [
        "sound:rock",
        "sound:Hip-Hop",
        "sound:female vocalists",
        "sound:R&B",
        "sound:jazz",
    ]
    assert "sound:jazz" in measures.known(library) and "energy" not in measures.known(library)
    assert measures.spelled(library, ["Sound:JAZZ", "hiphop", "female_vocalists", "bpm"]) == (
        "sound:jazz",
        "sound:Hip-Hop",
        "sound:female vocalists",
        "tempo",
    )
    values = measures.load(library, np.array([5, 3, 1, 77]), ["sound:jazz", "energy", "sound:rock"])
    np.testing.assert_allclose(values[:, 0], [np.nan, 0.8, 0.1, np.nan], atol=1e-3)
    assert np.isnan(values[:, 1]).all()
    np.testing.assert_allclose(values[:, 2], [np.nan, 0.1, 0.9, np.nan], atol=1e-3)
    with pytest.raises(UsageError, match="did you mean jazz"):
        measures.spelled(library, ["sound:jaz"])
    with pytest.raises(UsageError, match="sound:WORD"):
        measures.spelled(library, ["polka"])
    network_vectors.choose(library, "")
    assert not [name for name in measures.names(library) if measures.is_word(name)]
    with pytest.raises(UsageError, match="organizer network install"):
        measures.spelled(library, ["sound:jazz"])


def test_measures_of_all_songs_are_those_of_each(library: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, wanted = np.array([1, 2, 3, 4, 5, 99]), ["sound:rock", "sound:polka", "sound:jazz"]
    each = sound_words.load(library, ids, wanted)
    monkeypatch.setattr(sound_words, "_SAMPLE", 2)
    np.testing.assert_array_equal(sound_words.load(library, ids, wanted), each)
    assert np.isnan(each[:, 1]).all() and np.isfinite(each[:4, 0]).all() and np.isnan(each[4:, 0]).all()


def test_words_that_nobody_has_are_not_offered(db: Database) -> None:
    names = tuple(sound_words._MUSICNN)
    numbers = [
        [{"jazz": 0.9 * (at % 2), "ambient": 0.9, "sad": 0.001}.get(name, 0.0) for name in names]
        for at in range(30)
    ]
    add_songs(db, numbers, names=names)
    assert [word.name for word in sound_words.offered(sound_words.vocabulary(db))] == ["jazz"]
    assert [name for name in measures.known(db) if measures.is_word(name)] == ["sound:jazz"]
    assert len([name for name in measures.names(db) if measures.is_word(name)]) == 50


def test_a_word_is_a_label_that_songs_have_or_not(library: Database) -> None:
    ids = np.array([1, 2, 3, 5])
    assert labels.of(library, ids, "sound:jazz") == ["not jazz", "jazz", "jazz", ""]
    assert labels.of(library, ids, "sound:female_vocalists")[2] == "female vocalists"
    with pytest.raises(UsageError):
        labels.of(library, ids, "sound:polka")


def test_the_word_of_a_search_is_known_without_looking_at_songs(library: Database) -> None:
    for search, name in [
        ("sound:JAZZ", "jazz"),
        ('blue -sound:"Female Vocalists">0.4 sound:jazz', "female vocalists"),
        ("sound:polka sound:jazz", "jazz"),
        ("jazz", None),
        ("resound:jazz", None),
        ("sound:", None),
    ]:
        word = sound_words.searched(library, search)
        assert (word.name if word else None) == name, search
        assert word is None or word.share == 0.0
