"""``organizer import``: a table of songs into the library."""

from __future__ import annotations

import os
from dataclasses import asdict

from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import job, note, print_json, print_table, say
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
        with job("Importing", unit="steps") as context:
            table, imported = tabling.import_table(context, db, path, how=how, name=options.name)
    if options.json:
        print_json(_document(path, table, imported))
    _note_problems(table)
    if options.json:
        return 0
    say(tabling.read_as(table))
    print_table(("Column", "Taken for", "Read as"), [_column_row(column) for column in table.columns])
    _say_imported(table, imported)
    return 0


def _say_imported(table: Table, imported: tables.ImportResult | None) -> None:
    if imported is None:
        say(f"{len(table):,} songs; nothing was stored")
    else:
        unclear = f", {imported.unclear:,} fit several files" if imported.unclear else ""
        say(
            f"{imported.table}: {imported.rows:,} songs, {imported.added:,} new, "
            f"{imported.joined:,} joined to files, {imported.gone:,} no longer in it{unclear}"
        )


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
        note(f"line {problem.line}: {problem.what}")
    if len(table.problems) > _PROBLEMS_SHOWN:
        more = sum(problem.count for problem in table.problems[_PROBLEMS_SHOWN:])
        note(f"… and {more:,} more; --json lists them")
    for remark in table.notes:
        note(remark.what + (f"; if that is wrong: {remark.option}" if remark.option else ""))


def _column_row(column: Column) -> tuple[str, str, str]:
    parts = [tabling.UNIT_TITLES[column.unit]] if column.unit else []
    parts += [f"decimal {'comma' if column.decimal == ',' else 'point'}"] if column.decimal == "," else []
    if column.role == OTHER_NUMBER and column.name not in ("key", "mode"):
        parts.append("a number of its own")
    return column.header, column.name or "(not used)", ", ".join(parts)


COMMANDS = {"import": _run}
