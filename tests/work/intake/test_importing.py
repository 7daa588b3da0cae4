"""Folders into the library: new, unchanged, moved, retagged, away."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from organizer.base.errors import Cancelled, UsageError
from organizer.base.model import Changes
from organizer.library import tracks
from organizer.library.files import file_rows, scanner
from organizer.library.storage.database import Database
from organizer.library.tags import payload, tags
from organizer.work.intake import importing, reading
from organizer.work.jobs import JobContext, WorkerPool
from tests.hostile import bombs

Make = Callable[..., Path]


@pytest.fixture
def music(tmp_path: Path) -> Path:
    return tmp_path / "music"


def import_all(db: Database, *paths: Path, **options: object) -> importing.ImportResult:
    return importing.import_paths(JobContext(), db, [str(p) for p in paths], **options)  # type: ignore[arg-type]


def test_songs_come_in_with_their_tags(db: Database, music: Path, make_song: Make) -> None:
    make_song("A/one.mp3", title="One", artist="Ann", genre="Folk")
    make_song("two.ogg", seconds=2.0, title="Two")
    make_song("three.flac")
    batches: list[Changes] = []
    result = import_all(db, music, on_batch=batches.append)
    assert (result.files, result.added, result.failed) == (3, 3, 0)
    assert sorted(i for batch in batches for i in batch.added) == tracks.query(db, order="added").tolist()
    one, three, two = tracks.get_many(db, tracks.query(db, order="path").tolist())
    assert (one.tags.title, one.artist, one.tags.genre, one.info.format) == ("One", "Ann", ("Folk",), "MP3")
    assert (three.title, three.album) == ("three", "music")
    assert two.info.duration == pytest.approx(2.0, abs=0.05)
    assert file_rows.roots(db) == [str(music)]


def test_a_second_scan_opens_no_file(
    db: Database, music: Path, make_song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_song("one.mp3")
    import_all(db, music)
    opened: list[object] = []
    monkeypatch.setattr("organizer.work.intake.reading.read_files", lambda files: opened.extend(files) or [])
    result = import_all(db, music)
    assert (result.files, result.added, result.updated, opened) == (1, 0, 0, [])


def test_a_moved_file_keeps_its_song(db: Database, music: Path, make_song: Make) -> None:
    song = make_song("old/one.mp3", title="One")
    import_all(db, music)
    (before,) = tracks.query(db).tolist()
    tracks.set_audio_hash(db, before, payload.audio_hash(str(song)))
    (music / "new").mkdir()
    song.rename(music / "new" / "1.mp3")
    result = import_all(db, music)
    assert (result.added, result.moved, result.away) == (0, 1, 0)
    assert tracks.query(db).tolist() == [before]
    assert tracks.get(db, before).path == str(music / "new" / "1.mp3")


def test_a_changed_file_is_read_again(db: Database, music: Path, make_song: Make) -> None:
    song = make_song("one.mp3", title="One")
    import_all(db, music)
    make_song("one.mp3", title="Other", seconds=2.0)
    os.utime(song, ns=(1, 1))
    result = import_all(db, music)
    assert (result.added, result.updated) == (0, 1)
    (track_id,) = tracks.query(db, "other").tolist()
    assert tracks.get(db, track_id).info.duration == pytest.approx(2.0, abs=0.05)


def test_an_offline_folder_keeps_its_songs_marked_away(db: Database, music: Path, make_song: Make) -> None:
    make_song("one.mp3")
    import_all(db, music)
    music.rename(music.with_name("offline"))
    assert import_all(db, music).away == 1
    (track_id,) = tracks.query(db).tolist()
    assert tracks.get(db, track_id).away
    music.with_name("offline").rename(music)
    assert import_all(db, music).away == 0
    assert not tracks.get(db, track_id).away


def test_a_bad_file_is_explained_and_stops_nothing(db: Database, music: Path, make_song: Make) -> None:
    make_song("good.mp3")
    (music / "empty.mp3").write_bytes(b"")
    (music / "text.flac").write_text("this is no sound")
    result = import_all(db, music)
    assert (result.files, result.added, result.failed) == (3, 3, 2)
    failures = tracks.failures(db)
    assert [os.path.basename(f.path) for f in failures] == ["empty.mp3", "text.flac"]
    assert all(f.reason and f.remedy for f in failures)


def test_a_missing_folder_and_one_without_music_are_refused(db: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such"):
        import_all(db, tmp_path / "missing")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(UsageError, match="no music"):
        import_all(db, tmp_path / "notes.txt")
    assert file_rows.roots(db) == []


def test_files_named_twice_are_added_once(db: Database, music: Path, make_song: Make) -> None:
    song = make_song("a/one.mp3")
    result = import_all(db, song, music, music / "a", music)
    assert (result.files, result.added) == (1, 1)


def test_files_below_a_named_folder_are_part_of_it_and_neighbours_are_not(
    db: Database, music: Path, make_song: Make
) -> None:
    inside, beside = make_song("a/one.wav", seconds=0.3), make_song("a b/two.wav", seconds=0.3)
    make_song("c/three.wav", seconds=0.3)
    result = import_all(db, inside, music / "a", beside)
    assert (result.files, result.added) == (2, 2)
    inside.unlink()
    beside.unlink()
    make_song("a/four.wav", seconds=0.3)
    assert import_all(db, music / "a").away == 1


def test_a_long_import_is_as_complete_as_a_short_one(
    db: Database, music: Path, make_song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_song("0.mp3", title="Same").read_bytes()
    for number in range(1, 400):
        (music / f"{number}.mp3").write_bytes(data)
    monkeypatch.setattr(reading, "_WORTH_PROCESSES", 10)  # reads here until the processes are there
    result = import_all(db, music, jobs=2)
    assert (result.files, result.added, result.failed) == (400, 400, 0)
    assert len(tracks.query(db, "same")) == 400


def read_or_die(files: Sequence[scanner.File]) -> list[tracks.ScannedFile]:
    if any("killer" in file.path for file in files):
        os._exit(3)
    return reading.read_files(files)


def test_a_file_that_kills_its_process_is_alone_to_blame(music: Path, make_song: Make) -> None:
    for name in ("a", "killer", "b", "c"):
        make_song(f"{name}.mp3", title=name)
    (files,) = scanner.Walk([str(music)], tags.AUDIO_SUFFIXES).files()
    with WorkerPool(2) as pool:
        batches = [files[:3], files[3:]]
        read = reading.read_in_processes(JobContext(), pool, batches, read_or_die)
        result = {
            file.tags.title or os.path.basename(file.path): file.error for _, batch in read for file in batch
        }
    error = result.pop("killer.mp3")
    assert error is not None and "ended unexpectedly" in str(error)
    assert result == {"a": None, "b": None, "c": None}


def test_a_bomb_is_one_failure_and_the_rest_comes_in(db: Database, music: Path, make_song: Make) -> None:
    make_song("good.mp3", title="Good")
    for name in ("comment24.mp3", "blocks.flac"):
        song = make_song(name, seconds=0.3)
        song.write_bytes(bombs()[name](song.read_bytes()))
    result = import_all(db, music)  # these two in a process of their own
    assert (result.files, result.added, result.failed) == (3, 3, 2)
    assert {os.path.basename(failure.path): failure.reason for failure in tracks.failures(db)} == {
        "blocks.flac": "its tags are in very many pieces, more than any real ones",
        "comment24.mp3": "its tags inflate to very much, more than any real ones",
    }
    assert import_all(db, music).failed == 0  # and are not opened again


def test_a_fault_of_a_reader_is_that_files_alone(
    db: Database, music: Path, make_song: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_song("bad.mp3"), make_song("good.mp3", title="Good")
    read = tags.scan

    def read_or_fail(path: str, *limits: Any) -> object:
        if "bad" in path:
            raise SystemError("a fault in a library")
        return read(path, *limits)

    monkeypatch.setattr(tags, "scan", read_or_fail)
    monkeypatch.setattr(logging.getLogger("organizer.work.intake.reading"), "disabled", True)
    assert (import_all(db, music).failed, len(tracks.query(db, "good"))) == (1, 1)


def test_cancelling_keeps_what_was_read(db: Database, music: Path, make_song: Make) -> None:
    data = make_song("0.mp3").read_bytes()
    for number in range(1, 40):
        (music / f"{number}.mp3").write_bytes(data)
    context = JobContext()
    with pytest.raises(Cancelled):
        importing.import_paths(context, db, [str(music)], on_batch=lambda _changes: context.cancel())
    stored = tracks.count(db).all
    assert 0 < stored < 40
    assert importing.import_paths(JobContext(), db, file_rows.roots(db)).added == 40 - stored
