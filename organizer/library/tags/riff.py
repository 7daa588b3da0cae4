"""The chunks of WAV and AIFF files, and what a WAV's header says as it is, not as it should be.

Recorders that were cut off, programs that wrote into a pipe and files over 4 GB (RF64, BW64) leave lengths
that mean nothing, and mutagen believes them.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from organizer.library.tags.damage import DamagedError, parsing
from organizer.library.tags.fields import AIFF_CHUNKS, AIFF_MORE

_LARGEST_TAG = 1 << 24  # bytes
_MOST_CHUNKS = 10_000
_TEXTS = frozenset({*AIFF_CHUNKS.values(), *AIFF_MORE.values()})
_LONGEST = 1 << 20  # bytes of a text that are read


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where a chunk is."""

    name: bytes
    offset: int  # of its header
    start: int  # of its data
    length: int

    @property
    def end(self) -> int:
        """With the padding byte after odd lengths."""
        return self.start + self.length + (self.length & 1)


def walk(file: BinaryIO, position: int, end: int, order: str, *, wide: bool = False) -> list[Chunk]:
    """The chunks between two places. ``order``: of bytes, as ``struct`` has it; ``wide``: lengths
    of 8 bytes."""
    head = 12 if wide else 8
    chunks: list[Chunk] = []
    while position + head <= end and len(chunks) < 100_000:
        file.seek(position)
        header = file.read(head)
        if len(header) < head:
            break
        length = struct.unpack(order + ("Q" if wide else "I"), header[4:])[0]
        chunks.append(Chunk(header[:4], position, position + head, length))
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
    texts: dict[str, list[str]] = {}
    for chunk in walk(file, 12, size, ">"):
        if chunk.name.decode("latin-1") in _TEXTS and chunk.start + chunk.length <= size:
            file.seek(chunk.start)
            text = _decoded(file.read(min(chunk.length, _LONGEST)))
            texts.setdefault(chunk.name.decode("latin-1"), []).append(text)
    return texts


def riff_info(file: BinaryIO) -> dict[str, list[str]]:
    """The INFO list of a WAV file: key -> texts."""
    size = file.seek(0, 2)
    file.seek(0)
    order = ">" if file.read(4) == b"RIFX" else "<"
    texts: dict[str, list[str]] = {}
    for chunk in walk(file, 12, size, order):
        if chunk.name != b"LIST" or chunk.length < 4 or chunk.end > size + 1:
            continue
        file.seek(chunk.start)
        if file.read(4) != b"INFO":
            continue
        for item in walk(file, chunk.start + 4, chunk.start + chunk.length, order):
            file.seek(item.start)
            length = min(item.length, chunk.start + chunk.length - item.start, _LONGEST)
            text = _decoded(file.read(length))
            texts.setdefault(item.name.decode("latin-1").upper(), []).append(text)
    return texts


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
    """Whether a file that begins so is a WAV, of whatever size."""
    return head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64") and head[8:12] == b"WAVE"


def wave_info(file: BinaryIO) -> WaveInfo | None:
    """Length by the bytes of sound that are there; None where the file says nothing usable."""
    return _read(file)[0]


def wave_file(file: BinaryIO, options: Mapping[str, Any]) -> WaveFile | None:
    """A WAV of any kind; its ID3 chunk is read with ``options`` of mutagen. None when it is none."""
    from mutagen.id3 import ID3

    info, chunk = _read(file)
    if info is None:
        return None
    if chunk is None:
        return WaveFile(info)
    file.seek(chunk[0])
    data = io.BytesIO(file.read(min(chunk[1], _LARGEST_TAG)))
    try:
        with parsing():
            return WaveFile(info, ID3(data, **options))
    except DamagedError:
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
