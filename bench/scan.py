"""Scanning beside a bare mutagen loop and a bare walk, interleaved in one run.

    python bench/scan.py [--files 3000] [--rounds 3]

Wall time, and the CPU time of this process and its workers, which other programs disturb less.

First scan: songs a second, tags read and database written, against ``mutagen.File`` on every file.
Rescan of the unchanged folder: against ``os.scandir`` with ``stat`` on every file.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import mutagen
import numpy as np
import soundfile

from organizer.library.storage.database import Database
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext

#: Of ten songs.
_MIXED = (*("mp3",) * 8, "flac", "ogg")


def make_songs(folder: Path, files: int, kinds: Sequence[str] = _MIXED, length: float = 5.0) -> None:
    """Tagged files of these kinds in turn, MP3s with a cover, in folders of a dozen."""
    sound = (0.3 * np.sin(np.arange(int(22_050 * length)) * 0.05)).astype(np.float32)
    seeds = {}
    for kind in {*kinds}:
        seeds[kind] = folder.parent / f"seed.{kind}"
        if kind == "m4a":
            _write_aac(seeds[kind], sound)
        else:
            with soundfile.SoundFile(seeds[kind], "w", 22_050, 1) as file:
                for start in range(0, len(sound), 22_050):  # its encoder of Ogg takes no long pieces
                    file.write(sound[start : start + 22_050])
    for number in range(files):
        kind = kinds[number % len(kinds)]
        target = folder / f"Artist {number // 120}" / f"Album {number // 12}" / f"{number:06}.{kind}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(seeds[kind], target)
        song = mutagen.File(target, easy=True)
        if song.tags is None:
            song.add_tags()
        for field, value in (
            ("title", f"Song {number}"),
            ("artist", f"Artist {number // 120}"),
            ("album", f"Album {number // 12}"),
            ("genre", "Folk"),
            ("date", "1999"),
            ("tracknumber", f"{number % 12 + 1}/12"),
        ):
            song[field] = value
        song.save()
        if kind == "mp3":
            from mutagen.id3 import APIC, ID3

            tags = ID3(target)
            tags.add(APIC(encoding=0, mime="image/jpeg", type=3, desc="", data=bytes(60_000)))
            tags.save()


def _write_aac(path: Path, sound: np.ndarray) -> None:
    """What soundfile cannot write."""
    import av

    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=22_050, layout="mono")
        for start in range(0, len(sound) - 1024, 1024):
            frame = av.AudioFrame.from_ndarray(
                sound[None, start : start + 1024], format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = 22_050, start
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def bare_mutagen(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        for name in names:
            mutagen.File(os.path.join(root, name))


def bare_walk(folder: str) -> int:
    files = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                files += bare_walk(entry.path)
            else:
                entry.stat()
                files += 1
    return files


def seconds(call: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU."""
    started, spent = time.perf_counter(), os.times()
    call()
    return time.perf_counter() - started, sum(os.times()[:4]) - sum(spent[:4])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    times: dict[str, list[tuple[float, float]]] = {"mutagen": [], "scan": [], "walk": [], "rescan": []}
    with tempfile.TemporaryDirectory() as temporary:
        music = Path(temporary) / "music"
        music.mkdir()
        make_songs(music, options.files)
        bare_walk(str(music))
        for number in range(options.rounds):
            times["mutagen"].append(seconds(lambda: bare_mutagen(music)))
            with Database(Path(temporary) / f"{number}.db") as db:
                times["scan"].append(seconds(lambda: import_paths(JobContext(), db, [str(music)])))
                for _ in range(5):
                    times["walk"].append(seconds(lambda: bare_walk(str(music))))
                    times["rescan"].append(seconds(lambda: import_paths(JobContext(), db, [str(music)])))
    wall = {name: statistics.median(value[0] for value in values) for name, values in times.items()}
    # the walk is too short for the clock of CPU time: means
    cpu = {name: statistics.mean(value[1] for value in values) for name, values in times.items()}
    print(f"{options.files} files, medians of {options.rounds} rounds\n")
    print(f"{'':34}{'files/s':>10}{'ratio':>9}{'ratio of CPU time':>20}")
    for name, label, against in (
        ("mutagen", "bare mutagen.File loop", "mutagen"),
        ("scan", "first scan, database written", "mutagen"),
        ("walk", "bare walk with stat", "walk"),
        ("rescan", "unchanged rescan", "walk"),
    ):
        ratio, effort = wall[against] / wall[name], cpu[against] / max(cpu[name], 1e-9)
        print(f"{label:34}{options.files / wall[name]:>10,.0f}{ratio:>8.2f}×{effort:>19.2f}×")


if __name__ == "__main__":
    main()
