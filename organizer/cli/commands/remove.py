"""``organizer remove``: songs out of the library, and back."""

from __future__ import annotations

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import refuse, selected
from organizer.cli.terminal import confirm, job, print_json, print_table, say
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.intake import removing

_SONGS_SHOWN = 10


def _run(options: Options) -> int:
    with open_library(options) as db:
        return _undo(db, options) if options.undo else _remove(db, options)


def _undo(db: Database, options: Options) -> int:
    """The songs of the last removal return."""
    if options.query or options.all:
        refuse(options, tr("--undo takes the last removal back: name no songs"))
    with job(tr("Bringing songs back")) as context:
        changes = removing.undo(context, db)
    back = len(changes.added) + len(changes.updated)
    total = tracks.count(db).all
    if options.json:
        print_json({"back": back, "songs": total})
    else:
        say(
            plural(
                "{n} song back in the library, {total} in all",
                "{n} songs back in the library, {total} in all",
                back,
                total=total,
            )
        )
    return 0


def _remove(db: Database, options: Options) -> int:
    """Songs out of the library."""
    ids = selected(db, options)
    if not len(ids):
        raise UsageError(tr("no song fits the query"), remedy=tr("see “organizer list”"))
    shown = tracks.get_many(db, ids if options.json else ids[:_SONGS_SHOWN])
    if not options.json:
        print_table((tr("Song"), tr("Path")), [(song.label, song.reference) for song in shown])
        if len(ids) > len(shown):
            say(tr("… and {n} more", n=len(ids) - len(shown)))
    if not options.dry_run:
        question = plural(
            "Remove {n} song from the library? The files stay as they are.",
            "Remove {n} songs from the library? The files stay as they are.",
            len(ids),
        )
        if not confirm(question, yes=options.yes, as_json=options.json):
            raise OrganizerError(tr("nothing was removed"))
        with job(tr("Removing songs")) as context:
            removing.remove(context, db, ids)
            mapping.place_new(db)  # they leave the current map and groups, too
    left = tracks.count(db).all
    if options.json:
        songs = [{"id": song.id, "path": song.path} for song in shown]
        print_json({"songs": songs, "removed": 0 if options.dry_run else len(ids), "left": left})
    elif options.dry_run:
        say(
            plural(
                "{n} song would be removed; nothing was changed",
                "{n} songs would be removed; nothing was changed",
                len(ids),
            )
        )
    else:
        say(
            plural(
                "{n} song removed, {left} left; the files stay as they are",
                "{n} songs removed, {left} left; the files stay as they are",
                len(ids),
                left=left,
            )
        )
    return 0


COMMANDS = {"remove": _run}
