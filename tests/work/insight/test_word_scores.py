"""Words for sound against the genres, moods, dates and labels that people gave their songs."""

from __future__ import annotations

import numpy as np

from organizer.base.model import Tags
from organizer.library import network_vectors, tracks
from organizer.library.files import scanner
from organizer.library.overview import overview
from organizer.library.storage.database import Database
from organizer.work.insight import evaluation_words, word_scores
from organizer.work.insight.evaluation import WordScore
from tests.library.test_sound_words import add_songs

NAMES = ("jazz", "rock", "Hip-Hop", "sad", "80s", "ambient")


def scored(db: Database, songs: list[tuple[Tags, list[float]]], labels: list[str] | None = None):
    """The scores of songs with these tags and words, by the word."""
    ids = add_songs(db, [numbers for _, numbers in songs], names=NAMES)
    retagged = [(i, tags, scanner.File("", 1, 1, 1, i)) for i, (tags, _) in zip(ids, songs, strict=True)]
    tracks.update_tags(db, retagged)
    every = np.array(ids)
    return {score.word: score for score in word_scores.scores(db, every, overview(db, every), labels)}


def test_a_word_that_is_right_of_all_scores_one(db: Database) -> None:
    jazz = [(Tags(genre=("Latin Jazz",)), [0.9, 0.3, 0.0, 0, 0, 0])] * 6
    rock = [(Tags(genre=("Punk", "Rock & Roll")), [0.1, 0.4, 0.0, 0, 0, 0])] * 8
    bare = [(Tags(title="no genre"), [0.9, 0.9, 0.9, 0.9, 0.9, 0.9])] * 5
    scores = scored(db, jazz + rock + bare)
    assert set(scores) == {"jazz", "rock"}
    assert scores["jazz"] == WordScore("jazz", "genre", 14, 6, 1.0, 1.0, 1.0, 1.0, True)
    assert (scores["rock"].songs, scores["rock"].so, scores["rock"].auc) == (14, 8, 1.0)


def test_a_word_that_is_wrong_of_all_is_not_trusted(db: Database) -> None:
    jazz = [(Tags(genre=("Jazz",)), [0.1, 0, 0, 0, 0, 0])] * 12
    rock = [(Tags(genre=("Rock",)), [0.9, 0, 0, 0, 0, 0])] * 12
    scores = scored(db, jazz + rock)
    assert scores["jazz"].auc == 0.0 and scores["jazz"].precision == 0.0 and not scores["jazz"].trusted
    assert scores["jazz"].recall == 0.0 and scores["jazz"].precision_of_search == 0.0
    assert scores["rock"].auc == 0.5 and scores["rock"].precision_of_search is None
    assert list(scores) == ["rock", "jazz"]


def test_moods_dates_labels_and_other_spellings_are_known_too(db: Database) -> None:
    sad = [(Tags(mood=("Sad",), genre=("Rap",), date="1984-02"), [0, 0, 0.5, 0.1, 0.3, 0.0])] * 6
    glad = [(Tags(mood=("Glad",), genre=("Pop",), date="1995"), [0, 0, 0.1, 0.0, 0.1, 0.5])] * 6
    undated = [(Tags(genre=("Pop",), date="198"), [0, 0, 0, 0.9, 0.9, 0.9])] * 6
    labels = ["game_ambient"] * 6 + ["other"] * 6 + [""] * 6
    scores = scored(db, sad + glad + undated, labels)
    assert {word: (score.source, score.songs, score.so) for word, score in scores.items()} == {
        "Hip-Hop": ("genre", 18, 6),
        "sad": ("mood", 12, 6),
        "80s": ("date", 12, 6),
        "ambient": ("label", 12, 6),
    }
    assert {word: score.auc for word, score in scores.items()} == {
        "Hip-Hop": 1.0,
        "sad": 1.0,
        "80s": 1.0,
        "ambient": 0.0,
    }


def test_too_few_songs_and_words_inside_others_tell_nothing(db: Database) -> None:
    four = [(Tags(genre=("Jazz",)), [0.9, 0, 0, 0, 0, 0])] * 4
    jazzy = [(Tags(genre=("Jazzercise",)), [0.1, 0, 0, 0, 0, 0])] * 20
    assert scored(db, four + jazzy) == {}
    network_vectors.choose(db, "")
    every = tracks.query(db)
    assert word_scores.scores(db, every, overview(db, every)) == ()


def test_what_cannot_be_relied_on_is_marked() -> None:
    good = WordScore("jazz", "genre", 127, 40, 0.9991, 1.0, 1.0, 0.82, True)
    poor = WordScore("ambient", "label", 174, 5, 0.608, 0.0, 0.0, None, False)
    for score, value, words in (
        (good, "1.00", "one of 40 songs that are so, by their genres, has more of it than one of 87"),
        (poor, "0.61 ?", "Not to be relied on here"),
    ):
        figure = evaluation_words._of_word(score)
        assert (figure.name, figure.value) == (score.word, value) and words in figure.meaning
