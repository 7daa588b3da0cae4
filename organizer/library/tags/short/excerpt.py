"""What an MP3 says in a few fields, cut out of it: a short tag of their frames, and an ID3v1 tag behind it.

An edit of some fields of an ID3v2 tag is about their frames alone, so that whatever needs to be known of it
can be asked of the excerpt: what the fields say, what they would say, and, with the frames beside it, whether
anything else differs. Files with the same excerpt get the same answer, which is worked out once. Excerpts are
made of plain MP3s only: one ID3v2.3 or 2.4 tag that adds up, the sound right behind it, and at the end
nothing or ID3v1. Of every other file there is none, and it is read as a whole.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from typing import Any, BinaryIO

from organizer.base.fields.tag_names import NAMED_FIELDS
from organizer.library.tags.damage import parsing
from organizer.library.tags.limits import bind_mutagen
from organizer.library.tags.named.keys import ID3, keys_of
from organizer.library.tags.opening import AS_IT_IS, id3_options

_BLOCK = 4096
_MOST_FRAMES = 500
_LONGEST = 256 << 10  # bytes of the frames cut out
_TAIL = 128 + 32 + 32  # bytes in which ID3v1 and the ends of APEv2 and Lyrics3 are seen
#: Fields whose frames hold something beside them, or several of which make up the field.
_OTHERS = frozenset({"comment", "cover", "lyrics", "performer", "rating"})
_header = struct.Struct(">4sLH")

#: Bit rates (kbit/s) of layer III, and sampling rates, of MPEG 1 and of MPEG 2 and 2.5.
_RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_SAMPLING = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some frames of a file."""

    head: bytes  #: an ID3v2 tag of the wanted frames
    tail: bytes  #: the ID3v1 tag, if there is one
    others: tuple[
        tuple[int, int], ...
    ] = ()  #: where all other frames and the sound are, if they were asked for


class MP3:
    """What mutagen would give for the file, as far as tags go; known by the name of its class."""

    info = object()

    def __init__(self, tags: Any) -> None:
        self.tags = tags


@lru_cache(maxsize=64)
def frames_of(names: frozenset[str]) -> frozenset[bytes] | None:
    """The frames that hold these fields and nothing else; None when one of them is not so simple."""
    frames: set[bytes] = set()
    for name in names:
        keys = keys_of(ID3, name) if name in NAMED_FIELDS and name not in _OTHERS else ("",)
        if not all(len(key) == 4 and key.isalnum() for key in keys):
            return None
        frames.update(key.encode() for key in keys)
    return frozenset(frames)


@cache
def read_frames() -> frozenset[bytes]:
    """The frames of all that lists show and the library stores."""
    return frozenset(name.encode() for name in id3_options()["known_frames"])


def of(
    file: BinaryIO, path: str, wanted: Collection[bytes] | None, *, others: bool = False
) -> Excerpt | None:
    """The frames of these names in a file, and all others if asked; None of a file that is not as plain as
    that. Raises ``OSError``. ``path``: how it is called, which tells how to read it."""
    if wanted is None or path[-4:].lower() != ".mp3":
        return None
    return _excerpt(file, wanted, others)


def opened(excerpt: Excerpt, *, as_it_is: bool = False) -> tuple[MP3, BytesIO]:
    """The excerpt as a file, and as ``open_file`` would open that."""
    return parsed(file := BytesIO(excerpt.head + excerpt.tail), as_it_is=as_it_is), file


def parsed(file: BinaryIO, *, as_it_is: bool = False) -> MP3:
    """An excerpt, or what an edit makes of it, as ``open_file`` would open it."""
    from mutagen import id3

    bind_mutagen()
    file.seek(0)
    with parsing():
        return MP3(id3.ID3(file, **(AS_IT_IS if as_it_is else id3_options())))


