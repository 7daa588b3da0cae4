"""Songs that were removed from the library, kept aside so that a removal can be undone.

Before songs go, their rows of every table that names songs are copied into tables of the same columns, called
``removed_…``; they are made from what the tables look like then, so that a later table needs nothing here.
Paths of removed songs are remembered: a scan that nobody asked for does not bring them back.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.library.files.file_rows import filled_roots
from organizer.library.storage.database import Connection, Database

#: The latest removals that can be undone; what is older is forgotten.
_KEPT = 20

#: Kept as a whole: songs return to their places only where these are as they were.
_WHOLES = ("map", "grouping", "axes")

#: Rows of songs in these are of no use without the whole beside them.
_PARTS = {"track_cells": "map", "track_groups": "grouping", "embeddings": "axes"}

#: What may be another one of the same number by now, and the column that tells since when it is there.
_PARENTS = {"playlists": "created", "tables": "imported"}


@dataclass(frozen=True, slots=True)
class Removal:
    """A removal that can be undone."""

    number: int
    songs: int


def remove(db: Database, ids: Sequence[int]) -> tuple[Changes, int]:
    """Take songs out of the library, with the folders of which none is left; their files stay. Gives back
    the number by which ``restore`` undoes it."""
    wanted = json.dumps([int(i) for i in ids])
    with db.write() as connection:
        before = filled_roots(connection)
        cursor = connection.execute(
            "INSERT INTO removals (removed, songs, roots) VALUES (?, ?, '[]')", (time.time(), len(ids))
        )
        number = int(cursor.lastrowid or 0)
        these = "IN (SELECT value FROM json_each(?))"
        _copy(connection, "tracks", number, f"id {these}", (wanted,))
        for table, column, _ in _references(connection):
            _copy(connection, table, number, f'"{column}" {these}', (wanted,))
        for table in _WHOLES:
            _copy(connection, table, number, "1", ())
        connection.execute(
            f"INSERT OR IGNORE INTO removed_paths SELECT path FROM tracks"
            f" WHERE origin = 'file' AND id {these}",
            (wanted,),
        )
        connection.execute(f"DELETE FROM tracks WHERE id {these}", (wanted,))
        gone = before - filled_roots(connection)
        added = dict(tuple(row) for row in connection.execute("SELECT path, added FROM roots"))
        connection.executemany("DELETE FROM roots WHERE path = ?", [(root,) for root in gone])
        roots = json.dumps([[os.fsdecode(root), added[root]] for root in sorted(gone)])
        connection.execute("UPDATE removals SET roots = ? WHERE id = ?", (roots, number))
        _forget(connection, "id NOT IN (SELECT id FROM removals ORDER BY id DESC LIMIT ?)", _KEPT)
    return Changes(removed=tuple(int(i) for i in ids)), number


def last(db: Database) -> Removal | None:
    """The latest removal that was not undone."""
    row = db.read().execute("SELECT id, songs FROM removals ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else Removal(int(row[0]), int(row[1]))


def restore(db: Database, number: int) -> Changes:
    """Undo a removal: the songs come back with all that the library knew of them, and to their places in
    playlists and tables, on the map and in groups, as far as these are there and the same."""
    with db.write() as connection:
        row = connection.execute("SELECT removed, roots FROM removals WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise UsageError(tr("this removal cannot be undone any more"), remedy=tr("add the files again"))
        removed, roots = float(row[0]), json.loads(row[1])
        changes = _restore_songs(connection, number)
        same = {whole for whole in _WHOLES if _restore_whole(connection, number, whole)}
        for table, column, parents in _references(connection):
            if table == "playlist_items":
                _restore_playlists(connection, number, removed)
            elif table not in _PARTS or _PARTS[table] in same:
                _restore_rows(connection, number, removed, table, column, parents)
        connection.executemany(
            "INSERT OR IGNORE INTO roots (path, added) VALUES (?, ?)",
            [(os.fsencode(root), added) for root, added in roots],
        )
        connection.execute(
            "DELETE FROM removed_paths WHERE path IN (SELECT path FROM removed_tracks WHERE removal = ?)",
            (number,),
        )
        connection.execute("DROP TABLE temp.back")
        _forget(connection, "id = ?", number)
    return changes


def removed_paths(db: Database) -> set[str]:
    """The files whose songs were removed and not added again since."""
    return {os.fsdecode(row[0]) for row in db.read().execute("SELECT path FROM removed_paths")}


def forget_paths_that_are_back(db: Database) -> None:
    """Songs that were added again may leave and come as any other."""
    with db.write() as connection:
        connection.execute("DELETE FROM removed_paths WHERE path IN (SELECT path FROM tracks)")


def _columns(connection: Connection, table: str) -> list[str]:
    return [str(row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")')]


def _references(connection: Connection) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Tables that name songs: the column, and what else their rows name as (column, table, its column)."""
    result = []
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in names:
        keys = connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        songs = [str(key[3]) for key in keys if key[2] == "tracks"]
        others = [(str(key[3]), str(key[2]), str(key[4] or "id")) for key in keys if key[2] != "tracks"]
        result += [(str(table), column, others) for column in songs]
    return result


