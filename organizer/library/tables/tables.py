"""Songs of imported tables: their numbers, beside the songs that have files.

A row of a table belongs to the song of a file where one fits (``joins``), and is else a song of its
own, without a file, until a file comes that fits: its ``origin`` is "table", and ``table_rows`` says which
one. A table is its name: importing it again brings its rows up to date. The numbers are stored as they were
read, in float64.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.base.descriptors import DESCRIPTOR_UNITS
from organizer.base.errors import UsageError, printable
from organizer.base.folding import SEPARATOR
from organizer.base.language import tr
from organizer.base.model import Changes, IntArray
from organizer.library.storage import stored
from organizer.library.storage.database import Connection, Database
from organizer.library.tables import joins, lists
from organizer.library.tables.columns import NUMBERS
from organizer.library.tables.types import Table

#: What of a table is shown, sorted and searched as if it had been analyzed.
_DESCRIBED = tuple(name for name in DESCRIPTOR_UNITS if name in NUMBERS)
#: Rows between two reports.
_REPORTED = 500
_LONGEST_KEY = 500


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of a table."""

    table: str
    rows: int
    added: int  #: songs without a file that are new
    joined: int  #: rows that belong to a file of the library
    gone: int  #: songs that an earlier import had and this table has not
    unclear: int  #: rows that fit several files, and so none
    changes: Changes


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """A table in the library."""

    name: str
    path: str
    songs: int
    numbers: tuple[str, ...]


def add(
    db: Database, table: Table, *, name: str | None = None, report: Callable[[int], None] | None = None
) -> ImportResult:
    """Store a table, in one transaction: all of it or nothing.

    ``report`` is called with the rows done; what it raises ends the import, and nothing is stored.
    """
    named = name is not None
    name = table_name(name or os.path.splitext(os.path.basename(table.path))[0])
    keys = _keys(table)
    if not named:
        _refuse_namesake(db, table, name, keys)
    numbers = [_row_numbers(table, row) for row in range(len(keys))]
    added: list[int] = []
    updated: list[int] = []
    with db.write() as connection:
        table_id = _save_table(connection, table, name)
        before = _own_tracks(connection, table_id)
        connection.execute("DELETE FROM table_rows WHERE table_id = ?", (table_id,))
        matches = joins.match(connection, [_row(table, row) for row in range(len(keys))])
        rows, described = [], []
        for row, key in enumerate(keys):
            if report is not None and row % _REPORTED == 0:
                report(row)
            track_id = matches.files[row]
            if track_id is None:
                path = _row_name(name, key)
                track_id = before.pop(path, None)
                ids = added if track_id is None else updated
                track_id = _save_track(connection, track_id, path, _song(table, row))
                ids.append(track_id)
                described.append((os.fsdecode(path), *(numbers[row].get(field) for field in _DESCRIBED)))
            else:
                updated.append(track_id)
            file = _text(table.texts, "file", row)
            rows.append((table_id, track_id, row, json.dumps(numbers[row]), file))
        _save_rows(connection, rows, described)
        gone = tuple(before.values())
        _drop(connection, gone)
    return ImportResult(
        name,
        len(keys),
        len(added),
        len(keys) - len(described),
        len(gone),
        matches.unclear,
        Changes(tuple(added), tuple(updated), gone),
    )


def _save_table(connection: Connection, table: Table, name: str) -> int:
    """The number of the table of this name, which is made or brought up to date."""
    connection.execute(
        """INSERT INTO tables (name, path, imported, numbers) VALUES (?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET path = excluded.path, imported = excluded.imported,
           numbers = excluded.numbers""",
        (name, os.fsencode(os.path.abspath(table.path)), time.time(), json.dumps(list(table.numbers))),
    )
    return int(connection.execute("SELECT id FROM tables WHERE name = ?", (name,)).fetchone()[0])


def _own_tracks(connection: Connection, table_id: int) -> dict[bytes, int]:
    """The songs that are known from this table alone: path → id."""
    rows = connection.execute(
        """SELECT s.path, s.id FROM table_rows r JOIN tracks s ON s.id = r.track_id
           WHERE r.table_id = ? AND s.origin = 'table'""",
        (table_id,),
    )
    return {path: int(track_id) for path, track_id in rows}


def _save_track(connection: Connection, track_id: int | None, path: bytes, song: Mapping[str, object]) -> int:
    """A song without a file, made or brought up to date; its id."""
    song = {**song, "audio_hash": os.fsdecode(path)}
    if track_id is not None:
        connection.execute(
            f"UPDATE tracks SET {', '.join(f'{column} = ?' for column in song)} WHERE id = ?",
            (*song.values(), track_id),
        )
        return track_id
    columns = ["path", "origin", "added", "size", "mtime_ns", *song]
    cursor = connection.execute(
        f"INSERT INTO tracks ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        (path, "table", time.time(), 0, 0, *song.values()),
    )
    return int(cursor.lastrowid or 0)


