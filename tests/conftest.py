"""Tiny real things for the tests: songs synthesized on the spot, encoded as real files."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["ORGANIZER_LANGUAGE"] = "en"  # texts are compared as they stand in the source

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()  # as the program does at its start, before numpy loads

import numpy as np  # noqa: E402
import pytest  # noqa: E402

from organizer.library.storage.database import Database  # noqa: E402

SAMPLE_RATE = 22_050

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Run in the background of a shell, tests are told to ignore Ctrl+C and pass that on to what they start.
for _number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, signal.default_int_handler if _number == signal.SIGINT else signal.SIG_DFL)
# What librosa compiles (half a minute of it) outlasts the homes below, and is shared by all workers.
os.environ.setdefault("NUMBA_CACHE_DIR", os.path.join(sys.prefix, "numba-cache"))


def unwatched() -> dict[str, str]:
    """The environment for a process that coverage must not watch: its own modules and files would show."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def tone(seconds: float = 3.0, *, frequency: float = 440.0, beat: float = 2.0, seed: int = 0) -> np.ndarray:
    """A decaying tone struck ``beat`` times a second over a little noise: shape=(n,), float32."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    envelope = np.exp(-6.0 * ((time * beat) % 1.0) / beat)
    noise = np.random.default_rng(seed).standard_normal(time.size) * 0.003
    return (0.4 * np.sin(2 * np.pi * frequency * time) * envelope + noise).astype(np.float32)


def write_song(path: Path, sound: np.ndarray | None = None, *, sample_rate: int = SAMPLE_RATE) -> Path:
    """A real audio file of the kind that the ending names (mp3, flac, ogg, opus, wav, aiff)."""
    import soundfile

    path.parent.mkdir(parents=True, exist_ok=True)
    sound = tone() if sound is None else sound
    if path.suffix == ".opus":
        soundfile.write(path, sound, 24_000, format="OGG", subtype="OPUS")
    else:
        soundfile.write(path, sound, sample_rate)
    return path


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Lets this process speak another language; afterwards it speaks its own again."""

    from organizer.base.language import catalogue

    def forget() -> None:
        catalogue.tag.cache_clear()
        catalogue.translations.cache_clear()

    def change(language: str) -> None:
        monkeypatch.setenv("ORGANIZER_LANGUAGE", language)
        forget()

    yield change
    monkeypatch.undo()
    forget()


@pytest.fixture
def make_song(tmp_path: Path) -> Callable[..., Path]:
    """``make_song("a/b.mp3", title="…", frequency=…, seconds=…)`` under ``tmp_path / "music"``."""

    def make(
        name: str, *, seconds: float = 3.0, frequency: float = 440.0, beat: float = 2.0, **tags: str
    ) -> Path:
        import mutagen

        path = write_song(tmp_path / "music" / name, tone(seconds, frequency=frequency, beat=beat))
        if tags:
            file = mutagen.File(path, easy=True)
            if file.tags is None:
                file.add_tags()
            for field, value in tags.items():
                file[field] = value
            file.save()
        return path

    return make


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings and data of the person who runs the tests stay untouched, and nothing is fetched: whatever
    starts pip has no index but those that tests serve themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_CONFIG_FILE", os.devnull)
        patch.setenv("PIP_NO_INDEX", "1")
        patch.delenv("PIP_FIND_LINKS", raising=False)
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.mktemp("home") / name.lower()))
        yield


@pytest.fixture(scope="session")
def library_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What libraries of tests begin as, without songs: to copy it takes a tenth of the time to make one."""
    path = tmp_path_factory.mktemp("empty") / "library.db"
    Database(path).close()
    return path


@pytest.fixture
def db(tmp_path: Path, library_template: Path) -> Iterator[Database]:
    path = tmp_path / "library.db"
    shutil.copy(library_template, path)
    database = Database(path)
    yield database
    database.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a library with all that can be asked for, to be looked at only: see ``furnish``."""
    from tests.furnished import furnish

    folder = tmp_path_factory.mktemp("furnished")
    furnish(folder)
    return folder / "library.db"
