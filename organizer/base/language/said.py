"""Texts that know what they were made of: what is stored today is said in another language tomorrow.

``tr`` and its like give such texts. ``kept`` is what of one is stored: the text of the source and its values.
``retold.told`` says it in the language of the day. What a person wrote is a plain text, and stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: Begins what ``kept`` stores: no tag, no name that a person types has it.
MARK = "\x1e"


class Said(str):
    """A text in the language of the process, with what it was made of: a kind and what that kind takes."""

    made_of: tuple[Any, ...]

    def __new__(cls, text: str, made_of: tuple[Any, ...]) -> Said:
        said = super().__new__(cls, text)
        said.made_of = made_of
        return said

    def __reduce__(self) -> tuple[Any, ...]:
        return Said, (str(self), self.made_of)


def joined(separator: str, parts: Sequence[str]) -> str:
    """Parts with a sign between them that is the same in every language."""
    if not any(isinstance(part, Said) for part in parts):
        return separator.join(parts)
    return Said(separator.join(parts), ("joined", separator, tuple(parts)))


def kept(text: str) -> str:
    """What of a text is stored; of one that a person wrote, itself."""
    if not isinstance(text, Said):
        return text.lstrip(MARK)
    import json  # nothing is stored by most commands, which are to answer at once

    return MARK + json.dumps(_plain(text))


def _plain(value: object) -> object:
    """A value as JSON keeps it; a text that knows what it was made of is a list."""
    if isinstance(value, Said):
        return [_plain(part) for part in value.made_of]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, bool | int | float | str):
        return value
    return int(value) if hasattr(value, "__index__") else str(value)
