"""Dates in the spellings of exporters, spreadsheets and people."""

from __future__ import annotations

import pytest

from organizer.library.tables.dates import iso


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
