"""Cells of several values, as Python, JSON, databases and people write them."""

from __future__ import annotations

import pytest

from organizer.library.tables.lists import genres, items, names


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("['Gunna', 'Future']", ["Gunna", "Future"]),
        ("['Gunna']", ["Gunna"]),
        ('["a", "b\\u00e9"]', ["a", "bé"]),
        ("['Guns N\\' Roses', \"O'Brien\"]", ["Guns N' Roses", "O'Brien"]),
        ("['a' 'b']", ["a", "b"]),
        ("[]", []),
        ('["\\ud83d\\ude00 \\ud83d"]', ["😀 \ufffd"]),
        ("('Ada',)", ["Ada"]),
        ("[spunge]", None),
        ("(What's the Story) Morning Glory?", None),
        ("Gunna", None),
        ("[" * 50, None),
    ],
)
def test_lists_are_several_values(cell, wanted):
    assert items(cell) == wanted


def test_artists_and_genres_of_lists_and_text():
    assert names("['Gunna']") == "Gunna" and names("['Gunna', 'Future']") == "Gunna; Future"
    assert names("[spunge]") == "[spunge]" and names("Tyler, The Creator") == "Tyler, The Creator"
    assert genres("folk rock,dream pop, slow jazz") == ["folk rock", "dream pop", "slow jazz"]
    assert genres("Rock; Pop|Rock") == ["Rock", "Pop"]
    assert genres("['art pop', 'r&b, soul']") == ["art pop", "r&b, soul"]
    assert genres("Electronic, Folk, World, & Country") == ["Electronic", "Folk, World, & Country"]


@pytest.mark.parametrize("cell", ["{folk,pop}", "[folk, pop]", "['folk', 'pop']", "folk|pop"])
def test_lists_of_genres_without_marks_of_quotation(cell):
    assert genres(cell) == ["folk", "pop"]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ('["folk", null]', ["folk"]),
        ("['folk', nan]", ["folk"]),
        ("set()", []),
        ("frozenset({'a', 'b'})", ["a", "b"]),
        ("ロック、ポップ", ["ロック", "ポップ"]),
        ("ロック；ポップ", ["ロック", "ポップ"]),
        ("Folk,folk,Pop", ["Folk", "Pop"]),
        ("settler", ["settler"]),
    ],
)
def test_genres_in_further_spellings(cell, wanted):
    assert genres(cell) == wanted
