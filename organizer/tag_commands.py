"""The commands that change tags in files: the difference is shown first, and every edit can be taken back."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from organizer import tagging
from organizer.errors import OrganizerError, UsageError
from organizer.library import journal, maps, tracks
from organizer.library.database import Database
from organizer.model import TagEdit, Track
from organizer.song_commands import chosen
from organizer.tagging import Diff, EditResult
from organizer.terminal import confirm, job, note, print_json, print_table, say


def tag(db: Database, options: argparse.Namespace) -> int:
    values = dict(tagging.parse_assignment(text) for text in options.values)
    if bool(values) == bool(options.from_analysis):
        raise UsageError("say what to write", remedy="with --set FIELD=VALUE or with --from-analysis")
    ids = chosen(db, options)
    if ids is None:
        return 2
    songs = [song for song in tracks.get_many(db, ids.tolist()) if not song.away]
    if not songs:
        raise UsageError("no song fits the query", remedy="see “organizer list”")
    if options.from_analysis:
        edits = _edits(db, songs, options.from_analysis)
    else:
        edits = tagging.edits_from_values(songs, values)
    diffs = tagging.preview(db, edits)
    changes = [{"path": d.path, "field": d.field, "before": d.old, "after": d.new} for d in diffs]
    files = len({d.path for d in diffs})
    if not options.json:
        _print_diffs(diffs)
    if options.dry_run or not diffs:
        if options.json:
            print_json({"changes": changes, "files": files, "written": 0})
        else:
            say(f"{files} files would change; nothing was written" if diffs else "nothing to change")
        return 0
    if not confirm(f"Write {len(diffs)} changes to {files} files?", yes=options.yes, as_json=options.json):
        raise OrganizerError("nothing was written")
    label = options.from_analysis or "set " + ", ".join(values)
    with job("Writing tags", unit="files") as context:
        result = tagging.apply(context, db, diffs, label=label.replace("-", " "))
    return _report(result, options, changes)


def step(db: Database, options: argparse.Namespace, direction: str) -> int:
    """``undo`` or ``redo``."""
    label = tagging.can_undo(db) if direction == "undo" else tagging.can_redo(db)
    if label is None:
        raise UsageError(f"there is nothing to {direction}", remedy="see “organizer history”")
    question = f"{direction.capitalize()} “{label}”?"
    if not confirm(question, yes=options.yes, as_json=options.json, can_look=False):
        raise OrganizerError("nothing was written")
    with job(f"{direction.capitalize()}: {label}", unit="files") as context:
        result = (tagging.undo if direction == "undo" else tagging.redo)(context, db)
    if result is None:
        raise UsageError(f"there is nothing to {direction}", remedy="see “organizer history”")
    return _report(result, options, None)


def history(db: Database, options: argparse.Namespace) -> int:
    entries = journal.history(db)
    if options.json:
        print_json(
            [
                {
                    "edit": e.edit_id,
                    "created": e.created,
                    "label": e.label,
                    "state": e.state,
                    "done": e.files,
                    "failed": e.failed,
                }
                for e in entries
            ]
        )
    else:
        rows = []
        for e in entries:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(e.created))
            rows.append((e.edit_id, when, e.label, e.state, e.files, e.failed))
        print_table(("Edit\t", "When", "What", "State", "Files\t", "Failed\t"), rows)
    return 0


def _edits(db: Database, songs: Sequence[Track], kind: str) -> list[TagEdit]:
    if kind == "bpm-key":
        return tagging.edits_from_descriptors(songs)
    grouping = maps.load_grouping(db)
    if grouping is None:
        raise UsageError("there are no groups yet", remedy="run “organizer groups” first")
    names = {group.number: group.name for group in grouping.groups}
    named = {song.id: names[song.group] for song in songs if song.group in names}
    return tagging.edits_from_groups(songs, named, kind.removeprefix("group-as-"))


def _print_diffs(diffs: Sequence[Diff]) -> None:
    def text(value: str | tuple[str, ...]) -> str:
        return "; ".join(value) if isinstance(value, tuple) else value

    rows = [(d.path, d.field, text(d.old) or "–", text(d.new) or "–") for d in diffs]
    print_table(("File", "Field", "Before", "After"), rows)


def _report(result: EditResult, options: argparse.Namespace, changes: object) -> int:
    failed = [{"path": path, "reason": reason} for path, reason in result.failed]
    if options.json:
        document = {"edit": result.edit_id, "label": result.label, "written": result.done, "failed": failed}
        print_json(document if changes is None else {**document, "changes": changes})
    else:
        say(f"{result.label}: {result.done} files written, {len(failed)} failed")
    for path, reason in result.failed[:10]:
        note(f"failed: {OrganizerError(reason, path=path)}")
    if failed:
        raise OrganizerError(f"{len(failed)} files could not be written", remedy="the others were")
    return 0
