"""What excerpts of a file before and after an edit prove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import BinaryIO

from organizer.base.model import EDITABLE_FIELDS, Tags, TagValue
from organizer.library.tags.read import file_tags
from organizer.library.tags.short import excerpt
from organizer.library.tags.short.excerpt import Excerpt


def only_says(
    file: BinaryIO, after: BinaryIO, path: str, fields: Mapping[str, TagValue], expected: Tags
) -> bool:
    """Whether it is plain that a file says what is expected after an edit, and all other tags are as before.

    All other frames are the same byte for byte, and so are the header of the tag, ID3v1 behind it and the
    beginning of the sound, which says what the file is: nothing but the frames of the fields needs to be read
    again. Where it is not as plain as that, all is read and compared.
    """
    names = frozenset(fields)
    frames = excerpt.frames_of(names)
    old = excerpt.of(file, path, frames, others=True)
    new = excerpt.of(after, path, frames, others=True) if old is not None else None
    if old is None or new is None or (old.others, old.tail) != (new.others, new.tail):
        return False
    now = _said_by(replace(new, others=()), names)
    return all(now.get(name) == expected.get(name) for name in names)


@lru_cache(maxsize=256)
def _said_by(short: Excerpt, names: frozenset[str]) -> Tags:
    more = names - frozenset(EDITABLE_FIELDS)
    opened, file = excerpt.opened(short, as_it_is=bool(more))
    return file_tags(opened, file, more)
