"""What the outlook of an edit says is what the file says afterwards, for every kind of tag and every field;
what programs mean by what they put into one text; and tags of several kinds in one file."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import mutagen
import mutagen.mp4
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen import id3

from organizer.base.errors import TagError
from organizer.base.model import EDITABLE_FIELDS, TagValue, field_value
from organizer.library.tags import tags, values
from organizer.library.tags.patch import Patch
from organizer.library.tags.payload import audio_hash
from tests.library.tags.test_tags import V1, id3v22, make


def framed(version: int, **more: str) -> bytes:
    """An ID3v2 tag with a title, an artist and a date."""
    texts = {"TIT2": "Old", "TPE1": "Who", "TDRC" if version == 4 else "TYER": "1999", **more}
    body = b"".join(
        name.encode() + struct.pack(">IH", len(text) + 1, 0) + b"\0" + text.encode()
        for name, text in texts.items()
    )
    return b"ID3" + bytes([version, 0, 0, 0, 0, 0, len(body)]) + body


def ape_tag() -> bytes:
    items = (
        (b"Title", b"Old"),
        (b"Artist", b"First\0Second"),
        (b"Year", b"1999"),
        (b"ISRC", b"GBAYE6900001"),
    )
    body = b"".join(struct.pack("<2I", len(value), 0) + key + b"\0" + value for key, value in items)

    def frame(flags: int) -> bytes:
        return b"APETAGEX" + struct.pack("<4I", 2000, len(body) + 32, len(items), flags) + bytes(8)

    return frame(0xA0000000) + body + frame(0x80000000)


LYRICS = b"LYRICSBEGININD0000210000020LYRICS200"


def comment_block(*entries: str, last: bool = False) -> bytes:
    data = struct.pack("<I", 1) + b"x" + struct.pack("<I", len(entries))
    data += b"".join(struct.pack("<I", len(e.encode())) + e.encode() for e in entries)
    return bytes([4 | (0x80 if last else 0)]) + len(data).to_bytes(3, "big") + data


def two_blocks(data: bytes) -> bytes:
    """FLAC with an empty comment block in front of one that says something; its own are left out."""
    position, blocks = 4, []
    while True:
        kind, length = data[position], int.from_bytes(data[position + 1 : position + 4], "big")
        if kind & 0x7F not in (1, 4):
            blocks.append(bytes([kind & 0x7F]) + data[position + 1 : position + 4 + length])
        position += 4 + length
        if kind & 0x80:
            break
    second = comment_block("TITLE=Old", "ARTIST=First", "ARTIST=Second", last=True)
    return b"fLaC" + b"".join(blocks) + comment_block() + second + data[position:]


def with_info(data: bytes, *extra: bytes) -> bytes:
    """WAV with an INFO list in Latin-1, and other chunks."""
    items = b"".join(
        key + struct.pack("<I", len(text)) + text + bytes(len(text) & 1)
        for key, text in ((b"INAM", b"Old\0"), (b"IART", "Künstler".encode("latin-1") + b"\0"))
    )
    chunks = b"LIST" + struct.pack("<I", len(items) + 4) + b"INFO" + items + b"".join(extra)
    return data[:4] + struct.pack("<I", len(data) + len(chunks) - 8) + data[8:] + chunks


def id3_chunk(version: int) -> bytes:
    tag = framed(version)
    return b"id3 " + struct.pack("<I", len(tag)) + tag + bytes(len(tag) & 1)


def with_texts(data: bytes) -> bytes:
    """AIFF with text chunks."""
    texts = {b"NAME": b"Old", b"AUTH": "Künstler".encode("latin-1"), b"ANNO": b"note"}
    chunks = b"".join(
        key + struct.pack(">I", len(text)) + text + bytes(len(text) & 1) for key, text in texts.items()
    )
    return data[:4] + struct.pack(">I", len(data) + len(chunks) - 8) + data[8:] + chunks


#: Name → ending, and what becomes of the untagged file.
LAYOUTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "mp3": ("mp3", lambda data: data),
    "mp3 2.2": ("mp3", lambda data: id3v22() + data),
    "mp3 2.3": ("mp3", lambda data: framed(3) + data),
    "mp3 2.4": ("mp3", lambda data: framed(4) + data),
    "mp3 v1": ("mp3", lambda data: data + V1),
    "mp3 APE": ("mp3", lambda data: data + ape_tag()),
    "mp3 APE v1": ("mp3", lambda data: data + ape_tag() + V1),
    "mp3 APE Lyrics3 v1": ("mp3", lambda data: data + ape_tag() + LYRICS + V1),
    "mp3 Lyrics3": ("mp3", lambda data: framed(4) + data + ape_tag() + LYRICS),
    "mp3 2.3 APE v1": ("mp3", lambda data: framed(3) + data + ape_tag() + V1),
    "flac": ("flac", lambda data: data),
    "flac with ID3": ("flac", lambda data: framed(3) + data + V1),
    "flac with two blocks": ("flac", two_blocks),
    "ogg": ("ogg", lambda data: data),
    "opus": ("opus", lambda data: data),
    "m4a": ("m4a", lambda data: data),
    "wma": ("wma", lambda data: data),
    "wav": ("wav", lambda data: data),
    "wav with INFO": ("wav", with_info),
    "wav with INFO and 2.3": ("wav", lambda data: with_info(data, id3_chunk(3))),
    "aiff": ("aiff", lambda data: data),
    "aiff with texts": ("aiff", with_texts),
    "mp3 2.3 2.4": ("mp3", lambda data: framed(3) + framed(4, TALB="Album") + data),
    "wv": ("wv", lambda data: data),
    "tta": ("tta", lambda data: data),
}

TEXTS = st.one_of(
    st.sampled_from(
        [
            "2001-07",
            "2001-07-09",
            "2001-07-09 10:20",
            "2001-07-09T10:20:30",
            "December 1999",
            "1999",
            "99",
            "127.63",
            "127,5",
            "128",
            "0",
            "128.0",
            "1e3",
            "65535",
            "-3",
            "inf",
            "3/12",
            "03/12",
            "3/",
            "/12",
            "70000",
            "0/0",
            "3/12/1",
            "A1",
            "Rock; Jazz",
            "Rock;Jazz",
            "Rock\\\\Jazz",
            "(17)Rock",
            "17",
            "(17)",
            "(99999)",
            "RX",
            "((Foo)",
            "Hip-Hop/Rap",
            "Rock/Jazz",
            "Rock / Noise",
            "AC/DC",
            "First/Second",
            "a;b",
            "a\\;b",
            "A",
            "a\nb",
            "a\0b",
            "a\x1fb",
            "\x85x",
            "\ufeffx",
            "Ā",
            "\udcff",
            "x\ud800",
            "",
            " ",
            ";",
            "🎵",
            "ﬁ",
            "é",
            "e\u0301",
            "C#m",
            "x" * 300,
            "٣",
            "\\",
            "/",
            "=",
            "a=b",
        ]
    ),
    st.text(max_size=12),
)
VALUES = st.one_of(TEXTS, st.lists(TEXTS, max_size=3).map(tuple))


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A short untagged file of each kind."""
    folder = tmp_path_factory.mktemp("seeds")
    kinds = {ending for ending, _ in LAYOUTS.values()}
    data = {}
    for kind in kinds:
        path = make(folder / f"song.{kind}", seconds=0.2)
        if kind == "mp3":
            id3.delete(path)
        data[kind] = path.read_bytes()
    return data


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_says_what_the_outlook_said(tmp_path: Path, seeds: dict[str, bytes], layout: str) -> None:
    ending, tagged = LAYOUTS[layout]
    path = tmp_path / f"song.{ending}"
    before = tagged(seeds[ending])

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.sampled_from(EDITABLE_FIELDS), VALUES, st.sampled_from(EDITABLE_FIELDS), VALUES)
    def check(first: str, value: TagValue, second: str, other: TagValue) -> None:
        path.write_bytes(before)
        for name, wanted in ((first, value), (second, other)):
            agrees(path, name, wanted)

    check()


