"""Files that claim or inflate to more than any real ones hold."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TIT2

from organizer.base.errors import TagError
from organizer.base.model import Tags
from organizer.library.tags import limits, tags
from organizer.library.tags.limits import FULL, QUICK, BeyondLimits, bounded
from tests.hostile import ape, bombs, id3, inflating, mutated

Make = Callable[..., Path]


def put(path: Path, head: bytes, tail: bytes = b"") -> Path:
    """The song with a tag in front and one behind."""
    ID3(path).delete(path) if path.read_bytes()[:3] == b"ID3" else None
    path.write_bytes(head + path.read_bytes() + tail)
    return path


@pytest.mark.parametrize("name", sorted(bombs()))
def test_a_bomb_is_refused_or_read_and_takes_little(make_song: Make, name: str) -> None:
    song = make_song(f"song.{name.rsplit('.', maxsplit=1)[-1]}", seconds=0.3)
    song.write_bytes(bombs()[name](song.read_bytes()))
    tracemalloc.start()
    try:
        assert_read_or_refused(lambda: tags.read(str(song), QUICK), song)
        assert tracemalloc.get_traced_memory()[1] < 60 << 20
    finally:
        tracemalloc.stop()
    assert_read_or_refused(lambda: tags.read(str(song), FULL), song)
    assert_read_or_refused(lambda: tags.cover(str(song)), song)


def assert_read_or_refused(read: Callable[[], object], song: Path) -> None:
    try:
        read()
    except TagError as error:
        assert error.cause and error.remedy and error.path == str(song)


def test_a_compressed_frame_of_ordinary_size_is_read(make_song: Make) -> None:
    song = put(make_song("song.mp3", seconds=0.3), id3(inflating(b"TIT2", b"\3A long title" * 40)))
    assert tags.read(str(song))[0].title.startswith("A long title")


def test_of_many_frames_the_first_are_read(make_song: Make) -> None:
    title = b"TIT2" + struct.pack(">IH", 6, 0) + b"\0First"
    more = b"TXXX" + struct.pack(">IH", 5, 0) + b"\0a\0bc"
    song = put(make_song("song.mp3", seconds=0.3), id3(title + more * 50_000))
    assert tags.read(str(song), QUICK)[0].title == "First"
    with pytest.raises(BeyondLimits):  # to show the cover, or to edit, all of them would have to be read
        tags.cover(str(song))


def test_large_covers_stand_in_nobodys_way(make_song: Make) -> None:
    cover = bytes(3 << 20)
    mp3, flac = make_song("song.mp3", seconds=0.3), make_song("song.flac", seconds=0.3, title="T")
    tag = ID3()
    tag.add(TIT2(text="T"))
    tag.add(APIC(data=cover))
    tag.save(mp3)
    file = FLAC(flac)
    picture = Picture()
    picture.data = cover
    file.add_picture(picture)
    before = mutagen.File(flac).info.bitrate
    file.save()
    for song in (mp3, flac):
        assert tags.read(str(song), QUICK)[0].title == "T"
        assert tags.cover(str(song)) == cover
    assert tags.read(str(flac))[1].bitrate == before


def test_texts_and_lists_are_cut(make_song: Make) -> None:
    long = bounded(Tags(title="x" * 10**6, comment="short", genre=tuple(map(str, range(10**4)))))
    assert len(long.title) == 10_000 and long.comment == "short" and len(long.genre) == 100
    usual = Tags(title="A", genre=("B",))
    assert bounded(usual) is usual


@pytest.mark.parametrize("tail", [ape(2_000), ape(1, name=b"K" * 10_000)])
def test_ape_tags_are_counted(make_song: Make, tail: bytes) -> None:
    song = put(make_song("song.mp3", seconds=0.3), b"", tail)
    with pytest.raises(BeyondLimits):
        tags.read(str(song))


def test_what_is_refused_says_why(make_song: Make) -> None:
    song = make_song("song.flac", seconds=0.3)
    song.write_bytes(bombs()["blocks.flac"](song.read_bytes()))
    with pytest.raises(BeyondLimits, match=r"in very many pieces.*get it anew"):
        tags.read(str(song), QUICK)


def test_files_with_a_few_things_wrong_are_read_or_refused(make_song: Make) -> None:
    names = ("a.mp3", "a.flac", "a.ogg", "a.wav", "a.aiff", "a.opus")
    songs = [make_song(name, seconds=0.1, **({} if name[2] in "wao" else {"title": "T"})) for name in names]
    whole = {song: song.read_bytes() for song in songs}
    rng = random.Random(7)
    refused = 0
    for number in range(300):
        song = songs[number % len(songs)]
        song.write_bytes(mutated(whole[song], whole[rng.choice(songs)], rng))
        try:
            tags.read(str(song), QUICK)
        except TagError as error:
            refused += bool(error.cause)
    assert 25 < refused < 275


def test_zlib_is_bound_where_mutagen_uses_it() -> None:
    from mutagen.id3 import _frames

    limits.bind_mutagen()
    assert _frames.zlib.decompress(zlib.compress(b"abc")) == b"abc"  # type: ignore[attr-defined]
    assert _frames.zlib is not zlib  # type: ignore[attr-defined]
