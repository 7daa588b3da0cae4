"""Playlist files into the library, as other programs and other disks leave them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.arrangement import Playlist
from organizer.base.errors import Cancelled, LibraryError, UsageError
from organizer.cli.parser import run
from organizer.library import tracks
from organizer.library.files import file_rows
from organizer.library.lists import selections
from organizer.library.playlists import playlist_files, playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import exporting
from organizer.work.intake import listing
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from tests.playlist_file import paths_in

Make = Callable[..., Path]


def write(path: Path, *lines: bytes | str) -> Path:
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


def paths_of(db: Database, ids: tuple[int, ...]) -> list[str]:
    return [track.path for track in tracks.get_many(db, ids)]


def test_songs_come_in_and_are_known_in_the_order_of_the_list(
    db: Database, tmp_path: Path, make_song: Make
) -> None:
    songs = [make_song(f"{name}.wav", seconds=0.3) for name in ("b", "c", "a")]
    make_song("unlisted.wav", seconds=0.3)
    file = write(
        tmp_path / "Sun day.m3u8",
        "#EXTM3U",
        "#EXTINF:3,B",
        "music/b.wav",
        str(songs[1]),
        "music\\a.wav",
        "music/b.wav",
    )
    made = listing.import_playlist(JobContext(), db, str(file))
    assert paths_of(db, made.ids) == [str(song) for song in (*songs, songs[0])]
    assert (made.listed.name, made.listed.lacks, made.result.added) == ("Sun day", "", 3)
    assert file_rows.roots(db) == [] and tracks.count(db).all == 3
    again = listing.import_playlist(JobContext(), db, str(file))
    assert (again.ids, again.result.added) == (made.ids, 0)


def test_what_is_no_song_is_counted_and_the_first_that_is_not_there_is_named(
    db: Database, tmp_path: Path, make_song: Make
) -> None:
    make_song("a.wav", seconds=0.3)
    (tmp_path / "cover.jpg").touch()
    (tmp_path / "folder.mp3").mkdir()
    file = write(
        tmp_path / "x.m3u",
        "C:\\gone one.mp3",
        "music/a.wav",
        "http://radio.example/live.mp3",
        "two.mp3",
        "cover.jpg",
        "folder.mp3",
        "music",
        "/",
    )
    listed = listing.read(JobContext(), db, str(file))
    assert listed.songs == (str(tmp_path / "music" / "a.wav"),)
    lacks = "2 are not there, the first is “C:\\gone one.mp3”"
    assert listed.lacks == f"{lacks}; 1 is an address on the web; 4 are no music files"
    write(file, "music/a.wav", "two.mp3", "http://radio/")
    one = listing.read(JobContext(), db, str(file))
    assert one.lacks == "“two.mp3” is not there; 1 is an address on the web"


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ((), "empty"),
        (("#EXTM3U", "", "   "), "empty"),
        (("gone.mp3",), "“gone.mp3” is not there"),
        (("http://radio.example/a.mp3",), "1 is an address on the web"),
        ((b"\xff\xfb\x90\x00" * 20_000,), "no playlist"),
        ((bytes(range(1, 256)) * 400,), "none of its songs is there"),
        ((b"file://[nowhere/a.mp3",), "not there"),
        (("x" * 100_000,), "not there"),
    ],
)
def test_a_list_without_songs_changes_nothing_and_says_so(
    db: Database, tmp_path: Path, lines: tuple[bytes | str, ...], cause: str
) -> None:
    file = write(tmp_path / "list.m3u8", *lines)
    with pytest.raises((UsageError, LibraryError), match=cause) as reported:
        listing.import_playlist(JobContext(), db, str(file))
    assert str(reported.value).startswith(f"{file}: ") and len(str(reported.value)) < len(str(file)) + 250
    assert not tracks.has_songs(db)


def test_names_that_are_not_utf8_and_lists_in_latin_1(db: Database, tmp_path: Path, make_song: Make) -> None:
    raw = os.fsdecode(os.fsencode(tmp_path / "music") + b"/caf\xe9.wav")
    os.rename(make_song("x.wav", seconds=0.3), raw)
    latin = make_song("Süd/Köln.wav", seconds=0.3)
    file = write(tmp_path / "x.m3u", b"music/caf\xe9.wav", "music\\Süd\\Köln.wav".encode("latin-1"))
    assert paths_of(db, listing.import_playlist(JobContext(), db, str(file)).ids) == [raw, str(latin)]


def test_a_song_keeps_the_name_it_has_behind_a_link(db: Database, tmp_path: Path, make_song: Make) -> None:
    song = make_song("disk/deep/a.wav", seconds=0.3)
    (tmp_path / "link").symlink_to(song.parent.parent)
    import_paths(JobContext(), db, [str(tmp_path / "link")])
    (tmp_path / "link" / "lists").mkdir()
    file = write(tmp_path / "link" / "lists" / "x.m3u8", "../deep/a.wav", str(song))
    made = listing.import_playlist(JobContext(), db, str(file))
    assert paths_of(db, made.ids) == [str(tmp_path / "link" / "deep" / "a.wav")] * 2
    assert tracks.count(db).all == 1


def test_songs_whose_disk_is_away_stay_in_the_list(db: Database, tmp_path: Path, make_song: Make) -> None:
    songs = [make_song(f"{n}.wav", seconds=0.3) for n in range(2)]
    file = write(tmp_path / "x.m3u8", *(str(song) for song in songs))
    first = listing.import_playlist(JobContext(), db, str(file))
    songs[0].unlink()
    again = listing.import_playlist(JobContext(), db, str(file))
    assert again.ids == first.ids and not again.listed.missing
    assert [track.away for track in tracks.get_many(db, again.ids)] == [True, False]


def test_a_list_of_a_hundred_thousand_lines_is_read_and_can_be_stopped(
    db: Database, tmp_path: Path, make_song: Make
) -> None:
    make_song("a.wav", seconds=0.3)
    file = write(tmp_path / "long.m3u8", *(f"music/{n}.wav" for n in range(100_000)), "music/a.wav")
    made = listing.import_playlist(JobContext(), db, str(file))
    assert len(made.ids) == 1
    assert made.listed.lacks == "100,000 are not there, the first is “0.wav”"
    seen = []
    context = JobContext(lambda progress: (seen.append(progress.done), context.cancel()))
    with pytest.raises(Cancelled):
        listing.read(context, db, str(file))
    assert seen == [256]


def test_the_command_line_adds_what_a_list_names(
    tmp_path: Path, make_song: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    make_song("a.wav", seconds=0.3)
    make_song("b.wav", seconds=0.3)
    other = make_song("other/c.wav", seconds=0.3)
    file = write(tmp_path / "x.m3u8", "music/b.wav", "music/gone.wav")
    add = ["--library", str(tmp_path / "cli.db"), "add", "--no-analyze"]
    assert run([*add, str(file), str(other.parent), "--json"]) == 0
    shown = capsys.readouterr()
    report = json.loads(shown.out)
    assert (report["found"], report["added"]) == (2, 2)
    (listed,) = report["playlists"]
    assert listed["songs"] == [str(tmp_path / "music" / "b.wav")]
    assert listed["missing"] == [str(tmp_path / "music" / "gone.wav")]
    assert shown.err == f"{file}: “gone.wav” is not there\n"
    assert run([*add, str(write(file, "music/gone.wav"))]) == 1
    assert "none of its songs is there" in capsys.readouterr().err


def test_songs_of_the_library_are_found_by_the_end_of_their_path(
    db: Database, tmp_path: Path, make_song: Make
) -> None:
    names = ("Band/One/01 Süd.wav", "Band/Two/01 Süd.wav", "Other/Solo.wav", "AC／DC/T.N.T..wav")
    songs = [str(make_song(name, seconds=0.3)) for name in names]
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    (folder := tmp_path / "lists" / "deep").mkdir(parents=True)
    file = write(
        folder / "x.m3u8",
        "D:\\Music\\Band\\Two\\01 Süd.wav",
        "/Volumes/Musik/BAND/ONE/01 Su\u0308d.WAV",
        "file:///E:/x/solo.wav",
        "Solo.wav",
        "01 Süd.wav",
        "gone.wav",
        "x/AC／DC/T.N.T..wav",
        "..\\Two\\01%20S%C3%BCd.wav",
    )
    listed = listing.read(JobContext(), db, str(file))
    assert listed.songs == (songs[1], songs[0], songs[2], songs[2], songs[3], songs[1])
    assert listed.lacks == "“gone.wav” is not there; “01 Süd.wav” fits several songs"
    assert listed.matched == 6


def test_songs_that_are_away_are_found_by_the_end_of_their_path(
    db: Database, tmp_path: Path, make_song: Make
) -> None:
    song = make_song("Band/One/a.wav", seconds=0.3)
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    song.unlink()
    file = write(tmp_path / "x.m3u8", "Z:\\Band\\One\\A.WAV")
    assert listing.read(JobContext(), db, str(file)).songs == (str(song),)


def test_a_playlist_that_is_not_read_does_not_keep_the_others_out(
    tmp_path: Path, make_song: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    song = make_song("a.wav", seconds=0.3)
    cue = write(tmp_path / "a.cue", 'FILE "a.wav" WAVE')
    library = ["--library", str(tmp_path / "library.db")]
    assert run([*library, "add", "--no-analyze", str(song), str(cue)]) == 0
    out = capsys.readouterr()
    assert "1 new" in out.out and "cue sheet" in out.err
    assert run([*library, "add", "--no-analyze", str(cue)]) == 1
    assert "cue sheet" in capsys.readouterr().err


def test_a_song_that_is_there_twice_comes_out_twice(db: Database, tmp_path: Path, make_song: Make) -> None:
    songs = [make_song(f"{name}.wav", seconds=0.3) for name in "ab"]
    file = write(tmp_path / "x.m3u8", "music/a.wav", "music/b.wav", "music/a.wav")
    ids = listing.import_playlist(JobContext(), db, str(file)).ids
    playlists.save(db, "twice", ids)
    stored = playlists.load(db, "twice")
    assert paths_of(db, tuple(stored)) == [str(songs[0]), str(songs[1]), str(songs[0])]
    result = selections.totals(db, stored, lambda: None)
    assert (result.songs, round(result.seconds, 1), result.artists) == (3, 0.9, 0)
    for ending in playlist_files.WRITTEN:
        target = str(tmp_path / f"out{ending}")
        exporting.write_list(target, Playlist("", tuple(tracks.get_many(db, stored))))
        assert paths_in(target) == paths_of(db, tuple(stored))
