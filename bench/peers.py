"""The field beside Organizer: other programs that analyze music, each in an environment of its own.

    from bench.peers import run
    answer = run("essentia", paths)      # features, CPU seconds per song, peak memory

    python -m bench.peers [NAME …]       # make the environments, say which work here
    python -m bench.peers --list         # who there is

A peer is installed from the package index into a virtual environment in the user's cache the first time it is
asked for. Where the newest version cannot be installed or dies on this processor, older ones are tried; where
none works, ``PeerError`` says why, and the caller goes on without it. Each peer lives in one process that is
given one song at a time, so that several can alternate on the same songs in one run.

This file is also what runs inside those environments: at its top only the standard library.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import resource
import struct
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
#: Every peer on one thread, and with the memory policy of our workers (``memory.keep_freed``).
ALIKE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1") | {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
}

#: What each peer needs, best first; [] means this environment.
INSTALL: dict[str, list[list[str]]] = {
    "librosa": [],
    # some wheels of 0.2 hold instructions that only the newest processors know
    "bliss": [["bliss-audio"], ["bliss-audio<0.2"]],
    "essentia": [["--pre", "essentia"]],
    "essentia-key": [["--pre", "essentia"]],
    "musly": [["pymusly", "soundfile", "soxr"]],
}
#: Peers that share an environment with another.
SHARED = {"essentia-key": "essentia"}


class PeerError(Exception):
    """The peer cannot be used here; says why."""


@dataclass(frozen=True)
class Answer:
    """What a peer answers of one song."""

    features: list[float]  #: empty when it failed
    cpu: float  #: seconds, all threads
    peak: float  #: MB, of the peer's process so far
    extra: dict[str, Any] = field(default_factory=dict)  #: tempo, key … where it has them
    error: str = ""


@dataclass(frozen=True)
class Run:
    """What a peer answers of many songs."""

    name: str
    version: str
    features: npt.NDArray[np.float64]  #: shape=(songs, d); rows of NaN where it failed; d may be 0
    cpu: npt.NDArray[np.float64]  #: seconds per song, shape=(songs,); NaN where it failed
    peak: float  #: MB
    extras: list[dict[str, Any]]
    errors: dict[str, str]  #: path → why it failed
    distances: npt.NDArray[np.float64] | None = (
        None  #: shape=(songs, songs), of peers without a vector (musly)
    )


def run(name: str, paths: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Run:
    """Let a peer analyze every song. Raises ``PeerError`` when it cannot be installed or dies at once."""
    import numpy as np

    answers = []
    with Peer(name) as peer:
        for number, path in enumerate(paths):
            answers.append(peer.analyze(path))
            if progress is not None:
                progress(number + 1)
        distances = peer.distances() if name == "musly" else None
        version = peer.version
    size = max((len(answer.features) for answer in answers), default=0)
    features = np.full((len(answers), size), np.nan)
    for row, answer in zip(features, answers, strict=True):
        if answer.features:
            row[:] = answer.features
    return Run(
        name,
        version,
        features,
        np.array([math.nan if a.error else a.cpu for a in answers]),
        max((a.peak for a in answers), default=0.0),
        [a.extra for a in answers],
        {path: a.error for path, a in zip(paths, answers, strict=True) if a.error},
        None if distances is None else np.array(distances, dtype=np.float64),
    )


class Peer:
    """One peer's process, started in its environment. Use as a context manager."""

    def __init__(self, name: str, *, python: str | None = None) -> None:
        self.name = name
        self._python = python or environment(name)
        self.version = ""
        self._analyzed = 0
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [self._python, "-I", str(Path(__file__).resolve()), "--worker", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, **ALIKE},
        )
        self.version = str(self._ask(None).get("version", ""))

    def analyze(self, path: str) -> Answer:
        """A song that kills the peer is that song's failure: a new process goes on."""
        self._analyzed += 1
        try:
            answer = self._ask({"path": path})
        except PeerError as error:
            self._process.wait()
            self._start()
            return Answer([], math.nan, 0.0, error=str(error))
        return Answer(
            [float(x) for x in answer.get("features", [])],
            answer["cpu"],
            answer["peak"],
            answer.get("extra", {}),
            answer.get("error", ""),
        )

    def distances(self) -> list[list[float]]:
        """Between all songs analyzed so far, in their order (those that failed are infinitely far)."""
        apart: list[list[float]] = self._ask({"distances": True})["distances"]
        if len(apart) != self._analyzed:
            raise PeerError(f"{self.name} died on the way and has forgotten songs")
        return apart

    def _ask(self, question: dict[str, Any] | None) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            if question is not None:
                self._process.stdin.write(json.dumps(question) + "\n")
                self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = ""
        if not line:
            raise PeerError(f"{self.name} died (exit code {self._process.wait()})")
        answer: dict[str, Any] = json.loads(line)
        if "fatal" in answer:
            raise PeerError(f"{self.name}: {answer['fatal']}")
        return answer

    def close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def environment(name: str) -> str:
    """The Python that can run the peer; made on the first call, with pip. Raises ``PeerError``."""
    candidates = INSTALL.get(name, [])
    if not candidates:
        return sys.executable
    import fcntl

    import platformdirs

    cache = Path(platformdirs.user_cache_dir("organizer", appauthor=False)) / "bench-peers"
    folder = cache / f"{SHARED.get(name, name)}-{sys.implementation.cache_tag}"
    cache.mkdir(parents=True, exist_ok=True)
    python, ready = folder / "bin" / "python", folder / "ready"
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two measurements at once make it once
        if ready.exists():
            return str(python)
        why = ""
        for packages in candidates:
            why = _install(folder, packages) or _probe(name, str(python), cache)
            if not why:
                ready.touch()
                return str(python)
    raise PeerError(f"{name} cannot be used here: {why}")


