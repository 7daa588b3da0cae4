"""How large the cover inside a file is, by the heads of its pictures: their pixels are not even read.

The cover is the picture that ``tags.cover`` gives. Of MP3 and FLAC, whose pictures are skipped when tags are
read, frames and blocks are walked along; other kinds have their pictures at hand by then.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from organizer.base.fields.picture import Look, look
from organizer.library.tags.named.pictures import cover_places, embedded, id3_kind, of_tags

_HEAD = 4096  # bytes in which most pictures say how large they are
_MOST = 1_000  # frames, blocks and segments that are walked along
_LAST = 128 + 32 + 32  # bytes at the end in which APEv2 is seen
_PICTURES = (b"APIC", b"PIC")

#: A picture in a file: what it shows, where its image file begins, and how long that is.
_Place = tuple[int, int, int]


class _OtherwiseError(Exception):
    """It is built in a way that only mutagen can read."""


def cover_side(opened: Any, file: BinaryIO) -> int | None:
    """The smaller side of the cover inside a file, in pixels: 0 without one, 1 where its head does not tell,
    None where the tag has to be read as a whole. ``opened``: what ``open_file`` gave."""
    file.seek(0)
    magic = file.read(4)
    try:
        if magic == b"fLaC":
            places = [*_flac_places(file)]
        elif magic[:3] == b"ID3" and type(opened).__name__ in ("MP3", "TrueAudio"):
            places = [*_id3_places(file)]
            if not places and _ends_with_ape(file):
                return None
        else:
            return _of_pictures([(each.kind, each.data) for each in embedded(opened, file)])
        if places:
            _, start, length = places[_cover([kind for kind, *_ in places])]
            return _side(_look(file, start, length))
    except (_OtherwiseError, struct.error, IndexError):
        return None
    own = of_tags(opened.tags) if magic == b"fLaC" else []
    return _of_pictures([(each.kind, each.data) for each in own])


def side_of(data: bytes) -> int:
    """The smaller side of a picture, as above."""
    return _side(look(data))


def side_of_file(path: str) -> int:
    """The same of an image file. Raises ``OSError``."""
    with open(path, "rb") as file:
        return _side(_look(file, 0, file.seek(0, 2)))


def _of_pictures(pictures: list[tuple[int, bytes]]) -> int:
    return side_of(pictures[_cover([kind for kind, _ in pictures])][1]) if pictures else 0


def _cover(kinds: list[int]) -> int:
    places = cover_places(kinds)
    return places[0] if places else 0


def _side(seen: Look) -> int:
    return max(1, min(seen.width, seen.height))


def _ends_with_ape(file: BinaryIO) -> bool:
    end = file.seek(0, 2)
    file.seek(max(0, end - _LAST))
    return b"APETAGEX" in file.read(_LAST)


def _id3_places(file: BinaryIO) -> Iterator[_Place]:
    file.seek(0)
    header = file.read(10)
    version = header[3]
    if version not in (3, 4) or header[5]:
        raise _OtherwiseError
    position, end = 10, 10 + _syncsafe(header[6:10])
    for _ in range(_MOST):
        if position + 10 > end:
            return
        file.seek(position)
        frame = file.read(10)
        if len(frame) < 10 or not frame[0]:
            return
        size = _syncsafe(frame[4:8]) if version == 4 else int.from_bytes(frame[4:8])
        if size > end - position - 10 or not frame[:4].isalnum():
            raise _OtherwiseError
        if frame[:4] in _PICTURES and size:
            if frame[9]:  # compressed, encrypted or unsynchronised
                raise _OtherwiseError
            yield _in_frame(file, position + 10, size, version)
        position += 10 + size


def _in_frame(file: BinaryIO, start: int, size: int, version: int) -> _Place:
    head = file.read(min(size, _HEAD))
    kind = id3_kind(head, version)
    place = head.index(b"\0", 1) + 2 if b"\0" in head[1:] else -1
    if kind is None or place < 0:
        raise _OtherwiseError
    if head[0] in (1, 2):  # two bytes a letter
        while head[place : place + 2] != b"\0\0":
            place += 2
            if place >= len(head):
                raise _OtherwiseError
        place += 2
    else:
        place = head.find(b"\0", place) + 1
        if not place:
            raise _OtherwiseError
    return kind, start + place, size - place


def _syncsafe(four: bytes) -> int:
    if any(byte & 0x80 for byte in four):
        raise _OtherwiseError
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]


def _flac_places(file: BinaryIO) -> Iterator[_Place]:
    position = 4
    for _ in range(_MOST):
        file.seek(position)
        header = file.read(4)
        if len(header) < 4:
            raise _OtherwiseError
        length = int.from_bytes(header[1:])
        if header[0] & 0x7F == 6 and length:
            block = file.read(min(length, _HEAD))
            kind, mime = struct.unpack_from(">II", block)
            (text,) = struct.unpack_from(">I", block, 8 + mime)
            (size,) = struct.unpack_from(">I", block, 12 + mime + text + 16)
            if 12 + mime + text + 20 + size > length:
                raise _OtherwiseError
            if size:
                yield kind, position + 4 + 12 + mime + text + 20, size
        position += 4 + length
        if header[0] & 0x80:
            file.seek(position)
            if file.read(2) not in (b"\xff\xf8", b"\xff\xf9"):
                raise _OtherwiseError
            return


def _look(file: BinaryIO, start: int, length: int) -> Look:
    """Format and pixels of the image file from here on. Of a JPEG they stand behind what cameras and programs
    write in front, which is passed over."""
    file.seek(start)
    head = file.read(min(length, _HEAD))
    seen = look(head)
    if seen.format != "JPEG" or seen.width:
        return seen
    position = 2
    for _ in range(_MOST):
        if position + 9 > length:
            break
        file.seek(start + position)
        segment = file.read(9)
        if len(segment) < 9 or segment[0] != 0xFF or segment[1] in (0xD9, 0xDA):
            break
        marker = segment[1]
        if marker == 0xFF:
            position += 1
        elif marker in (0x01, *range(0xD0, 0xD9)):
            position += 2
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", segment, 5)
            return Look("JPEG", width, height)
        else:
            position += 2 + int.from_bytes(segment[2:4])
    return seen
