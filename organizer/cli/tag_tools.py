"""``organizer tag`` with tools: named actions, single steps, and what there is of both."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.base.model import TagEdit, Track
from organizer.cli.command import Options
from organizer.cli.terminal import job, note, print_json, print_table, say
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.tags.tools import actions, loading, parameters, stored
from organizer.work.tags.tools.actions import Action, Result, Step
from organizer.work.tags.tools.registry import TOOLS

#: Songs that do not fit, or that something is to be said of, are named up to so many.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Ran:
    """What tools make of songs."""

    label: str
    steps: tuple[Step, ...]
    results: tuple[Result, ...]

    @property
    def edits(self) -> list[TagEdit]:
        """What is to be written."""
        return actions.edits(self.results)

    def document(self) -> dict[str, object]:
        """What is said beside the changes, for ``--json``."""
        return {
            "misfits": [
                {
                    "path": each.song.path,
                    "step": number + 1,
                    "tool": self.steps[number].tool.kind,
                    "reason": reason,
                }
                for each in self.results
                for number, reason in each.misfits
            ],
            "notes": [
                {"path": each.song.path, "note": text, "sure": each.sure}
                for each in self.results
                for text in each.notes
            ],
        }

    def say(self) -> None:
        """The same in words."""
        lines = [
            tr(
                "{path}: step {step}, {tool}: {reason}",
                path=each.song.path,
                step=number + 1,
                tool=self.steps[number].tool.label,
                reason=reason,
            )
            for each in self.results
            for number, reason in each.misfits
        ]
        remarks = [f"{each.song.path}: {text}" for each in self.results for text in each.notes]
        for title, texts in (
            (plural("{n} song does not fit:", "{n} songs do not fit:", len(lines)), lines),
            (plural("{n} song is worth a look:", "{n} songs are worth a look:", len(remarks)), remarks),
        ):
            if texts:
                note(title)
            for text in texts[:_NAMED]:
                note(f"  {text}")
            if len(texts) > _NAMED:
                more = len(texts) - _NAMED
                note(
                    "  " + plural("… and {n} more (--json has all)", "… and {n} more (--json has all)", more)
                )


def run(db: Database, options: Options, songs: Sequence[Track]) -> Ran:
    """What the action, and the steps after it, make of these songs."""
    named = stored.named(db, options.action) if options.action else None
    steps = (*(named.steps if named else ()), *map(actions.typed_step, options.steps))
    if options.sort:
        places = {int(i): at for at, i in enumerate(tracks.query(db, "", order=options.sort).tolist())}
        ordered = sorted(songs, key=lambda song: places.get(song.id, len(places)))
    else:
        ordered = sorted(songs, key=lambda song: _natural(song.path))
    with job(tr("Working out the changes")) as context:
        loaded = loading.from_library(db, ordered)
        if names := loading.fields_in_files(steps):
            loaded = loading.with_fields(context, loaded, names)
        results = actions.run(steps, loaded, context.check_cancelled)
    label = (
        tr("action {name}", name=named.name)
        if named
        else ", ".join(step.tool.label.lower() for step in steps)
    )
    return Ran(label, steps, tuple(results))


def _natural(path: str) -> tuple[object, ...]:
    """Folder and name, with numbers by their size: “2 b” before “10 a”."""
    folder, name = os.path.split(path)
    return folder, [
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part.casefold())
        for part in re.split(r"([0-9]{1,9})", name)
    ]


def is_about_actions(options: Options) -> bool:
    """Whether tools or actions are to be listed, stored or forgotten, and no songs edited."""
    return bool(
        options.tools
        or options.actions
        or options.save_action
        or options.forget_action
        or options.export_action
        or options.import_action
    )


def manage(db: Database, options: Options) -> int:
    """List tools or actions, store, forget, write out or read in an action."""
    if options.query or options.all or options.values or options.from_analysis:
        raise UsageError(tr("this is about actions, not about songs"), remedy=tr("leave out the songs"))
    if options.tools:
        return _list_tools(options)
    if options.save_action:
        steps = tuple(map(actions.typed_step, options.steps))
        if options.action:
            steps = (*stored.named(db, options.action).steps, *steps)
        if not steps:
            raise UsageError(
                tr("an action needs a step"), remedy=tr("give each with --step 'TOOL NAME=VALUE …'")
            )
        action = Action(actions.name_of(options.save_action), steps)
        actions.check_steps(steps)
        _store(db, action, options)
    elif options.import_action:
        action = stored.read_file(options.import_action)
        if action.name.casefold() in map(str.casefold, stored.names(db)) and not options.yes:
            raise UsageError(
                tr("there is an action “{name}” already", name=action.name),
                remedy=tr("add --yes to put this in its place"),
            )
        _store(db, action, options)
    elif options.export_action:
        name, path = options.export_action
        stored.export(stored.named(db, name), path)
        if options.json:
            print_json({"action": name, "path": os.path.abspath(path)})
        else:
            say(tr("wrote the action “{name}” to {path}", name=name, path=path))
    elif options.forget_action:
        stored.forget(db, options.forget_action)
        if options.json:
            print_json({"forgotten": options.forget_action})
        else:
            say(tr("forgot the action “{forget_action}”", forget_action=options.forget_action))
    else:
        _list_actions(db, options)
    return 0


def _store(db: Database, action: Action, options: Options) -> None:
    stored.store(db, action)
    if options.json:
        print_json({"stored": action.name, "steps": len(action.steps)})
    else:
        say(
            plural(
                "stored the action “{name}” of {n} step",
                "stored the action “{name}” of {n} steps",
                len(action.steps),
                name=action.name,
            )
        )


def _list_actions(db: Database, options: Options) -> None:
    documents, rows = [], []
    for name in stored.names(db):
        try:
            action = stored.named(db, name)
        except UsageError as error:
            documents.append({"name": name, "error": str(error)})
            rows.append((name, "", tr("cannot be read: {error}", error=error)))
            continue
        documents.append(actions.to_json(action))
        rows += [
            (
                name if not number else "",
                step.tool.kind if step.on else tr("{tool} (off)", tool=step.tool.kind),
                actions.in_words(step),
            )
            for number, step in enumerate(action.steps)
        ]
    if options.json:
        print_json(documents)
    elif rows:
        print_table((tr("Action"), tr("Tool"), tr("With")), rows)
    else:
        say(tr("there are no named actions yet: --save-action stores the steps given by --step"))


def _list_tools(options: Options) -> int:
    if options.json:
        print_json(
            [
                {
                    "tool": kind,
                    "about": tool.about,
                    "parameters": [
                        {
                            "name": each.name,
                            "kind": each.kind,
                            "about": each.tip or each.label,
                            "default": parameters.plain(tool())[each.name],
                            **({"choices": list(each.choices)} if each.choices else {}),
                        }
                        for each in parameters.shown(tool)
                    ],
                }
                for kind, tool in TOOLS.items()
            ]
        )
        return 0
    rows = []
    for kind, tool in TOOLS.items():
        rows.append((kind, "", tool.about))
        for each in parameters.shown(tool):
            value = parameters.plain(tool())[each.name]
            shown = "yes" if value is True else "no" if value is False else value
            default = parameters.listed(tuple(value), each.kind) if isinstance(value, list) else shown
            about = (
                tr("one of {names}", names=", ".join(each.choices))
                if each.choices
                else each.tip or each.label
            )
            rows.append(("", f"{each.name}={default}", about))
    print_table((tr("Tool"), tr("Parameter"), ""), rows, prose=True)
    return 0