def agrees(path: Path, name: str, value: TagValue) -> None:
    """Edit one field, without the syncs of a real edit; and back in memory."""
    whole = path.read_bytes()
    seen = tags.outlook(str(path), {name: value})
    before, info = tags.read(str(path))
    known = tags.Known("", before, info.format)
    quick = tags.outlook(str(path), {name: value}, look=lambda _: known)
    assert (quick.new, list(quick.refused)) == (seen.new, list(seen.refused))
    if seen.refused:
        cause = seen.refused[name].cause
        assert "cannot hold" in cause or "no tag can hold" in cause
        with pytest.raises(TagError) as caught:
            tags.plan(str(path), {name: value})
        assert caught.value.cause == cause
        return
    plan = tags.plan(str(path), {name: value})
    path.write_bytes(patched(whole, plan.patch))
    assert tags.read(str(path))[0] == before.changed({name: plan.new.get(name)})
    assert plan.old.get(name) == seen.old.get(name)
    assert plan.new.get(name) == seen.new.get(name, seen.old.get(name))
    assert audio_hash(str(path)) == plan.audio_hash
    assert patched(path.read_bytes(), plan.patch.inverse()) == whole


def patched(data: bytes, patch: Patch) -> bytes:
    result = io.BytesIO()
    patch.copy(io.BytesIO(data), result)
    return result.getvalue()


def tagged(path: Path, seeds: dict[str, bytes], layout: str) -> Path:
    ending, make_file = LAYOUTS[layout]
    path = path / f"song.{ending}"
    path.write_bytes(make_file(seeds[ending]))
    return path


