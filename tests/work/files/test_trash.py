"""Copies of recordings into the trash: what goes, what always stays, and what is said where there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import send2trash

from organizer.base.model import Track
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.files.trash import Discard, discards, to_trash
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from tests.conftest import tone, write_song


@pytest.fixture
def songs(tmp_path: Path, db: Database, monkeypatch: pytest.MonkeyPatch) -> list[Track]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for number in range(3):
        write_song(tmp_path / f"music/{number}.flac", tone(0.05, frequency=200 + 50 * number))
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    return tracks.get_many(db, tracks.query(db, order="path").tolist())


def moved_into(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A trash for tests: the real one hangs on the home of the person who runs them."""
    folder.mkdir()
    gone: list[Path] = []

    def put(path: str | bytes) -> None:
        place = Path(os.fsdecode(path))
        gone.append(place.rename(folder / place.name))

    monkeypatch.setattr(send2trash, "send2trash", put)
    return gone


def test_all_but_the_best_go_or_those_that_were_chosen(songs: list[Track]) -> None:
    best, second, third = songs
    assert discards([songs]) == [Discard(second, best), Discard(third, best)]
    assert discards([songs], {best.id}) == [Discard(best, second)]
    assert discards([songs], {third.id}) == [Discard(third, best)]
    assert discards([songs], {song.id for song in songs}) == [Discard(second, best), Discard(third, best)]


def test_what_goes_is_away_in_the_library_and_comes_back_with_its_file(
    tmp_path: Path, db: Database, songs: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    (gone,) = [moved_into(tmp_path / "trash", monkeypatch)]
    result = to_trash(JobContext(), db, discards([songs]))
    assert (result.done, result.failed, len(gone)) == (2, (), 2)
    assert result.size == songs[1].size + songs[2].size
    assert [song.away for song in tracks.get_many(db, [song.id for song in songs])] == [False, True, True]
    for path in gone:
        path.rename(tmp_path / "music" / path.name)
    import_paths(JobContext(), db, [str(tmp_path / "music")])
    assert [song.away for song in tracks.get_many(db, [song.id for song in songs])] == [False, False, False]


def test_a_file_stays_when_its_copy_is_gone_or_it_was_changed(
    tmp_path: Path, db: Database, songs: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = moved_into(tmp_path / "trash", monkeypatch)
    os.utime(songs[2].path, ns=(1, 1))
    result = to_trash(JobContext(), db, [Discard(songs[2], songs[0])])
    assert "was changed since" in result.failed[0][1]
    os.unlink(songs[0].path)
    result = to_trash(JobContext(), db, [Discard(songs[1], songs[0])])
    assert "the copy that is to stay is not there" in result.failed[0][1]
    assert gone == [] and os.path.isfile(songs[1].path)


def test_where_there_is_no_trash_that_is_said_and_the_file_stays(
    db: Database, songs: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: object) -> None:
        raise send2trash.TrashPermissionError("/music")

    monkeypatch.setattr(send2trash, "send2trash", refuse)
    result = to_trash(JobContext(), db, discards([songs]))
    assert result.done == 0 and "there is no trash where this file lies" in result.failed[0][1]
    assert all(os.path.isfile(song.path) for song in songs)
