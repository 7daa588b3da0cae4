"""An ID3v2 tag without what nobody asked for: covers make up nearly all of it, and they are not even read.

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
_header = struct.Struct(">4sLH")


@cache
def skimming_id3() -> Any:
    """mutagen's ``ID3``, for reading only."""
    from mutagen.id3 import ID3

    class SkimmedID3(ID3):  # type: ignore[misc]
        _whole = 0

        def load(self, filething: BinaryIO, **options: Any) -> None:
            found = _skim(filething, options["known_frames"])
            if found is None:
                super().load(filething, **options)
                return
            short, whole = found
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
    kept = None
    length = end = 0
    if len(header) == 10 and header[:3] == b"ID3" and header[3] in (3, 4) and not header[5]:
        length = _size(int.from_bytes(header[6:])) or 0
        if length >= _WORTH:
            kept = _frames(file, length, wanted, syncsafe=header[3] == 4)
            end = file.seek(0, 2)
    if kept is None or start + 10 + length > end:
        file.seek(start)
        return None
    body = b"".join(kept)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return BytesIO(header[:6] + size + body), length + 10


def _frames(file: BinaryIO, length: int, wanted: Collection[str], *, syncsafe: bool) -> list[bytes] | None:
    """The wanted frames of a tag of this length, from here on; None when they do not add up."""
    kept: list[bytes] = []
    left = length
    while left >= 10:
        header = file.read(10)
        if len(header) < 10:
            return None
        if not header[0]:  # padding
            return kept
        name, number, _ = _header.unpack(header)
        size = _size(number) if syncsafe else number
        left -= 10
        if size is None or size > left or not name.isalnum() or not name.isupper():
            return None
        left -= size
        if name.decode("latin-1") in wanted:
            kept.append(header + file.read(size))
        else:
            file.seek(size, 1)
    return kept


def _size(number: int) -> int | None:
    """28 bits in four bytes of seven; None when a byte has its highest bit set."""
    if number & 0x80808080:
        return None
    return number & 0x7F | number >> 1 & 0x3F80 | number >> 2 & 0x1FC000 | number >> 3 & 0xFE00000
