"""The journal of renamed and moved files: on disk before a file is touched, closed after.

It shares the numbers, the order and the states of ``library.journal``: a row walks ``pending → done → undoing
→ undone → redoing → done``. While a row is *open*, its file is at the old place, at the new one, or at the
place in between (``via``), and only the disk can tell where; the file is whole at each of them.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from organizer.base.language import kept, told
from organizer.library.files import file_rows
from organizer.library.files.edits import OPEN, HistoryEntry, calendar_time, leave_redo, summary
from organizer.library.files.scanner import File
from organizer.library.storage.database import Database, Row

#: A song; another file beside songs; a playlist file whose lines are rewritten; a folder that was made, or
#: removed because it had become empty.
Kind = Literal["song", "beside", "list", "made", "removed"]

#: What a person counts as files of an edit.
_COUNTED = "kind IN ('song', 'beside')"


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells a file from others: its disk and number there, size and time; of a copy on another disk also
    the number that it has there."""

    device: int = 0
    inode: int = 0
    size: int = 0
    mtime_ns: int = 0
    copy_device: int = 0
    copy_inode: int = 0


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """One file of an edit that moves files."""

    edit_id: int
    sequence: int
    kind: Kind
    old: str
    new: str
    track_id: int = 0
    via: str = ""
    marks: Marks = field(default_factory=Marks)
    content: bytes = b""  #: of a playlist file: what it held before
    state: str = "pending"
    reason: str = ""


def add(db: Database, entries: Iterable[MoveEntry]) -> None:
    """Write files' rows; they are on the disk when this returns."""
    with db.write() as connection:
        connection.executemany(
            "INSERT INTO file_moves (edit_id, sequence, kind, track_id, old, new, via, marks, content, state,"
            " reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    e.edit_id,
                    e.sequence,
                    e.kind,
                    e.track_id,
                    os.fsencode(e.old),
                    os.fsencode(e.new),
                    os.fsencode(e.via),
                    _packed(e.marks),
                    zlib.compress(e.content) if e.content else b"",
                    e.state,
                    kept(e.reason),
                )
                for e in entries
            ],
        )


def note_copy(db: Database, entry: MoveEntry) -> None:
    """Before a copy on another disk gets its name: by which number it can be told."""
    with db.write() as connection:
        connection.execute(
            "UPDATE file_moves SET marks = ? WHERE edit_id = ? AND sequence = ?",
            (_packed(entry.marks), entry.edit_id, entry.sequence),
        )


def mark(db: Database, marks: Sequence[tuple[MoveEntry, str, str]]) -> None:
    """Set (entry, state, reason) of files. With the first file that a new edit has moved, what was undone
    before it can no longer be brought again."""
    with db.write() as connection:
        connection.executemany(
            "UPDATE file_moves SET state = ?, reason = ?, marks = ?, via = ?"
            " WHERE edit_id = ? AND sequence = ?",
            [
                (state, kept(reason), _packed(e.marks), os.fsencode(e.via), e.edit_id, e.sequence)
                for e, state, reason in marks
            ],
        )
        new = {entry.edit_id for entry, state, _ in marks if (entry.state, state) == ("pending", "done")}
        if new:
            leave_redo(connection, max(new))


def finish(db: Database, edit_id: int) -> None:
    """An edit came to its end: one that moved no file and could not fail leaves no trace."""
    with db.write() as connection:
        connection.execute(
            "DELETE FROM edits WHERE id = ? AND NOT EXISTS ("
            f" SELECT 1 FROM file_moves WHERE edit_id = ? AND {_COUNTED} AND state != 'dropped')"
            " AND NOT EXISTS (SELECT 1 FROM file_moves WHERE edit_id = ? AND state IN"
            " ('pending', 'undoing', 'redoing'))",
            (edit_id, edit_id, edit_id),
        )


def last_number(db: Database, edit_id: int) -> int:
    """The highest number of a row of an edit."""
    row = db.read().execute("SELECT max(sequence) FROM file_moves WHERE edit_id = ?", (edit_id,)).fetchone()
    return -1 if row[0] is None else int(row[0])


def read(db: Database, edit_id: int | None = None, *, states: Sequence[str] = ()) -> list[MoveEntry]:
    """The rows of an edit, or of all, that are in one of the states."""
    rows = db.read().execute(
        "SELECT * FROM file_moves WHERE (? IS NULL OR edit_id = ?)"
        f" AND state IN ({','.join('?' * len(states))}) ORDER BY edit_id, sequence",
        (edit_id, edit_id, *states),
    )
    return [_entry(row) for row in rows]


