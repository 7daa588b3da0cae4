"""What is written for spreadsheets."""

from __future__ import annotations

from organizer.work.arranging.exporting import harmless


def test_cells_that_would_be_formulas_are_made_harmless() -> None:
    for cell in ("=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1"):
        assert harmless(cell) == "'" + cell
    for cell in ("-7.5", "+3", "plain", "a=b", "", -7.5, 3):
        assert harmless(cell) == cell
    assert harmless(None) == ""
