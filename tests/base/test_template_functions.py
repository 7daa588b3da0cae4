"""What templates do to fields."""

from __future__ import annotations

import unicodedata

import pytest

from organizer.base.template_functions import FUNCTIONS, in_ascii, shortened


@pytest.mark.parametrize(
    ("name", "arguments", "value", "expected"),
    [
        ("digits", (2,), "3", "03"),
        ("digits", (2,), "3/12", "03/12"),
        ("digits", (2,), "123", "123"),
        ("digits", (2,), "A1", "A1"),
        ("upper", (), "straße", "STRASSE"),
        ("title", (), "don't STOP (me) now", "Don't Stop (Me) Now"),
        ("title", (), "élan vital-force", "Élan Vital-Force"),
        ("sentence", (), "DON'T Stop", "Don't stop"),
        ("first", (), "Ann", "A"),
        ("first", (), "E\u0301lise", "É"),
        ("initial", (), "The Änn", "A"),
        ("initial", (), "Ørsted", "O"),
        ("initial", (), "2Pac", "#"),
        ("initial", (), "!!!", "#"),
        ("initial", (), "Кино", "К"),
        ("sort", (), "the beatles", "beatles, the"),
        ("sort", (), "Theatre", "Theatre"),
        ("replace", ("a", ""), "banana", "bnn"),
    ],
)
def test_a_function_changes_a_value(
    name: str, arguments: tuple[int | str, ...], value: str, expected: str
) -> None:
    assert FUNCTIONS[name](*arguments)((value,)) == (expected,)


def test_what_becomes_empty_is_dropped() -> None:
    assert FUNCTIONS["replace"]("a", "")(("a", "b")) == ("b",)
    assert FUNCTIONS["only"](3)(("a", "b")) == ()
    assert FUNCTIONS["join"](", ")(()) == ()


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("short", 10, "short"),
        ("one two three", 8, "one two"),
        ("one two three", 9, "one two"),
        ("one two, three", 8, "one two"),
        ("onetwothree", 6, "onetwo"),
        ("a onetwothree", 8, "a onetwo"),
        ("cafe\u0301", 4, "caf"),
    ],
)
def test_a_text_is_cut_at_a_word_and_never_between_letter_and_accent(
    text: str, length: int, expected: str
) -> None:
    assert shortened(text, length) == expected


def test_no_cut_is_longer_than_asked_and_all_are_beginnings() -> None:
    text = unicodedata.normalize("NFD", "Ünë fôrêt (déçue) – où l’été s’ên va")
    for length in range(1, len(text) + 2):
        piece = shortened(text, length)
        assert len(piece) <= length
        assert text.startswith(piece)


def test_text_in_ascii_keeps_its_letters() -> None:
    assert in_ascii("Røyksopp – Für Élise… œuvre") == "Royksopp - Fur Elise... oeuvre"
    assert in_ascii("日本") == "__"
