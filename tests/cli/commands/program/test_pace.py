"""``organizer pace``: what is set, and what an analysis makes of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from organizer.cli.parser import run
from organizer.library.sounds import pace as paces
from organizer.library.sounds.pace import Pace
from organizer.library.storage.database import Database


def test_a_pace_is_set_in_parts_and_shown_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = ["--library", str(tmp_path / "library.db"), "pace"]
    assert run([*library, "--hours", "22-6:30", "--share", "50 %"]) == 0
    assert "from 22:00 until 06:30" in capsys.readouterr().out
    assert run([*library, "--power", "mains"]) == 0
    with Database(tmp_path / "library.db") as db:
        assert paces.load(db) == Pace((22 * 60, 6 * 60 + 30), 50, True)
    capsys.readouterr()
    hour = datetime.now().hour
    assert run([*library, "--hours", f"{(hour + 2) % 24}-{(hour + 3) % 24}", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["now"]["workers"] == 0 and document["now"]["waits_for"] == "hours"
    assert run([*library, "--hours", "all", "--power", "any", "--share", "100"]) == 0
    assert "hours: all" in capsys.readouterr().out
    with Database(tmp_path / "library.db") as db:
        assert paces.load(db) == Pace()


@pytest.mark.parametrize("wrong", ["22", "25-3", "6-6", "0-24", "a-b", "22:75-3"])
def test_what_are_no_hours_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["pace", "--hours", wrong])
    assert "22:00-06:30" in capsys.readouterr().err
