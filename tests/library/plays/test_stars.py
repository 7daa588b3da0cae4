"""Ratings as people write and read them."""

from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.library.plays import stars


@pytest.mark.parametrize(
    ("written", "rating"),
    [
        *(("4", 8), ("3.5", 7), ("3,5", 7), ("0", 0), ("0.5", 1), ("5", 10), ("5.0", 10), ("none", None)),
        *((" None ", None), ("★★★½", 7), ("★★☆☆☆", 4), ("*****", 10), ("☆☆☆☆☆", 0), ("½", 1)),
    ],
)
def test_what_people_write_is_understood(written: str, rating: int | None) -> None:
    assert stars.parse(written) == rating


@pytest.mark.parametrize("written", ["", "6", "5.5", "3.2", "-1", "good", "★★★★★½", "80", "nan"])
def test_what_is_no_rating_says_what_to_write(written: str) -> None:
    with pytest.raises(UsageError, match=r"write 0 to 5 stars, with halves as 3.5, or none"):
        stars.parse(written)


def test_a_rating_reads_as_words() -> None:
    assert [stars.text(rating) for rating in (None, 0, 1, 2, 7)] == [
        "no rating",
        "0 stars",
        "0.5 stars",
        "1 star",
        "3.5 stars",
    ]