class _Window:
    """A file of which small pieces are looked at, read by the block."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._file, self._start, self._data = file, 0, file.read(_BLOCK)

    def at(self, position: int, count: int) -> bytes:
        begin = position - self._start
        if begin < 0 or begin + count > len(self._data):
            self._file.seek(position)
            self._start, self._data = position, self._file.read(max(count, _BLOCK))
            begin = 0
        return self._data[begin : begin + count]

    def block(self, position: int) -> tuple[bytes, int]:
        """What there is in memory of the file, from a place on which at least a frame's header is there if
        the file has it; and where that begins."""
        self.at(position, 10)
        return self._data, self._start


def _excerpt(file: BinaryIO, wanted: Collection[bytes], others: bool) -> Excerpt | None:
    window = _Window(file)
    header = window.at(0, 10)
    if len(header) < 10 or header[:3] != b"ID3" or header[3] not in (3, 4) or header[5]:
        return None
    length = _syncsafe(int.from_bytes(header[6:]))
    if length is None:
        return None
    frames = _frames(window, 10 + length, wanted, others=others, syncsafe=header[3] == 4)
    if frames is None or not _is_sound(window, 10 + length):
        return None
    end = tail(file, 10 + length)
    if end is None:
        return None
    body = b"".join(frames[0])
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    sound = 10 + length, file.seek(0, 2) - len(end)
    return Excerpt(header[:6] + size + body, end, (*frames[1], sound) if others else ())


def _frames(
    window: _Window, end: int, wanted: Collection[bytes], *, others: bool, syncsafe: bool
) -> tuple[list[bytes], list[tuple[int, int]]] | None:
    """The wanted frames of a tag that ends here, and where the others are, if asked; None when they do not
    add up."""
    cut: list[bytes] = []
    rest: list[tuple[int, int]] = []
    position, total = 10, 0
    data, start = window.block(position)
    for _ in range(_MOST_FRAMES):
        if end - position < 10:
            break
        if position - start + 10 > len(data):
            data, start = window.block(position)
            if len(data) < 10:  # the file is cut off
                return None
        if not data[position - start]:
            break
        name, number, flags = _header.unpack_from(data, position - start)
        size = _syncsafe(number) if syncsafe else number
        if size is None or position + 10 + size > end or not name.isalnum() or not name.isupper():
            return None
        if name in wanted:
            total += size
            if flags or total > _LONGEST:  # compressed, for example
                return None
            cut.append(window.at(position, 10 + size))
        elif others:
            rest.append((position, position + 10 + size))
        position += 10 + size
    else:
        return None
    if others and window.at(position, end - position).strip(b"\0"):
        return None
    return cut, rest


def _is_sound(window: _Window, position: int) -> bool:
    """Whether two frames of MPEG layer III stand here."""
    first = window.at(position, 4)
    if len(first) < 4 or first[0] != 0xFF or first[1] & 0xE6 != 0xE2:
        return False
    version, rate, sampling = first[1] >> 3 & 3, first[2] >> 4, first[2] >> 2 & 3
    if version == 1 or sampling == 3 or rate in (0, 15):
        return False
    kilobits = _RATES[version != 3][rate]
    length = (144 if version == 3 else 72) * kilobits * 1000 // _SAMPLING[version][sampling]
    second = window.at(position + length + (first[2] >> 1 & 1), 4)
    return second[:1] == b"\xff" and second[1:2] == first[1:2] and second[2] & 0x0C == first[2] & 0x0C


def tail(file: BinaryIO, end: int) -> bytes | None:
    """An ID3v1 tag at the end; None when there are tags of other kinds."""
    size = file.seek(0, 2)
    if size - end < _TAIL:
        return None
    file.seek(size - _TAIL)
    last = file.read(_TAIL)
    if b"APETAGEX" in last or b"LYRICS200" in last or last[-10:-7] == b"3DI":
        return None
    return last[-128:] if last[-128:-125] == b"TAG" else b""


def _syncsafe(number: int) -> int | None:
    """28 bits in four bytes of seven; None when a byte has its highest bit set."""
    if number & 0x80808080:
        return None
    return number & 0x7F | number >> 1 & 0x3F80 | number >> 2 & 0x1FC000 | number >> 3 & 0xFE00000
