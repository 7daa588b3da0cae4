"""``organizer rename`` and ``move``: where files would go is shown before anything is touched, and can be
taken back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import plural, tr
from organizer.base.naming.file_names import Rules
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import selected, with_files
from organizer.cli.tag_writing import tell
from organizer.cli.terminal import confirm, job, print_json, print_table, row_of, say
from organizer.library import tracks
from organizer.library.files import moves
from organizer.library.storage.database import Database
from organizer.work.files import history, moving, planning
from organizer.work.files.planning import Plan


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of renaming or of moving."""

    job: str
    question: Callable[[str], str]
    label: Callable[[int], str]


_RENAME = _Words(
    tr("Renaming"),
    lambda what: tr("Rename {what}?", what=what),
    lambda songs: plural("Rename one song", "Rename {n} songs", songs),
)
_MOVE = _Words(
    tr("Moving"),
    lambda what: tr("Move {what}?", what=what),
    lambda songs: plural("Move one song", "Move {n} songs", songs),
)


def _rename(options: Options) -> int:
    with open_library(options) as db:
        if options.undo:
            return _take_back(db, options)
        if not options.template:
            raise UsageError(
                tr("say how the files are to be named"),
                remedy=tr("with --template {example}, for example", example='"{track:02} {title}"'),
            )
        return _change(db, options, "", _RENAME)


def _move(options: Options) -> int:
    with open_library(options) as db:
        folder = os.path.abspath(options.folder)
        if os.path.lexists(folder) and not os.path.isdir(folder):
            raise UsageError(tr("this is a file, not a folder"), path=folder, remedy=tr("name a folder"))
        return _change(db, options, folder, _MOVE)


def _change(db: Database, options: Options, folder: str, words: _Words) -> int:
    chosen = planning.Options(
        template=options.template,
        folder=folder,
        rules=Rules(options.target) if options.target else Rules(),
        clash=options.clash,
        same_name=not options.leave_same_name,
        others=not options.leave_others,
        lists=not options.leave_lists,
        plain=options.ascii,
    )
    planning.parsed(chosen)  # what is wrong with it is said before anything else
    ids = selected(db, options, empty_means_all=True)
    with_files(db, ids)
    songs = tracks.get_many(db, ids.tolist())
    with job(tr("Looking at files"), unit="files") as context:
        plan = planning.plan(context, db, songs, chosen)
    document = _document(plan)
    if not options.json:
        _print(plan)
    if options.dry_run or not plan.wanted:
        if options.json:
            print_json({**document, "moved": 0})
        else:
            summary = _summary(plan)
            say(tr("{what}; nothing was touched", what=summary) if plan.wanted else summary)
        if plan.refused and not plan.wanted:
            first = plan.refused[0]
            raise OrganizerError(tr("nothing can be moved: {refused}", refused=first.refused), path=first.old)
        return 0
    if not confirm(words.question(_summary(plan)), yes=options.yes, as_json=options.json):
        raise OrganizerError(tr("nothing was moved"))
    label = words.label(plan.songs)
    with job(words.job, unit="files") as context:
        result = moving.apply(context, db, plan, label=label)
    return tell(result, options, {**document, "moved": result.done})


def _take_back(db: Database, options: Options) -> int:
    """The last edit of places that can be taken back."""
    edits = moves.last(db, "done")
    step = history.next_step(db, "undo", edits[0][0]) if edits else None
    if step is None:
        raise UsageError(tr("there is no renaming to take back"), remedy=tr("see “organizer history”"))
    if not options.json:
        _print_ways([(diff.path, str(diff.new), "") for diff in step.diffs])
    if options.dry_run:
        ways = [{"old": diff.path, "new": diff.new} for diff in step.diffs]
        if options.json:
            print_json({"edit": step.edit_id, "label": step.label, "moves": ways, "moved": 0})
        else:
            say(
                plural(
                    "{n} file would go back; nothing was touched",
                    "{n} files would go back; nothing was touched",
                    step.files,
                )
            )
        return 0
    if not confirm(
        plural(
            "Take “{label}” back: {n} file?", "Take “{label}” back: {n} files?", step.files, label=step.label
        ),
        yes=options.yes,
        as_json=options.json,
    ):
        raise OrganizerError(tr("nothing was moved"))
    with job(tr("Undo: {label}", label=step.label), unit="files") as context:
        result = history.undo(context, db, step.edit_id)
    if result is None:
        raise UsageError(tr("there is no renaming to take back"), remedy=tr("see “organizer history”"))
    return tell(result, options, {"moved": result.done})


def _document(plan: Plan) -> dict[str, object]:
    return {
        "moves": [
            {
                "id": move.track_id or None,
                "old": move.old,
                "new": move.new,
                "notes": list(move.notes),
            }
            for move in plan.wanted
        ],
        "refused": [{"path": move.old, "reason": move.refused} for move in plan.refused],
        "unchanged": plan.unchanged,
        "lists": list(plan.lists),
    }


def _print(plan: Plan) -> None:
    ways = [(move.old, tr("stays: {reason}", reason=move.refused), "") for move in plan.refused]
    ways += [(move.old, move.new, ", ".join(move.notes)) for move in plan.wanted]
    _print_ways(ways)
    for path in plan.lists:
        say(tr("rewritten: {path}", path=path))


def _print_ways(ways: list[tuple[str, str, str]]) -> None:
    if ways:
        print_table((tr("Before"), tr("After"), ""), ways)


def _summary(plan: Plan) -> str:
    beside = len(plan.wanted) - plan.songs
    facts = [plural("{n} song", "{n} songs", plan.songs)]
    if beside:
        facts.append(plural("{n} file beside them", "{n} files beside them", beside))
    if plan.lists:
        facts.append(plural("{n} list rewritten", "{n} lists rewritten", len(plan.lists)))
    if plan.refused:
        facts.append(plural("{n} stays where it is", "{n} stay where they are", len(plan.refused)))
    if plan.unchanged:
        facts.append(plural("{n} has the name already", "{n} have the name already", plan.unchanged))
    return row_of(facts)


COMMANDS = {"rename": _rename, "move": _move}
