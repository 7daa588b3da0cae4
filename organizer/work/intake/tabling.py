"""Tables of songs → the library."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from organizer.base.arrangement import Grouping
from organizer.base.errors import TagError, UsageError, printable
from organizer.base.language import tr
from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.columns import NUMBERS, OTHER_NUMBER, TEXTS, UNUSED
from organizer.library.tables.feature_csv import read_table
from organizer.library.tables.numbers import UNITS
from organizer.library.tables.types import Reading, Table
from organizer.library.tags import tags
from organizer.work.arranging import grouping, topping_up
from organizer.work.jobs import JobContext

log = logging.getLogger(__name__)

_BATCH = 200
#: Songs and problems that are shown before an import; all of them are counted.
_SHOWN, _LISTED = 20, 2_000
#: Tables of more bytes are read by a process of their own when a window is open.
_LARGE = 1_000_000
READING_REMEDY = tr("try again; if it happens again the table may need more memory than there is")
#: What an import that is stored says to be doing.
STORED = tr("Putting songs into groups")
#: What a column can be.
ROLES = (*TEXTS, *NUMBERS, OTHER_NUMBER, UNUSED)


def is_large(path: str) -> bool:
    """Whether reading this table takes long; one that is not there is not large."""
    try:
        return os.path.getsize(path) > _LARGE
    except OSError:
        return False


def import_table(
    context: JobContext,
    db: Database,
    path: str,
    *,
    how: Reading | None = None,
    name: str | None = None,
    on_topped: Callable[[list[topping_up.Topped]], None] | None = None,
) -> tuple[Table, tables.ImportResult]:
    """Read a table and store it; nothing is stored unless all of it can be.

    New songs join the current groups when these go by numbers that the table has; ``on_topped`` gets
    the playlists that grew by it.
    """
    context.report(0, 0, tr("Reading {path}", path=printable(path)))
    table = read_table(path, how)
    context.check_cancelled()
    if any(table.texts.get("isrc", ())):
        _ask_for_isrc(context, db)

    def report(done: int) -> None:
        context.check_cancelled()
        context.report(done, len(table), tr("Storing songs"))

    imported = tables.add(db, table, name=name, report=report)
    context.report(len(table), len(table), STORED)
    grouping.place_new(db)
    topped = topping_up.top_up(db)
    if on_topped is not None:
        on_topped(topped)
    return table, imported


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of an import, for the window."""

    imported: tables.ImportResult
    problems: int
    grouping: Grouping | None  #: as it stands now
    topped: list[topping_up.Topped]  #: playlists that grew by it
    features: tuple[str, ...] = ()  #: numbers of the table that songs can be compared by


def store(context: JobContext, db: Database, path: str, how: Reading, name: str) -> Stored:
    """See ``import_table``."""
    topped: list[topping_up.Topped] = []
    table, imported = import_table(context, db, path, how=how, name=name, on_topped=topped.extend)
    own = next((t.numbers for t in tables.imported(db) if t.name == imported.table), ())
    features = grouping.telling(own)
    return Stored(imported, problem_count(table), maps.load_grouping(db), topped, features)


