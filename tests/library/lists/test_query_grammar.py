"""The tree that a search is read as, and where its mistakes are."""

from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.library.lists.query_grammar import (
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


def named(text: str) -> tuple[Value, ...]:
    node = read(text, {"sound", "genre"}.__contains__, "sound".__eq__)
    assert isinstance(node, Term) and node.field == "sound"
    return node.values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sound:jazz", [Value("jazz")]),
        ("sound:jazz>0.4", [Value("jazz", compared=">0.4")]),
        ("sound:jazz >= 0.4", [Value("jazz", compared=">=0.4")]),
        ("sound:jazz:>0.4", [Value("jazz", compared=">0.4")]),
        ("sound:jazz:<=0.4", [Value("jazz", compared="<=0.4")]),
        ("sound:jazz:0.2..0.4", [Value("jazz", compared="0.2..0.4")]),
        ("sound:jazz=0.4", [Value("jazz", compared="0.4")]),
        ('sound:"female vocalists">0.4', [Value("female vocalists", True, compared=">0.4")]),
        ('sound:"a>b":0.2..', [Value("a>b", True, compared="0.2..")]),
        ('sound:"a","b"', [Value("a", True), Value("b", True)]),
        ("sound:a>0.1,b>0.2", [Value("a", compared=">0.1"), Value("b", compared=">0.2")]),
        ("sound:a|b<0.2", [Value("a"), Value("b", compared="<0.2")]),
    ],
)
def test_a_name_may_be_compared_to_a_number(text: str, expected: list[Value]) -> None:
    assert named(text) == tuple(expected)


def test_a_name_and_what_is_typed_of_a_comparison() -> None:
    for text in ("sound:jazz>", "sound:jazz > ", 'sound:"jazz">=', "sound:jazz:"):
        with pytest.raises(UsageError, match="no number to compare to"):
            named(text)


def test_other_fields_take_signs_as_text() -> None:
    node = read("genre:a>b", {"sound", "genre"}.__contains__, "sound".__eq__)
    assert node == Term("genre", (Value("a>b"),), 1)
    spread = read("sound:(a>0.1 or b)", {"sound"}.__contains__, "sound".__eq__)
    assert spread == Either(
        (Term("sound", (Value("a", compared=">0.1"),), 8), Term("sound", (Value("b"),), 17))
    )
