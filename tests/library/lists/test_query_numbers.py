"""Numbers in searches, as conditions."""

from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.library.lists.query_grammar import Value
from organizer.library.lists.query_numbers import condition


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("bpm", "128", ("x BETWEEN ? AND ?", (127.5, 128.5))),
        ("plays", "3", ("x BETWEEN ? AND ?", (3.0, 3.0))),
        ("bpm", "128.5", ("x BETWEEN ? AND ?", (128.5, 128.5))),
        ("bpm", "..120", ("x <= ?", (120.0,))),
        ("bpm", "90..120", ("x >= ? AND x <= ?", (90.0, 120.0))),
        ("bpm", ">= 90", ("x >= ?", (90.0,))),
        ("duration", "2:30..", ("x >= ?", (150.0,))),
        ("bpm", "..", ("x IS NOT NULL", ())),
        ("bpm", "", ("x IS NULL", ())),
        ("rating", "none", ("x IS NULL", ())),
    ],
)
def test_a_number_is_a_condition(field: str, text: str, expected: tuple[str, tuple[float, ...]]) -> None:
    assert condition("x", field, Value(text), 1) == expected


def test_a_number_that_is_none_says_where_it_stands() -> None:
    with pytest.raises(UsageError, match="“bpm:fast” is not a number or a range, at character 7"):
        condition("x", "bpm", Value("fast"), 7)
