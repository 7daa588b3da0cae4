"""The journal of tag edits: on disk before a file is touched, closed after.

A file's row walks ``pending → done → undoing → undone → redoing → done``. A row is *open* while it says that
the file is being written; when that was interrupted, only the file itself can tell how it ended, and until it
was looked at the row stays open. Rows that are ``failed`` or ``dropped`` were never written, ``void`` ones
were undone before another edit was made and cannot be brought again, ``damaged`` ones cannot be read.
What an edit is follows from its rows alone. The row's patch always leads from the file without the edit to
the file with it; its reason says why the last try to write the file did not succeed.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from organizer.base.errors import OrganizerError
from organizer.base.language import kept, told
from organizer.base.model import TagValue
from organizer.library.files import edits
from organizer.library.files.edits import STATES, HistoryEntry, calendar_time, leave_redo, summary
from organizer.library.storage.database import Database, Row
from organizer.library.tags.patch import Patch

Values = dict[str, TagValue]

OPEN = edits.OPEN  #: the file was being written


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
    reason: str = ""
    refitted: bool = False  #: the patch was made anew, for a file that another program changed since


@dataclass(frozen=True, slots=True)
class Damaged:
    """A row that cannot be read."""

    edit_id: int
    sequence: int
    path: str
    reason: str


def begin(db: Database, label: str) -> int:
    """Write a new edit into the journal; its number."""
    with db.write() as connection:
        row = (time.time(), kept(label))
        cursor = connection.execute("INSERT INTO edits (created, label) VALUES (?, ?)", row)
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
                    e.edit_id,
                    e.sequence,
                    os.fsencode(e.path),
                    e.track_id,
                    e.audio_hash,
                    json.dumps({"old": e.old, "new": e.new}),
                    e.patch.to_bytes(),
                    state,
                    kept(reason),
                )
                for e, state, reason in rows
            ],
        )


def mark(db: Database, marks: Sequence[tuple[FileEntry, str, str]]) -> None:
    """Set (entry, state, reason) of files, and where they are.

    With the first file that a new edit has written, what was undone before it can no longer be brought again.
    """
    with db.write() as connection:
        connection.executemany(
            "UPDATE edit_files SET state = ?, reason = ?, path = ?, track_id = ?"
            " WHERE edit_id = ? AND sequence = ?",
            [
                (state, kept(reason), os.fsencode(e.path), e.track_id, e.edit_id, e.sequence)
                for e, state, reason in marks
            ],
        )
        new = {entry.edit_id for entry, state, _ in marks if (entry.state, state) == ("pending", "done")}
        if new:
            leave_redo(connection, max(new))


def prepare(db: Database, entries: Sequence[FileEntry], state: str) -> None:
    """Before files are turned back or forth: their state and the patch that will do it."""
    with db.write() as connection:
        connection.executemany(
            "UPDATE edit_files SET state = ?, first_patch ="
            " CASE WHEN ? THEN COALESCE(first_patch, inverse) ELSE first_patch END,"
            " inverse = ?, path = ?, track_id = ?, reason = '' WHERE edit_id = ? AND sequence = ?",
            [
                (
                    *(state, e.refitted and state == "undoing", e.patch.to_bytes()),
                    *(os.fsencode(e.path), e.track_id, e.edit_id, e.sequence),
                )
                for e in entries
            ],
        )


def finish(db: Database, edit_id: int) -> None:
    """An edit came to its end: one without any file leaves no trace."""
    with db.write() as connection:
        connection.execute(
            "DELETE FROM edits WHERE id = ? AND NOT EXISTS (SELECT 1 FROM edit_files WHERE edit_id = ?)",
            (edit_id, edit_id),
        )


def files(db: Database, edit_id: int | None = None, *, states: Sequence[str] = ()) -> list[FileEntry]:
    """The files of an edit, or of all, that are in one of the states; damaged rows are left out."""
    return read(db, edit_id, states=states)[0]


def read(
    db: Database, edit_id: int | None = None, *, states: Sequence[str] = (), limit: int = -1
) -> tuple[list[FileEntry], list[Damaged]]:
    """As ``files``, and beside them the rows that cannot be read."""
    rows = db.read().execute(
        "SELECT * FROM edit_files WHERE (? IS NULL OR edit_id = ?)"
        f" AND state IN ({','.join('?' * len(states))}) ORDER BY edit_id, sequence LIMIT ?",
        (edit_id, edit_id, *states, limit),
    )
    entries, damaged = [], []
    for row in rows:
        try:
            entries.append(_entry(row))
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            damaged.append(Damaged(row["edit_id"], row["sequence"], _path(row["path"]), str(error)))
    return entries, damaged


def was_refitted(db: Database, path: str) -> bool:
    """Whether an edit of this file was taken back while later ones were there."""
    sql = "SELECT EXISTS (SELECT 1 FROM edit_files WHERE path = ? AND first_patch IS NOT NULL)"
    return bool(db.read().execute(sql, (os.fsencode(path),)).fetchone()[0])


def first_patches(
    db: Database, entry: FileEntry, most: int
) -> tuple[list[tuple[Patch, Patch]], Patch | None]:
    """Other edits of this file that were taken back, the newest ``most``, those first that went while later
    ones were there: of each the patch by which that was done, and the one that it was written with. And the
    latter of this edit, where that is another one. Reads all edits: for what is rare."""
    rows = db.read().execute(
        "SELECT edit_id, sequence, inverse, first_patch FROM edit_files"
        " WHERE path = ? AND (state = 'undone' OR (edit_id = ? AND sequence = ?))"
        " ORDER BY first_patch IS NULL, edit_id DESC LIMIT ?",
        (os.fsencode(entry.path), entry.edit_id, entry.sequence, most),
    )
    others, own = [], None
    for edit_id, sequence, patch, first in rows:
        with contextlib.suppress(ValueError):
            if (edit_id, sequence) != (entry.edit_id, entry.sequence):
                others.append((Patch.from_bytes(patch), Patch.from_bytes(first or patch)))
            elif first is not None:
                own = Patch.from_bytes(first)
    return others, own


def set_aside(db: Database, damaged: Sequence[Damaged]) -> None:
    """Rows that cannot be read keep all they hold, and stand in nobody's way."""
    with db.write() as connection:
        connection.executemany(
            "UPDATE edit_files SET reason = 'its row in the journal is damaged (it was ' || state || ')',"
            " state = 'damaged' WHERE edit_id = ? AND sequence = ? AND state != 'damaged'",
            [(row.edit_id, row.sequence) for row in damaged],
        )


