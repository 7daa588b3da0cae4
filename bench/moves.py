"""Files renamed by a template: the preview, the renaming and the way back, beside bare calls of the system.

python -m bench.moves [--songs 10000]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks
from organizer.library.files import file_rows
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile
from organizer.work.files import history, moving, planning
from organizer.work.files.planning import Options
from organizer.work.jobs import JobContext

T = TypeVar("T")

_TEMPLATE = "{albumartist}/{year} {album}/[{disc}-]{track:02} {title}"


def library(folder: Path, db: Database, songs: int) -> None:
    """Empty files in folders of ten, with a playlist for each, and their rows."""
    scanned = []
    for number in range(songs):
        place = folder / f"in {number // 10}"
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{number}.flac"
        path.write_bytes(b"%d" % number)
        status = path.stat()
        tags = Tags(
            title=f"Title {number}",
            artist=f"Artist {number // 50}",
            album=f"Album {number // 10}",
            track=str(number % 10 + 1),
            date="1999",
        )
        scanned.append(
            ScannedFile(
                str(path),
                status.st_size,
                status.st_mtime_ns,
                tags,
                AudioInfo("FLAC", 200.0),
                ctime_ns=status.st_ctime_ns,
                inode=status.st_ino,
            )
        )
        if number % 10 == 9:
            names = [f"{n}.flac" for n in range(number - 9, number + 1)]
            (place / "list.m3u8").write_text("\n".join(names))
            (place / "cover.jpg").write_bytes(b"picture")
    tracks.upsert(db, scanned)
    file_rows.add_roots(db, [str(folder)])


def timed(call: Callable[[], T]) -> tuple[T, float, float]:
    """What it gives; processor time and time on the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    result = call()
    return result, time.process_time() - processor, time.perf_counter() - clock


def bare(folder: Path, songs: int) -> None:
    """The same number of files, by the bare call."""
    folder.mkdir()
    for number in range(songs):
        (folder / str(number)).touch()
    for number in range(songs):
        os.rename(folder / str(number), folder / f"x{number}")


def main() -> None:
    """Print processor time of each step."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--songs", type=int, default=10_000)
    songs = parser.parse_args().songs
    with tempfile.TemporaryDirectory() as name, Database(Path(name) / "x.db") as db:
        library(Path(name) / "music", db, songs)
        _, touched, _ = timed(lambda: bare(Path(name) / "bare", songs))
        wanted = tracks.get_many(db, tracks.query(db).tolist())
        plan, took, clock = timed(lambda: planning.plan(JobContext(), db, wanted, Options(_TEMPLATE)))
        print(f"{songs:,} songs, {len(plan.wanted):,} files, {len(plan.lists):,} lists")
        print(f"preview: {took:.2f} s of the processor, {clock:.2f} s on the clock")
        steps = (
            ("renamed", lambda: moving.apply(JobContext(), db, plan, label="rename")),
            ("taken back", lambda: history.undo(JobContext(), db)),
            ("done again", lambda: history.redo(JobContext(), db)),
        )
        for what, call in steps:
            result, took, clock = timed(call)
            assert result is not None
            print(
                f"{what}: {result.done:,} files, {len(result.failed)} failed, {took:.2f} s of the processor"
                f" ({took / max(touched, 1e-9):.1f} × files made and renamed), {clock:.2f} s on the clock"
            )


if __name__ == "__main__":
    main()
