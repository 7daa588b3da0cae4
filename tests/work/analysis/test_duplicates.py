"""The same recording twice in a real library."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.model import Changes, Progress
from organizer.cli import parser
from organizer.library import fingerprints, tracks
from organizer.library.storage.database import Database
from organizer.work.analysis.analyzing import analyze
from organizer.work.analysis.duplicates import DuplicateSearch, find, shown
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.analysis.ear.test_extract import song
from tests.conftest import write_song

RATE = 22_050


class Deaf(Executor):
    """Nothing may be heard."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise AssertionError(f"{fn} was asked for {args}")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    return tmp_path / "music"


def add(db: Database, music: Path) -> None:
    importing.import_paths(JobContext(), db, [str(music)])


def search(db: Database, **how: Any) -> DuplicateSearch:
    with ThreadPoolExecutor(1) as executor:
        return find(JobContext(), db, executor=how.pop("executor", executor), **how)


def names(result: DuplicateSearch) -> list[list[str]]:
    return [[Path(copy.track.path).name for copy in group.copies] for group in result.groups]


def tag(path: Path, **values: str) -> None:
    import mutagen

    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    for field, value in values.items():
        file[field] = value
    file.save()


def test_copies_are_listed_with_the_best_first_and_what_differs(db: Database, music: Path) -> None:
    sound = song(0)
    tag(write_song(music / "a.mp3", sound), title="A song", artist="One")
    write_song(music / "b.ogg", 0.5 * sound)
    tag(write_song(music / "z.flac", np.concatenate([np.zeros(RATE), sound])), title="The song")
    write_song(music / "other.mp3", song(3))
    before = {path: path.read_bytes() for path in music.iterdir()}
    add(db, music)
    result = search(db)
    assert result.compared == 4 and result.failed == result.not_analyzed == 0
    (group,) = result.groups
    assert names(result)[0][0] == "z.flac"
    assert sorted(names(result)[0]) == ["a.mp3", "b.ogg", "z.flac"]
    assert [copy.likeness > 0.85 for copy in group.copies] == [True] * 3
    assert [round(copy.later) for copy in group.copies] == [0, -1, -1]
    differing = group.differing()
    assert set(differing) == {"format", "bitrate", "size", "duration", "title", "artist"}
    assert differing["title"][0] == "The song"
    assert {path: path.read_bytes() for path in music.iterdir()} == before


def test_songs_with_a_fingerprint_are_not_analyzed_again(db: Database, music: Path) -> None:
    write_song(music / "a.mp3", song(0))
    write_song(music / "b.ogg", 0.3 * song(0))
    add(db, music)
    with ThreadPoolExecutor(1) as executor:
        analyze(JobContext(), db, executor=executor)
    result = search(db, executor=Deaf())
    (group,) = result.groups
    assert len(group.copies) == 2
    loudness = group.differing()["loudness"]
    assert len({round(float(str(value))) for value in loudness}) == 2


def test_only_new_songs_are_analyzed(db: Database, music: Path) -> None:
    write_song(music / "a.mp3", song(0))
    add(db, music)
    assert names(search(db)) == []
    write_song(music / "b.ogg", song(0))
    add(db, music)
    assert search(db, take_missing=False).not_analyzed == 1
    reports: list[Progress] = []
    with ThreadPoolExecutor(1) as executor:
        result = find(JobContext(reports.append), db, executor=executor)
    assert [progress.what for progress in reports if progress.total == 1][1:] == ["b.ogg"]
    assert len(result.groups) == 1
    assert names(search(db, executor=Deaf())) == names(result)


def test_one_file_twice_is_found_however_short_but_silence_is_not(db: Database, music: Path) -> None:
    write_song(music / "short.wav", song(0)[:4000])
    shutil.copy(music / "short.wav", music / "short again.wav")
    write_song(music / "silent.wav", np.zeros(30 * RATE))
    shutil.copy(music / "silent.wav", music / "silent again.wav")
    write_song(music / "silent.flac", np.zeros(40 * RATE))
    add(db, music)
    result = search(db)
    assert [sorted(group) for group in names(result)] == [["short again.wav", "short.wav"]]
    assert result.not_analyzed == 0


