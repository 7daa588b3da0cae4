"""Some frames of an MP3 say of their fields what the whole file says, or there is no excerpt of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from mutagen.id3 import APIC, COMM, ID3, TCOM, TCON, TDRC, TIT2, TPE1, TRCK, TXXX

from organizer.base.errors import TagError
from organizer.library.tags import tags
from organizer.library.tags.payload import audio_hash
from organizer.library.tags.short import excerpt
from tests.hostile import ape

Make = Callable[..., Path]
TITLE = frozenset({b"TIT2"})


def excerpt_of(
    path: str, wanted: Collection[bytes] | None, *, others: bool = False
) -> excerpt.Excerpt | None:
    with open(path, "rb") as file:
        return excerpt.of(file, path, wanted, others=others)


def tagged(path: Path, *, version: int = 4, v1: int = 0) -> Path:
    tag = ID3()
    for frame in (
        TIT2(text="Ä title"),
        APIC(mime="image/png", type=3, desc="", data=bytes(range(256)) * 40),
        TPE1(text=["Ann", "Bo"]),
        TCOM(text="Clara"),
        TRCK(text="3/12"),
        TDRC(text="1999-05-06"),
        TCON(text=["Folk", "(17)"]),
        TXXX(desc="MOOD", text="calm"),
        COMM(lang="eng", desc="", text="fine"),
    ):
        tag.add(frame)
    if version == 3:
        tag.update_to_v23()
    tag.save(path, v1=v1, v2_version=version)
    return path


@pytest.fixture
def song(make_song: Make) -> Path:
    return tagged(make_song("song.mp3"))


EDITS = (
    {"title": "New"},
    {"title": "", "composer": ("One", "Two")},
    {"genre": "Rock; Jazz", "date": "2001-02"},
    {"track": "4", "artist": "Ann", "composer": "Clara"},
    {"title": "\ud800", "conductor": "Ĉu"},
    {"original_date": "1970", "key": "Am", "bpm": "120", "isrc": "x"},
)


@pytest.mark.parametrize("layout", ["2.3", "2.4", "2.4 and ID3v1"])
@pytest.mark.parametrize("edit", EDITS)
def test_an_excerpt_gives_the_outlook_that_the_whole_file_gives(
    make_song: Make, layout: str, edit: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tagged(make_song("song.mp3"), version=int(layout[2]), v1=2 if "ID3v1" in layout else 0))
    assert excerpt_of(path, excerpt.frames_of(frozenset(edit))) is not None
    short, texts = tags.outlook(path, edit), tags.texts(path)
    monkeypatch.setattr(excerpt, "of", lambda *_, **__: None)
    whole = tags.outlook(path, edit)
    assert [short.old.get(name) for name in edit] == [whole.old.get(name) for name in edit]
    assert short.new == whole.new
    assert {n: e.cause for n, e in short.refused.items()} == {n: e.cause for n, e in whole.refused.items()}
    assert texts == tags.read(path)[0]


def test_files_that_are_not_plain_have_none(song: Path, tmp_path: Path) -> None:
    data = song.read_bytes()
    flags = data[:5] + b"\x80" + data[6:]
    no_sound = data[: 10 + ID3(song).size - 10] + bytes(4_000)
    second = data[: ID3(song).size] + data
    cut = data[: ID3(song).size - 5]
    for number, content in enumerate((flags, no_sound, second, cut, data + ape(1), b"", data[:3])):
        path = tmp_path / f"{number}.mp3"
        path.write_bytes(content)
        assert excerpt_of(str(path), TITLE) is None
    other = tmp_path / "song.aac"
    other.write_bytes(data)
    assert excerpt_of(str(other), TITLE) is None
    assert excerpt_of(str(song), TITLE) is not None


@pytest.mark.parametrize("name", ["comment", "lyrics", "rating", "performer", "mood", "TXXX:Foo", "", "a=b"])
def test_fields_that_are_not_simply_frames_have_none(name: str) -> None:
    assert excerpt.frames_of(frozenset({"title", name})) is None


def test_all_other_frames_are_found(song: Path) -> None:
    short = excerpt_of(str(song), TITLE, others=True)
    assert short is not None
    data = song.read_bytes()
    names = {frame.FrameID.encode() for frame in ID3(song).values()}
    *frames, sound = short.others
    assert {data[start : start + 4] for start, _ in frames} == names - TITLE
    assert sound == (ID3(song).size, len(data))


def test_an_edit_that_touches_another_field_is_refused(song: Path) -> None:
    before = song.read_bytes()
    planned = tags.plan(str(song), {"title": "New", "composer": "Other"})
    with pytest.raises(TagError, match="other tags"):
        tags.change(str(song), planned.patch, audio_hash(str(song)), {"title": "New"})
    assert song.read_bytes() == before
    with pytest.raises(TagError, match="cannot hold the title"):
        patch = tags.plan(str(song), {"title": "New"}).patch
        tags.change(str(song), patch, planned.audio_hash, {"title": "Newer"})
    assert song.read_bytes() == before


def test_of_a_file_that_ends_within_its_tag_there_is_no_excerpt(song: Path) -> None:
    data = song.read_bytes()
    for end in (10, 13, 20, 25, 4_099):  # in the header of the tag, of a frame, in a frame, between blocks
        song.write_bytes(data[:end])
        assert excerpt_of(str(song), TITLE) is None
        assert excerpt_of(str(song), TITLE, others=True) is None
