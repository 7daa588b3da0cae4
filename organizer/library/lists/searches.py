"""Searches that were made, and those that a person kept under a name."""

from __future__ import annotations

import time
from dataclasses import dataclass

from organizer.library.storage.database import Database

#: So many recent searches are remembered.
RECENT = 20


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for; its name is empty unless it was kept."""

    query: str
    name: str = ""


def note(db: Database, query: str) -> None:
    """Remember that this was searched for, the oldest of the recent ones goes."""
    query = _tidy(query)
    if not query:
        return
    with db.write() as connection:
        connection.execute(
            "INSERT INTO searches (query, name, used) VALUES (?, '', ?)"
            " ON CONFLICT (query) DO UPDATE SET used = excluded.used",
            (query, time.time()),
        )
        connection.execute(
            "DELETE FROM searches WHERE name = '' AND query NOT IN"
            " (SELECT query FROM searches WHERE name = '' ORDER BY used DESC, rowid DESC LIMIT ?)",
            (RECENT,),
        )


def recent(db: Database) -> list[Search]:
    """The searches that were made and have no name, the latest first."""
    rows = db.read().execute("SELECT query FROM searches WHERE name = '' ORDER BY used DESC, rowid DESC")
    return [Search(str(row[0])) for row in rows]


def kept(db: Database) -> list[Search]:
    """The searches with a name, in alphabetical order."""
    rows = db.read().execute(
        "SELECT query, name FROM searches WHERE name != '' ORDER BY name COLLATE NOCASE, query"
    )
    return [Search(str(row[0]), str(row[1])) for row in rows]


def keep(db: Database, query: str, name: str) -> None:
    """Keep a search under a name; one that is kept gets it as its new name."""
    query, name = _tidy(query), " ".join(name.split())
    with db.write() as connection:
        connection.execute(
            "INSERT INTO searches (query, name, used) VALUES (?, ?, ?)"
            " ON CONFLICT (query) DO UPDATE SET name = excluded.name",
            (query, name or query, time.time()),
        )


def forget(db: Database, query: str) -> None:
    """Forget a search, whether it was kept or only made."""
    with db.write() as connection:
        connection.execute("DELETE FROM searches WHERE query = ?", (_tidy(query),))


def _tidy(query: str) -> str:
    return " ".join(query.split())
