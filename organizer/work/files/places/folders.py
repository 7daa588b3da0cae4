"""Folders that an edit made, and those that it emptied: removed only when nothing is left in them, only
inside a folder of the library, and made again by an undo."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence

from organizer.library.files import moves
from organizer.library.files.moves import MoveEntry
from organizer.library.storage.database import Database


def emptied(left: Iterable[str], roots: Sequence[str]) -> list[str]:
    """Of the folders that files have left, and of those above, the ones in which nothing is now, the inner
    ones first. The folders of the library themselves stay."""
    bounds = tuple(root.rstrip(os.sep) + os.sep for root in roots)
    empty: dict[str, None] = {}
    waiting = sorted(set(left), key=lambda folder: -folder.count(os.sep))
    seen = set(waiting)
    while waiting:
        folder = waiting.pop(0)
        if not folder.startswith(bounds) or folder in roots or os.path.islink(folder):
            continue
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        if all(os.path.join(folder, name) in empty for name in names):
            empty[folder] = None
            above = os.path.dirname(folder)
            if above not in seen:
                seen.add(above)
                place = next(
                    (n for n, one in enumerate(waiting) if one.count(os.sep) < above.count(os.sep)),
                    len(waiting),
                )
                waiting.insert(place, above)
    return list(empty)


def remove(db: Database, edit_id: int, first: int, folders: Sequence[str]) -> None:
    """Remove empty folders; the journal says so before."""
    rows = [MoveEntry(edit_id, first + n, "removed", folder, "") for n, folder in enumerate(folders)]
    if not rows:
        return
    moves.add(db, rows)
    moves.mark(db, [(row, "done" if remove_empty(row.old) else "dropped", "") for row in rows])


def undo_or_redo(db: Database, rows: Sequence[MoveEntry], *, back: bool) -> None:
    """For an undo or redo: what was made goes if it is empty, what was removed is made, and the other way
    round."""
    marks: list[tuple[MoveEntry, str, str]] = []
    after = "undone" if back else "done"
    for row in sorted(rows, key=lambda row: row.sequence):
        if (row.kind == "removed") == back:
            with contextlib.suppress(OSError):
                os.makedirs(row.old or row.new, exist_ok=True)
            marks.append((row, after, ""))
    marks += [
        (row, after if remove_empty(row.old or row.new) else row.state, "")
        for row in sorted(rows, key=lambda row: -len(row.old or row.new))
        if (row.kind == "removed") != back
    ]
    moves.mark(db, marks)


def settle(db: Database, rows: Sequence[MoveEntry]) -> None:
    """Close the rows of folders that were being made or removed when the program ended."""
    marks: list[tuple[MoveEntry, str, str]] = []
    for row in sorted(rows, key=lambda row: -len(row.old or row.new)):
        folder = row.old or row.new
        stays = {"pending": "dropped", "undoing": "done", "redoing": "undone"}[row.state]
        after = "undone" if row.state == "undoing" else "done"
        if (row.kind == "removed") == (row.state == "undoing"):  # it was to be made
            is_there = os.path.isdir(folder) and (row.kind == "removed" or not remove_empty(folder))
            marks.append((row, after if is_there else stays, ""))
        else:
            marks.append((row, after if remove_empty(folder) else stays, ""))
    moves.mark(db, marks)


def remove_empty(folder: str) -> bool:
    """Remove a folder in which nothing is; whether it is gone."""
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    return not os.path.isdir(folder)
