"""Files are renamed and moved while it is killed or the disk fails: each is at its old or its new place,
whole, and the next start has the journal right.

python -m tests.faults.places [--sample N] [--all-errors]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from organizer.base.model import Track
from organizer.library import tracks
from organizer.library.files import moves
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.files import history, moving, planning
from organizer.work.files.planning import Options
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.conftest import tone, write_song
from tests.faults.__main__ import in_child
from tests.faults.points import ERRORS, Points

#: Name and title of each: two change their names with each other, three go round, two wish for one name.
SONGS = {
    "a/one.flac": "two",
    "a/two.flac": "one",
    "a/x.flac": "y",
    "a/y.flac": "z",
    "a/z.flac": "x",
    "b/k.flac": "same",
    "b/l.flac": "same",
}
OTHERS = {"a/two.lrc": b"la la", "b/cover.jpg": b"a picture", "b/Scans/back.jpg": b"its back"}
LISTS = {
    "all.m3u8": b"#EXTM3U\na/one.flac\n./a/two.flac\nb/k.flac\nnowhere.flac\n",
    "b/b.cue": b'FILE "k.flac" WAVE\r\n  TRACK 01 AUDIO\r\n',
}


class World:
    """A folder with songs, their library, and states of both."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.music, self.far = folder, folder / "music", folder / "far"
        for name, title in SONGS.items():
            path = self.music / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_song(path, tone(0.05, frequency=200 + 40 * len(self.contents())))
            tags.write(str(path), {"title": title, "album": name[0].upper()})
        for name, content in {**OTHERS, **LISTS}.items():
            (self.music / name).parent.mkdir(exist_ok=True)
            (self.music / name).write_bytes(content)
        with self.opened() as db:
            importing.import_paths(JobContext(), db, [str(self.music)])
            self.songs = {song.id: Path(song.path).read_bytes() for song in self.tracks(db)}
            playlists.save(db, "Mine", list(self.songs))
        self.old = self.contents()
        self.save("plain")
        for state, before, operation in (
            ("renamed", "plain", rename),
            ("undone", "renamed", undo),
            ("moved", "plain", move),
        ):
            self.go_back(before)
            with self.opened() as db:
                operation(self, db)
            self.save(state)

    def opened(self) -> Database:
        return Database(self.folder / "x.db")

    def tracks(self, db: Database) -> list[Track]:
        return tracks.get_many(db, tracks.query(db, order="path").tolist())

    def places(self) -> list[str]:
        return [str(place) for place in (self.music, self.far) if place.is_dir()]

    def contents(self) -> dict[str, bytes]:
        places = (path for top in (self.music, self.far) for path in top.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in places}

    def save(self, name: str) -> None:
        shutil.copytree(self.folder, self.folder.with_name(name))

    def go_back(self, name: str) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.folder.with_name(name), self.folder)
        with self.opened() as db:  # the copies have other numbers on the disk
            importing.import_paths(JobContext(), db, self.places())


def rename(world: World, db: Database) -> None:
    options = Options("{album}/{title}")
    plan = planning.plan(JobContext(), db, world.tracks(db), options)
    moving.apply(JobContext(), db, plan, label="rename")


def exchange(world: World, db: Database) -> None:
    plan = planning.plan(JobContext(), db, world.tracks(db)[:5], Options("{title}"))
    moving.apply(JobContext(), db, plan, label="exchange")


def move(world: World, db: Database) -> None:
    plan = planning.plan(JobContext(), db, world.tracks(db), Options(folder=str(world.far)))
    moving.apply(JobContext(), db, plan, label="move")


def undo(world: World, db: Database) -> None:
    history.undo(JobContext(), db)


def redo(world: World, db: Database) -> None:
    history.redo(JobContext(), db)


SCENES: dict[str, tuple[str, Callable[[World, Database], None]]] = {
    "rename": ("plain", rename),
    "exchange": ("plain", exchange),
    "undo": ("renamed", undo),
    "redo": ("undone", redo),
    "to another disk": ("plain", move),
    "back from another disk": ("moved", undo),
}


