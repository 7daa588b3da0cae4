"""What reading the tags of one file may cost, whatever the file claims or inflates to.

A file is read through ``Metered``, which counts bytes and reads. mutagen has no limits of its own where a few
bytes become many objects or much memory: ``bind_mutagen`` puts them there. In processes that only read,
``confined`` limits memory and processor time as well.
"""

from __future__ import annotations

import contextlib
import io
import os
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, wraps
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from organizer.base import system
from organizer.base.errors import TagError
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, Tags, TagValue


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    read_bytes: int
    reads: int
    inflated: int  #: bytes of all compressed frames


#: Nearly every file keeps within these; what does not is read in a process of its own.
QUICK = Limits(2 << 20, 4_000, 1 << 20)

#: No file is read beyond these.
FULL = Limits(64 << 20, 40_000, 16 << 20)

_MOST_FRAMES = 2_000  # of an ID3 tag
_MOST_COPIED = 1 << 31  # bytes: mutagen copies what is left of a tag at every frame
_MOST_ITEMS = 1_000  # of an APEv2 tag
_LONGEST_KEY = 255  # bytes, of its items
_MOST_COMMENTS = 10_000  # of a Vorbis comment

_MOST_TEXT = 10_000  # characters of a field
_MOST_VALUES = 100

#: Of a process that only reads tags: bytes of memory more than it has, seconds of processor time for a file.
_MEMORY, _SECONDS = 200 << 20, 2


class BeyondLimits(TagError):
    """A file whose tags take more to read than any real ones do."""


def beyond(what: str) -> BeyondLimits:
    """The error that says in which way a file takes too much."""
    return BeyondLimits(
        what,
        remedy=tr("the file is damaged or made to do harm; get it anew, or write its tags anew elsewhere"),
    )


_CLAIM = 8192  # bytes; whether there are more is looked up before they are read
_read = io.BufferedReader.read


class Metered(io.BufferedReader):
    """A file that is open for reading, within limits."""

    def __init__(self, path: str, limits: Limits = FULL) -> None:
        super().__init__(io.FileIO(path))
        self._bytes, self._reads = limits.read_bytes, limits.reads
        _inflated.left = limits.inflated

    def read(self, size: int | None = -1, /) -> bytes:
        """As many bytes as there are; raises ``BeyondLimits`` when it was read too much or too often."""
        if size is None or size < 0 or size > _CLAIM:
            rest = max(0, os.fstat(self.fileno()).st_size - self.tell())
            size = rest if size is None or size < 0 else min(size, rest)  # sizes in files are only claims
        self._bytes -= size
        self._reads -= 1
        if self._bytes < 0 or self._reads < 0:
            raise beyond(
                tr("its tags are very large, more than any real ones")
                if self._bytes < 0
                else tr("its tags are in very many pieces, more than any real ones")
            )
        return _read(self, size)


#: The fields that hold text, and what gets them all at once.
TEXTS = (*EDITABLE_FIELDS, "isrc")
texts_of = attrgetter(*TEXTS)


def bounded(tags: Tags) -> Tags:
    """The tags with their longest texts and lists cut."""
    values = [*texts_of(tags), *(value for _, value in tags.more)]
    several = [value for value in values if isinstance(value, tuple)]
    if max(map(len, values)) <= _MOST_VALUES and not any(map(_is_long, several)):  # as nearly all are
        return tags
    if not any(map(_is_long, values)):
        return tags
    cut: dict[str, Any] = {name: _cut(value) for name, value in zip(TEXTS, texts_of(tags), strict=True)}
    return replace(tags, **cut, more=tuple((name, _cut(value)) for name, value in tags.more))


def _is_long(value: TagValue) -> bool:
    if isinstance(value, str):
        return len(value) > _MOST_TEXT
    return len(value) > _MOST_VALUES or max(map(len, value), default=0) > _MOST_TEXT


