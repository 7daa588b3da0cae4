"""``organizer suggest``: shows, and writes only when asked, confirmed and shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest

from organizer.analysis.ear.layout import VECTOR_NAMES
from organizer.base.descriptors import FEATURE_VERSION, Descriptors
from organizer.base.features import Features
from organizer.cli.parser import run
from organizer.library import suggestions, tracks, vectors
from organizer.library.storage.database import Database
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext


def with_features(db: Database, paths: list[Path], kinds: list[int]) -> list[int]:
    """Each file analyzed, as a song of its kind."""
    middles = np.random.default_rng(7).standard_normal((3, len(VECTOR_NAMES)))
    ids, features = [], []
    for at, (path, kind) in enumerate(zip(paths, kinds, strict=True)):
        song = tracks.by_path(db, str(path))
        assert song is not None
        tracks.set_audio_hash(db, song.id, f"{at:032x}")
        noise = np.random.default_rng(at).standard_normal(len(VECTOR_NAMES))
        vector = (middles[kind] + 0.3 * noise).astype(np.float32)
        features.append((f"{at:032x}", Features(vector, Descriptors(), FEATURE_VERSION)))
        ids.append(song.id)
    vectors.put(db, features)
    return ids


@pytest.fixture
def library(make_song: Callable[..., Path], tmp_path: Path) -> Path:
    """Twelve songs of two genres, and one without any."""
    names: list[dict[str, str]] = [{"genre": ("Jazz", "Rock")[at % 2]} for at in range(12)]
    paths = [
        make_song(f"{at:02}.mp3", seconds=0.1, frequency=200 + at, title=f"Song {at}", **own)
        for at, own in enumerate([*names, {}])
    ]
    path = tmp_path / "library.db"
    with Database(path) as db:
        import_paths(JobContext(), db, [str(tmp_path / "music")])
        with_features(db, paths, [at % 2 for at in range(13)])
    return path


def suggest(library: Path, *arguments: str) -> int:
    return run(["--library", str(library), "suggest", *arguments])


def genre(library: Path) -> Any:
    return mutagen.File(library.parent / "music" / "12.mp3", easy=True).get("genre")


def test_it_shows_what_is_suggested_and_writes_nothing(library, capsys):
    assert suggest(library) == 0
    said = capsys.readouterr().out
    assert "12.mp3" in said and "Jazz" in said and "Nothing was written" in said
    assert "Of 12 tagged songs whose genre was hidden" in said
    assert genre(library) is None


def test_json_has_the_measure_and_the_reasons(library, capsys):
    assert suggest(library, "--json", "--min", "0.8", "song") == 0
    document = json.loads(capsys.readouterr().out)
    (one,) = document["suggestions"]
    assert one["path"].endswith("12.mp3") and one["value"] == "Jazz" and 0.8 <= one["confidence"] < 1
    assert len(one["like"]) == 3 and document["reliability"]["every"]["songs"] == 12
    assert (document["tagged"], document["without"], document["why"]) == (12, 1, "")


def test_apply_shows_asks_writes_and_is_undone(library, capsys):
    assert suggest(library, "--apply", "--dry-run") == 0
    assert "1 file would change; nothing was written" in capsys.readouterr().out
    assert suggest(library, "--apply") == 1  # nobody is there to say yes
    assert "nobody confirmed it" in capsys.readouterr().err
    assert genre(library) is None
    with Database(library) as db:
        assert not suggestions.tagged(db, "genre").accepted.any()

    assert suggest(library, "--apply", "--yes") == 0
    assert genre(library) == ["Jazz"]
    with Database(library) as db:
        assert suggestions.tagged(db, "genre").accepted.sum() == 1
    assert suggest(library, "--apply", "--yes") == 1
    assert "Every song that was asked about has a genre" in capsys.readouterr().err
    assert run(["--library", str(library), "undo", "--yes"]) == 0
    assert genre(library) is None


def test_where_nothing_is_known_it_says_why(library, capsys):
    assert suggest(library, "--field", "mood") == 0
    assert "no analyzed song has a mood" in capsys.readouterr().out
    assert suggest(library, "nowhere to be seen") == 1
    assert "no song fits the query" in capsys.readouterr().err
