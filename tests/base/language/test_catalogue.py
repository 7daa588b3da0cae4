"""Texts, numbers and lists in other languages, each asked of a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from organizer.base.language import catalogue, number, plural, tr, tr_as
from organizer.base.language.choice import CATALOGUES, LANGUAGES


def said(language: str, *expressions: str) -> list[object]:
    """What expressions are in a process of this language."""
    script = (
        f"import json\nfrom organizer.base.language import *\nprint(json.dumps([{', '.join(expressions)}]))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "ORGANIZER_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[object] = json.loads(result.stdout)
    return answers


def test_texts_of_the_source_are_english():
    assert tr("Add songs") == "Add songs"
    assert tr("{name} of {n}", name="a{b}", n=12408) == "a{b} of 12,408"
    assert tr("{artist} - {title}") == "{artist} - {title}"
    assert plural("{n} song", "{n} songs", 1) == "1 song"
    assert plural("{n} song", "{n} songs", 0) == "0 songs"
    assert tr_as("of music", "Key") == "Key"
    assert number(1234.56, 1) == "1,234.6"


def test_numbers_and_lists_are_written_as_the_language_does():
    numbers = ["number(12408)", "number(1234.56, 1)", "number(3.0, 0)", "listing(['a', 'b', 'c'])"]
    assert said("de", *numbers, "tr('{n}', n=12408)", "is_mirrored()") == [
        "12.408",
        "1.234,6",
        "3",
        "a, b und c",
        "12.408",
        False,
    ]


def test_the_pseudo_language_shows_what_is_translated_and_keeps_values():
    assert said("en-XA", "tr('Add songs')", "tr('{n} of <b>all</b>', n=5)", "tr('&File')", "tag()") == [
        "[Àďď šöńĝš ~~~]",
        "[5 öf <b>àļļ</b> ~~]",
        "[&Fîĺé ~]".replace("ĺ", "ļ"),
        "en-XA",
    ]
    assert said("ar-XB", "is_mirrored()", "tr('A')") == [True, "[À ~]"]


def test_a_translation_that_names_a_value_that_there_is_not_gives_the_source():
    assert catalogue._filled("{nobody} hat {n}", "{name} has {n}", {"name": "x", "n": 1}) == "x has 1"


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"en"}))
def test_catalogues_are_there(language):
    assert (CATALOGUES / language / "LC_MESSAGES" / "organizer.po").is_file()
