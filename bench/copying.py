"""Copying many small songs to a folder beside ``cp -r``, interleaved in one run.

    python -m bench.copying [--files 1000] [--rounds 3]

Processor time of this process and its children, and wall time: which of the two a device decides. ``flush``:
each file is on the disk before the next one; ``quick``: none is waited for; ``again``: nothing is left to do.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.scan import make_songs, seconds
from organizer.base import system
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.files import copying, copying_plan
from organizer.work.files.copying_plan import Wanted
from organizer.work.files.copying_settings import CopySettings
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext


def copy(db: Database, folder: Path, *, flush: bool) -> int:
    """Look at the folder and copy everything there; how many files were written."""
    folder.mkdir(exist_ok=True)
    songs = tracks.get_many(db, tracks.query(db))
    plan = copying_plan.plan(JobContext(), Wanted(tuple(songs), {}), str(folder), CopySettings(flush=flush))
    return copying.copy(JobContext(), plan).count("copied")


def cp(music: Path, folder: Path) -> None:
    """What the system has for it."""
    if system.WINDOWS:
        shutil.copytree(music, folder)
    else:
        subprocess.run(["cp", "-r", str(music), str(folder)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    times: dict[str, list[tuple[float, float]]] = {}

    def timed(name: str, call: Callable[[], object]) -> None:
        times.setdefault(name, []).append(seconds(call))

    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        make_songs(home / "music", options.files)
        with Database(home / "library.db") as db:
            import_paths(JobContext(), db, [str(home / "music")])
            for number in range(options.rounds):
                places = {name: home / f"{name} {number}" for name in ("cp -r", "flush", "quick")}
                timed("cp -r", lambda places=places: cp(home / "music", places["cp -r"]))
                for name in ("flush", "quick"):
                    timed(
                        name, lambda name=name, places=places: copy(db, places[name], flush=name == "flush")
                    )
                timed("again", lambda places=places: copy(db, places["quick"], flush=False))
                for place in places.values():
                    shutil.rmtree(place)
    wall, cpu = (
        {name: statistics.median(pair[which] for pair in pairs) for name, pairs in times.items()}
        for which in (0, 1)
    )
    print(f"{options.files} songs, median of {options.rounds}")
    for name in times:
        beside = f"{cpu[name] / max(cpu['cp -r'], 1e-9):.1f} × the processor time of cp -r"
        print(f"{name:7}{cpu[name]:7.2f} s processor, {wall[name]:7.2f} s wall: {beside}")


if __name__ == "__main__":
    main()
