"""One field written to many files, beside bare mutagen that writes the same, interleaved in one run.

    python -m bench.tag_writing [--files 10000] [--kinds mp3 flac ogg m4a] [--field composer] [--length 5]

For each kind: processor time of the preview (one value for all, and one for each), of writing through the
journal with every check, and of undo, against mutagen's load and save. ``length``: seconds of sound in each.

mutagen writes into the file where it stands, and waits for no disk: killed in between, it leaves half a file.
Organizer copies every file, compares the copy, waits until it is on the disk, and swaps. The library is one
whose songs were analyzed: it knows the hash of the sound of each.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import mutagen
from mutagen import id3, mp4

from bench.scan import make_songs
from organizer.base.model import TagEdit, Track
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging

KINDS = ("mp3", "flac", "ogg", "m4a")


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of processor time, and by the clock."""
    cpu, clock = time.process_time(), time.monotonic()
    work()
    return time.process_time() - cpu, time.monotonic() - clock


def save_bare(paths: Sequence[Path]) -> None:
    """A composer written by mutagen alone."""
    for path in paths:
        if path.suffix == ".mp3":
            frames = id3.ID3(path)
            frames.add(id3.TCOM(encoding=3, text="Somebody Else"))
            frames.save(path)
        elif path.suffix == ".m4a":
            atoms = mp4.MP4(path)
            atoms["\xa9wrt"] = ["Somebody Else"]
            atoms.save()
        else:
            song = mutagen.File(path)
            song["composer"] = "Somebody Else"
            song.save()


def measure(kind: str, files: int, field: str, length: float) -> dict[str, tuple[float, float]]:
    """Seconds of processor time and by the clock, by step."""
    with tempfile.TemporaryDirectory() as folder:
        songs, bare = Path(folder) / "songs", Path(folder) / "bare"
        songs.mkdir()
        make_songs(songs, files, [kind], length)
        shutil.copytree(songs, bare)
        with Database(Path(folder) / "library.db") as db:
            import_paths(JobContext(), db, [str(songs)])
            for song in tracks.get_many(db, tracks.query(db, "").tolist()):
                tracks.set_audio_hash(db, song.id, tags.audio_hash(song.path))
            return _steps(db, sorted(bare.rglob(f"*.{kind}")), field)


def _steps(db: Database, bare: Sequence[Path], field: str) -> dict[str, tuple[float, float]]:
    listed: list[Track] = tracks.get_many(db, tracks.query(db, "").tolist())
    same = tagging.edits_from_values(listed, {field: "Somebody Else"})
    different = [TagEdit(song.id, song.path, {"title": f"The title {song.id}"}) for song in listed]
    diffs: list[tagging.Diff] = []
    steps: dict[str, Callable[[], object]] = {
        "bare mutagen": lambda: save_bare(bare),
        "preview": lambda: diffs.extend(tagging.preview(db, same)),
        "preview, different": lambda: tagging.preview(db, different),
        "write": lambda: tagging.apply(JobContext(), db, diffs, label="bench"),
        "undo": lambda: tagging.undo(JobContext(), db),
    }
    return {name: measured(step) for name, step in steps.items()}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--kinds", choices=KINDS, nargs="+", default=KINDS)
    parser.add_argument("--field", default="composer")
    parser.add_argument("--length", type=float, default=5.0)
    options = parser.parse_args()
    print(f"{options.files:,} files of each kind, {options.length:g} s of sound in each, one field\n")
    for kind in options.kinds:
        print(f"{kind:20}{'CPU s':>10}{'clock s':>10}{'speed by CPU':>14}{'by the clock':>14}")
        times = measure(kind, options.files, options.field, options.length)
        bare = times["bare mutagen"]
        for name, spent in times.items():
            cpu, clock = (b / max(s, 1e-9) for b, s in zip(bare, spent, strict=True))
            print(f"{name:20}{spent[0]:10.2f}{spent[1]:10.2f}{cpu:13.2f}×{clock:13.2f}×")
        print()


if __name__ == "__main__":
    main()
