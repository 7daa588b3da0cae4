"""Tags at the end of a file: APEv2 and ID3v1, edited in bytes."""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from typing import BinaryIO

from organizer.base.errors import TagError
from organizer.base.fields.picture import COVER
from organizer.base.language import tr
from organizer.base.model import TagValue
from organizer.library.tags.named import pictures
from organizer.library.tags.named.keys import APE, keys_of
from organizer.library.tags.named.pictures import written_cover
from organizer.library.tags.named.writing import parts
from organizer.library.tags.patch import Splice
from organizer.library.tags.payload import id3v2_end

_FRONT = "Cover Art (Front)"

#: Where ID3v1 keeps a field: offset and length.
_V1 = {"title": (3, 30), "artist": (33, 30), "album": (63, 30), "date": (93, 4)}


def find_id3v1(file: BinaryIO, size: int) -> int | None:
    """Where the ID3v1 tag begins."""
    if size < 128:
        return None
    start = max(0, size - 131)  # "APETAGEX" has a TAG in it as well
    file.seek(start)
    tail = file.read(size - start).rjust(131, b"\0")
    return size - 128 if tail[3:6] == b"TAG" and tail[:8] != b"APETAGEX" else None


def plan_id3v1(file: BinaryIO, size: int, values: Mapping[str, TagValue]) -> list[Splice]:
    """Bring an ID3v1 tag up to date, as far as it can hold the values; never add one."""
    start = find_id3v1(file, size)
    if start is None:
        return []
    file.seek(start)
    old = file.read(128)
    new = bytearray(old)
    for name, value in values.items():
        text = "; ".join(value) if isinstance(value, tuple) else value
        if name in _V1:
            offset, length = _V1[name]
            new[offset : offset + length] = _latin(text, length)
        elif name == "comment":
            length = 28 if old[125] == 0 else 30
            new[97 : 97 + length] = _latin(text, length)
        elif name == "genre":
            new[127] = _genre_number(value)
        elif name == "track" and (old[125] == 0 or not any(old[97:127])):
            number = text.split("/")[0]
            new[125] = 0
            new[126] = int(number) if number.isdecimal() and int(number) < 256 else 0
    return [Splice(start, old, bytes(new))]


def _latin(text: str, length: int) -> bytes:
    return text.encode("latin-1", "replace")[:length].ljust(length, b"\0")


def _genre_number(value: TagValue) -> int:
    from mutagen.id3 import TCON

    first = (value[0] if value else "") if isinstance(value, tuple) else value
    folded = [name.lower() for name in TCON.GENRES]
    return folded.index(first.lower()) if first.lower() in folded else 255


def has_ape(file: BinaryIO) -> bool:
    """Whether there is an APEv2 tag, at the end or at the front."""
    size = file.seek(0, os.SEEK_END)
    end = _end(file, size)
    file.seek(max(0, end - 32))
    return (end >= 32 and file.read(8) == b"APETAGEX") or _starts_with_ape(file, size)


def _end(file: BinaryIO, size: int) -> int:
    """Where an APEv2 tag would end: before ID3v1, and before Lyrics3 in front of that."""
    end = find_id3v1(file, size)
    return size if end is None else _before_lyrics(file, end)


def plan_ape(
    file: BinaryIO, size: int, values: Mapping[str, TagValue], *, only_present: bool = False
) -> list[Splice]:
    """The splices that edit the APEv2 tag at the end (before ID3v1); ``only_present``: no new items."""
    end = _end(file, size)
    file.seek(max(0, end - 32))
    footer = file.read(32)
    if end < 32 or footer[:8] != b"APETAGEX":
        if _starts_with_ape(file, size):
            raise TagError(
                tr("the APE tag stands at the front"), remedy=tr("convert its tags with another program")
            )
        items = _edited([], values)
        return [Splice(end, b"", _tag(items, 2000))] if items else []
    version, length, _, flags = struct.unpack("<4I", footer[8:24])
    has_header = bool(flags & 0x80000000)
    start = end - length - (32 if has_header else 0)
    if not 32 <= length <= end or start < id3v2_end(file, 0, size):
        raise TagError(tr("the APE tag is damaged"), remedy=tr("repair its tags with another program"))
    file.seek(start)
    old = file.read(end - start)
    items = _items(old[32 if has_header else 0 : -32])
    if only_present:
        present = {key.lower() for key, _ in items}
        values = {n: v for n, v in values.items() if any(k.lower() in present for k in keys_of(APE, n))}
    if not values:
        return []
    return [
        Splice(start, old, _tag(_edited(items, values), version, header=has_header, flags=flags & 0x1FFFFFFF))
    ]


