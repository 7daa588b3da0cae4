"""mutagen's tags as the program's, made in memory: what each kind says in its own way."""

from __future__ import annotations

from mutagen import apev2, id3
from mutagen._vorbis import VComment

from organizer.base.model import Tags
from organizer.library.tags.mapping import tags_of, text_tags


def _id3(version: int, *frames: id3.Frame) -> Tags:
    made = id3.ID3Tags()
    made.version = (2, version, 0)
    for frame in frames:
        made.add(frame)
    return tags_of(made)


def test_frames_of_id3_are_fields() -> None:
    read = _id3(
        4,
        id3.TIT2(text=["A", "B"]),
        id3.TCON(text=["(17)Jazz"]),
        id3.TXXX(desc="Mood", text=["calm"]),
        id3.COMM(desc="ID3v1 Comment", text=["old"]),
        id3.TCMP(text=["1"]),
        id3.TSRC(text=["DEA"]),
    )
    assert read.title == ("A", "B") and set(read.genre) == {"Rock", "Jazz"}
    assert (read.mood, read.comment, read.compilation, read.isrc) == ("calm", "old", True, "DEA")
    assert (
        _id3(4, id3.COMM(desc="", text=["new"]), id3.COMM(desc="ID3v1 Comment", text=["old"])).comment
        == "new"
    )


def test_old_id3_parts_artists_and_dates() -> None:
    parts = (
        id3.TPE1(text=["Anna/Bert"]),
        id3.TYER(text=["1999"]),
        id3.TDAT(text=["3112"]),
        id3.TIME(text=["2359"]),
    )
    old = _id3(3, *parts)
    assert (old.artist, old.date) == (("Anna", "Bert"), "1999-12-31 23:59")
    assert _id3(4, id3.TPE1(text=["Anna/Bert"])).artist == "Anna/Bert"


def test_comments_of_ogg_join_a_number_and_its_total() -> None:
    comment = VComment()
    comment.extend([("TRACKNUMBER", "3"), ("TotalTracks", "12"), ("artist", "A\0B"), ("artist", "A")])
    assert tags_of(comment) == Tags(track="3/12", artist=("A", "B"))
    comment[0] = ("TRACKNUMBER", "3/9")
    assert tags_of(comment).track == "3/9"


def test_items_of_ape_that_are_no_text_are_no_field() -> None:
    made = apev2.APEv2()
    made["Title"] = "T"
    made["Artist"] = apev2.APEValue(b"\x00\x01", apev2.BINARY)
    assert tags_of(made) == Tags(title="T")


def test_other_objects_and_chunks() -> None:
    assert tags_of({"title": "x"}) == Tags()
    assert text_tags({"title": "INAM", "artist": "IART"}, {}, {"INAM": ["T"]}) == Tags(title="T")
