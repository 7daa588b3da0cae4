"""Files made to hang or fill a reader."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache

Change = Callable[[bytes], bytes]


def syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def id3(frames: bytes, *, version: int = 3, flags: int = 0) -> bytes:
    return b"ID3" + bytes((version, 0, flags)) + syncsafe(len(frames)) + frames


def inflating(name: bytes, content: bytes) -> bytes:
    """A compressed ID3v2.3 frame."""
    data = struct.pack(">I", len(content)) + zlib.compress(content)
    return name + struct.pack(">I", len(data)) + b"\0\x80" + data


def ape(items: int, *, name: bytes = b"") -> bytes:
    body = b"".join(
        struct.pack("<2I", 1, 0) + (name or b"K%07d" % number) + b"\0x" for number in range(items)
    )
    return body + b"APETAGEX" + struct.pack("<4I", 2000, len(body) + 32, items, 0) + bytes(8)


def flac_zeros(data: bytes) -> bytes:
    return data[:4] + bytes(4 << 20)


@cache
def _zeros(megabytes: int) -> bytes:
    inflated = zlib.compressobj(9)
    parts = [inflated.compress(b"\0")]
    parts += [inflated.compress(b"A" * (1 << 20)) for _ in range(megabytes)]
    return b"".join((*parts, inflated.flush()))


def _bomb(name: bytes, *, version: int, megabytes: int = 200, copies: int = 1) -> Change:
    data = _zeros(megabytes)
    if version == 3:
        data = struct.pack(">I", megabytes << 20) + data
        frame = name + struct.pack(">I", len(data)) + b"\0\x80" + data
    else:
        data = syncsafe(0x0FFFFFFF) + data
        frame = name + syncsafe(len(data)) + b"\0\x09" + data
    return lambda song: id3(frame * copies, version=version) + song


@cache
def bombs() -> Mapping[str, Change]:
    """By a name whose ending says what kind of song to make it of."""
    text = b"TXXX" + struct.pack(">IH", 5, 0) + b"\0a\0bc"
    old = b"TT2\0\0\x02\0a"
    return {
        "title23.mp3": _bomb(b"TIT2", version=3),
        "comment24.mp3": _bomb(b"COMM", version=4),
        "cover23.mp3": _bomb(b"APIC", version=3),
        "many23.mp3": _bomb(b"TXXX", version=3, copies=20),
        "frames.mp3": lambda song: id3(text * 30_000) + song,
        "frames22.mp3": lambda song: id3(old * 30_000, version=2) + song,
        "frames-unsynchronised.mp3": lambda song: id3(text * 30_000, flags=0x80) + song,
        "frames.wav": lambda song: song + _chunk(id3(text * 30_000)),
        "claims.mp3": lambda song: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + song,
        "ape.mp3": lambda song: song + ape(100_000),
        "ape-name.mp3": lambda song: song + ape(1, name=b"K" * 500_000),
        "chain.mp3": lambda song: b"ID3\4\0\0\0\0\0\0" * 100_000 + song,
        "sync.mp3": lambda _song: b"\xff\xfb" * 2_000_000,
        "zeros.flac": flac_zeros,
        "blocks.flac": lambda song: song[:42] + b"\1\0\0\0" * 200_000 + song[42:],
        "comments.flac": lambda song: (
            song[:4] + b"\4\x80\0\0" + struct.pack("<2I", 0, 1 << 20) + bytes(8 << 20)
        ),
        "picture.flac": lambda song: song[:42] + b"\6\xff\xff\xff" + song[42:],
        "count.ogg": _counted,
        "chunks.wav": lambda song: song[:12] + b"abcd\0\0\0\0" * 200_000 + song[12:],
    }


def _chunk(data: bytes) -> bytes:
    return b"id3 " + struct.pack("<I", len(data)) + data


def _counted(song: bytes) -> bytes:
    at = song.find(b"\x03vorbis") + 7
    at += 4 + int.from_bytes(song[at : at + 4], "little")
    return song[:at] + b"\xff\xff\xff\x7f" + song[at + 4 :]


_NUMBERS = (
    0,
    1,
    2,
    7,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
    0x10000000,
    0x0FFFFFFF,
)
_WORDS = (
    b"ID3\4",
    b"ID3\3",
    b"fLaC",
    b"OggS",
    b"RIFF",
    b"FORM",
    b"ftyp",
    b"moov",
    b"mdat",
    b"APET",
    b"TAG ",
    b"TXXX",
    b"APIC",
    b"COMM",
    b"ilst",
    b"meta",
    b"udta",
    bytes(4),
    b"----",
)


def mutated(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A file with a few things wrong, most of them where the tags are; parts of ``other`` get into it."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 10))):
        if len(changed) < 16:
            break
        near = rng.choice((64, 256, 1024, 4096, len(changed)))
        at = rng.randrange(min(len(changed), near))
        if rng.random() < 0.25:
            at = len(changed) - 1 - at
        _mutate(changed, at, other, rng)
    return bytes(changed)


def _mutate(data: bytearray, at: int, other: bytes, rng: random.Random) -> None:
    kind = rng.randrange(9)
    if kind == 0:
        data[at] ^= 1 << rng.randrange(8)
    elif kind == 1:
        data[at] = rng.randrange(256)
    elif kind == 2:
        data[at : at + 4] = struct.pack(rng.choice("<>") + "I", rng.choice(_NUMBERS))
    elif kind == 3:
        del data[at : at + rng.choice((1, 2, 4, 16, 100, 1000))]
    elif kind == 4:
        data[at:at] = rng.randbytes(rng.choice((1, 2, 4, 16, 64)))
    elif kind == 5:
        del data[at:]
    elif kind == 6:
        start = rng.randrange(len(other))
        data[at:at] = other[start : start + rng.choice((16, 128, 1024))]
    elif kind == 7:
        word = rng.choice(_WORDS)
        data[at : at + len(word)] = word
    else:
        data[at : at + 8] = struct.pack(">Q", rng.choice((0, 1, 8, 1 << 31, 1 << 32, (1 << 64) - 1)))
