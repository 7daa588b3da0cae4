"""Which song a file is: renamed, exchanged, copied, linked, hidden, changed under its old size and time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import pytest

from organizer.base.model import TagEdit
from organizer.library import tracks
from organizer.library.files import file_rows, left_out
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.library.tags import payload, tags
from organizer.library.tracks import ScannedFile
from organizer.work.intake.importing import ImportResult, import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging

Make = Callable[..., Path]
TIME = (1_700_000_000, 1_700_000_000)


def rescan(db: Database, *, reread: bool = False) -> ImportResult:
    """Look through the library's folders, as the window does."""
    return import_paths(JobContext(), db, file_rows.roots(db), reread=reread)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    return tmp_path / "music"


@pytest.fixture
def twins(music: Path, make_song: Make) -> list[Path]:
    """Songs of the same size and time that differ in their sound and title."""
    songs = []
    for number, title in enumerate(("one", "two", "six")):
        song = make_song(f"{number}.wav", seconds=0.2, frequency=300.0 + 100 * number)
        file = mutagen.File(song)
        file.add_tags()
        from mutagen.id3 import TIT2

        file.tags.add(TIT2(encoding=3, text=title))
        file.save()
        os.utime(song, TIME)
        songs.append(song)
    assert len({song.stat().st_size for song in songs}) == 1
    return songs


def add(db: Database, *paths: Path, **options: bool) -> ImportResult:
    return import_paths(JobContext(), db, [str(path) for path in paths], **options)  # type: ignore[arg-type]


def analyze(db: Database) -> None:
    """Hash the sound of all songs, as an analysis does."""
    for song in tracks.get_many(db, tracks.query(db)):
        if not song.away:
            tracks.set_audio_hash(db, song.id, payload.audio_hash(song.path))


def titles(db: Database) -> dict[str, str]:
    """Title by name of the file, of songs that are there."""
    songs = tracks.get_many(db, tracks.query(db))
    return {os.path.basename(song.path): song.title for song in songs if not song.away}


def rows(db: Database) -> dict[str, int]:
    """Number by title."""
    return {song.title: song.id for song in tracks.get_many(db, tracks.query(db))}


def stale(db: Database) -> int:
    return int(db.read().execute("SELECT count(*) FROM tracks WHERE stale").fetchone()[0])


@pytest.mark.parametrize("analyzed", [False, True])
def test_renumbered_songs_keep_their_rows(
    db: Database, music: Path, twins: list[Path], analyzed: bool
) -> None:
    add(db, music)
    before = rows(db)
    if analyzed:
        analyze(db)
    for song in twins:
        song.rename(song.with_name(f"0{song.name}"))
    result = add(db, music)
    assert (result.added, result.moved, result.updated, result.away) == (0, 3, 0, 0)
    assert titles(db) == {"00.wav": "one", "01.wav": "two", "02.wav": "six"}
    assert rows(db) == before and stale(db) == 0


@pytest.mark.parametrize("analyzed", [False, True])
def test_songs_that_exchanged_their_names_exchange_their_rows_paths(
    db: Database, music: Path, twins: list[Path], analyzed: bool
) -> None:
    add(db, music)
    before = rows(db)
    if analyzed:
        analyze(db)
    spare = music / "spare"
    for old, new in ((0, spare), (1, 0), (2, 1), (spare, 2)):
        os.rename(
            old if old is spare else twins[int(str(old))], new if new is spare else twins[int(str(new))]
        )
    result = add(db, music)
    assert titles(db) == {"0.wav": "two", "1.wav": "six", "2.wav": "one"}
    assert (result.moved, result.away, result.added) == (3, 0, 0)
    assert rows(db) == before


def test_sounds_that_exchanged_their_places_by_copying_are_noticed(
    db: Database, music: Path, twins: list[Path]
) -> None:
    for song in twins:  # nothing but the sound tells them apart
        file = mutagen.File(song)
        file.delete()
        os.utime(song, TIME)
    add(db, music)
    analyze(db)
    before = {song.audio_hash: song.id for song in tracks.get_many(db, tracks.query(db))}
    data = [song.read_bytes() for song in twins]
    for song, other in zip(twins, data[1:] + data[:1], strict=True):
        song.write_bytes(other)  # the same inode
        os.utime(song, TIME)
    add(db, music)
    for song in tracks.get_many(db, tracks.query(db)):
        assert before[payload.audio_hash(song.path)] == song.id


