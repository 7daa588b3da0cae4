"""An ID3v2 tag without what nobody asked for: covers make up nearly all of it, and they are not even read.
Nor are those of FLAC files.

mutagen reads a tag whole and copies what is left of it at every frame. Here the frames that are wanted are
picked out first, and mutagen parses a short tag made of them. Whatever is out of the ordinary (old versions,
unsynchronisation, extended headers, sizes that do not lead from frame to frame) is left to mutagen as it is.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from functools import cache
from io import BytesIO
from typing import Any, BinaryIO

_WORTH = 4096  # bytes; shorter tags are read at once
_MOST_FRAMES = 1000  # of a tag; what comes behind is left out
_MOST_BLOCKS = 128  # of a FLAC file
_FLAC_BLOCKS = frozenset({0, 4})  # stream information, Vorbis comment
_PICTURE = 6
_header = struct.Struct(">4sLH")


@cache
def skimming_id3() -> Any:
    """mutagen's ``ID3``, for reading only."""
    from mutagen.id3 import ID3

    class SkimmedID3(ID3):  # type: ignore[misc]
        _whole = 0

        def load(self, filething: BinaryIO, **options: Any) -> None:
            skimmed = _skim(filething, options["known_frames"])
            if skimmed is None:
                super().load(filething, **options)
                return
            short, whole = skimmed
            super().load(short, **options)
            self._whole = whole

        @property
        def size(self) -> int:
            return self._whole or int(super().size)

    return SkimmedID3


def _skim(file: BinaryIO, wanted: Collection[str]) -> tuple[BytesIO, int] | None:
    """A file that holds the wanted frames, and the size of the whole tag."""
    start = file.tell()
    header = file.read(10)
    frames = None
    length = end = 0
    if len(header) == 10 and header[:3] == b"ID3" and header[3] in (3, 4) and not header[5]:
        length = _size(int.from_bytes(header[6:])) or 0
        if length >= _WORTH:
            frames = _frames(file, length, wanted, syncsafe=header[3] == 4)
            end = file.seek(0, 2)
    if frames is None or start + 10 + length > end:
        file.seek(start)
        return None
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return BytesIO(header[:6] + size + body), length + 10


def _frames(file: BinaryIO, length: int, wanted: Collection[str], *, syncsafe: bool) -> list[bytes] | None:
    """The wanted frames of a tag of this length, from here on; None when they do not add up."""
    frames: list[bytes] = []
    left = length
    for _ in range(_MOST_FRAMES):
        if left < 10:
            break
        header = file.read(10)
        if len(header) < 10:
            return None
        if not header[0]:  # padding
            return frames
        name, number, _ = _header.unpack(header)
        size = _size(number) if syncsafe else number
        left -= 10
        if size is None or size > left or not name.isalnum() or not name.isupper():
            return None
        left -= size
        if name.decode("latin-1") in wanted:
            frames.append(header + file.read(size))
        else:
            file.seek(size, 1)
    return frames


class _Cut(BytesIO):
    """The beginning of a file of which only the length of the rest matters."""

    def __init__(self, data: bytes, rest: int) -> None:
        super().__init__(data)
        self._rest, self._at_end = rest, False

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at_end = whence == 2
        return super().seek(offset, whence) + (self._rest if self._at_end else 0)

    def tell(self) -> int:
        return super().tell() + (self._rest if self._at_end else 0)


def short_flac(file: BinaryIO) -> BytesIO | None:
    """A FLAC file without its pictures and seek points; None when it has no pictures, or its blocks do not
    lead to the sound."""
    blocks: list[bytes] = []
    pictures = False
    position = 4
    try:
        if file.read(4) != b"fLaC":
            return None
        end = file.seek(0, 2)
        for _ in range(_MOST_BLOCKS):
            file.seek(position)
            header = file.read(4)
            position += 4 + int.from_bytes(header[1:])
            if len(header) < 4 or position > end:
                return None
            kind = header[0] & 0x7F
            pictures = pictures or kind == _PICTURE
            if kind in _FLAC_BLOCKS:
                blocks.append(bytes((kind,)) + header[1:] + file.read(int.from_bytes(header[1:])))
            if header[0] & 0x80:
                file.seek(position)
                if not pictures or not blocks or file.read(2) not in (b"\xff\xf8", b"\xff\xf9"):
                    return None
                blocks[-1] = bytes((blocks[-1][0] | 0x80,)) + blocks[-1][1:]
                return _Cut(b"fLaC" + b"".join(blocks), end - position)
        return None
    finally:
        file.seek(0)


def _size(number: int) -> int | None:
    """28 bits in four bytes of seven; None when a byte has its highest bit set."""
    if number & 0x80808080:
        return None
    return number & 0x7F | number >> 1 & 0x3F80 | number >> 2 & 0x1FC000 | number >> 3 & 0xFE00000