def check(world: World) -> list[str]:
    """What is wrong after a fault, in words."""
    with world.opened() as db:
        history.recover(db)
        bad = _places(world, db) + _lists(world)
        result = importing.import_paths(JobContext(), db, world.places())
        news = (result.added, result.updated, result.moved, result.away, result.merged)
        if any(news):
            bad.append(f"a scan has news: {news}")
        for _ in range(4):
            if history.next_edit(db, "undo") is None:
                break
            turned = history.undo(JobContext(), db)
            bad += [f"undo fails: {failure}" for failure in turned.failed] if turned else ["nothing to undo"]
        if world.contents() != world.old:
            bad.append(f"undo does not bring back what was: {_difference(world.contents(), world.old)}")
        if history.next_edit(db, "redo") is not None:
            turned = history.redo(JobContext(), db)
            bad += [f"redo fails: {failure}" for failure in turned.failed] if turned else ["nothing to redo"]
        bad += _places(world, db) + _lists(world)
        if playlists.load(db, "Mine") != list(world.songs):
            bad.append("the playlist is another one")
    return bad


def _places(world: World, db: Database) -> list[str]:
    bad = []
    contents = world.contents()
    lists = {name.rpartition("/")[2] for name in LISTS}
    files = Counter(content for name, content in contents.items() if name.rpartition("/")[2] not in lists)
    if files != Counter(
        content for name, content in world.old.items() if name.rpartition("/")[2] not in lists
    ):
        bad.append(f"files are lost, torn or there twice: {sorted(contents)}")
    if moves.unfinished(db):
        bad.append("the journal is open after recovery")
    for song in world.tracks(db):
        path = Path(song.path)
        if song.away or not path.is_file() or path.read_bytes() != world.songs[song.id]:
            bad.append(f"the library has {song.path} wrong")
    for states, end in ((("done",), "new"), (("undone", "dropped", "failed"), "old")):
        rows = [row for row in moves.read(db, states=states) if row.kind in ("song", "beside")]
        places = [getattr(row, end) for row in rows]
        bad += [f"the journal says that {one} is there" for one in places if not os.path.isfile(one)]
    return bad


def _lists(world: World) -> list[str]:
    """Each list names the same songs as before."""
    bad = []
    by_content = {content: name for name, content in world.old.items()}
    contents = world.contents()
    wanted = {"all.m3u8": ["a/one.flac", "a/two.flac", "b/k.flac"], "b.cue": ["b/k.flac"]}
    for place, content in contents.items():
        name = place.rpartition("/")[2]
        if name not in wanted:
            continue
        named = []
        for line in content.decode().splitlines():
            text = line.split('"')[1] if line.startswith("FILE") else line
            if line and not line.startswith(("#", " ")) and "nowhere" not in text:
                path = os.path.normpath(os.path.join(os.path.dirname(place), text))
                named.append(by_content.get(contents.get(path, b""), f"? {text}").removeprefix("music/"))
        if named != wanted[name]:
            bad.append(f"{place} names {named}")
    return bad


def _difference(now: dict[str, bytes], then: dict[str, bytes]) -> list[str]:
    names = sorted({*now, *then})
    return [name for name in names if now.get(name) != then.get(name)]


def run_scene(world: World, name: str, faults: list[tuple[int, int | None]], out: Counter[str]) -> list[str]:
    """Every fault of a scene: (point, errno, or None for a kill). What went wrong."""
    state, operation = SCENES[name]
    bad = []
    for point, error in faults:
        world.go_back(state)
        points = Points(str(world.folder), point, error, far=str(world.far))
        ending, told = in_child(world, operation, points)  # type: ignore[arg-type]
        out[ending] += 1
        problems = [told.strip()] if ending == "broken" else []
        problems += check(world)
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
        world = World(Path(folder) / "world")
        for name in options.scene or SCENES:
            started = time.monotonic()
            state, operation = SCENES[name]
            world.go_back(state)
            counting = Points(str(world.folder), far=str(world.far))
            ending, told = in_child(world, operation, counting)  # type: ignore[arg-type]
            assert ending == "done", told
            count = told.count('", "') + 1
            every = max(1, count // options.sample) if options.sample else 1
            faults: list[tuple[int, int | None]] = [(point, None) for point in range(0, count, every)]
            for turn, (point, _) in enumerate(list(faults)):
                errors = ERRORS if options.all_errors else ERRORS[turn % len(ERRORS) :][:1]
                faults += [(point, error) for error in errors]
            out: Counter[str] = Counter()
            bad = run_scene(world, name, faults, out)
            failures += len(bad)
            for line in bad:
                print("WRONG", line)
            took = time.monotonic() - started
            print(
                f"{name}: {count} points, {len(faults)} faults, {dict(out)}, {len(bad)} wrong, {took:.0f} s",
                flush=True,
            )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
