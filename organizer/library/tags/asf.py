"""ASF (WMA) header objects edited in bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from organizer.base.errors import TagError
from organizer.base.fields.picture import COVER, Picture
from organizer.base.language import tr
from organizer.base.model import TagValue
from organizer.library.tags.named import pictures
from organizer.library.tags.named.keys import ASF
from organizer.library.tags.named.pictures import written_cover
from organizer.library.tags.named.writing import parts
from organizer.library.tags.patch import Splice

_CONTENT = bytes.fromhex("3326b2758e66cf11a6d900aa0062ce6c")
_EXTENDED = bytes.fromhex("40a4d0d207e3d21197f000a0c95ea850")
_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_HEADER_EXTENSION = bytes.fromhex("b503bf5f2ea9cf118ee300c00c205365")
_METADATA = (
    bytes.fromhex("eacbf8c5af5b77488467aa8c44fa4cca"),
    bytes.fromhex("941c23449894d149a1411d134e457054"),
)
_EMPTY_EXTENSION = bytes.fromhex("11d2d3abbaa9cf118ee600c00c2053650600") + bytes(4)
_PICTURE = "WM/Picture"
_DAMAGED = tr("repair the file with another program")
_PLACES = {"Title": 0, "Author": 1, "Copyright": 2, "Description": 3}
#: Forms of values that are numbers, and of names that Windows reads as such alone.
_NUMBERS = {2: "<I", 3: "<I", 4: "<Q", 5: "<H"}
_FORMS = {"WM/SharedUserRating": 3}


def plan_asf(file: BinaryIO, size: int, values: Mapping[str, TagValue]) -> list[Splice]:
    """Descriptors are replaced one by one; everything else in the header stays."""
    file.seek(0)
    head = file.read(30)
    length, count = struct.unpack("<QI", head[16:28])
    if length > size or length < 30:
        raise TagError(tr("the header of the file is cut off"), remedy=_DAMAGED)
    file.seek(0)
    header = file.read(length)
    objects = _objects(header[30:])
    if sum(len(data) + 24 for _, data in objects) != len(header) - 30:
        raise TagError(tr("the header of the file is damaged"), remedy=_DAMAGED)
    given = len(objects)
    if COVER in values:
        objects = _with_cover(objects, written_cover(values[COVER]))
    named = _named({name: value for name, value in values.items() if name != COVER}, _names(objects))
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
    new = head[:16] + struct.pack("<QI", length + growth, count + len(result) - given) + head[28:] + body
    return [Splice(0, header, new)] if new != header else []


def _named(values: Mapping[str, TagValue], present: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The new values of each name; of a field with several, those that are there, else the first."""
    named: dict[str, tuple[str, ...]] = {}
    for name, value in values.items():
        for keys, texts in parts(ASF, name, value, dict.fromkeys(present, ())):
            there = [present[key.lower()] for key in keys if key.lower() in present]
            named |= dict.fromkeys(there or keys[:1], texts)
    return named


