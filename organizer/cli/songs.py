"""Commands on one recording, on a table, and songs out of the library: thin, as in ``commands``."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.model import IntArray, clock
from organizer.cli.terminal import confirm, job, note, print_json, print_table, say
from organizer.library.storage.database import Database

if TYPE_CHECKING:
    from organizer.library.tables.types import Column, Table

_PROBLEMS_SHOWN = 20
_SONGS_SHOWN = 10


def structure(options: argparse.Namespace) -> int:
    """The parts of one file."""
    from organizer.work.analysis import structuring

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
        from organizer.pictures.structure import write_structure

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
        say(f"written: {target}")
    return 0


def import_table(db: Database, options: argparse.Namespace) -> int:
    """A table of songs into the library."""
    from organizer.library.tables.feature_csv import read_table
    from organizer.library.tables.types import Reading
    from organizer.work.intake import tabling

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
        print_json(
            {
                "path": path,
                "encoding": table.encoding,
                "separator": table.separator,
                "decimal": table.decimal,
                "header_line": table.header_line,
                "songs": len(table),
                "columns": [asdict(column) for column in table.columns],
                "notes": [asdict(said) for said in table.notes],
                "problems": [asdict(problem) for problem in table.problems],
                **(
                    {
                        name: getattr(imported, name)
                        for name in ("table", "added", "joined", "gone", "unclear")
                    }
                    if imported
                    else {}
                ),
            }
        )
    _tell_problems(table)
    if options.json:
        return 0
    say(tabling.read_as(table))
    print_table(("Column", "Taken for", "Read as"), [_column_row(column) for column in table.columns])
    if imported is None:
        say(f"{len(table):,} songs; nothing was stored")
    else:
        unclear = f", {imported.unclear:,} fit several files" if imported.unclear else ""
        say(
            f"{imported.table}: {imported.rows:,} songs, {imported.added:,} new, "
            f"{imported.joined:,} joined to files, {imported.gone:,} no longer in it{unclear}"
        )
    return 0


def chosen(db: Database, options: argparse.Namespace, *, empty_means_all: bool = False) -> IntArray | None:
    """The songs that a command is to change; None where it is not clear which: all only with ``--all``, or
    with an empty query in quotes where that says so."""
    from organizer.library import tracks

    query = " ".join(options.query)
    everything = options.all or (empty_means_all and options.query == [""])
    if (tracks.matching(db, query) is None) != everything:
        wrong = "name songs or --all, not both" if options.all else "this means all songs: say so with --all"
        note(f"organizer {options.command}: error: {wrong}")
        return None
    return tracks.query(db, query)


def _tell_problems(table: Table) -> None:
    """What could not be read, then what was decided and how to say it otherwise."""
    for problem in table.problems[:_PROBLEMS_SHOWN]:
        note(f"line {problem.line}: {problem.what}")
    if len(table.problems) > _PROBLEMS_SHOWN:
        more = sum(problem.count for problem in table.problems[_PROBLEMS_SHOWN:])
        note(f"… and {more:,} more; --json lists them")
    for said in table.notes:
        note(said.what + (f"; if that is wrong: {said.option}" if said.option else ""))


def _column_row(column: Column) -> tuple[str, str, str]:
    from organizer.library.tables.columns import OTHER_NUMBER
    from organizer.work.intake.tabling import UNIT_TITLES

    parts = [UNIT_TITLES[column.unit]] if column.unit else []
    parts += [f"decimal {'comma' if column.decimal == ',' else 'point'}"] if column.decimal == "," else []
    if column.role == OTHER_NUMBER and column.name not in ("key", "mode"):
        parts.append("a number of its own")
    return column.header, column.name or "(not used)", ", ".join(parts)


def _bring_back(db: Database, options: argparse.Namespace) -> int:
    """The songs of the last removal return."""
    from organizer.library import tracks
    from organizer.work.intake import removing

    if options.query or options.all:
        note("organizer remove: error: --undo takes the last removal back: name no songs")
        return 2
    with job("Bringing songs back") as context:
        changes = removing.undo(context, db)
    back = len(changes.added) + len(changes.updated)
    total = tracks.count(db).all
    if options.json:
        print_json({"back": back, "songs": total})
    else:
        say(f"{back:,} song{'' if back == 1 else 's'} back in the library, {total:,} in all")
    return 0


def remove(db: Database, options: argparse.Namespace) -> int:
    """Songs out of the library. 2, as for any wrong usage, where it is not clear which are meant."""
    from organizer.library import tracks
    from organizer.work.arranging import mapping
    from organizer.work.intake import removing

    if options.undo:
        return _bring_back(db, options)
    ids = chosen(db, options)
    if ids is None:
        return 2
    if not len(ids):
        raise UsageError("no song fits the query", remedy="see “organizer list”")
    shown = tracks.get_many(db, ids if options.json else ids[:_SONGS_SHOWN])
    many = f"{len(ids):,} song{'' if len(ids) == 1 else 's'}"
    if not options.json:
        print_table(("Song", "Path"), [(song.label, song.reference) for song in shown])
        if len(ids) > len(shown):
            say(f"… and {len(ids) - len(shown):,} more")
    if not options.dry_run:
        question = f"Remove {many} from the library? The files stay as they are."
        if not confirm(question, yes=options.yes, as_json=options.json):
            raise OrganizerError("nothing was removed")
        with job("Removing songs") as context:
            removing.remove(context, db, ids)
            mapping.place_new(db)  # they leave the standing map and groups, too
    left = tracks.count(db).all
    if options.json:
        songs = [{"id": song.id, "path": song.path} for song in shown]
        print_json({"songs": songs, "removed": 0 if options.dry_run else len(ids), "left": left})
    elif options.dry_run:
        say(f"{many} would be removed; nothing was changed")
    else:
        say(f"{many} removed, {left:,} left; the files stay as they are")
    return 0
