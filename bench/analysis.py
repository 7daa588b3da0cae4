"""How fast the ear is: beside decoding alone and beside plain librosa, on the same songs in one run.

    python bench/analysis.py [--songs FOLDER] [--count 3] [--repeat 3] [--long 3600] [--no-librosa]

Without a folder, MP3s of about 200 s are synthesized. One core, linear algebra on one thread.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

COLD = """
import time
begin = time.perf_counter()
import sys
from organizer.analysis.ear import extract
loaded = time.perf_counter()
for path in sys.argv[1:]:
    extract.extract(path)
    if path == sys.argv[1]:
        first = time.perf_counter()
status = open("/proc/self/status").read()
peak = int(status.split("VmHWM:")[1].split()[0]) / 1024  # getrusage inherits the parent's
print(f"{loaded - begin:.3f} {first - begin:.3f} {peak:.0f}")
"""
COLD_LIBROSA = """
import time
begin = time.perf_counter()
import sys
sys.path.insert(0, sys.argv[1])
import analysis as bench
bench.naive(sys.argv[2])
status = open("/proc/self/status").read()
peak = int(status.split("VmHWM:")[1].split()[0]) / 1024  # getrusage inherits the parent's
print(f"{time.perf_counter() - begin:.3f} {peak:.0f}")
"""


def synthesize(folder: Path, *, count: int, seconds: float, ending: str = "mp3") -> list[str]:
    """Stereo songs with chords, bass and drums, 44.1 kHz; MP3 at 192 kbit/s."""
    import soundfile

    rate = 44_100
    paths = []
    for number in range(count):
        random = np.random.default_rng(number)
        step = 60.0 / (90 + 25 * number) / 2
        t = np.arange(round(step * rate)) / rate
        pattern = []
        for position in range(32):
            root = 110 * 2 ** ((0, 5, 7, 3)[position // 8] / 12)
            tones = [root * ratio for ratio in (1, 2, 2.52, 3)]
            chord = sum(np.sin(2 * np.pi * f * t) / (k + 1) for k, f in enumerate(tones))
            hit = random.standard_normal(t.size) * np.exp(-t * (60 if position % 2 else 18)) * 0.5
            both = np.stack([0.25 * chord + 0.4 * hit, 0.22 * chord + 0.35 * hit], axis=1)
            pattern.append(both.clip(-1, 1).astype(np.float32))
        path = folder / f"song{number}.{ending}"
        rates = {"bitrate_mode": "CONSTANT", "compression_level": 0.42} if ending == "mp3" else {}
        with soundfile.SoundFile(path, "w", rate, 2, **rates) as file:
            for position in range(int(seconds / step)):
                file.write(pattern[position % 32])
        paths.append(str(path))
    return paths


def decode(path: str, *, whole: bool) -> None:
    """What the ear asks of the decoder: mono float32 at 22.05 kHz."""
    from organizer.analysis.ear import audio

    for _ in audio.excerpts(path, whole=whole):
        pass


def naive(path: str) -> None:
    """What tutorials do: load, then each feature from the sound again."""
    from organizer.analysis.ear import librosa_loader

    # processes that compile librosa at the same time would damage what it stores, so all take the same door
    librosa = librosa_loader.load()
    y, rate = librosa.load(path, sr=22_050)
    librosa.feature.mfcc(y=y, sr=rate)
    librosa.feature.chroma_cqt(y=y, sr=rate)
    librosa.feature.spectral_contrast(y=y, sr=rate)
    librosa.feature.tempogram(y=y, sr=rate)
    librosa.beat.beat_track(y=y, sr=rate)


def measure(ways: dict[str, Callable[[str], object]], songs: list[str], repeat: int) -> dict[str, float]:
    """Median CPU milliseconds per song of each way, alternating; the first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for round_ in range(repeat + 1):
        for song in songs:
            for name, way in ways.items():
                start = time.process_time()
                way(song)
                if round_:
                    times[name].append(1000 * (time.process_time() - start))
    return {name: statistics.median(values) for name, values in times.items()}


def cold(code: str, *arguments: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(word) for word in done.stdout.split()]


def workers(songs: list[str], count: int) -> tuple[float, float]:
    """Wall seconds until a cold pool's first song is done, and of all songs once it is warm."""
    from organizer.analysis.ear.extract import extract
    from organizer.work.jobs import WorkerPool

    start = time.perf_counter()
    with WorkerPool(count) as pool:
        waiting = [pool.submit(extract, song) for song in songs[:count]]
        first = min(_done_after(start, future.result) for future in waiting)
        start = time.perf_counter()
        for future in [pool.submit(extract, song) for song in songs]:
            future.result()
        return first, time.perf_counter() - start


def _done_after(start: float, wait: Callable[[], object]) -> float:
    wait()
    return time.perf_counter() - start


def main() -> None:
    from organizer.analysis.ear import decoders
    from organizer.analysis.ear.extract import extract
    from organizer.base.memory import keep_freed

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--songs", type=Path, help="a folder of real songs instead")
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=200.0)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--long", type=float, default=3600.0, help="seconds of the long recordings")
    parser.add_argument("--no-librosa", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.songs:
            endings = {".mp3", ".ogg", ".flac", ".m4a", ".opus", ".wav", ".aiff", ".wma"}
            files = sorted(p for p in options.songs.rglob("*") if p.suffix.lower() in endings)
            songs = [str(path) for path in files[: options.count]]
        else:
            songs = synthesize(folder, count=options.count, seconds=options.seconds)
        decoders.silence_decoders()
        keep_freed()  # as workers do; librosa has it too
        ways: dict[str, Callable[[str], object]] = {
            "decoding alone, whole": lambda path: decode(path, whole=True),
            "Organizer, whole": lambda path: extract(path, whole=True),
            "decoding alone, excerpts": lambda path: decode(path, whole=False),
            "Organizer, excerpts (default)": extract,
        }
        if not options.no_librosa:
            ways["librosa, whole"] = naive
        result = measure(ways, songs, options.repeat)
        decoding = result["decoding alone, whole"]
        print(f"\n{len(songs)} songs, CPU ms per song (median)")
        print(f"{'':32}{'ms':>8}{'× decoding whole':>18}{'faster than librosa':>21}")
        for name, value in result.items():
            peer = result.get("librosa, whole")
            faster = f"{peer / value:20.1f}×" if peer else ""
            print(f"{name:32}{value:8.0f}{value / decoding:17.2f}×{faster}")
        ratio = result["Organizer, excerpts (default)"] / result["decoding alone, excerpts"]
        print(f"the default against decoding the same excerpts: {ratio:.2f}×")

        load, first, peak = cold(COLD, *songs)
        print(f"\ncold process: import {load:.2f} s, first song after {first:.2f} s, peak {peak:.0f} MB")
        pool, one = workers(songs * 2, 1)
        _, two = workers(songs * 2, 2)
        print(f"pool of one worker: first song after {pool:.2f} s; two workers give {one / two:.2f} × one")
        hour = folder / "hour"
        hour.mkdir()
        for ending in ("mp3", "ogg"):
            path = synthesize(hour, count=1, seconds=options.long, ending=ending)[0]
            _, first, peak = cold(COLD, path)
            length = f"{options.long / 60:g} minutes of {ending}"
            print(f"{length}: {first:.2f} s in a cold worker, peak {peak:.0f} MB")
        if not options.no_librosa:
            first, peak = cold(COLD_LIBROSA, str(ROOT / "bench"), songs[0])
            print(f"cold librosa: first song after {first:.1f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
