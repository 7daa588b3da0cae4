"""``organizer remove``: songs out of the library, and back."""

from __future__ import annotations

from organizer.base.errors import OrganizerError, UsageError
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import selected
from organizer.cli.terminal import confirm, job, note, print_json, print_table, say
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


def _remove(db: Database, options: Options) -> int:
    """Songs out of the library. 2, as for any wrong usage, where it is not clear which are meant."""
    ids = selected(db, options)
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
            mapping.place_new(db)  # they leave the current map and groups, too
    left = tracks.count(db).all
    if options.json:
        songs = [{"id": song.id, "path": song.path} for song in shown]
        print_json({"songs": songs, "removed": 0 if options.dry_run else len(ids), "left": left})
    elif options.dry_run:
        say(f"{many} would be removed; nothing was changed")
    else:
        say(f"{many} removed, {left:,} left; the files stay as they are")
    return 0


COMMANDS = {"remove": _run}
