"""Lists that name files which move, as part of an edit: what they held is in the journal before they are
written, and an undo brings it back."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from organizer.base import leftovers
from organizer.base.atomic import replace_file
from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.library.files import moves
from organizer.library.files.edits import OPEN
from organizer.library.files.moves import MoveEntry
from organizer.library.storage.database import Database
from organizer.work.files.places import mentions
from organizer.work.tags.writing import reason_of


def rows(edit_id: int, first: int, lists: Iterable[str], places: Mapping[str, str]) -> list[MoveEntry]:
    """A row of the journal for each list, with what it holds now. ``places``: where files go."""
    entries: list[MoveEntry] = []
    for path in lists:
        content = mentions.read(path)
        if content:
            number = first + len(entries)
            entries.append(MoveEntry(edit_id, number, "list", path, places.get(path, path), content=content))
    return entries


def follow(
    db: Database, entries: Sequence[MoveEntry], placed: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Write the names of the files that arrived, from here to there, into their lists, and close the rows.
    (path, reason) of those that could not be written."""
    places = dict(placed)
    moved = mentions.Moved(places)
    if _wait(db, entries):
        return []
    marks: list[tuple[MoveEntry, str, str]] = []
    failed = []
    for entry in entries:
        now = places.get(entry.old, entry.old)
        content, reason = _content(now)
        if content is None:
            marks.append((entry, "pending" if reason else "failed", reason or tr("it is not there")))
            failed += [(now, reason)] if reason else []
            continue
        new = mentions.rewritten(entry.content, entry.old, moved, new_place=now)
        if content not in (new, entry.content):  # somebody else wrote to it meanwhile
            new = mentions.rewritten(content, entry.old, moved, new_place=now)
        reason = _write(now, new) if new != content else ""
        if reason:
            failed.append((now, reason))
        marks.append((entry, "pending" if reason else "done", reason))  # tried again at the next start
    moves.mark(db, marks)
    return failed


def undo_or_redo(
    db: Database,
    entries: Sequence[MoveEntry],
    placed: Sequence[tuple[str, str]],
    *,
    back: bool,
    whole: bool = True,
) -> list[tuple[str, str]]:
    """As ``follow``, for an undo or redo: bytes for bytes where nobody wrote to a list since. ``whole``: no
    file of the edit was left where it was."""
    places = dict(placed)
    moved, forth = mentions.Moved(places), mentions.Moved({there: here for here, there in placed})
    marks: list[tuple[MoveEntry, str, str]] = []
    failed = []
    if _wait(db, entries):
        return []
    for entry in entries:
        here, there = (entry.new, entry.old) if back else (entry.old, entry.new)
        came = here in places
        now = there if came or not os.path.lexists(here) else here
        was = here if came else now
        content, reason = _content(now)
        if content is None:
            after = ("undoing" if back else "redoing") if reason else entry.state
            marks.append((entry, after, reason or tr("it is not there")))
            failed += [(now, reason)] if reason else []
            continue
        turned = mentions.rewritten(content, was, moved, new_place=now)
        as_before = back and whole and now == entry.old and turned != content
        if as_before and _was_whole(entry, content, forth):
            turned = entry.content
        reason = _write(now, turned) if turned != content else ""
        if reason:
            failed.append((now, reason))
        after = entry.state if not whole else "undone" if back else "done"
        if reason:  # it is tried again at the next start
            after = "undoing" if back else "redoing"
        marks.append((entry, after, reason))
    moves.mark(db, marks)
    return failed


def _wait(db: Database, entries: Sequence[MoveEntry]) -> bool:
    """Whether it is not known yet of some file of these edits where it is: then lists are written when it is,
    at the next start, for what they name now could not be told apart any more."""
    edits = {entry.edit_id for entry in entries}
    rows = [row for edit_id in edits for row in moves.read(db, edit_id, states=OPEN)]
    return any(row.kind in ("song", "beside") for row in rows)


def _content(path: str) -> tuple[bytes | None, str]:
    """What a list holds, or why that cannot be said now; neither where it is gone."""
    with contextlib.suppress(OSError):
        leftovers.remove(path, alone=True)
    try:
        return mentions.read(path), ""
    except OrganizerError as error:
        return None, reason_of(error)


def _was_whole(entry: MoveEntry, content: bytes, forth: mentions.Moved) -> bool:
    """Whether a list holds what this edit wrote, and nothing else was changed in it."""
    return mentions.rewritten(entry.content, entry.old, forth, new_place=entry.new) == content


def _write(path: str, content: bytes) -> str:
    """Put a list in the place of the one that is there; why not, else ""."""

    def write(file: BinaryIO) -> None:
        file.write(content)

    try:
        replace_file(path, write, edit=True)
    except OrganizerError as error:
        return tr(
            "{name} still names the old places: {reason}",
            name=printable(os.path.basename(path)),
            reason=reason_of(error),
        )
    return ""
