"""The header of a WAV file as it is, not as it should be: recorders that were cut off, programs that wrote
into a pipe and files over 4 GB (RF64, BW64) leave lengths that mean nothing, and mutagen believes them.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

_LARGEST_TAG = 1 << 24  # bytes
_MOST_CHUNKS = 10_000


@dataclass(frozen=True, slots=True)
class WaveInfo:
    """What mutagen calls ``info``: seconds, bit/s, Hz, channels."""

    length: float
    bitrate: int
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class WaveFile:
    """A WAV that mutagen refuses, with the names that mutagen's own objects have."""

    info: WaveInfo
    tags: Any = None


def is_wave(head: bytes) -> bool:
    return head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64") and head[8:12] == b"WAVE"


def wave_info(file: BinaryIO) -> WaveInfo | None:
    """Length by the bytes of sound that are there; None where the file says nothing usable."""
    return _read(file)[0]


def wave_file(file: BinaryIO, options: Mapping[str, Any]) -> WaveFile | None:
    """A WAV of any kind; its ID3 chunk is read with ``options`` of mutagen. None when it is none."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3

    info, chunk = _read(file)
    if info is None:
        return None
    if chunk is None:
        return WaveFile(info)
    file.seek(chunk[0])
    try:
        return WaveFile(info, ID3(io.BytesIO(file.read(min(chunk[1], _LARGEST_TAG))), **options))
    except MutagenError:
        return WaveFile(info)


def _read(file: BinaryIO) -> tuple[WaveInfo | None, tuple[int, int] | None]:
    """The format with its length, and where the ID3 chunk is: start and size."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(12)
    order = ">" if head[:4] == b"RIFX" else "<"
    form = b""
    samples = data = 0
    tag = None
    position = 12
    for _ in range(_MOST_CHUNKS):
        file.seek(position)
        header = file.read(8)
        if len(header) < 8:
            break
        name, length = header[:4], struct.unpack(order + "I", header[4:])[0]
        start = position + 8
        if name == b"fmt ":
            form = file.read(min(length, 40))
        elif name == b"fact" and length >= 4:
            samples = int.from_bytes(file.read(4), "little" if order == "<" else "big")
        elif name == b"ds64" and length >= 28:
            data = struct.unpack("<Q", file.read(16)[8:])[0]
        elif name == b"data":
            if length in (0, 0xFFFFFFFF) or start + length > size:
                length = min(data, size - start) if data else size - start
            data = length
        elif name.lower() == b"id3 ":
            tag = start, length
        position = start + length + (length & 1)
    if len(form) < 16 or not data:
        return None, tag
    kind, channels, rate, per_second, block = struct.unpack(order + "HHIIH", form[:14])
    if not rate or not channels:
        return None, tag
    plain = kind in (1, 3, 0xFFFE) and block > 0
    seconds = data / (block * rate) if plain else data / per_second if per_second else 0.0
    # what is compressed tells its samples itself, unless that was left out or cut off, too
    if not plain and samples and (not seconds or abs(samples / rate - seconds) < 0.05 * seconds + 0.1):
        seconds = samples / rate
    return WaveInfo(seconds, per_second * 8, rate, channels), tag
