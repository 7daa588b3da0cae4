"""ASF (WMA) header objects edited in bytes."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import BinaryIO

from organizer.base.errors import TagError
from organizer.base.model import TagValue, values_of
from organizer.library.tags.fields import ASF_KEYS
from organizer.library.tags.patch import Splice

_CONTENT = bytes.fromhex("3326b2758e66cf11a6d900aa0062ce6c")
_EXTENDED = bytes.fromhex("40a4d0d207e3d21197f000a0c95ea850")
_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_HEADER_EXTENSION = bytes.fromhex("b503bf5f2ea9cf118ee300c00c205365")
_METADATA = (
    bytes.fromhex("eacbf8c5af5b77488467aa8c44fa4cca"),
    bytes.fromhex("941c23449894d149a1411d134e457054"),
)
_DAMAGED = "repair the file with another program"
_PLACES = {"Title": 0, "Author": 1, "Description": 3}


def plan_asf(file: BinaryIO, size: int, values: Mapping[str, TagValue]) -> list[Splice]:
    """Descriptors are replaced one by one; everything else in the header stays."""
    file.seek(0)
    head = file.read(30)
    length, count = struct.unpack("<QI", head[16:28])
    if length > size or length < 30:
        raise TagError("the header of the file is cut off", remedy=_DAMAGED)
    file.seek(0)
    header = file.read(length)
    named = {key: values_of(value) for name, value in values.items() for key in ASF_KEYS[name]}
    objects = _objects(header[30:])
    if sum(len(data) + 24 for _, data in objects) != len(header) - 30:
        raise TagError("the header of the file is damaged", remedy=_DAMAGED)
    result = []
    for kind, data in objects:
        if kind == _CONTENT:
            data = _content(data, named)
        elif kind == _EXTENDED:
            data = _extended(data, named)
        elif kind == _HEADER_EXTENSION:
            data = _extension(data, named)
        result.append((kind, data))
    kinds = {kind for kind, _ in objects}
    if _CONTENT not in kinds and any(named.get(key) for key in _PLACES):
        result.append((_CONTENT, _content(bytes(10), named)))
    if _EXTENDED not in kinds and any(_descriptors(*item) for item in named.items()):
        result.append((_EXTENDED, _extended(bytes(2), named)))
    body = b"".join(kind + struct.pack("<Q", len(data) + 24) + data for kind, data in result)
    growth = len(body) - (length - 30)
    if growth:
        body = _resized(body, growth)
    new = (
        head[:16] + struct.pack("<QI", length + growth, count + len(result) - len(objects)) + head[28:] + body
    )
    return [Splice(0, header, new)] if new != header else []


def _resized(body: bytes, growth: int) -> bytes:
    """The file's size stands in its properties."""
    position = 0
    for kind, data in _objects(body):
        if kind == _FILE and len(data) >= 24:
            place = position + 24 + 16
            size = struct.unpack_from("<Q", body, place)[0] + growth
            return body[:place] + struct.pack("<Q", max(0, size)) + body[place + 8 :]
        position += len(data) + 24
    return body


def _objects(data: bytes) -> list[tuple[bytes, bytes]]:
    objects, position = [], 0
    while position + 24 <= len(data):
        length = struct.unpack_from("<Q", data, position + 16)[0]
        if length < 24 or position + length > len(data):
            raise TagError("an object in the header of the file is damaged", remedy=_DAMAGED)
        objects.append((data[position : position + 16], data[position + 24 : position + length]))
        position += length
    return objects


def _content(data: bytes, named: Mapping[str, tuple[str, ...]]) -> bytes:
    lengths = struct.unpack_from("<5H", data)
    texts, position = [], 10
    for length in lengths:
        texts.append(data[position : position + length])
        position += length
    for key, place in _PLACES.items():
        if key in named:
            texts[place] = _text(named[key][0]) if named[key] else b""
    return struct.pack("<5H", *map(_checked, texts)) + b"".join(texts)


def _extended(data: bytes, named: Mapping[str, tuple[str, ...]]) -> bytes:
    count = struct.unpack_from("<H", data)[0]
    position = 2
    entries: list[tuple[str, bytes]] = []
    for _ in range(count):
        start = position
        length = struct.unpack_from("<H", data, position)[0]
        name = data[position + 2 : position + 2 + length].decode("utf-16-le", "replace").rstrip("\0")
        position += 2 + length
        position += 4 + struct.unpack_from("<H", data, position + 2)[0]
        if position > len(data):
            raise TagError("a descriptor in the header of the file is damaged", remedy=_DAMAGED)
        entries.append((name, data[start:position]))
    result: list[bytes] = []
    written = set()
    for name, raw in entries:
        if name not in named:
            result.append(raw)
        elif name not in written:
            written.add(name)
            result += _descriptors(name, named[name])
    for name, values in named.items():
        if name not in written:
            result += _descriptors(name, values)
    return struct.pack("<H", len(result)) + b"".join(result)


def _descriptors(name: str, values: tuple[str, ...]) -> list[bytes]:
    """Of a field that the content description holds too, what is left: it has room for one value."""
    descriptors = []
    for text in values[1:] if name in _PLACES else values:
        key, data = _text(name), _text(text)
        descriptors.append(struct.pack("<H", len(key)) + key + struct.pack("<HH", 0, _checked(data)) + data)
    return descriptors


def _extension(data: bytes, named: Mapping[str, tuple[str, ...]]) -> bytes:
    """Named fields in the metadata objects go: the extended description holds their new values."""
    size = struct.unpack_from("<I", data, 18)[0]
    inner = b""
    for kind, content in _objects(data[22 : 22 + size]):
        if kind in _METADATA:
            content = _without(content, named)
        inner += kind + struct.pack("<Q", len(content) + 24) + content
    rest = data[22 + size :]
    if len(_objects(data[22 : 22 + size])) == 0:
        return data
    return data[:18] + struct.pack("<I", len(inner)) + inner + rest


def _without(data: bytes, named: Mapping[str, tuple[str, ...]]) -> bytes:
    count = struct.unpack_from("<H", data)[0]
    position, others = 2, []
    for _ in range(count):
        _, _, name_length, _, length = struct.unpack_from("<4HI", data, position)
        end = position + 12 + name_length + length
        if end > len(data):
            raise TagError("a metadata object of the file is damaged", remedy=_DAMAGED)
        name = data[position + 12 : position + 12 + name_length].decode("utf-16-le", "replace").rstrip("\0")
        if name not in named:
            others.append(data[position:end])
        position = end
    return struct.pack("<H", len(others)) + b"".join(others)


def _text(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def _checked(data: bytes) -> int:
    if len(data) > 0xFFFF:
        raise TagError("the text is too long for this kind of file", remedy="shorten it")
    return len(data)
