"""``organizer tag``, ``suggest``, ``undo``, ``redo``, ``history``: changes are shown before files are
written, and can be taken back."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.fields.tag_names import NAMED_FIELDS, in_order, in_sentence, label_of
from organizer.base.language import number, plural, tr
from organizer.base.model import Track
from organizer.cli import tag_analysis, tag_tools
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import asked, selected, with_files
from organizer.cli.tag_writing import keeps_links, report, write_edits
from organizer.cli.terminal import confirm, job, note, print_json, print_table, right, row_of, say
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.named import lyrics_file
from organizer.work.files import history
from organizer.work.tags import assigning, tagging
from organizer.work.tags.tagging import HistoryEntry, Step

if TYPE_CHECKING:
    from organizer.work.insight.suggesting import Suggestion, Suggestions


def _tag(options: Options) -> int:
    with open_library(options) as db:
        if tag_tools.is_about_actions(options):
            return tag_tools.manage(db, options)
        return _edit(db, options)


def _edit(db: Database, options: Options) -> int:
    options.query, assignments = assigning.split(options.query)
    values = tagging.values_from((*options.values, *assignments))
    with_tools = bool(options.action or options.steps)
    if [bool(values), bool(options.from_analysis), with_tools, bool(options.show)].count(True) != 1:
        raise UsageError(
            tr("say what to write"),
            remedy=tr(
                "with one of FIELD=VALUE, --from-analysis, --action NAME or --step 'TOOL …'; or --show"
            ),
        )
    if options.sort and not with_tools:
        raise UsageError(tr("--sort is the order in which tools number songs"), remedy=tr("leave it out"))
    plan = tag_analysis.plan(options)
    ids = selected(db, options, empty_means_all=True)  # every change is shown, and can be undone
    songs = with_files(db, ids)
    if options.show:
        return _show(songs, options)
    if with_tools:
        run = tag_tools.run(db, options, songs)
        return write_edits(db, options, run.edits, run.label, more=run.document(), say_more=run.say)
    if plan is not None:
        return write_edits(db, options, tag_analysis.edits(db, songs, plan), plan.label)
    edits = tagging.edits_from_values(songs, values)
    return write_edits(db, options, edits, _set_label(values))


def _set_label(names: Iterable[str]) -> str:
    return tr("set {fields}", fields=row_of(name.replace("-", " ") for name in names))


def _show(songs: Sequence[Track], options: Options) -> int:
    """Every field of the files."""
    documents: list[dict[str, object]] = []
    rows = []
    for song in songs:
        try:
            said = tags.every_field(song.path)
        except OrganizerError as error:
            note(str(error))
            documents.append({"path": song.path, "error": error.cause})
            continue
        fields = {name: said.values(name) for name in in_order({*NAMED_FIELDS, *dict(said.more)})}
        fields = {name: values for name, values in fields.items() if values}
        beside = lyrics_file.beside(song.path)
        documents.append(
            {
                "path": song.path,
                "fields": {n: v[0] if len(v) == 1 else list(v) for n, v in fields.items()},
                "lyrics_beside": None if beside is None else {"path": beside.path, "text": beside.text},
            }
        )
        rows += [(song.path, name, label_of(name), "; ".join(v)) for name, v in fields.items()]
        if beside is not None:
            rows.append((song.path, "–", tr("Lyrics beside it ({path})", path=beside.path), beside.text))
    if options.json:
        print_json(documents)
    else:
        print_table((tr("File"), tr("Field"), tr("Called"), tr("Value")), rows)
    return 0


def _suggest(options: Options) -> int:
    from organizer.work.insight import suggesting

    with open_library(options) as db:
        text = asked(options)
        ids = tracks.query(db, text) if text.strip() else None
        if ids is not None and not len(ids):
            raise UsageError(tr("no song fits the query"), remedy=tr("see “organizer list”"))
        with job(tr("Suggesting")) as context:
            result = suggesting.suggest(context, db, options.field, ids)
        least = options.least or (suggesting.SURE if options.apply else suggesting.LEAST)
        suggested = [one for one in result.suggested if one.confidence >= least]
        if not options.apply:
            _print_suggestions(db, options, result, suggested)
            return 0
        if not suggested:
            raise UsageError(
                tr("nothing is suggested at {least}% or more", least=number(100 * least, 0)),
                remedy=suggesting.in_words(result),
            )
        edits = suggesting.edits(db, suggested)
        return write_edits(
            db,
            options,
            edits,
            tr("suggested {field}", field=options.field),
            before=lambda: suggesting.accept(db, options.field, suggested),
        )


def _print_suggestions(
    db: Database, options: Options, result: Suggestions, suggested: Sequence[Suggestion]
) -> None:
    from organizer.work.insight import evaluation_words, suggesting

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
                f"{number(100 * one.confidence, 0)}%",
                "; ".join(songs[i].label for i in one.reasons if i in songs),
            )
            for one in suggested
            if one.track_id in songs
        ]
        print_table((tr("File"), label_of(result.field), right(tr("Sure")), tr("Like")), rows)
        say()
    say(suggesting.in_words(result))
    if result.reliability is not None:
        say(evaluation_words.reliability_in_words(result.reliability))
    if suggested:
        say(tr("Nothing was written: --apply writes what is suggested, after showing every change."))


def _undo(options: Options) -> int:
    with open_library(options) as db:
        return _step(db, options, "undo")


def _redo(options: Options) -> int:
    with open_library(options) as db:
        return _step(db, options, "redo")


def _step(db: Database, options: Options, direction: Literal["undo", "redo"]) -> int:
    step = history.next_step(db, direction, options.edit)
    if step is None:
        raise _nothing(db, direction, options.edit)
    if not confirm(_question(step), yes=options.yes, as_json=options.json, can_look=False):
        raise OrganizerError(tr("nothing was written"))
    write = history.undo if direction == "undo" else history.redo
    with job(_doing(step), unit="files") as context:
        result = write(context, db, step.edit_id, keep_links=keeps_links(options))
    if result is None:
        raise _nothing(db, direction, options.edit)
    if result.failed:
        files = plural("{n} file", "{n} files", result.done + len(result.failed))
        note(
            tr(
                "{n} of {files} are done; for the others, “organizer {command} {edit}” tries again at "
                "any time",
                n=result.done,
                files=files,
                command=direction,
                edit=str(result.edit_id),
            )
        )
    return report(result, options, None)


def _history(options: Options) -> int:
    with open_library(options) as db:
        entries = history.history(db)
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
                    "moves": e.moves,
                }
                for e in entries
            ]
        )
    else:
        rows = []
        for e in entries:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(e.created))
            rows.append((e.edit_id, when, e.label, _state(e), e.files, e.failed))
        print_table(
            (right(tr("Edit")), tr("When"), tr("What"), tr("State"), right(tr("Files")), right(tr("Failed"))),
            rows,
        )
    return 0


_STATES = {
    "done": tr("done"),
    "undone": tr("undone"),
    "open": tr("interrupted"),
    "void": tr("void"),
}


def _state(entry: HistoryEntry) -> str:
    """What became of an edit, in words."""
    if entry.in_part:
        words = [plural("undone in part, left in {n}", "undone in part, left in {n}", entry.files)]
    else:
        words = [_STATES.get(entry.state, entry.state)]
    if entry.open:
        words.append(plural("{n} cannot be looked at", "{n} cannot be looked at", entry.open))
    if entry.damaged:
        words.append(plural("{n} damaged in the journal", "{n} damaged in the journal", entry.damaged))
    return "; ".join(words)


def _doing(step: Step) -> str:
    if step.direction == "undo":
        return tr("Undo: {edit}", edit=step.label)
    return tr("Redo: {edit}", edit=step.label)


def _question(step: Step) -> str:
    """What is asked before a step: whether it is all of an edit or the rest, of places or of fields."""
    undo = step.direction == "undo"
    if undo:
        what = (
            tr("Undo the rest of “{edit}”", edit=step.label)
            if step.rest
            else tr("Undo “{edit}”", edit=step.label)
        )
    else:
        what = (
            tr("Redo the rest of “{edit}”", edit=step.label)
            if step.rest
            else tr("Redo “{edit}”", edit=step.label)
        )
    if step.fields == (history.PLACE,):
        return (
            plural(
                "{what}: move {n} file back to where it was?",
                "{what}: move {n} files back to where they were?",
                step.files,
                what=what,
            )
            if undo
            else plural(
                "{what}: move {n} file there again?",
                "{what}: move {n} files there again?",
                step.files,
                what=what,
            )
        )
    fields = row_of(map(in_sentence, step.fields))
    return (
        plural(
            "{what}: write {n} file back ({fields})?",
            "{what}: write {n} files back ({fields})?",
            step.files,
            what=what,
            fields=fields,
        )
        if undo
        else plural(
            "{what}: write {n} file ({fields})?",
            "{what}: write {n} files ({fields})?",
            step.files,
            what=what,
            fields=fields,
        )
    )


def _nothing(db: Database, direction: str, edit_id: int | None) -> UsageError:
    undo, edit = direction == "undo", str(edit_id)
    waiting = sum(e.open + (e.files if e.state == "done" else 0) for e in history.history(db))
    if undo and edit_id is None and waiting:
        return UsageError(
            plural(
                "there is nothing to undo now; {n} file that cannot be reached may still hold an edit",
                "there is nothing to undo now; {n} files that cannot be reached may still hold an edit",
                waiting,
            ),
            remedy=tr("see “organizer history”, and try again when they are there"),
        )
    if edit_id is None:
        what = tr("there is nothing to undo") if undo else tr("there is nothing to redo")
    else:
        what = (
            tr("there is nothing to undo of edit {edit}", edit=edit)
            if undo
            else tr("there is nothing to redo of edit {edit}", edit=edit)
        )
    return UsageError(what, remedy=tr("see “organizer history”"))


COMMANDS = {"tag": _tag, "suggest": _suggest, "undo": _undo, "redo": _redo, "history": _history}
