"""ID3 chunks in WAV, AIFF and DSDIFF, the ID3 tag at the end of DSF, and the INFO list of WAV: edited."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from typing import BinaryIO

from organizer.base.errors import TagError
from organizer.base.language import tr
from organizer.base.model import TagValue, values_of
from organizer.library.tags.fields import AIFF_CHUNKS, AIFF_MORE, RIFF_INFO_KEYS, RIFF_INFO_MORE
from organizer.library.tags.id3 import plan_id3
from organizer.library.tags.patch import Patch, Splice
from organizer.library.tags.riff import Chunk, walk

_DAMAGED = tr("repair the file with another program")
_INFO = {**RIFF_INFO_KEYS, **RIFF_INFO_MORE}


def plan_iff(
    file: BinaryIO, size: int, values: Mapping[str, TagValue], *, upgrade: bool = False
) -> list[Splice]:
    """Edit the ID3 chunk, add one at the end where there is none, and keep the INFO list in step."""
    file.seek(0)
    magic = file.read(16)
    wide = magic[:4] == b"FRM8"
    if magic[:4] in (b"RIFX", b"RF64"):
        raise TagError(
            tr("{kind} files cannot be edited", kind=magic[:4].decode()),
            remedy=tr("convert it to WAV or FLAC"),
        )
    riff = magic[:4] == b"RIFF"
    order, head = ("<" if riff else ">"), (12 if wide else 8)
    layout = order + ("Q" if wide else "I")
    old_length = struct.unpack(layout, magic[4:head])[0]
    end = head + old_length
    if end > size:
        raise TagError(tr("the file is cut off: its header promises more"), remedy=_DAMAGED)
    chunks = walk(file, head + 4, end, order, wide=wide)
    if not chunks or chunks[-1].start + chunks[-1].length > end:
        raise TagError(tr("the chunks of the file do not fit its size"), remedy=_DAMAGED)
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
        tag = _edited_tag(old, values, upgrade=upgrade)
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
        raise TagError(tr("the file would grow over 4 GB"), remedy=tr("convert it to FLAC"))
    splices.append(Splice(4, magic[4:head], struct.pack(layout, old_length + growth)))
    return splices


def _edited_tag(tag: bytes, values: Mapping[str, TagValue], *, upgrade: bool = False) -> bytes:
    file = io.BytesIO(tag)
    patch = Patch.of(len(tag), plan_id3(file, 0, len(tag), values, upgrade=upgrade))
    result = io.BytesIO()
    patch.copy(file, result)
    return result.getvalue()


def _info_splices(
    file: BinaryIO, chunks: list[Chunk], values: Mapping[str, TagValue], end: int
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
            for item in walk(file, chunk.start + 4, chunk.start + chunk.length, "<"):
                if item.name.upper() != _INFO.get(name, "").encode():
                    continue
                file.seek(item.offset)
                old = file.read(min(item.end, chunk.start + chunk.length) - item.offset)
                data = text.encode() + b"\0"
                new = item.name + struct.pack("<I", len(data)) + data + bytes(len(data) & 1) if text else b""
                inner.append(Splice(item.offset, old, new))
        growth = sum(len(s.new) - len(s.old) for s in inner)
        if inner:
            if chunk.length & 1 and growth:
                raise TagError(tr("the INFO list has an odd length"), remedy=_DAMAGED)
            splices += inner
            splices.append(
                Splice(
                    chunk.offset + 4,
                    struct.pack("<I", chunk.length),
                    struct.pack("<I", chunk.length + growth),
                )
            )
    return splices


def _text_splices(file: BinaryIO, chunks: list[Chunk], values: Mapping[str, TagValue]) -> list[Splice]:
    """Text chunks of AIFF that hold an edited field are brought up to date; none is added."""
    splices = []
    for name, key in {**AIFF_CHUNKS, **AIFF_MORE}.items():
        present = [chunk for chunk in chunks if chunk.name == key.encode()] if name in values else []
        texts = [text.encode() for text in values_of(values[name])] if present else []
        for index, chunk in enumerate(present):
            file.seek(chunk.offset)
            old = file.read(chunk.end - chunk.offset)
            if len(old) < chunk.end - chunk.offset:
                raise TagError(tr("the last chunk of the file is cut off"), remedy=_DAMAGED)
            rest = texts[index:] if index == len(present) - 1 else texts[index : index + 1]
            new = b"".join(
                key.encode() + struct.pack(">I", len(text)) + text + bytes(len(text) & 1) for text in rest
            )
            splices.append(Splice(chunk.offset, old, new))
    return splices


def plan_dsf(
    file: BinaryIO, size: int, values: Mapping[str, TagValue], *, upgrade: bool = False
) -> list[Splice]:
    """The ID3 tag at the end of a DSF file, and the two numbers in its header."""
    file.seek(0)
    header = file.read(28)
    whole, start = struct.unpack("<QQ", header[12:28])
    if whole != size or start > size:
        raise TagError(tr("the header of the DSF file does not fit its size"), remedy=_DAMAGED)
    if not start:
        start = size
    splices = plan_id3(file, start, size - start, values, upgrade=upgrade)
    growth = sum(len(s.new) - len(s.old) for s in splices)
    return [*splices, Splice(12, header[12:28], struct.pack("<QQ", size + growth, start))] if splices else []
