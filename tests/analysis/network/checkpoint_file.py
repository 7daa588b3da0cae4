"""Checkpoints as TensorFlow writes them, written for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np

MAGIC = struct.pack("<Q", 0xDB4775248B80FB57)


def checkpoint(
    variables: Mapping[str, np.ndarray], *, shards: int = 1, per_block: int = 7
) -> tuple[bytes, bytes]:
    """Index and data of a checkpoint. Names are written as LevelDB does: what they share with the one before
    is left out."""
    data = b""
    entries = [(b"", number(1, shards) + field(3, number(1, 1)))]
    for name in sorted(variables):
        values = variables[name]
        content = np.ascontiguousarray(values).tobytes()
        kind = {"float32": 1, "int64": 9}[values.dtype.name]
        shape = b"".join(field(2, number(1, size)) for size in values.shape)
        entry = number(1, kind) + field(2, shape) + number(4, len(data)) + number(5, len(content))
        entries.append((name.encode(), entry + varint(6 << 3 | 5) + struct.pack("<I", 0)))
        data += content
    index, places = b"", []
    for start in range(0, len(entries), per_block):
        part = block(entries[start : start + per_block])
        places.append((entries[min(start + per_block, len(entries)) - 1][0] + b"~", place(index, part)))
        index += part
    for last in (block([]), block(places)):
        places.append((b"", place(index, last)))
        index += last
    footer = places[-2][1] + places[-1][1]
    return index + footer.ljust(40, b"\0") + MAGIC, data


def block(entries: list[tuple[bytes, bytes]], *, compression: int = 0) -> bytes:
    content, before = b"", b""
    for key, value in entries:
        shared = 0
        while shared < min(len(key), len(before)) and key[shared] == before[shared]:
            shared += 1
        content += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    content += struct.pack("<II", 0, 1) + bytes([compression])
    return content + struct.pack("<I", masked_crc32c(content))


def place(index: bytes, part: bytes) -> bytes:
    return varint(len(index)) + varint(len(part) - 5)


def masked_crc32c(content: bytes) -> int:
    value = 0xFFFFFFFF
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    value ^= 0xFFFFFFFF
    return ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF


def number(field_number: int, value: int) -> bytes:
    return varint(field_number << 3) + varint(value)


def field(field_number: int, content: bytes) -> bytes:
    return varint(field_number << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(written) + bytes([value])
