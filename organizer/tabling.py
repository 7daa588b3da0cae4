"""Tables of songs → the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from organizer import grouping, topping_up
from organizer.errors import TagError, UsageError, printable
from organizer.jobs import JobContext
from organizer.library import tables, tags, tracks
from organizer.library.database import Database
from organizer.library.feature_csv import Reading, Table, read_table
from organizer.library.table_columns import NUMBERS, OTHER_NUMBER, TEXTS, UNUSED

_BATCH = 200
#: What a column can be said to be.
ROLES = (*TEXTS, *NUMBERS, OTHER_NUMBER, UNUSED)


def import_table(
    context: JobContext,
    db: Database,
    path: str,
    *,
    how: Reading | None = None,
    name: str | None = None,
    on_topped: Callable[[list[topping_up.Topped]], None] | None = None,
) -> tuple[Table, tables.Imported]:
    """Read a table and store it; nothing is stored unless all of it can be.

    New songs join the standing groups when these go by numbers that the table tells; ``on_topped`` is told of
    the playlists that grew by it.
    """
    context.report(0, 0, f"Reading {printable(path)}")
    table = read_table(path, how)
    context.check_cancelled()
    if any(table.texts.get("isrc", ())):
        _ask_for_isrc(context, db)

    def report(done: int) -> None:
        context.check_cancelled()
        context.report(done, len(table), "Storing songs")

    imported = tables.add(db, table, name=name, report=report)
    grouping.place_new(db)
    topped = topping_up.top_up(db)
    if on_topped is not None:
        on_topped(topped)
    return table, imported


def look(context: JobContext, db: Database, path: str, how: Reading | None) -> Preview:
    """Read a table and store nothing. Raises ``UsageError`` for what is no table of songs."""
    context.report(0, 0, f"Reading {printable(path)}")
    table = read_table(path, how)
    context.check_cancelled()
    unasked = bool(any(table.texts.get("isrc", ())) and tracks.without_isrc(db))
    return Preview(table, tables.fitting(db, table), unasked, tuple(kept.name for kept in tables.kept(db)))


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do."""

    table: Table
    joined: int  #: songs that fit a file of the library
    unasked: bool  #: more may fit by ISRC: the import asks some files for theirs first
    names: tuple[str, ...]  #: of the tables that the library has


SEPARATOR_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


def separator(text: str) -> str:
    """A separator by its name or itself."""
    return SEPARATOR_NAMES.get(text.strip().casefold(), "\t" if text == "\\t" else text)


def _ask_for_isrc(context: JobContext, db: Database) -> None:
    """Files that were read before the library knew ISRCs are asked for theirs once, when it matters."""
    unasked = tracks.without_isrc(db)
    for start in range(0, len(unasked), _BATCH):
        part = unasked[start : start + _BATCH]
        context.report(start, len(unasked), "Reading the ISRCs of files")
        found = []
        for track_id, path in part:
            context.check_cancelled()
            try:
                found.append((track_id, tags.read(path)[0].isrc))
            except TagError:
                found.append((track_id, ""))
        tracks.set_isrc(db, found)


def roles_from(corrections: list[str], table: Table) -> dict[int, str]:
    """ "HEADER=ROLE" as the command line has it → roles by column number."""
    found = {}
    by_header = {column.header.casefold(): at for at, column in enumerate(table.columns)}
    for correction in corrections:
        header, _, role = correction.rpartition("=")
        at = by_header.get(header.strip().casefold())
        if at is None:
            raise UsageError(
                f"the table has no column “{header}”", path=table.path,
                remedy="it has " + ", ".join(column.header for column in table.columns[:30]),
            )  # fmt: skip
        if role.strip() not in ROLES:
            raise UsageError(f"a column cannot be “{role}”", remedy=f"one of {', '.join(ROLES)}")
        found[at] = role.strip()
    return found