def changes(db: Database, edit_id: int, *, states: Sequence[str]) -> list[tuple[int, str, Values, Values]]:
    """What an edit did to each file: (track id, path, old values, new values). Quick, also for very many."""
    rows = db.read().execute(
        "SELECT track_id, path, changes FROM edit_files WHERE edit_id = ?"
        f" AND state IN ({','.join('?' * len(states))}) ORDER BY sequence",
        (edit_id, *states),
    )
    listed = []
    for row in rows:
        try:
            old, new = _changes(row["changes"])
            listed.append((int(row["track_id"]), _path(row["path"]), old, new))
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            continue  # set aside when the edit is undone
    return listed


def unfinished(db: Database) -> list[int]:
    """Edits with files that were being written when the program ended, and that were not looked at since."""
    rows = db.read().execute(
        "SELECT DISTINCT edit_id FROM edit_files WHERE state IN ('pending', 'undoing', 'redoing') ORDER BY 1"
    )
    return [int(row[0]) for row in rows]


def in_state(db: Database, state: str) -> list[tuple[int, bool]]:
    """The edits with files in this state, the oldest first, and whether some of them were not tried yet to be
    turned back or forth."""
    rows = db.read().execute(
        "SELECT edit_id, max(reason = '') FROM edit_files WHERE state = ? GROUP BY edit_id ORDER BY edit_id",
        (state,),
    )
    return [(int(row[0]), bool(row[1])) for row in rows]


def history(db: Database, edit_id: int | None = None) -> list[HistoryEntry]:
    """All edits, or this one, the newest first."""
    connection = db.read()
    counts: dict[int, dict[str, int]] = {}
    rows = connection.execute(  # in the order of the index, which is all that is read
        "SELECT state, edit_id, count(*) FROM edit_files"
        f" WHERE state IN ({','.join('?' * len(STATES))}) AND (? IS NULL OR edit_id = ?)"
        " GROUP BY state, edit_id",
        (*STATES, edit_id, edit_id),
    )
    for state, number, count in rows:
        counts.setdefault(number, {})[state] = count
    rows = connection.execute(
        "SELECT id, created, label FROM edits WHERE ? IS NULL OR id = ? ORDER BY id DESC", (edit_id, edit_id)
    )
    return [
        summary(number, calendar_time(created), told(str(label)), counts[number])
        for number, created, label in rows
        if number in counts
    ]


def same_sound(db: Database, entry: FileEntry) -> list[tuple[str, int, bool]]:
    """Songs of the library that sound like a file of an edit and are not another file of it: (path, track id,
    whether it joined the library since the edit). The sound of new files may not be known yet."""
    from organizer.library.tags.payload import audio_hash

    connection = db.read()
    rows = connection.execute(
        """SELECT t.path, t.id, t.added > e.created, t.audio_hash FROM tracks t JOIN edits e ON e.id = ?
           WHERE t.available AND t.id != ? AND t.path != ?
             AND (t.audio_hash = ? OR (t.audio_hash = '' AND t.size IN (?, ?)))
           ORDER BY t.added DESC""",
        (
            entry.edit_id,
            entry.track_id,
            os.fsencode(entry.path),
            entry.audio_hash,
            entry.patch.size,
            entry.patch.new_size,
        ),
    ).fetchall()
    listed = []
    for stored, track_id, since, known in rows:
        path = os.fsdecode(stored)
        own = "SELECT 1 FROM edit_files WHERE edit_id = ? AND path = ? AND sequence != ?"
        if connection.execute(own, (entry.edit_id, stored, entry.sequence)).fetchone() is not None:
            continue
        with contextlib.suppress(OrganizerError):
            if known or audio_hash(path) == entry.audio_hash:
                listed.append((path, int(track_id), bool(since)))
    return listed


def _entry(row: Row) -> FileEntry:
    old, new = _changes(row["changes"])
    return FileEntry(
        row["edit_id"],
        row["sequence"],
        os.fsdecode(row["path"]),
        int(row["track_id"]),
        str(row["audio_hash"]),
        old,
        new,
        Patch.from_bytes(row["inverse"]),
        row["state"],
        told(str(row["reason"])),
    )


def _path(stored: object) -> str:
    return os.fsdecode(stored) if isinstance(stored, bytes | str) else ""


def _changes(stored: str) -> tuple[Values, Values]:
    changes = json.loads(stored)
    return _values(changes["old"]), _values(changes["new"])


def _values(stored: dict[str, str | list[str]]) -> Values:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
