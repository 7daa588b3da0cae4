"""Changes of tags that other programs propose. They wait until a person reviews them; no file is touched."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, TagEdit, TagValue, field_value
from organizer.library.storage import stored
from organizer.library.storage.database import Database, Row

#: So many may wait, each of so many songs: what nobody reviews must not pile up.
MOST, MOST_SONGS = 50, 2_000
_LONGEST = 120  #: letters of a label


@dataclass(frozen=True, slots=True)
class TagProposal:
    """Changes of tags that wait for a person."""

    number: int
    created: float  #: seconds since 1970
    source: str  #: the program that proposes, as it calls itself
    label: str  #: what it says of it
    edits: tuple[TagEdit, ...]  #: of songs that may have left the library

    @property
    def changes(self) -> int:
        """How many fields of songs would change."""
        return sum(len(edit.values) for edit in self.edits)


def add(db: Database, source: str, label: str, edits: Sequence[TagEdit]) -> int:
    """Keep a proposal; its number. Raises ``UsageError`` where too much waits already."""
    if not edits:
        raise UsageError(tr("nothing would change"))
    if len(edits) > MOST_SONGS:
        raise UsageError(
            tr("a proposal is of at most {most} songs", most=MOST_SONGS), remedy=tr("make several")
        )
    rows = [
        [edit.track_id, edit.path, {name: _plain(v) for name, v in edit.values.items()}] for edit in edits
    ]
    with db.write() as connection:
        if connection.execute("SELECT count(*) FROM tag_proposals").fetchone()[0] >= MOST:
            raise UsageError(
                tr("{n} proposals wait already", n=MOST),
                remedy=tr("let the person review them in the window first"),
            )
        cursor = connection.execute(
            "INSERT INTO tag_proposals (created, source, label, edits) VALUES (?, ?, ?, ?)",
            (time.time(), _line(source), _line(label), json.dumps(rows)),
        )
        return int(cursor.lastrowid or 0)


def waiting(db: Database) -> list[TagProposal]:
    """All that wait, the oldest first."""
    rows = db.read().execute("SELECT id, created, source, label, edits FROM tag_proposals ORDER BY id")
    return [_proposal(row) for row in rows]


def drop(db: Database, numbers: Sequence[int]) -> int:
    """Forget proposals; how many there were of them."""
    with db.write() as connection:
        return sum(
            connection.execute("DELETE FROM tag_proposals WHERE id = ?", (number,)).rowcount
            for number in numbers
        )


def _proposal(row: Row) -> TagProposal:
    number, created, source, label, text = tuple(row)
    edits = []
    try:
        for track_id, path, values in json.loads(text):
            edits.append(TagEdit(int(track_id), str(path), _values(values)))
    except stored.UNREADABLE:
        edits.clear()  # damaged: there is nothing to review
    return TagProposal(int(number), float(created), str(source), str(label), tuple(edits))


def _values(values: Mapping[str, object]) -> dict[str, TagValue]:
    listed: dict[str, TagValue] = {}
    for name, value in values.items():
        if name in EDITABLE_FIELDS:
            listed[name] = field_value(name, map(str, value if isinstance(value, list) else [value]))
    return listed


def _plain(value: TagValue) -> object:
    return list(value) if isinstance(value, tuple) else value


def _line(text: str) -> str:
    return " ".join(printable(text).split())[:_LONGEST]
