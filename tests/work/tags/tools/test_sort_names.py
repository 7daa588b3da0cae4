from __future__ import annotations

import pytest

from organizer.work.tags.tools.sort_names import SortName, in_front, sort_name
from tests.work.tags.tools.made import made


@pytest.mark.parametrize(
    ("name", "sorted_name"),
    [
        ("The Beatles", "Beatles, The"),
        ("A Tribe Called Quest", "Tribe Called Quest, A"),
        ("The The", "The, The"),
        ("The", "The"),
        ("Theatre of Tragedy", "Theatre of Tragedy"),
        ("A-ha", "A-ha"),
        ("Paul McCartney", "Paul McCartney"),
        ("Beatles, The", "Beatles, The"),
    ],
)
def test_the_article_goes_behind(name: str, sorted_name: str) -> None:
    assert sort_name(name) == sorted_name
    assert in_front(sorted_name) == ("The Beatles" if "Beatles" in name else name)


@pytest.mark.parametrize(
    ("name", "sorted_name"),
    [
        ("Paul McCartney", "McCartney, Paul"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Harry Connick Jr.", "Connick, Harry, Jr."),
        ("Prince", "Prince"),
        ("Simon & Garfunkel", "Simon & Garfunkel"),
        ("Berlin Philharmonic Orchestra", "Berlin Philharmonic Orchestra"),
        ("Blink 182", "Blink 182"),
        ("The Who", "Who, The"),
    ],
)
def test_people_are_sorted_by_their_last_name_only_where_that_is_wanted(name: str, sorted_name: str) -> None:
    assert sort_name(name, persons=True) == sorted_name


def test_articles_of_other_languages() -> None:
    assert sort_name("Les Négresses Vertes", ("Les", "La", "L'")) == "Négresses Vertes, Les"
    assert sort_name("L'Impératrice", ("Les", "La", "L'")) == "Impératrice, L'"
    assert in_front("Impératrice, L'", ("L'",)) == "L'Impératrice"


def test_fields_get_their_sort_name_where_it_differs() -> None:
    assert made(SortName(), artist="The Who") == {"artist_sort": "Who, The"}
    assert made(SortName(), artist="Prince") == {}
    assert made(SortName(same=True), artist="Prince") == {"artist_sort": "Prince"}
    assert made(SortName(), artist=("The Who", "Prince")) == {"artist_sort": ("Who, The", "Prince")}
    assert made(SortName(into="itself", field="album"), album="The Wall") == {"album": "Wall, The"}
    assert made(SortName(into="back", field="album"), album="Wall, The") == {"album": "The Wall"}
    assert made(SortName(), title="x") == {}
