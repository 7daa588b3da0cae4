"""What SQL calls to fill what songs are compared, searched and sorted by."""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Callable
from functools import lru_cache

from organizer.base import folding
from organizer.base.musical_keys import camelot_of
from organizer.base.tempo_and_key import tagged_tempo
from organizer.library.storage.connection import Connection


def _text(value: object) -> str:
    return os.fsdecode(value) if isinstance(value, bytes) else str(value or "")


_FUNCTIONS: dict[str, Callable[[object], str | float | None]] = {
    "fold": lambda value: folding.fold(_text(value)),
    "words": lambda value: " ".join(folding.words(_text(value))),
    "order_key": lambda value: folding.order_key(_text(value)),
    "camelot_of": lambda value: camelot_of(_text(value)),
    "tempo_of": lambda value: tagged_tempo(_text(value)),
}


#: Songs that are stored one after the other share artist, album and genre, and their empty fields.
_REMEMBERED = {name: lru_cache(maxsize=1024)(function) for name, function in _FUNCTIONS.items()}


_HALF = struct.Struct("<e").unpack_from


def _tag_of(tags: object, position: int, count: int) -> float | None:
    """One of the numbers that a network says of a sound, from 0 to 1; None for damaged ones."""
    if not isinstance(tags, bytes) or len(tags) != 2 * count:
        return None
    value: float = _HALF(tags, 2 * position)[0]
    return value if 0.0 <= value <= 1.0 else 1.0 if 1.0 < value < math.inf else 0.0


def register(connection: Connection) -> None:
    """Make the functions of this module known to SQL on a connection."""
    for name, function in _REMEMBERED.items():
        connection.create_function(name, 1, function, deterministic=True)
    connection.create_function("tag_of", 3, _tag_of, deterministic=True)
