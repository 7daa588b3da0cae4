"""Every measurement runs, in small: what nobody runs is found broken when it is needed."""

from __future__ import annotations

import importlib
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import bench
from organizer.analysis.network import model
from organizer.base.features import NetworkFeatures
from organizer.library import network_vectors, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping
from organizer.work.jobs import JobContext
from tests.conftest import tone, write_song
from tests.onnx_model import write_model
from tests.work.arranging.test_mapping import add_songs

BENCH = Path(bench.__file__).parent


def songs(folder: Path) -> list[Path]:
    return [
        write_song(folder / f"{n}.mp3", tone(4.0, frequency=220.0 * 1.1**n, beat=1.5 + n % 3, seed=n))
        for n in range(6)
    ]


def labels(folder: Path) -> list[str]:
    listed = [f"{path.name},{'even' if n % 2 else 'odd'}" for n, path in enumerate(songs(folder))]
    (folder / "labels.csv").write_text("\n".join(["file,label", *listed]))
    return [str(folder), str(folder / "labels.csv"), "--jobs", "1"]


def known_tempo(folder: Path) -> list[str]:
    rows = [
        f"{path.name},{60 * (1.5 + n % 3)},{'A' if n % 2 else ''}" for n, path in enumerate(songs(folder)[:3])
    ]
    (folder / "tempo.csv").write_text("\n".join(["file,bpm,key", *rows]))
    return [str(folder), str(folder / "tempo.csv"), "--jobs", "1", "--list"]


def judge(folder: Path) -> str:
    lines = [f"{path},0.{number}" for number, path in enumerate(sorted(folder.glob("*.mp3")))]
    (folder / "judge.csv").write_text("\n".join(["path,energy", *lines]))
    return str(folder / "judge.csv")


def with_network(folder: Path) -> list[str]:
    network = write_model(folder / "tiny.onnx", shape=("n", 187, 96))
    return [*labels(folder), "--network", str(network), "--seconds", "12", "--weights", "0.7", "--draws", "3"]


def two_stages(folder: Path) -> list[str]:
    network = write_model(folder / "tiny.onnx", shape=("n", 187, 96))
    return ["--network", str(network), "--songs", "14", "--seconds", "4", "--rounds", "1", "--no-window"]


def table(folder: Path) -> list[str]:
    from bench.tables import FOUR

    chance = random.Random(1)
    lines = [
        f"Song {n},Artist {n},{'pop' if n % 2 else 'rock'},"
        + ",".join(f"{chance.random():.3f}" for _ in FOUR)
        for n in range(40)
    ]
    head = ",".join(["track_name", "track_artist", "playlist_genre", *FOUR])
    (folder / "tidytuesday_spotify_songs_subset.csv").write_text("\n".join([head, *lines]))
    return [str(folder)]


def arranged(folder: Path) -> list[str]:
    """A library with a map and groups."""
    path = folder / "library.db"
    with Database(path) as db:
        add_songs(db, 60)
        mapping.build_map(JobContext(), db)
        grouping.build_groups(JobContext(), db)
    return [str(path)]


def of_a_library(folder: Path) -> list[str]:
    return ["--library", *arranged(folder), "--trials", "3", "--draws", "1"]


def with_words(folder: Path) -> list[str]:
    """A library that a network listened to, with genres."""
    path = folder / "library.db"
    with Database(path) as db:
        ids = add_songs(db, 30)
        network_vectors.choose(db, "ab" * 16, tags=("jazz", "folk"))
        for song in tracks.get_many(db, ids):
            said = [0.8 if "jazz" in song.tags.text("genre").lower() else 0.1, 0.2]
            features = NetworkFeatures(np.ones(3, np.float32), np.array(said, np.float32))
            network_vectors.put(db, "ab" * 16, [(song.audio_hash, features)])
    return [str(path)]


def odd_files(folder: Path) -> list[str]:
    songs(folder / "odd")
    (folder / "odd" / "no.mp3").write_bytes(b"no sound")
    return [str(folder / "odd")]