def _names(objects: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """The names of all descriptors in small letters, and as they are spelled."""
    names: list[str] = []
    for kind, data in objects:
        if kind == _EXTENDED:
            names += [name for name, _, _ in _entries(data)]
        elif kind == _HEADER_EXTENSION:
            size = struct.unpack_from("<I", data, 18)[0]
            for inner, content in _objects(data[22 : 22 + size]):
                names += [name for name, _ in _metadata(content)] if inner in _METADATA else []
    return {name.lower(): name for name in names}


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
            raise TagError(tr("an object in the header of the file is damaged"), remedy=_DAMAGED)
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
    result: list[bytes] = []
    written = set()
    for name, form, raw in _entries(data):
        if name not in named:
            result.append(raw)
        elif name not in written:
            written.add(name)
            result += _descriptors(name, named[name], form)
    for name, values in named.items():
        if name not in written:
            result += _descriptors(name, values)
    return struct.pack("<H", len(result)) + b"".join(result)


def _entries(data: bytes) -> list[tuple[str, int, bytes]]:
    """The descriptors: name, the form of the value, and the bytes as they stand."""
    count = struct.unpack_from("<H", data)[0]
    position = 2
    entries: list[tuple[str, int, bytes]] = []
    for _ in range(count):
        start = position
        length = struct.unpack_from("<H", data, position)[0]
        name = data[position + 2 : position + 2 + length].decode("utf-16-le", "replace").rstrip("\0")
        position += 2 + length
        form, size = struct.unpack_from("<HH", data, position)
        position += 4 + size
        if position > len(data):
            raise TagError(tr("a descriptor in the header of the file is damaged"), remedy=_DAMAGED)
        entries.append((name, form, data[start:position]))
    return entries


def _descriptors(name: str, values: tuple[str, ...], form: int = 0) -> list[bytes]:
    """Of a field that the content description holds too, what is left: it has room for one value. ``form``:
    of the value that was there, which stays where it is a number and the new value is one."""
    descriptors = []
    layout = _NUMBERS.get(_FORMS.get(name, form))
    for text in values[1:] if name in _PLACES else values:
        key, data, own = _text(name), _text(text), 0
        if layout and text.isascii() and text.isdigit() and int(text) < 1 << (8 * struct.calcsize(layout)):
            data, own = struct.pack(layout, int(text)), _FORMS.get(name, form)
        descriptors.append(struct.pack("<H", len(key)) + key + struct.pack("<HH", own, _checked(data)) + data)
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
    others = [raw for name, raw in _metadata(data) if name not in named]
    return struct.pack("<H", len(others)) + b"".join(others)


def _metadata(data: bytes) -> list[tuple[str, bytes]]:
    """The entries of a metadata object: name, and the bytes as they stand."""
    count = struct.unpack_from("<H", data)[0]
    position, entries = 2, []
    for _ in range(count):
        _, _, name_length, _, length = struct.unpack_from("<4HI", data, position)
        end = position + 12 + name_length + length
        if end > len(data):
            raise TagError(tr("a metadata object of the file is damaged"), remedy=_DAMAGED)
        name = data[position + 12 : position + 12 + name_length].decode("utf-16-le", "replace").rstrip("\0")
        entries.append((name, data[position:end]))
        position = end
    return entries


def _with_cover(objects: list[tuple[bytes, bytes]], cover: Picture | None) -> list[tuple[bytes, bytes]]:
    """The objects with the cover replaced by one; pictures that show something else stay."""
    kinds = {data[:1] for data in _pictures_of(objects)}
    going = {bytes([3])} if bytes([3]) in kinds else {bytes([0])}
    value = pictures.asf(cover) if cover is not None else b""
    small = 0 < len(value) <= 0xFFFF
    result = []
    for kind, data in objects:
        if kind == _EXTENDED:
            data = _without_cover(data, going)
            if small:
                data, value = _appended(data, _small(value)), b""
        elif kind == _HEADER_EXTENSION:
            data = _edited_extension(data, going, b"" if small else value)
            value = value if small else b""
        result.append((kind, data))
    if value and small:
        result.append((_EXTENDED, _appended(bytes(2), _small(value))))
    elif value:
        data = _edited_extension(_EMPTY_EXTENSION, going, value)
        result.append((_HEADER_EXTENSION, data))
    return result


def _pictures_of(objects: list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    """The value of each picture."""
    for kind, data in objects:
        if kind == _EXTENDED:
            yield from (_small_value(raw) for name, _, raw in _entries(data) if name == _PICTURE)
        elif kind == _HEADER_EXTENSION:
            size = struct.unpack_from("<I", data, 18)[0]
            for inner, content in _objects(data[22 : 22 + size]):
                if inner in _METADATA:
                    yield from (_large_value(raw) for name, raw in _metadata(content) if name == _PICTURE)


def _small_value(raw: bytes) -> bytes:
    return raw[6 + int.from_bytes(raw[:2], "little") :]


def _large_value(raw: bytes) -> bytes:
    return raw[12 + int.from_bytes(raw[4:6], "little") :]


def _without_cover(data: bytes, going: set[bytes]) -> bytes:
    entries = [
        raw for name, _, raw in _entries(data) if name != _PICTURE or _small_value(raw)[:1] not in going
    ]
    return struct.pack("<H", len(entries)) + b"".join(entries)


def _small(value: bytes) -> bytes:
    key = _text(_PICTURE)
    return struct.pack("<H", len(key)) + key + struct.pack("<HH", 1, len(value)) + value


def _large(value: bytes) -> bytes:
    key = _text(_PICTURE)
    return struct.pack("<4HI", 0, 0, len(key), 1, len(value)) + key + value


def _appended(data: bytes, entry: bytes) -> bytes:
    return struct.pack("<H", struct.unpack_from("<H", data)[0] + 1) + data[2:] + entry


def _edited_extension(data: bytes, going: set[bytes], value: bytes) -> bytes:
    """Pictures in the metadata objects go; one that is too large for a descriptor comes into the library."""
    size = struct.unpack_from("<I", data, 18)[0]
    result = []
    for kind, content in _objects(data[22 : 22 + size]):
        if kind in _METADATA:
            entries = [
                raw
                for name, raw in _metadata(content)
                if name != _PICTURE or _large_value(raw)[:1] not in going
            ]
            content = struct.pack("<H", len(entries)) + b"".join(entries)
            if value and kind == _METADATA[1]:
                content, value = _appended(content, _large(value)), b""
        result.append((kind, content))
    if value:
        result.append((_METADATA[1], _appended(bytes(2), _large(value))))
    inner = b"".join(kind + struct.pack("<Q", len(content) + 24) + content for kind, content in result)
    return data[:18] + struct.pack("<I", len(inner)) + inner + data[22 + size :]


def _text(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def _checked(data: bytes) -> int:
    if len(data) > 0xFFFF:
        raise TagError(tr("the text is too long for this kind of file"), remedy=tr("shorten it"))
    return len(data)