def _items(data: bytes) -> list[tuple[str, bytes]]:
    """Each item's key and its bytes as they stand."""
    items, position = [], 0
    while position + 8 < len(data):
        length = int.from_bytes(data[position : position + 4], "little")
        key_end = data.find(b"\0", position + 8)
        end = key_end + 1 + length
        if key_end < 0 or end > len(data):
            raise TagError(
                tr("an item of the APE tag is damaged"), remedy=tr("repair its tags with another program")
            )
        items.append((data[position + 8 : key_end].decode("latin-1"), data[position:end]))
        position = end
    if any(data[position:]):
        raise TagError(
            tr("there is something unknown in the APE tag"), remedy=tr("repair it with another program")
        )
    return items


def _edited(items: list[tuple[str, bytes]], values: Mapping[str, TagValue]) -> list[tuple[str, bytes]]:
    result = list(items)
    texts = {key.lower(): [data[9 + len(key) :].decode("utf-8", "replace")] for key, data in items}
    if COVER in values:
        result = _with_cover(result, values[COVER])
    texted = [item for item in values.items() if item[0] != COVER]
    for own, written in (part for item in texted for part in parts(APE, *item, texts)):
        keys = [key.lower() for key in own]
        places = [index for index, (key, _) in enumerate(result) if key.lower() in keys]
        text = "\0".join(written).encode()
        key = result[places[0]][0] if places else own[0]
        item = struct.pack("<2I", len(text), 0) + key.encode("latin-1") + b"\0" + text
        new = [(key, item)] if written else []
        if places:
            result = [
                replaced
                for index, entry in enumerate(result)
                for replaced in (new if index == places[0] else [] if index in places else [entry])
            ]
        else:
            result += new
    return result


def _with_cover(items: list[tuple[str, bytes]], value: TagValue) -> list[tuple[str, bytes]]:
    """The items with the cover replaced by one; pictures that show something else stay."""
    cover = written_cover(value)
    places = pictures.cover_places([pictures.ape_kind(key) for key, _ in items])
    first = places[0] if places else len(items)
    new = []
    if cover is not None:
        data = pictures.ape(cover)
        new = [(_FRONT, struct.pack("<2I", len(data), 2) + _FRONT.encode() + b"\0" + data)]
    rest = [item for place, item in enumerate(items) if place > first and place not in places]
    return [*items[:first], *new, *rest]


def _tag(items: list[tuple[str, bytes]], version: int, *, header: bool = True, flags: int = 0) -> bytes:
    """A whole APE tag; without items nothing at all."""
    if not items:
        return b""
    body = b"".join(data for _, data in items)
    flags |= 0x80000000 if header else 0

    def frame(extra: int) -> bytes:
        return b"APETAGEX" + struct.pack("<4I", version, len(body) + 32, len(items), flags | extra) + bytes(8)

    return (frame(0x20000000) if header else b"") + body + frame(0)


def _before_lyrics(file: BinaryIO, end: int) -> int:
    """A Lyrics3 block may stand between APE and ID3v1."""
    if end < 15:
        return end
    file.seek(end - 15)
    tail = file.read(15)
    if tail[6:] == b"LYRICS200" and tail[:6].isdigit() and int(tail[:6]) + 15 <= end:
        return end - int(tail[:6]) - 15
    return end


def _starts_with_ape(file: BinaryIO, size: int) -> bool:
    file.seek(id3v2_end(file, 0, size))
    return file.read(8) == b"APETAGEX"