#: What each is told so that it ends within seconds, or what makes that.
SMALL: dict[str, list[str] | Callable[[Path], list[str]]] = {
    "analysis": ["--count", "1", "--seconds", "12", "--repeat", "1", "--long", "20", "--no-librosa"],
    "arranging": ["--songs", "12", "--seeds", "2"],
    "cluster": ["--workers", "1,2", "--seconds", "0.02", "--tasks", "5"],
    "duplicates": ["50"],
    "ear": labels,
    "estimates": lambda folder: [str(songs(folder)[0].parent), "--judge", judge(folder), "--seconds", "4"],
    "groups": ["--songs", "300", "--columns", "6", "--groups", "3"],
    "journeys": ["--songs", "200"],
    "large": ["--songs", "300", "--files", "10", "--idle", "5"],
    "lossless": ["--songs", "2", "--fakes", "1", "--seconds", "2", "--codecs", "MP3 128"],
    "map_quality": ["--songs", "60", "--sizes", "300"],
    "map_view": ["--songs", "300", "--size", "400x300"],
    "morphing": ["--songs", "200"],
    "moves": ["--songs", "20"],
    "names": arranged,
    "nasty_tags": odd_files,
    "neighbours": ["--songs", "200"],
    "radio": ["--songs", "200", "--steps", "20"],
    "regions": of_a_library,
    "network": with_network,
    "odd_one_out": ["--listeners", "1", "--rounds", "3"],
    "peers": ["--list"],
    "scan": ["--files", "20", "--rounds", "1"],
    "copying": ["--files", "12", "--rounds", "1"],
    "screenshot": lambda folder: [str(folder), "--songs", "18", "--seconds", "4", "--pause", "0.2"],
    "som": ["--songs", "200", "--epochs", "2"],
    "seeds": lambda folder: ["--songs", "200", "--labelled", *labels(folder)],
    "smart": ["--songs", "300"],
    "sound_words": with_words,
    "speed": ["--count", "1", "--seconds", "12", "--repeat", "1", "--peers", ""],
    "stages": two_stages,
    "suggestions": lambda folder: ["--songs", "300", "--draws", "2", "--labelled", *labels(folder)],
    "structure": ["--minutes", "0.5", "--times", "1", "--only", "costs"],
    "tables": table,
    "tag_writing": ["--files", "4", "--kinds", "mp3", "m4a"],
    "tag_tools": ["--songs", "50"],
    "tidying": ["--songs", "300"],
    "tempo": known_tempo,
    "views": ["--songs", "300", "--rounds", "1", "--idle", "10"],
    "window": ["--songs", "50", "--rounds", "1", "--demo", "0"],
}


def test_every_measurement_is_run_here() -> None:
    measurements = list(BENCH.glob("[a-z]*.py"))
    assert {path.stem for path in measurements} == set(SMALL)
    for path in measurements:
        last = path.read_text("utf-8").splitlines()[-2:]
        assert last in (
            ['if __name__ == "__main__":', "    main()"],
            ['if __name__ == "__main__":', "    sys.exit(main())"],
        ), path


#: What changes the process that it runs in: opens windows, sets variables, gives memory back otherwise.
OWN_PROCESS = ("analysis", "map_view", "regions", "screenshot", "speed")


def run_here(name: str, arguments: list[str], patch: pytest.MonkeyPatch) -> int:
    """Its code to exit with, without the second that an interpreter takes to start and to load numpy."""
    patch.setattr(sys, "argv", [f"bench/{name}.py", *arguments])
    try:
        return importlib.import_module(f"bench.{name}").main() or 0
    except SystemExit as end:
        assert end.code is None or isinstance(end.code, int), end.code
        return end.code or 0


# Means of no song at all, which so few songs give, are printed as such.
@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value encountered")
@pytest.mark.parametrize("name", SMALL)
def test_it_runs_in_small(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if name in ("network", "stages") and not model.is_installed():
        pytest.skip("onnxruntime is not installed")
    said = SMALL[name]
    arguments = said(tmp_path) if callable(said) else said
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / "home"))
    if name in OWN_PROCESS:
        code = subprocess.run(
            [sys.executable, "-m", f"bench.{name}", *arguments], cwd=BENCH.parent
        ).returncode
    else:
        monkeypatch.chdir(BENCH.parent)
        code = run_here(name, arguments, monkeypatch)
    printed = capfd.readouterr()
    assert code == 0, printed.err[-3000:]
    assert printed.out
    assert name != "screenshot" or len(list(tmp_path.rglob("*.webp"))) == 11
