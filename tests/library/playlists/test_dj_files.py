"""Rekordbox XML and Traktor NML, looked at with ElementTree by what their makers document."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from organizer.base.arrangement import Missing, Playlist
from organizer.base.errors import UsageError
from organizer.base.model import AudioInfo, Tags, Track
from organizer.library.playlists import playlist_files, writing
from organizer.library.playlists.dj_files import Cue
from organizer.library.playlists.profiles import Profile

SONG = Track(
    7,
    "/music/Ä & <b>/a b.mp3",
    1_234,
    1,
    Tags(
        title="T",
        artist="A",
        album="Al",
        genre=("House",),
        date="2001-05-06",
        track="3/9",
        bpm="127.5",
        key="8A",
    ),
    AudioInfo("MP3", 300.25, 320_000, 44_100),
    rating=8,
    added=1_700_000_000.0,
)
OTHER = Track(8, "/music/c.mp3", 1, 1, Tags(key="C"), AudioInfo())
CUES = {7: [Cue(12.5 * at, "ABCDEFGHIJ"[at]) for at in range(10)]}
LISTS = (
    Playlist("Sets / Friday / Late", (SONG, OTHER, SONG)),
    Playlist("Sets / Warm up", (OTHER,), ((0, Missing("/gone/x y.mp3", "x y.mp3", "Lost", "She")),)),
    Playlist("Plain", ()),
)


def written(tmp_path: Path, kind: str, profile: Profile | None = None) -> ElementTree.Element:
    target = tmp_path / f"x{'.xml' if kind == 'rekordbox' else '.nml'}"
    writing.write(target, LISTS, profile=profile or Profile(format=kind), cues=CUES, roots=["/music"])
    return ElementTree.fromstring(target.read_bytes())


def test_rekordbox_gets_songs_cues_and_folders(tmp_path: Path) -> None:
    root = written(tmp_path, "rekordbox")
    collection = root.find("COLLECTION")
    assert root.tag == "DJ_PLAYLISTS" and collection is not None and collection.attrib["Entries"] == "3"
    song = collection[0]
    wanted = {
        "Name": "T",
        "Artist": "A",
        "Album": "Al",
        "Genre": "House",
        "Kind": "MP3 File",
        "TotalTime": "300",
        "Year": "2001",
        "TrackNumber": "3",
        "AverageBpm": "127.50",
        "BitRate": "320",
        "SampleRate": "44100",
        "Rating": "204",
        "Tonality": "Am",
        "Location": "file://localhost/music/%C3%84%20%26%20%3Cb%3E/a%20b.mp3",
    }
    assert {name: song.attrib[name] for name in wanted} == wanted
    marks = [(one.attrib["Name"], float(one.attrib["Start"]), int(one.attrib["Num"])) for one in song]
    assert marks[:2] == [("A", 0.0, 0), ("B", 12.5, 1)] and [num for *_, num in marks][-3:] == [7, -1, -1]
    assert all(one.attrib["Type"] == "0" for one in song)
    ids = {one.attrib["TrackID"]: one.attrib["Name"] for one in collection}

    def tree(node: ElementTree.Element) -> object:
        if node.attrib["Type"] == "1":
            assert node.attrib["Entries"] == str(len(node))
            return node.attrib["Name"], [ids[one.attrib["Key"]] for one in node]
        assert node.attrib["Count"] == str(len(node))
        return node.attrib["Name"], {str(tree(one)[0]): tree(one)[1] for one in node}  # type: ignore[index]

    nodes = root.find("PLAYLISTS/NODE")
    assert nodes is not None
    sets = {"Friday": {"Late": ["T", "c", "T"]}, "Warm up": ["Lost", "c"]}
    assert tree(nodes) == ("ROOT", {"Sets": sets, "Plain": []})


def test_traktor_gets_songs_cues_and_folders(tmp_path: Path) -> None:
    root = written(tmp_path, "traktor")
    entry = root.find("COLLECTION/ENTRY")
    assert entry is not None and (entry.attrib["TITLE"], entry.attrib["ARTIST"]) == ("T", "A")
    place = entry.find("LOCATION")
    assert (
        place is not None
        and place.attrib["DIR"] == "/:music/:Ä & <b>/:"
        and place.attrib["FILE"] == "a b.mp3"
    )
    info, tempo, key = entry.find("INFO"), entry.find("TEMPO"), entry.find("MUSICAL_KEY")
    assert info is not None and info.attrib["KEY"] == "1m" and info.attrib["RANKING"] == "204"
    assert tempo is not None and float(tempo.attrib["BPM"]) == 127.5
    assert key is not None and key.attrib["VALUE"] == "21"  # A minor
    cues = [
        (one.attrib["NAME"], float(one.attrib["START"]), one.attrib["HOTCUE"])
        for one in entry.findall("CUE_V2")
    ]
    assert cues[1] == ("B", 12_500.0, "1") and cues[-1] == ("J", 112_500.0, "-1")
    late = root.find("PLAYLISTS/NODE/SUBNODES/NODE/SUBNODES/NODE/SUBNODES/NODE")
    assert late is not None and late.attrib["NAME"] == "Late"
    keys = [one.attrib["KEY"] for one in late.iter("PRIMARYKEY")]
    assert keys[0] == keys[2] == "Macintosh HD/:music/:Ä & <b>/:a b.mp3"


def test_traktor_on_windows_gets_its_drive(tmp_path: Path) -> None:
    there = Profile(format="traktor", paths="prefix", prefix="d:\\Music", separators="\\")
    place = written(tmp_path, "traktor", there).find("COLLECTION/ENTRY/LOCATION")
    assert place is not None and (place.attrib["VOLUME"], place.attrib["DIR"]) == ("D:", "/:Music/:Ä & <b>/:")


@pytest.mark.parametrize("kind", ["rekordbox", "traktor"])
def test_the_playlists_of_a_file_are_read_by_their_names(tmp_path: Path, kind: str) -> None:
    written(tmp_path, kind)
    target = next(tmp_path.iterdir())
    names = [one.name for one in LISTS]
    assert sorted(playlist_files.list_names(target)) == sorted(names)
    late = [named.path for named in playlist_files.entries(target, names[0])]
    assert late == [SONG.path, OTHER.path, SONG.path]
    assert [named.entry.title for named in playlist_files.entries(target, names[1])] == ["Lost", "c"]
    assert list(playlist_files.entries(target, names[2])) == []
    assert len(list(playlist_files.entries(target))) == 3  # of several lists all songs, once
    with pytest.raises(UsageError, match="no playlist “None”"):
        list(playlist_files.entries(target, "None"))


def test_playlists_of_rekordbox_that_name_songs_by_their_place_are_read(tmp_path: Path) -> None:
    file = tmp_path / "x.xml"
    file.write_text(
        """<?xml version="1.0" encoding="UTF-8"?><DJ_PLAYLISTS Version="1.0.0"><COLLECTION Entries="2">
        <TRACK TrackID="5" Name="N" Artist="A" TotalTime="61" Location="file://localhost/C:/M/a%20b.mp3">
        <TEMPO Inizio="0.1" Bpm="128.00" Metro="4/4" Battito="1"/></TRACK>
        <TRACK TrackID="6" Name="O" Location="file://localhost/C:/M/c.mp3"/></COLLECTION>
        <PLAYLISTS><NODE Type="0" Name="ROOT" Count="1"><NODE Name="L" Type="1" KeyType="1" Entries="1">
        <TRACK Key="file://localhost/C:/M/c.mp3"/></NODE></NODE></PLAYLISTS></DJ_PLAYLISTS>""",
        "utf-8",
    )
    assert [named.entry.title for named in playlist_files.entries(file)] == ["O"]
    assert [named.entry.title for named in playlist_files.entries(file, "L")] == ["O"]


def test_a_name_that_nml_cannot_hold_is_refused(tmp_path: Path) -> None:
    song = Track(1, "/music/\udcff.mp3", 1, 1)
    with pytest.raises(UsageError, match="NML cannot hold"):
        writing.write(tmp_path / "x.nml", Playlist("", (song,)))


def test_several_lists_go_into_no_other_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds one playlist"):
        writing.write(tmp_path / "x.m3u8", LISTS)
