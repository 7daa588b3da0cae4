"""Playlist files as profiles say, read back by this program and by parsers that know nothing of it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from organizer.base.arrangement import Missing, Playlist
from organizer.base.errors import UsageError
from organizer.base.model import AudioInfo, Tags, Track
from organizer.library.playlists import profiles, writing
from organizer.library.playlists.profiles import FORMATS, PRESETS, Profile
from organizer.library.storage.database import Database
from tests.playlist_file import paths_in

NAMES = st.binary(min_size=1, max_size=24).map(lambda name: name.replace(b"/", b"_").replace(b"\0", b"_"))
TITLES = st.text(max_size=12)


def songs(paths: list[str], **tags: Any) -> tuple[Track, ...]:
    return tuple(
        Track(number, path, 1, 1, Tags(**tags), AudioInfo(duration=61.5), audio_hash=f"{number:032x}")
        for number, path in enumerate(paths, 1)
    )


# what parsers that know nothing of ours take for the places of songs


def _address(text: str) -> bytes:
    return unquote_to_bytes(text.removeprefix("file://localhost").removeprefix("file://"))


def _line(line: bytes) -> bytes:
    return unquote_to_bytes(line.removeprefix(b"file://")) if line.startswith(b"file://") else line


def by_m3u(content: bytes) -> list[bytes]:
    return [_line(line) for line in content.split(b"\n") if line and not line.startswith(b"#")]


def by_pls(content: bytes) -> list[bytes]:
    return [_line(value) for value in re.findall(rb"^File\d+=(.*)$", content, re.MULTILINE)]


def by_xspf(content: bytes) -> list[bytes]:
    space = {"x": "http://xspf.org/ns/0/"}
    root = ElementTree.fromstring(content)
    return [_address(one.text or "") for one in root.findall("x:trackList/x:track/x:location", space)]


def by_jspf(content: bytes) -> list[bytes]:
    return [_address(track["location"][0]) for track in json.loads(content)["playlist"]["track"]]


def by_wpl(content: bytes) -> list[bytes]:
    root = ElementTree.fromstring(content)
    return [_line(one.attrib["src"].encode()) for one in root.findall("body/seq/media")]


def by_rekordbox(content: bytes) -> list[bytes]:
    root = ElementTree.fromstring(content)
    places = {one.attrib["TrackID"]: one.attrib["Location"] for one in root.findall("COLLECTION/TRACK")}
    return [_address(places[one.attrib["Key"]]) for one in root.findall("PLAYLISTS/NODE/NODE/TRACK")]


def by_traktor(content: bytes) -> list[bytes]:
    root = ElementTree.fromstring(content)
    keys = [
        one.attrib["KEY"] for one in root.findall("PLAYLISTS/NODE/SUBNODES/NODE/PLAYLIST/ENTRY/PRIMARYKEY")
    ]
    entries = {
        "".join(one.attrib[part] for part in ("VOLUME", "DIR", "FILE"))
        for one in root.findall("COLLECTION/ENTRY/LOCATION")
    }
    assert set(keys) <= entries
    return [key.partition("/:")[2].replace("/:", "/").encode() for key in keys]


PARSERS: dict[str, Callable[[bytes], list[bytes]]] = {
    "m3u8": by_m3u,
    "m3u": by_m3u,
    "pls": by_pls,
    "xspf": by_xspf,
    "jspf": by_jspf,
    "wpl": by_wpl,
    "rekordbox": by_rekordbox,
    "traktor": by_traktor,
}


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    names=st.lists(NAMES, min_size=1, max_size=4),
    title=TITLES,
    paths=st.sampled_from(["relative", "absolute"]),
)
@example(
    names=[b"#1 100%41.mp3", b" x", b"-", b"a\\b", b"\xff.mp3"], title="]]><&\x00\ud800", paths="relative"
)
def test_any_name_comes_back_in_every_format_by_two_parsers(
    tmp_path_factory: pytest.TempPathFactory, kind: str, names: list[bytes], title: str, paths: str
) -> None:
    folder = os.fsencode(tmp_path_factory.getbasetemp())
    if kind == "traktor":  # a Mac's and Windows' format: names are text, and ":" is none of it
        names = [b"x" + name.decode("utf-8", "ignore").replace(":", "_").encode() for name in names]
        names = [re.sub(rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]", b"_", name) for name in names]
    wanted = [os.fsdecode(os.path.join(folder, b"x" + name)) for name in names]
    target = tmp_path_factory.getbasetemp() / f"any{FORMATS[kind].ending}"
    made = Playlist(title, songs(wanted, title=title, artist=title))
    writing.write(target, made, profile=Profile(format=kind, paths=paths))
    assert paths_in(target) == wanted
    resolved = [
        os.path.normpath(
            os.path.join(os.path.realpath(folder), place.lstrip(b"/") if kind == "traktor" else place)
        )
        for place in PARSERS[kind](target.read_bytes())
    ]
    if kind == "traktor":
        resolved = [b"/" + os.path.relpath(place, os.path.realpath(folder)) for place in resolved]
    assert resolved == [os.fsencode(path) for path in wanted]


@pytest.mark.parametrize("kind", FORMATS)
def test_what_lists_say_of_songs_is_read_again(tmp_path: Path, kind: str) -> None:
    from organizer.library.playlists import playlist_files

    target = tmp_path / f"x{FORMATS[kind].ending}"
    made = songs(
        [str(tmp_path / "a.mp3"), str(tmp_path / "b.mp3")], title="Süß & <gut>", artist="Wir", album="Al"
    )
    writing.write(target, Playlist("Name", made), profile=Profile(format=kind))
    said = [named.entry for named in playlist_files.entries(target)]
    assert [(one.title, one.artist) for one in said] == [("Süß & <gut>", "Wir")] * 2
    assert all(abs(one.duration - 61.5) <= 0.5 for one in said)
    if kind in ("xspf", "jspf"):
        assert [one.audio_hash for one in said] == [song.audio_hash for song in made]
    if kind not in ("m3u", "m3u8", "pls"):
        assert [one.album for one in said] == ["Al", "Al"]


def test_the_code_page_and_what_it_lacks(tmp_path: Path) -> None:
    paths = [str(tmp_path / "Süd.mp3"), str(tmp_path / "日本.mp3")]
    made = Playlist("Größe 日", songs(paths, title="日"))
    page = Profile(format="m3u", encoding="cp1252", line_end="crlf")
    with pytest.raises(UsageError, match=r"1 name has characters that cp1252 lacks, the first is “日本.mp3”"):
        writing.write(tmp_path / "x.m3u", made, profile=page)
    assert not (tmp_path / "x.m3u").exists()
    note = writing.write(tmp_path / "x.m3u", made, profile=replace(page, unencodable="address"))
    content = (tmp_path / "x.m3u").read_bytes()
    assert (
        b"./S\xfcd.mp3\r\n" in content
        and b"%E6%97%A5%E6%9C%AC.mp3\r\n" in content
        and b"Gr\xf6\xdfe ?" in content
    )
    assert "written as addresses" in note
    (tmp_path / "Süd.mp3").touch()
    assert paths_in(tmp_path / "x.m3u") == paths
    note = writing.write(tmp_path / "x.m3u", made, profile=replace(page, unencodable="utf-8"))
    assert (tmp_path / "x.m3u").read_bytes().decode("utf-8").count("\r\n") == 6 and "in UTF-8" in note
    assert paths_in(tmp_path / "x.m3u") == paths


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_first_song_of_a_list_is_not_lost_behind_a_mark(tmp_path: Path, encoding: str) -> None:
    paths = [str(tmp_path / "a.mp3"), str(tmp_path / "b.mp3")]
    writing.write(tmp_path / "x.m3u8", Playlist("", songs(paths)), profile=Profile(encoding=encoding))
    assert (tmp_path / "x.m3u8").read_bytes().startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    assert paths_in(tmp_path / "x.m3u8") == paths


def test_a_prefix_takes_the_place_of_the_music_folder(tmp_path: Path) -> None:
    song = songs([str(tmp_path / "music" / "Ä: b" / "#1?.mp3")])

    def line(**values: Any) -> str:
        chosen = Profile(paths="prefix", base=str(tmp_path / "music"), **values)
        content = writing.render(tmp_path / "x.m3u8", Playlist("", song), chosen).content
        return content.decode().splitlines()[-1]

    assert line(prefix="/storage/0/Music/") == "/storage/0/Music/Ä: b/#1?.mp3"
    assert line(prefix="D:\\Music", separators="\\", fat_safe=True) == "D:\\Music\\Ä- b\\#1.mp3"
    assert line() == "Ä: b/#1?.mp3"
    assert line(prefix="http://nas/m") == "http://nas/m/%C3%84%3A%20b/%231%3F.mp3"
    with pytest.raises(UsageError, match="outside of"):
        writing.render(
            tmp_path / "x.m3u8", Playlist("", songs(["/elsewhere/a.mp3"])), Profile(paths="prefix")
        )
    hidden = songs([str(tmp_path / "#1.mp3")])  # a line that begins so is a comment
    shown = writing.render(tmp_path / "x", Playlist("", hidden), Profile(paths="prefix", base=str(tmp_path)))
    assert shown.content.endswith(b"\n./#1.mp3\n")


def test_a_backslash_in_a_name_is_refused_where_windows_would_split_there(tmp_path: Path) -> None:
    made = Playlist("", songs([str(tmp_path / "a\\b.mp3")]))
    with pytest.raises(UsageError, match="backslash"):
        writing.render(tmp_path / "x.m3u8", made, Profile(separators="\\"))


def test_what_is_missing_keeps_its_place_and_its_name(tmp_path: Path) -> None:
    lacking = (
        (0, Missing("/x/D:\\Music\\ä.mp3", "D:\\Music\\ä.mp3", "Lost", "She", "Al", 62.0)),
        (2, Missing("http://radio.example/1?a=b&c")),
        (3, Missing(str(tmp_path / "old" / "c.mp3"), "old/c.mp3")),
    )
    made = Playlist("", songs([str(tmp_path / "a.mp3")]), lacking)
    for kind, one in FORMATS.items():
        target = tmp_path / "sub" / f"x{one.ending}"
        target.parent.mkdir(exist_ok=True)
        writing.write(target, made, profile=Profile(format=kind))
        read = paths_in(target)
        assert len(read) == 4 and read[1] == str(tmp_path / "a.mp3"), kind
        assert "ä.mp3" in read[0] and read[2] == "http://radio.example/1?a=b&c", kind
        assert read[3] == str(tmp_path / "old" / "c.mp3"), kind


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_writes_what_can_be_read(tmp_path: Path, name: str) -> None:
    profile = profiles.check(PRESETS[name])
    paths = [str(tmp_path / "music" / one) for one in ("a b.mp3", "Süd/c.mp3")]
    for path in paths:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).touch()
    target = tmp_path / "music" / f"list{profile.suffix}"
    writing.write(target, Playlist("x", songs(paths)), profile=profile, roots=[str(tmp_path / "music")])
    assert paths_in(target) == paths


def test_addresses_are_whole(tmp_path: Path) -> None:
    made = Playlist("", songs([str(tmp_path / "ä#.mp3")]))
    line = writing.render(tmp_path / "x", made, Profile(paths="address")).content.decode().splitlines()[-1]
    assert urlsplit(line).scheme == "file" and line.endswith("/%C3%A4%23.mp3")


def test_profiles_are_stored_by_name(db: Database) -> None:
    own = Profile(format="m3u", paths="prefix", prefix="\\Music", encoding="cp1252", separators="\\")
    assert profiles.save(db, " My\nstick ", own) == "My stick"
    assert profiles.stored(db) == {"My stick": own}
    assert profiles.named(db, "my stick") == own == profiles.named(db, "my")
    assert profiles.named(db, "Rock") == PRESETS["Rockbox"]
    with pytest.raises(UsageError, match="no profile “Walkman”"):
        profiles.named(db, "Walkman")
    with pytest.raises(UsageError, match="fits 2"):
        profiles.named(db, "windows")
    with db.write() as connection:
        connection.execute(
            'INSERT INTO playlist_profiles VALUES (\'broken\', \'{"format": 3, "paths": "x"}\')'
        )
    assert "broken" not in profiles.every(db)
    profiles.delete(db, "My stick")
    assert profiles.stored(db) == {}
    with pytest.raises(UsageError, match="no profile of your own"):
        profiles.delete(db, "Rockbox")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"format": "fpl"}, "format cannot be"),
        ({"encoding": "klingon"}, "no code page"),
        ({"encoding": "utf-16"}, "no code page"),
        ({"encoding": "rot13"}, "no code page"),
        ({"ending": "../x"}, "no ending"),
        ({"paths": "prefix", "prefix": "a\nb"}, "prefix"),
    ],
)
def test_profiles_that_make_no_sense_are_refused(values: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        profiles.changed(Profile(), values)
