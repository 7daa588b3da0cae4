"""Pictures in songs, for tests."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path


@cache
def jpeg() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (32, 32), (200, 20, 30)).save(out, "JPEG")
    return out.getvalue()


def with_cover(path: Path, picture: bytes) -> None:
    """Give a FLAC file a front cover."""
    from mutagen.flac import FLAC, Picture

    file, cover = FLAC(path), Picture()
    cover.type, cover.mime, cover.data = 3, "image/jpeg", picture
    file.add_picture(cover)
    file.save()
