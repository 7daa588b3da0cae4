"""Which songs of a new library are analyzed first: some of every folder, so that the map shows its span."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from organizer.work.next_step import ENOUGH_SONGS

T = TypeVar("T")

#: Songs that come first: as many as the first map takes, and two more, since some cannot be read.
FIRST = ENOUGH_SONGS + 2
#: Songs among which they are looked for: of a larger library so many, evenly spread.
_LOOKED_AT = 5_000


def span_first(todo: Sequence[tuple[int, str]], analyzed: int) -> list[tuple[int, str]]:
    """Songs, (track id, path), in the order in which they are to be analyzed when so many were already.

    Folders take turns, with songs spread evenly over each, until the first map has its songs; where there are
    more folders than that, they are spread evenly too. The rest stays in its order.
    """
    wanted = min(FIRST - analyzed, len(todo))
    if wanted <= 0:
        return list(todo)
    some = _spread(range(len(todo)), _LOOKED_AT)
    folders: dict[str, list[int]] = {}
    for row in some:
        folders.setdefault(os.path.dirname(todo[row][1]), []).append(row)
    first = _in_turn([_spread(rows, wanted) for rows in _spread(list(folders.values()), wanted)], wanted)
    there = set(first)
    return [todo[row] for row in first] + [song for row, song in enumerate(todo) if row not in there]


def _in_turn(folders: Sequence[Sequence[int]], wanted: int) -> list[int]:
    """The first of each, the second of each …, until there are so many."""
    longest = max(len(rows) for rows in folders)
    turns = (rows[turn] for turn in range(longest) for rows in folders if turn < len(rows))
    return [row for row, _ in zip(turns, range(wanted), strict=False)]


def _spread(rows: Sequence[T], most: int) -> list[T]:
    """At most so many of them, evenly spread."""
    count = min(len(rows), most)
    return [rows[index * len(rows) // count] for index in range(count)]
