"""Vorbis comments in FLAC and Ogg, edited entry by entry in bytes."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, BinaryIO

from organizer.base.errors import TagError
from organizer.base.model import TagValue, values_of
from organizer.library.tags.damage import parsing
from organizer.library.tags.fields import VORBIS_KEYS, VORBIS_TOTALS
from organizer.library.tags.patch import Splice
from organizer.library.tags.payload import id3v2_end

_PADDING = 1024
_DAMAGED = "repair its tags with another program"
_VENDOR = b"Organizer"


def edit_comment(data: bytes, values: Mapping[str, TagValue], *, only_present: bool = False) -> bytes:
    """A comment block with the named fields edited, or those alone that it has; what follows stays."""
    vendor, entries, rest = _parse(data)
    if only_present:
        present = set(map(_key, entries))
        values = {name: value for name, value in values.items() if present.intersection(VORBIS_KEYS[name])}
    for name, value in values.items():
        for keys, texts in _wanted(entries, name, value):
            entries = _replaced(entries, keys, texts)
    parts = [struct.pack("<I", len(vendor)), vendor, struct.pack("<I", len(entries))]
    parts += [struct.pack("<I", len(entry)) + entry for entry in entries]
    return b"".join([*parts, rest])


def _parse(data: bytes) -> tuple[bytes, list[bytes], bytes]:
    position = 0

    def take() -> bytes:
        nonlocal position
        if position + 4 > len(data):
            raise TagError("the comment block is cut off", remedy=_DAMAGED)
        length = int.from_bytes(data[position : position + 4], "little")
        position += 4 + length
        if position > len(data):
            raise TagError("the comment block is damaged", remedy=_DAMAGED)
        return data[position - length : position]

    vendor = take()
    count = int.from_bytes(data[position : position + 4], "little")
    position += 4
    entries = [take() for _ in range(min(count, len(data)))]
    return vendor, entries, data[position:]


def _wanted(
    entries: list[bytes], name: str, value: TagValue
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """For a field: the keys that hold it and their new values."""
    keys = VORBIS_KEYS[name]
    values = values_of(value)
    if name == "comment" and value and any(_key(entry) == "comment" for entry in entries):
        keys = keys[:1]  # a description beside a comment is another text
    totals = VORBIS_TOTALS.get(name)
    if totals is None:
        return [(keys, values)]
    if len(values) == 1:
        number, _, total = (part.strip() for part in values[0].partition("/"))
        if number and total:
            return [(keys, (number,)), (totals, (total,))]
    return [(keys, values), (totals, ())]


def _replaced(entries: list[bytes], keys: tuple[str, ...], texts: tuple[str, ...]) -> list[bytes]:
    """The first entries with one of the keys keep their place and spelling; surplus ones go."""
    places = [index for index, entry in enumerate(entries) if _key(entry) in keys]
    present = {_key(entries[index]) for index in places}
    spelled = {_key(entries[i]): entries[i].split(b"=", 1)[0] for i in reversed(places)}
    new: list[bytes] = []
    for key in [k for k in keys if k in present] or list(keys[:1]):
        # each spelling that is there gets the value, so that no reader is left with the old one
        new += [spelled.get(key, key.upper().encode()) + b"=" + text.encode() for text in texts]
    if not places:
        return entries + new
    result = []
    for index, entry in enumerate(entries):
        if index == places[0]:
            result += new
        elif index not in places:
            result.append(entry)
    return result


def _key(entry: bytes) -> str:
    return entry.split(b"=", 1)[0].decode("latin-1").lower()


def plan_flac(file: BinaryIO, size: int, values: Mapping[str, TagValue]) -> list[Splice]:
    """The comment block edited in place; the padding behind gives and takes, else the file grows."""
    position = id3v2_end(file, 0, size) + 4
    blocks: list[tuple[int, int, int]] = []  # kind, offset of the header, length
    while True:
        file.seek(position)
        header = file.read(4)
        if len(header) < 4:
            raise TagError("the FLAC file is cut off", remedy="get the file anew")
        length = int.from_bytes(header[1:], "big")
        blocks.append((header[0], position, length))
        position += 4 + length
        if position > size or len(blocks) > 4096:
            raise TagError("the blocks of the FLAC file are damaged", remedy=_DAMAGED)
        if header[0] & 0x80:
            break
    comments = [block for block in blocks if block[0] & 0x7F == 4]
    if not comments:
        data = edit_comment(_empty_comment(), values)
        first = blocks[0]
        return (
            [
                Splice(first[1], bytes([first[0]]), bytes([first[0] & 0x7F])),
                Splice(
                    first[1] + 4 + first[2],
                    b"",
                    bytes([4 | first[0] & 0x80]) + len(data).to_bytes(3, "big") + data,
                ),
            ]
            if first[0] & 0x80
            else [Splice(first[1] + 4 + first[2], b"", b"\4" + len(data).to_bytes(3, "big") + data)]
        )
    splices: list[Splice] = []
    for kind, offset, length in comments:
        file.seek(offset)
        old = file.read(4 + length)
        # what further blocks say is kept in step: other programs may read the last
        data = edit_comment(old[4:], values, only_present=bool(splices))
        if len(data) >= 1 << 24:
            raise TagError("the comment block would grow over 16 MB", remedy="shorten the texts")
        splices.append(Splice(offset, old, bytes([kind]) + len(data).to_bytes(3, "big") + data))
    growth = sum(len(splice.new) - len(splice.old) for splice in splices)
    padding = next((block for block in blocks if block[0] & 0x7F == 1), None)
    if growth and padding is not None:
        kind, offset, length = padding
        new_length = length - growth if growth <= length else _PADDING
        if new_length < 1 << 24:
            file.seek(offset)
            head = file.read(4)
            splices.append(Splice(offset, head, head[:1] + new_length.to_bytes(3, "big")))
            if new_length > length:
                splices.append(Splice(offset + 4 + length, b"", bytes(new_length - length)))
            else:
                file.seek(offset + 4 + new_length)
                splices.append(Splice(offset + 4 + new_length, file.read(length - new_length), b""))
    return splices


def _empty_comment() -> bytes:
    return struct.pack("<I", len(_VENDOR)) + _VENDOR + bytes(4)


def plan_ogg(file: BinaryIO, size: int, values: Mapping[str, TagValue], kind: str) -> list[Splice]:
    """The header pages packed anew; later pages are renumbered only when their number changes."""
    first = {
        "OggVorbis": b"\x01vorbis",
        "OggOpus": b"OpusHead",
        "OggSpeex": b"Speex   ",
        "OggFLAC": b"\x7fFLAC",
        "OggTheora": b"\x80theora",
    }[kind]
    file.seek(id3v2_end(file, 0, size))
    page = _page(file)
    while not (page.packets and page.packets[0].startswith(first)):
        page = _page(file)
    serial = page.serial
    pages: list[Any] = []
    while not pages or not _headers_end(pages, kind):
        page = _page(file)
        if page.serial == serial:
            pages.append(page)
        if len(pages) > 4096:
            raise TagError("the header of the Ogg file is damaged", remedy=_DAMAGED)
    for before, after in pairwise(pages):
        if before.offset + before.size != after.offset:
            raise TagError("the header is mixed with another stream", remedy="edit it with another program")
    packets = _packets(pages)
    head = {"OggVorbis": 7, "OggOpus": 8, "OggSpeex": 0, "OggFLAC": 4, "OggTheora": 7}[kind]
    packet = packets[0]
    if kind == "OggFLAC" and packet[0] & 0x7F != 4:
        raise TagError("the Ogg FLAC file has no comment block", remedy="add tags with another program")
    data = edit_comment(packet[head:], values)
    if kind == "OggFLAC":
        packets[0] = packet[:1] + len(data).to_bytes(3, "big") + data
    else:
        packets[0] = packet[:head] + data
    new = _paginated(packets, pages, serial)
    start, end = pages[0].offset, pages[-1].offset + pages[-1].size
    file.seek(start)
    splices = [Splice(start, file.read(end - start), b"".join(map(_written, new)))]
    if len(new) != len(pages):
        splices += _renumbered(file, end, size, serial, len(new) - len(pages))
    return splices


def _page(file: BinaryIO) -> Any:
    """The next page."""
    from mutagen.ogg import OggPage

    with parsing():
        return OggPage(file)


def _packets(pages: list[Any]) -> list[bytes]:
    from mutagen.ogg import OggPage

    with parsing():
        packets: list[bytes] = OggPage.to_packets(pages, strict=False)
    return packets


def _written(page: Any) -> bytes:
    with parsing():
        return bytes(page.write())


def _headers_end(pages: list[Any], kind: str) -> bool:
    """Whether the pages end with a whole packet and hold all headers up to and with the comment.

    Vorbis and Theora put the setup behind the comment, often on the same page: it must come along.
    """
    headers = 2 if kind in ("OggVorbis", "OggTheora") else 1
    last = pages[-1]
    complete = sum(len(p.packets) - (0 if p.complete else 1) for p in pages)
    return bool(complete >= headers and last.complete)


def _paginated(packets: list[bytes], old: list[Any], serial: int) -> list[Any]:
    """Pages for the packets: as many as there were, where that is possible."""
    from mutagen.ogg import OggPage

    with parsing():
        new: list[Any] = OggPage.from_packets(packets, old[0].sequence)
        if len(new) != len(old):
            for size in (16_384, 65_000):
                packed = OggPage.from_packets(packets, old[0].sequence, default_size=size)
                if len(packed) <= len(old):
                    new = packed
                    break
    for page in new:
        page.serial = serial
        if page.position != -1:
            page.position = 0
    return new


def _renumbered(file: BinaryIO, position: int, size: int, serial: int, step: int) -> list[Splice]:
    splices = []
    file.seek(position)
    while position < size:
        header = file.read(27)
        if len(header) < 27 or header[:4] != b"OggS":
            break
        table = file.read(header[26])
        body = file.read(sum(table))
        if int.from_bytes(header[14:18], "little") == serial:
            number = struct.unpack("<I", header[18:22])[0]
            page = _page(io.BytesIO(header + table + body))
            page.sequence = (number + step) & 0xFFFFFFFF
            new = _written(page)
            splices.append(Splice(position + 18, header[18:26], new[18:26]))
            if header[5] & 4:
                break  # the end of this stream; a chained one numbers anew
        position += 27 + len(table) + len(body)
    return splices
