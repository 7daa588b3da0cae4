"""``sort:`` and ``limit:`` of searches."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizer.base.errors import UsageError
from organizer.library.lists.query_grammar import Term, Value, read
from organizer.library.lists.query_order import Key, Limit, Ordering, taken_out

FIELDS = frozenset({"sort", "limit", "genre"})


def ordering(text: str) -> Ordering:
    return taken_out(read(text, FIELDS.__contains__))[1]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("limit:25", Limit(25)),
        ("limit:90min", Limit(seconds=5400)),
        ('limit:"90 minutes"', Limit(seconds=5400)),
        ("limit:1.5h", Limit(seconds=5400)),
        ("limit:1:30:00", Limit(seconds=5400)),
        ("limit:2GB", Limit(size=2e9)),
        ("limit:700mb,25", Limit(25, size=7e8)),
        ("limit:25,90min,2/artist", Limit(25, 5400, caps=(("artist", 2),))),
        ('limit:"1 per album"', Limit(caps=(("album", 1),))),
    ],
)
def test_a_limit_is_understood(text: str, limit: Limit) -> None:
    assert ordering(text).limit == limit


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("sort:plays", [("plays", False, 0)]),
        ("sort:-rating,plays", [("rating", True, 0), ("plays", False, 0)]),
        ("sort:random", [("random", False, 0)]),
        ("sort:random:7", [("random", False, 7)]),
        ('sort:"-sound:heavy metal"', [("sound:heavy metal", True, 0)]),
        ("sort:lastplayed", [("last_played", False, 0)]),
    ],
)
def test_an_order_is_understood(text: str, keys: list[tuple[str, bool, int]]) -> None:
    assert [(key.name, key.down, key.seed) for key in ordering(text).keys] == keys


def test_what_is_about_the_whole_is_no_part_of_either_side() -> None:
    tree, asked = taken_out(read("jazz or folk sort:plays limit:3", FIELDS.__contains__))
    assert tree == read("jazz or folk", FIELDS.__contains__)
    assert asked.text == "sort:plays limit:3"
    assert taken_out(read("limit:3", FIELDS.__contains__))[0] is None
    assert taken_out(read("a sort:plays", FIELDS.__contains__))[0] == Term("", (Value("a"),), 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("(a sort:plays)", "“sort:” is about the whole search, at character 4"),
        ("-limit:3", "about the whole"),
        ("-(a limit:3)", "about the whole"),
        ("limit:3 limit:4", "“limit:” is there twice, at character 9"),
        ("limit:0", "a number over 0"),
        ("limit:-3", "is no limit"),
        ("limit:many", "“limit:many” is no limit"),
        ("sort:,", "names no order"),
    ],
)
def test_what_cannot_be_meant_is_said(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as error:
        ordering(text)
    assert error.value.remedy


keys = st.one_of(
    st.builds(Key, st.sampled_from(["plays", "rating", "title", "like", "sound:jazz"]), st.booleans()),
    st.builds(Key, st.just("random"), seed=st.integers(0, 10**8)),
)
limits = st.builds(
    Limit,
    st.none() | st.integers(1, 10**6),
    st.none() | st.integers(1, 10**5).map(float),
    st.none() | st.integers(1, 10**6).map(lambda thousands: thousands * 1000.0),
    st.lists(
        st.tuples(st.sampled_from(["artist", "album", "genre"]), st.integers(1, 9)),
        max_size=3,
        unique_by=lambda cap: cap[0],
    ).map(tuple),
)


@settings(deadline=None)
@given(st.builds(Ordering, st.lists(keys, max_size=3).map(tuple), limits))
def test_what_is_written_is_read_as_it_was(asked: Ordering) -> None:
    again = ordering(f"{asked.text} a")
    assert [(key.name, key.down, key.seed) for key in again.keys] == [
        (key.name, key.down, key.seed) for key in asked.keys
    ]
    assert again.limit.text == asked.limit.text
