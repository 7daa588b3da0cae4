"""Lists of other programs: what moved is found again, what is missing stays in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.arrangement import Playlist
from organizer.base.errors import UsageError
from organizer.library import tracks
from organizer.library.playlists import missing, playlist_tags, playlists, writing
from organizer.library.playlists.profiles import Profile
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.playlists import exports, foreign
from organizer.work.playlists.foreign import Report

Make = Callable[..., Path]


@pytest.fixture
def library(db: Database, make_song: Make) -> Database:
    make_song("A/one.flac", seconds=0.4, frequency=300, title="One", artist="Ann", album="Al")
    make_song("B/two ü.flac", seconds=0.5, frequency=400, title="Zwei", artist="Bob", album="Al")
    make_song("C/03 song.flac", seconds=0.6, frequency=500, title="Three", artist="Cee")
    make_song("D/Dee/Best/01 - Four.flac", seconds=0.7, frequency=600)
    import_paths(JobContext(), db, [str(make_song("E/01.flac", seconds=0.8, frequency=700).parents[1])])
    return db


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path


def read(db: Database, *lines: str, path: Path) -> Report:
    return foreign.read(JobContext(), db, str(write(path, "#EXTM3U", *lines)))


def states(report: Report) -> list[tuple[str, str]]:
    return [(line.state, os.path.basename(line.path)) for line in report.lines]


def test_each_line_says_what_became_of_it(library: Database, tmp_path: Path) -> None:
    report = read(
        library,
        "music/A/one.flac",
        "#EXTINF:0,Bob - Zwei",
        "/nowhere/B/two ü.flac",
        "#EXTINF:0,CEE - three",
        "D:\\Music\\other name.mp3",
        "#EXTINF:300,Cee - Three",
        "E:\\live.mp3",
        "#EXTINF:200,Nobody - Nothing",
        "../gone/nothing.mp3",
        "https://radio.example/a.mp3",
        "/x/Dee/Best/01 - Four.mp3",
        path=tmp_path / "old.m3u8",
    )
    assert states(report) == [
        ("there", "one.flac"),
        ("moved", "two ü.flac"),
        ("moved", "03 song.flac"),
        ("unsure", "03 song.flac"),
        ("missing", ""),
        ("stream", ""),
        ("moved", "01 - Four.flac"),
    ]
    assert report.summary == "1 there, 3 moved, 1 unsure, 1 missing, 1 on the web" and not report.plain
    assert all(0 <= line.sure <= 1 for line in report.lines)
    assert tracks.count(library).all == 5  # nothing was changed
    assert missing.listed(library) == []


def test_what_is_missing_survives_saving_export_and_import_and_comes_back(
    library: Database, tmp_path: Path, make_song: Make
) -> None:
    report = read(
        library,
        "#EXTINF:0,Zed - Later",
        "music/Z/later.flac",
        "music/A/one.flac",
        "http://radio.example/1",
        path=tmp_path / "l.m3u8",
    )
    taken = foreign.take(JobContext(), library, report)
    playlists.save(library, "L", taken.ids)
    assert [one > 0 for one in playlists.entries(library, "L")] == [False, True, False]
    for kind in ("m3u8", "xspf", "jspf", "wpl", "pls", "rekordbox", "traktor"):
        target = str(tmp_path / f"out-{kind}{Profile(format=kind).suffix}")
        written = exports.write(
            JobContext(), library, exports.saved(library, ["L"]), target, Profile(format=kind)
        )
        assert (written.songs, written.missing) == (3, 2)
        again = foreign.read(JobContext(), library, target)
        assert states(again) == [("missing", ""), ("there", "one.flac"), ("stream", "")], kind
        assert (again.lines[0].said.artist, again.lines[0].said.title) == ("Zed", "Later")
    make_song("Z/later.flac", seconds=0.3, frequency=900)
    import_paths(JobContext(), library, [str(tmp_path / "music")])
    back = tracks.get_many(library, playlists.load(library, "L"))
    assert [os.path.basename(song.path) for song in back] == ["later.flac", "one.flac"]
    assert playlists.entries(library, "L")[2] < 0


def test_missing_songs_are_looked_for_again_by_name(
    library: Database, tmp_path: Path, make_song: Make
) -> None:
    report = read(library, "#EXTINF:0,Zed - Later", "/old/z.mp3", path=tmp_path / "l.m3u8")
    playlists.save(library, "L", foreign.take(JobContext(), library, report).ids)
    assert [line.state for _, line in foreign.find_again(JobContext(), library)] == ["missing"]
    song = make_song("Z/other.flac", seconds=0.3, frequency=900, title="Later", artist="Zed")
    import_paths(JobContext(), library, [str(song)])
    ((lost, line),) = foreign.find_again(JobContext(), library, write=False)
    assert (lost.label, line.state, line.path) == ("Zed - Later", "moved", str(song))
    assert playlists.load(library, "L") == []
    foreign.find_again(JobContext(), library)
    assert [one.path for one in tracks.get_many(library, playlists.entries(library, "L"))] == [str(song)]
    assert foreign.find_again(JobContext(), library) == []


def test_a_copy_elsewhere_is_known_by_its_sound(library: Database, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    copy = shutil.copy(tmp_path / "music" / "A" / "one.flac", stick / "unlike.flac")
    for track in tracks.get_many(library, tracks.query(library, "").tolist()):
        tracks.set_audio_hash(library, track.id, payload.audio_hash(track.path))
    report = read(library, "unlike.flac", path=stick / "l.m3u8")
    assert [(line.state, line.how, line.sure) for line in report.lines] == [("moved", "its sound", 1.0)]
    assert report.lines[0].path == str(tmp_path / "music" / "A" / "one.flac")
    foreign.take(JobContext(), library, report)
    assert tracks.count(library).all == 5 and os.path.exists(copy)
    # lists of our own say which recording is meant
    songs = tuple(tracks.get_many(library, tracks.query(library, "").tolist()))
    for kind in ("xspf", "jspf"):
        target = tmp_path / f"own.{kind}"
        writing.write(target, Playlist("", songs), profile=Profile(format=kind))
        target.write_text(target.read_text("utf-8").replace("./music/", "./gone/x"), "utf-8")
        again = foreign.read(JobContext(), library, str(target))
        assert [line.path for line in again.lines] == [song.path for song in songs]
        assert {line.how for line in again.lines} == {"its sound"}


def test_several_songs_that_fit_are_not_guessed_between(
    library: Database, tmp_path: Path, make_song: Make
) -> None:
    for name, frequency in (("x", 1_000), ("y", 1_100)):
        song = make_song(f"F/{name}.flac", seconds=0.4, frequency=frequency, title="Same", artist="Eff")
        import_paths(JobContext(), library, [str(song)])
    report = read(library, "#EXTINF:0,Eff - Same", "/old/s.mp3", path=tmp_path / "l.m3u8")
    (line,) = report.lines
    assert (line.state, line.others) == ("unsure", 1) and line.sure < playlist_tags.SURE
    taken = foreign.take(JobContext(), library, report)
    assert taken.ids[0] < 0
    accepted = foreign.take(JobContext(), library, report, accepted={0})
    assert accepted.ids[0] > 0


def test_a_name_that_says_nothing_or_is_contradicted_is_not_taken(library: Database, tmp_path: Path) -> None:
    report = read(
        library,
        "/other/album/01.flac",
        "#EXTINF:0,Quite - Another",
        "/x/A/one.flac",
        path=tmp_path / "l.m3u8",
    )
    assert [line.state for line in report.lines] == ["unsure", "unsure"]


def test_a_file_with_several_playlists_is_read_list_by_list(library: Database, tmp_path: Path) -> None:
    songs = tracks.get_many(library, tracks.query(library, "").tolist())
    lists = [Playlist("F / one", tuple(songs[:1])), Playlist("two", tuple(songs[1:3]))]
    writing.write(tmp_path / "x.xml", lists)
    report = foreign.read(JobContext(), library, str(tmp_path / "x.xml"), name="two")
    assert report.name == "two" and [line.path for line in report.lines] == [song.path for song in songs[1:3]]
    assert report.plain
    with pytest.raises(UsageError, match="no playlist “three”"):
        foreign.read(JobContext(), library, str(tmp_path / "x.xml"), name="three")


def test_a_list_none_of_whose_songs_is_there_is_kept_whole(library: Database, tmp_path: Path) -> None:
    report = read(library, "a.mp3", "b.mp3", "a.mp3", path=tmp_path / "l.m3u8")
    taken = foreign.take(JobContext(), library, report)
    assert len(taken.ids) == 3 and all(one < 0 for one in taken.ids) and taken.result is None
    with pytest.raises(UsageError, match="empty"):
        read(library, path=tmp_path / "none.m3u8")
