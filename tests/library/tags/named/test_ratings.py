"""Ratings as players write them, and back."""

from __future__ import annotations

import pytest

from organizer.base.errors import TagError
from organizer.library.tags.listening import popm_byte, popm_stars
from organizer.library.tags.named import ratings
from organizer.library.tags.named.raw import Raw


def test_every_half_star_comes_back_from_every_scale() -> None:
    for half in range(1, 11):
        for email in ("", "MusicBee", "quodlibet@lists.sacredchao.net"):
            assert round(2 * popm_stars(email, popm_byte(email, half))) == half
        exact = Raw("vorbis")
        exact.add("RATING", [ratings.written("rating", str(half))])
        exact.add("FMPS_RATING", [ratings.written("fmps_rating", str(half))])
        assert ratings.half_stars(exact) == str(half)
        shared = Raw("asf")
        shared.add("WM/SharedUserRating", [ratings.written("WM/SharedUserRating", str(half))])
        assert ratings.half_stars(shared) == str(max(2, half))  # Windows has no half star


@pytest.mark.parametrize(
    ("key", "text", "half"),
    [
        ("rating", "5", "10"),
        ("rating", "80", "8"),
        ("rating:me@example.org", "0.7", "7"),
        ("txxx:fmps_rating", "0.3", "3"),
        ("rate", "60", "6"),
        ("rating", "many", ""),
    ],
)
def test_other_scales_are_understood(key: str, text: str, half: str) -> None:
    raw = Raw("vorbis")
    raw.add(key, [text])
    assert ratings.half_stars(raw) == half


def test_a_scale_that_is_there_stays_where_it_can() -> None:
    assert ratings.written("RATING", "8", "3") == "4"
    assert ratings.written("RATING", "7", "3") == "70"
    assert ratings.written("rating:me@example.org", "7", "0.2") == "0.7"


def test_a_person_may_write_stars() -> None:
    assert [ratings.read(text) for text in ("7", "3.5 stars", "★★★½", "1 star", "0", "none")] == [
        "7",
        "7",
        "7",
        "2",
        "",
        "",
    ]
    for wrong in ("11", "-1", "3.3 stars", "good", "٣"):
        with pytest.raises(TagError, match="no rating"):
            ratings.read(wrong)
