"""Vorbis comments in FLAC and Ogg, edited entry by entry in bytes."""

from __future__ import annotations

import base64
import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO

from organizer.base.errors import TagError
from organizer.base.fields.picture import COVER
from organizer.base.language import tr
from organizer.base.model import TagValue, values_of
from organizer.library.tags.damage import parsing
from organizer.library.tags.fields import VORBIS_KEYS, VORBIS_TOTALS
from organizer.library.tags.named import pictures
from organizer.library.tags.named.keys import VORBIS, keys_of
from organizer.library.tags.named.pictures import written_cover
from organizer.library.tags.named.writing import parts
from organizer.library.tags.patch import Splice
from organizer.library.tags.payload import id3v2_end

_PADDING = 1024
_DAMAGED = tr("repair its tags with another program")
_VENDOR = b"Organizer"


def edit_comment(data: bytes, values: Mapping[str, TagValue], *, only_present: bool = False) -> bytes:
    """A comment block with the named fields edited, or those alone that it has; what follows stays."""
    vendor, entries, rest = parsed(data)
    if only_present:
        present = set(map(key_of, entries))
        values = {
            n: value
            for n, value in values.items()
            if present.intersection(map(str.lower, keys_of(VORBIS, n)))
        }
    for name, value in values.items():
        if name == COVER:
            entries = _with_cover(entries, value)
            continue
        for keys, texts in _wanted(entries, name, value):
            entries = _replaced(entries, keys, texts)
    return comment_of(vendor, entries, rest)


def comment_of(vendor: bytes, entries: Sequence[bytes], rest: bytes = b"") -> bytes:
    """A comment block of these entries."""
    parts = [struct.pack("<I", len(vendor)), vendor, struct.pack("<I", len(entries))]
    parts += [struct.pack("<I", len(entry)) + entry for entry in entries]
    return b"".join([*parts, rest])