def unfinished(db: Database) -> bool:
    """Whether files were being moved when the program ended, and were not looked at since."""
    row = db.read().execute(
        f"SELECT EXISTS (SELECT 1 FROM file_moves WHERE state IN ({','.join('?' * len(OPEN))}))", OPEN
    )
    return bool(row.fetchone()[0])


def last(db: Database, state: str, *, oldest: bool = False) -> list[tuple[int, bool]]:
    """The edits with files in this state, the newest or the oldest first, and whether some of them were not
    tried yet to be turned back or forth."""
    rows = db.read().execute(
        f"SELECT edit_id, max(reason = '') FROM file_moves WHERE state = ? AND {_COUNTED} GROUP BY edit_id"
        f" ORDER BY edit_id {'ASC' if oldest else 'DESC'}",
        (state,),
    )
    return [(int(row[0]), bool(row[1])) for row in rows]


def history(db: Database, edit_id: int | None = None) -> list[HistoryEntry]:
    """All edits that moved files, or this one, the newest first."""
    counts: dict[int, dict[str, int]] = {}
    rows = db.read().execute(
        f"SELECT state, edit_id, count(*) FROM file_moves WHERE {_COUNTED} AND (? IS NULL OR edit_id = ?)"
        " GROUP BY state, edit_id",
        (edit_id, edit_id),
    )
    for state, number, count in rows:
        counts.setdefault(number, {})[state] = count
    edits = db.read().execute(
        "SELECT id, created, label FROM edits WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
        (json.dumps([*counts]),),
    )
    return [
        summary(number, calendar_time(created), told(str(label)), counts[number], moves=True)
        for number, created, label in edits
    ]


def store_places(db: Database, moved: Sequence[tuple[MoveEntry, str, File]]) -> None:
    """Songs and files are at other places now: (entry, where it was, what the file is). All that names them
    by their path follows."""
    songs = [(entry.track_id, file) for entry, _, file in moved if entry.kind == "song"]
    with db.write() as connection:
        file_rows.moved(db, songs, displaced=_in_the_way(db, songs))
        connection.executemany(  # a disk may keep times less exactly
            "UPDATE tracks SET mtime_ns = ? WHERE id = ? AND mtime_ns = ? AND size = ?",
            [
                (file.mtime_ns, entry.track_id, entry.marks.mtime_ns, entry.marks.size)
                for entry, _, file in moved
                if file.mtime_ns != entry.marks.mtime_ns
            ],
        )
        names = [(os.fsencode(file.path), os.fsencode(place)) for _, place, file in moved]
        connection.executemany("UPDATE OR REPLACE roots SET path = ? WHERE path = ?", names)
        connection.executemany("UPDATE topped_playlists SET file = ? WHERE file = ?", names)
        connection.executemany("DELETE FROM removed_paths WHERE path = ?", [(new,) for new, _ in names])


def _in_the_way(db: Database, songs: Sequence[tuple[int, File]]) -> list[int]:
    """Other songs that the library has at the new places. One that a scan, which went on meanwhile, made of
    the moved file itself is no song of its own; of the others it is not known now where they are."""
    going = {track_id for track_id, _ in songs}
    displaced = []
    for track_id, file in songs:
        row = (
            db.read()
            .execute("SELECT id, inode, size FROM tracks WHERE path = ?", (os.fsencode(file.path),))
            .fetchone()
        )
        if row is None or int(row[0]) in going:
            continue
        if (row[1], row[2]) == (file.inode, file.size):
            file_rows.merge(db, [(int(row[0]), track_id)])
        else:
            displaced.append(int(row[0]))
    return displaced


def _packed(marks: Marks) -> str:
    return json.dumps(
        [marks.device, marks.inode, marks.size, marks.mtime_ns, marks.copy_device, marks.copy_inode]
    )


def _entry(row: Row) -> MoveEntry:
    content = bytes(row["content"])
    return MoveEntry(
        int(row["edit_id"]),
        int(row["sequence"]),
        row["kind"],
        os.fsdecode(row["old"]),
        os.fsdecode(row["new"]),
        int(row["track_id"]),
        os.fsdecode(row["via"]),
        _marks(row["marks"]),
        zlib.decompress(content) if content else b"",
        row["state"],
        told(str(row["reason"])),
    )


def _marks(stored: str) -> Marks:
    try:
        return Marks(*map(int, json.loads(stored)))
    except (ValueError, TypeError):
        return Marks()
