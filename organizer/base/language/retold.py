"""What was stored as what it was made of, said in the language of the day; see ``said``."""

from __future__ import annotations

import functools
import re
from typing import Any

from organizer.base.language import catalogue, choice
from organizer.base.language.said import MARK, Said, joined

#: What words of names are said of, as ``tr_as`` has it.
_OF_WORDS = ("of sound", "of a song")
_PLACE = re.compile(r"\{\w+\}")
#: Values inside of values are read so deep.
_DEEPEST = 8


def told(stored: str) -> str:
    """A text that was stored, in the language of the process."""
    if not stored.startswith(MARK):
        return stored
    import json

    try:
        return _again(json.loads(stored[1:]), 0)
    except (ValueError, TypeError, LookupError, RecursionError):
        return stored[1:]


def recognised(text: str, separator: str) -> str:
    """A name of words that was stored as it was said, in whatever language, said in that of the day."""
    if isinstance(text, Said):
        return text
    words = [_words().get(word) for word in text.split(separator)]
    if not any(words):
        return text
    parts = text.split(separator)
    return joined(
        separator,
        [part if made is None else _again(made, 0) for part, made in zip(parts, words, strict=True)],
    )


@functools.cache
def _words() -> dict[str, list[Any]]:
    """The words for sounds and songs of all languages, and what each was made of."""
    import gettext

    found: dict[str, list[Any]] = {}
    for language in choice.LANGUAGES:
        texts = gettext.translation(catalogue.DOMAIN, choice.CATALOGUES, [language], fallback=True)
        for key, text in getattr(texts, "_catalog", {}).items():  # gettext itself only looks texts up
            context, apart, source = key.partition("\x04") if isinstance(key, str) else ("", "", "")
            if apart and context in _OF_WORDS and source.islower():
                found[source] = found[text] = ["in", context, source, {}]
    return found


def _again(made_of: Any, depth: int) -> str:
    if isinstance(made_of, str):
        return made_of
    if depth > _DEEPEST:
        raise ValueError("texts within texts")
    kind, *rest = made_of
    if kind == "joined":
        separator, parts = rest
        return joined(separator, [_again(part, depth + 1) for part in parts])
    if kind in ("list", "either"):
        items = [_again(part, depth + 1) for part in rest[0]]
        return catalogue.listing(items) if kind == "list" else catalogue.either(items)
    values = {
        name: _again(value, depth + 1) if isinstance(value, list) else value
        for name, value in rest[-1].items()
    }
    for text in rest[:2]:  # a file of another maker asks for no more than values
        if isinstance(text, str) and values and _PLACE.sub("", text).count("{"):
            raise ValueError("a text that does more than show its values")
    if kind == "one":
        (text,) = rest[:-1]
        return catalogue.tr(text, **values)
    if kind == "in":
        context, text = rest[:-1]
        return catalogue.tr_as(context, text, **values)
    one, many, n = rest[:-1]
    if type(n) is not int:
        raise ValueError("no number")
    return catalogue.plural(one, many, n, **values)