def parsed(data: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Vendor, entries and what follows, of a comment block; raises ``TagError``."""
    position = 0

    def take() -> bytes:
        nonlocal position
        if position + 4 > len(data):
            raise TagError(tr("the comment block is cut off"), remedy=_DAMAGED)
        length = int.from_bytes(data[position : position + 4], "little")
        position += 4 + length
        if position > len(data):
            raise TagError(tr("the comment block is damaged"), remedy=_DAMAGED)
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
    if name not in VORBIS_KEYS or name == "isrc":
        present: dict[str, list[str]] = {}
        for entry in entries:
            present.setdefault(key_of(entry), []).append(entry.partition(b"=")[2].decode("utf-8", "replace"))
        return parts(VORBIS, name, value, present)
    keys = VORBIS_KEYS[name]
    values = values_of(value)
    if name == "comment" and value and any(key_of(entry) == "comment" for entry in entries):
        keys = keys[:1]  # a description beside a comment is another text
    totals = VORBIS_TOTALS.get(name)
    if totals is None:
        return [(keys, values)]
    if len(values) == 1:
        number, _, total = (part.strip() for part in values[0].partition("/"))
        if number and total:
            return [(keys, (number,)), (totals, (total,))]
    return [(keys, values), (totals, ())]


def _with_cover(entries: list[bytes], value: TagValue) -> list[bytes]:
    """The entries with the cover replaced by one; pictures that show something else stay."""
    cover = written_cover(value)
    places = pictures.cover_places([pictures.entry_kind(entry) for entry in entries])
    new = [] if cover is None else [b"METADATA_BLOCK_PICTURE=" + base64.b64encode(pictures.block(cover))]
    first = places[0] if places else len(entries)
    rest = [entry for place, entry in enumerate(entries) if place > first and place not in places]
    return [*entries[:first], *new, *rest]


def _replaced(entries: list[bytes], keys: tuple[str, ...], texts: tuple[str, ...]) -> list[bytes]:
    """The first entries with one of the keys keep their place and spelling; surplus ones go."""
    keys, written = tuple(key.lower() for key in keys), keys
    places = [index for index, entry in enumerate(entries) if key_of(entry) in keys]
    present = {key_of(entries[index]) for index in places}
    spelled = {key_of(entries[i]): entries[i].split(b"=", 1)[0] for i in reversed(places)}
    new: list[bytes] = []
    for key in [k for k in keys if k in present] or list(keys[:1]):
        # each spelling that is there gets the value, so that no reader is left with the old one
        own = written[0] if written[0] != key else key.upper()
        new += [spelled.get(key, own.encode()) + b"=" + text.encode() for text in texts]
    if not places:
        return entries + new
    result = []
    for index, entry in enumerate(entries):
        if index == places[0]:
            result += new
        elif index not in places:
            result.append(entry)
    return result


def key_of(entry: bytes) -> str:
    """The key of an entry, in small letters."""
    return entry.split(b"=", 1)[0].decode("latin-1").lower()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of metadata in a FLAC file."""

    head: int  # its kind, and whether it is the last
    offset: int  # of its header
    length: int

    @property
    def kind(self) -> int:
        """4: a comment; 1: padding."""
        return self.head & 0x7F

    @property
    def start(self) -> int:
        """Where its content begins."""
        return self.offset + 4

    @property
    def end(self) -> int:
        """Where the next begins."""
        return self.start + self.length

    def content(self, file: BinaryIO) -> bytes:
        """What it holds."""
        file.seek(self.start)
        return file.read(self.length)


def plan_flac(file: BinaryIO, size: int, values: Mapping[str, TagValue]) -> list[Splice]:
    """Comments and cover edited in place; the padding behind gives and takes, else the file grows."""
    blocks = flac_blocks(file, size)
    texts = {name: value for name, value in values.items() if name != COVER}
    new: dict[int, bytes | None] = {}  # by place: what blocks become; None: they go
    added = b""  # behind the first block
    comments = [place for place, block in enumerate(blocks) if block.kind == 4]
    for number, place in enumerate(comments):
        # what further blocks say is kept in step: other programs may read the last
        data = edit_comment(blocks[place].content(file), texts, only_present=number > 0)
        if COVER in values:  # it has a block of its own
            data = edit_comment(data, {COVER: ""})
        if len(data) >= 1 << 24:
            raise TagError(tr("the comment block would grow over 16 MB"), remedy=tr("shorten the texts"))
        new[place] = data
    if not comments and texts:
        added += _block(4, edit_comment(_empty_comment(), texts))
    if COVER in values:
        cover = written_cover(values[COVER])
        kinds = [_picture_kind(file, block) for block in blocks]
        places = pictures.cover_places(kinds)
        new |= dict.fromkeys(places)
        if cover is not None and places:
            new[places[0]] = pictures.block(cover)
        elif cover is not None:
            added += _block(6, pictures.block(cover))
    return _flac_splices(file, blocks, new, added)


def flac_blocks(file: BinaryIO, size: int) -> list[Block]:
    """The blocks in front of the sound; raises ``TagError``."""
    position = id3v2_end(file, 0, size) + 4
    blocks: list[Block] = []
    while True:
        file.seek(position)
        header = file.read(4)
        if len(header) < 4:
            raise TagError(tr("the FLAC file is cut off"), remedy=tr("get the file anew"))
        length = int.from_bytes(header[1:], "big")
        blocks.append(Block(header[0], position, length))
        position += 4 + length
        if position > size or len(blocks) > 4096:
            raise TagError(tr("the blocks of the FLAC file are damaged"), remedy=_DAMAGED)
        if header[0] & 0x80:
            return blocks


def _picture_kind(file: BinaryIO, block: Block) -> int | None:
    if block.kind != 6 or block.length < 4:
        return None
    file.seek(block.offset + 4)
    return int.from_bytes(file.read(4), "big")


def _block(head: int, data: bytes) -> bytes:
    return bytes([head]) + len(data).to_bytes(3, "big") + data


def _flac_splices(
    file: BinaryIO, blocks: list[Block], new: dict[int, bytes | None], added: bytes
) -> list[Splice]:
    """``new``: what some of the blocks become, by their places; ``added``: whole blocks behind the first."""
    stay = [place for place in range(len(blocks)) if new.get(place, b"") is not None]
    growth = len(added) + sum(
        -4 - blocks[place].length if data is None else len(data) - blocks[place].length
        for place, data in new.items()
    )
    padding = next((place for place in stay if blocks[place].kind == 1), None)
    paddings: dict[int, int] = {}
    if growth and padding is not None:
        length = blocks[padding].length
        new_length = length - growth if growth <= length else _PADDING
        if new_length < 1 << 24:
            paddings[padding] = new_length
    last = stay[-1] if stay[-1] or not added else None  # none: what is added is last
    splices: list[Splice] = []
    for place, block in enumerate(blocks):
        if place not in stay:
            file.seek(block.offset)
            splices.append(Splice(block.offset, file.read(4 + block.length), b""))
            continue
        head = block.kind | (0x80 if place == last else 0)
        data = new.get(place)
        length = len(data) if data is not None else paddings.get(place, block.length)
        file.seek(block.offset)
        splices.append(Splice(block.offset, file.read(4), bytes([head]) + length.to_bytes(3, "big")))
        start = block.offset + 4
        if data is not None:
            splices.append(Splice(start, file.read(block.length), data))
        elif length > block.length:
            splices.append(Splice(start + block.length, b"", bytes(length - block.length)))
        elif length < block.length:
            file.seek(start + length)
            splices.append(Splice(start + length, file.read(block.length - length), b""))
        if place == 0 and added:
            splices.append(Splice(start + block.length, b"", _last_marked(added) if last is None else added))
    return splices


def _last_marked(blocks: bytes) -> bytes:
    """Blocks one behind the other, the last of them marked as the last of all."""
    position = start = 0
    while position < len(blocks):
        start = position
        position += 4 + int.from_bytes(blocks[position + 1 : position + 4], "big")
    return blocks[:start] + bytes([blocks[start] | 0x80]) + blocks[start + 1 :]


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
            raise TagError(tr("the header of the Ogg file is damaged"), remedy=_DAMAGED)
    for before, after in pairwise(pages):
        if before.offset + before.size != after.offset:
            raise TagError(
                tr("the header is mixed with another stream"), remedy=tr("edit it with another program")
            )
    packets = _packets(pages)
    head = {"OggVorbis": 7, "OggOpus": 8, "OggSpeex": 0, "OggFLAC": 4, "OggTheora": 7}[kind]
    packet = packets[0]
    if kind == "OggFLAC" and packet[0] & 0x7F != 4:
        raise TagError(
            tr("the Ogg FLAC file has no comment block"), remedy=tr("add tags with another program")
        )
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
