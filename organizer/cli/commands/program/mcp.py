"""``organizer mcp``: assistants ask the library; ``organizer proposals``: what programs proposed."""

from __future__ import annotations

import os
import sys
from typing import cast

from organizer.api import proposing
from organizer.api.documents import Document
from organizer.base.errors import UsageError, printable
from organizer.base.language import plural, tr
from organizer.base.model import joined
from organizer.base.stopping import on_stop
from organizer.cli.command import Options
from organizer.cli.commands.program.serve import needs
from organizer.cli.opening import open_library
from organizer.cli.terminal import moment, note, print_json, print_table, say
from organizer.library.lists import tag_proposals
from organizer.library.storage.database import Database
from organizer.work.tags import proposed


def _serve(options: Options) -> int:
    try:
        from organizer.serving import assistants
        from organizer.serving.library import ServedLibrary
    except ImportError as error:
        if (error.name or "").startswith("organizer"):
            raise
        raise needs("mcp", error) from error
    if sys.stdin.isatty():
        note(tr("waiting for a program that speaks MCP on standard input; Ctrl+C ends it"))
    with open_library(options) as db:

        def stop() -> None:
            # a thread waits for input and cannot be woken: what is open is closed, and that is all
            db.close()
            os._exit(0)

        with on_stop(stop):
            assistants.serve(ServedLibrary(db), proposing=options.propose)
    return 0


def _proposals(options: Options) -> int:
    with open_library(options) as db:
        if options.action == "drop":
            return _drop(db, options)
        if options.numbers:
            return _show(db, options)
        waiting = proposed.settle(db)
        if options.json:
            print_json(cast("list[Document]", proposing.proposals(db)["proposals"]))
        elif waiting:
            print_table(
                (tr("Proposal") + "\t", tr("When"), tr("By"), tr("Why"), tr("Changes") + "\t"),
                [(one.number, moment(one.created), one.source, one.label, one.changes) for one in waiting],
            )
            note(tr("the window shows them for review when it opens"))
        else:
            say(tr("no program has proposed anything"))
    return 0


def _show(db: Database, options: Options) -> int:
    rows = [
        (one.number, song, name, value)
        for one in _named(db, options)
        for song, edit in proposed.current(db, one)
        for name, value in edit.values.items()
    ]
    if options.json:
        print_json(
            [
                {
                    "proposal": number,
                    "song": song.id,
                    "path": song.path,
                    "field": name,
                    "before": joined(song.tags.get(name)),
                    "after": joined(value),
                }
                for number, song, name, value in rows
            ]
        )
        return 0
    print_table(
        (tr("Song"), tr("Field"), tr("Before"), tr("After")),
        [
            (song.label, name, printable(joined(song.tags.get(name))), printable(joined(value)))
            for _, song, name, value in rows
        ],
    )
    return 0


def _drop(db: Database, options: Options) -> int:
    if not options.numbers and not options.all:
        raise UsageError(
            tr("which proposals?"),
            remedy=tr(
                "name their numbers, or all: {command}", command="organizer proposals drop NUMBER …, --all"
            ),
        )
    chosen = tag_proposals.waiting(db) if options.all else _named(db, options)
    dropped = tag_proposals.drop(db, [one.number for one in chosen])
    if options.json:
        print_json({"dropped": dropped})
    else:
        say(
            plural(
                "{n} proposal dropped; no file was changed",
                "{n} proposals dropped; no file was changed",
                dropped,
            )
        )
    return 0


def _named(db: Database, options: Options) -> list[tag_proposals.TagProposal]:
    waiting = {one.number: one for one in tag_proposals.waiting(db)}
    for number in options.numbers:
        if number not in waiting:
            raise UsageError(
                tr("there is no proposal {number}", number=str(number)),
                remedy=tr("see “organizer proposals”"),
            )
    return [waiting[number] for number in options.numbers]


COMMANDS = {"mcp": _serve, "proposals": _proposals}
