"""How long a stream of MPEG audio frames really is, where its header does not say or says it wrongly.

MP3 and ADTS AAC are frames in a row, each with a header that tells its own length in bytes and in samples.
An encoder may put the number of frames in front (Xing, Info, VBRI); a file that was piped, joined, cut or
cut off has a wrong one or none, and a decoder that believes it plays a part of the song. Counting walks
from header to header and decodes nothing: a few milliseconds for a song.

Conventions: bit rates in kbit/s, sample rates in Hz, lengths in seconds; layouts after ISO 11172-3, 13818-3
and 13818-7.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO

#: How files are called that are nothing but frames.
NAMES = (".mp3", ".mp2", ".mp1", ".mpga")

_BLOCK = 1 << 20
#: What files that hold frames in something else begin with.
_CONTAINERS = (
    b"fLaC",
    b"OggS",
    b"RIFF",
    b"RF64",
    b"RIFX",
    b"FORM",
    b"wvpk",
    b"MAC ",
    b"MPCK",
    b"\x30\x26\xb2\x75",
    b"\x1aE\xdf\xa3",
)
_HIGHEST_BITRATE = 448_000
_SEARCHED = 1 << 16  # bytes at a time, looking for the next frame
_LONGEST_SEARCH = 1 << 18  # bytes without a frame, after which a stream is given up
_MOST_TAGS = 64  # in a row
_MOST_GAPS = 256  # between frames: with more of them it is no song, and counting would take long
_LONGEST_FRAME = 8192  # bytes, of ADTS; of MPEG 2881
_V1 = {
    1: (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    2: (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
}
_V2 = {
    1: (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    3: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = (44_100, 48_000, 32_000)
_ADTS_RATES = (
    96_000,
    88_200,
    64_000,
    48_000,
    44_100,
    32_000,
    24_000,
    22_050,
    16_000,
    12_000,
    11_025,
    8_000,
    7_350,
)

#: A frame by the second and third byte of its header: its size in bytes without and with padding, its length.
_Frame = tuple[int, float]


def seconds(path: str) -> tuple[float | None, int]:
    """The length of an MP3 or ADTS file, counted, and the size in bytes of the tags in front of it.

    The length is None where the header can be trusted, or for another kind of file. Trusted is a number of
    frames that comes with a number of bytes, when the file holds that many bytes. Raises ``OSError`` when
    the file cannot be read.
    """
    with open(path, "rb", buffering=0) as file:
        stream = _Stream(file)
        stream.skip_tags()
        return _seconds(stream, stream.peek(4096)), stream.start


def _seconds(stream: _Stream, head: bytes) -> float | None:
    if (
        head[:4] in _CONTAINERS or head[4:8] == b"ftyp"
    ):  # misnamed, or behind a tag that does not belong there
        return None
    if _is_adts(head):
        return stream.count_adts() or None
    searched = _mpeg_frame(head) is None
    if searched:
        if not stream.find_frame():
            return None
        head = stream.peek(4096)
    claimed = _claimed(head)
    if claimed is not None:
        frames, size = claimed
        left = stream.size - stream.position
        if frames and size and abs(size - left) <= max(8192, left // 100):
            return None
    counted = stream.count_mpeg()
    if claimed is not None and counted:
        counted -= _length(head)  # the frame that only tells how many there are
    if (
        searched and counted * _HIGHEST_BITRATE < stream.size * 4
    ):  # half of it is no frames: it is something else
        return None
    return counted if counted > 0 else None


@cache
def _table() -> tuple[_Frame | None, ...]:
    """Size and length of a frame by the second and third byte of its header; None: no such header."""
    return tuple(_computed(index >> 8, index & 0xFF) for index in range(1 << 16))


def _computed(second: int, third: int) -> _Frame | None:
    version, layer = second >> 3 & 3, 4 - (second >> 1 & 3)
    bits, rate = third >> 4, third >> 2 & 3
    if second & 0xE0 != 0xE0 or version == 1 or layer == 4 or bits in (0, 15) or rate == 3:
        return None
    kilobits = (_V1 if version == 3 else _V2)[layer][bits]
    hertz = _RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    padding = third >> 1 & 1
    if layer == 1:
        return (12_000 * kilobits // hertz + padding) * 4, 384 / hertz
    samples = 1152 if layer == 2 or version == 3 else 576
    return samples // 8 * 1000 * kilobits // hertz + padding, samples / hertz


def _mpeg_frame(data: bytes) -> _Frame | None:
    """The frame at the beginning of ``data``, if another of its kind follows it (or the data ends there)."""
    if len(data) < 4 or data[0] != 0xFF:
        return None
    frame = _table()[data[1] << 8 | data[2]]
    if frame is None:
        return None
    after = data[frame[0] : frame[0] + 3]
    alike = len(after) < 3 or (after[0] == 0xFF and after[1] & 0xFE == data[1] & 0xFE)
    return frame if alike else None


def _length(data: bytes) -> float:
    frame = _table()[data[1] << 8 | data[2]]
    return frame[1] if frame else 0.0


def _claimed(head: bytes) -> tuple[int, int] | None:
    """Frames and bytes as a header frame claims them (0: no claim); None without one."""
    for name in (b"Xing", b"Info"):
        at = head.find(name, 4, 64)
        if at >= 0:
            flags, *_ = _numbers(head[at + 4 : at + 8])
            values = iter(_numbers(head[at + 8 : at + 16]))
            frames = next(values, 0) if flags & 1 else 0
            return frames, next(values, 0) if flags & 2 else 0
    if head[36:40] == b"VBRI":
        size, frames = _numbers(head[46:54])
        return frames, size
    return None


def _numbers(data: bytes) -> list[int]:
    return [int.from_bytes(data[i : i + 4], "big") for i in range(0, len(data), 4)] or [0]


def _is_adts(data: bytes) -> bool:
    size = _adts_size(data)
    return size > 0 and (len(data) <= size or _adts_size(data[size:]) > 0)


def _adts_size(data: bytes) -> int:
    """Bytes of the ADTS frame at the beginning of ``data``; 0: there is none."""
    if len(data) < 7 or data[0] != 0xFF or data[1] & 0xF6 != 0xF0 or data[2] >> 2 & 15 >= len(_ADTS_RATES):
        return 0
    size = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
    return size if size >= 7 else 0


class _Stream:
    """The bytes between the tags in front and those behind, a block at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, os.SEEK_END)
        self.position = self.start = 0

    def peek(self, size: int) -> bytes:
        self._file.seek(self.position)
        return self._file.read(size)

    def skip_tags(self) -> None:
        """Go behind ID3v2 tags, one or several."""
        for _ in range(_MOST_TAGS):
            step = _tag_size(self.peek(10))
            if not step or self.position + step > self.size:
                break
            self.position += step
        self.start = self.position

    def find_frame(self) -> bool:
        """Go to the next frame that another one follows."""
        start = self.position
        while self.position - start < _LONGEST_SEARCH:
            data = self.peek(_SEARCHED)
            at = -1
            while (at := data.find(b"\xff", at + 1)) >= 0:
                if _mpeg_frame(data[at : at + _LONGEST_FRAME]) is not None and len(data) - at > 4:
                    self.position += at
                    return True
            if len(data) < _SEARCHED:
                return False
            self.position += len(data) - _LONGEST_FRAME
        return False

    def count_mpeg(self) -> float:
        """Seconds of all frames; tags and rubbish between them are stepped over. 0: too much of it."""
        table = _table()
        total, gaps = 0.0, 0
        for data, last in self._blocks():
            at, end = 0, len(data) if last else len(data) - _LONGEST_FRAME
            while at < end:
                frame = table[data[at + 1] << 8 | data[at + 2]] if data[at] == 0xFF and at + 2 < end else None
                if frame is not None:
                    at += frame[0]
                    total += frame[1] if at <= len(data) else 0.0  # the last one may be cut off
                    continue
                self.position += at
                gaps += 1
                if gaps > _MOST_GAPS:
                    return 0.0
                if not self._step_over():
                    return total
                break
            else:
                self.position += at
        return total

    def count_adts(self) -> float:
        total = 0.0
        for data, last in self._blocks():
            at, end = 0, len(data) if last else len(data) - _LONGEST_FRAME
            while at < end:
                size = _adts_size(data[at : at + 7])
                if not size:
                    return total
                total += 1024 * ((data[at + 6] & 3) + 1) / _ADTS_RATES[data[at + 2] >> 2 & 15]
                at += size
            self.position += at
        return total

    def _blocks(self) -> Iterator[tuple[bytes, bool]]:
        while self.position < self.size:
            data = self.peek(_BLOCK)
            if len(data) < 4:
                return
            yield data, len(data) < _BLOCK

    def _step_over(self) -> bool:
        """From where no frame is to where the next one is."""
        head = self.peek(160)
        step = _tag_size(head)
        if step > 0:
            self.position += step
            return self.position < self.size
        if head[:3] == b"TAG" and self.size - self.position <= 128:
            return False
        self.position += 1
        return self.find_frame()


def _tag_size(head: bytes) -> int:
    """Bytes of the tag that ``head`` begins (ID3v2, APEv2, ID3v1 in a joined file); 0: none."""
    if head[:3] == b"ID3" and len(head) >= 10 and max(head[6:10]) < 128:
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        return 10 + size + (10 if head[5] & 0x10 else 0)
    if head[:8] == b"APETAGEX" and len(head) >= 32:
        return 32 + int.from_bytes(head[12:16], "little")
    if head[:3] == b"TAG" and len(head) > 130 and head[128] in (0xFF, 0x49):  # the next file begins behind it
        return 128
    return 0
