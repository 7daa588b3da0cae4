"""One field written to many files, beside bare mutagen that writes the same, interleaved in one run.

    python -m bench.tag_writing [--files 10000] [--field composer] [--kind mp3|flac|ogg]

Processor time of preview, writing through the journal with every check, and undo, against mutagen's load and
save.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mutagen
from mutagen import id3

from bench.scan import make_songs
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of processor time, and by the clock."""
    cpu, clock = time.process_time(), time.monotonic()
    work()
    return time.process_time() - cpu, time.monotonic() - clock


def main(files: int = 10_000, field: str = "composer", kind: str = "mp3") -> dict[str, float]:
    """Print the figures; seconds of processor time by step."""
    with tempfile.TemporaryDirectory() as folder:
        songs = Path(folder) / "songs"
        make_songs(songs, files)
        bare = Path(folder) / "bare"
        shutil.copytree(songs, bare)
        with Database(Path(folder) / "library.db") as db:
            import_paths(JobContext(), db, [str(songs)])
            listed = [
                s for s in tracks.get_many(db, tracks.query(db, "").tolist()) if s.path.endswith(f".{kind}")
            ]
            edits = tagging.edits_from_values(listed, {field: "Somebody Else"})
            diffs: list[tagging.Diff] = []

            def save_bare() -> None:
                for path in sorted(bare.rglob(f"*.{kind}")):
                    if kind == "mp3":
                        frames = id3.ID3(path)
                        frames.add(id3.TCOM(encoding=3, text="Somebody Else"))
                        frames.save(path)
                    else:
                        song = mutagen.File(path)
                        song["composer"] = "Somebody Else"
                        song.save()

            steps = {
                "bare mutagen": save_bare,
                "preview": lambda: diffs.extend(tagging.preview(db, edits)),
                "write": lambda: tagging.apply(JobContext(), db, diffs, label="bench"),
                "undo": lambda: tagging.undo(JobContext(), db),
            }
            times = {name: measured(step) for name, step in steps.items()}
    print(f"{len(listed):,} files of the kind {kind}, one field\n")
    print(f"{'':20}{'CPU s':>10}{'clock s':>10}{'speed by CPU':>14}")
    for name, (cpu, clock) in times.items():
        print(f"{name:20}{cpu:10.2f}{clock:10.2f}{times['bare mutagen'][0] / max(cpu, 1e-9):13.2f}×")
    return {name: cpu for name, (cpu, _) in times.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--field", default="composer")
    parser.add_argument("--kind", choices=("mp3", "flac", "ogg"), default="mp3")
    options = parser.parse_args()
    main(options.files, options.field, options.kind)
