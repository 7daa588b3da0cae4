from __future__ import annotations

import pytest

from organizer.work.tags.tools.from_path import FromPath
from tests.work.tags.tools.made import made, song


@pytest.mark.parametrize(
    ("pattern", "path", "values"),
    [
        (
            "{artist}/{album}/{track} {title}",
            "/m/A/B/07 C.mp3",
            {"artist": "A", "album": "B", "track": "7", "title": "C"},
        ),
        # dots in names: the ending alone goes
        (
            "{track}. {title}",
            "/m/01. Mr. Brightside vol. 2.flac",
            {"track": "1", "title": "Mr. Brightside vol. 2"},
        ),
        ("{artist} - {title}", "/m/Kyle ft. Cooni - wash.mp3", {"artist": "Kyle ft. Cooni", "title": "wash"}),
        ("{} - {title}", "/m/x - y.mp3", {"title": "y"}),
        ("{skip}-{track} {title}", "/m/CD1-02 x.mp3", {"track": "2", "title": "x"}),
        ("{disc}{track} {title}", "/m/215 x.mp3", {"disc": "2", "track": "15", "title": "x"}),
        ("{disc}-{track} {title}", "/m/2-15 x.mp3", {"disc": "2", "track": "15", "title": "x"}),
        ("{year} - {album}/{title}", "/m/1999 - A/B.mp3", {"date": "1999", "album": "A", "title": "B"}),
        (
            "[{date}] {album}/{title}",
            "/m/[1999-04-01] A/B.mp3",
            {"date": "1999-04-01", "album": "A", "title": "B"},
        ),
        ("{track} of {track_total} {title}", "/m/03 of 12 x.mp3", {"track": "3/12", "title": "x"}),
        # an en dash, several blanks, and letters as macOS writes them
        ("{artist} - {title}", "/m/Sigur Ro\u0301s  –  O\u0301.mp3", {"artist": "Sigur Rós", "title": "Ó"}),
        (
            "{Artist} - {Title}",
            "/m/(What's the) Story? - a+b$.mp3",
            {"artist": "(What's the) Story?", "title": "a+b$"},
        ),
        ("{title}", "/m/2 + 2 = 5 (The Lukewarm.).mp3", {"title": "2 + 2 = 5 (The Lukewarm.)"}),
        ("{artist}/{artist} - {title}", "/m/A/A - t.mp3", {"artist": "A", "title": "t"}),
    ],
)
def test_fields_are_read_from_names(pattern: str, path: str, values: dict[str, str]) -> None:
    assert made(FromPath(pattern=pattern), path) == values


@pytest.mark.parametrize(
    ("pattern", "path", "why"),
    [
        ("{track} {title}", "/m/Foo.mp3", "“Foo” has nothing for {track}, which is a number"),
        ("{track} {title}", "/m/01.Foo.mp3", "“01.Foo” has no blank behind {track}"),
        ("{artist} - {title}", "/m/AB.mp3", "“AB” has no “-” behind {artist}"),
        ("{artist} - {title}", "/m/A - .mp3", "“A -” has no “-” behind {artist}"),
        ("({artist}) {title}", "/m/x.mp3", "“x” has no “(” in front"),
        ("{title} ({track})", "/m/x (3) y.mp3", "“x (3) y” has more in it than the pattern"),
        ("{artist}/{artist} - {title}", "/m/A/B - t.mp3", "“A” and “B” are both {artist}"),
        ("{}/{}/{}/{title}", "/m/x.mp3", "it lies in fewer folders than the pattern has (3)"),
        ("{title}", "/m/\udcff.mp3", "its name holds bytes that are no text"),
        ("{title}", "", "it has no file"),
    ],
)
def test_a_name_that_does_not_fit_says_why(pattern: str, path: str, why: str) -> None:
    outcome = FromPath(pattern=pattern).of(song(path, title="before"))
    assert outcome.misfit == why
    assert not outcome.values


def test_a_name_that_can_be_divided_otherwise_says_so() -> None:
    outcome = FromPath(pattern="{artist} - {title}").of(song("/m/A - B - C.mp3"))
    assert outcome.values == {"artist": ("A",), "title": ("B - C",)}
    assert outcome.note == "“A - B - C” could be divided otherwise, too"
    assert not FromPath(pattern="{track} {title}").of(song("/m/01 B - C.mp3")).note


def test_the_total_of_a_number_stays() -> None:
    assert made(FromPath(pattern="{track} {title}"), "/m/03 x.mp3", track="1/12", title="x") == {
        "track": "3/12"
    }
    assert made(FromPath(pattern="{track} {title}"), "/m/03 x.mp3", track="3/12", title="x") == {}


def test_underscores_are_blanks_and_only_what_is_empty_is_filled_where_that_is_wanted() -> None:
    tool = FromPath(pattern="{track} {title}", underscores=True)
    assert made(tool, "/m/04_Heart_of_Gold.mp3") == {"track": "4", "title": "Heart of Gold"}
    tool = FromPath(pattern="{artist} - {title}", only_empty=True)
    assert made(tool, "/m/A - B.mp3", artist="mine") == {"title": "B"}


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", "the pattern is empty"),
        ("{} - {skip}", "the pattern has no field"),
        ("{title", "a brace of the pattern has no partner"),
        ("{artist}{title}", "between {artist} and {title} nothing tells where one ends"),
        ("{nonsense} {title}", "there is no field “nonsense”"),
        ("{album}//{title}", "a part between slashes is empty"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_told(pattern: str, problem: str) -> None:
    assert FromPath(pattern=pattern).problem().startswith(problem)
