"""Numbers that listeners left in files, kept as a table is, so that they are compared, searched and exported;
and taken over as plays and ratings where the library knows less (``plays/adopting``)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping

from organizer.base.model import Changes
from organizer.library.plays.adopting import adopt
from organizer.library.storage.database import Database
from organizer.library.tags.listening import NAMES

#: The table that they are kept in; it can be forgotten like any other.
TABLE = "Play counts and ratings of files"


def files(db: Database) -> list[tuple[int, str]]:
    """Songs whose files are there: (id, path)."""
    rows = db.read().execute("SELECT id, path FROM tracks WHERE available ORDER BY id")
    return [(int(row[0]), os.fsdecode(row[1])) for row in rows]


def store(db: Database, numbers: Mapping[int, Mapping[str, float]]) -> Changes:
    """Keep these numbers in place of those that were read before."""
    present = [name for name in NAMES if any(name in own for own in numbers.values())]
    with db.write() as connection:
        connection.execute("DELETE FROM tables WHERE name = ?", (TABLE,))
        if not present:
            return Changes()
        connection.execute(
            "INSERT INTO tables (name, path, imported, numbers) VALUES (?, ?, ?, ?)",
            (TABLE, b"", time.time(), json.dumps(present)),
        )
        table = int(connection.execute("SELECT id FROM tables WHERE name = ?", (TABLE,)).fetchone()[0])
        connection.executemany(
            "INSERT OR IGNORE INTO table_rows (table_id, track_id, row, numbers) "
            "SELECT ?, id, ?, ? FROM tracks WHERE id = ?",
            (
                (table, row, json.dumps(dict(own)), track_id)
                for row, (track_id, own) in enumerate(numbers.items())
                if own
            ),
        )
        adopt(connection, numbers)
    return Changes(updated=tuple(track_id for track_id, own in numbers.items() if own))