def _save_rows(
    connection: Connection, rows: Sequence[tuple[object, ...]], described: Sequence[tuple[object, ...]]
) -> None:
    """The rows of a table, and the numbers of its own songs that are shown as descriptors."""
    connection.executemany(
        """INSERT OR IGNORE INTO table_rows (table_id, track_id, row, numbers, file)
           VALUES (?, ?, ?, ?, ?)""",
        rows,
    )
    connection.executemany(
        f"INSERT OR REPLACE INTO descriptors (audio_hash, {', '.join(_DESCRIBED)}, version,"
        f" tempo_confidence, key_confidence) VALUES (?, {', '.join('?' * len(_DESCRIBED))}, 0, 1, 0)",
        described,
    )


def _refuse_namesake(db: Database, table: Table, name: str, keys: Sequence[str]) -> None:
    """Another table of that name that has no song in common with this one is not overwritten unasked."""
    connection = db.read()
    row = connection.execute("SELECT id, path FROM tables WHERE name = ?", (name,)).fetchone()
    if row is None or os.path.abspath(os.fsdecode(row[1])) == os.path.abspath(table.path):
        return
    own = _own_tracks(connection, row[0])
    if own and own.keys().isdisjoint(_row_name(name, key) for key in keys):
        raise UsageError(
            tr(
                "another table “{name}” is in the library, of {fsdecode}",
                name=name,
                fsdecode=printable(os.fsdecode(row[1])),
            ),
            path=table.path,
            remedy=tr("--name another one to keep both, --name “{name}” to replace that one", name=name),
        )


def table_name(text: str) -> str:
    """A name as tables can have it: one line of what can be shown."""
    return " ".join(printable(text)[:_LONGEST_KEY].split()) or "table"


def fitting(db: Database, table: Table) -> int:
    """How many rows fit a file of the library."""
    rows = [_row(table, row) for row in range(len(table))]
    return sum(file is not None for file in joins.match(db.read(), rows).files)


def imported(db: Database) -> list[ImportedTable]:
    """The tables of the library, by name."""
    rows = db.read().execute(
        """SELECT t.name, t.path, count(r.track_id), t.numbers FROM tables t
           LEFT JOIN table_rows r ON r.table_id = t.id GROUP BY t.id ORDER BY t.name"""
    )
    return [ImportedTable(r[0], os.fsdecode(r[1]), int(r[2]), tuple(stored.names(r[3]))) for r in rows]


def forget(db: Database, name: str) -> Changes:
    """Take a table out of the library, with its songs that have no file."""
    with db.write() as connection:
        gone = tuple(
            int(row[0])
            for row in connection.execute(
                """SELECT s.id FROM tracks s JOIN table_rows r ON r.track_id = s.id
                   JOIN tables t ON t.id = r.table_id WHERE t.name = ? AND s.origin = 'table'""",
                (name,),
            )
        )
        _drop(connection, gone)
        connection.execute("DELETE FROM tables WHERE name = ?", (name,))
    return Changes(removed=gone)


def join_files(db: Database) -> Changes:
    """Songs of tables whose files came to the library since: the file's song gets what the table says."""
    if not db.read().execute("SELECT EXISTS (SELECT 1 FROM tables)").fetchone()[0]:
        return Changes()
    joined: list[tuple[int, int]] = []
    with db.write() as connection:
        songs = connection.execute(
            """SELECT s.id, s.isrc, s.title, COALESCE(NULLIF(s.artist, ''), s.album_artist), s.album,
               s.duration, r.file FROM table_rows r JOIN tracks s ON s.id = r.track_id
               WHERE s.origin = 'table'"""
        ).fetchall()
        rows = [joins.Row(row[1] or "", row[2], row[3], row[4], row[5] or np.nan, row[6]) for row in songs]
        for song, file in zip(songs, joins.match(connection, rows).files, strict=True):
            if file is not None:
                joined.append((file, int(song[0])))
        for file, song in joined:
            for table in ("table_rows", "playlist_items"):
                connection.execute(
                    f"UPDATE OR IGNORE {table} SET track_id = ? WHERE track_id = ?", (file, song)
                )
        _drop(connection, [song for _, song in joined])
    return Changes(updated=tuple(file for file, _ in joined), removed=tuple(song for _, song in joined))


