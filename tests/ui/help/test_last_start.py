"""What is said after a crash."""

from __future__ import annotations

from organizer.base.reporting.crashes import Before
from organizer.ui.help.last_start import words


def test_what_is_said_says_what_to_do():
    assert words(Before(), safe_mode=False) == ""
    assert words(Before(), safe_mode=True).startswith("Safe mode")
    assert "--safe-mode" in words(Before("Fatal"), safe_mode=False)
    assert "in safe mode" in words(Before("Fatal", safe_mode_due=True), safe_mode=True)
