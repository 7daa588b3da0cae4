"""Keys by a key finder of the person's own: stored, shown as its, searched, and forgotten again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.network import model
from organizer.base import settings, tempo_and_key
from organizer.base.errors import Cancelled, UsageError
from organizer.base.model import Progress
from organizer.cli.parser import run
from organizer.library import labels, tracks, vectors
from organizer.library.sounds import pace
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.analysis.key_finding import find_keys, find_new_keys
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from tests.key_finder import write_key_finder
from tests.library.test_tracks import features

pytestmark = pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")


@pytest.fixture
def songs(db: Database, make_song: Callable[..., Path]) -> dict[str, int]:
    """Songs of one tone, which the ear took for F."""
    ids = {}
    for name, frequency in (("e", 329.63), ("c", 261.63)):
        path = make_song(f"{name}.flac", seconds=1.5, frequency=frequency, title=name)
        import_paths(JobContext(), db, [str(path)])
        song = tracks.by_path(db, str(path))
        assert song is not None
        ids[name] = song.id
        sound = payload.audio_hash(str(path))
        tracks.set_audio_hash(db, song.id, sound)
        vectors.put(db, [(sound, features(1, key="F", camelot="7B", key_confidence=0.4))])
    return ids


def test_its_keys_go_before_those_of_the_ear_and_are_called_its(
    db: Database, songs: dict[str, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finder = str(write_key_finder(tmp_path / "tiny.onnx"))
    found = find_keys(JobContext(), db, [songs["e"]], path=finder, jobs=1)
    assert (found.listened, found.known, found.failures) == (1, 0, ())
    song = tracks.get(db, songs["e"])
    assert song.descriptors is not None and song.descriptors.key_by_model
    assert (song.descriptors.key, song.descriptors.camelot) == ("E", "12B")
    shown = tempo_and_key.key(song)
    assert shown.text == "≈ E" and shown.tip == "E (12B), estimated by the key finder; the tag tells none"
    assert tracks.query(db, "key:E").tolist() == tracks.query(db, "estimated_key:12B").tolist() == [song.id]
    assert tracks.query(db, "key:F").tolist() == [songs["c"]]
    assert labels.of(db, np.array([song.id, songs["c"]]), "key") == ["E", "F"]

    library = ["--library", str(db.path)]
    assert run([*library, "keys", "--key-network", finder, "--jobs", "1", "--json"]) == 0
    told = {"listened": 1, "without": 0, "known": 1, "failures": []}
    assert json.loads(capsys.readouterr().out) == {"schema_version": 1, **told}
    assert settings.load().key_network == finder, "it is remembered"
    assert tracks.query(db, "key:C").tolist() == [songs["c"]]
    assert run([*library, "keys", "--forget"]) == 0
    assert "2 keys forgotten" in capsys.readouterr().out
    assert len(tracks.query(db, "key:F")) == 2
    settings.save(settings.Settings())
    assert run([*library, "keys"]) == 1
    assert "no key finder is chosen" in capsys.readouterr().err


def test_new_songs_wait_for_the_hours_of_the_library_and_what_one_asks_for_does_not(
    db: Database, songs: dict[str, int], tmp_path: Path
) -> None:
    finder = str(write_key_finder(tmp_path / "tiny.onnx"))
    soon = (datetime.now().hour * 60 + datetime.now().minute + 120) % pace.DAY
    pace.store(db, pace.Pace(hours=(soon, (soon + 60) % pace.DAY)))
    told: list[str] = []

    def stop(progress: Progress) -> None:
        told.append(progress.waiting)
        if progress.waiting:
            context.cancel()

    context = JobContext(stop)
    with pytest.raises(Cancelled):
        find_new_keys(context, db, path=finder, jobs=1)
    assert told[-1].startswith("Waits until")
    assert find_keys(JobContext(), db, [songs["e"]], path=finder, jobs=1).listened == 1


def test_a_model_that_is_no_key_finder_is_refused_before_the_first_song(
    db: Database, songs: dict[str, int], tmp_path: Path
) -> None:
    wrong = str(write_key_finder(tmp_path / "twelve.onnx", keys=12))
    with pytest.raises(UsageError, match="not 24 keys"):
        find_keys(JobContext(), db, list(songs.values()), path=wrong, jobs=1)
    assert len(tracks.query(db, "key:F")) == 2


def test_once_it_is_chosen_it_listens_behind_the_analysis(
    make_song: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make_song("e.flac", seconds=1.5, frequency=329.63, title="e")
    settings.save(settings.Settings(key_network=str(write_key_finder(tmp_path / "tiny.onnx"))))
    try:
        library = ["--library", str(tmp_path / "songs.db")]
        assert run([*library, "add", str(path), "--jobs", "1"]) == 0
        with Database(tmp_path / "songs.db") as db:
            assert len(tracks.query(db, "key:E")) == 1
        (tmp_path / "tiny.onnx").unlink()
        capsys.readouterr()
        assert run([*library, "analyze", "--jobs", "1"]) == 0
        assert "no keys were found" in capsys.readouterr().err
    finally:
        settings.save(settings.Settings())
