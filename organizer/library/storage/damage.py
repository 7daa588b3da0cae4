"""What is wrong with the file of a library: looks at its tables, and at what their columns hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from organizer.base.errors import DamagedLibrary, LibraryError
from organizer.base.language import number, tr
from organizer.library.storage import functions
from organizer.library.storage.connection import Connection, SqlError, damaged, memory, statements
from organizer.library.storage.schema import MIGRATIONS

#: What each declared type of a column may hold; NULL where the column may be empty.
_HOLDS = {
    "INTEGER": ("integer",),
    "REAL": ("real", "integer"),
    "TEXT": ("text",),
    "BLOB": ("blob",),
}
#: Columns of JSON: table, column, kind.
_JSON = (
    ("map", "header", "object"),
    ("grouping", "header", "object"),
    ("proposed_groups", "header", "object"),
    ("tables", "numbers", "array"),
    ("table_rows", "numbers", "object"),
    ("edit_files", "changes", "object"),
)
#: Columns of float32 vectors that are as long as each other: table, column, by which they are.
_VECTORS = (
    ("features", "vector", "version"),
    ("network_vectors", "vector", "model"),
    ("embeddings", "vector", "NULL"),
)
#: Tables of what can be made anew.
_COMPUTED = frozenset(
    {
        "features",
        "network_vectors",
        "network_tags",
        "fingerprints",
        "structures",
        "embeddings",
        "axes",
        "map",
        "track_cells",
        "proposed_groups",
        "islands",
    }
)
#: Looking for the cause of an error takes so many seconds at most.
_PATIENCE = 20.0
#: Beyond them a number was not written by us.
_LARGEST_REAL, _LARGEST_INTEGER = 1e15, 4 * 10**18


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    what: str
    computed: bool = False  #: it can be made anew, and is


def explanation(read: Callable[[], Connection], path: str | Path) -> DamagedLibrary | None:
    """What is wrong with the library that ``read`` connects to: why something could not be done. None where
    nothing is, or where looking took too long."""
    end = time.monotonic() + _PATIENCE
    try:
        connection = read()
        connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
        try:
            for look in (*LOOKS, pages):
                for finding in look(connection):
                    return damaged(path, finding.what)
        finally:
            connection.set_progress_handler(None, 0)
    except DamagedLibrary as error:
        return error
    except (LibraryError, SqlError):
        return None
    return None


def pages(connection: Connection) -> Iterator[Finding]:
    """The first page that is not as SQLite wrote it."""
    for row in connection.execute("PRAGMA quick_check(1)"):
        if row[0] != "ok":
            yield Finding(" ".join(str(row[0]).split()))


def missing_tables(connection: Connection) -> Iterator[Finding]:
    """Tables that are not there."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    for table in _shape():
        if table not in there:
            yield Finding(tr("the table {table} is not there", table=table))


def columns(connection: Connection) -> Iterator[Finding]:
    """Values of another type than their column's, and numbers beyond all reason."""
    for table, shape in _shape().items():
        tests = []
        for name, kind, empty in shape:
            allowed = ", ".join(f"'{one}'" for one in (*_HOLDS[kind], *(("null",) if empty else ())))
            test = f"typeof({name}) NOT IN ({allowed})"
            if kind == "REAL":
                test += f" OR typeof({name}) = 'real' AND abs({name}) > {_LARGEST_REAL}"
            elif kind == "INTEGER":  # abs() of the least integer is an error
                test += f" OR typeof({name}) = 'integer' AND max({name}, -1 - {name}) > {_LARGEST_INTEGER}"
            tests.append(f"total({test})")
        row = connection.execute(f"SELECT {', '.join(tests)} FROM {table}").fetchone()
        for (name, _, _), wrong in zip(shape, row, strict=True):
            if wrong:
                yield Finding(
                    tr(
                        "{table}.{name} holds what it cannot, {wrong} times",
                        table=table,
                        name=name,
                        wrong=number(wrong, 0),
                    ),
                    table in _COMPUTED,
                )


def json_columns(connection: Connection) -> Iterator[Finding]:
    """Columns of JSON that hold none, or another kind."""
    for table, column, kind in _JSON:
        wrong = connection.execute(
            f"SELECT count(*) FROM {table} WHERE NOT json_valid({column})"
            f" OR iif(json_valid({column}), json_type({column}), '') != ?",
            (kind,),
        ).fetchone()[0]
        if wrong:
            yield Finding(
                tr("{table}.{column} cannot be read, {wrong} times", table=table, column=column, wrong=wrong),
                table in _COMPUTED,
            )


def vectors(connection: Connection) -> Iterator[Finding]:
    """Vectors of one kind that are not as long as each other."""
    for table, column, by in _VECTORS:
        lengths = f"count(DISTINCT length({column})) > 1 OR total(length({column}) % 4)"
        rows = connection.execute(f"SELECT {lengths} FROM {table} GROUP BY {by}").fetchall()
        if any(row[0] for row in rows):
            yield Finding(tr("vectors of different lengths in {table}", table=table), True)


def _shape() -> dict[str, list[tuple[str, str, bool]]]:
    """The tables of a library as they should be: columns with their types and whether they may be empty."""
    with closing(memory()) as fresh:
        functions.register(fresh)
        for script in MIGRATIONS:
            for statement in statements(script):
                if ":first" not in statement:  # there are no songs to do that with
                    fresh.execute(statement)
        tables = [
            row[0]
            for row in fresh.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            )
        ]
        shape = {}
        for table in tables:
            columns = fresh.execute(f"PRAGMA table_info({table})").fetchall()
            if all(column[2] in _HOLDS for column in columns):
                shape[table] = [(column[1], column[2], not column[3] and not column[5]) for column in columns]
        return shape


#: Looks at what the tables hold, each of a second or less for 100,000 songs; ``pages`` reads the whole file.
LOOKS = (missing_tables, columns, json_columns, vectors)