def _copy(connection: Connection, table: str, number: int, condition: str, values: tuple[str, ...]) -> None:
    """Put rows aside."""
    columns, aside = _columns(connection, table), _columns(connection, f"removed_{table}")
    if not aside:
        connection.execute(f'CREATE TABLE "removed_{table}" (removal INTEGER NOT NULL)')
        connection.execute(f'CREATE INDEX "removed_{table}_of" ON "removed_{table}" (removal)')
    for column in columns:
        if column not in aside:  # without a type: values stay as they are
            connection.execute(f'ALTER TABLE "removed_{table}" ADD COLUMN "{column}"')
    listed = ", ".join(f'"{column}"' for column in columns)
    connection.execute(
        f'INSERT INTO "removed_{table}" (removal, {listed})'
        f' SELECT {number}, {listed} FROM "{table}" WHERE {condition}',
        values,
    )


def _forget(connection: Connection, condition: str, value: int) -> None:
    """Let go of what was put aside for removals."""
    numbers = [row[0] for row in connection.execute(f"SELECT id FROM removals WHERE {condition}", (value,))]
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'removed\\_%' ESCAPE '\\'"
    ).fetchall()
    for number in numbers:
        for (table,) in tables:
            if "removal" in _columns(connection, table):
                connection.execute(f'DELETE FROM "{table}" WHERE removal = ?', (number,))
        connection.execute("DELETE FROM removals WHERE id = ?", (number,))


def _shared(connection: Connection, table: str) -> list[str]:
    """Columns that the table has now and had when rows of it were put aside."""
    aside = _columns(connection, f"removed_{table}")
    return [column for column in _columns(connection, table) if column in aside]


def _restore_songs(connection: Connection, number: int) -> Changes:
    """The songs themselves; ``temp.back`` tells which number each has now."""
    connection.execute("CREATE TEMP TABLE back (was INTEGER PRIMARY KEY, now INTEGER, there INTEGER)")
    connection.execute(
        """INSERT INTO back SELECT r.id, COALESCE(t.id, r.id), t.id IS NOT NULL
           FROM removed_tracks r LEFT JOIN tracks t ON t.path = r.path WHERE r.removal = ?""",
        (number,),
    )
    taken = "SELECT was FROM back WHERE NOT there AND was IN (SELECT id FROM tracks) ORDER BY was"
    most = "SELECT max((SELECT COALESCE(max(id), 0) FROM tracks), (SELECT max(was) FROM back))"
    free = int(connection.execute(most).fetchone()[0] or 0)
    for (was,) in connection.execute(taken).fetchall():  # the number went to another song meanwhile
        free += 1
        connection.execute("UPDATE back SET now = ? WHERE was = ?", (free, was))
    columns = [f'"{column}"' for column in _shared(connection, "tracks") if column != "id"]
    connection.execute(
        f"""INSERT INTO tracks (id, {", ".join(columns)})
            SELECT b.now, {", ".join(f"r.{column}" for column in columns)}
            FROM removed_tracks r JOIN back b ON b.was = r.id WHERE r.removal = ? AND NOT b.there""",
        (number,),
    )
    rows = connection.execute("SELECT now, there FROM back ORDER BY now").fetchall()
    return Changes(
        added=tuple(int(row[0]) for row in rows if not row[1]),
        updated=tuple(int(row[0]) for row in rows if row[1]),
    )