def _install(folder: Path, packages: list[str]) -> str:
    """Install into a fresh environment; why it failed, or ""."""
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], [*pip, *packages]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            return lines[-1].strip() if lines else f"exit code {done.returncode}"
    return ""


def _probe(name: str, python: str, cache: Path) -> str:
    """Analyze five seconds of a tone; why it failed, or ""."""
    tone = cache / "tone.wav"
    with wave.open(str(tone), "wb") as file:
        file.setparams((1, 2, 22_050, 0, "NONE", ""))
        samples = [int(9000 * math.sin(i * 0.1) * ((i // 5000) % 2)) for i in range(5 * 22_050)]
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    try:
        with Peer(name, python=python) as peer:
            return peer.analyze(str(tone)).error
    except PeerError as error:
        return str(error)


# What runs in a peer's process. Each function returns its version and what analyzes one song: path →
# (features, other values). Heavy imports inside.

Analyzer = Callable[[str], tuple[list[float], dict[str, Any]]]


def _librosa() -> tuple[str, Analyzer]:
    """53 numbers as tutorials take them: means and variances of 20 MFCCs, chroma, RMS, centroid, bandwidth,
    rolloff and zero crossings, and the tempo."""
    import numpy as np

    from organizer.analysis.ear import librosa_loader  # this peer lives in our environment

    librosa = librosa_loader.load()

    def analyze(path: str) -> tuple[list[float], dict[str, Any]]:
        y, rate = librosa.load(path, sr=22_050)
        rows = [
            *librosa.feature.mfcc(y=y, sr=rate, n_mfcc=20),
            librosa.feature.chroma_stft(y=y, sr=rate),
            librosa.feature.rms(y=y),
            librosa.feature.spectral_centroid(y=y, sr=rate),
            librosa.feature.spectral_bandwidth(y=y, sr=rate),
            librosa.feature.spectral_rolloff(y=y, sr=rate),
            librosa.feature.zero_crossing_rate(y),
        ]
        tempo = float(np.ravel(librosa.feature.tempo(y=y, sr=rate))[0])
        numbers = [float(f(row)) for row in rows for f in (np.mean, np.var)]
        return [*numbers, tempo], {"tempo": tempo}

    return librosa.__version__, analyze


def _bliss() -> tuple[str, Analyzer]:
    from importlib.metadata import version

    from bliss_audio import Song

    def analyze(path: str) -> tuple[list[float], dict[str, Any]]:
        return [float(x) for x in Song(path).analysis], {}

    return version("bliss-audio"), analyze


def _essentia() -> tuple[str, Analyzer]:
    """MusicExtractor: every number of a fixed size that describes the sound, but for covariances."""
    import essentia
    import numpy as np

    essentia.log.infoActive = essentia.log.warningActive = False
    from essentia import standard

    extractor = standard.MusicExtractor(
        lowlevelStats=["mean", "stdev"],
        tonalStats=["mean", "stdev"],
        rhythmStats=["mean", "stdev"],
        mfccStats=["mean", "cov"],
        gfccStats=["mean", "cov"],
    )

    def analyze(path: str) -> tuple[list[float], dict[str, Any]]:
        pool, _ = extractor(path)
        numbers: list[float] = []
        for name in sorted(pool.descriptorNames()):
            value = pool[name]
            if (
                not name.startswith("metadata.")
                and name != "rhythm.beats_position"
                and not isinstance(value, str)
            ):
                array = np.atleast_1d(np.asarray(value, dtype=np.float64))
                numbers.extend((np.sqrt(np.diag(array)) if array.ndim == 2 else array).tolist())
        extra: dict[str, Any] = {"tempo": float(pool["rhythm.bpm"])}
        for profile in ("edma", "krumhansl", "temperley"):
            key, scale = (pool[f"tonal.key_{profile}.{part}"] for part in ("key", "scale"))
            extra[f"key_{profile}"] = key + ("m" if scale == "minor" else "")
        return numbers, extra

    return str(essentia.__version__), analyze


def _essentia_key() -> tuple[str, Analyzer]:
    """KeyExtractor with the profile that was best on popular music (bgate)."""
    import essentia

    essentia.log.infoActive = essentia.log.warningActive = False
    from essentia import standard

    extractor = standard.KeyExtractor(profileType="bgate")

    def analyze(path: str) -> tuple[list[float], dict[str, Any]]:
        key, scale, strength = extractor(standard.MonoLoader(filename=path)())
        return [], {"key": key + ("m" if scale == "minor" else ""), "key_strength": float(strength)}

    return str(essentia.__version__), analyze


_musly_tracks: list[Any] = []


def _musly() -> tuple[str, Analyzer]:
    """30 s from the middle, as musly does; it comes without a decoder, so libsndfile and soxr decode."""
    import pymusly
    import soundfile
    import soxr

    pymusly.set_musly_loglevel(0)
    jukebox = pymusly.MuslyJukebox(method="timbre")
    _musly_tracks.append(jukebox)

    def analyze(path: str) -> tuple[list[float], dict[str, Any]]:
        _musly_tracks.append(None)
        with soundfile.SoundFile(path) as file:
            frames = min(file.frames, 30 * file.samplerate)
            if file.frames > frames:
                file.seek((file.frames - frames) // 2)
            sound = file.read(frames, dtype="float32", always_2d=True).mean(axis=1)
            rate = file.samplerate
        _musly_tracks[-1] = jukebox.track_from_audiodata(soxr.resample(sound, rate, 22_050))
        return [], {}

    return str(pymusly.get_musly_version()), analyze


def _musly_distances() -> list[list[float]]:
    jukebox, *tracks = _musly_tracks
    known = [(number, track) for number, track in enumerate(tracks) if track is not None]
    jukebox.set_style([track for _, track in known][:1000])
    jukebox.add_tracks(known)
    table = [[math.inf] * len(tracks) for _ in tracks]
    for number, track in known:
        for (other, _), value in zip(known, jukebox.compute_similarity((number, track), known), strict=True):
            table[number][other] = float(value)
    return table


def _organizer(*, whole: bool) -> tuple[str, Analyzer]:
    sys.path.insert(0, str(ROOT))
    from organizer import __version__
    from organizer.analysis.ear.extract import extract

    def analyze(path: str) -> tuple[list[float], dict[str, Any]]:
        features = extract(path, whole=whole)
        return features.vector.tolist(), {
            "tempo": features.descriptors.tempo,
            "key": features.descriptors.key,
        }

    return __version__, analyze


def _decoding() -> tuple[str, Analyzer]:
    """The floor: the whole song to mono float32 at 22.05 kHz, and nothing else."""
    sys.path.insert(0, str(ROOT))
    from organizer.analysis.ear import audio

    def analyze(path: str) -> tuple[list[float], dict[str, Any]]:
        for _ in audio.excerpts(path, whole=True):
            pass
        return [], {}

    return "", analyze


WORKERS: dict[str, Callable[[], tuple[str, Analyzer]]] = {
    "decoding": _decoding,
    "organizer": lambda: _organizer(whole=False),
    "organizer-whole": lambda: _organizer(whole=True),
    "librosa": _librosa,
    "bliss": _bliss,
    "essentia": _essentia,
    "essentia-key": _essentia_key,
    "musly": _musly,
}


def _peak() -> float:
    """MB, from ``/proc``: ``getrusage`` would answer with what the parent had when it forked."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _work(name: str) -> None:
    """Answer questions from standard input, a line of JSON each; what libraries print goes nowhere."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)

    def say(**values: Any) -> None:
        out.write(json.dumps(values) + "\n")
        out.flush()

    try:
        version, analyze = WORKERS[name]()
    except Exception as error:
        say(fatal=f"{type(error).__name__}: {error}")
        return
    say(version=version)
    for question in _questions():
        if "distances" in question:
            say(distances=_musly_distances())
            continue
        started = time.process_time()
        try:
            features, extra = analyze(question["path"])
        except Exception as error:
            say(cpu=time.process_time() - started, peak=_peak(), error=f"{type(error).__name__}: {error}")
            continue
        say(cpu=time.process_time() - started, peak=_peak(), features=features, extra=extra)


def _questions() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    if sys.argv[1:2] == ["--worker"]:
        _work(sys.argv[2])
        return
    if sys.argv[1:2] == ["--list"]:
        print(*INSTALL, sep="\n")
        return
    for name in sys.argv[1:] or INSTALL:
        try:
            with Peer(name) as peer:
                print(f"{name:14}{peer.version}")
        except PeerError as error:
            print(f"{name:14}{error}")


if __name__ == "__main__":
    main()
