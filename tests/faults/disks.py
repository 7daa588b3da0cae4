"""Songs on a disk of another kind (FAT, exFAT, NTFS, a share): tagged, given covers, renamed, moved to a
second disk, copied to it as a device, and all of it taken back byte for byte.

python -m tests.faults.disks FOLDER [SECOND]

FOLDER: an empty folder on that disk. SECOND: one on another disk; usually in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from organizer.base.model import TagEdit, Track
from organizer.base.naming.file_names import Rules
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.pictures import covers as images
from organizer.work.files import copying, copying_plan, history, moving, planning
from organizer.work.files.copying_plan import Wanted
from organizer.work.files.copying_settings import CopySettings
from organizer.work.files.planning import Options
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from organizer.work.tags import covering, tagging
from tests.conftest import tone, write_song
from tests.library.tags.named.test_pictures import LARGE

#: Titles that a memory card takes in other words only, or that are one for it.
TITLES = (
    "AC/DC: Live? <1>",
    "con",
    "ends with a dot.",
    "Rain",
    "rain",
    "Ünïcödé ✓ 東京",
    'say "*" | \\',
    "long " * 60,
)
KINDS = ("flac", "mp3", "ogg")


class Trial:
    """Songs in a folder, their library on a disk of its own, and what is wrong."""

    def __init__(self, folder: Path, second: Path, db: Database) -> None:
        self.music, self.second, self.db = folder / "music", second, db
        self.counts: Counter[str] = Counter()
        self.bad: list[str] = []
        self.music.mkdir()
        for number, title in enumerate(TITLES):
            path = self.music / f"song {number}.{KINDS[number % len(KINDS)]}"
            write_song(path, tone(0.1, frequency=200 + 40 * number))
            tags.write(str(path), {"title": title, "artist": "Somebody", "album": "An album"})
        (self.music / "cover.jpg").write_bytes(b"a picture")
        (self.music / "list.m3u8").write_text(
            "".join(f"{n}\n" for n in os.listdir(self.music) if n[0] == "s")
        )
        self.scan()
        self.old = self.contents()

    def scan(self) -> None:
        """Read the folders; nothing may be news after the first time."""
        again = tracks.query(self.db).size > 0
        places = [str(place) for place in (self.music, self.second / "far") if place.is_dir()]
        result = importing.import_paths(JobContext(), self.db, places)
        news = (result.added, result.updated, result.moved, result.away)
        if again and any(news):
            self.bad.append(f"a scan has news: {news}")

    def songs(self) -> list[Track]:
        return tracks.get_many(self.db, tracks.query(self.db, order="path").tolist())

    def contents(self) -> dict[str, bytes]:
        tops = (self.music, self.second / "far")
        return {
            str(p.relative_to(top)): p.read_bytes() for top in tops for p in top.rglob("*") if p.is_file()
        }

    def tagged(self, what: str, edits: list[TagEdit] | tuple[TagEdit, ...]) -> None:
        """An edit, and the way back."""
        diffs = tagging.preview(self.db, edits)
        result = tagging.apply(JobContext(), self.db, diffs, label=what)
        self.counts[what] += result.done
        self.bad += [f"{what}: {failure}" for failure in result.failed]
        self.scan()
        self.taken_back(what)

    def moved(self, what: str, options: Options) -> None:
        """Names or places, and the way back."""
        plan = planning.plan(JobContext(), self.db, self.songs(), options)
        self.bad += [f"{what}: {move.old}: {move.refused}" for move in plan.moves if move.refused]
        result = moving.apply(JobContext(), self.db, plan, label=what)
        self.counts[what] += result.done
        self.bad += [f"{what}: {failure}" for failure in result.failed]
        held = [sorted(c.values(), key=hash) for c in (self.contents(), self.old)]
        if len(held[0]) != len(held[1]) or len(set(held[1]) - set(held[0])) > len(plan.lists):
            self.bad.append(f"{what}: files are lost or changed")
        self.scan()
        self.taken_back(what)

    def taken_back(self, what: str) -> None:
        result = history.undo(JobContext(), self.db)
        if result is None or result.failed or self.contents() != self.old:
            self.bad.append(f"{what}: undo {result and result.failed}")
        self.scan()

    def copied(self) -> None:
        """To a folder as a device; the second time there is nothing to do. Not to a disk that does not say
        how much room it has: nothing is copied there."""
        if not shutil.disk_usage(self.music).total:
            return
        device = self.music.parent / "device"
        device.mkdir()
        songs = self.songs()
        wanted = Wanted(tuple(songs), {"Mine": tuple(song.id for song in songs)})
        for turn in range(2):
            plan = copying_plan.plan(JobContext(), wanted, str(device), CopySettings(), remove=True)
            result = copying.copy(JobContext(), plan)
            self.counts["copied" if not turn else "copied again"] += len(songs) - result.count("unchanged")
        there = sorted(p.read_bytes() for p in device.rglob("*.*") if p.suffix[1:] in KINDS)
        if there != sorted(Path(song.path).read_bytes() for song in songs) or self.counts["copied again"]:
            self.bad.append(f"copied: {dict(self.counts)}")

    def run(self) -> None:
        """Everything."""
        songs = self.songs()
        self.tagged("tagged", [TagEdit(song.id, song.path, {"composer": "Änne ✓"}) for song in songs])
        self.tagged("given a cover", covering.setting(songs, images.prepared(LARGE)).edits)
        safe = Rules("windows")
        self.moved("renamed", Options("{artist}/{album}/{title}", rules=safe))
        self.moved("renamed in case", Options("{filename:upper}", rules=safe))
        self.moved("moved to another disk", Options(folder=str(self.second / "far"), rules=safe))
        self.copied()
        left = [str(p) for p in self.music.parent.rglob(".organizer-*.part")]
        self.bad += [f"left behind: {left}"] if left else []


def trial(folder: Path, second: Path) -> tuple[Counter[str], list[str]]:
    """What was done in a folder, and what is wrong."""
    with tempfile.TemporaryDirectory() as place, Database(Path(place) / "library.db") as db:
        run = Trial(folder, second, db)
        run.run()
        return run.counts, run.bad


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("second", type=Path, nargs="?")
    options = parser.parse_args()
    made = tempfile.TemporaryDirectory
    with made(dir=options.folder) as one, made(dir=options.second) as other:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = other
        counts, bad = trial(Path(one), Path(other))
    for line in bad:
        print("WRONG", line)
    print(f"{options.folder}: {dict(counts)}, {len(bad)} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
