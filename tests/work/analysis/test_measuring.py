"""Loudness of whole songs, from the library and from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from organizer.base.errors import Cancelled, UsageError
from organizer.cli.parser import run
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table
from organizer.library.tags import payload
from organizer.work.analysis import measuring
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.conftest import SAMPLE_RATE, write_song


def sine(level: float, seconds: float = 4.0) -> np.ndarray:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    one = 10 ** (level / 20) * np.sin(2 * np.pi * 997 * time)
    return np.stack([one, one], axis=1)


@pytest.fixture
def songs(db: Database, tmp_path: Path) -> list[int]:
    write_song(tmp_path / "music" / "loud.flac", sine(-10))
    write_song(tmp_path / "music" / "quiet.flac", sine(-30))
    (tmp_path / "music" / "broken.flac").write_bytes(b"fLaC and nothing else")
    importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
    return [int(i) for i in tracks.query(db, order="path")]


def test_what_is_measured_is_stored_once_and_failures_are_reported(db: Database, songs: list[int]) -> None:
    reported: list[int] = []
    result = measuring.measure(
        JobContext(), db, songs, jobs=1, on_measured=lambda changes: reported.extend(changes.updated)
    )
    broken, loud, quiet = songs
    assert {i: round(outcome.integrated or 0, 1) for i, outcome in result.measured.items()} == {
        loud: -10.0,
        quiet: -30.0,
    }
    assert [(f.track_id, f.stage) for f in result.failures] == [(broken, "loudness")]
    assert sorted(reported) == [loud, quiet]
    # what was measured is known by its sound: it is not measured again
    for track_id in (loud, quiet):
        tracks.set_audio_hash(db, track_id, payload.audio_hash(tracks.get(db, track_id).path))
    reported.clear()
    again = measuring.measure(
        JobContext(), db, [loud, quiet], jobs=1, on_measured=lambda changes: reported.extend(changes.updated)
    )
    assert again.measured == result.measured and reported == []


def test_it_can_be_cancelled(db: Database, songs: list[int]) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        measuring.measure(context, db, songs, jobs=1)
    assert db.read().execute("SELECT count(*) FROM measured").fetchone()[0] == 0


def test_the_command_measures_and_the_list_shows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = ["--library", str(tmp_path / "cli.db")]
    write_song(tmp_path / "music" / "loud.flac", sine(-10))
    assert run([*library, "add", str(tmp_path / "music"), "--jobs", "1"]) == 0
    capsys.readouterr()
    assert run([*library, "list"]) == 0
    assert "≈ -10" in capsys.readouterr().out
    assert run([*library, "loudness", "loud", "--json"]) == 0
    (song,) = json.loads(capsys.readouterr().out)["songs"]
    assert song["integrated"] == pytest.approx(-10.0, abs=0.1)
    assert song["true_peak"] == pytest.approx(-10.0, abs=0.1)
    assert song["replay_gain"] == pytest.approx(-8.0, abs=0.1)
    assert run([*library, "list", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert listed["descriptors"]["loudness"] == song["integrated"]
    assert listed["descriptors"]["loudness_measured"] is True
    assert run([*library, "list"]) == 0
    assert "≈ -10" not in capsys.readouterr().out
    assert run([*library, "loudness", "nothing"]) == 1
    assert "no song fits" in capsys.readouterr().err
    with Database(tmp_path / "cli.db") as db:
        assert vectors.loudness(db, listed.get("audio_hash", "") or tracks.get(db, song["id"]).audio_hash)


def test_songs_without_a_file_are_not_measured(db: Database, tmp_path: Path) -> None:
    table = tmp_path / "told.csv"
    table.write_text("title,artist,tempo\nChanges,2Pac,111\nDreams,Fleetwood,120\n")
    of_table = tables.add(db, read_table(str(table))).changes.added
    with pytest.raises(UsageError, match="has no file"):
        measuring.measure(JobContext(), db, of_table)
