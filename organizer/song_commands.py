"""Commands on one recording or on a table: thin, as in ``commands``."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict, replace

from organizer.errors import UsageError
from organizer.library.database import Database
from organizer.model import clock
from organizer.terminal import job, note, print_json, print_table

_PROBLEMS_SHOWN = 20


def structure(options: argparse.Namespace) -> int:
    """The parts of one file."""
    from organizer import structuring

    path = os.path.abspath(options.file)
    if not os.path.isfile(path):
        raise UsageError("there is no such file", path=path, remedy="name an audio file")
    with job("Listening", unit="seconds") as context:
        found = structuring.find_structure(context, path, parts=options.parts)
    written = {
        kind: os.path.abspath(target)
        for kind, target in (("image", options.image), ("cue", options.cue), ("labels", options.labels))
        if target
    }
    if "image" in written:
        from organizer.structure_picture import write_structure

        write_structure(found, written["image"])
    if "cue" in written:
        structuring.write_cue(found, path, written["cue"])
    if "labels" in written:
        structuring.write_labels(found, written["labels"])
    parts = [
        {"part": name, "start": round(start, 3), "end": round(end, 3)}
        for name, start, end in zip(found.names, found.starts, found.ends, strict=True)
    ]
    if options.json:
        print_json(
            {
                "path": path,
                "duration": round(found.duration, 3),
                "beats": found.has_beat,
                "parts": parts,
                **written,
            }
        )
        return 0
    print_table(
        ("Part", "Start\t", "End\t"),
        [(p["part"], clock(float(str(p["start"]))), clock(float(str(p["end"])))) for p in parts],
    )
    for target in written.values():
        print(f"written: {target}")
    return 0


def import_table(db: Database, options: argparse.Namespace) -> int:
    """A table of songs into the library."""
    from organizer import tabling
    from organizer.library.feature_csv import Reading, read_table

    path = os.path.abspath(options.table)
    how = Reading(
        tabling.separator(options.separator) if options.separator else None, options.encoding, options.decimal
    )
    if options.column:
        how = replace(how, roles=tabling.roles_from(options.column, read_table(path, how)))
    if options.dry_run:
        table, imported = read_table(path, how), None
    else:
        with job("Importing", unit="steps") as context:
            table, imported = tabling.import_table(context, db, path, how=how, name=options.name)
    for problem in table.problems[:_PROBLEMS_SHOWN]:
        note(f"line {problem.line}: {problem.what}")
    if len(table.problems) > _PROBLEMS_SHOWN:
        note(f"… and {len(table.problems) - _PROBLEMS_SHOWN:,} more; --json lists all of them")
    if options.json:
        print_json(
            {
                "path": path, "encoding": table.encoding, "separator": table.separator,
                "decimal": table.decimal, "songs": len(table),
                "columns": [asdict(column) for column in table.columns],
                "problems": [asdict(problem) for problem in table.problems],
                **({name: getattr(imported, name) for name in ("table", "added", "joined", "gone")}
                   if imported else {}),
            }
        )  # fmt: skip
        return 0
    print_table(
        ("Column", "Taken for", "Times\t"),
        [(c.header, c.name, "" if c.scale == 1 else f"{c.scale:g}") for c in table.columns],
    )
    if imported is None:
        print(f"{len(table):,} songs; nothing was stored")
    else:
        print(
            f"{imported.table}: {imported.rows:,} songs, {imported.added:,} new, "
            f"{imported.joined:,} joined to files, {imported.gone:,} no longer in it"
        )
    return 0
