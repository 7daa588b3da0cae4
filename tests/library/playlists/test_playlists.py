from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizer.base.arrangement import Playlist
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.model import AudioInfo, Tags, Track
from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.playlists import playlist_files, playlists, writing
from organizer.library.storage.database import Database
from tests.playlist_file import paths_in

AWKWARD = [
    b"plain.wav",
    b"with space.wav",
    b" leading space.wav",
    b"trailing space.wav ",
    b"#hash first.wav",
    b"hash # inside.wav",
    b"100%.wav",
    b"per%41cent.wav",
    b"question?.wav",
    b"semi;colon&and=.wav",
    b"quotes'\".wav",
    "umlaut ä ñ 日本 😀.wav".encode(),
    "decomposed ä.wav".encode(),
    b"back\\slash.wav",
    b"latin-1 \xe4.wav",
    b"[brackets] (and) {braces}.wav",
    b"-dash.wav",
    b"http:colon.wav",
    b"line\nbreak.wav",
    b"tab\tinside.wav",
]


def track(path: str, number: int = 1, *, title: str = "", artist: str = "", seconds: float = 0.0) -> Track:
    return Track(number, path, 1, 1, Tags(title=title, artist=artist), AudioInfo(duration=seconds))


def awkward_files(folder: Path) -> list[str]:
    """A short sound under each awkward name, the last few in a folder that is awkward too."""
    import numpy as np
    import soundfile

    plain = folder / "sound.wav"
    soundfile.write(plain, np.zeros(2_205, np.float32), 22_050)
    paths = []
    for i, name in enumerate(AWKWARD):
        place = os.path.join(os.fsencode(folder), b"#1 \xff%20" if i % 5 == 4 else b"music")
        os.makedirs(place, exist_ok=True)
        shutil.copy(plain, os.path.join(place, name))
        paths.append(os.fsdecode(os.path.join(place, name)))
    return paths


@pytest.mark.parametrize("paths", ["relative", "absolute"])
@pytest.mark.parametrize("folder", ["", "lists", "music"])
def test_awkward_names_come_back_byte_for_byte(tmp_path: Path, paths: str, folder: str) -> None:
    files = awkward_files(tmp_path)
    (tmp_path / folder).mkdir(exist_ok=True)
    target = tmp_path / folder / "list.m3u8"
    writing.write(target, Playlist("A list", tuple(track(file) for file in files)), paths=paths)
    assert paths_in(target) == files


def test_a_player_opens_every_awkward_name(tmp_path: Path) -> None:
    player = shutil.which("mpv")
    if player is None:
        pytest.skip("no player here to ask")
    files = awkward_files(tmp_path)
    target = tmp_path / "list.m3u8"
    writing.write(target, Playlist("", tuple(track(file) for file in files)))
    asked = [player, "--no-config", "--vo=null", "--ao=null", "--length=0.02", f"--playlist={target}"]
    answer = subprocess.run(
        [*asked, "--term-playing-msg=OK ${path}"], capture_output=True, check=False
    ).stdout
    assert answer.count(b"OK ") == len(files)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.binary(min_size=1, max_size=24).map(lambda b: b.replace(b"/", b"_").replace(b"\0", b"_")),
        max_size=5,
    )
)
def test_any_name_comes_back(tmp_path_factory: pytest.TempPathFactory, names: list[bytes]) -> None:
    folder = tmp_path_factory.getbasetemp()
    wanted = [os.fsdecode(os.path.join(os.fsencode(folder), b"x" + name)) for name in names]
    target = folder / "any.m3u8"
    writing.write(target, Playlist("any", tuple(track(path) for path in wanted)))
    assert paths_in(target) == wanted


def test_the_file_is_plain_utf8_with_what_players_show(tmp_path: Path) -> None:
    song = track(str(tmp_path / "a b.mp3"), title="Süß\nund sauer", artist="Wir", seconds=61.6)
    other = track(str(tmp_path.parent / "c.mp3"))
    writing.write(tmp_path / "x.m3u8", Playlist("My\nlist", (song, other)))
    assert (tmp_path / "x.m3u8").read_bytes().decode().split("\n") == [
        "#EXTM3U",
        "#PLAYLIST:My list",
        "#EXTINF:62,Wir - Süß und sauer",
        "./a b.mp3",
        "#EXTINF:-1,c",
        "../c.mp3",
        "",
    ]


def test_relative_paths_hold_when_the_folder_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real" / "deep")
    song = tmp_path / "song.mp3"
    song.touch()
    writing.write(tmp_path / "link" / "x.m3u8", Playlist("", (track(str(song)),)))
    line = (tmp_path / "link" / "x.m3u8").read_text().splitlines()[-1]
    assert os.path.samefile(tmp_path / "link" / line, song)