def look(context: JobContext, db: Database, path: str, how: Reading | None) -> Preview:
    """Read a table and store nothing. Raises ``UsageError`` for what is no table of songs."""
    context.report(0, 0, tr("Reading {path}", path=printable(path)))
    table = read_table(path, how)
    context.check_cancelled()
    unasked = bool(any(table.texts.get("isrc", ())) and tracks.without_isrc(db))
    return Preview(
        replace(
            table,
            lines=table.lines[:_SHOWN],
            texts={role: texts[:_SHOWN] for role, texts in table.texts.items()},
            numbers={number: values[:_SHOWN] for number, values in table.numbers.items()},
            problems=table.problems[:_LISTED],
        ),
        len(table),
        problem_count(table),
        sum(p.count for p in table.problems if p.left_out),
        tables.fitting(db, table),
        unasked,
        tuple(table.name for table in tables.imported(db)),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do."""

    table: Table  #: its first songs and problems
    songs: int
    problems: int
    left_out: int  #: rows that are no songs
    joined: int  #: songs that fit a file of the library
    unasked: bool  #: more may fit by ISRC: the import asks some files for theirs first
    names: tuple[str, ...]  #: of the tables that the library has


SEPARATOR_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "pipe": "|", "space": " "}
#: Units of numbers, by what each is called.
UNIT_NAMES: Mapping[str, str] = {
    "ms": "ms",
    "milliseconds": "ms",
    "s": "s",
    "sec": "s",
    "seconds": "s",
    "min": "min",
    "minutes": "min",
    "h": "h",
    "hours": "h",
    "samples": "samples",
    "percent": "percent",
    "%": "percent",
    "share": "share",
    "0-1": "share",
    "0–1": "share",
}
#: Each unit in words.
UNIT_TITLES: Mapping[str, str] = {
    "ms": tr("milliseconds"),
    "s": tr("seconds"),
    "min": tr("minutes"),
    "h": tr("hours"),
    "samples": tr("samples at 22,050 Hz"),
    "percent": tr("percent"),
    "share": "0–1",
}


def separator(text: str) -> str:
    """A separator by its name or itself."""
    return SEPARATOR_NAMES.get(text.strip().casefold(), "\t" if text == "\\t" else text)


def _ask_for_isrc(context: JobContext, db: Database) -> None:
    """Files that were read before the library knew ISRCs are asked for theirs once, when it matters."""
    unasked = tracks.without_isrc(db)
    for start in range(0, len(unasked), _BATCH):
        part = unasked[start : start + _BATCH]
        context.report(start, len(unasked), tr("Reading the ISRCs of files"))
        isrcs = []
        for track_id, path in part:
            context.check_cancelled()
            try:
                isrcs.append((track_id, tags.read(path)[0].isrc))
            except TagError:
                isrcs.append((track_id, ""))
            except Exception:  # a fault of ours, which must not end the import
                log.exception("reading the ISRC of %s failed", printable(path))
        tracks.set_isrc(db, isrcs)


def problem_count(table: Table) -> int:
    """How many cells and rows of a table could not be read."""
    return sum(problem.count for problem in table.problems)


def read_as(table: Table) -> str:
    """In one line, how a table was read."""
    names = {sign: name for name, sign in reversed(SEPARATOR_NAMES.items())}
    names_of_columns = (
        tr("names of columns on line {line}", line=table.header_line)
        if table.header_line
        else tr("no names of columns")
    )
    decimal = tr("decimal comma") if table.decimal == "," else tr("decimal point")
    separator = names.get(table.separator, f"“{table.separator}”")
    cells = tr("cells apart by {separator}", separator=separator)
    return ", ".join((cells, table.encoding, decimal, names_of_columns))


def corrected(how: Reading, path: str, *, columns: Sequence[str], units: Sequence[str]) -> Reading:
    """``how`` with "HEADER=ROLE" and "HEADER=UNIT", as the command line has them."""
    if not columns and not units:
        return how
    table = read_table(path, how)
    roles = dict(_corrections(columns, table))
    for role in roles.values():
        if role not in ROLES:
            raise UsageError(
                tr("a column cannot be “{role}”", role=role),
                remedy=tr("one of {names}", names=", ".join(ROLES)),
            )
    how = replace(how, roles=roles)
    units_of = dict(_corrections(units, table))
    table = read_table(path, how) if units_of and roles else table
    for at, name in units_of.items():
        unit = UNIT_NAMES.get(name.casefold(), name)
        column = table.columns[at]
        choice = UNITS.get(NUMBERS.get(column.role, ""), ())
        if unit not in choice:
            remedy = (
                tr("one of {names}", names=", ".join(choice))
                if choice
                else tr("only lengths and numbers of 0–1 have a choice")
            )
            raise UsageError(
                tr("“{header}” cannot be in “{name}”", header=column.header, name=name),
                path=path,
                remedy=remedy,
            )
        units_of[at] = unit
    return replace(how, units=units_of)


def _corrections(corrections: Sequence[str], table: Table) -> Iterator[tuple[int, str]]:
    """ "HEADER=WORD" → number of the column and the word; "#3" is the third column."""
    by_header = {column.header.casefold(): at for at, column in reversed(list(enumerate(table.columns)))}
    by_number = {f"#{at + 1}": at for at in range(len(table.columns))}
    by_number |= {f"column {at + 1}": at for at in range(len(table.columns))}
    for correction in corrections:
        header, _, word = correction.rpartition("=")
        name = header.strip().casefold()
        at = by_header.get(name, by_number.get(name))
        if at is None:
            raise UsageError(
                tr("the table has no column “{header}”", header=header),
                path=table.path,
                remedy=tr("it has {names}", names=", ".join(column.header for column in table.columns[:30])),
            )
        yield at, word.strip()
