"""Each field on each kind of file: written, read back, and nothing else changed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import mutagen.flac
import pytest
from mutagen import apev2, asf, id3

from organizer.base.errors import TagError
from organizer.base.model import EDITABLE_FIELDS
from organizer.library.tags import tags
from organizer.library.tags.payload import audio_hash
from tests.conftest import tone, write_song

VALUES = {
    "title": "Grüße ✓",
    "artist": "Ein Künstler",
    "album_artist": "Viele",
    "album": "Ein Album",
    "genre": ("Jazz", "Neue Art"),
    "date": "2001-05-06",
    "track": "3/12",
    "disc": "1/2",
    "bpm": "123",
    "key": "F#m",
    "mood": "heiter",
    "grouping": "Gruppe 7",
    "comment": "eine Bemerkung",
}
KINDS = ("mp3", "flac", "ogg", "opus", "wav", "aiff", "m4a", "wma", "wv", "tta")


#: Endings that soundfile cannot write: codec, format of the container, format of the samples.
ENCODED = {
    ".m4a": ("aac", "ipod", "fltp"),
    ".wma": ("wmav2", "asf", "fltp"),
    ".wv": ("wavpack", "wv", "s16p"),
    ".tta": ("tta", "tta", "s16"),
}


def make(path: Path, *, seconds: float = 1.0) -> Path:
    if path.suffix not in ENCODED:
        return write_song(path, tone(seconds))
    import av
    import numpy as np

    codec, container_format, sample_format = ENCODED[path.suffix]
    with av.open(str(path), "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=22_050)
        stream.layout, stream.bit_rate = "mono", 64_000
        frame = av.AudioFrame.from_ndarray(tone(seconds)[np.newaxis, :], format="fltp", layout="mono")
        frame.sample_rate = 22_050
        resampler = av.AudioResampler(
            format=sample_format, layout="mono", rate=22_050, frame_size=stream.codec_context.frame_size
        )
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            container.mux(stream.encode(part))
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_read_back_and_can_be_removed(tmp_path: Path, kind: str) -> None:
    path = make(tmp_path / f"song.{kind}")
    sound = audio_hash(str(path))
    tags.write(str(path), VALUES)
    now, info = tags.read(str(path))
    assert {name: getattr(now, name) for name in VALUES} == VALUES
    assert 0.9 < info.duration < 1.3
    for name in EDITABLE_FIELDS:
        tags.write(str(path), {name: ""})
        assert tags.read(str(path))[0].text(name) == ""
    assert audio_hash(str(path)) == sound


@pytest.mark.parametrize("version", [3, 4])
def test_other_id3_frames_and_the_version_stay(tmp_path: Path, version: int) -> None:
    path = make(tmp_path / "song.mp3")
    frames = id3.ID3()
    for frame in (
        id3.TIT2(encoding=1, text="Alt"),
        id3.APIC(encoding=0, mime="image/png", type=3, data=b"\x89PNG" * 900),
        id3.PRIV(owner="me", data=b"\xff\x00\xff\xe0"),
        id3.UFID(owner="x", data=b"1"),
        id3.TXXX(encoding=1, desc="other", text="text"),
        id3.POPM(email="a@b", rating=3, count=1),
        id3.COMM(encoding=0, lang="deu", desc="iTunNORM", text="0001"),
        id3.TPE1(encoding=1, text="Künstler"),
    ):
        frames.add(frame)
    frames.unknown_frames = [b"XQQQ\0\0\0\3\0\0abc"]
    frames._unknown_v2_version = version
    frames.save(path, v2_version=version)
    before = id3.ID3(path, translate=False)
    tags.write(str(path), VALUES | {"artist": "Künstler"})
    after = id3.ID3(path, translate=False)
    assert after.version == before.version == (2, version, 0)
    assert after.unknown_frames == before.unknown_frames and len(before.unknown_frames) == 1
    for key in set(before) - {"TIT2"}:
        assert repr(after[key]) == repr(before[key])
    assert after["TPE1"].encoding == id3.Encoding.UTF16
    assert tags.cover(str(path)) == b"\x89PNG" * 900


def test_a_file_with_id3v1_alone_keeps_it_in_step(tmp_path: Path) -> None:
    path = make(tmp_path / "song.mp3")
    old = (
        b"TAG" + b"Alt".ljust(30, b"\0") + b"Wer".ljust(30, b"\0") + bytes(30) + b"1999" + bytes(30) + b"\x08"
    )
    path.write_bytes(path.read_bytes() + old)
    assert tags.read(str(path))[0].genre == ("Jazz",)
    before, sound = path.read_bytes(), audio_hash(str(path))
    plan = tags.write(str(path), {"title": "Neu"})
    assert path.read_bytes()[-128:] == old.replace(b"Alt", b"Neu")
    now = tags.read(str(path))[0]
    assert (now.title, now.artist, now.date) == ("Neu", "Wer", "1999")
    tags.change(str(path), plan.patch.inverse(), sound)
    assert path.read_bytes() == before


V1 = b"TAG" + b"Old".ljust(30, b"\0") + b"Who".ljust(30, b"\0") + bytes(30) + b"1999" + bytes(30) + b"\x08"


def id3v22(*, unsynchronised: bool = False) -> bytes:
    frames = (
        (b"TT2", b"\0Old"),
        (b"TP1", b"\1\xff\xfeW\0h\0o\0"),
        (b"TCO", b"\0(8)"),
        (b"TYE", b"\0001999"),
        (b"PIC", b"\0PNG\3\0\x89PNG\xff\xe0\xff\0" * 90),
        (b"TXX", b"\0other\0text"),
        (b"XQQ", b"abc"),
    )
    body = b"".join(name + len(data).to_bytes(3, "big") + data for name, data in frames) + bytes(20)
    if unsynchronised:
        body = re.sub(rb"\xff(?=[\xe0-\xff\0])", b"\xff\0", body)
    size = bytes((len(body) >> shift) & 127 for shift in (21, 14, 7, 0))
    return b"ID3\2\0" + (b"\x80" if unsynchronised else b"\0") + size + body


def ape(path: Path) -> None:
    tag = apev2.APEv2()
    tag.update({"Title": "Old", "Artist": "Who", "REPLAYGAIN_TRACK_GAIN": "-3 dB"})
    tag["Cover Art (Front)"] = apev2.APEValue(b"c.png\0\x89PNG", apev2.BINARY)
    tag.save(path)


#: Tags of an MP3 as old and odd programs leave them: what goes in front, what behind, and whether APEv2.
LAYOUTS = {
    "2.2": (id3v22(), b"", False),
    "2.2 unsynchronised": (id3v22(unsynchronised=True), b"", False),
    "1": (b"", V1, False),
    "2.2 and 1": (id3v22(), V1, False),
    "APE": (b"", b"", True),
    "1 and APE": (b"", V1, True),
    "2.2, 1 and APE": (id3v22(), V1, True),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_old_and_mixed_tags_of_mp3_are_edited_and_taken_back(tmp_path: Path, layout: str) -> None:
    front, behind, with_ape = LAYOUTS[layout]
    path = make(tmp_path / "song.mp3")
    id3.delete(path)
    path.write_bytes(front + path.read_bytes())
    if with_ape:
        ape(path)
    path.write_bytes(path.read_bytes() + behind)
    before, sound, old = path.read_bytes(), audio_hash(str(path)), tags.read(str(path))[0]
    assert (old.title, old.artist) == ("Old", "Who")
    plan = tags.write(str(path), VALUES)
    after = path.read_bytes()
    now = tags.read(str(path))[0]
    assert {name: getattr(now, name) for name in VALUES} == VALUES
    assert after[:4] == (front[:4] or (before[:4] if with_ape else b"ID3\4"))
    for unedited in (b"XQQ\0\0\3abc", b"\0other\0text") if front else ():
        assert unedited in after
    if with_ape:
        items = apev2.APEv2(path)
        assert (items["Title"], items["Artist"]) == (VALUES["title"], VALUES["artist"])
        assert items["REPLAYGAIN_TRACK_GAIN"] == "-3 dB"
        assert items["Cover Art (Front)"].value == b"c.png\0\x89PNG"
    if behind:
        assert after[-128:-95] == b"TAG" + "Grüße ?".encode("latin-1").ljust(30, b"\0")
    assert audio_hash(str(path)) == sound
    tags.change(str(path), plan.patch.inverse(), sound)
    assert path.read_bytes() == before


def test_a_file_whose_sound_is_not_found_is_left_alone_and_the_reason_told(tmp_path: Path) -> None:
    path = make(tmp_path / "song.wma")
    data = path.read_bytes()
    where = data.index(
        bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")
    )  # of the object that holds the sound
    path.write_bytes(data[:where] + bytes(16) + data[where + 16 :])
    broken = path.read_bytes()
    with pytest.raises(TagError, match="no sound was found in it"):
        tags.write(str(path), {"title": "New"})
    assert path.read_bytes() == broken


def test_asf_keeps_what_it_does_not_name(tmp_path: Path) -> None:
    path = make(tmp_path / "song.wma")
    file = asf.ASF(path)
    file["Title"], file["WM/Genre"] = "Old", ["Jazz", "Rock"]
    file["number"], file["flag"] = asf.ASFDWordAttribute(7), asf.ASFBoolAttribute(True)
    file["WM/Picture"] = asf.ASFByteArrayAttribute(
        b"\3\4\0\0\0" + "image/png\0\0".encode("utf-16-le") + b"\x89PNG"
    )
    file["spoken"] = asf.ASFUnicodeAttribute("l", language=1, stream=1)
    file.save()
    before, sound, unedited = path.read_bytes(), audio_hash(str(path)), asf.ASF(path)
    plan = tags.write(str(path), VALUES)
    after = asf.ASF(path)
    for key in ("number", "flag", "WM/Picture", "spoken"):
        assert after[key] == unedited[key]
    assert tags.cover(str(path)) == b"\x89PNG"
    tags.change(str(path), plan.patch.inverse(), sound)
    assert path.read_bytes() == before


def test_genre_numbers_have_names(tmp_path: Path) -> None:
    path = make(tmp_path / "song.mp3")
    frames = id3.ID3()
    frames.add(id3.TCON(encoding=0, text="(8)(17)Eigenes"))
    frames.save(path, v2_version=3)
    assert tags.read(str(path))[0].genre == ("Jazz", "Rock", "Eigenes")


def test_a_long_comment_in_ogg_moves_later_pages(tmp_path: Path) -> None:
    path = make(tmp_path / "song.ogg")
    before, sound = path.read_bytes(), audio_hash(str(path))
    plan = tags.write(str(path), {"comment": "x" * 200_000})
    assert len(tags.read(str(path))[0].comment) == 200_000
    assert audio_hash(str(path)) == sound
    tags.change(str(path), plan.patch.inverse(), sound)
    assert path.read_bytes() == before


def test_mislabeled_empty_and_foreign_files(tmp_path: Path) -> None:
    flac = make(tmp_path / "song.flac")
    flac = flac.rename(tmp_path / "song.mp3")
    assert tags.read(str(flac))[1].format == "FLAC"
    tags.write(str(flac), {"title": "T"})
    assert mutagen.flac.FLAC(flac)["title"] == ["T"]
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "text.flac").write_text("This is no sound at all.\n" * 100)
    for name, cause in (("empty.mp3", "empty"), ("text.flac", "text.flac"), ("gone.mp3", "not there")):
        with pytest.raises(TagError, match=cause) as caught:
            tags.read(str(tmp_path / name))
        assert caught.value.path and caught.value.remedy


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xff\xfe.mp3")
    make(tmp_path / "song.mp3").rename(path)
    tags.write(path, {"title": "T"})
    assert tags.read(path)[0].title == "T"


def test_a_value_that_the_file_cannot_hold_leaves_it_alone(tmp_path: Path) -> None:
    path = make(tmp_path / "song.m4a")
    before = path.read_bytes()
    with pytest.raises(TagError, match="number"):
        tags.write(str(path), {"title": "T", "bpm": "fast"})
    assert path.read_bytes() == before


def test_isrc_is_read_from_every_kind_of_tag(tmp_path: Path) -> None:
    import mutagen

    code = "DEUM71100001"
    for kind in KINDS:
        path = make(tmp_path / f"song.{kind}")
        tags.write(str(path), {"title": "x"})
        file = mutagen.File(path)
        if file.tags is None:
            file.add_tags()
        if isinstance(file.tags, id3.ID3):
            file.tags.add(id3.TSRC(text=[code]))
        elif isinstance(file.tags, mutagen.mp4.MP4Tags):
            file["----:com.apple.iTunes:ISRC"] = [code.encode()]
        else:
            file["WM/ISRC" if isinstance(file.tags, asf.ASFTags) else "ISRC"] = code
        file.save()
        assert tags.read(str(path))[0].isrc == code, kind
        tags.write(str(path), {"title": "y"})
        assert tags.read(str(path))[0].isrc == code, kind