@pytest.mark.parametrize("analyzed", [False, True])
def test_an_edit_goes_into_no_other_song_that_is_in_the_place(
    db: Database, music: Path, twins: list[Path], analyzed: bool
) -> None:
    add(db, music)
    if analyzed:
        analyze(db)
    (two,) = tracks.get_many(db, tracks.query(db, "two"))
    twins[1].rename(music / "spare")
    twins[0].rename(twins[1])
    (music / "spare").rename(twins[0])
    before = [song.read_bytes() for song in twins]
    edit = TagEdit(two.id, two.path, {"album": "Z"})
    result = tagging.apply(JobContext(), db, tagging.preview(db, [edit]), label="a")
    assert result.done == 0 and "another song is in its place" in result.failed[0][1]
    assert [song.read_bytes() for song in twins] == before
    add(db, music)
    (two,) = tracks.get_many(db, tracks.query(db, "two"))
    edit = TagEdit(two.id, two.path, {"album": "Z"})
    assert tagging.apply(JobContext(), db, tagging.preview(db, [edit]), label="a").done == 1
    assert tags.read(str(twins[0]))[0].album == "Z"


def test_a_song_written_over_by_another_is_away_and_the_other_moved(
    db: Database, music: Path, twins: list[Path]
) -> None:
    add(db, music)
    before = rows(db)
    twins[0].rename(twins[1])
    result = add(db, music)
    assert (result.moved, result.away) == (1, 1)
    assert titles(db) == {"1.wav": "one", "2.wav": "six"} and rows(db) == before
    assert tracks.get(db, before["two"]).away
    assert add(db, music).away == 0  # nothing new the next time


def test_another_file_of_the_same_size_and_time_is_another_song(
    db: Database, tmp_path: Path, music: Path, make_song: Make, twins: list[Path]
) -> None:
    other = twins[2].rename(tmp_path / "other.wav")
    add(db, music)
    analyze(db)
    before = rows(db)
    other.rename(twins[0])
    result = add(db, music)
    assert result.updated == 1 and titles(db)["0.wav"] == "six"
    assert tracks.get(db, before["one"]).title == "six" and stale(db) == 1  # its sound is hashed anew


def test_a_copied_disk_loses_nothing(db: Database, tmp_path: Path, music: Path, twins: list[Path]) -> None:
    (music / "plain").mkdir()
    untagged = music / "plain" / "a.wav"
    shutil.copy2(twins[0], untagged)
    mutagen.File(untagged).delete()
    add(db, music)
    before = rows(db)
    analyze(db)
    shutil.copytree(music, tmp_path / "copy")
    shutil.rmtree(music)
    result = add(db, tmp_path / "copy")
    assert (result.added, result.moved) == (0, 4) and rows(db) == before
    assert file_rows.roots(db) == [str(tmp_path / "copy")]


def test_a_restored_backup_is_read_again_and_nothing_else(
    db: Database, tmp_path: Path, music: Path, make_song: Make
) -> None:
    song = make_song("a.mp3", title="A")
    add(db, music)
    analyze(db)
    shutil.copy2(song, tmp_path / "backup.mp3")
    song.unlink()
    shutil.copy2(tmp_path / "backup.mp3", song)
    result = add(db, music)
    assert (result.added, result.updated, result.away) == (0, 0, 0) and titles(db) == {"a.mp3": "A"}


