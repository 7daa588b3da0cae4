from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.space.terms import Described, Kind, Terms, decade


def test_decades() -> None:
    assert [decade(date) for date in ("1969-08-15", "2004", "1900", "", "soon", "0000", "19")] == [
        ("60s",), ("2000s",), ("00s",), (), (), (), (),
    ]  # fmt: skip


def test_words_for_a_number_hold_for_the_outer_songs_that_have_it() -> None:
    values = np.append(np.arange(100.0), np.nan)
    terms = Terms(Described({"tempo": values, "excerpt_start": values}))
    assert terms.texts == ["slow", "fast"]
    assert terms.rate(np.arange(40)) == pytest.approx([1, 0], abs=0.03)
    assert terms.rate(np.arange(45, 55)).tolist() == [0, 0]
    assert terms.rate(np.array([100])).tolist() == [0, 0]


def test_labels_are_spelled_as_most_do_and_empty_ones_are_none() -> None:
    genres = [("Hip-Hop",), ("hip-hop",), ("Hip-Hop", "Other"), (" ",), ("unknown",)]
    terms = Terms(Described({}, genres=genres, moods=[("Calm",)] * 5, dates=["1991"] * 5))
    assert terms.texts == ["Hip-Hop", "Calm", "90s"]
    assert terms.everywhere == pytest.approx([0.6, 1, 1])


def test_a_song_is_likelier_where_its_own_terms_are_said() -> None:
    terms = Terms(
        Described({"tempo": np.arange(50.0)}, genres=[("Jazz",) if i < 10 else () for i in range(50)])
    )
    fits = terms.likelihood(np.array([0, 25, 49]))
    assert fits[0, 0] > fits[1, 0] > fits[2, 0] and fits[0, 1] < fits[1, 1] < fits[2, 1]
    assert fits[0, 2] > 0 > fits[1, 2]
    assert np.isfinite(fits).all()


def test_rates_of_many_sets() -> None:
    terms = Terms(Described({}, genres=[("Jazz",), ("Jazz",), (), ()]))
    rates, sizes = terms.rates(np.array([0, 2, 2, 2]), 4)
    assert rates[:, 0] == pytest.approx([1, 0, 1 / 3, 0]) and sizes.tolist() == [1, 0, 3, 0]


def test_words_of_a_network_are_terms_and_stand_for_missing_genres() -> None:
    has = np.arange(10) < 6
    words = {"jazz": has, "instrumental": has, "sad": ~has, "80s": has, "metal": ~has}
    numbers = {"instrumentalness": np.arange(10.0), "tempo": np.arange(10.0)}
    genres = [("Jazz",), ("Pop",), *[()] * 8]
    terms = Terms(Described(numbers, genres=genres, words=words))
    # years are no name, the network tells voices from instruments, a genre is one term however it is known
    assert terms.texts == ["slow", "fast", "Jazz", "Pop", "instrumental", "sad", "metal"]
    assert terms.everywhere[terms.find("Jazz")] == pytest.approx(0.5)  # not the song that is tagged as pop
    kinds = [terms.order[terms.find(text)] for text in ("metal", "instrumental", "sad")]
    assert kinds == [Kind.GENRE, Kind.VOICE, Kind.MOOD]
    fits = terms.likelihood(np.array([5, 6]))
    assert fits[0, terms.find("instrumental")] > 0 > fits[1, terms.find("instrumental")]


def test_songs_are_called_spoken_where_someone_talks_and_not_where_others_talk_even_less() -> None:
    music = np.linspace(0.02, 0.3, 60)
    assert not {"spoken", "unspoken"} & said(Terms(Described({"speechiness": music})))
    talk = np.concatenate([music, np.full(20, 0.9)])
    assert {"spoken", "unspoken"} <= said(Terms(Described({"speechiness": talk})))


def said(terms: Terms) -> set[str]:
    """The terms that hold for any song."""
    return {text for text, share in zip(terms.texts, terms.everywhere, strict=True) if share}
