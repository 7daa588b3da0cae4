"""FIELD=VALUE as a person writes it, and which field is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from organizer.base.errors import UsageError
from organizer.base.fields.tag_names import ALIASES, NAMED_FIELDS, in_language, plain_name
from organizer.base.language import tr
from organizer.base.model import TagValue
from organizer.library.tags import tags
from organizer.library.tags.named import keys
from organizer.library.tags.values import typed

#: Names of frames and items: what else has a colon in front of "=" is a search.
_OWN = re.compile(r"(TXXX|WXXX|COMM|USLT|UFID|PRIV|GEOB):.+|----:[^:]+:.+|[^:]*")


def field_named(name: str) -> str:
    """The field of this name. What is nearly the name of one is a slip, not the name of a frame. Raises
    ``UsageError``."""
    field = keys.canonical(name)
    if field in NAMED_FIELDS:
        return field
    if not field or any(sign in field for sign in "\0\r\n"):
        raise UsageError(
            tr("there is no field “{name}”", name=name),
            remedy=tr("one of {names}", names=", ".join(NAMED_FIELDS)),
        )
    folded = field.lower().replace(" ", "_")
    near = get_close_matches(folded, (*NAMED_FIELDS, *ALIASES), 1, 0.75) if field.isidentifier() else []
    if near:
        remedy = tr(
            "did you mean {field}? To write a frame of this name: TXXX:{name}",
            field=ALIASES.get(near[0], near[0]),
            name=name,
        )
        raise UsageError(tr("there is no field “{name}”", name=name), remedy=remedy)
    return field


def parse_assignment(text: str) -> tuple[str, TagValue]:
    """ "FIELD=VALUE" of the command line; several values are separated by ";", nothing removes the field."""
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(tr("“{text}” is not FIELD=VALUE", text=text), remedy=tr("for example genre=Jazz"))
    field = field_named(name)
    tags.normal(field, value)  # raises for what no tag can hold
    return field, value


def values_from(assignments: Iterable[str]) -> dict[str, TagValue]:
    """The values of all "FIELD=VALUE"; a field that is named again gets one more value."""
    values: dict[str, TagValue] = {}
    for text in assignments:
        field, value = parse_assignment(text)
        if field in values:
            parts = [*_each(field, values[field]), *_each(field, value)]
            values[field] = tuple(filter(None, map(str.strip, parts)))
        else:
            values[field] = value
    return values


def _each(field: str, value: TagValue) -> tuple[str, ...]:
    return typed(field, value) if isinstance(value, str) else value


def split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """What was written beside a command: the words of a search, and the assignments among them."""
    assignments = [word for word in words if _is_assignment(word)]
    return [word for word in words if not _is_assignment(word)], assignments


def _is_assignment(word: str) -> bool:
    name, equals, _ = word.partition("=")
    if not equals or not name.strip() or name[-1] in ":<>!" or name[0] in "\"'(":
        return False
    if plain_name(name) or in_language(name) or name.startswith("----:"):
        return True
    return not name.startswith("-") and _OWN.fullmatch(name) is not None