def test_other_numbers_of_the_same_files_open_none(
    db: Database, music: Path, make_song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_song("a.mp3", title="A")
    add(db, music)
    opened: list[object] = []
    monkeypatch.setattr("organizer.library.tags.tags.scan", lambda path: opened.append(path))
    for change in ("inode = inode + 1", "inode = NULL, ctime_ns = NULL"):  # network disks; older libraries
        with db.write() as connection:
            connection.execute(f"UPDATE tracks SET {change}")
        add(db, music)
    assert opened == []
    (known,) = file_rows.known_files(db).values()
    assert known[3] == (music / "a.mp3").stat().st_ino


def test_rights_that_changed_do_not_make_a_song_be_analyzed_again(
    db: Database, music: Path, make_song: Make
) -> None:
    song = make_song("a.mp3", title="A")
    add(db, music)
    analyze(db)
    song.chmod(0o600)
    assert add(db, music).updated == 0 and stale(db) == 0


def test_a_tag_editor_that_keeps_size_and_time_is_noticed(db: Database, music: Path, make_song: Make) -> None:
    song = make_song("a.flac", title="Abc")
    status = song.stat()
    add(db, music)
    song.write_bytes(song.read_bytes().replace(b"Abc", b"Xyz"))
    os.utime(song, ns=(status.st_mtime_ns, status.st_mtime_ns))
    assert song.stat().st_size == status.st_size
    assert add(db, music).updated == 1 and titles(db) == {"a.flac": "Xyz"}


def test_files_can_be_read_again_though_nothing_tells_of_a_change(
    db: Database, music: Path, make_song: Make
) -> None:
    make_song("a.mp3", title="A")
    make_song("b.mp3", title="B")
    add(db, music)
    analyze(db)
    with db.write() as connection:  # as if a file had changed behind all marks
        connection.execute("UPDATE tracks SET title = 'Old', display_title = 'Old' WHERE title = 'A'")
    assert add(db, music).updated == 0
    assert add(db, music, reread=True).updated == 1
    assert titles(db) == {"a.mp3": "A", "b.mp3": "B"}
    assert rescan(db, reread=True).updated == 0


def test_one_file_by_several_names_is_one_song(
    db: Database, tmp_path: Path, music: Path, make_song: Make
) -> None:
    song = make_song("real/a.mp3", title="A")
    (music / "link.mp3").symlink_to(song)
    os.link(song, music / "hard.mp3")
    (music / "folder").symlink_to(music / "real")
    (tmp_path / "other").symlink_to(music)
    for result in (add(db, music), add(db, tmp_path / "other"), add(db, music, tmp_path / "other")):
        assert result.files == 1
        assert {one.reason: one.count for one in result.left_out}[left_out.OTHER_NAME] == 2
    (track,) = tracks.get_many(db, tracks.query(db))
    assert track.path == str(music / "hard.mp3")  # both are its own names, and this one came first
    assert file_rows.roots(db) == [str(music)]


def test_a_link_alone_is_a_song_until_its_file_comes(
    db: Database, tmp_path: Path, music: Path, make_song: Make
) -> None:
    song = make_song("a.mp3", title="A").rename(tmp_path / "outside.mp3")
    (music / "link.mp3").symlink_to(song)
    assert add(db, music).added == 1 and rescan(db).files == 1
    before = rows(db)
    song.rename(music / "a.mp3")
    (music / "link.mp3").unlink()
    (music / "link.mp3").symlink_to(music / "a.mp3")
    result = add(db, music)
    assert (result.added, result.moved, result.away) == (0, 1, 0)
    assert rows(db) == before and list(titles(db)) == ["a.mp3"]


def test_songs_that_were_there_twice_become_one(
    db: Database, tmp_path: Path, music: Path, make_song: Make
) -> None:
    song = make_song("a.mp3", title="A")
    make_song("b.mp3", title="B")
    (music / "link.mp3").symlink_to(song)
    (tmp_path / "other").symlink_to(music)
    add(db, music)
    status = song.stat()
    doubled = [str(music / "link.mp3"), str(tmp_path / "other" / "a.mp3")]
    files = [ScannedFile(path, status.st_size, status.st_mtime_ns, *tags.read(path)) for path in doubled]
    link, below_link = tracks.upsert(db, files).added
    file_rows.add_roots(db, [str(tmp_path / "other")])
    first, second = (tracks.by_path(db, str(music / name)) for name in ("a.mp3", "b.mp3"))
    assert first is not None and second is not None
    playlists.save(db, "Mine", [link, second.id, below_link])
    result = rescan(db)
    assert (result.merged, result.files, result.away) == (2, 2, 0)
    assert playlists.load(db, "Mine") == [first.id, second.id, first.id]
    assert sorted(rows(db).values()) == [first.id, second.id]
    assert file_rows.roots(db) == [str(music)]


def test_what_a_scan_passes_over_is_not_away(db: Database, music: Path, make_song: Make) -> None:
    make_song(".hidden/a.mp3", title="A")
    make_song("b.mp3", title="B")
    make_song("shut/c.mp3", title="C")
    add(db, music / ".hidden")
    add(db, music)
    (music / "b.mp3").rename(music / "b.mp3.off")
    result = add(db, music)
    assert result.away == 1 and set(titles(db)) == {"a.mp3", "c.mp3"}
    make_song(".hidden/new.mp3", title="New")
    assert rescan(db).added == 1  # it was named, so that it stays a folder of its own


def test_a_folder_that_nobody_can_look_into_tells_nothing(
    db: Database, music: Path, make_song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = str(make_song("shut/c.mp3", title="C").parent)
    make_song("a.mp3", title="A")
    add(db, music)

    def refuse(real: Callable[..., object], *refused: str) -> Callable[..., object]:
        def asked(path: str, **options: object) -> object:
            if os.fspath(path).startswith(shut + os.sep) or path in refused:
                raise PermissionError(13, "Permission denied", path)
            return real(path, **options)

        return asked

    with monkeypatch.context() as patch:  # tests may run as root, whom nothing is refused
        patch.setattr(os, "stat", refuse(os.stat))
        patch.setattr(os, "scandir", refuse(os.scandir, shut))
        result = add(db, music)
    assert result.away == 0 and [path for path, _ in result.skipped] == [shut]
    assert set(titles(db)) == {"a.mp3", "c.mp3"}


def test_what_comes_from_the_path_follows_a_rename(db: Database, music: Path, make_song: Make) -> None:
    make_song("first/old.mp3")
    add(db, music)
    (music / "first").rename(music / "second")
    (music / "second" / "old.mp3").rename(music / "second" / "new.mp3")
    assert add(db, music).moved == 1
    (song,) = tracks.get_many(db, tracks.query(db, "new"))
    assert (song.title, song.album) == ("new", "second")
    assert tracks.query(db, "old").tolist() == []


def test_a_file_that_goes_while_it_is_scanned_is_no_failure(
    db: Database, music: Path, make_song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_song("a.mp3", title="A")
    staying = make_song("b.mp3", title="B")
    add(db, music)
    os.utime(staying, TIME)
    make_song("c.mp3", title="C")
    read = tags.scan

    def read_late(path: str, *limits: Any) -> object:
        os.unlink(path)
        return read(path, *limits)

    monkeypatch.setattr(tags, "scan", read_late)
    result = add(db, music)
    assert (result.failed, result.added, result.away, result.files) == (0, 0, 1, 1)
    assert tracks.failures(db) == [] and set(titles(db)) == {"a.mp3"}


def test_an_unreadable_file_keeps_what_was_known_of_it(db: Database, music: Path, make_song: Make) -> None:
    song = make_song("a.mp3", title="A")
    add(db, music)
    data = song.read_bytes()
    song.write_bytes(b"nothing" * 30)
    assert add(db, music).failed == 1 and titles(db) == {"a.mp3": "A"}
    song.write_bytes(data)
    assert add(db, music).failed == 0 and tracks.failures(db) == []


def test_names_that_differ_in_case_alone_are_one_where_the_disk_says_so(
    db: Database, music: Path, make_song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = make_song("a.mp3", title="A")
    add(db, music)
    song.rename(music / "A.MP3")
    before = rows(db)
    real = os.stat

    def blind_to_case(path: str, **options: object) -> os.stat_result:
        return real(str(path).replace("a.mp3", "A.MP3"), **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", blind_to_case)
        result = add(db, music)
    assert (result.added, result.moved, result.away) == (0, 1, 0)
    assert rows(db) == before and list(titles(db)) == ["A.MP3"]
