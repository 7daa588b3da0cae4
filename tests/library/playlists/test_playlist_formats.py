"""Playlist files of every kind, as other programs, systems and people of ill will write them."""

from __future__ import annotations

import json
import os
import random
import unicodedata
from pathlib import Path

import pytest

from organizer.base.arrangement import Playlist
from organizer.base.errors import LibraryError, OrganizerError, UsageError
from organizer.base.model import AudioInfo, Tags, Track
from organizer.library.playlists import playlist_files, writing
from tests.playlist_file import paths_in

NAMES = ("a b.mp3", "sub/Süd & Nord.mp3", "a b.mp3", "100% #1.mp3")

ITUNES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Major Version</key><integer>1</integer><key>Features</key><dict><key>x</key><true/></dict>
<key>Tracks</key><dict>
{tracks}
<key>99</key><dict><key>Track ID</key><integer>99</integer><key>Name</key><string>Stream</string></dict>
</dict>
<key>Playlists</key><array>
<dict><key>Name</key><string>Library</string><key>Master</key><true/>
<key>Playlist ID</key><integer>7</integer>
<key>Playlist Items</key><array>{all}</array></dict>
{lists}
</array></dict></plist>
"""


def addresses(folder: Path) -> list[str]:
    return [(folder / name).as_uri() for name in NAMES]


def itunes(places: list[str], *lists: list[int]) -> str:
    def items(numbers: list[int]) -> str:
        return "".join(f"<dict><key>Track ID</key><integer>{n}</integer></dict>" for n in numbers)

    tracks = "".join(
        f"<key>{n}</key><dict><key>Track ID</key><integer>{n}</integer>"
        f"<key>Name</key><string>T &amp; {n}</string>"
        f"<key>Location</key><string>{place.replace('file:///', 'file://localhost/').replace('&', '&#38;')}"
        "</string></dict>"
        for n, place in enumerate(places)
    )
    made = "".join(
        f"<dict><key>Playlist Items</key><array>{items(one)}</array><key>Name</key><string>L{n}</string>"
        "</dict>"
        for n, one in enumerate(lists)
    )
    return ITUNES.format(tracks=tracks, all=items([*range(len(places)), 99]), lists=made)


def files(folder: Path) -> list[str]:
    """The files that the lists below name, in their order."""
    (folder / "sub").mkdir()
    for name in NAMES:
        (folder / name).touch()
    return [str(folder / name) for name in NAMES]


def contents(folder: Path) -> dict[str, bytes]:
    uris = addresses(folder)
    relative = ["a%20b.mp3", "sub/S%C3%BCd%20&amp;%20Nord.mp3", "./a%20b.mp3", "100%25%20%231.mp3"]
    windows = ["a b.mp3", "sub\\Süd &amp; Nord.mp3", ".\\a b.mp3", "100% #1.mp3"]
    plain = "".join(f"{name}\n" for name in NAMES)
    tracks = "".join(f"<track><title>x</title><location>{one}</location></track>" for one in relative)
    return {
        "utf8.m3u8": b"#EXTM3U\n" + plain.encode(),
        "mark.m3u8": b"\xef\xbb\xbf#EXTM3U\r\n" + plain.replace("\n", "\r\n").encode(),
        "utf16.m3u": ("#EXTM3U\r\n" + plain).encode("utf-16"),
        "utf16be.m3u8": b"\xfe\xff" + ("#EXTM3U\r\n" + plain).encode("utf-16-be"),
        "nomark.m3u": ("#EXTM3U\r\n" + plain).encode("utf-16-le"),
        "latin.m3u": plain.encode("latin-1"),
        "list.pls": (
            "[playlist]\r\nNumberOfEntries=4\r\nVersion=2\r\n"
            + "".join(
                f"Title{n}=x\r\nFile{n} = {name}\r\n" for n, name in reversed(list(enumerate(NAMES, 1)))
            )
        ).encode(),
        "utf16.pls": ("[Playlist]\r\n" + "".join(f"file{n}={uri}\r\n" for n, uri in enumerate(uris))).encode(
            "utf-16"
        ),
        "list.xspf": (
            f"<?xml version='1.0'?><playlist version='1' xmlns='http://xspf.org/ns/0/'><location>no</location>"
            f"<trackList>{tracks}</trackList></playlist>"
        ).encode(),
        "list.jspf": json.dumps(
            {
                "playlist": {
                    "track": [
                        {"location": [uris[0], "http://x/"]},
                        {"location": uris[1]},
                        {"title": "none"},
                        {"location": relative[2]},
                        {"location": [relative[3]]},
                    ]
                }
            }
        ).encode(),
        "list.wpl": (
            "<?wpl version='1.0'?><smil><head><title>x</title></head><body><seq>"
            + "".join(f'<media src="{one}" tid="x"/>' for one in windows)
            + "</seq></body></smil>"
        ).encode(),
        "list.asx": (
            "<ASX version = '3.0'>\r\n<Title>A & B</Title>"
            + "".join(f"<Entry><REF HREF='{one}'/><br></Entry>" for one in windows)
            + "</ASX>"
        ).encode(),
        "old.asx": ("[Reference]\r\n" + "".join(f"Ref{n}={one}\r\n" for n, one in enumerate(NAMES))).encode(),
        "Library.xml": itunes(uris).encode(),
        "exported.xml": itunes(uris[::-1], [3, 2, 1, 0]).encode(),
        "misnamed.m3u": itunes(uris).encode(),
        "misnamed.wpl": b"#EXTM3U\n" + plain.encode(),
    }


@pytest.mark.parametrize("name", sorted(contents(Path("/x"))))
def test_playlists_of_every_kind_are_read(tmp_path: Path, name: str) -> None:
    wanted = files(tmp_path)
    (tmp_path / name).write_bytes(contents(tmp_path)[name])
    got = paths_in(tmp_path / name)
    assert got == wanted
    assert playlist_files.is_playlist(str(tmp_path / name))


def test_of_a_whole_library_all_songs_are_taken(tmp_path: Path) -> None:
    wanted = files(tmp_path)
    (tmp_path / "l.xml").write_text(itunes(addresses(tmp_path), [1], [2, 3]), "utf-8")
    assert paths_in(tmp_path / "l.xml") == wanted


@pytest.mark.parametrize("ending", playlist_files.WRITTEN)
@pytest.mark.parametrize("paths", ["relative", "absolute"])
def test_what_is_written_is_read_back(tmp_path: Path, ending: str, paths: str) -> None:
    odd = [
        *NAMES,
        "-x.mp3",
        " lead.mp3",
        "per%41cent.mp3",
        "<a>&\"'.mp3",
        "日本 😀.mp3",
        "line\nbreak.mp3",
        "q?.mp3",
    ]
    (tmp_path / "sub").mkdir()
    raw = os.fsdecode(os.fsencode(tmp_path) + b"/raw \xe4.mp3")
    songs = [str(tmp_path / name) for name in odd] + [raw] * (ending != ".nml")
    for song in songs:
        Path(song).touch()
    tags = Tags(title="T\x1b <1> &\n2", artist="A\u202e", album="]]>")
    made = tuple(Track(n, song, 1, 1, tags, AudioInfo(duration=61.6)) for n, song in enumerate(songs))
    target = tmp_path / f"list{ending}"
    writing.write(target, Playlist("My <list>", made), paths=paths)  # type: ignore[arg-type]
    assert paths_in(target) == songs
    text = target.read_text("utf-8")
    assert "\x1b" not in text and "\u202e" not in text


def test_a_relative_list_holds_relative_entries_wherever_a_name_can_be_written(tmp_path: Path) -> None:
    names = [
        "#1 a.mp3",
        "a # b.mp3",
        "100%41.mp3",
        " x.mp3",
        "http:x.mp3",
        "-.mp3",
        "a;b&c='\".mp3",
        "back\\slash.mp3",
    ]
    made = tuple(Track(n, str(tmp_path / name), 1, 1) for n, name in enumerate(names))
    for ending in (".m3u8", ".pls"):
        writing.write(tmp_path / f"x{ending}", Playlist("", made))
        text = (tmp_path / f"x{ending}").read_text("utf-8")
        assert "file://" not in text and all(f"./{name}\n" in text for name in names)
    writing.write(tmp_path / "x.xspf", Playlist("", made))
    assert "file://" not in (tmp_path / "x.xspf").read_text("utf-8")
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in names:
        (moved / name).touch()
    for ending in (".m3u8", ".pls", ".xspf"):
        os.rename(tmp_path / f"x{ending}", moved / f"x{ending}")
        assert paths_in(moved / f"x{ending}") == [str(moved / name) for name in names]


def test_lists_and_songs_behind_links_stay_relative_and_right(tmp_path: Path) -> None:
    real = tmp_path / "disk" / "deep" / "Music"
    (real / "Album").mkdir(parents=True)
    (real / "Album" / "a.mp3").touch()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "Music").symlink_to(real)
    (tmp_path / "home" / "lists").mkdir()
    song = str(tmp_path / "home" / "Music" / "Album" / "a.mp3")
    for folder, entry in (
        ("home/Music", "./Album/a.mp3"),
        ("disk/deep/Music", "./Album/a.mp3"),
        ("home/Music/Album", "./a.mp3"),
        ("home/lists", "../Music/Album/a.mp3"),
        ("disk/deep", "./Music/Album/a.mp3"),
    ):
        target = tmp_path / folder / "x.m3u8"
        writing.write(target, Playlist("", (Track(1, song, 1, 1),)))
        line = target.read_text().splitlines()[-1]
        assert line == entry, folder
        assert os.path.samefile(os.path.join(os.path.realpath(target.parent), line), song)


def test_names_in_another_case_or_form_of_unicode_are_found(tmp_path: Path) -> None:
    file = tmp_path / "Künstler" / "Björk – Größe.MP3"
    file.parent.mkdir()
    file.touch()
    for form in ("NFC", "NFD"):
        for name in (
            "Künstler/Björk – Größe.MP3",
            "künstler/BJÖRK – größe.mp3",
            "KÜNSTLER\\björk – grösse.mp3",
        ):
            (tmp_path / "x.m3u8").write_text(unicodedata.normalize(form, name), "utf-8")
            assert paths_in(tmp_path / "x.m3u8") == [str(file)], (form, name)
    (tmp_path / "Künstler" / "BJÖRK – größe.mp3").touch()  # now there are two
    (tmp_path / "x.m3u8").write_text("Künstler/björk – größe.mp3", "utf-8")
    assert not os.path.exists(paths_in(tmp_path / "x.m3u8")[0])


def test_paths_of_another_machine_are_found_below_or_beside_the_list(tmp_path: Path) -> None:
    for name in ("Band/Album/x.mp3", "Band/y.mp3", "lists/z.mp3"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    lines = [
        "D:\\Music\\Band\\Album\\x.mp3",
        "file:///C:/Users/me/Music/Band/y.mp3",
        "/home/old/Band/Album/x.mp3",
        "file://server/share/Music/Band/y.mp3",
        "E|\\z.mp3",
        "D:\\Music\\Band\\gone.mp3",
    ]
    target = tmp_path / "lists" / "x.m3u"
    target.write_text("\r\n".join(lines), "utf-8")
    got = paths_in(target)
    wanted = ["Band/Album/x.mp3", "Band/y.mp3", "Band/Album/x.mp3", "Band/y.mp3"]
    assert got[:4] == [str(tmp_path / name) for name in wanted]
    assert not os.path.exists(got[5])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nseg1.ts\n", "HLS"),
        ("x.cue", b'FILE "a.wav" WAVE', "cue sheet"),
        ("x.fpl", b"\0\1", "not read"),
        ("x.zpl", b"<smil/>", "not read"),
        ("x.ram", b"rtsp://x/", "streams on the web"),
        ("x.m3u", b"\0\1\2\3" * 500, "no playlist"),
        ("x.xspf", b"<playlist><trackList><track>", "well-formed"),
        ("x.xspf", b"", "well-formed"),
        ("x.xml", b"<?xml version='1.0' encoding='no-such'?><plist/>", "well-formed"),
        ("x.xml", b"<?xml version='1.0'?><html/>", "no playlist"),
        ("x.jspf", b"[" * 100_000, "JSPF"),
        ("x.jspf", b'{"playlist": [1]}', "JSPF"),
        ("x.xspf", b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>', "entities"),
        ("x.xml", b'<!DOCTYPE plist [<!ENTITY e SYSTEM "/etc/passwd">]><plist>&e;</plist>', "entities"),
    ],
)
def test_what_is_not_read_is_refused_by_its_kind(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises((LibraryError, UsageError), match=reason):
        paths_in(tmp_path / name)


def test_long_lines_and_deep_elements_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    (tmp_path / "x.m3u").write_bytes(b"x" * 3_000_000 + b"\na.mp3\n" + b"/" * 1_000_000)
    got = paths_in(tmp_path / "x.m3u")
    assert got[1] == str(tmp_path / "a.mp3") and max(map(len, got)) < 100_000
    (tmp_path / "x.xspf").write_bytes(b"<a>" * 50_000 + b"</a>" * 50_000)
    assert paths_in(tmp_path / "x.xspf") == []
    (tmp_path / "x.asx").write_bytes(b"<asx>" + b"<ref " * 200_000 + b"href=" * 100_000)
    assert len(paths_in(tmp_path / "x.asx")) < 2


def test_mutated_playlists_are_read_or_refused(tmp_path: Path) -> None:
    files(tmp_path)
    rng = random.Random(5)
    marks = [
        b"\0",
        b"\n",
        b"<",
        b"&#0;",
        b"%00",
        b"file://",
        b"\xff\xfe",
        b"../",
        b"]]>",
        b'"',
        b"a" * 3_000,
        b"\\",
    ]
    made = contents(tmp_path)
    for _ in range(400):
        name = rng.choice(sorted(made))
        data = bytearray(made[name])
        for _ in range(rng.choice([1, 2, 8])):
            at = rng.randrange(len(data) + 1)
            if rng.random() < 0.5:
                data[at:at] = rng.choice(marks)
            else:
                del data[at : at + rng.choice([1, 5, 40])]
        (tmp_path / name).write_bytes(data)
        try:
            paths_in(tmp_path / name)
        except OrganizerError as error:
            assert len(str(error)) < 700
