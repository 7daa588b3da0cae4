"""Variables of a network as TensorFlow stores them: a checkpoint, in two files.

The index is a sorted table as in LevelDB: blocks of entries, each naming a variable, with its type, shape
and place as a Protocol Buffers message (``BundleEntryProto`` of ``tensor_bundle.proto``). The data are the
numbers one after the other. Only what our checkpoint needs is read: one data file, float32, no compression.

Files of strangers are read: whatever they claim, no more is allocated than they are long, and what does
not fit together is a ``DamagedCheckpoint``. Checksums of the index are compared (CRC-32C), those of the
numbers are not: who trusts a checkpoint compares its SHA-256 anyway.
"""

from __future__ import annotations

import functools
import math
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from organizer.base.language import tr

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

_FOOTER = 48  # bytes: two places of blocks, padded, and the magic number
_MAGIC = 0xDB4775248B80FB57
_TRAILER = 5  # bytes behind a block: the kind of compression, and the checksum
_LONGEST_NAME = 1024
_MOST_VARIABLES = 10_000
_MOST_DIMENSIONS = 8
_FLOAT = 1  # DataType of types.proto


class DamagedCheckpoint(ValueError):
    """These bytes are no checkpoint, or not one that can be read; says why."""


def variables(index: bytes, data: bytes) -> dict[str, FloatArray]:
    """The float32 variables of a checkpoint by their names.

    Parameters
    ----------
    index, data : the content of ``.index`` and of ``.data-00000-of-00001``

    Returns
    -------
    dict of arrays
        Each a copy of its own, in the shape that is stored. Variables of other types are left out.

    Raises
    ------
    DamagedCheckpoint
        Truncated, damaged, compressed, in several data files, or nothing of the kind.
    """
    try:
        return dict(_variables(index, data))
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise DamagedCheckpoint(tr("it ends in the middle, or holds what makes no sense")) from error


def _variables(index: bytes, data: bytes) -> Iterator[tuple[str, FloatArray]]:
    total = 0
    for count, (key, entry) in enumerate(_entries(index)):
        if count > _MOST_VARIABLES:
            raise DamagedCheckpoint(tr("it holds more than {most} variables", most=_MOST_VARIABLES))
        if not key:  # the header
            if _numbers(entry).get(1, 0) != 1:
                raise DamagedCheckpoint(tr("its data are in several files"))
            continue
        numbers = _numbers(entry)
        if numbers.get(1) != _FLOAT:
            continue
        name = key.decode()
        shape = _shape(entry)
        offset, size = numbers.get(4, 0), numbers.get(5, 0)
        total += size
        if not size or size != 4 * math.prod(shape) or offset + size > len(data) or total > len(data):
            raise DamagedCheckpoint(tr("the variable {name} does not fit its data", name=repr(name)))
        yield name, np.frombuffer(data, "<f4", size // 4, offset).reshape(shape).astype(np.float32)


def _entries(index: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and descriptions of the variables, block by block."""
    if len(index) < _FOOTER or struct.unpack("<Q", index[-8:])[0] != _MAGIC:
        raise DamagedCheckpoint(tr("it is no index of a TensorFlow checkpoint"))
    footer = index[-_FOOTER:]
    at = 0
    for _ in range(2):  # past the place of the block about the table
        _, at = _varint(footer, at)
    total = 0
    for _, place in _block(index, *_place(footer, at)):
        offset, size = _place(place, 0)
        total += size
        if total > len(index):
            raise DamagedCheckpoint(tr("the blocks of its index overlap"))
        yield from _block(index, offset, size)


def _place(content: bytes, at: int) -> tuple[int, int]:
    offset, at = _varint(content, at)
    return offset, _varint(content, at)[0]


def _block(index: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of a block. A key shares its beginning with the one before."""
    end = offset + size
    if size < 4 or end + _TRAILER > len(index):
        raise DamagedCheckpoint(tr("a block of its index lies outside of it"))
    if index[end]:
        raise DamagedCheckpoint(tr("its index is compressed"))
    if _masked(_crc32c(index[offset : end + 1])) != struct.unpack_from("<I", index, end + 1)[0]:
        raise DamagedCheckpoint(tr("a checksum in its index is wrong"))
    block = index[offset:end]
    (restarts,) = struct.unpack("<I", block[-4:])
    last = size - 4 - 4 * restarts
    if last < 0:
        raise DamagedCheckpoint(tr("a block of its index makes no sense"))
    at, key = 0, b""
    while at < last:
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        if shared > len(key) or shared + own > _LONGEST_NAME or at + own + length > last:
            raise DamagedCheckpoint(tr("an entry of its index makes no sense"))
        key = key[:shared] + block[at : at + own]
        at += own
        yield key, block[at : at + length]
        at += length


def _shape(entry: bytes) -> tuple[int, ...]:
    """The field ``shape`` of an entry, a ``TensorShapeProto``; none for a single number."""
    shape: list[int] = []
    for field, content in _fields(entry):
        if field == 2 and isinstance(content, bytes):
            sizes = [part for number, part in _fields(content) if number == 2 and isinstance(part, bytes)]
            shape = [_numbers(size).get(1, 0) for size in sizes]
    if len(shape) > _MOST_DIMENSIONS:
        raise DamagedCheckpoint(tr("a variable has too many dimensions"))
    return tuple(shape)


def _numbers(message: bytes) -> dict[int, int]:
    """The fields of a message that are numbers."""
    return {field: value for field, value in _fields(message) if isinstance(value, int)}


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a Protocol Buffers message, in their order: number and content."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield tag >> 3, value
            continue
        if kind == 2:
            size, at = _varint(message, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise DamagedCheckpoint(tr("an entry of its index makes no sense"))
        if at + size > len(message):
            raise DamagedCheckpoint(tr("an entry of its index ends in the middle"))
        yield tag >> 3, message[at : at + size]
        at += size


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A number in pieces of seven bits, the lowest first, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise DamagedCheckpoint(tr("a number in its index is too long"))


def _masked(checksum: int) -> int:
    """A checksum as LevelDB stores it."""
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF


def _crc32c(content: bytes) -> int:
    table = _crc_table()
    value = 0xFFFFFFFF
    for byte in content:
        value = table[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


@functools.cache
def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return tuple(table)
