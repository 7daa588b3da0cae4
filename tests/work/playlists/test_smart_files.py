"""Files of smart playlists."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.errors import UsageError
from organizer.library import tracks
from organizer.library.playlists import playlist_files, smart
from organizer.library.plays import records
from organizer.library.storage.database import Database
from organizer.work.playlists import smart_files
from tests.work.arranging.test_mapping import add_songs


def names(path: Path) -> list[str]:
    return [os.path.basename(line) for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]


@pytest.fixture
def ids(db: Database) -> list[int]:
    return add_songs(db, 6)


def test_a_file_is_written_once_or_kept_up_to_date(db: Database, ids: list[int], tmp_path: Path) -> None:
    unheard = smart.save(db, "Unheard", "plays:0 sort:title limit:2")
    once, kept = tmp_path / "once.m3u8", tmp_path / "kept.m3u8"
    assert smart_files.export(db, unheard, str(once)) == 2
    assert smart_files.export(db, unheard, str(kept), keep=True) == 2
    assert smart_files.refresh(db) == []
    before = kept.stat().st_mtime_ns
    records.record_play(db, ids[0])
    (done,) = smart_files.refresh(db)
    assert (done.playlist.name, done.songs, done.problem) == ("Unheard", 2, "")
    assert names(once) == ["00000.mp3", "00001.mp3"]
    assert names(kept) == ["00001.mp3", "00002.mp3"] and kept.stat().st_mtime_ns != before
    assert smart_files.refresh(db) == []
    kept.unlink()  # comes back
    assert len(smart_files.refresh(db)) == 1 and kept.exists()


def test_other_tags_are_written_too(db: Database, ids: list[int], tmp_path: Path) -> None:
    every = smart.save(db, "All", "sort:title")
    path = tmp_path / "all.m3u8"
    smart_files.export(db, every, str(path), keep=True)
    with db.write() as connection:
        connection.execute(
            "UPDATE tracks SET title = 'Another', display_title = 'Another' WHERE id = ?", (ids[0],)
        )
    assert len(smart_files.refresh(db)) == 1
    assert "Another" in path.read_text("utf-8")


def test_a_place_that_is_gone_is_told_and_nothing_is_lost(
    db: Database, ids: list[int], tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    every = smart.save(db, "All", "sort:title")
    smart_files.export(db, every, str(folder / "all.m3u8"), keep=True)
    folder.rename(tmp_path / "away")
    records.record_play(db, ids[0])
    (done,) = smart_files.refresh(db)
    assert "The file of “All” was not written: " in done.message
    assert "the folder of this file is not there" in done.message and not folder.exists()
    assert smart.named(db, "All").file == str(folder / "all.m3u8")
    (tmp_path / "away").rename(folder)
    assert smart_files.refresh(db) == []
    with pytest.raises(UsageError, match="the folder of this file is not there"):
        smart_files.export(db, every, str(tmp_path / "nowhere" / "a.m3u8"))


def test_a_list_that_has_no_songs_left_is_an_empty_file(db: Database, ids: list[int], tmp_path: Path) -> None:
    unheard = smart.save(db, "Unheard", "plays:0")
    path = tmp_path / "a.m3u8"
    smart_files.export(db, unheard, str(path), keep=True)
    for track_id in ids:
        records.record_play(db, track_id)
    (done,) = smart_files.refresh(db)
    assert done.songs == 0 and not done.problem
    assert list(playlist_files.entries(path)) == []


def test_a_search_that_is_none_any_more_leaves_its_file_alone(
    db: Database, ids: list[int], tmp_path: Path
) -> None:
    smart.save(db, "Two", "sort:title limit:2")
    one = smart.save(db, "One", "playlist:=two")
    path = tmp_path / "a.m3u8"
    smart_files.export(db, one, str(path), keep=True)
    was = path.read_bytes()
    smart.save(db, "Two", "playlist:=one")
    (done,) = smart_files.refresh(db)
    assert "cannot be made of itself" in done.problem and path.read_bytes() == was


def test_ids_of_files_that_are_away_are_written(
    db: Database, ids: list[int], tmp_path: Path, make_song: Callable[..., Path]
) -> None:
    tracks.set_away(db, ids[:1], True)
    every = smart.save(db, "All", "sort:title")
    assert smart_files.export(db, every, str(tmp_path / "a.m3u8")) == 6
