"""The tree that a search is read as, and where its mistakes are."""

from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.library.query_grammar import (
    DEEPEST,
    MOST_CHARACTERS,
    Either,
    Every,
    Node,
    Not,
    Term,
    Value,
    read,
)


def tree(text: str) -> Node | None:
    return read(text, {"genre", "bpm"}.__contains__)


def word(text: str, at: int) -> Term:
    return Term("", (Value(text),), at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  \t", None),
        ("a b", Every((word("a", 1), word("b", 3)))),
        ("a or b | c", Either((word("a", 1), word("b", 6), word("c", 10)))),
        ("(a or b) c", Every((Either((word("a", 2), word("b", 7))), word("c", 10)))),
        ("-(a b)", Not(Every((word("a", 3), word("b", 5))))),
        ('"a b"', Term("", (Value("a b", quoted=True),), 1)),
        ('genre:="A","B"', Term("genre", (Value("A", True, True), Value("B", True, True)), 1)),
        ("genre:(a or b)", Either((Term("genre", (Value("a"),), 8), Term("genre", (Value("b"),), 13)))),
        ("bpm:>120", Term("bpm", (Value(">120"),), 1)),
        ("!! (", Every((Term("", (Value("!!", quoted=True),), 1), Term("", (Value("(", quoted=True),), 4)))),
    ],
)
def test_a_search_is_a_tree(text: str, expected: Node | None) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [("genre:", "character 1 "), ("a (b", "character 3 "), ("(" * (DEEPEST + 1) + "a", "character")],
)
def test_a_mistake_is_named_with_its_place(text: str, place: str) -> None:
    with pytest.raises(UsageError, match=place) as raised:
        tree(text)
    assert raised.value.remedy


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match="longer than"):
        tree("a" * (MOST_CHARACTERS + 1))
