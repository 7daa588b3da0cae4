"""Names that systems take: what they may not hold, how long they may be, which are one."""

from __future__ import annotations

import ntpath
import os
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from organizer.base import system
from organizer.base.naming.file_names import EMPTY, TARGETS, Rules, Target, on_card, stem_and_ending, tidied


@pytest.mark.parametrize(
    ("target", "text", "ending", "name"),
    [
        ("linux", "AC/DC: Live?", "", "AC-DC: Live?"),
        ("macos", "AC/DC: Live?", "", "AC-DC- Live?"),
        ("windows", 'a<b>"c"|d?*:e\\f', "", "a(b)'c'-d-e-f"),
        ("fat", "What?", ".mp3", "What.mp3"),
        ("windows", "???", ".mp3", ""),
        ("windows", "Mr.", "", "Mr_"),
        ("windows", "Mr.", ".mp3", "Mr..mp3"),
        ("windows", "trailing. . ", "", "trailing_"),
        ("linux", "Mr.", "", "Mr."),
        ("windows", "con", ".mp3", "con_.mp3"),
        ("windows", "COM1", "", "COM1_"),
        ("windows", "lpt1.x", "", "lpt1.x_"),
        ("linux", "con", ".mp3", "con.mp3"),
        ("linux", ".hidden", "", "_hidden"),
        ("linux", "...And Justice", "", "_And Justice"),
        ("linux", "..", "", "_"),
        ("linux", "  a \n b\t ", ".ogg", "a b.ogg"),
        ("linux", "e\u0301", "", "é"),
        ("fat", "bad\udcffbyte", "", "bad\udcffbyte"),
    ],
)
def test_a_name_is_one_that_the_system_takes(target: Target, text: str, ending: str, name: str) -> None:
    assert Rules(target).name(text, ending) == name


@pytest.mark.parametrize("target", TARGETS)
def test_a_value_begins_no_folder_and_holds_no_control_characters(target: Target) -> None:
    value = Rules(target).value("a/b\x00c\nd")
    assert value == "a-b c d"


def test_bytes_that_are_no_text_stay_where_names_are_bytes_alone() -> None:
    assert Rules("linux").value("a\udcff") == "a\udcff"
    assert Rules("fat").value("a\udcff") == "a_"


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("letter", ["a", "ä", "日", "🎵", "e\u0301"])
def test_a_long_name_is_shortened_to_what_fits_with_its_ending(target: Target, letter: str) -> None:
    rules = Rules(target)
    name = rules.name(letter * 300, ".flac")
    assert name.endswith(".flac")
    size = len(name.encode("utf-16-le")) // 2 if target in ("windows", "fat") else len(name.encode())
    assert 230 < size <= 255
    assert unicodedata.is_normalized("NFC", name)
    assert rules.is_cut(letter * 300, ".flac") and not rules.is_cut(letter, ".flac")


def test_case_and_form_tell_names_apart_where_systems_do() -> None:
    assert Rules("linux").key("Björk") != Rules("linux").key("BJÖRK")
    assert Rules("linux").key("Bjo\u0308rk") == Rules("linux").key("Björk")
    assert Rules("fat").key("Bjo\u0308rk") == Rules("fat").key("BJÖRK")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{EMPTY}-03 Rain", "03 Rain"),
        (f"{EMPTY} Album", "Album"),
        (f"Album ({EMPTY})", "Album"),
        (f"A - {EMPTY} - B", "A - B"),
        (f"{EMPTY}/x", "/x"),
        (f"a/{EMPTY} - x", "a/x"),
        (f"x [{EMPTY}]/y", "x/y"),
        ("- as it is -", "- as it is -"),
    ],
)
def test_what_stands_beside_an_empty_field_goes_with_it(text: str, expected: str) -> None:
    assert tidied(text) == expected


def test_an_ending_is_short_and_of_letters() -> None:
    assert stem_and_ending("03 Rain.flac") == ("03 Rain", ".flac")
    assert stem_and_ending("Mr. Brown") == ("Mr. Brown", "")
    assert stem_and_ending(".flac") == (".flac", "")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(min_size=1, max_size=24))
@example(b"con.mp3")
@example(b"a. .mp3")
@example(b".mp3")
@example(b"???.mp3")
@example(b"\xff.\xff")
def test_names_on_memory_cards_are_taken_by_windows(name: bytes) -> None:
    safe = on_card(os.fsdecode(name))
    assert safe and not re.search(r'[\x00-\x1f<>:"/\\|?*\ud800-\udfff]', safe)
    assert not system.refused_name(f"D:\\{safe}", windows=True)
    assert ntpath.basename(safe) == safe


def test_names_on_memory_cards_keep_their_ending() -> None:
    assert on_card("What? Is: this.flac") == "What Is- this.flac"
    assert on_card("???.mp3") == "_.mp3"
    assert on_card("R.E.M.") == "R.E.M_"
    assert on_card("two ü.mp3") == "two ü.mp3"
