"""Image files as covers: kept as they are where players show them, converted or made smaller else."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from organizer.base.errors import OrganizerError
from organizer.base.fields.picture import look
from organizer.pictures.covers import prepared


def image(kind: str, mode: str = "RGB", size: tuple[int, int] = (80, 40)) -> bytes:
    buffer = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    if mode == "RGBA":
        picture.putalpha(99)
    picture.save(buffer, kind)
    return buffer.getvalue()


def huge() -> bytes:
    """A small file that claims to be a picture of many pixels."""
    head = b"IHDR" + struct.pack(">II", 40_000, 40_000) + b"\x08\2\0\0\0"
    return image("PNG")[:12] + head + struct.pack(">I", zlib.crc32(head)) + image("PNG")[33:]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_players_show_stays_byte_for_byte(kind: str) -> None:
    data = image(kind)
    assert prepared(data).data == data
    assert prepared(data, most=80).data == data


@pytest.mark.parametrize(
    ("kind", "mode", "becomes"),
    [("WebP", "RGB", "JPEG"), ("WebP", "RGBA", "PNG"), ("GIF", "L", "JPEG"), ("BMP", "RGB", "JPEG")],
)
def test_other_kinds_are_converted(kind: str, mode: str, becomes: str) -> None:
    seen = look(prepared(image(kind, mode)).data)
    assert (seen.format, seen.width, seen.height) == (becomes, 80, 40)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P")])
def test_what_is_larger_is_made_smaller_in_its_own_kind(kind: str, mode: str) -> None:
    seen = look(prepared(image(kind, mode), most=20).data)
    assert (seen.format, seen.width, seen.height) == (kind, 20, 10)


def test_a_turned_photograph_stands_upright_when_it_is_made_smaller() -> None:
    buffer = io.BytesIO()
    picture = Image.linear_gradient("L").resize((80, 40))
    turned = picture.getexif()
    turned[0x0112] = 6
    picture.save(buffer, "JPEG", exif=turned)
    seen = look(prepared(buffer.getvalue(), most=20).data)
    assert (seen.width, seen.height) == (10, 20)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the picture is empty"),
        (b"MZ\0\0" * 99, "no picture of a known format"),
        (image("JPEG")[:400], "the picture is damaged"),
        (image("PNG")[:60], "the picture is damaged"),
        (huge(), "more than 100 million pixels"),
    ],
)
def test_what_cannot_be_a_cover_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(OrganizerError, match=message):
        prepared(data)
