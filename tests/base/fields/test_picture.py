"""Pictures as values: told by their heads, refused where players show them not, equal by their content."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from organizer.base.errors import OrganizerError
from organizer.base.fields.picture import Picture, checked, look


def image(kind: str, size: tuple[int, int] = (64, 48), shade: int = 9) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (shade, 99, 180)).save(buffer, kind)
    return buffer.getvalue()


SMALL, LARGE = image("JPEG"), image("PNG")


def test_equal_pictures_are_equal_texts_that_say_what_they_are() -> None:
    assert checked(SMALL) == Picture.of(SMALL) == str(Picture.of(SMALL))
    assert Picture.of(SMALL) != Picture.of(image("JPEG", shade=200))
    assert checked(SMALL).startswith(f"JPEG, 64 × 48, {len(SMALL):,} bytes, ")
    assert checked(SMALL).data == SMALL


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"not a picture", "no picture of a known format"),
        (image("GIF"), "this is a GIF"),
        (SMALL[:4], "the JPEG is damaged"),
        (LARGE[:18], "the PNG|no picture|this is"),
        (SMALL + bytes(10_000_000), "10.0 MB"),
    ],
)
def test_what_is_no_cover_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(OrganizerError, match=message):
        checked(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WebP"])
def test_format_and_pixels_are_read_from_the_head(kind: str) -> None:
    seen = look(image(kind, (70, 31)))
    assert (seen.format, seen.width, seen.height) == (kind, 70, 31)
