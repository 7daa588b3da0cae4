"""What is shown of tempo and key: the tag's, else the estimate, marked as one."""

from __future__ import annotations

import pytest

from organizer.base import tempo_and_key
from organizer.base.descriptors import Descriptors
from organizer.base.model import Tags, TagValue, Track


def song(bpm: TagValue = "", key: TagValue = "", **estimates: object) -> Track:
    descriptors = Descriptors(**estimates) if estimates else None  # type: ignore[arg-type]
    return Track(1, "/a.mp3", 1, 1, tags=Tags(bpm=bpm, key=key), descriptors=descriptors)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("182", 182.0),
        ("128.00", 128.0),
        ("127.63", 127.63),
        ("120,5", 120.5),
        (" 95 ", 95.0),
        ("140 BPM", 140.0),
        ("140bpm", 140.0),
        ("１２８", 128.0),
        (".5", 0.5),
        ("120.", 120.0),
        # without its point, as some programs write it
        ("12800", 128.0),
        ("1352", 135.2),
        ("14525", 145.25),
        ("8750", 87.5),
        ("500", 500.0),
        # none, as some programs write it
        ("0", None),
        ("0.00", None),
        ("-1", None),
        ("", None),
        (" ", None),
        ("abc", None),
        ("120-124", None),
        ("120/124", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("1_2", None),
        ("1.280,5", None),
        ("9" * 400, None),
        # several values: the first that is one
        ("90\x1f91", 90.0),
        ("abc\x1f91", 91.0),
        ("0\x1f-1", None),
    ],
)
def test_a_bpm_tag_is_read_as_programs_write_it(text: str, number: float | None) -> None:
    assert tempo_and_key.tagged_tempo(text) == (None if number is None else pytest.approx(number))


def test_a_tag_goes_before_the_estimate_which_stands_beside_it_where_it_differs() -> None:
    shown = tempo_and_key.tempo(song("182", tempo=91.2))
    assert (shown.text, shown.source, shown.value) == ("182", "tag", 182.0)
    assert shown.aside == "≈ 91, half"
    assert shown.tip == "182 BPM, as the tag tells; estimated: 91.2, half of that"
    agreed = tempo_and_key.tempo(song("182", tempo=180.9))
    assert not agreed.aside and agreed.tip == "182 BPM, as the tag tells; estimated too: 180.9"


@pytest.mark.parametrize(
    ("tag", "estimate", "aside"),
    [
        ("80", 161.0, "≈ 161, double"),
        ("120", 80.5, "≈ 80, two thirds"),
        ("100", 149.0, "≈ 149, 3/2"),
        ("180", 60.0, "≈ 60, a third"),
        ("60", 181.0, "≈ 181, three times"),
        ("120", 137.0, "≈ 137"),
        ("12800", 64.0, "≈ 64, half"),
        ("100", 103.0, ""),
    ],
)
def test_how_an_estimate_lies_to_the_tag(tag: str, estimate: float, aside: str) -> None:
    assert tempo_and_key.tempo(song(tag, tempo=estimate)).aside == aside


def test_an_estimate_is_marked_and_a_tag_that_says_nothing_is_named() -> None:
    assert tempo_and_key.tempo(song(tempo=91.2)).text == "≈ 91"
    assert tempo_and_key.tempo(song(tempo=91.2)).source == "estimate"
    for useless in ("abc", "0", "-1"):
        shown = tempo_and_key.tempo(song(useless, tempo=91.2))
        assert (shown.text, shown.source) == ("≈ 91", "estimate")
        assert shown.tip == f"About 91 BPM, estimated; the tag has “{useless}”, which is no tempo"
    assert tempo_and_key.tempo(song("abc")).text == "abc"  # there is nothing better to show
    assert tempo_and_key.tempo(song("abc")).value is tempo_and_key.tempo(song("0")).value is None
    assert tempo_and_key.tempo(song("0")).text == tempo_and_key.tempo(song()).text == ""
    assert tempo_and_key.tempo(song("12800")).tip == "128 BPM, as the tag tells: it has “12800”"
    assert tempo_and_key.tempo(song(("abc", "127,6"), tempo=91.0)).text == "127.6"


def test_keys_go_the_same_way() -> None:
    same = tempo_and_key.key(song(key="8A", key_confidence=1.0))
    assert (same.text, same.source, same.camelot) == ("8A", "tag", "8A")
    assert tempo_and_key.key(song()).text == ""
    estimate = Descriptors(key="Am", camelot="8A")
    for tag, aside in (
        ("A minor", ""),
        ("C", "≈ Am, its relative key"),
        ("Em", "≈ Am, a fifth away"),
        ("Dm", "≈ Am, a fifth away"),
        ("A", "≈ Am, its parallel key"),
        ("F#m", "≈ Am"),
    ):
        shown = tempo_and_key.key(Track(1, "/a.mp3", 1, 1, tags=Tags(key=tag), descriptors=estimate))
        assert (shown.text, shown.source, shown.aside) == (tag, "tag", aside)
    none = tempo_and_key.key(Track(1, "/a.mp3", 1, 1, tags=Tags(key="o"), descriptors=estimate))
    assert (none.text, none.source, none.camelot) == ("≈ Am", "estimate", "8A")
    assert none.tip == "Am (8A), estimated; the tag has “o”, which is no key"
    assert tempo_and_key.key(song(key="D dorian")).text == "D dorian"


def test_a_table_is_neither_tag_nor_estimate() -> None:
    row = Track(1, "", 1, 1, tags=Tags(key="Am"), descriptors=Descriptors(tempo=111.0), origin="table")
    tempo, key = tempo_and_key.tempo(row), tempo_and_key.key(row)
    assert (tempo.text, tempo.source) == ("111", "table") and (key.text, key.source) == ("Am", "table")
    assert tempo.tip == "111 BPM, as the table tells"
