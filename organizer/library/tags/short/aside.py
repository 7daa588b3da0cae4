"""The comments of FLAC and Ogg files and the items of MP4s: those of some fields, and all others, unparsed.

Of files that are built as plainly as nearly all are; every other is read as a whole.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from os import SEEK_END
from typing import BinaryIO

from organizer.base.errors import TagError
from organizer.base.fields.tag_names import NAMED_FIELDS
from organizer.base.model import EDITABLE_FIELDS, Tags
from organizer.library.tags import mp4, vorbis
from organizer.library.tags.damage import parsing
from organizer.library.tags.fields import VORBIS_TOTALS
from organizer.library.tags.limits import bind_mutagen
from organizer.library.tags.mapping import tags_of
from organizer.library.tags.named.keys import MP4, VORBIS, keys_of
from organizer.library.tags.short import excerpt

_FLAC_COMMENT, _FLAC_PADDING = 4, 1
_MOST_PAGES = 64  # of an Ogg file, up to the end of its comment
#: Fields whose keys hold more than the field, or are many.
_OTHERS = frozenset({"cover", "lyrics", "performer", "rating"})


@dataclass(frozen=True, slots=True)
class Aside:
    """A file's tags, with those of some fields put aside."""

    kind: str  #: of tag
    wanted: bytes  #: the comments or items of the fields
    others: tuple[bytes, ...]  #: what else there is
    places: tuple[tuple[int, int], ...]  #: where else there is something


def of(file: BinaryIO, names: frozenset[str]) -> Aside | None:
    """The tags of a file; None where it is not so plain, or one of the fields. Raises ``OSError``."""
    file.seek(0)
    head = file.read(8)
    with suppress(TagError):  # it is damaged
        if head[:4] in (b"fLaC", b"OggS"):
            wanted = _keys(VORBIS, names)
            return _comments(file, wanted, ogg=head[:4] == b"OggS") if wanted else None
        if head[4:] == b"ftyp":
            wanted = _keys(MP4, names)
            return _items(file, wanted) if wanted else None
    return None


@lru_cache(maxsize=64)
def _keys(kind: str, names: frozenset[str]) -> frozenset[str]:
    """The keys of the fields, in small letters; none where they are not so plain."""
    if not names.issubset(NAMED_FIELDS) or names & _OTHERS:
        return frozenset()
    keys = {key.lower() for name in names for key in keys_of(kind, name)}
    if kind == VORBIS:
        keys.update(key for name in names for key in VORBIS_TOTALS.get(name, ()))
    return frozenset(keys)


def _comments(file: BinaryIO, wanted: Collection[str], *, ogg: bool) -> Aside | None:
    places: list[tuple[int, int]] = []
    if ogg:
        found = _ogg_comment(file)
    else:
        found = None
        size = file.seek(0, SEEK_END)
        blocks = vorbis.flac_blocks(file, size)
        held = [block for block in blocks if block.kind == _FLAC_COMMENT]
        if len(held) == 1 and excerpt.tail(file, blocks[-1].end) == b"":
            found = (
                bytes(block.kind for block in blocks if block.kind != _FLAC_PADDING),
                held[0].content(file),
            )
            places = [(b.start, b.end) for b in blocks if b.kind not in (_FLAC_COMMENT, _FLAC_PADDING)]
    if found is None:
        return None
    vendor, entries, rest = vorbis.parsed(found[1])
    ours = [entry for entry in entries if vorbis.key_of(entry) in wanted]
    others = [entry for entry in entries if vorbis.key_of(entry) not in wanted]
    comment = vorbis.comment_of(b"", ours)
    return Aside(VORBIS, comment, (found[0], vendor, rest, *others), tuple(places))


def _ogg_comment(file: BinaryIO) -> tuple[bytes, bytes] | None:
    """The first packet of an Ogg file, and the comment in the second; of Vorbis and Opus alone."""
    packets: list[bytes] = []
    part = bytearray()
    serial = b""
    file.seek(0)
    for _ in range(_MOST_PAGES):
        header = file.read(27)
        if len(header) < 27 or header[:4] != b"OggS" or header[14:18] != (serial or header[14:18]):
            return None
        serial = header[14:18]
        table = file.read(header[26])
        body = memoryview(file.read(sum(table)))
        for length in table:
            part += body[:length]
            body = body[length:]
            if length < 255:
                packets.append(bytes(part))
                part.clear()
        if len(packets) > 1:
            break
    else:
        return None
    for first, second in ((b"\x01vorbis", b"\x03vorbis"), (b"OpusHead", b"OpusTags")):
        if packets[0].startswith(first) and packets[1].startswith(second):
            return packets[0], packets[1][len(second) :]
    return None


def _items(file: BinaryIO, wanted: Collection[str]) -> Aside | None:
    items = mp4.items(file, file.seek(0, SEEK_END))
    if items is None:
        return None
    ours, others = b"", []
    for atom, key in items:
        if key.lower() in wanted:
            file.seek(atom.offset)
            ours += file.read(atom.length)
        else:
            others.append((atom.offset, atom.end))
    return Aside(MP4, mp4.index_of(ours), (), tuple(others))


@lru_cache(maxsize=256)
def said_by(kind: str, wanted: bytes, names: frozenset[str]) -> Tags:
    """What these comments or items say in the fields."""
    bind_mutagen()
    with parsing():
        if kind == VORBIS:
            from mutagen._vorbis import VComment

            tags = VComment(wanted, framing=False)
        else:
            from mutagen.mp4 import Atoms, MP4Tags

            file = BytesIO(wanted)
            tags = MP4Tags(Atoms(file), file)
    return tags_of(tags, names.difference(EDITABLE_FIELDS))