def numbers(db: Database, ids: IntArray, names: Sequence[str]) -> npt.NDArray[np.float64]:
    """Numbers of songs from tables: shape=(n, len(names)), NaN where no table has them.

    A song in several tables has the numbers of the one that was imported last.
    """
    values = np.full((len(ids), len(names)), np.nan)
    if not names:
        return values
    place = {int(track_id): at for at, track_id in enumerate(ids)}
    column = {name: at for at, name in enumerate(names)}
    rows = db.read().execute(
        """SELECT r.track_id, r.numbers FROM table_rows r JOIN tables t ON t.id = r.table_id
           ORDER BY t.imported, t.id"""
    )
    for track_id, text in rows:
        at = place.get(track_id)
        if at is not None:
            for name, value in stored.numbers(text).items():
                if name in column and isinstance(value, int | float):
                    values[at, column[name]] = value
    values[np.isinf(values)] = np.nan
    return values


def track_ids(db: Database) -> IntArray:
    """Every song that is in a table, with a file or without: ids, ascending."""
    rows = db.read().execute("SELECT DISTINCT track_id FROM table_rows ORDER BY track_id")
    return np.fromiter((row[0] for row in rows), np.int64)


def number_names(db: Database) -> list[str]:
    """The numbers that the tables of the library hold, in their order."""
    names: dict[str, None] = {}
    for row in db.read().execute("SELECT numbers FROM tables ORDER BY imported"):
        names.update(dict.fromkeys(stored.names(row[0])))
    return list(names)


def _row(table: Table, row: int) -> joins.Row:
    """What a row and a file are compared by."""
    isrc, title, artist, album, file = (
        _text(table.texts, role, row) for role in ("isrc", "title", "artist", "album", "file")
    )
    duration = float(table.numbers["duration"][row]) if "duration" in table.numbers else np.nan
    return joins.Row(isrc, title, artist or _text(table.texts, "album_artist", row), album, duration, file)


def _keys(table: Table) -> list[str]:
    """What tells the rows of a table apart: an id where there is one, else artist and title, and a number."""
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    keys = []
    for row in range(len(table)):
        parts = [_text(table.texts, role, row) for role in ("source", "isrc", "file")]
        key = next((part for part in parts if part), "")
        if not key:
            key = " - ".join(_text(table.texts, role, row) for role in ("artist", "title", "album"))
        key = unique = key[:_LONGEST_KEY]
        while unique in taken:  # a title may end in "(2)" itself
            seen[key] += 1
            unique = f"{key} ({seen[key] + 1})"
        taken.add(unique)
        keys.append(unique)
    return keys


def _song(table: Table, row: int) -> Mapping[str, object]:
    """The columns of ``tracks`` for a song without a file."""
    text = {
        role: _text(table.texts, role, row)
        for role in ("title", "artist", "album_artist", "album", "date", "isrc", "key")
    }
    genres = lists.genres(_text(table.texts, "genre", row))
    file = os.path.splitext(re.split(r"[/\\]", _text(table.texts, "file", row))[-1])[0]
    seconds = float(table.numbers["duration"][row]) if "duration" in table.numbers else 0.0
    return {
        **text,
        "artist": _several(text["artist"].split(";")),
        "album_artist": _several(text["album_artist"].split(";")),
        "genre": _several(genres),
        "display_title": text["title"] or file or f"row {table.lines[row]}",
        "duration": seconds if np.isfinite(seconds) and seconds > 0 else 0.0,
        "format": "Table",
    }


def _several(values: Sequence[str]) -> str:
    """Several values as one text of the library."""
    names = dict.fromkeys(" ".join(value.replace(SEPARATOR, " ").split()) for value in values)
    return SEPARATOR.join(name for name in names if name)


def _row_numbers(table: Table, row: int) -> dict[str, float]:
    """The numbers of a row that are there."""
    values = {name: float(column[row]) for name, column in table.numbers.items()}
    return {name: value for name, value in values.items() if np.isfinite(value)}


def _drop(connection: Connection, ids: Sequence[int]) -> None:
    """Songs without a file, and their descriptors."""
    for track_id in ids:
        connection.execute(
            "DELETE FROM descriptors WHERE audio_hash = (SELECT audio_hash FROM tracks WHERE id = ?)",
            (track_id,),
        )
        connection.execute("DELETE FROM tracks WHERE id = ?", (track_id,))


def _text(texts: Mapping[str, Sequence[str]], role: str, row: int) -> str:
    return texts[role][row].replace("\0", " ").strip() if role in texts else ""


def _row_name(name: str, key: str) -> bytes:
    """What a row without a file has in the column of paths, and as hash of its sound: the same when the table
    is imported again, and what no other row and no file has. No meaning is read out of it; "#" and "%" of the
    table's name are escaped, so that no two tables can have the same."""
    escaped = name.replace("%", "%25").replace("#", "%23")
    return os.fsencode(f"table:{escaped}#{key}")
