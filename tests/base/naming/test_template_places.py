"""Templates that lead out of their folder are refused, with the place and what to do instead."""

from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.base.naming import template_places


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("../{title}", "column 1: “../” would leave the folder"),
        ("{artist}/../../{title}", "column 10: “../” would leave"),
        ("{artist}/[..]/{title}", "would leave"),
        ("./{title}", "would leave"),
        ("/music/{title}", "column 1: it begins below a folder"),
        ("~/{title}", "“~” is no folder here"),
        ("~ann/{title}", "“~” is no folder here"),
        ("C:/Music/{title}", "“C:” is a disk"),
        ("{artist}//{title}", "column 10: a folder between two “/” has no name"),
        ("{artist}/ /{title}", "has no name"),
        ("{artist}/{album}/", "ends with a folder"),
        ("[{artist}/]", "ends with a folder"),
        (".hidden/{title}", "begins with a dot"),
        ("{artist}/.{title}", "begins with a dot"),
    ],
)
def test_what_leaves_the_folder_is_refused(text: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        template_places.check(text)
    assert words in refused.value.cause and refused.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "{albumartist}/{year} {album}/[{disc}-]{track:02} {title}",
        "[{genre}/][{artist}/]{title}",
        '{artist|"../x"}/{title} ~ live',
        "Vol. 1/{title}...",
        "{artist}. {title}",
        "",
    ],
)
def test_others_are_not(text: str) -> None:
    template_places.check(text)


def test_dots_at_the_end_of_folders_are_refused_where_no_system_takes_them() -> None:
    template_places.check("{album} ed./{title}")
    with pytest.raises(UsageError, match="ends with a dot"):
        template_places.check("{album} ed./{title}", dots=True)
