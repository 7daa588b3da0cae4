"""``organizer replaygain``: shown, written and taken out again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from organizer.cli.parser import run
from organizer.library.tags import tags
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.conftest import SAMPLE_RATE, write_song
from tests.work.analysis.test_gain_tags import song


def organizer(db, *words: str) -> int:
    return run(["--library", str(db.path), *words])


def test_gains_are_shown_then_written_and_taken_out_again(db, tmp_path: Path, capsys) -> None:
    music = tmp_path / "music"
    song(music / "loud.flac", -10, album="Both")
    write_song(music / "silent.flac", np.zeros((SAMPLE_RATE, 2)))
    importing.import_paths(JobContext(), db, [str(music)])
    assert organizer(db, "replaygain", "loud", "--dry-run", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert {change["field"] for change in shown["changes"]} >= {
        "replaygain_track_gain",
        "replaygain_album_peak",
    }
    assert shown["written"] == 0 and shown["albums"] == 1
    assert organizer(db, "replaygain", "loud", "--yes") == 0
    assert tags.gains(str(music / "loud.flac")).track is not None
    assert organizer(db, "replaygain", "loud", "--remove", "--yes") == 0
    assert tags.gains(str(music / "loud.flac")).track is None
    assert organizer(db, "replaygain", "--yes") == 2  # all songs want --all
    capsys.readouterr()
    assert organizer(db, "replaygain", "silent", "--yes") == 1
    assert "is silent" in capsys.readouterr().err
