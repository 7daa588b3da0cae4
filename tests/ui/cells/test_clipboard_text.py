from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizer.ui.cells.clipboard_text import parsed, written

_CELL = st.text(st.sampled_from('ab"\t\n ;é'), max_size=6)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("One\r\nTwo\r\n", [["One"], ["Two"]]),
        ("One\tAda\n\tBert", [["One", "Ada"], ["", "Bert"]]),
        ("One\n\nThree", [["One"], [""], ["Three"]]),
        ('"Heroes"\n"Heroes" (live)\n"', [['"Heroes"'], ['"Heroes" (live)'], ['"']]),
        ('"two\nlines"\tx\n"say ""a\tb"""', [["two\nlines", "x"], ['say "a\tb"']]),
        ('"open\nend', [['"open'], ["end"]]),
    ],
)
def test_what_spreadsheets_copy(text, rows):
    assert parsed(text) == rows


@given(st.lists(st.lists(_CELL, min_size=1, max_size=3), min_size=1, max_size=3))
def test_what_is_copied_here_is_read_back(rows):
    text = written(rows) + "\n"
    if not any(cell.startswith('"') for row in rows for cell in row):
        assert parsed(text) == rows
