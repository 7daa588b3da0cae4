"""librosa is loaded, and compiled, by one process at a time, in a folder of our own."""

from __future__ import annotations

import errno
import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from organizer.analysis.ear import librosa_loader
from organizer.base import system
from organizer.base.errors import OrganizerError

#: Says when it waits; what of librosa and numba was imported while nobody held the lock; where numba stores;
#: and what all that the ear is compared with loaded and compiled beyond that.
_PROGRAM = """
import os, sys
from organizer.base import system
from organizer.base.errors import OrganizerError
from organizer.analysis.ear import librosa_loader

def modules():
    return {name for name in sys.modules if name.partition(".")[0] in ("librosa", "numba")}

class Watching:
    unlocked = set()
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("librosa", "numba"):
            with open(os.path.join(librosa_loader.folder(), librosa_loader.LOCK), "r+b") as file:
                if system.try_lock(file):
                    self.unlocked.add(name)

sys.meta_path.insert(0, Watching())
librosa_loader.load(lambda: print("waits", *modules(), flush=True))
print("unlocked", *Watching.unlocked)
print("folder", os.environ["NUMBA_CACHE_DIR"])

from numba.core.dispatcher import Dispatcher

def loaded():
    ours = {name for name in modules() if name.startswith("librosa")}
    values = [value for name in ours for value in vars(sys.modules[name]).values()]
    return ours | {
        f"{value.__name__}{at}"
        for value in values if isinstance(value, Dispatcher)
        for at in value.signatures
    }

import numpy as np

before = loaded()
librosa = librosa_loader.load()
onsets = np.abs(np.sin(np.arange(3000, dtype=np.float32) / 7))
tempo = librosa.feature.tempo(onset_envelope=onsets)
print("beats", len(librosa.beat.beat_track(onset_envelope=onsets, bpm=float(tempo[0]), trim=False)[1]) > 100)
rows = np.random.default_rng(0).random((200, 8), np.float32)
rows = librosa.feature.stack_memory(rows.T, n_steps=4, mode="edge")
print("links", librosa.segment.recurrence_matrix(rows, width=3, mode="affinity", sym=True).shape)
librosa.filters.chroma(sr=22050, n_fft=4096, tuning=0.0)
print("more", *(loaded() - before))
"""

_LOADING = """
from organizer.analysis.ear import librosa_loader

librosa = librosa_loader.load()
from numba.core.dispatcher import Dispatcher
import sys

values = [value for name, module in list(sys.modules.items()) if name.startswith("librosa")
          for value in vars(module).values() if isinstance(value, Dispatcher)]
print("compiled anew:", sum(sum(value.stats.cache_misses.values()) for value in values))
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, where nobody has said another."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(librosa_loader.VARIABLE)
    return tmp_path / "cache" / "organizer" / "numba"


def test_a_process_waits_for_another_and_loads_all_that_compiles_under_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    librosa_loader.load()
    folder = tmp_path / "cache" / "organizer" / "numba"
    shutil.copytree(librosa_loader.folder(), folder)  # compiled already
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(librosa_loader.VARIABLE)
    with open(folder / librosa_loader.LOCK, "r+b") as lock:
        assert system.try_lock(lock)
        child = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "waits\n"
    printed, errors = child.communicate()
    assert child.returncode == 0, errors
    lines = [line for line in printed.splitlines() if line != "waits"]
    assert lines == ["unlocked", f"folder {folder}", "beats True", "links (200, 200)", "more"]


def test_a_plain_install_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(librosa_loader, "_loaded", None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(OrganizerError, match=r"pip install 'organizer\[reference\]'"):
        librosa_loader.load()


def test_it_stores_in_a_folder_of_our_own(cache: Path) -> None:
    with librosa_loader._in_turn(pytest.fail):
        assert os.environ[librosa_loader.VARIABLE] == str(cache)
        with open(cache / librosa_loader.LOCK, "r+b") as other:
            assert system.try_lock(other) is False
    with librosa_loader._in_turn(pytest.fail):  # free again
        pass


def test_the_folder_that_somebody_has_set_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(librosa_loader.VARIABLE, str(tmp_path / "own"))
    with librosa_loader._in_turn(pytest.fail):
        assert os.environ[librosa_loader.VARIABLE] == str(tmp_path / "own")
        assert (tmp_path / "own" / librosa_loader.LOCK).exists()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO])
def test_on_a_disk_without_locks_each_process_stores_apart_and_leaves_what_is_complete(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with librosa_loader._in_turn(pytest.fail):
        one = Path(os.environ[librosa_loader.VARIABLE])
        (one / "index").write_bytes(b"first")
        monkeypatch.delenv(librosa_loader.VARIABLE)
        with librosa_loader._in_turn(pytest.fail):  # another at the same time
            other = Path(os.environ[librosa_loader.VARIABLE])
            (other / "index").write_bytes(b"second")
            assert len({cache, one, other}) == 3
        assert stored(cache) == [b"second"]
    assert stored(cache) == [b"second"]  # is not written again
    assert librosa_loader.VARIABLE not in os.environ
    with librosa_loader._in_turn(pytest.fail):
        assert Path(os.environ[librosa_loader.VARIABLE], "index").read_bytes() == b"second"
    assert sorted(path.name for path in cache.iterdir()) == [librosa_loader._complete(), librosa_loader.LOCK]


def test_what_did_not_come_to_its_end_is_not_left(cache: Path) -> None:
    (cache / librosa_loader.LOCK).mkdir(parents=True)  # cannot be opened, and so not locked
    with pytest.raises(KeyboardInterrupt), librosa_loader._in_turn(pytest.fail):
        Path(os.environ[librosa_loader.VARIABLE], "index").write_bytes(b"half")
        raise KeyboardInterrupt
    assert stored(cache) == []


def test_without_a_folder_numba_stores_apart(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file where the folder would be")
    with librosa_loader._in_turn(pytest.fail):
        apart = Path(os.environ[librosa_loader.VARIABLE])
        assert apart.is_dir() and tmp_path / "cache" not in apart.parents
    assert (tmp_path / "cache").read_bytes() == b"a file where the folder would be"


def test_a_process_without_locks_loads_what_another_left_and_tidies_up(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(librosa_loader.VARIABLE, os.path.join(sys.prefix, "numba-cache"))
    librosa_loader.load()
    shutil.copytree(librosa_loader.folder(), cache / librosa_loader._complete())  # compiled already
    (cache / librosa_loader.LOCK).mkdir()
    monkeypatch.delenv(librosa_loader.VARIABLE)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    before = files(cache)
    result = subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, text=True, timeout=100)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "compiled anew: 0\n"
    assert files(cache) == before
    assert list(temporary.iterdir()) == []


def stored(cache: Path) -> list[bytes]:
    """What is stored for others, in all that is there."""
    return [path.read_bytes() for path in cache.glob("*/index")]


def files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_waiting_has_an_end_and_can_be_given_up(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up() -> None:
        raise KeyboardInterrupt

    with librosa_loader._in_turn(pytest.fail):
        with pytest.raises(KeyboardInterrupt), librosa_loader._in_turn(give_up):
            pytest.fail("entered beside another")
        monkeypatch.setattr(librosa_loader, "_PATIENCE", 0.0)
        with librosa_loader._in_turn(pytest.fail):
            assert os.environ[librosa_loader.VARIABLE] != str(cache)  # the other may still write there
