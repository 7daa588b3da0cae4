"""Moves as they are planned, and what becomes of two that wish for one place, or for one that is taken."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from organizer.base.language import tr
from organizer.base.naming.file_names import Rules, stem_and_ending
from organizer.work.files.places.disk import Disk

#: Of files that wish for one name, all but the first get a number, or are left where they are.
Clash = Literal["number", "refuse"]

#: So many numbers are tried.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """One file: where it is, where it would go, and what a person should know of that."""

    track_id: int  #: 0: not a song, but beside one
    old: str
    new: str
    notes: tuple[str, ...] = ()
    refused: str = ""  #: why it stays where it is


def settled(
    wished: Sequence[PlannedMove],
    disk: Disk,
    rules: Rules,
    clash: Clash,
    *,
    taken: Sequence[PlannedMove] = (),
) -> list[PlannedMove]:
    """The moves with a place of its own for each, in their order. ``taken``: moves settled before."""
    refused: dict[int, str] = {}
    while True:
        moves, more = _once(wished, refused, disk, rules, clash, taken)
        if not more:
            return moves
        refused.update(more)  # they keep their places, which others may have been given


def _once(
    wished: Sequence[PlannedMove],
    refused: dict[int, str],
    disk: Disk,
    rules: Rules,
    clash: Clash,
    taken: Sequence[PlannedMove],
) -> tuple[list[PlannedMove], dict[int, str]]:
    going = [move for place, move in enumerate(wished) if not move.refused and place not in refused]
    leaving = {disk.key(move.old) for move in (*going, *(m for m in taken if not m.refused))}
    claimed = {disk.key(move.new) for move in taken if not move.refused}
    folders: dict[str, str] = {}
    # who has the name already keeps it, also when an earlier one wishes for it
    staying = {disk.key(move.new): place for place, move in enumerate(wished) if move.new == move.old}
    moves: list[PlannedMove] = []
    more: dict[int, str] = {}

    def is_free(path: str, place: int) -> bool:
        key = disk.key(path)
        if key in claimed or staying.get(key, place) != place:
            return False
        return key in leaving or disk.holds(path) is None

    for place, move in enumerate(wished):
        if move.refused or place in refused:
            moves.append(move if move.refused else replace(move, new=move.old, refused=refused[place]))
            claimed.add(disk.key(move.old))
            continue
        path = _spelled(move.new, disk, rules, folders)
        notes = move.notes
        if not is_free(path, place):
            free = _numbered(path, rules, partial(is_free, place=place)) if clash == "number" else ""
            if not free:
                more[place] = tr(
                    "{name} is there already, or another song gets this name",
                    name=os.path.basename(path),
                )
                moves.append(move)
                continue
            path, notes = free, (*notes, "numbered")
        claimed.add(disk.key(path))
        moves.append(replace(move, new=path, notes=notes if path != move.old else ()))
    return moves, more


def _spelled(path: str, disk: Disk, rules: Rules, folders: dict[str, str]) -> str:
    """The path with its folders spelled as the disk has them where it minds no case, and all alike."""
    folder, name = os.path.split(path)
    key = disk.key(folder)
    if key == folder:
        return path
    if key not in folders:
        folders[key] = folder if disk.minds_case(folder) else _as_on_disk(folder, disk)
    return os.path.join(folders[key], name)


def _as_on_disk(folder: str, disk: Disk) -> str:
    above, name = os.path.split(folder)
    if above == folder or not name:
        return folder
    above = _as_on_disk(above, disk)
    return disk.holds(os.path.join(above, name)) or os.path.join(above, name)


def _numbered(path: str, rules: Rules, is_free: Callable[[str], bool]) -> str:
    """The first name with a number that is free: "Rain (2).flac"; "" when there are too many."""
    folder, name = os.path.split(path)
    stem, ending = stem_and_ending(name)
    for number in range(2, _MOST):
        tail = f" ({number})"
        candidate = os.path.join(folder, f"{rules.shortened(stem, ending, tail)}{tail}{ending}")
        if is_free(candidate):
            return candidate
    return ""


def by_folder(moves: Iterable[PlannedMove]) -> dict[str, list[PlannedMove]]:
    """Moves by the folder that they leave."""
    folders: dict[str, list[PlannedMove]] = {}
    for move in moves:
        folders.setdefault(os.path.dirname(move.old), []).append(move)
    return folders
