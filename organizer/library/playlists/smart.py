"""Smart playlists as they are stored: a name and a search. What they hold: ``library.searching``."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from organizer.base.errors import UsageError, printable
from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.library.playlists.playlist_files import one_line
from organizer.library.storage.database import Database, Row


@dataclass(frozen=True, slots=True)
class SmartPlaylist:
    """A search that is a playlist."""

    number: int
    name: str
    query: str
    file: str = ""  #: that is written anew when its songs change; "" for none
    written: str = ""  #: a digest of what was written there last


_COLUMNS = "id, name, query, file, written"


def listed(db: Database) -> list[SmartPlaylist]:
    """All of them, in alphabetical order."""
    rows = db.read().execute(f"SELECT {_COLUMNS} FROM smart_playlists ORDER BY name COLLATE NOCASE")
    return [_smart(row) for row in rows]


def named(db: Database, name: str) -> SmartPlaylist:
    """The one with this name, in any case. Raises ``UsageError`` where there is none."""
    folded = fold(one_line(name))
    everyone = listed(db)
    exact = [one for one in everyone if one.name == name] or [
        one for one in everyone if fold(one.name) == folded
    ]
    if exact:
        return exact[0]
    there = ", ".join(f"“{printable(one.name)}”" for one in everyone[:8])
    remedy = (
        tr("there are {there}", there=there) if there else tr("make one: organizer smart save NAME QUERY")
    )
    raise UsageError(tr("there is no smart playlist “{name}”", name=printable(name)[:80]), remedy=remedy)


def save(db: Database, name: str, query: str, *, number: int | None = None) -> SmartPlaylist:
    """Keep a search under a name: in place of the smart playlist with this ``number``, with 0 as a new one,
    or where none is given in place of that of the same name. Raises ``UsageError`` for a name that another
    playlist has."""
    name, query = one_line(name), " ".join(query.split())
    if not name:
        raise UsageError(tr("a smart playlist needs a name"), remedy=tr("type one"))
    with db.write() as connection:
        same = [one for one in listed(db) if fold(one.name) == fold(name)]
        if number is None and same:
            number = same[0].number
        if any(one.number != number for one in same):
            raise UsageError(
                tr("“{name}” is a smart playlist already", name=printable(name)),
                remedy=tr("give another name"),
            )
        taken = connection.execute("SELECT 1 FROM playlists WHERE fold(name) = ?", (fold(name),)).fetchone()
        if taken is not None:
            raise UsageError(
                tr("“{name}” is a playlist already", name=printable(name)), remedy=tr("give another name")
            )
        if not number:
            number = connection.execute(
                "INSERT INTO smart_playlists (name, query, created) VALUES (?, ?, ?)",
                (name, query, time.time()),
            ).lastrowid
        else:
            connection.execute(
                "UPDATE smart_playlists SET name = ?, query = ? WHERE id = ?", (name, query, number)
            )
    return next(one for one in listed(db) if one.number == number)


def restore(db: Database, playlist: SmartPlaylist) -> None:
    """Bring one back that was deleted."""
    with db.write() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO smart_playlists (id, name, query, created, file) VALUES (?, ?, ?, ?, ?)",
            (playlist.number, playlist.name, playlist.query, time.time(), os.fsencode(playlist.file)),
        )


def delete(db: Database, number: int) -> None:
    """Forget a smart playlist; its songs stay, and so does a file of it."""
    with db.write() as connection:
        connection.execute("DELETE FROM smart_playlists WHERE id = ?", (number,))


def set_file(db: Database, number: int, file: str, written: str = "") -> None:
    """Keep this file up to date from now on; none with an empty path."""
    with db.write() as connection:
        connection.execute(
            "UPDATE smart_playlists SET file = ?, written = ? WHERE id = ?",
            (os.fsencode(file), written, number),
        )


def _smart(row: Row) -> SmartPlaylist:
    number, name, query, file, written = tuple(row)
    return SmartPlaylist(int(number), str(name), str(query), os.fsdecode(file), str(written))
