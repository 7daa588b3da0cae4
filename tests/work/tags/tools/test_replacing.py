from __future__ import annotations

import pytest

from organizer.base.errors import Cancelled
from organizer.work.tags.tools.replacing import Replace
from tests.work.tags.tools.made import made, song


@pytest.mark.parametrize(
    ("tool", "before", "after"),
    [
        (Replace(find="live", replacement="studio"), "Live (LIVE)", "studio (studio)"),
        (Replace(find="live", replacement="studio", case=True), "Live (live)", "Live (studio)"),
        (Replace(find="a.c", replacement="x"), "abc a.c", "abc x"),  # a dot is a dot
        (Replace(find="x", replacement=r"\1"), "axb", r"a\1b"),  # and a backslash one
        (Replace(find="unknown", whole=True), "Unknown", ""),
        (Replace(find="unknown", whole=True), "Unknown Pleasures", "Unknown Pleasures"),
        (Replace(find=r"(\w+), (\w+)", replacement=r"\2 \1", regex=True), "Bowie, David", "David Bowie"),
        (Replace(find=r"(?<a>\d+)", replacement=r"<\g<a>>", regex=True), "no 5", "no <5>"),
        (Replace(find="ß", replacement="ss"), "Straße", "Strasse"),
        (Replace(find=" +", replacement=" ", regex=True), "a   b", "a b"),
        # matches of nothing: “x*” is no reason to put a dash between all letters
        (Replace(find="x*", replacement="-", regex=True), "axb", "a-b"),
        (Replace(find=r"\d*", replacement="", regex=True), "a1b", "ab"),
        (Replace(find="^", replacement="The ", regex=True), "Beatles", "The Beatles"),
        (Replace(find="$", replacement="!", regex=True), "Wham", "Wham!"),
        (
            Replace(find="(?<=[a-z])(?=[A-Z])", replacement=" ", regex=True, case=True),
            "SomeTitle",
            "Some Title",
        ),
        (Replace(find=".*", replacement="x", regex=True), "abc", "x"),
    ],
)
def test_text_is_replaced(tool: Replace, before: str, after: str) -> None:
    assert made(tool, title=before).get("title", before) == (after or ())


def test_each_value_is_replaced_by_itself_and_empty_ones_go() -> None:
    tool = Replace(fields=("genre",), find="unknown", whole=True)
    assert made(tool, genre=("Unknown", "Jazz")) == {"genre": "Jazz"}
    assert made(Replace(fields=("*",), find="a", replacement="b"), title="a", artist="a", track="1") == {
        "title": "b",
        "artist": "b",
    }


@pytest.mark.parametrize(
    ("tool", "problem"),
    [
        (Replace(), "there is nothing to search for"),
        (Replace(find="(", regex=True), "the expression is not right at place 2: missing )"),
        (
            Replace(find="a", replacement=r"\1", regex=True),
            "the expression is not right: invalid group reference",
        ),
        (Replace(find="(a)", replacement="\\", regex=True), "the expression is not right at place 2"),
        (Replace(find="(", replacement="\\"), ""),
    ],
)
def test_an_expression_that_is_wrong_is_told(tool: Replace, problem: str) -> None:
    assert tool.problem().startswith(problem) and bool(tool.problem()) == bool(problem)


#: Tries all ways to divide the commas.
ENDLESS = Replace(find=r"^(.*?,){12}P", regex=True)


def test_an_expression_that_never_ends_is_given_up_on() -> None:
    songs = [song(title="1," * 90) for _ in range(10)]
    outcomes = ENDLESS.run(songs, lambda: None)
    assert {each.misfit for each in outcomes} == {"the expression takes too long"}


def test_it_can_be_stopped() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        Replace(find="a").run([song(title="a")], stop)
