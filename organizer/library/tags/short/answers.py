"""What excerpts of a file before and after an edit prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import BinaryIO

from organizer.base.model import EDITABLE_FIELDS, Tags, TagValue
from organizer.library.tags.patch import Patch
from organizer.library.tags.payload import is_kept
from organizer.library.tags.read import file_tags
from organizer.library.tags.short import aside, excerpt
from organizer.library.tags.short.excerpt import Excerpt


def only_says(file: BinaryIO, after: BinaryIO, path: str, patch: Patch, says: Mapping[str, TagValue]) -> bool:
    """Whether it is plain that a patch makes a file say this in some fields, and leaves all else as it is.

    It changes no byte of the sound, of the other frames, which keep their order, of ID3v1 and of the version
    of the tag: nothing but the frames of the fields needs to be read again. Where it is not as plain as that,
    all is read and compared.
    """
    names = frozenset(says)
    if path[-4:].lower() != ".mp3":
        return _says_beside(file, after, patch, names, says)
    frames = excerpt.frames_of(names)
    old = excerpt.of(file, path, frames, others=True)
    new = excerpt.of(after, path, frames, others=True) if old is not None else None
    if old is None or new is None or (old.head[:6], old.tail) != (new.head[:6], new.tail):
        return False
    if not _stay(patch, old.others, new.others):
        return False
    now = _said_by(replace(new, others=()), names)
    return all(now.get(name) == value for name, value in says.items())


def _says_beside(
    file: BinaryIO, after: BinaryIO, patch: Patch, names: frozenset[str], says: Mapping[str, TagValue]
) -> bool:
    """The same for FLAC, Ogg and MP4: all other comments and items, other blocks of FLAC, and the sound."""
    old = aside.of(file, names)
    new = aside.of(after, names) if old is not None else None
    if old is None or new is None or (old.kind, old.others) != (new.kind, new.others):
        return False
    if not _stay(patch, old.places, new.places) or not is_kept(file, after, patch):
        return False
    now = aside.said_by(new.kind, new.wanted, names)
    return all(now.get(name) == value for name, value in says.items())


def _stay(patch: Patch, old: Sequence[tuple[int, int]], new: Sequence[tuple[int, int]]) -> bool:
    """Whether a patch changes nothing in these places, all of which are there afterwards, and no others."""
    return [(patch.place(start, end), end - start) for start, end in old] == [
        (start, end - start) for start, end in new
    ]


@lru_cache(maxsize=256)
def _said_by(short: Excerpt, names: frozenset[str]) -> Tags:
    more = names - frozenset(EDITABLE_FIELDS)
    opened, file = excerpt.opened(short, as_it_is=bool(more))
    return file_tags(opened, file, more)
