"""How long a lossless file says it is, by its own header: decoders tell what is there instead."""

from __future__ import annotations

import struct
from typing import BinaryIO

#: Sizes that recorders write when they do not know.
_UNKNOWN = frozenset({0, 0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF, 0x7FFFFFFE})
_MOST_CHUNKS = 1_000


def claimed_seconds(path: str) -> float:
    """Seconds that the header of a WAV, AIFF or FLAC file claims; 0 where it tells none, and for others."""
    try:
        with open(path, "rb") as file:
            head = file.read(12)
            if head[:4] == b"RIFF" and head[8:] == b"WAVE":
                return _wave(file)
            if head[:4] == b"FORM" and head[8:] in (b"AIFF", b"AIFC"):
                return _aiff(file)
            if head[:3] == b"ID3":
                size = sum((byte & 0x7F) << 7 * (3 - at) for at, byte in enumerate(head[6:10]))
                file.seek(10 + size)
                head = file.read(12)
            if head[:4] == b"fLaC":
                return _flac(head + file.read(30))
    except (OSError, struct.error, ZeroDivisionError):
        pass
    return 0.0


def _wave(file: BinaryIO) -> float:
    per_second = 0
    for _ in range(_MOST_CHUNKS):
        name, size = struct.unpack("<4sI", file.read(8))
        if name == b"fmt ":
            body = file.read(size + size % 2)
            per_second = struct.unpack_from("<I", body, 8)[0]
        elif name == b"data":
            return size / per_second if size not in _UNKNOWN and per_second else 0.0
        else:
            file.seek(size + size % 2, 1)
    return 0.0


def _aiff(file: BinaryIO) -> float:
    for _ in range(_MOST_CHUNKS):
        name, size = struct.unpack(">4sI", file.read(8))
        if name == b"COMM":
            _, frames, _, exponent, mantissa = struct.unpack(">hIhHQ", file.read(18))
            rate = mantissa * 2.0 ** ((exponent & 0x7FFF) - 16383 - 63)
            return float(frames / rate) if frames not in _UNKNOWN else 0.0
        file.seek(size + size % 2, 1)
    return 0.0


def _flac(head: bytes) -> float:
    rate = int.from_bytes(head[18:21], "big") >> 4
    samples = int.from_bytes(head[21:26], "big") & 0xFFFFFFFFF
    return samples / rate if rate else 0.0
