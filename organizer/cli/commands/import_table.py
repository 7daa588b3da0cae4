"""``organizer import``: a table of songs into the library."""

from __future__ import annotations

import os
from dataclasses import asdict

from organizer.base.language import plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import job, note, print_json, print_table, row_of, say
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.columns import OTHER_NUMBER
from organizer.library.tables.feature_csv import read_table
from organizer.library.tables.types import Column, Reading, Table
from organizer.work.intake import tabling

_PROBLEMS_SHOWN = 20


def _run(options: Options) -> int:
    with open_library(options) as db:
        return _import(db, options)


def _import(db: Database, options: Options) -> int:
    path = os.path.abspath(options.table)
    how = Reading(
        tabling.separator(options.separator) if options.separator else None,
        options.encoding,
        options.decimal,
        header_line=options.header_line,
    )
    how = tabling.corrected(how, path, columns=options.column, units=options.unit)
    if options.dry_run:
        table, imported = read_table(path, how), None
    else:
        with job(tr("Importing"), unit="steps") as context:
            table, imported = tabling.import_table(context, db, path, how=how, name=options.name)
    if options.json:
        print_json(_document(path, table, imported))
    _note_problems(table)
    if options.json:
        return 0
    say(tabling.read_as(table))
    print_table(
        (tr("Column"), tr("Taken for"), tr("Read as")), [_column_row(column) for column in table.columns]
    )
    _say_imported(table, imported)
    return 0


def _say_imported(table: Table, imported: tables.ImportResult | None) -> None:
    if imported is None:
        say(plural("{n} song; nothing was stored", "{n} songs; nothing was stored", len(table)))
    else:
        facts = (
            plural("{n} song", "{n} songs", imported.rows),
            tr("{n} new", n=imported.added),
            tr("{n} joined to files", n=imported.joined),
            tr("{n} no longer in it", n=imported.gone),
            plural("{n} fits several files", "{n} fit several files", imported.unclear)
            if imported.unclear
            else "",
        )
        say(tr("{what}: {facts}", what=imported.table, facts=row_of(facts)))


def _document(path: str, table: Table, imported: tables.ImportResult | None) -> dict[str, object]:
    stored = ("table", "added", "joined", "gone", "unclear") if imported else ()
    return {
        "path": path,
        "encoding": table.encoding,
        "separator": table.separator,
        "decimal": table.decimal,
        "header_line": table.header_line,
        "songs": len(table),
        "columns": [asdict(column) for column in table.columns],
        "notes": [asdict(remark) for remark in table.notes],
        "problems": [asdict(problem) for problem in table.problems],
        **{name: getattr(imported, name) for name in stored},
    }


def _note_problems(table: Table) -> None:
    """What could not be read, then what was decided and how to say it otherwise."""
    for problem in table.problems[:_PROBLEMS_SHOWN]:
        note(tr("line {line}: {what}", line=problem.line, what=problem.what))
    if len(table.problems) > _PROBLEMS_SHOWN:
        more = sum(problem.count for problem in table.problems[_PROBLEMS_SHOWN:])
        note(tr("… and {n} more; --json lists them", n=more))
    for remark in table.notes:
        note(
            tr("{remark}; if that is wrong: {option}", remark=remark.what, option=remark.option)
            if remark.option
            else remark.what
        )


def _column_row(column: Column) -> tuple[str, str, str]:
    parts = [tabling.UNIT_TITLES[column.unit]] if column.unit else []
    parts += [tr("decimal comma")] if column.decimal == "," else []
    if column.role == OTHER_NUMBER and column.name not in ("key", "mode"):
        parts.append(tr("a number of its own"))
    return column.header, column.name or tr("(not used)"), row_of(parts)


COMMANDS = {"import": _run}
