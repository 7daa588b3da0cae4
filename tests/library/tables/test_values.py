"""Numbers of tables in the spellings of exporters, spreadsheets and people."""

from __future__ import annotations

import pytest

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