def _restore_whole(connection: Connection, number: int, table: str) -> bool:
    """Whether the map, the groups or the axes are those of the removal still, or again."""
    aside = connection.execute(f'SELECT * FROM "removed_{table}" WHERE removal = ?', (number,)).fetchone()
    if aside is None:
        return False
    now = connection.execute(f'SELECT * FROM "{table}"').fetchone()
    if now is None and table != "axes":
        columns = ", ".join(f'"{column}"' for column in _shared(connection, table))
        connection.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "removed_{table}" WHERE removal = ?',
            (number,),
        )
        return True
    if now is None:
        return False
    if table == "map":
        same = bytes(now["codebook"]) == bytes(aside["codebook"])
        if same:
            connection.execute("UPDATE map SET header = ?", (aside["header"],))
        return same
    if table == "axes":
        return bytes(now["payload"]) == bytes(aside["payload"])
    return _restore_groups(
        connection, json.loads(now["header"]), json.loads(aside["header"]), aside["centers"]
    )


def _restore_groups(
    connection: Connection, now: dict[str, object], was: dict[str, object], centers: bytes
) -> bool:
    """Groups that were emptied come back, if the others are those that were beside them."""
    before = {group["number"]: group for group in was["groups"]}  # type: ignore[attr-defined]
    after = {group["number"]: group for group in now["groups"]}  # type: ignore[attr-defined]
    same = ("method", "seed", "space", "k")
    if any(now.get(name) != was.get(name) for name in same) or not after.keys() <= before.keys():
        return False
    for one, other in ((after[n], before[n]) for n in after):
        if one["typical"] != other["typical"]:  # made anew, or corrected
            return False
    groups = [after.get(number, group) for number, group in before.items()]
    header = {**now, "groups": groups, "lost": []}
    header |= {name: was[name] for name in ("pins", "unsorted") if name in was}
    connection.execute("UPDATE grouping SET header = ?, centers = ?", (json.dumps(header), centers))
    return True


def _restore_rows(
    connection: Connection,
    number: int,
    removed: float,
    table: str,
    column: str,
    parents: list[tuple[str, str, str]],
) -> None:
    columns = _shared(connection, table)
    if column not in columns:
        return
    taken = ", ".join("b.now" if name == column else f'r."{name}"' for name in columns)
    there, values = "", [number]
    for own, parent, key in parents:
        since = f" AND p.{_PARENTS[parent]} <= {removed!r}" if parent in _PARENTS else ""
        there += f' AND EXISTS (SELECT 1 FROM "{parent}" p WHERE p."{key}" = r."{own}"{since})'
    listed = ", ".join(f'"{name}"' for name in columns)
    connection.execute(
        f'INSERT OR IGNORE INTO "{table}" ({listed}) SELECT {taken} FROM "removed_{table}" r'
        f' JOIN back b ON b.was = r."{column}" WHERE r.removal = ?{there}',
        values,
    )


def _restore_playlists(connection: Connection, number: int, removed: float) -> None:
    """Songs return to where they stood; where a list was changed since, near to it."""
    rows = connection.execute(
        """SELECT r.playlist_id, r.position, b.now FROM removed_playlist_items r
           JOIN back b ON b.was = r.track_id JOIN playlists p ON p.id = r.playlist_id AND p.created <= ?
           WHERE r.removal = ? ORDER BY r.playlist_id, r.position""",
        (removed, number),
    ).fetchall()
    lists: dict[int, list[tuple[int, int]]] = {}
    for playlist, position, song in rows:
        lists.setdefault(int(playlist), []).append((int(position), int(song)))
    for playlist, songs in lists.items():
        there = connection.execute(  # and what is missing in it, which stands below 0
            "SELECT position, track_id FROM playlist_items WHERE playlist_id = ?1 UNION ALL"
            " SELECT position, -missing_id FROM playlist_missing WHERE playlist_id = ?1 ORDER BY 1",
            (playlist,),
        ).fetchall()
        # removed songs left gaps, which those of earlier removals left, too; unless it was saved since
        if not {at for at, _ in songs} & {int(at) for at, _ in there}:
            connection.executemany(
                "INSERT INTO playlist_items VALUES (?, ?, ?)", [(playlist, *song) for song in songs]
            )
            continue
        order = sorted(
            [(int(at), 1, int(song)) for at, song in there] + [(at, 0, song) for at, song in songs]
        )
        listed = [song for _, _, song in order]
        for table, sign in (("playlist_items", 1), ("playlist_missing", -1)):
            connection.execute(f"DELETE FROM {table} WHERE playlist_id = ?", (playlist,))
            connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?, ?)",
                [(playlist, place, sign * song) for place, song in enumerate(listed) if sign * song > 0],
            )
