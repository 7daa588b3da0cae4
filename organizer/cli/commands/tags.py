"""``organizer tag``, ``suggest``, ``undo``, ``redo``, ``history``: changes are shown before files are
written, and can be taken back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from organizer.base import settings
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.model import FIELD_LABELS, TagEdit, Track
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import selected
from organizer.cli.terminal import confirm, job, note, print_json, print_table, say
from organizer.library import journal, maps, tracks
from organizer.library.storage.database import Database
from organizer.work.tags import tagging
from organizer.work.tags.tagging import Diff, EditResult, HistoryEntry, Step

if TYPE_CHECKING:
    from organizer.work.insight.suggesting import Suggestion, Suggestions


def _tag(options: Options) -> int:
    with open_library(options) as db:
        return _edit(db, options)


def _edit(db: Database, options: Options) -> int:
    values = dict(tagging.parse_assignment(text) for text in options.values)
    if bool(values) == bool(options.from_analysis):
        raise UsageError("say what to write", remedy="with --set FIELD=VALUE or with --from-analysis")
    if options.replace and options.from_analysis != "bpm-key":
        raise UsageError("--replace goes with --from-analysis bpm-key", remedy="leave it out")
    ids = selected(db, options, empty_means_all=True)  # every change is shown, and can be undone
    if ids is None:
        return 2
    songs = [song for song in tracks.get_many(db, ids.tolist()) if song.available]
    if not songs:
        raise UsageError("no song fits the query", remedy="see “organizer list”")
    if options.from_analysis:
        edits = _edits(db, songs, options.from_analysis, replace=options.replace)
    else:
        edits = tagging.edits_from_values(songs, values)
    label = options.from_analysis or "set " + ", ".join(values)
    return _write(db, options, edits, label.replace("-", " "))


def _suggest(options: Options) -> int:
    from organizer.work.insight import suggesting

    with open_library(options) as db:
        text = " ".join(options.query)
        ids = tracks.query(db, text) if text.strip() else None
        if ids is not None and not len(ids):
            raise UsageError("no song fits the query", remedy="see “organizer list”")
        with job("Suggesting") as context:
            result = suggesting.suggest(context, db, options.field, ids)
        least = options.least or (suggesting.SURE if options.apply else suggesting.LEAST)
        suggested = [one for one in result.suggested if one.confidence >= least]
        if not options.apply:
            _print_suggestions(db, options, result, suggested)
            return 0
        if not suggested:
            raise UsageError(
                f"nothing is suggested at {least:.0%} or more", remedy=suggesting.in_words(result)
            )
        edits = suggesting.edits(db, suggested)
        return _write(
            db,
            options,
            edits,
            f"suggested {options.field}",
            before=lambda: suggesting.accept(db, options.field, suggested),
        )


def _print_suggestions(
    db: Database, options: Options, result: Suggestions, suggested: Sequence[Suggestion]
) -> None:
    from organizer.work.insight import evaluation, suggesting

    wanted = {i for one in suggested for i in (one.track_id, *one.reasons)}
    songs = {song.id: song for song in tracks.get_many(db, wanted)}
    if options.json:
        listed = [
            {
                "path": songs[one.track_id].path,
                "field": one.field,
                "value": one.value,
                "confidence": round(one.confidence, 4),
                "like": [songs[i].reference for i in one.reasons if i in songs],
            }
            for one in suggested
            if one.track_id in songs
        ]
        print_json(
            {
                "field": result.field,
                "suggestions": listed,
                "tagged": result.tagged,
                "without": result.without,
                "not_analyzed": result.not_analyzed,
                "why": result.why,
                "reliability": result.reliability,
            }
        )
        return
    if suggested:
        rows = [
            (
                songs[one.track_id].path,
                one.value,
                f"{one.confidence:.0%}",
                "; ".join(songs[i].label for i in one.reasons if i in songs),
            )
            for one in suggested
            if one.track_id in songs
        ]
        print_table(("File", result.field.capitalize(), "Sure\t", "Like"), rows)
        say()
    say(suggesting.in_words(result))
    if result.reliability is not None:
        say(evaluation.reliability_in_words(result.reliability))
    if suggested:
        say("Nothing was written: --apply writes what is suggested, after showing every change.")


def _write(
    db: Database,
    options: Options,
    edits: Sequence[TagEdit],
    label: str,
    *,
    before: Callable[[], None] = lambda: None,
) -> int:
    """Show what edits would change; write it when that is confirmed, ``before`` which this is called."""
    with job("Looking at files", unit="files") as context:
        diffs = tagging.preview(db, edits, context)
    writable = [d for d in diffs if not d.refused]
    changes = [{"path": d.path, "field": d.field, "before": d.old, "after": d.new} for d in writable]
    refused = [
        {"path": d.path, "field": d.field, "value": d.new, "reason": d.refused} for d in diffs if d.refused
    ]
    files = len({d.path for d in writable})
    if not options.json:
        _print_diffs(diffs)
    if options.dry_run or not writable:
        if options.json:
            print_json({"changes": changes, "refused": refused, "files": files, "written": 0})
        else:
            say(f"{files} files would change; nothing was written" if diffs else "nothing to change")
        if refused and not writable:
            raise OrganizerError(
                f"nothing was written: {diffs[0].refused}", path=diffs[0].path if len(diffs) == 1 else None
            )
        return 0
    links = _keeps_links(options)
    if not links and (linked := tagging.linked_files(writable)):
        note(
            f"{linked} of these files have other names (hard links), which keep the old tags: to write them "
            "too, add --keep-hard-links"
        )
    if not confirm(f"Write {len(writable)} changes to {files} files?", yes=options.yes, as_json=options.json):
        raise OrganizerError("nothing was written")
    before()
    with job("Writing tags", unit="files") as context:
        result = tagging.apply(context, db, diffs, label=label, keep_links=links)
    return _report(result, options, changes)


def _undo(options: Options) -> int:
    with open_library(options) as db:
        return _step(db, options, "undo")


def _redo(options: Options) -> int:
    with open_library(options) as db:
        return _step(db, options, "redo")


def _step(db: Database, options: Options, direction: Literal["undo", "redo"]) -> int:
    step = tagging.next_step(db, direction, options.edit)
    if step is None:
        raise _nothing(db, direction, options.edit)
    if not confirm(_question(step), yes=options.yes, as_json=options.json, can_look=False):
        raise OrganizerError("nothing was written")
    write = tagging.undo if direction == "undo" else tagging.redo
    with job(f"{direction.capitalize()}: {step.label}", unit="files") as context:
        result = write(context, db, step.edit_id, keep_links=_keeps_links(options))
    if result is None:
        raise _nothing(db, direction, options.edit)
    if result.failed:
        note(
            f"{result.done} of {result.done + len(result.failed)} files are written; for the others, "
            f"“organizer {direction} {result.edit_id}” tries again at any time"
        )
    return _report(result, options, None)


def _history(options: Options) -> int:
    with open_library(options) as db:
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
                    "undone": e.undone,
                    "in_part": e.in_part,
                    "open": e.open,
                    "damaged": e.damaged,
                }
                for e in entries
            ]
        )
    else:
        rows = []
        for e in entries:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(e.created))
            rows.append((e.edit_id, when, e.label, _state(e), e.files, e.failed))
        print_table(("Edit\t", "When", "What", "State", "Files\t", "Failed\t"), rows)
    return 0


def _state(entry: HistoryEntry) -> str:
    """What became of an edit, in words."""
    if entry.in_part:
        words = [f"undone in part, left in {entry.files}"]
    else:
        words = [{"open": "interrupted"}.get(entry.state, entry.state)]
    if entry.open:
        words.append(f"{entry.open} cannot be looked at")
    if entry.damaged:
        words.append(f"{entry.damaged} damaged in the journal")
    return "; ".join(words)


def _question(step: Step) -> str:
    fields = ", ".join(FIELD_LABELS[name].lower() for name in step.fields)
    rest = "the rest of " if step.rest else ""
    way = " back" if step.direction == "undo" else ""
    return f"{step.direction.capitalize()} {rest}“{step.label}”: write {step.files} files{way} ({fields})?"


def _nothing(db: Database, direction: str, edit_id: int | None) -> UsageError:
    what = f"there is nothing to {direction}" + (f" of edit {edit_id}" if edit_id is not None else "")
    waiting = sum(e.open + (e.files if e.state == "done" else 0) for e in journal.history(db))
    if direction == "undo" and edit_id is None and waiting:
        return UsageError(
            f"{what} now; {waiting} files that cannot be reached may still hold an edit",
            remedy="see “organizer history”, and try again when they are there",
        )
    return UsageError(what, remedy="see “organizer history”")


def _keeps_links(options: Options) -> bool:
    return bool(options.keep_hard_links or settings.load().keep_hard_links)


def _edits(db: Database, songs: Sequence[Track], kind: str, *, replace: bool) -> list[TagEdit]:
    if kind == "bpm-key":
        return tagging.edits_from_descriptors(songs, replace=replace)
    grouping = maps.load_grouping(db)
    if grouping is None:
        raise UsageError("there are no groups yet", remedy="run “organizer groups” first")
    names = {group.number: group.name for group in grouping.groups}
    named = {song.id: names[song.group] for song in songs if song.group in names}
    return tagging.edits_from_groups(songs, named, kind.removeprefix("group-as-"))


def _print_diffs(diffs: Sequence[Diff]) -> None:
    rows = []
    for d in diffs:
        before, after = d.shown
        rows.append(
            (d.path, d.field, before or "–", f"cannot be written: {d.refused}" if d.refused else after or "–")
        )
    print_table(("File", "Field", "Before", "After"), rows)


def _report(result: EditResult, options: Options, changes: object) -> int:
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


COMMANDS = {"tag": _tag, "suggest": _suggest, "undo": _undo, "redo": _redo, "history": _history}
