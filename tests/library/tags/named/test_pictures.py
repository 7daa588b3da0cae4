"""Covers in every kind of file: set, replaced, removed and taken back byte for byte; other pictures stay."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from mutagen import apev2, flac, id3, mp4
from PIL import Image

from organizer.base.errors import TagError
from organizer.base.fields.picture import Picture
from organizer.library.tags import tags
from organizer.library.tags.named.pictures import Embedded
from tests.library.tags.test_tags import KINDS, make


def image(kind: str = "JPEG", size: tuple[int, int] = (64, 48), seed: int = 1) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


SMALL, LARGE = image(), image("PNG", (240, 240), 2)  # the second does not fit into 64 kB


def front(path: Path) -> list[bytes]:
    return [picture.data for picture in tags.pictures(str(path)) if picture.kind == 3]


def attached(path: Path) -> list[bytes]:
    """The pictures that ffmpeg sees."""
    with av.open(str(path)) as container:
        streams = list(container.streams.video)
        return [bytes(p) for stream in streams for p in container.demux(stream) if p.size][: len(streams)]


def edit(path: Path, value: str) -> tags.Plan:
    """Write a cover, and check that the way back leads to the same bytes."""
    before = path.read_bytes()
    planned = tags.write(str(path), {"cover": value})
    after = path.read_bytes()
    if planned.patch:
        tags.change(str(path), planned.patch.inverse(), planned.audio_hash)
        assert path.read_bytes() == before
        tags.change(str(path), planned.patch, planned.audio_hash)
        assert path.read_bytes() == after
    return planned


@pytest.mark.parametrize("kind", KINDS)
def test_a_cover_is_set_replaced_and_removed(tmp_path: Path, kind: str) -> None:
    path = make(tmp_path / f"song.{kind}")
    tags.write(str(path), {"title": "Grüße", "lyrics": "la\nla"})
    for data in (SMALL, LARGE, SMALL):
        edit(path, Picture.of(data))
        assert front(path) == [data]
        assert tags.cover(str(path)) == data
        if kind not in ("wav", "ogg", "opus", "wv", "tta"):  # there ffmpeg reads no pictures
            assert attached(path) == [data]
        said = tags.read(str(path), names=["cover", "lyrics"])[0]
        assert said.get("cover") == Picture.of(data)
        assert (said.title, said.get("lyrics")) == ("Grüße", "la\nla")
    assert not edit(path, Picture.of(SMALL)).patch  # it is there
    edit(path, "")
    assert tags.pictures(str(path)) == []
    assert tags.read(str(path), names=["cover"])[0].get("cover") == ""
    assert tags.read(str(path))[0].title == "Grüße"


@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("unsynchronised", [False, True])
def test_each_version_of_id3(tmp_path: Path, version: int, unsynchronised: bool) -> None:
    path = make(tmp_path / "song.mp3")
    if version == 2:
        body = b"TT2\0\0\4\0abcPIC" + (8).to_bytes(3, "big") + b"\0PNG\4\0bk"
        head = b"ID3\2\0" + bytes([0x80 if unsynchronised else 0]) + bytes([0, 0, 0, len(body)])
        path.write_bytes(head + body + path.read_bytes())
    else:
        frames = id3.ID3()
        frames.add(id3.TIT2(encoding=0, text="abc"))
        frames.add(id3.APIC(encoding=0, mime="image/png", type=4, desc="", data=b"bk"))
        frames.save(path, v2_version=version)
        if unsynchronised:
            data = bytearray(path.read_bytes())
            data[5] |= 0x80
            path.write_bytes(data)
    for data in (SMALL, LARGE, SMALL):
        edit(path, Picture.of(data))
        assert front(path) == [data]
    assert path.read_bytes()[3] == version
    edit(path, "")
    assert tags.pictures(str(path)) == [Embedded(4, b"bk")]
    assert tags.read(str(path))[0].title == "abc"


def test_other_pictures_stay(tmp_path: Path) -> None:
    songs = [make(tmp_path / f"song.{kind}") for kind in ("mp3", "flac", "ogg", "wv")]
    picture = flac.Picture()
    picture.type, picture.data, picture.mime = 4, LARGE, "image/png"
    frames = id3.ID3()
    frames.add(id3.APIC(encoding=0, mime="image/png", type=3, desc="", data=SMALL))
    frames.add(id3.APIC(encoding=0, mime="image/png", type=4, desc="", data=LARGE))
    frames.save(songs[0])
    block = flac.FLAC(songs[1])
    block.add_picture(picture)
    block.save()
    comment = mutagen.File(songs[2])
    comment["metadata_block_picture"] = [base64.b64encode(picture.write()).decode()]
    comment.save()
    items = apev2.APEv2()
    items["Cover Art (Back)"] = apev2.APEValue(b"b.png\0" + LARGE, 1)
    items.save(songs[3])
    for path in songs:
        edit(path, Picture.of(SMALL))
        assert front(path) == [SMALL]
        edit(path, "")
        assert [(p.kind, p.data) for p in tags.pictures(str(path))] == [(4, LARGE)], path.suffix


def test_a_picture_of_no_kind_is_the_cover_until_there_is_a_front_cover(tmp_path: Path) -> None:
    path = make(tmp_path / "song.mp3")
    frames = id3.ID3()
    frames.add(id3.APIC(encoding=0, mime="image/png", type=0, desc="scan", data=LARGE))
    frames.save(path)
    assert tags.read(str(path), names=["cover"])[0].get("cover") == Picture.of(LARGE)
    edit(path, Picture.of(SMALL))
    assert [(p.kind, p.data) for p in tags.pictures(str(path))] == [(3, SMALL)]
    frames = id3.ID3(path)
    frames.add(id3.APIC(encoding=0, mime="image/png", type=0, desc="scan", data=LARGE))
    frames.save(path)
    planned = edit(path, "")  # what is left says so
    assert planned.new.get("cover") == Picture.of(LARGE)
    edit(path, "")
    assert tags.pictures(str(path)) == []


def test_several_covers_of_mp4_are_shown_and_replaced_together(tmp_path: Path) -> None:
    path = make(tmp_path / "song.m4a")
    song = mp4.MP4(path)
    song["covr"] = [mp4.MP4Cover(SMALL, 13), mp4.MP4Cover(LARGE, 14)]
    song.save()
    assert edit(path, Picture.of(LARGE)).old.get("cover") == (Picture.of(SMALL), Picture.of(LARGE))
    assert mp4.MP4(path)["covr"] == [LARGE]
    assert mp4.MP4(path)["covr"][0].imageformat == mp4.MP4Cover.FORMAT_PNG


def test_a_long_ogg_file_keeps_its_sound(tmp_path: Path) -> None:
    path = make(tmp_path / "song.ogg", seconds=20.0)
    edit(path, Picture.of(image("PNG", (900, 900))))
    pages = mutagen.File(path)
    assert 19.9 < pages.info.length < 20.1


def test_a_text_is_no_cover_but_can_be_one_in_a_field_of_that_name(tmp_path: Path) -> None:
    path = make(tmp_path / "song.flac")
    with pytest.raises(TagError, match="a cover is a picture"):
        tags.plan(str(path), {"cover": "front.jpg"})
    comment = flac.FLAC(path)
    comment["cover"] = "front.jpg"
    comment.save()
    assert dict(tags.every_field(str(path)).more) == {"COVER": "front.jpg"}
