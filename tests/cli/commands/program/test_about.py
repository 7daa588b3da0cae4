"""``organizer about``: the parts of the program and their licences."""

from __future__ import annotations

import json

import pytest

from organizer import __version__
from organizer.cli.parser import run


def test_parts_are_listed_with_their_licences(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["about"]) == 0
    shown = capsys.readouterr().out
    assert "mutagen" in shown and "GPL-2.0-or-later" in shown
    assert run(["about", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == __version__ and document["parts"][0]["licence"] == "MIT"
    assert run(["about", "--licences"]) == 0
    assert "Permission is hereby granted, free of charge" in capsys.readouterr().out