@pytest.mark.parametrize("layout", LAYOUTS)
def test_several_values_stay_several(tmp_path: Path, seeds: dict[str, bytes], layout: str) -> None:
    path = tagged(tmp_path, seeds, layout)
    fields = ("title", "artist", "album_artist", "album", "genre", "mood", "grouping", "comment", "key")
    two = dict.fromkeys(fields, ("Erste Größe", "Zweite ✓"))
    tags.write(str(path), two)
    tags.write(str(path), {"artist": "Erste Größe; Dritte", "title": "Erste Größe; Dritte"})
    now = tags.read(str(path))[0]
    changed = dict.fromkeys(("artist", "title"), ("Erste Größe", "Dritte"))
    assert {name: getattr(now, name) for name in fields} == two | changed


@pytest.mark.parametrize(("ending", "key"), [("flac", "artist"), ("ogg", "artist"), ("m4a", "\xa9ART")])
def test_values_with_a_nul_between_are_several(
    tmp_path: Path, seeds: dict[str, bytes], ending: str, key: str
) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(seeds[ending])
    file = mutagen.File(path)
    file[key] = ["First\0Second\0"]
    file.save()
    assert tags.read(str(path))[0].artist == ("First", "Second")
    tags.write(str(path), {"artist": "First; Third"})
    assert tags.read(str(path))[0].artist == ("First", "Third")


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if " " in name])
def test_an_edit_of_one_field_leaves_what_the_other_tags_say(
    tmp_path: Path, seeds: dict[str, bytes], layout: str
) -> None:
    path = tagged(tmp_path, seeds, layout)
    before = tags.read(str(path))[0]
    assert before.title == "Old" and before.artist
    tags.write(str(path), {"title": "New"})
    assert tags.read(str(path))[0] == replace(before, title="New")
    tags.write(str(path), {"title": ""})
    assert tags.read(str(path))[0] == replace(before, title="")


def test_the_first_tag_that_has_a_field_counts(tmp_path: Path, seeds: dict[str, bytes]) -> None:
    now = tags.read(str(tagged(tmp_path, seeds, "mp3 2.3 APE v1")))[0]
    assert (now.artist, now.isrc, now.genre) == ("Who", "GBAYE6900001", ("Jazz",))  # 2.3, APE, v1
    assert tags.read(str(tagged(tmp_path, seeds, "mp3 APE v1")))[0].artist == ("First", "Second")
    now = tags.read(str(tagged(tmp_path, seeds, "wav with INFO and 2.3")))[0]
    assert (now.artist, now.date) == ("Who", "1999")
    assert tags.read(str(tagged(tmp_path, seeds, "mp3 2.3 2.4")))[0].album == "Album"
    assert tags.read(str(tagged(tmp_path, seeds, "aiff with texts")))[0].comment == "note"
    assert tags.read(str(tagged(tmp_path, seeds, "wav with INFO")))[0].artist == "Künstler"
    assert tags.read(str(tagged(tmp_path, seeds, "flac with two blocks")))[0].artist == ("First", "Second")
    now = tags.read(str(tagged(tmp_path, seeds, "flac with ID3")))[0]
    assert (now.artist, now.genre) == ("Who", ("Jazz",))  # ID3v2.3 in front, ID3v1 at the end


@pytest.mark.parametrize(
    ("version", "text", "expected"),
    [
        (None, "Rock; Jazz", ["Rock", "Jazz"]),
        (None, "Rock\\\\Jazz", ["Rock", "Jazz"]),
        (None, "Rock/Jazz", ["Rock/Jazz"]),
        (None, "17", ["17"]),
        (None, "Folk, World, & Country", ["Folk, World, & Country"]),
        (4, "Rock/Jazz", ["Rock/Jazz"]),
        (4, "17;(8)", ["Rock", "Jazz"]),
        (3, "(17)Rock", ["Rock", "Rock"]),
        (3, "(8)(17)Own", ["Jazz", "Rock", "Own"]),
        (3, "((17) not a number", ["(17) not a number"]),
        (3, "(999)", ["(999)"]),
        (3, "Rock/Jazz", ["Rock", "Jazz"]),
        (3, "Hip-Hop/Rap", ["Hip-Hop/Rap"]),
        (3, "Drone / Noise", ["Drone", "Noise"]),
        (3, "Drone/Noise", ["Drone/Noise"]),
    ],
)
def test_genres_are_split_as_people_mean_them(version: int | None, text: str, expected: list[str]) -> None:
    assert values.genres([text], version=version) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AC/DC", ["AC/DC"]),
        ("25/17", ["25/17"]),
        ("Phantom/Ghost", ["Phantom/Ghost"]),
        ("First Singer/Second Singer", ["First Singer", "Second Singer"]),
        ("AC/DC / Angus", ["AC/DC", "Angus"]),
        ("Tom & Jerry", ["Tom & Jerry"]),
    ],
)
def test_artists_of_old_id3_are_split_as_people_mean_them(text: str, expected: list[str]) -> None:
    assert values.artists(text) == expected


