"""The journal of tag edits: on disk before a file is touched, closed after.

A file's row walks ``pending → done → undoing → undone → redoing → done``; ``failed`` and ``dropped`` rows
were never written. The row's patch always leads from the file without the edit to the file with it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from organizer.library.database import Database, Row
from organizer.library.tag_patch import Patch
from organizer.model import TagValue

Values = dict[str, TagValue]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One edit as the person sees it."""

    edit_id: int
    created: float
    label: str
    state: str  #: "open", "done", "undone" or "void" (no file holds it, and redo does not lead there)
    files: int  #: how many files hold it, or held it before it was undone
    failed: int


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of an edit."""

    edit_id: int
    sequence: int
    path: str
    track_id: int
    audio_hash: str
    old: Values
    new: Values
    patch: Patch
    state: str


def begin(db: Database, label: str) -> int:
    with db.write() as connection:
        cursor = connection.execute(
            "INSERT INTO edits (created, label, state) VALUES (?, ?, 'open')", (time.time(), label)
        )
        return int(cursor.lastrowid or 0)


def add(db: Database, entries: Iterable[FileEntry], *, failed: Iterable[tuple[FileEntry, str]] = ()) -> None:
    """Write files' rows; they are on the disk when this returns."""
    rows = [(entry, entry.state, "") for entry in entries]
    rows += [(entry, "failed", reason) for entry, reason in failed]
    with db.write() as connection:
        connection.executemany(
            "INSERT INTO edit_files"
            " (edit_id, sequence, path, track_id, audio_hash, changes, inverse, state, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    e.edit_id, e.sequence, os.fsencode(e.path), e.track_id, e.audio_hash,
                    json.dumps({"old": e.old, "new": e.new}), e.patch.to_bytes(), state, reason,
                )
                for e, state, reason in rows
            ],
        )  # fmt: skip


def mark(db: Database, marks: Sequence[tuple[FileEntry, str, str]]) -> None:
    """Set (entry, state, reason) of files."""
    with db.write() as connection:
        connection.executemany(
            "UPDATE edit_files SET state = ?, reason = ? WHERE edit_id = ? AND sequence = ?",
            [(state, reason, entry.edit_id, entry.sequence) for entry, state, reason in marks],
        )


def prepare(db: Database, entries: Sequence[FileEntry], state: str) -> None:
    """Before files are turned back or forth: their state and the patch that will do it."""
    with db.write() as connection:
        connection.executemany(
            "UPDATE edit_files SET state = ?, inverse = ?, path = ?, reason = ''"
            " WHERE edit_id = ? AND sequence = ?",
            [(state, e.patch.to_bytes(), os.fsencode(e.path), e.edit_id, e.sequence) for e in entries],
        )


def finish(db: Database, edit_id: int, *, undone: bool = False) -> None:
    """Give the edit the state that its files have.

    As long as a file holds it, it is done, so that an undo which was interrupted goes on with the rest.
    ``undone``: an undo came to its end; files that it could not write must not stand before earlier edits.
    """
    with db.write() as connection:
        states = {
            row[0] for row in connection.execute("SELECT state FROM edit_files WHERE edit_id = ?", (edit_id,))
        }
        order = ("undone", "done") if undone else ("done", "undone")
        state = next((state for state in order if state in states), "void")
        connection.execute("UPDATE edits SET state = ? WHERE id = ?", (state, edit_id))
        if state == "done":
            # what was undone before a later edit was made cannot be brought again
            connection.execute(
                "UPDATE edits SET state = 'void' WHERE state = 'undone' AND id < ?", (edit_id,)
            )


def files(db: Database, edit_id: int | None = None, *, states: Sequence[str] = ()) -> list[FileEntry]:
    """The files of an edit, or of all, that are in one of the states."""
    rows = db.read().execute(
        "SELECT * FROM edit_files WHERE (? IS NULL OR edit_id = ?)"
        f" AND state IN ({','.join('?' * len(states))}) ORDER BY edit_id, sequence",
        (edit_id, edit_id, *states),
    )
    return [_entry(row) for row in rows]


def unfinished(db: Database) -> list[int]:
    """Edits that were under way when the program ended."""
    rows = db.read().execute(
        "SELECT id FROM edits WHERE state = 'open' UNION SELECT edit_id FROM edit_files"
        " WHERE state IN ('pending', 'undoing', 'redoing') ORDER BY 1"
    )
    return [int(row[0]) for row in rows]


def last_done(db: Database) -> int | None:
    """The edit that undo takes back."""
    row = db.read().execute("SELECT max(id) FROM edits WHERE state = 'done'").fetchone()
    return None if row[0] is None else int(row[0])


def next_undone(db: Database) -> int | None:
    """The edit that redo brings again: none once another edit was made after the undo."""
    row = (
        db.read()
        .execute(
            "SELECT min(id) FROM edits WHERE state = 'undone'"
            " AND id > COALESCE((SELECT max(id) FROM edits WHERE state = 'done'), 0)"
        )
        .fetchone()
    )
    return None if row[0] is None else int(row[0])


def history(db: Database) -> list[HistoryEntry]:
    """All edits, the newest first."""
    rows = db.read().execute(
        """SELECT e.id, e.created, e.label, e.state,
             count(f.sequence) FILTER (WHERE f.state = iif(e.state = 'done', 'done', 'undone')),
             count(f.sequence) FILTER (WHERE f.state = 'failed')
           FROM edits e LEFT JOIN edit_files f ON f.edit_id = e.id GROUP BY e.id ORDER BY e.id DESC"""
    )
    return [HistoryEntry(*row) for row in rows]


def _entry(row: Row) -> FileEntry:
    changes = json.loads(row["changes"])
    return FileEntry(
        row["edit_id"], row["sequence"], os.fsdecode(row["path"]), row["track_id"], row["audio_hash"],
        _values(changes["old"]), _values(changes["new"]), Patch.from_bytes(row["inverse"]), row["state"],
    )  # fmt: skip


def _values(stored: dict[str, str | list[str]]) -> Values:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
