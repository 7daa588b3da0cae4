"""The size of a cover as its head tells it is that of the cover that is read, in every kind of file."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from mutagen.id3 import APIC, ID3
from PIL import Image

from organizer.base.fields.picture import COVER, Picture
from organizer.library.tags import tags
from organizer.library.tags.short.cover_side import side_of, side_of_file


def jpeg(width: int, height: int, *, before: int = 0) -> bytes:
    """A JPEG; ``before``: bytes that a camera wrote in front of its size."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (9, 99, 9)).save(out, "JPEG")
    note = b"\xff\xe1" + (before + 2).to_bytes(2) + bytes(before) if before else b""
    return out.getvalue()[:2] + note + out.getvalue()[2:]


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "wav"])
def test_every_kind_of_file(make_song: Callable[..., Path], kind: str) -> None:
    path = str(make_song(f"song.{kind}", seconds=0.3))
    assert tags.scan(path)[2] == tags.seen_cover(path) == 0
    tags.write(path, {COVER: Picture.of(jpeg(70, 40, before=20_000))})
    assert tags.scan(path)[2] == tags.seen_cover(path) == 40
    assert tags.scan(path)[:2] == tags.read(path)


def test_the_front_cover_goes_before_others(make_song: Callable[..., Path]) -> None:
    path = make_song("song.mp3", seconds=0.3, title="A")
    tag = ID3(path)
    for kind, side in ((4, 30), (3, 50)):
        tag.add(APIC(encoding=1, mime="image/jpeg", type=kind, desc=f"№ {kind}", data=jpeg(side, side)))
    tag.save()
    assert tags.scan(str(path))[2] == 50
    path.write_bytes(path.read_bytes().replace(b"APIC", b"XPIC"))
    assert tags.scan(str(path))[2] == 0


def test_pictures_that_do_not_tell(tmp_path: Path) -> None:
    assert side_of(b"no picture") == 1
    (tmp_path / "cover.jpg").write_bytes(jpeg(300, 20, before=9_000))
    assert side_of_file(str(tmp_path / "cover.jpg")) == 20
    (tmp_path / "cover.jpg").write_bytes(jpeg(300, 20, before=9_000)[:5_000])
    assert side_of_file(str(tmp_path / "cover.jpg")) == 1
