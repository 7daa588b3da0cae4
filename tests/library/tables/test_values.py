"""Numbers of tables in the spellings of exporters, spreadsheets and people."""

from __future__ import annotations

import pytest

from organizer.library.tables.dates import iso
from organizer.library.tables.lists import genres, items, names
from organizer.library.tables.values import number, only


@pytest.mark.parametrize(
    ("cell", "decimal", "kind", "wanted"),
    [
        ("0,735", ".", "share", 0.735),  # no thousand begins with 0
        ("1,412", ".", "number", 1412),
        ("1,412", ",", "number", 1.412),
        ("1.412", ",", "number", 1412),
        ("1.412,5", ".", "number", 1412.5),
        ("1,412.5", ",", "number", 1412.5),
        ("1,234,567", ",", "number", 1_234_567),
        ("1.234.567", ".", "number", 1_234_567),
        ("12,34,567", ".", "number", 1_234_567),  # as in India
        ("1 412,5", ".", "number", 1412.5),
        ("1\u202f412,5", ".", "number", 1412.5),
        ("1'412.5", ".", "number", 1412.5),
        ("1’412", ".", "number", 1412),
        ("\u221211.5", ".", "loudness", -11.5),
        ('="0.5"', ".", "share", 0.5),
        ("-7 dB", ".", "loudness", -7),
        ("-7,5dB", ",", "loudness", -7.5),
        ("-9.5 LUFS", ".", "loudness", -9.5),
        ("120 BPM", ".", "tempo", 120),
        ("120.5bpm", ".", "tempo", 120.5),
        ("55%", ".", "share", 0.55),
        ("55,5 %", ",", "share", 0.555),
        ("57%", ".", "share", 0.57),
        ("3m 45s", ".", "duration", 225),
        ("3m45s", ".", "duration", 225),
        ("3 min 45 sec", ".", "duration", 225),
        ("3min45", ".", "duration", 225),
        ("1h 2m 3s", ".", "duration", 3723),
        ("3:45", ".", "duration", 225),
        ("1:02:03", ".", "duration", 3723),
        ("3:45.5", ".", "duration", 225.5),
        ("3'45\"", ".", "duration", 225),
        ("PT3M45S", ".", "duration", 225),
        ("225000 ms", ".", "duration", 225),
        ("225 s", ".", "duration", 225),
        ("3.75 min", ".", "duration", 225),
        ("3,75 Minuten", ",", "duration", 225),
        ("1.2M", ".", "number", 1_200_000),
        ("320 kbps", ".", "number", 320),
        ("yes", ".", "number", 1),
    ],
)
def test_numbers_are_read_in_any_spelling(cell, decimal, kind, wanted):
    read = number(cell, decimal, kind)
    assert read is not None and read[0] == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("1e300", "number"),
        ("1e999", "number"),
        ("9" * 400, "number"),
        ("-1e16", "loudness"),
        ("0x10", "number"),
        ("1_000", "number"),
        ("1..2", "number"),
        ("1,2,3", "number"),
        ("8A", "number"),
        ("+1+1", "number"),
        ("3:75", "duration"),
        ("1:99:00", "duration"),
        ("-0:03", "duration"),
        ("3:45", "tempo"),
        ("55%", "loudness"),
        ("5 apples", "number"),
        ("12 dB", "tempo"),
        ("45s 3m", "duration"),
        ("", "number"),
    ],
)
def test_what_is_no_number_of_its_kind_is_none(cell, kind):
    assert number(cell, ".", kind) is None


@pytest.mark.parametrize(
    ("cell", "sign"),
    [
        ("0,735", ","),
        ("1,5 dB", ","),
        ("1234,567", ","),
        ("1.412,50", ","),
        ("1.234.567", ","),
        ("12,3456", ","),
        ("0.735", "."),
        ("1,234,567", "."),
        ("1,412.5", "."),
        ("1,412", None),
        ("1.412", None),
        ("12", None),
        ("3:45,5", None),
        ("a,b", None),
    ],
)
def test_some_numbers_prove_their_sign_of_decimals(cell, sign):
    assert only(cell) == sign


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("['Gunna', 'Future']", ["Gunna", "Future"]),
        ("['Gunna']", ["Gunna"]),
        ('["a", "b\\u00e9"]', ["a", "bé"]),
        ("['Guns N\\' Roses', \"O'Brien\"]", ["Guns N' Roses", "O'Brien"]),
        ("['a' 'b']", ["a", "b"]),
        ("[]", []),
        ('["\\ud83d\\ude00 \\ud83d"]', ["😀 \ufffd"]),
        ("('Ada',)", ["Ada"]),
        ("[spunge]", None),
        ("(What's the Story) Morning Glory?", None),
        ("Gunna", None),
        ("[" * 50, None),
    ],
)
def test_lists_are_several_values(cell, wanted):
    assert items(cell) == wanted


def test_artists_and_genres_of_lists_and_text():
    assert names("['Gunna']") == "Gunna" and names("['Gunna', 'Future']") == "Gunna; Future"
    assert names("[spunge]") == "[spunge]" and names("Tyler, The Creator") == "Tyler, The Creator"
    assert genres("folk rock,dream pop, slow jazz") == ["folk rock", "dream pop", "slow jazz"]
    assert genres("Rock; Pop|Rock") == ["Rock", "Pop"]
    assert genres("['art pop', 'r&b, soul']") == ["art pop", "r&b, soul"]
    assert genres("Electronic, Folk, World, & Country") == ["Electronic", "Folk, World, & Country"]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("1999", "1999"),
        ("1999.0", "1999"),
        ("2001-05-31", "2001-05-31"),
        ("2001-05", "2001-05"),
        ("2001-05-31T10:00:00Z", "2001-05-31T10:00:00Z"),
        ("2001/5/3", "2001-05-03"),
        ("31/12/1998", "1998-12-31"),
        ("12/31/1998", "1998-12-31"),
        ("3.5.2001", "2001-05-03"),
        ("03/04/2001", "2001"),
        ("04/04/2001", "2001-04-04"),
        ("31/31/2001", "2001"),
        ("Dec 1997", "1997"),
        ("20010531", "2001-05-31"),
        ("44196", "2020-12-31"),
        ("0000-00-00", ""),
        ("0", ""),
        ("NaT", ""),
        ("2001-" * 1000, ""),
        ("the 1960s to 1990s", "the 1960s to 1990s"),
    ],
)
def test_dates_are_as_exact_as_they_are_certain(cell, wanted):
    assert iso(cell) == wanted


@pytest.mark.parametrize("cell", ["{folk,pop}", "[folk, pop]", "['folk', 'pop']", "folk|pop"])
def test_lists_of_genres_without_marks_of_quotation(cell):
    assert genres(cell) == ["folk", "pop"]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ('["folk", null]', ["folk"]),
        ("['folk', nan]", ["folk"]),
        ("set()", []),
        ("frozenset({'a', 'b'})", ["a", "b"]),
        ("ロック、ポップ", ["ロック", "ポップ"]),
        ("ロック；ポップ", ["ロック", "ポップ"]),
        ("Folk,folk,Pop", ["Folk", "Pop"]),
        ("settler", ["settler"]),
    ],
)
def test_genres_in_further_spellings(cell, wanted):
    assert genres(cell) == wanted
