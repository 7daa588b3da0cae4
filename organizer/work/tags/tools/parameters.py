"""The parameters of tools: how they are shown, written as plain values (JSON), and typed in a terminal."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.work.tags.tools.song import EVERY, Tool, field_name

T = TypeVar("T")

_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})


@dataclass(frozen=True, slots=True)
class Shown:
    """How a parameter is shown, and what it can be.

    ``kind``: "text", "field", "fields", "words" (several, separated by commas), "marks" (several, by blanks),
    "flag", "number", "share", "choice", or "hidden": texts that no form shows.
    """

    name: str
    label: str
    kind: str
    tip: str = ""
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)  #: value → as it is shown
    low: int = 0
    high: int = 9_999
    examples: tuple[str, ...] = ()


def parameter(default: T, label: str, kind: str, tip: str = "", **more: Any) -> T:
    """A field of a tool's dataclass, with how it is shown."""
    made: T = dataclasses.field(default=default, metadata={"label": label, "kind": kind, "tip": tip, **more})
    return made


def shown(tool: Tool | type[Tool]) -> tuple[Shown, ...]:
    """The parameters of a tool, in their order."""
    return tuple(Shown(each.name, **each.metadata) for each in dataclasses.fields(tool))  # type: ignore[arg-type]


def fields_of(tool: Tool) -> frozenset[str]:
    """The fields that a tool reads or writes, as far as it names them."""
    names = set(tool.looks_at())
    for each in shown(tool):
        value = getattr(tool, each.name)
        if each.kind == "field":
            names.add(value)
        elif each.kind == "fields":
            names.update(value)
    return frozenset(names - {EVERY})


def plain(tool: Tool) -> dict[str, Any]:
    """The parameters of a tool as JSON can hold them."""
    values = {each.name: getattr(tool, each.name) for each in shown(tool)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def read(kind: type[Tool], values: Mapping[str, Any]) -> Tool:
    """A tool of these plain values; what is not given is as ever. Raises ``UsageError`` for what is no
    parameter, or no value of it."""
    known = {each.name: each for each in shown(kind)}
    if odd := [name for name in values if name not in known]:
        raise UsageError(
            tr("the tool {kind} has no parameter “{name}”", kind=kind.kind, name=odd[0]),
            remedy=tr("one of {names}", names=", ".join(known)),
        )
    return kind(**{name: _checked(kind, known[name], value) for name, value in values.items()})


def typed(kind: type[Tool], texts: Mapping[str, str]) -> Tool:
    """A tool of parameters as they are typed: name → text. Raises ``UsageError``."""
    known = {each.name: each for each in shown(kind)}
    return read(
        kind, {name: _of_text(known[name], text) if name in known else text for name, text in texts.items()}
    )


def changed(tool: Tool, name: str, text_or_value: Any) -> Tool:
    """The tool with another value of one parameter."""
    values = plain(tool)
    values[name] = text_or_value
    return read(type(tool), values)


def listed(names: tuple[str, ...], kind: str) -> str:
    """Several words or marks as they are typed."""
    return (" " if kind == "marks" else ", ").join(names)


def split(text: str, kind: str) -> list[str]:
    """Several words or marks that were typed."""
    return text.split() if kind == "marks" else [part.strip() for part in text.split(",") if part.strip()]


def _of_text(parameter: Shown, text: str) -> Any:
    if parameter.kind in ("fields", "words", "marks"):
        return split(text, parameter.kind)
    if parameter.kind == "hidden":
        return [text]
    if parameter.kind == "flag" and text.lower() in _YES | _NO:
        return text.lower() in _YES
    if parameter.kind == "number" and text.removeprefix("-").isdigit() and text.isascii():
        return int(text)
    if parameter.kind == "share":
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _checked(kind: type[Tool], parameter: Shown, value: Any) -> Any:
    """The value as the tool takes it."""
    match parameter.kind, value:
        case ("text", str()):
            return value
        case ("field", str()):
            return field_name(value)
        case ("fields", list() | tuple()) if all(isinstance(each, str) for each in value):
            return tuple(dict.fromkeys(each if each == EVERY else field_name(each) for each in value))
        case ("words" | "marks" | "hidden", list() | tuple()) if all(isinstance(each, str) for each in value):
            return tuple(value)
        case ("flag", bool()):
            return value
        case ("number", int()) if not isinstance(value, bool) and parameter.low <= value <= parameter.high:
            return value
        case ("share", int() | float()) if not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        case ("choice", str()) if value in parameter.choices:
            return value
    remedy = {
        "choice": tr("write one of {names}", names=", ".join(parameter.choices)),
        "flag": tr("write yes or no"),
        "number": tr("write a whole number from {low} to {high}", low=parameter.low, high=parameter.high),
        "share": tr("write a number from 0 to 1"),
        "text": tr("write a text"),
    }.get(parameter.kind) or tr("write names, separated by commas")
    raise UsageError(
        tr("{name} of the tool {kind} cannot be “{value}”", name=parameter.name, kind=kind.kind, value=value),
        remedy=remedy,
    )