def _cut(value: TagValue) -> TagValue:
    if isinstance(value, str):
        return value[:_MOST_TEXT]
    return tuple(text[:_MOST_TEXT] for text in value[:_MOST_VALUES])


# -- mutagen


class _Inflated(threading.local):
    left = FULL.inflated


_inflated = _Inflated()


def _decompress(data: bytes) -> bytes:
    """As ``zlib.decompress``, within the limits of the file at hand."""
    inflating = zlib.decompressobj()
    inflated = inflating.decompress(data, max(1, _inflated.left))
    _inflated.left -= len(inflated)
    if _inflated.left <= 0:
        raise beyond(tr("its tags inflate to very much, more than any real ones"))
    if not inflating.eof:
        raise zlib.error("incomplete")
    return inflated


@cache
def bind_mutagen() -> None:
    """Give mutagen limits; once, before it reads anything."""
    from mutagen import _vorbis, apev2
    from mutagen.id3 import _frames, _tags

    _frames.zlib = SimpleNamespace(decompress=_decompress, error=zlib.error)
    _guard(_tags.ID3Tags, "_read", _check_frames)
    _guard(apev2.APEv2, "_APEv2__parse_tag", _check_items)
    _guard(_vorbis.VComment, "load", _check_comments)


def _guard(kind: Any, name: str, check: Callable[..., None]) -> None:
    """Have a method check what it gets first."""
    method = getattr(kind, name)

    @wraps(method)
    def guarded(self: Any, *args: Any, **options: Any) -> Any:
        check(*args)
        return method(self, *args, **options)

    setattr(kind, name, guarded)


def _check_frames(header: Any, data: bytes) -> None:
    """Count the frames of an ID3 tag, by their sizes."""
    head, wide = (6, 3) if header.version[1] == 2 else (10, 4)
    if len(data) < head * _MOST_FRAMES and len(data) ** 2 < _MOST_COPIED * head:
        return
    syncsafe = header.version[1] >= 4
    position = count = 0
    while position + head <= len(data) and data[position]:
        size = data[position + wide : position + 2 * wide]
        if syncsafe and max(size) < 128:
            position += head + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
        else:
            position += head + int.from_bytes(size)
        count += 1
        if count > _MOST_FRAMES or count * len(data) > _MOST_COPIED:
            raise beyond(tr("its tags hold very many frames, more than any real ones"))


def _check_items(tag: bytes, count: int) -> None:
    """Count the items of an APEv2 tag."""
    position = 0
    for number in range(count):
        if position + 8 > len(tag):
            return
        if number >= _MOST_ITEMS:
            raise beyond(tr("its tags hold very many items, more than any real ones"))
        end = tag.find(b"\0", position + 8, position + 8 + _LONGEST_KEY + 1)
        if end < 0:
            raise beyond(tr("its tags have very long names, more than any real ones"))
        position = end + 1 + int.from_bytes(tag[position : position + 4], "little")


def _check_comments(file: Any, *_: object) -> None:
    """Look at the number of comments that a Vorbis comment claims to hold."""
    start = file.tell()
    end = file.seek(0, os.SEEK_END)
    file.seek(start)
    if end - start < 4 * _MOST_COMMENTS:
        return
    try:
        length = int.from_bytes(file.read(4), "little")
        file.seek(length, os.SEEK_CUR)
        if min(int.from_bytes(file.read(4), "little"), (end - start) // 4) > _MOST_COMMENTS:
            raise beyond(tr("its tags hold very many comments, more than any real ones"))
    finally:
        file.seek(start)


# -- processes that only read


@contextlib.contextmanager
def confined() -> Iterator[None]:
    """Within it this process gets little more memory than it has, and little time. For worker processes: the
    limit of memory stays."""
    with system.confined(_MEMORY, _SECONDS, _too_long):
        yield


def _too_long() -> None:
    raise beyond(tr("its tags take very long to read, more than any real ones"))
