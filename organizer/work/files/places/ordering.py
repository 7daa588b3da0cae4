"""In which order files get their new names: one whose new name another one has waits for that one, and where
they wait for each other, one of them goes by a place in between."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from organizer.base.naming.file_names import stem_and_ending
from organizer.library.files.moves import MoveEntry
from organizer.work.files.places.disk import ALIKE

#: The two ends of a file's way: where it is, and where it goes.
Ends = Callable[[MoveEntry], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One new name on the disk: the whole way, or to the place in between, or from there."""

    entry: MoveEntry
    way: Literal["whole", "out", "in"] = "whole"


def units(entries: Sequence[MoveEntry], ends: Ends) -> list[list[Step]]:
    """The steps in their order. Those of one list are done together or not at all."""
    by_place = {ends(entry)[0]: entry for entry in entries}
    by_file = {(entry.marks.device, entry.marks.inode): entry for entry in entries if entry.marks.inode}
    by_name = {ALIKE.key(place): entry for place, entry in by_place.items()}
    waits = {e.sequence: _blocker(ends(e)[1], by_place, by_file, by_name) for e in entries}
    ordered: list[list[Step]] = []
    done: set[int] = set()
    for entry in entries:
        path: list[MoveEntry] = []
        places: dict[int, int] = {}
        current: MoveEntry | None = entry
        while current is not None and current.sequence not in done and current.sequence not in places:
            places[current.sequence] = len(path)
            path.append(current)
            current = waits[current.sequence]
        if current is not None and current.sequence in places:
            start = places[current.sequence]
            first, *others = path[start:]
            first = replace(first, via=between(ends(first)[0]))
            ordered.append(
                [Step(first, "out"), *(Step(other) for other in reversed(others)), Step(first, "in")]
            )
            done.update(one.sequence for one in path[start:])
            path = path[:start]
        for one in reversed(path):
            ordered.append([Step(one)])
            done.add(one.sequence)
    return ordered


def _blocker(
    target: str,
    by_place: Mapping[str, MoveEntry],
    by_file: Mapping[tuple[int, int], MoveEntry],
    by_name: Mapping[str, MoveEntry],
) -> MoveEntry | None:
    """The file of this edit that has the name, also by another spelling on a disk that does not mind it."""
    if target in by_place:
        return by_place[target]
    try:
        status = os.lstat(target)
    except OSError:
        return None
    if status.st_nlink != 1:
        return None
    known = by_file.get((status.st_dev, status.st_ino))
    if known is None and (alike := by_name.get(ALIKE.key(target))) is not None:
        with contextlib.suppress(OSError):  # there are disks that number files anew by each name
            folder, name = os.path.split(target)
            return None if name in os.listdir(folder) else alike
    return known


def between(path: str) -> str:
    """A free place beside a file, with its ending, so that it is music to everyone who finds it there."""
    folder, name = os.path.split(path)
    stem, ending = stem_and_ending(name)
    return os.path.join(folder, f"{stem[:80]} (moving {os.urandom(4).hex()}){ending}")
