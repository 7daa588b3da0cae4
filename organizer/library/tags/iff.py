"""ID3 chunks in WAV, AIFF and DSDIFF, the ID3 tag at the end of DSF, and the INFO list of WAV."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from organizer.base.errors import TagError
from organizer.base.model import TagValue, values_of
from organizer.library.tags.id3 import plan_id3
from organizer.library.tags.patch import Patch, Splice
from organizer.library.tags.read import AIFF_CHUNKS, RIFF_INFO_KEYS

_LONGEST = 1 << 20  # bytes of a text that are read
_DAMAGED = "repair the file with another program"


@dataclass(frozen=True, slots=True)
class _Chunk:
    name: bytes
    offset: int  # of its header
    start: int  # of its data
    length: int

    @property
    def end(self) -> int:
        """With the padding byte after odd lengths."""
        return self.start + self.length + (self.length & 1)


def _walk(file: BinaryIO, position: int, end: int, order: str, *, wide: bool = False) -> list[_Chunk]:
    head = 12 if wide else 8
    chunks: list[_Chunk] = []
    while position + head <= end and len(chunks) < 100_000:
        file.seek(position)
        header = file.read(head)
        if len(header) < head:
            break
        length = struct.unpack(order + ("Q" if wide else "I"), header[4:])[0]
        chunks.append(_Chunk(header[:4], position, position + head, length))
        position = chunks[-1].end
    return chunks


def _decoded(data: bytes) -> str:
    data = data.split(b"\0")[0]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def aiff_texts(file: BinaryIO) -> dict[str, list[str]]:
    """The text chunks of an AIFF file: name -> texts."""
    size = file.seek(0, 2)
    found: dict[str, list[str]] = {}
    for chunk in _walk(file, 12, size, ">"):
        if chunk.name.decode("latin-1") in AIFF_CHUNKS.values() and chunk.start + chunk.length <= size:
            file.seek(chunk.start)
            text = _decoded(file.read(min(chunk.length, _LONGEST)))
            found.setdefault(chunk.name.decode("latin-1"), []).append(text)
    return found


def riff_info(file: BinaryIO) -> dict[str, list[str]]:
    """The INFO list of a WAV file: key -> texts."""
    size = file.seek(0, 2)
    file.seek(0)
    order = ">" if file.read(4) == b"RIFX" else "<"
    found: dict[str, list[str]] = {}
    for chunk in _walk(file, 12, size, order):
        if chunk.name != b"LIST" or chunk.length < 4 or chunk.end > size + 1:
            continue
        file.seek(chunk.start)
        if file.read(4) != b"INFO":
            continue
        for item in _walk(file, chunk.start + 4, chunk.start + chunk.length, order):
            file.seek(item.start)
            length = min(item.length, chunk.start + chunk.length - item.start, _LONGEST)
            text = _decoded(file.read(length))
            found.setdefault(item.name.decode("latin-1").upper(), []).append(text)
    return found


def plan_iff(file: BinaryIO, size: int, values: Mapping[str, TagValue]) -> list[Splice]:
    """Edit the ID3 chunk, add one at the end where there is none, and keep the INFO list in step."""
    file.seek(0)
    magic = file.read(16)
    wide = magic[:4] == b"FRM8"
    if magic[:4] in (b"RIFX", b"RF64"):
        raise TagError(f"{magic[:4].decode()} files cannot be edited", remedy="convert it to WAV or FLAC")
    riff = magic[:4] == b"RIFF"
    order, head = ("<" if riff else ">"), (12 if wide else 8)
    layout = order + ("Q" if wide else "I")
    old_length = struct.unpack(layout, magic[4:head])[0]
    end = head + old_length
    if end > size:
        raise TagError("the file is cut off: its header promises more", remedy=_DAMAGED)
    chunks = _walk(file, head + 4, end, order, wide=wide)
    if not chunks or chunks[-1].start + chunks[-1].length > end:
        raise TagError("the chunks of the file do not fit its size", remedy=_DAMAGED)
    splices: list[Splice] = []
    chunk = next((c for c in chunks if c.name.lower() == b"id3 "), None)
    if chunk is None:
        tag = _edited_tag(b"", values)
        if tag:
            pad = b"\0" if chunks[-1].end > end else b""  # the last chunk's padding byte was missing
            name = b"id3 " if riff else b"ID3 "
            new = pad + name + struct.pack(layout, len(tag)) + tag + bytes(len(tag) & 1)
            splices.append(Splice(end, b"", new))
    else:
        file.seek(chunk.start)
        old = file.read(chunk.length)
        tag = _edited_tag(old, values)
        if tag != old:
            file.seek(chunk.offset)
            whole = file.read(min(chunk.end, end) - chunk.offset)
            new = whole[:4] + struct.pack(layout, len(tag)) + tag + bytes(len(tag) & 1)
            splices.append(Splice(chunk.offset, whole, new))
    if riff:
        splices += _info_splices(file, chunks, values, end)
    elif magic[:4] == b"FORM":
        splices += _text_splices(file, chunks, values)
    growth = sum(len(s.new) - len(s.old) for s in splices)
    if old_length + growth >= 1 << (64 if wide else 32):
        raise TagError("the file would grow over 4 GB", remedy="convert it to FLAC")
    splices.append(Splice(4, magic[4:head], struct.pack(layout, old_length + growth)))
    return splices


def _edited_tag(tag: bytes, values: Mapping[str, TagValue]) -> bytes:
    file = io.BytesIO(tag)
    patch = Patch.of(len(tag), plan_id3(file, 0, len(tag), values))
    result = io.BytesIO()
    patch.copy(file, result)
    return result.getvalue()


def _info_splices(
    file: BinaryIO, chunks: list[_Chunk], values: Mapping[str, TagValue], end: int
) -> list[Splice]:
    """Items of the INFO list that hold an edited field are brought up to date; none is added."""
    splices = []
    for chunk in chunks:
        file.seek(chunk.start)
        if chunk.name != b"LIST" or file.read(4) != b"INFO":
            continue
        inner = []
        for name, value in values.items():
            text = "; ".join(value) if isinstance(value, tuple) else value
            for item in _walk(file, chunk.start + 4, chunk.start + chunk.length, "<"):
                if item.name.upper() != RIFF_INFO_KEYS.get(name, "").encode():
                    continue
                file.seek(item.offset)
                old = file.read(min(item.end, chunk.start + chunk.length) - item.offset)
                data = text.encode() + b"\0"
                new = item.name + struct.pack("<I", len(data)) + data + bytes(len(data) & 1) if text else b""
                inner.append(Splice(item.offset, old, new))
        growth = sum(len(s.new) - len(s.old) for s in inner)
        if inner:
            if chunk.length & 1 and growth:
                raise TagError("the INFO list has an odd length", remedy=_DAMAGED)
            splices += inner
            splices.append(
                Splice(
                    chunk.offset + 4,
                    struct.pack("<I", chunk.length),
                    struct.pack("<I", chunk.length + growth),
                )
            )
    return splices


def _text_splices(file: BinaryIO, chunks: list[_Chunk], values: Mapping[str, TagValue]) -> list[Splice]:
    """Text chunks of AIFF that hold an edited field are brought up to date; none is added."""
    splices = []
    for name, key in AIFF_CHUNKS.items():
        held = [chunk for chunk in chunks if chunk.name == key.encode()] if name in values else []
        texts = [text.encode() for text in values_of(values[name])] if held else []
        for index, chunk in enumerate(held):
            file.seek(chunk.offset)
            old = file.read(chunk.end - chunk.offset)
            if len(old) < chunk.end - chunk.offset:
                raise TagError("the last chunk of the file is cut off", remedy=_DAMAGED)
            rest = texts[index:] if index == len(held) - 1 else texts[index : index + 1]
            new = b"".join(
                key.encode() + struct.pack(">I", len(text)) + text + bytes(len(text) & 1) for text in rest
            )
            splices.append(Splice(chunk.offset, old, new))
    return splices


def plan_dsf(file: BinaryIO, size: int, values: Mapping[str, TagValue]) -> list[Splice]:
    """The ID3 tag at the end of a DSF file, and the two numbers in its header."""
    file.seek(0)
    header = file.read(28)
    whole, start = struct.unpack("<QQ", header[12:28])
    if whole != size or start > size:
        raise TagError("the header of the DSF file does not fit its size", remedy=_DAMAGED)
    if not start:
        start = size
    splices = plan_id3(file, start, size - start, values)
    growth = sum(len(s.new) - len(s.old) for s in splices)
    return [*splices, Splice(12, header[12:28], struct.pack("<QQ", size + growth, start))] if splices else []
