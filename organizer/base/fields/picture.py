"""Pictures as values of tags: a text that says what a picture is, and carries its bytes where they are
needed."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from organizer.base.errors import OrganizerError
from organizer.base.language import number, tr

#: The name under which the front cover is shown and edited.
COVER = "cover"

#: Bytes of a picture that is written: more would not fit into every kind of tag, and no player takes it.
LARGEST = 10_000_000

#: The kind of content of each format that is written, and the ending of a file of each that is read.
MIME = {"JPEG": "image/jpeg", "PNG": "image/png"}
ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WebP": ".webp", "BMP": ".bmp"}


@dataclass(frozen=True, slots=True)
class Look:
    """What the head of an image file says."""

    format: str  #: "" where it is of no known format
    width: int = 0  #: 0 where the head does not say
    height: int = 0


class Picture(str):
    """What a cover is, as text: format, pixels, bytes, and a hash by which equal pictures are equal texts.
    It carries the bytes of the image file, which an edit writes."""

    __slots__ = ("data",)

    data: bytes

    @classmethod
    def of(cls, data: bytes) -> Picture:
        """The value for an image file."""
        picture = cls(described(data))
        picture.data = data
        return picture


def described(data: bytes) -> str:
    """An image file in words, the same for the same bytes."""
    seen = look(data)
    size = f"{seen.width} × {seen.height}, " if seen.width else ""
    digest = hashlib.sha256(data).hexdigest()[:16]
    return f"{seen.format or 'unknown picture'}, {size}{len(data):,} bytes, {digest}"


def checked(data: bytes) -> Picture:
    """The value for an image file that players can show; raises ``OrganizerError`` for any other."""
    if not data:
        raise OrganizerError(tr("the picture is empty"), remedy=tr("choose another file"))
    seen = look(data)
    if seen.format not in ("JPEG", "PNG"):
        raise OrganizerError(
            tr("this is a {format}, which players do not show", format=seen.format)
            if seen.format
            else tr("this is no picture of a known format, which players do not show"),
            remedy=tr("choose a JPEG or PNG"),
        )
    if not seen.width or not seen.height:
        raise OrganizerError(
            tr("the {format} is damaged", format=seen.format), remedy=tr("choose another file")
        )
    if len(data) > LARGEST:
        raise OrganizerError(
            tr("the picture has {size} MB, more than tags and players take", size=number(len(data) / 1e6, 1)),
            remedy=tr("make it smaller than {size} MB", size=LARGEST // 1_000_000),
        )
    return Picture.of(data)


def look(data: bytes) -> Look:
    """Format and pixels by the head of an image file, without decoding it."""
    try:
        if data[:3] == b"\xff\xd8\xff":
            return Look("JPEG", *_jpeg(data))
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return Look("PNG", *struct.unpack_from(">II", data, 16))
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return Look("GIF", *struct.unpack_from("<HH", data, 6))
        if data[:2] == b"BM" and len(data) > 26:
            width, height = struct.unpack_from("<ii", data, 18)
            return Look("BMP", abs(width), abs(height))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return Look("WebP", *_webp(data))
    except struct.error:
        pass
    heads = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}
    return Look(next((name for head, name in heads.items() if data.startswith(head)), ""))


def _jpeg(data: bytes) -> tuple[int, int]:
    """Width and height, which stand in the first frame header."""
    for marker, start in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, start + 3)
            return width, height
    return 0, 0


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """The markers of a JPEG, each with where its length stands."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:  # padding
            position += 1
            continue
        if marker in (0x01, *range(0xD0, 0xD9)):
            position += 2
            continue
        if marker in (0xD9, 0xDA):
            return
        yield marker, position + 2
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF
