"""Named actions: lists of tools for tags that a person stored under a name. What is in one is text here."""

from __future__ import annotations

import time
from dataclasses import dataclass

from organizer.library.storage.database import Database


@dataclass(frozen=True, slots=True)
class StoredAction:
    """An action as it is stored."""

    name: str
    steps: str


def stored(db: Database) -> list[StoredAction]:
    """All named actions, in alphabetical order."""
    rows = db.read().execute("SELECT name, steps FROM tag_actions ORDER BY name COLLATE NOCASE")
    return [StoredAction(str(row[0]), str(row[1])) for row in rows]


def store(db: Database, name: str, steps: str) -> None:
    """Store an action under a name; one that has this name gives way."""
    with db.write() as connection:
        connection.execute(
            "INSERT INTO tag_actions (name, steps, changed) VALUES (?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET name = excluded.name, steps = excluded.steps, changed = excluded.changed",
            (name, steps, time.time()),
        )


def forget(db: Database, name: str) -> bool:
    """Forget an action; whether there was one."""
    with db.write() as connection:
        return connection.execute("DELETE FROM tag_actions WHERE name = ?", (name,)).rowcount > 0
