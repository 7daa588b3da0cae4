"""Actions: lists of tools, run one after the other; and how they are written down."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from organizer.base.errors import UsageError
from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import tr
from organizer.base.model import TagEdit, field_value
from organizer.work.tags.tools import parameters
from organizer.work.tags.tools.registry import TOOLS
from organizer.work.tags.tools.song import EVERY, Song, Tool, Values

#: What a file with an action begins with, and which form it has.
_MARK, _FORM = "organizer_action", 1

#: Longer names and more steps nobody reads.
LONGEST_NAME, MOST_STEPS = 120, 100


@dataclass(frozen=True, slots=True)
class Step:
    """A tool with its parameters, as one step of an action."""

    tool: Tool
    on: bool = True  #: a step that is off is left out


@dataclass(frozen=True, slots=True)
class Action:
    """Steps under a name."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What an action makes of one song."""

    song: Song
    values: Mapping[str, Values]  #: fields that change; () removes one
    notes: tuple[str, ...] = ()
    misfits: tuple[tuple[int, str], ...] = ()  #: (number of the step, why it does not fit)
    sure: float | None = None  #: of proposals: how sure the least sure one is


def run(
    steps: Sequence[Step], songs: Sequence[Song], check: Callable[[], object] = lambda: None
) -> list[Result]:
    """What the steps, one after the other, make of songs in their order. ``check`` is called now and
    then, and raises to stop. Raises ``UsageError`` for a step that lacks something."""
    check_steps(steps)
    now = list(songs)
    notes: list[tuple[str, ...]] = [()] * len(now)
    misfits: list[tuple[tuple[int, str], ...]] = [()] * len(now)
    sure: list[float | None] = [None] * len(now)
    for number, step in enumerate(steps):
        if not step.on:
            continue
        for at, outcome in enumerate(step.tool.run(now, check)):
            if outcome.misfit:
                misfits[at] += ((number, outcome.misfit),)
            if outcome.note:
                notes[at] += (outcome.note,)
            if outcome.sure is not None:
                earlier = sure[at]
                sure[at] = outcome.sure if earlier is None else min(outcome.sure, earlier)
            if outcome.values:
                song = now[at]
                values = {**song.values, **outcome.values}
                now[at] = Song(song.track_id, song.path, {k: v for k, v in values.items() if v}, song.track)
    check()
    return [
        Result(songs[at], _changed(songs[at], now[at]), notes[at], misfits[at], sure[at])
        for at in range(len(now))
    ]


def check_steps(steps: Sequence[Step]) -> None:
    """Raise ``UsageError`` for a step that lacks something."""
    for number, step in enumerate(steps, 1):
        if step.on and (problem := step.tool.problem()):
            raise UsageError(
                tr(
                    "step {number}, “{tool}”: {problem}",
                    number=number,
                    tool=step.tool.label,
                    problem=problem,
                )
            )


def _changed(before: Song, after: Song) -> dict[str, Values]:
    if before is after:
        return {}
    names = dict.fromkeys((*before.values, *after.values))
    return {name: after.get(name) for name in names if after.get(name) != before.get(name)}


def edits(results: Iterable[Result]) -> list[TagEdit]:
    """What an action makes of songs, as edits for the usual preview."""
    return [
        TagEdit(
            each.song.track_id,
            each.song.path,
            {name: field_value(name, values) for name, values in each.values.items()},
        )
        for each in results
        if each.values and each.song.path
    ]


def to_json(action: Action) -> dict[str, Any]:
    """An action as a document."""
    steps = [
        {"tool": step.tool.kind, **({} if step.on else {"on": False}), **parameters.plain(step.tool)}
        for step in action.steps
    ]
    return {_MARK: _FORM, "name": action.name, "steps": steps}


def from_json(document: object) -> Action:
    """The action in a document. Raises ``UsageError`` for what is none."""
    if not isinstance(document, dict) or _MARK not in document:
        raise UsageError(
            tr("this is no action for tags"), remedy=tr("write one with “organizer tag --export-action”")
        )
    if document[_MARK] != _FORM:
        raise UsageError(
            tr("this action is of form {form}, which is not known here", form=repr(document[_MARK])),
            remedy=tr("update Organizer"),
        )
    steps = document.get("steps")
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        raise UsageError(tr("the action has no list of steps"), remedy=tr("write it anew"))
    return Action(name_of(document.get("name")), tuple(map(_step, steps)))


def _step(document: object) -> Step:
    if not isinstance(document, dict):
        raise UsageError(tr("a step of the action is no object"), remedy=tr("write it anew"))
    values = dict(document)
    kind, on = values.pop("tool", None), values.pop("on", True)
    if not isinstance(kind, str) or kind not in TOOLS:
        raise UsageError(
            tr("there is no tool “{kind}”", kind=kind), remedy=tr("one of {names}", names=", ".join(TOOLS))
        )
    if not isinstance(on, bool):
        raise UsageError(tr("“on” of a step is true or false"))
    return Step(parameters.read(TOOLS[kind], values), on)


def name_of(text: object) -> str:
    """The name of an action, tidied up. Raises ``UsageError`` for what is none."""
    name = " ".join(text.split()) if isinstance(text, str) else ""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(
            tr("the action has no name that can be shown"), remedy=tr("give it one of a few words")
        )
    return name


def text_of(steps: Sequence[Step]) -> str:
    """Steps as they are stored."""
    return json.dumps(to_json(Action("_", tuple(steps)))["steps"], ensure_ascii=False)


def steps_of(text: str) -> tuple[Step, ...]:
    """Steps that were stored. Raises ``UsageError`` where they cannot be understood."""
    try:
        document = json.loads(text)
    except ValueError:
        raise UsageError(tr("the stored action cannot be read")) from None
    return from_json({_MARK: _FORM, "name": "_", "steps": document}).steps


def typed_step(text: str) -> Step:
    """A step as it is typed: ``case fields=title,album style=title``; values with blanks stand in quotes."""
    try:
        kind, *rest = shlex.split(text)
    except ValueError as error:
        raise UsageError(
            tr("“{text}” is no step", text=text),
            remedy=tr("write a tool and NAME=VALUE …, in quotes where blanks are"),
        ) from error
    if kind not in TOOLS:
        raise UsageError(
            tr("there is no tool “{kind}”", kind=kind), remedy=tr("one of {names}", names=", ".join(TOOLS))
        )
    texts = {}
    for part in rest:
        name, equals, value = part.partition("=")
        if not equals:
            raise UsageError(
                tr("“{part}” is not NAME=VALUE", part=part),
                remedy=tr(
                    "of {kind}: {names}",
                    kind=kind,
                    names=", ".join(each.name for each in parameters.shown(TOOLS[kind])),
                ),
            )
        texts[name] = value
    return Step(parameters.typed(TOOLS[kind], texts))


def in_words(step: Step) -> str:
    """A step in a few words, as lists show it: what differs from a new one."""
    tool, new = step.tool, type(step.tool)()
    said = []
    for each in parameters.shown(tool):
        value = getattr(tool, each.name)
        if each.kind == "flag" and value != getattr(new, each.name):
            said.append(each.label if value else tr("not: {label}", label=each.label))
        elif each.kind in ("fields", "field") or value != getattr(new, each.name):
            names = value if isinstance(value, tuple) else (str(value),)
            if each.kind in ("fields", "field"):
                names = tuple(
                    tr("every field of text") if name == EVERY else in_sentence(name) for name in names
                )
            text = parameters.listed(names, each.kind)
            said.append(each.choices.get(text, text))
    return ", ".join(filter(None, said))
