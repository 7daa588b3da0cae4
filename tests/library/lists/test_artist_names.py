from __future__ import annotations

import pytest

from organizer.library.lists.artist_names import artists_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Beatles", ("beatles",)),
        ("beatles", ("beatles",)),
        ("Beyoncé", ("beyonce",)),
        ("Ada feat. Bob", ("ada", "bob")),
        ("Ada (ft. Bob)", ("ada", "bob")),
        ("Ada & Bob", ("ada", "bob")),
        ("Ada\x1fBob", ("ada", "bob")),
        ("The The", ("the",)),
        ("Various Artists", ()),
        ("V.A.", ()),
        ("", ()),
        ("!!!", ("!!!",)),
        ("AC/DC", ("ac dc",)),
        ("P!nk", ("p nk",)),
        ("Крематорий", ("крематории",)),
    ],
)
def test_one_artist_is_one_however_the_tag_spells_it(text: str, names: tuple[str, ...]) -> None:
    assert artists_of(text) == names