@pytest.mark.parametrize(
    ("layout", "name", "value", "cause"),
    [
        ("mp3 2.3", "date", "2001-07", "ID3v2.3 tags cannot hold the date “2001-07”"),
        ("mp3 2.4", "date", "December 1999", "ID3v2.4 tags cannot hold the date “December 1999”"),
        ("m4a", "track", "A1", "MP4 tags cannot hold the track “A1”"),
        ("m4a", "bpm", "70000", "MP4 tags cannot hold the BPM “70000”"),
        ("wma", "comment", "x" * 40_000, "WMA tags cannot hold the comment “xxx"),
        ("flac", "title", "half \udcff", "has a broken character"),
    ],
)
def test_what_a_file_cannot_hold_is_refused_by_name(
    tmp_path: Path, seeds: dict[str, bytes], layout: str, name: str, value: str, cause: str
) -> None:
    path = tagged(tmp_path, seeds, layout)
    assert cause in tags.outlook(str(path), {name: value, "album": "A"}).refused[name].cause
    with pytest.raises(TagError, match=re.escape(cause)):
        tags.write(str(path), {name: value, "album": "A"})
    assert path.read_bytes() == LAYOUTS[layout][1](seeds[path.suffix[1:]])


def test_an_exact_tempo_in_mp4_stands_beside_the_whole_number(
    tmp_path: Path, seeds: dict[str, bytes]
) -> None:
    path = tagged(tmp_path, seeds, "m4a")
    tags.write(str(path), {"bpm": "127.63"})
    file = mutagen.mp4.MP4(path)
    assert file["tmpo"] == [128] and file["----:com.apple.iTunes:BPM"] == [b"127.63"]
    assert tags.read(str(path))[0].bpm == "127.63"
    tags.write(str(path), {"bpm": "120"})
    assert sorted(mutagen.mp4.MP4(path)) == ["tmpo", "\xa9too"]


def test_a_typed_semicolon_separates_lists_and_a_backslash_keeps_it() -> None:
    assert tags.normal("artist", "A; B;; C ") == ("A", "B", "C")
    assert tags.normal("artist", "A\\; B") == "A; B"
    assert tags.normal("title", "A; B") == "A; B"
    assert tags.normal("title", "A; B", ("A", "C")) == ("A", "B")
    for value in (("A; x", "B"), ("A",), ("A", "B")):
        assert tags.normal("artist", values.line("artist", value)) == field_value("artist", value)


def test_the_name_of_an_ape_tag_is_not_taken_for_id3v1(tmp_path: Path, seeds: dict[str, bytes]) -> None:
    path = tmp_path / "song.wv"
    path.write_bytes(seeds["wv"])
    sound = audio_hash(str(path))
    for length in range(1, 60):  # one of them puts "TAG" where ID3v1 would begin
        tags.write(str(path), {"album": "x" * length})
        now = tags.read(str(path))[0]
        assert (now.album, now.title, audio_hash(str(path))) == ("x" * length, "", sound)


#: What other programs may have written.
ODD = (
    "tab\tand\nline",
    "\x01\x1b[31m",
    "\u202eright to left",
    "<img src=x>",
    " edges ",
    "\ufeffmark",
    "e\u0301",
    "a;b/c",
)


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "m4a", "wma", "wv", "aiff"])
def test_odd_values_stay_to_the_byte_when_another_field_is_edited(
    tmp_path: Path, seeds: dict[str, bytes], kind: str
) -> None:
    path = tagged(tmp_path, seeds, kind)
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    if isinstance(file.tags, id3.ID3Tags):
        file.tags.add(id3.TPE1(encoding=3, text=list(ODD)))
        file.tags.add(id3.COMM(encoding=1, lang="eng", desc="", text=list(ODD)))
    else:
        artist = {"m4a": "\xa9ART", "wma": "Author"}.get(kind, "Artist")
        comment = {"m4a": "\xa9cmt", "wma": "Description"}.get(kind, "Comment")
        file.tags[artist], file.tags[comment] = list(ODD), list(ODD)
    file.save()
    before = repr(sorted(mutagen.File(path).tags.items(), key=lambda item: item[0]))
    tags.write(str(path), {"album": "A"})
    tags.write(str(path), {"album": ""})
    assert repr(sorted(mutagen.File(path).tags.items(), key=lambda item: item[0])) == before
    now = tags.read(str(path))[0]
    assert now.artist == now.comment == tuple(text.strip() for text in ODD)
