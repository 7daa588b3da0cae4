"""Lists that name files which move: their lines follow, all else stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.errors import OrganizerError
from organizer.work.files.places.mentions import Moved, find, read, rewritten

MOVED = Moved(
    {
        "/m/a/one.mp3": "/m/b/1 & one.mp3",
        "/m/a/two.mp3": "/m/a/one.mp3",
        "/m/a/Für.mp3": "/m/a/Élise日.mp3",
        "/m/a/odd\udcff.mp3": "/m/a/odd2\udcfe.mp3",
    }
)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("l.m3u8", b"#EXT\none.mp3\r\n# one.mp3\nx.mp3\n", b"#EXT\n../b/1 & one.mp3\r\n# one.mp3\nx.mp3\n"),
        ("l.m3u8", b"\xef\xbb\xbfone.mp3", b"\xef\xbb\xbf../b/1 & one.mp3"),
        ("l.m3u8", b"/m/a/one.mp3\n./two.mp3\n", b"/m/b/1 & one.mp3\n./one.mp3\n"),
        ("l.m3u8", b"..\\a\\one.mp3\n", b"..\\b\\1 & one.mp3\n"),
        ("l.m3u8", b"file:///m/a/one.mp3\n", b"file:///m/b/1%20%26%20one.mp3\n"),
        ("l.m3u8", b"http://x/one.mp3\n", b"http://x/one.mp3\n"),
        ("l.m3u8", b"odd\xff.mp3\n", b"odd2\xfe.mp3\n"),
        ("l.m3u", "Für.mp3\n".encode("cp1252"), b"file:///m/a/%C3%89lise%E6%97%A5.mp3\n"),
        ("l.m3u8", "Für.mp3\n".encode(), "Élise日.mp3\n".encode()),
        ("l.m3u8", b"ONE.MP3\n", b"../b/1 & one.mp3\n"),
        ("l.pls", b"[x]\nFile1=one.mp3\nTitle1=one.mp3\n", b"[x]\nFile1=../b/1 & one.mp3\nTitle1=one.mp3\n"),
        ("l.cue", b'TITLE "x"\r\nFILE "one.mp3" MP3\r\n', b'TITLE "x"\r\nFILE "../b/1 & one.mp3" MP3\r\n'),
        ("l.cue", b"FILE two.mp3 MP3\n", b'FILE "one.mp3" MP3\n'),
        ("l.cue", b'FILE "one.wav" WAVE\n', b'FILE "../b/1 & one.mp3" WAVE\n'),
        ("l.cue", b'REM FILE "nothing"\n', b'REM FILE "nothing"\n'),
        (
            "l.xspf",
            b"<track><location>one.mp3</location><title>one.mp3</title></track>",
            b"<track><location>../b/1%20%26%20one.mp3</location><title>one.mp3</title></track>",
        ),
        (
            "l.xspf",
            b"<location>file:///m/a/one.mp3</location>",
            b"<location>file:///m/b/1%20%26%20one.mp3</location>",
        ),
        ("l.m3u8", "one.mp3\n".encode("utf-16"), "one.mp3\n".encode("utf-16")),
    ],
)
def test_a_name_follows_and_keeps_the_way_it_was_written(place: str, before: bytes, after: bytes) -> None:
    assert rewritten(before, f"/m/a/{place}", MOVED) == after


def test_a_list_that_moves_names_what_stays_from_its_new_place(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/stays.mp3").touch()
    old, new = str(tmp_path / "a/l.m3u8"), str(tmp_path / "b/l.m3u8")
    moved = Moved({str(tmp_path / "a/goes.mp3"): str(tmp_path / "b/went.mp3")})
    content = b"stays.mp3\ngoes.mp3\nnowhere.mp3\n"
    assert rewritten(content, old, moved, new_place=new) == b"../a/stays.mp3\nwent.mp3\nnowhere.mp3\n"


def test_lists_are_looked_for_below_folders_and_not_where_systems_keep_things(tmp_path: Path) -> None:
    for name in ("a/x.M3U8", "a/y.txt", "b/z.cue", ".Trash-1000/t.m3u"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert list(find([str(tmp_path)])) == [str(tmp_path / "a/x.M3U8"), str(tmp_path / "b/z.cue")]
    assert list(find([str(tmp_path / "nowhere")])) == []


def test_a_list_that_is_gone_is_no_error_and_one_that_cannot_be_read_is(tmp_path: Path) -> None:
    assert read(str(tmp_path / "gone.m3u8")) is None
    loop = tmp_path / "loop.m3u8"
    loop.symlink_to(loop)
    with pytest.raises(OrganizerError, match="may name songs that move"):
        read(str(loop))