@pytest.mark.parametrize("songs", [0, 1, 2])
def test_few_songs(db: Database, music: Path, songs: int) -> None:
    music.mkdir()
    for number in range(songs):
        write_song(music / f"{number}.wav", song(number))
    if songs:
        add(db, music)
    assert search(db) == DuplicateSearch(groups=(), compared=songs)


def test_the_tags_that_are_filled_in_decide_between_equal_copies(db: Database, music: Path) -> None:
    write_song(music / "a.mp3", song(0))
    tag(Path(shutil.copy(music / "a.mp3", music / "b.mp3")), title="Title", artist="Artist")
    add(db, music)
    result = search(db)
    assert names(result) == [["b.mp3", "a.mp3"]]
    assert result.groups[0].copies[1].likeness == 1.0
    assert "title" in result.groups[0].differing()


def test_a_broken_file_is_listed_as_failed_and_stops_nothing(db: Database, music: Path) -> None:
    write_song(music / "a.mp3", song(0))
    write_song(music / "b.ogg", song(0))
    (music / "broken.mp3").write_bytes(b"no music" * 100)
    add(db, music)
    changed: list[Changes] = []
    result = search(db, on_changed=changed.append)
    assert result.failed == 1 and len(result.groups) == 1
    assert {failure.stage for failure in tracks.failures(db)} >= {"analysis"}
    assert sorted({i for changes in changed for i in changes.updated}) == [1, 2, 3]
    assert search(db, executor=Deaf()).failed == 0


def test_a_cancelled_search_keeps_what_was_analyzed(db: Database, music: Path) -> None:
    for number in range(3):
        write_song(music / f"{number}.wav", song(number))
    add(db, music)
    context = JobContext(lambda progress: context.cancel() if progress.done == 1 else None)
    with ThreadPoolExecutor(1) as executor, pytest.raises(Cancelled):
        find(context, db, executor=executor)
    left = len(fingerprints.pending(db, 1))
    assert 0 < left < 3
    assert search(db).compared == 3


def test_songs_that_are_away_are_left_out(db: Database, music: Path) -> None:
    write_song(music / "a.mp3", song(0))
    write_song(music / "b.ogg", song(0))
    add(db, music)
    assert len(search(db).groups) == 1
    (music / "b.ogg").unlink()
    add(db, music)
    assert search(db).groups == ()


def test_songs_that_are_skipped_are_not_analyzed(db: Database, music: Path) -> None:
    write_song(music / "a.wav", song(0))
    add(db, music)
    tracks.record_failure(db, 1, "skipped", OrganizerError("is longer than the limit"))
    assert search(db, executor=Deaf()) == DuplicateSearch(groups=())


def test_values_are_shown_with_their_units() -> None:
    assert shown("bitrate", 192_000) == "192 kbit/s"
    assert shown("size", 3_500_000) == "3.5 MB"
    assert shown("loudness", -9.25) in ("-9.2 LUFS", "-9.3 LUFS")
    assert shown("duration", 86.7) == "1:26.7"
    assert shown("title", "A song") == "A song"
    assert shown("loudness", None) == shown("bitrate", 0) == shown("mood", "") == ""


def test_the_command_lists_them_and_speaks_json(
    tmp_path: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_song(music / "a.mp3", song(0))
    tag(write_song(music / "b.flac", song(0)), title="The song")
    library = ["--library", str(tmp_path / "own.db")]
    assert parser.run([*library, "add", "--no-analyze", str(music)]) == 0
    capsys.readouterr()
    assert parser.run([*library, "duplicates", "--jobs", "1"]) == 0
    text = capsys.readouterr().out
    assert "The song" in text and "best" in text and "Nothing was deleted" in text
    assert parser.run([*library, "duplicates", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["compared"] == 2
    (group,) = report["groups"]
    assert [Path(copy["path"]).name for copy in group["copies"]] == ["b.flac", "a.mp3"]
    assert group["differs"]["format"] == ["FLAC", "MP3"]
    assert group["differs"]["title"] == ["The song", ""]
