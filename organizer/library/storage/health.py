"""Whether a library is whole: SQLite's own check of the file, and ours of what its columns hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

from organizer.base.errors import DamagedLibrary, LibraryError
from organizer.library import maps, vectors
from organizer.library.storage import functions
from organizer.library.storage.connection import Connection, SqlError, damaged, memory
from organizer.library.storage.database import Database, statements
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
#: What can be made anew, and how it is called.
COMPUTED = {
    "features": "what was heard",
    "network_vectors": "what the network heard",
    "fingerprints": "fingerprints",
    "embeddings": "places of songs",
    "axes": "the axes",
    "map": "the map",
    "track_cells": "the map",
}
#: Looking for the cause of an error takes so many seconds at most.
_PATIENCE = 20.0
_MANY = 20
#: Beyond them a number was not written by us.
_LARGEST_REAL, _LARGEST_INTEGER = 1e15, 4 * 10**18


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    what: str
    computed: bool = False  #: it can be made anew, and is


def check(db: Database, step: Callable[[str], None] = lambda what: None) -> list[Finding]:
    """All that is wrong with a library, the worst first; ``step`` is told what is looked at."""
    connection = db.read()
    findings: list[Finding] = []
    step("the file")
    with suppress_damage(findings):
        rows = connection.execute(f"PRAGMA integrity_check({_MANY})").fetchall()
        findings += [Finding(" ".join(str(row[0]).split())) for row in rows if row[0] != "ok"]
    with suppress_damage(findings):
        if broken := connection.execute("PRAGMA foreign_key_check").fetchmany(_MANY):
            findings.append(Finding(f"rows that belong to nothing, such as in {broken[0][0]}"))
    for look in (_schema, _columns, _json, _vectors):
        step("what it holds")
        with suppress_damage(findings):
            findings += look(connection)
    if not db.read_only:
        with suppress_damage(findings):
            findings += _search(db)
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.computed)


def explanation(db: Database) -> DamagedLibrary | None:
    """What is wrong with a library, shortly: why something could not be done. None where nothing is, or
    where looking took too long."""
    end = time.monotonic() + _PATIENCE
    try:
        connection = db.read()
        connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
        try:
            for look in (_schema, _columns, _json, _vectors, _pages):
                for finding in look(connection):
                    return damaged(db.path, finding.what)
        finally:
            connection.set_progress_handler(None, 0)
    except DamagedLibrary as error:
        return error
    except (LibraryError, SqlError):
        return None
    return None


class suppress_damage:  # noqa: N801  it reads as ``contextlib.suppress`` does
    """Damage that a look ran into is a finding of its own, and the next look goes on."""

    def __init__(self, findings: list[Finding]) -> None:
        self._findings = findings

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, DamagedLibrary):
            self._findings.append(Finding(error.cause))
            return True
        if isinstance(error, SqlError):
            self._findings.append(Finding(str(error)))
            return True
        return False


def _pages(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute("PRAGMA quick_check(1)"):
        if row[0] != "ok":
            yield Finding(" ".join(str(row[0]).split()))


def _schema(connection: Connection) -> Iterator[Finding]:
    """Tables that are not there."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    for table in _shape():
        if table not in there:
            yield Finding(f"the table {table} is not there")


def _columns(connection: Connection) -> Iterator[Finding]:
    """Values of another type than their column's, and numbers beyond all reason."""
    for table, columns in _shape().items():
        tests = []
        for name, kind, empty in columns:
            allowed = ", ".join(f"'{one}'" for one in (*_HOLDS[kind], *(("null",) if empty else ())))
            test = f"typeof({name}) NOT IN ({allowed})"
            if kind == "REAL":
                test += f" OR typeof({name}) = 'real' AND abs({name}) > {_LARGEST_REAL}"
            elif kind == "INTEGER":  # abs() of the least integer is an error
                test += f" OR typeof({name}) = 'integer' AND max({name}, -1 - {name}) > {_LARGEST_INTEGER}"
            tests.append(f"total({test})")
        row = connection.execute(f"SELECT {', '.join(tests)} FROM {table}").fetchone()
        for (name, _, _), wrong in zip(columns, row, strict=True):
            if wrong:
                yield Finding(f"{table}.{name} holds what it cannot, {wrong:.0f} times", table in COMPUTED)


def _json(connection: Connection) -> Iterator[Finding]:
    for table, column, kind in _JSON:
        wrong = connection.execute(
            f"SELECT count(*) FROM {table} WHERE NOT json_valid({column})"
            f" OR iif(json_valid({column}), json_type({column}), '') != ?",
            (kind,),
        ).fetchone()[0]
        if wrong:
            yield Finding(f"{table}.{column} cannot be read, {wrong} times", table in COMPUTED)


def _vectors(connection: Connection) -> Iterator[Finding]:
    for table, column, by in _VECTORS:
        lengths = f"count(DISTINCT length({column})) > 1 OR total(length({column}) % 4)"
        rows = connection.execute(f"SELECT {lengths} FROM {table} GROUP BY {by}").fetchall()
        if any(row[0] for row in rows):
            yield Finding(f"vectors of different lengths in {table}", True)


def _search(db: Database) -> Iterator[Finding]:
    """The index of words, against what it indexes."""
    sql = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
    for (name,) in db.read().execute(sql).fetchall():
        try:
            with db.write() as connection:
                connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
        except DamagedLibrary:
            yield Finding("the index for searching is not that of the songs")


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


def mend(db: Database) -> None:
    """Drop what is damaged and can be made anew, and make the index of words anew."""
    for version in _versions(db):
        for _ in vectors.chunks(db, version):
            pass
    maps.load_axes(db)
    maps.load_embedding(db)
    maps.load_map(db)
    with suppress(LibraryError, SqlError):
        sql = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
        for (name,) in db.read().execute(sql).fetchall():
            with db.write() as connection:
                connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


def _versions(db: Database) -> list[int]:
    return [int(row[0]) for row in db.read().execute("SELECT DISTINCT version FROM features")]
