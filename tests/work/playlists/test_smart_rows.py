"""Searches as rows, and back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizer.base.errors import UsageError
from organizer.base.model import AudioInfo
from organizer.library import searching, tracks
from organizer.library.lists.query_order import Key, Limit, Ordering
from organizer.library.query import FIELDS, kind_of
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile
from organizer.work.playlists.smart_rows import OPERATORS, Group, Recipe, Row, read
from tests.library import test_query as language

CASES = [text for text, _ in language.test_what_a_search_finds.pytestmark[0].args[1]]


@pytest.fixture
def library(db: Database) -> Database:
    files = [
        ScannedFile(f"/music/{name}.mp3", 10, 20, tags, AudioInfo(duration=200))
        for name, tags in language.SONGS.items()
    ]
    tracks.upsert(db, files)
    return db


def test_a_search_through_rows_finds_the_same(library: Database) -> None:
    """Every search of the tests of the language."""
    for text in CASES:
        recipe = read(text)
        again = recipe.text
        assert read(again) == recipe, text
        found = set(searching.query(library, text).tolist())
        assert set(searching.query(library, again).tolist()) == found, f"{text} → {again}"


@pytest.mark.parametrize(
    ("text", "recipe"),
    [
        ("", Recipe()),
        ("genre:=jazz", Recipe(Group("all", (Row("genre", "is", "jazz"),)))),
        ("-genre:jazz", Recipe(Group("all", (Row("genre", "contains", "jazz", negated=True),)))),
        (
            "(rating:4.. or plays:5..9) -lastplayed:30d",
            Recipe(
                Group(
                    "all",
                    (
                        Group("any", (Row("rating", "least", "4"), Row("plays", "between", "5", "9"))),
                        Row("lastplayed", "within", "30d", negated=True),
                    ),
                )
            ),
        ),
        ("-(a or b)", Recipe(Group("none", (Row(value="a"), Row(value="b"))))),
        ("-(-(a b))", Recipe(Group("all", (Row(value="a"), Row(value="b"))))),
        (
            'genre:="Rock","Folk"',
            Recipe(Group("any", (Row("genre", "is", "Rock"), Row("genre", "is", "Folk")))),
        ),
        ('like:"a - b":40', Recipe(Group("all", (Row("like", "has", "a - b", "40"),)))),
        ("sound:jazz>0.4", Recipe(Group("all", (Row("sound", "has", "jazz", ">0.4"),)))),
        ('like:"a","b":40', Recipe(Group("all", (Row("like", "written", '"a","b":40'),)))),
        ("lastplayed:>6mo", Recipe(Group("all", (Row("lastplayed", "longer", "6mo"),)))),
        ("date:1999-05..2001", Recipe(Group("all", (Row("date", "written", "1999-05..2001"),)))),
        (
            "a sort:-plays limit:25,90min",
            Recipe(
                Group("all", (Row(value="a"),)),
                Ordering((Key("plays", True, at=3),), Limit(25, 5400)),
            ),
        ),
    ],
)
def test_a_search_has_rows(text: str, recipe: Recipe) -> None:
    assert read(text) == recipe
    assert read(read(text).text).text == read(text).text


def test_what_is_being_made_is_not_yet_a_part_of_the_search() -> None:
    half = Group("all", (Row("genre", "is", ""), Row(value="jazz"), Group("any", (Row("bpm", "is", " "),))))
    assert Recipe(half).text == "jazz"
    assert Recipe(Group("none", (Row(value="a"),))).text == "-a"
    assert Recipe(Group("any", (Row(value="a"), Row(value="or")))).text == 'a or "or"'


def test_a_search_that_is_not_understood_has_no_rows() -> None:
    with pytest.raises(UsageError, match="a bracket is not closed"):
        read("(jazz")


texts = st.text("abzÉ京0 .,-&!\\\"'():=<>|or", min_size=1, max_size=8).map(lambda text: f"x{text}")
numbers = st.integers(0, 300).map(str) | st.sampled_from(["2:30", "0.5"])
spans = st.builds("{}{}".format, st.integers(1, 90), st.sampled_from(["d", "w", "mo", "y", "h"]))
dates = st.sampled_from(["2024", "2025-03", "today", "this week", "2026-01-15"])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    field = draw(st.sampled_from(["", *sorted({*FIELDS} - {"sort", "limit"})]))
    kind = kind_of(field)
    name = draw(st.sampled_from([each for each, *_ in OPERATORS.get(kind, OPERATORS["text"])]))
    if kind == "like" and name == "empty":
        name = "has"
    value, other = draw(texts), ""
    if kind in ("number", "cover"):
        value = draw(numbers)
        other = draw(numbers) if name == "between" else ""
    elif kind == "time":
        value = draw(spans if name in ("within", "longer") else dates)
        other = draw(dates) if name == "between" else ""
    elif kind == "either":
        value = draw(st.sampled_from(["yes", "no"]))
    elif kind == "key":
        value = draw(st.sampled_from(["Am", "8A", "C♯ minor"]))
    elif kind == "sound":
        other = draw(st.sampled_from(["", ">0.4", "0.2..0.4", "<=1"]))
    elif kind == "like":
        other = draw(st.sampled_from(["", "40", "<0.3"]))
    if name == "empty":
        value = other = ""
    return Row(field, name, " ".join(value.split()), other, draw(st.booleans()))


groups = st.recursive(
    st.builds(Group, st.sampled_from(["all", "any", "none"]), st.lists(rows(), max_size=3).map(tuple)),
    lambda inner: st.builds(
        Group,
        st.sampled_from(["all", "any", "none"]),
        st.lists(rows() | inner, max_size=3).map(tuple),
    ),
    max_leaves=6,
)
orderings = st.sampled_from(
    [Ordering(), Ordering((Key("plays"), Key("rating", True))), Ordering((), Limit(25, 5400, 2e9))]
)


def plain(recipe: Recipe) -> tuple[Group, str]:
    return recipe.root, recipe.ordering.text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.builds(Recipe, groups, orderings))
def test_rows_as_text_are_the_same_rows(recipe: Recipe) -> None:
    assert plain(read(recipe.text)) == plain(recipe.normal)
    assert read(recipe.text).text == recipe.text
