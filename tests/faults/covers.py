"""Covers are set, made smaller, removed, taken back and taken out while it is killed or the disk fails: each
song is the old or the new one, whole, and a picture beside it is there whole or not at all.

python -m tests.faults.covers [--sample N] [--all-errors]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from organizer.library import tracks
from organizer.library.playlists import smart
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.pictures import covers as images
from organizer.work.jobs import JobContext
from organizer.work.playlists import smart_files
from organizer.work.tags import covering, tagging
from tests.faults import scenes
from tests.faults.__main__ import in_child
from tests.faults.points import ERRORS, Points
from tests.faults.scenes import World, undo
from tests.library.tags.named.test_pictures import LARGE, SMALL

KINDS = ("mp3", "flac", "ogg", "aiff", "m4a")
#: The longer side of a picture that is made smaller, pixels.
SIDE = 32
#: What is in a picture beside the songs before it is written over.
OTHER = b"another picture"

Operation = Callable[[World, Database], None]


def _apply(world: World, db: Database, edits: covering.Edits) -> None:
    tagging.apply(JobContext(), db, tagging.preview(db, edits.edits), label="cover")


def set_cover(world: World, db: Database) -> None:
    _apply(world, db, covering.setting(tracks.get_many(db, world.ids(db)), images.prepared(LARGE)))


def shrink(world: World, db: Database) -> None:
    _apply(world, db, covering.shrinking(JobContext(), tracks.get_many(db, world.ids(db)), SIDE))


def remove(world: World, db: Database) -> None:
    _apply(world, db, covering.removing(tracks.get_many(db, world.ids(db))))


def take_out(world: World, db: Database) -> None:
    songs = tracks.get_many(db, world.ids(db))
    covering.extracted(JobContext(), songs, str(world.folder / "out"), write=True)


def beside(world: World, db: Database, *, overwrite: bool) -> None:
    songs = tracks.get_many(db, world.ids(db))
    for written in covering.to_folders(JobContext(), songs, overwrite=overwrite, write=True):
        if written.reason:
            raise scenes.OrganizerError(written.reason, path=written.path)


def refresh(world: World, db: Database) -> None:
    for done in smart_files.refresh(db):
        if done.problem:
            raise scenes.OrganizerError(done.problem)


def embedded(picture: bytes) -> Callable[[Path], None]:
    """Puts this cover into songs."""

    def prepare(music: Path) -> None:
        for path in music.iterdir():
            tags.write(str(path), {"cover": images.prepared(picture)})

    return prepare


def worlds(folder: Path) -> dict[str, World]:
    """The songs without a cover, with a small one, and with a large one."""
    return {
        "without": World(folder / "without" / "world", kinds=KINDS, edit=set_cover),
        "large": World(folder / "large" / "world", kinds=KINDS, prepare=embedded(LARGE), edit=shrink),
        "small": World(folder / "small" / "world", kinds=KINDS, prepare=embedded(SMALL), edit=remove),
    }


#: name -> the world, the state to begin in, and what is done in it
SCENES: dict[str, tuple[str, str, Operation]] = {
    "set a cover": ("without", "plain", set_cover),
    "take it back": ("without", "edited", undo),
    "make covers smaller": ("large", "plain", shrink),
    "remove covers": ("small", "plain", remove),
    "bring them back": ("small", "edited", undo),
    "take covers out": ("small", "plain", take_out),
    "put one beside": ("small", "plain", partial(beside, overwrite=False)),
    "put one over another": ("small", "plain", partial(beside, overwrite=True)),
    "refresh a smart playlist": ("small", "plain", refresh),
}


def begin(world: World, name: str) -> None:
    """The state before a scene."""
    world.music = world.folder / "music"
    world.go_back(SCENES[name][1])
    if name == "put one over another":
        (world.music / "cover.jpg").write_bytes(OTHER)
    if name == "refresh a smart playlist":
        with world.opened() as db:
            playlist = smart.save(db, "Few", "title:title limit:2")
            smart_files.export(db, playlist, str(world.list), keep=True)
            smart.save(db, "Few", "title:title limit:4", number=playlist.number)


def check(world: World, name: str) -> list[str]:
    """What is wrong after a fault, in words."""
    operation = SCENES[name][2]
    if operation in (set_cover, shrink, remove, undo):
        return scenes.check(world)
    bad = []
    songs = {n: c for n, c in world.contents().items() if not n.startswith("cover")}
    if songs != world.old:
        bad.append("a song was touched")
    with world.opened() as db:
        if operation is refresh:
            listed = _listed(world)
            if listed not in (2, 4):
                bad.append(f"the list is torn: {listed}")
            smart_files.refresh(db)
            listed = _listed(world)
            if listed != 4:
                bad.append(f"the next refresh does not write it: {listed}")
        else:
            wanted = [*world.folder.glob("out/[!.]*"), *world.music.glob("cover*")]
            bad += [f"{p.name} is torn" for p in wanted if p.read_bytes() not in (SMALL, OTHER)]
            operation(world, db)
            wanted = [*world.folder.glob("out/[!.]*"), *world.music.glob("cover*")]
            if [path.read_bytes() for path in wanted] != [SMALL]:
                bad.append(f"the next time does not bring one whole picture: {wanted}")
    if world.parts():
        bad.append(f"left behind: {world.parts()}")
    return bad


def _listed(world: World) -> int:
    """How many songs the list names."""
    return sum(not line.startswith("#") for line in world.list.read_text().splitlines())


def run_scene(world: World, name: str, faults: list[tuple[int, int | None]], out: Counter[str]) -> list[str]:
    """Every fault of a scene: (point, errno, or None for a kill). What went wrong."""
    bad = []
    for point, error in faults:
        begin(world, name)
        ending, told = in_child(world, SCENES[name][2], Points(str(world.folder), point, error))
        out[ending] += 1
        problems = [told.strip()] if ending == "broken" else []
        if error is not None and ending != "done" and (left := world.parts()):
            problems.append(f"left behind after an error: {left}")
        problems += check(world, name)
        if problems:
            bad.append(f"{name}, point {point}, {os.strerror(error) if error else 'kill'}: {problems}")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, help="so many faults of each scene, evenly spread")
    parser.add_argument("--scene", choices=SCENES, action="append")
    parser.add_argument("--all-errors", action="store_true")
    options = parser.parse_args()
    failures = 0
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        made = worlds(Path(folder))
        for name in options.scene or SCENES:
            world = made[SCENES[name][0]]
            begin(world, name)
            ending, told = in_child(world, SCENES[name][2], Points(str(world.folder)))
            assert ending == "done", told
            count = told.count('", "') + 1
            every = max(1, count // options.sample) if options.sample else 1
            picked = range(every // 2, count, every)
            faults: list[tuple[int, int | None]] = [(point, None) for point in picked]
            for turn, (point, _) in enumerate(list(faults)):
                errors = ERRORS if options.all_errors else ERRORS[turn % len(ERRORS) :][:1]
                faults += [(point, error) for error in errors]
            out: Counter[str] = Counter()
            bad = run_scene(world, name, faults, out)
            failures += len(bad)
            for line in bad:
                print("WRONG", line)
            print(f"{name}: {count} points, {len(faults)} faults, {dict(out)}, {len(bad)} wrong", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
