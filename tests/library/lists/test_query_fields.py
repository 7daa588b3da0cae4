"""What is said of the fields of searches is true of the searches."""

from __future__ import annotations

import pytest

from organizer.library import query
from organizer.library.lists.query_fields import ALIASES, HELPS, help_of, meant
from organizer.library.sound_words import Word


def test_every_field_is_explained_and_every_explained_one_is_there():
    assert set(HELPS) | set(ALIASES) >= set(query.FIELDS)
    assert set(HELPS) - set(query.FIELDS) == {"instrumentalness", "liveness"}  # of imported tables
    assert all(of.about and of.examples for of in HELPS.values())


@pytest.mark.parametrize("field", query.FIELDS)
def test_every_example_is_a_search(field):
    of = help_of(field)
    assert of.name == field
    for example in of.examples:
        assert query.parse(f"{field}:{example}", sound=[Word("jazz", 0, 0.13)]) != query.Query()


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("stars", "rating"),
        ("gener", "genre"),
        ("lastplaid", "lastplayed"),
        ("folder", "path"),
        ("artis", "artist"),
    ],
)
def test_what_was_meant_comes_first(written, first):
    assert meant(written, list(query.FIELDS))[0] == first


def test_nothing_is_meant_by_what_is_like_no_field():
    assert meant("https", list(query.FIELDS)) == [] == meant("xqz", list(query.FIELDS))