@pytest.mark.parametrize(
    "content",
    [
        b"one.mp3\ntwo.mp3\n",
        b"\xef\xbb\xbfone.mp3\r\ntwo.mp3\r\n",
        b"\xef\xbb\xbf#EXTM3U\r\n#EXTINF:3,One\r\none.mp3\r\n\r\ntwo.mp3",
        b"one.mp3\rtwo.mp3",
        b"  one.mp3  \n./two.mp3",
    ],
    ids=["bare", "mark", "extended", "old-mac", "spaces"],
)
def test_what_other_programs_write_is_read(tmp_path: Path, content: bytes) -> None:
    for name in ("one.mp3", "two.mp3"):
        (tmp_path / name).touch()
    (tmp_path / "x.m3u").write_bytes(content)
    assert paths_in(tmp_path / "x.m3u") == [str(tmp_path / "one.mp3"), str(tmp_path / "two.mp3")]


def test_latin_1_escapes_backslashes_and_addresses_are_understood(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("Süd.mp3", "a b.mp3", "sub/c.mp3"):
        (tmp_path / name).touch()
    lines = [
        "Süd.mp3".encode("latin-1"),
        b"a%20b.mp3",
        b"sub\\c.mp3",
        f"file://localhost{tmp_path}/a%20b.mp3".encode(),
    ]
    (tmp_path / "x.m3u").write_bytes(b"\n".join([*lines, b"https://radio.example/stream?a=1"]))
    assert paths_in(tmp_path / "x.m3u") == [
        *(str(tmp_path / name) for name in ("Süd.mp3", "a b.mp3", "sub/c.mp3", "a b.mp3")),
        "https://radio.example/stream?a=1",
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("sub\\Süd.mp3".encode("latin-1"), "sub/Süd.mp3"),
        (b"  sub%2fa%20b.mp3\t", "sub/a b.mp3"),
        (b"\t.\\sub\\c.mp3 ", "sub/c.mp3"),
        (b"file://[host/%s/what?.mp3", "what?.mp3"),
    ],
)
def test_several_habits_at_once_are_understood(tmp_path: Path, line: bytes, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    (tmp_path / "x.m3u").write_bytes(line.replace(b"%s", os.fsencode(tmp_path)))
    assert paths_in(tmp_path / "x.m3u") == [str(tmp_path / name)]


def test_what_is_no_text_is_no_playlist(tmp_path: Path) -> None:
    (tmp_path / "film.m3u8").write_bytes(b"\0\0\0\x18ftypmp42" * 10_000)
    with pytest.raises(OrganizerError, match="no playlist"):
        paths_in(tmp_path / "film.m3u8")
    (tmp_path / "folder.m3u8").mkdir()
    assert playlist_files.is_playlist(str(tmp_path / "film.m3u8"))
    assert not playlist_files.is_playlist(str(tmp_path / "folder.m3u8"))
    assert not playlist_files.is_playlist(str(tmp_path / "gone.m3u8"))


def test_a_missing_folder_or_file_is_told_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(OrganizerError, match="nowhere"):
        writing.write(tmp_path / "nowhere" / "x.m3u8", Playlist("", ()))
    with pytest.raises(OrganizerError, match="gone"):
        paths_in(tmp_path / "gone.m3u8")


def test_playlists_are_kept_in_the_library(db: Database) -> None:
    added = tracks.upsert(db, [tracks.ScannedFile(f"/music/{i}.mp3", 1, 1) for i in range(4)]).added
    playlists.save(db, "Sunday", [added[2], added[0], added[2]])
    playlists.save(db, "afternoon", added)
    assert playlists.load(db, "Sunday") == [added[2], added[0], added[2]]
    assert playlists.names(db) == ["afternoon", "Sunday"]
    playlists.save(db, "Sunday", [added[1], 999])
    assert playlists.load(db, "Sunday") == [added[1]]
    removals.remove(db, [added[1]])
    assert playlists.load(db, "Sunday") == []
    playlists.delete(db, "Sunday")
    with pytest.raises(UsageError, match="Sunday"):
        playlists.load(db, "Sunday")
    with pytest.raises(UsageError, match="name"):
        playlists.save(db, " ", [])


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("サクラ ソ.mp3", "cp932"), ("月亮.mp3", "gb18030"), ("사랑.mp3", "cp949"), ("Песня.mp3", "cp1251")],
)
def test_lists_in_encodings_of_other_countries_are_understood(tmp_path, name, encoding):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / name).touch()
    file = tmp_path / "old.m3u"
    file.write_bytes(f"a\\{name}\r\na\\none {name}\r\n".encode(encoding))
    assert paths_in(file)[0] == str(tmp_path / "a" / name)
