"""What is offered while a search is written."""

from __future__ import annotations

import pytest

from organizer.base.folding import fold
from organizer.library.lists.completing import apply, complete, without
from organizer.library.lists.query_fields import HELPS
from organizer.library.lists.vocabulary import Vocabulary, Word
from organizer.library.query import FIELDS, parse


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(text, fold(text), 9 - at) for at, text in enumerate(texts))


VOCABULARY = Vocabulary(
    {
        "genre": words("Jazz", "Acid Jazz", "Rock", "R&B, Soul", 'The "Blues"', "or"),
        "artist": words("Björk", "Jan Garbarek", "Hazel Grey"),
        "album": words("Jazz at Night"),
        "group": (Word("3", "3 slow quiet", 4, "slow · quiet"),),
    }
)


def offered(text: str) -> list[str]:
    """What is offered where "^" stands, as whole searches."""
    cursor = text.index("^")
    text = text.replace("^", "")
    offer = complete(text, cursor, VOCABULARY, FIELDS)
    return [apply(text, offer, completion)[0] for completion in offer.completions]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ge^", "genre:"),
        ("GE^", "genre:"),
        ("live -ge^", "live -genre:"),
        ("(ge^", "(genre:"),
        ("genre:j^", "genre:Jazz "),
        ("genre:j^ live", "genre:Jazz live"),
        ("live genre:ja^ bpm:90..", "live genre:Jazz bpm:90.."),
        ("genre:=ja^", "genre:=Jazz "),
        ("genre:rock,ja^", "genre:rock,Jazz "),
        ('genre:"ac^', 'genre:"Acid Jazz" '),
        ('genre:"ac^id"', 'genre:"Acid Jazz" '),
        ("genre:r&^", 'genre:"R&B, Soul" '),
        ("genre:the^", 'genre:"The \\"Blues\\"" '),
        ("genre:o^", 'genre:"or" '),
        ("artist:bjo^", "artist:Björk "),
        ("artist:gre^", 'artist:"Hazel Grey" '),  # a word inside
        ("(artist:ha^)", '(artist:"Hazel Grey")'),
        ("group:slo^", "group:3 "),
        ("bpm:^", "bpm:90..120 "),
    ],
)
def test_fields_and_values_are_completed(typed: str, completed: str) -> None:
    assert offered(typed)[0] == completed


def test_a_word_is_completed_to_fields_and_to_values() -> None:
    assert offered("ja^") == [
        'artist:"Jan Garbarek" ',
        'album:"Jazz at Night" ',
        "genre:Jazz ",
        'genre:"Acid Jazz" ',
    ]
    assert offered("al^")[:2] == ["album:", "albumartist:"]


@pytest.mark.parametrize(
    "text", ["^", "live ^", '"ja^', 'genre:"Jazz"^', "genre:Jazz^", "nosuchfield:ja^", "-^"]
)
def test_nothing_is_offered_where_nothing_can_be_meant(text: str) -> None:
    assert [one for one in offered(text) if one != "genre:Jazz "] in ([], ['genre:"Acid Jazz" '])


def test_what_is_offered_is_understood() -> None:
    for field in HELPS.keys() - {"sound"}:  # which needs a network
        for completed in offered(f"{field}:^"):
            parse(completed)
    for field in VOCABULARY.words:
        for word in VOCABULARY.of(field):
            for completed in offered(f"{field}:{word.folded[:2]}^"):
                parse(completed)


@pytest.mark.parametrize(
    ("pieces", "at", "left"),
    [
        ([("a", False)], 0, ""),
        ([("a", False), ("b", False)], 0, "b"),
        ([("a", False), ("b", True)], 0, "b"),
        ([("a", False), ("b", True)], 1, "a"),
        ([("a", False), ("b", True), ("c", False)], 1, "a or c"),
        ([("a", False), ("b", False), ("c", True)], 1, "a or c"),
        ([("a", False), ("b", True), ("c", True)], 1, "a or c"),
    ],
)
def test_a_part_is_taken_out(pieces: list[tuple[str, bool]], at: int, left: str) -> None:
    assert without(pieces, at) == left
