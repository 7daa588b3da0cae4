"""What SQL calls to fill what songs are compared, searched and sorted by."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache

from organizer.base import folding
from organizer.base.musical_keys import camelot_of
from organizer.library.storage.connection import Connection


def _text(value: object) -> str:
    return os.fsdecode(value) if isinstance(value, bytes) else str(value or "")


_FUNCTIONS: dict[str, Callable[[object], str]] = {
    "fold": lambda value: folding.fold(_text(value)),
    "words": lambda value: " ".join(folding.words(_text(value))),
    "order_key": lambda value: folding.order_key(_text(value)),
    "camelot_of": lambda value: camelot_of(_text(value)),
}


#: Songs that are stored one after the other share artist, album and genre, and their empty fields.
_REMEMBERED = {name: lru_cache(maxsize=1024)(function) for name, function in _FUNCTIONS.items()}


def register(connection: Connection) -> None:
    """Make the functions of this module known to SQL on a connection."""
    for name, function in _REMEMBERED.items():
        connection.create_function(name, 1, function, deterministic=True)
