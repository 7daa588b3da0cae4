"""``organizer report``."""

from __future__ import annotations

import json

from organizer import __version__
from organizer.cli.parser import run


def test_the_report_is_printed(tmp_path, capsys):
    library = ["--library", str(tmp_path / "library.db")]
    assert run([*library, "report"]) == 0
    shown = capsys.readouterr().out
    assert f"- version: {__version__}" in shown and "- songs: 0" in shown and str(tmp_path) not in shown
    assert run([*library, "report", "--names", "--json"]) == 0
    assert str(tmp_path) in json.loads(capsys.readouterr().out)["report"]
