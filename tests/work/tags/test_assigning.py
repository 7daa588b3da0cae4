"""FIELD=VALUE, as people write it among the words of a search."""

from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.work.tags.assigning import field_named, split, values_from


def test_assignments_are_told_from_searches() -> None:
    words = ["artist:bach", 'title:="E=mc"', "bpm:>=120", "sound:jazz>=0.4", "-live=x", "plain"]
    assignments = [
        "composer=J. S. Bach",
        "label=",
        "lyrics:deu=Ein Lied",
        "TXXX:Foo=a=b",
        "----:com.apple.iTunes:Foo=x",
        "WM/Foo=x",
        "my field=x",
    ]
    assert split([*words, *assignments]) == (words, assignments)


def test_a_field_that_is_named_again_gets_one_more_value() -> None:
    assert values_from(["artist=A", "artist=B; C", "title=x; y"]) == {
        "artist": ("A", "B", "C"),
        "title": "x; y",
    }
    assert values_from(["TCOM=Bach", "Catalogue number=1"]) == {"composer": "Bach", "catalog_number": "1"}


def test_a_slip_is_no_new_field() -> None:
    with pytest.raises(UsageError) as caught:
        field_named("Compser")
    assert "did you mean composer?" in caught.value.remedy
    assert field_named("TXXX:Compser") == "TXXX:Compser"
    assert field_named("catno") == "catno"
