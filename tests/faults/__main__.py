"""Run scenes with a fault at each point. See ``--help``."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from organizer.library.storage.database import Database
from tests.faults import scenes
from tests.faults.points import ERRORS, Points
from tests.faults.scenes import SCENES, World

#: Where there is a disk in memory, nothing waits for a real one.
_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None


def in_child(world: World, operation: Callable[[World, Database], None], points: Points) -> tuple[str, str]:
    """Do it in a child with a fault: how it ended ("done", "killed", "failed" or "broken") and the points, or
    what is wrong."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        ending = "done"
        try:
            points.install()
            with world.opened() as db:
                operation(world, db)
        except BaseException as error:
            ending = "failed" if scenes.failed_in_order(error) else "broken"
            if ending == "broken":
                os.write(write, traceback.format_exc().encode()[-2000:])
        if ending == "done":
            os.write(write, json.dumps(points.seen).encode())
        os._exit({"done": 0, "failed": 1, "broken": 2}[ending])
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "done", 1: "failed", 2: "broken"}.get(code, "killed"), told


def run_scene(world: World, name: str, faults: list[tuple[int, int | None]], out: Counter[str]) -> list[str]:
    """Every fault of a scene: (point, errno, or None for a kill). What went wrong."""
    state, operation = SCENES[name]
    bad = []
    for number, (point, error) in enumerate(faults):
        world.music = world.folder / "music"
        world.go_back(state)
        ending, told = in_child(world, operation, Points(str(world.folder), point, error))
        out[ending] += 1
        problems = [told.strip()] if ending == "broken" else []
        if error is not None and ending != "done" and (left := world.parts()) and _tidy(name):
            problems.append(f"left behind after an error: {left}")
        problems += _checked(world, name, away=error is None and number % 5 == 4)
        if problems:
            bad.append(f"{name}, point {point}, {os.strerror(error) if error else 'kill'}: {problems}")
    return bad


def _tidy(name: str) -> bool:
    """Whether a scene leaves nothing behind when it ends with an error. What was half done before, and a copy
    that is on its way into a file with several names, stay for the next start."""
    return name != "recover" and "links" not in name


def _checked(world: World, name: str, *, away: bool) -> list[str]:
    if name == "export":
        return scenes.check_export(world)
    if name == "playlist":
        return scenes.check_playlist(world)
    if "device" in name:
        return scenes.check_device(world, SCENES[name][1])
    if "links" in name:
        return scenes.check_links(world) + scenes.check(world)
    return scenes.check(world, away=away and name != "recover")


def points_of(world: World, name: str) -> list[str]:
    state, operation = SCENES[name]
    world.go_back(state)
    ending, told = in_child(world, operation, Points(str(world.folder)))
    assert ending == "done", told
    return list(json.loads(told))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, help="so many faults of each scene and kind, evenly spread")
    parser.add_argument("--every", type=int, default=1, help="each K-th point")
    parser.add_argument("--scene", choices=SCENES, action="append", help="only this one")
    parser.add_argument("--all-errors", action="store_true", help="each error at each point, not in turn")
    options = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        world = World(Path(folder) / "world")
        _interrupt(world)
        for name in options.scene or SCENES:
            started = time.monotonic()
            seen = points_of(world, name)
            every = max(options.every, len(seen) // options.sample if options.sample else 1)
            picked = range(0, len(seen), every)
            faults: list[tuple[int, int | None]] = [(point, None) for point in picked]
            for turn, point in enumerate(picked):
                errors = ERRORS if options.all_errors else ERRORS[turn % len(ERRORS) :][:1]
                faults += [(point, error) for error in errors]
            out: Counter[str] = Counter()
            bad = run_scene(world, name, faults, out)
            failures += len(bad)
            for line in bad:
                print("WRONG", line)
            print(
                f"{name}: {len(seen)} points, {len(faults)} faults, {dict(out)}, {len(bad)} wrong,"
                f" {time.monotonic() - started:.0f} s",
                flush=True,
            )
    return 1 if failures else 0


def _interrupt(world: World) -> None:
    """The state after an edit that was killed when it had replaced half of the files."""
    world.go_back("plain")
    seen = points_of(world, "tag")
    swaps = [point for point, name in enumerate(seen) if name == "os.replace"]
    world.go_back("plain")
    ending, _ = in_child(world, scenes.apply, Points(str(world.folder), swaps[len(swaps) // 2]))
    assert ending == "killed"
    world.save("interrupted")


if __name__ == "__main__":
    sys.exit(main())
