"""ID3v2 and ID3v1 edited frame by frame in bytes: what is not named is not even parsed.

The version stays as it is (2.2, 2.3 or 2.4), and so do the encodings of all other frames. Several values
are separated by NUL in every version, which is what all readers of 2.4 and most of 2.3 understand; "/", which
2.3 names for some fields, stands in names too.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from organizer.base.errors import TagError
from organizer.base.fields.picture import COVER
from organizer.base.language import tr
from organizer.base.model import TagValue, values_of
from organizer.library.tags.damage import parsing
from organizer.library.tags.fields import ID3_FRAMES, ID3_TEXTS
from organizer.library.tags.named import id3_frames as named
from organizer.library.tags.named import pictures
from organizer.library.tags.named.id3_upgrade import upgraded
from organizer.library.tags.named.pictures import written_cover
from organizer.library.tags.patch import Patch, Splice

_CONVERT = tr("convert its tags with another program")
_REPAIR = tr("repair its tags with another program")
_PADDING = 1024
_DATES = frozenset({"TDRC", "TYER", "TDAT", "TIME", "TYE", "TDA", "TIM"})


@dataclass(frozen=True, slots=True)
class _Frame:
    name: str
    start: int  # in the body
    end: int
    data: bytes  # decoded from unsynchronisation, empty where it cannot be read


@dataclass(frozen=True, slots=True)
class _Change:
    """``body[start:end]`` is replaced; an empty range inserts."""

    start: int
    end: int
    new: bytes


def id3_starts(file: BinaryIO, size: int) -> list[int]:
    """Where ID3v2 tags begin that stand in front, one after the other."""
    starts: list[int] = []
    position = 0
    while position + 10 <= size and len(starts) < 100:
        file.seek(position)
        header = file.read(10)
        if header[:3] != b"ID3" or max(header[6:]) > 127:
            break
        starts.append(position)
        position += 10 + _syncsafe(header[6:]) + (10 if header[3] == 4 and header[5] & 0x10 else 0)
    return starts


def plan_id3(
    file: BinaryIO,
    start: int,
    size: int,
    values: Mapping[str, TagValue],
    *,
    only_present: bool = False,
    upgrade: bool = False,
) -> list[Splice]:
    """The splices that edit the ID3v2 tag at ``start``; a new 2.4 tag where there is none.

    ``only_present``: no new frames, and of a date as much as the tag can hold. ``upgrade``: a tag of an older
    version becomes one of 2.4.
    """
    file.seek(start)
    header = file.read(10)
    if header[:3] != b"ID3" or len(header) < 10:
        body = b"".join(_new_frames(4, values))
        return (
            [Splice(start, b"", _header(4, 0, 0, len(body) + _PADDING) + body + bytes(_PADDING))]
            if body
            else []
        )
    version, flags = header[3], header[5]
    length = _syncsafe(header[6:])
    if version not in (2, 3, 4):
        raise TagError(
            tr("ID3 version 2.{version} is not known", version=version),
            remedy=_CONVERT,
        )
    if max(header[6:]) > 127 or start + 10 + length > start + size:
        raise TagError(tr("the ID3 tag is cut off or damaged"), remedy=_REPAIR)
    if version == 2 and flags & 0x40:
        raise TagError(tr("the ID3v2.2 tag is compressed"), remedy=_CONVERT)
    raw = file.read(length)
    body = _synchronised(raw) if version < 4 and flags & 0x80 else raw
    skip = _extended(body, version) if version > 2 and flags & 0x40 else 0
    plain = version == 4 and _has_plain_sizes(body[skip:])
    frames = _frames(body, skip, version, unsynchronised=bool(flags & 0x80), plain_sizes=plain)
    if upgrade and version < 4:
        new = upgraded(frames, version)
        if new is not None:
            edited = b"".join([new, bytes(_PADDING)])
            tag = _header(4, 0, 0, len(edited)) + edited
            patch = Patch.of(len(tag), plan_id3(io.BytesIO(tag), 0, len(tag), values))
            result = io.BytesIO()
            patch.copy(io.BytesIO(tag), result)
            return [Splice(start, header + raw, result.getvalue())]
    if only_present:
        values = {name: value for name, value in values.items() if _holds(frames, name, version)}
    changes = _changes(
        frames, frames[-1].end if frames else skip, version, values, coding=(plain, bool(flags & 0x80))
    )
    if not changes:
        return []
    if skip:
        # it holds a checksum and the size of the padding, which would both be wrong
        changes.insert(0, _Change(0, skip, b""))
    return _splices(start, header, raw, body, frames[-1].end if frames else skip, changes)


def can_upgrade(file: BinaryIO, start: int, size: int) -> bool:
    """Whether there is a tag of an older version at ``start`` that can become one of 2.4."""
    file.seek(start)
    header = file.read(10)
    if header[:3] != b"ID3" or header[3] not in (2, 3):
        return False
    splices = plan_id3(file, start, size, {}, upgrade=True)
    return any(splice.new[3:4] == b"\x04" for splice in splices)


def _splices(
    start: int, header: bytes, raw: bytes, body: bytes, end: int, changes: list[_Change]
) -> list[Splice]:
    version, flags = header[3], header[5]
    growth = sum(len(c.new) - (c.end - c.start) for c in changes)
    padding = len(body) - end
    pure = not body[end:].strip(b"\0")
    if flags & 0x10 and version == 4:
        padding_change: list[_Change] = []  # a tag with a footer has no padding
        new_length = len(body) + growth
    elif not pure:
        padding_change, new_length = [], len(body) + growth
    elif growth <= padding:
        padding_change = [
            _Change(end, end + growth, b"") if growth >= 0 else _Change(end, end, bytes(-growth))
        ]
        new_length = len(body)
    else:
        padding_change = [_Change(end, len(body), bytes(_PADDING))]
        new_length = end + growth + _PADDING
    # what is inserted at the end of the frames comes before the padding
    appended = b"".join(c.new for c in changes if c.start == end == c.end)
    edits = [c for c in changes if not c.start == end == c.end]
    if padding_change:
        change = padding_change[0]
        edits.append(_Change(change.start, change.end, appended + change.new))
    elif appended:
        edits.append(_Change(end, end, appended))
    footer = 10 if flags & 0x10 and version == 4 else 0
    new_flags = flags & ~0x40 if version > 2 else flags
    if raw != body or (version < 4 and flags & 0x80):
        new_body = _unsynchronised(_applied(body, edits))
        return [Splice(start, header + raw, _header(version, header[4], new_flags, len(new_body)) + new_body)]
    new_header = _header(version, header[4], new_flags, new_length)
    splices = [Splice(start, header, new_header)]
    splices += [Splice(start + 10 + c.start, body[c.start : c.end], c.new) for c in edits]
    if footer:
        splices.append(Splice(start + 10 + len(body), b"3DI" + header[3:], b"3DI" + new_header[3:]))
    return splices


def _applied(body: bytes, changes: list[_Change]) -> bytes:
    parts, position = [], 0
    for change in sorted(changes, key=lambda c: (c.start, c.end)):
        parts += [body[position : change.start], change.new]
        position = change.end
    return b"".join([*parts, body[position:]])


def _changes(
    frames: list[_Frame],
    end: int,
    version: int,
    values: Mapping[str, TagValue],
    *,
    coding: tuple[bool, bool] = (False, False),
) -> list[_Change]:
    """``coding``: whether sizes of frames are plain integers, and whether the tag is unsynchronised."""
    changes = []
    for name, value in values.items():
        if name == COVER:
            changes += _cover_changes(frames, end, version, value, coding)
            continue
        if name not in ID3_FRAMES:
            more = named.touched(frames, name, removal=not value)
            pieces = named.written(version, name, value, more)
            spans = [(frame.start, frame.end) for frame in more] or [(end, end)] * len(pieces)
            changes += [_Change(*span, piece) for span, piece in zip(spans, pieces, strict=True)]
            continue
        touched = _touched(frames, name, removal=not value)
        new = _field_frames(version, name, value, touched)
        for index, frame in enumerate(touched):
            changes.append(_Change(frame.start, frame.end, new if index == 0 else b""))
        if not touched and new:
            changes.append(_Change(end, end, new))
    return changes


def _cover_changes(
    frames: list[_Frame], end: int, version: int, value: TagValue, coding: tuple[bool, bool]
) -> list[_Change]:
    """The frames with the cover replaced by one; pictures that show something else stay."""
    places = _cover_frames(frames, version)
    others = [f for f in frames if f.name in ("APIC", "PIC") and f not in places]
    taken = [pictures.id3_description(f.data, version) for f in others]
    cover = written_cover(value)
    new = b"" if cover is None else _cover_frame(version, pictures.id3_frame(cover, version, taken), coding)
    if not places:
        return [_Change(end, end, new)] if new else []
    return [_Change(f.start, f.end, b"" if index else new) for index, f in enumerate(places)]


def _cover_frames(frames: list[_Frame], version: int) -> list[_Frame]:
    kinds = [pictures.id3_kind(f.data, version) if f.name in ("APIC", "PIC") else None for f in frames]
    return [frames[place] for place in pictures.cover_places(kinds)]


def _cover_frame(version: int, data: bytes, coding: tuple[bool, bool]) -> bytes:
    flags = b"\0\0"
    if version == 2:
        if len(data) >= 1 << 24:
            raise TagError(tr("the cover is too large for ID3v2.2"), remedy=tr("make it smaller"))
        return b"PIC" + len(data).to_bytes(3, "big") + data
    plain_sizes, unsynchronised = coding
    if version == 4 and unsynchronised:
        data, flags = _unsynchronised(data), b"\0\2"
    size = struct.pack(">I", len(data)) if version == 3 or plain_sizes else _to_syncsafe(len(data))
    return b"APIC" + size + flags + data


def _holds(frames: list[_Frame], name: str, version: int) -> bool:
    if name == COVER:
        return bool(_cover_frames(frames, version))
    holding = _touched if name in ID3_FRAMES else named.touched
    return bool(holding(frames, name, removal=True))


def _touched(frames: list[_Frame], name: str, *, removal: bool) -> list[_Frame]:
    """The frames that hold the field, the one that is read first in front."""
    if name == "date":
        return [f for f in frames if f.name in _DATES]
    if name == "mood":
        return [f for f in frames if f.name == "TMOO"] + [
            f for f in frames if f.name in ("TXXX", "TXX") and _described(f.data) == "mood"
        ]
    if name == "comment":
        comments = [
            f for f in frames if f.name in ("COMM", "COM") and _described(f.data, 4) in ("", "id3v1 comment")
        ]
        return comments if removal else comments[:1]
    if name == "grouping":
        first = [f for f in frames if f.name in ("GRP1", "GP1")]
        rest = [f for f in frames if f.name in ("TIT1", "TT1")]
        return first + rest if removal or not first else first
    return [f for f in frames if f.name in ID3_TEXTS[name]]


def _described(data: bytes, skip: int = 1) -> str | None:
    """The description of a TXXX frame (``skip`` 1) or a COMM frame (4), in lower case."""
    if len(data) <= skip:
        return None
    wide, rest = data[0] in (1, 2), data[skip:]
    if not wide:
        return rest.split(b"\0", 1)[0].decode("utf-8" if data[0] == 3 else "latin-1", "replace").lower()
    for position in range(0, len(rest) - 1, 2):
        if rest[position : position + 2] == b"\0\0":
            rest = rest[:position]
            break
    return rest.decode("utf-16" if data[0] == 1 else "utf-16-be", "replace").lower()


def _new_frames(version: int, values: Mapping[str, TagValue]) -> list[bytes]:
    return [change.new for change in _changes([], 0, version, values)]


def _field_frames(version: int, name: str, value: TagValue, old: list[_Frame]) -> bytes:
    """The field as frames of this version; a frame of another kind that held it keeps its kind."""
    if not value:
        return b""
    text = values_of(value)
    if name == "date":
        return _date_frames(version, text)
    if name == "comment":
        head = old[0].data[1:4] if old and len(old[0].data) > 4 else b"eng"
        return _frame(version, "COM" if version == 2 else "COMM", text, language=head, described=True)
    if name == "mood":
        kinds = [f.name for f in old] or ["TMOO" if version == 4 else "TXXX"]
        return b"".join(
            _frame(version, kind, text, description="MOOD", described=kind != "TMOO")
            if kind != "TXXX" or version > 2
            else _frame(version, "TXX", text, description="MOOD", described=True)
            for kind in dict.fromkeys(kinds)
        )
    if name == "grouping":
        kind = old[0].name if old else "TIT1"
        return _frame(version, {"TIT1": "TT1", "GRP1": "GP1"}.get(kind, kind) if version == 2 else kind, text)
    return _frame(version, ID3_TEXTS[name][version == 2], text)


def _date_frames(version: int, texts: tuple[str, ...]) -> bytes:
    if version == 4:
        return _frame(version, "TDRC", tuple(text.replace(" ", "T") for text in texts))
    text = texts[0]
    if not text[:4].isdecimal():
        return b""
    names = ("TYE", "TDA", "TIM") if version == 2 else ("TYER", "TDAT", "TIME")
    frames = _frame(version, names[0], (text[:4],))
    if len(text) >= 10 and text[4] == text[7] == "-" and text[5:7].isdigit() and text[8:10].isdigit():
        frames += _frame(version, names[1], (text[8:10] + text[5:7],))
        if len(text) >= 16 and text[13] == ":" and text[11:13].isdigit() and text[14:16].isdigit():
            frames += _frame(version, names[2], (text[11:13] + text[14:16],))
    return frames


def _frame(
    version: int,
    name: str,
    texts: tuple[str, ...],
    *,
    language: bytes = b"",
    description: str = "",
    described: bool = False,
) -> bytes:
    if version == 4:
        code, encoding, end = 3, "utf-8", b"\0"
    elif all(text.isascii() or _is_latin(text) for text in texts):
        code, encoding, end = 0, "latin-1", b"\0"
    else:
        code, encoding, end = 1, "utf-16", b"\0\0"
    data = bytes([code]) + language
    if described:
        data += description.encode(encoding) + end
    data += end.join(text.encode(encoding) for text in texts)
    if version == 2:
        return name.encode() + len(data).to_bytes(3, "big") + data
    size = _to_syncsafe(len(data)) if version == 4 else struct.pack(">I", len(data))
    return name.encode() + size + b"\0\0" + data


def _is_latin(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def _frames(
    body: bytes, position: int, version: int, *, unsynchronised: bool, plain_sizes: bool
) -> list[_Frame]:
    """The frames in order, up to the padding or what cannot be a frame."""
    head = 6 if version == 2 else 10
    frames = []
    while position + head <= len(body) and any(body[position : position + head - 2]):
        raw_name = body[position : position + (3 if version == 2 else 4)]
        size = int.from_bytes(body[position + 3 : position + 6], "big")
        if version > 2:
            size_bytes = body[position + 4 : position + 8]
            size = int.from_bytes(size_bytes, "big") if version == 3 or plain_sizes else _syncsafe(size_bytes)
        end = position + head + size
        if end > len(body):
            raise TagError(tr("an ID3 frame is longer than its tag"), remedy=_REPAIR)
        flags = body[position + 9] if version > 2 else 0
        data = body[position + head : end]
        if version == 4:
            if flags & 0x40:
                data = data[1:]
            if flags & 0x01:
                data = data[4:]
            if flags & 0x02 or unsynchronised:
                data = _synchronised(data)
        if flags & (0x0C if version == 4 else 0xC0):
            data = b""  # compressed or encrypted: its name is all we know
        frames.append(_Frame(raw_name.decode("latin-1").rstrip("\0"), position, end, data))
        position = end
    return frames


def _has_plain_sizes(data: bytes) -> bool:
    """iTunes once wrote the sizes of 2.4 frames as plain integers."""
    from mutagen.id3 import Frames
    from mutagen.id3._tags import determine_bpi

    with parsing():
        return bool(determine_bpi(data, Frames) is int)


def _extended(body: bytes, version: int) -> int:
    """The length of the extended header; 0 when the flag is set but a frame follows."""
    if body[:4].isalnum() and body[:4].isupper():
        return 0
    size = _syncsafe(body[:4]) if version == 4 else int.from_bytes(body[:4], "big") + 4
    if not 4 <= size <= len(body):
        raise TagError(
            tr("the extended header of the ID3 tag is damaged"), remedy=tr("repair it with another program")
        )
    return size


def _header(version: int, revision: int, flags: int, length: int) -> bytes:
    if length >= 1 << 28:
        raise TagError(tr("the ID3 tag would grow over 256 MB"), remedy=tr("remove pictures from it"))
    return struct.pack(">3sBBB4s", b"ID3", version, revision, flags, _to_syncsafe(length))


def _syncsafe(data: bytes) -> int:
    return (data[0] & 127) << 21 | (data[1] & 127) << 14 | (data[2] & 127) << 7 | data[3] & 127


def _to_syncsafe(number: int) -> bytes:
    return bytes((number >> shift) & 127 for shift in (21, 14, 7, 0))


def _synchronised(data: bytes) -> bytes:
    return data.replace(b"\xff\0", b"\xff")


def _unsynchronised(data: bytes) -> bytes:
    changed = re.sub(rb"\xff(?=[\xe0-\xff\0])", b"\xff\0", data)
    return changed + b"\0" if changed.endswith(b"\xff") else changed
