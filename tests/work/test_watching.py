"""What the watcher reports of changes in the library's folders."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from organizer.work.watching import Watcher

NEVER = 3600.0


@pytest.fixture
def reports() -> queue.Queue[list[str]]:
    return queue.Queue()


@pytest.fixture
def watchers() -> Iterator[list[Watcher]]:
    made: list[Watcher] = []
    yield made
    for watcher in made:
        watcher.stop()


def test_new_music_is_reported_and_what_was_thrown_away_is_not(
    tmp_path: Path, reports: queue.Queue[list[str]], watchers: list[Watcher]
) -> None:
    for name in ("music", "music/.Trash-1000", "music/...And Just Us"):
        (tmp_path / name).mkdir()
    watchers.append(watcher := Watcher(reports.put, (".mp3",), quiet=0.05))
    watcher.watch([str(tmp_path / "music")])
    for name in (".Trash-1000/a.mp3", "._b.mp3", "...And Just Us/c.mp3"):
        (tmp_path / "music" / name).write_bytes(b"x")
    assert reports.get(timeout=20) == [str(tmp_path / "music" / "...And Just Us")]


def test_steady_writing_is_reported_all_the_same(
    tmp_path: Path, reports: queue.Queue[list[str]], watchers: list[Watcher]
) -> None:
    """It never becomes quiet, but for the longest wait."""
    watchers.append(watcher := Watcher(reports.put, (".mp3",), quiet=NEVER, longest=0.2))
    watcher.watch([str(tmp_path)])
    before = threading.active_count()
    for number in range(200):
        (tmp_path / f"{number}.mp3").write_bytes(b"x")
    assert threading.active_count() <= before, "no thread for each event"
    assert reports.get(timeout=20) == [str(tmp_path)]


def test_a_folder_that_comes_back_is_reported_and_watched_again(
    tmp_path: Path, reports: queue.Queue[list[str]], watchers: list[Watcher]
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    watchers.append(watcher := Watcher(reports.put, (".mp3",), quiet=0.05, look=NEVER))
    watcher.watch([str(disk)])
    disk.rename(tmp_path / "elsewhere")
    watcher.look()
    disk.mkdir()
    watcher.look()
    assert reports.get(timeout=20) == [str(disk)]
    (disk / "a.mp3").write_bytes(b"x")
    assert reports.get(timeout=20) == [str(disk)]
    (tmp_path / "elsewhere").rename(tmp_path / "other")
    shutil.move(disk, tmp_path / "gone")
    shutil.move(tmp_path / "other", disk)  # another one, between two looks
    watcher.look()
    assert reports.get(timeout=20) == [str(disk)]


def test_a_folder_that_is_not_there_yet_is_noticed_without_being_asked(
    tmp_path: Path, reports: queue.Queue[list[str]], watchers: list[Watcher]
) -> None:
    watchers.append(watcher := Watcher(reports.put, (".mp3",), quiet=0.05, look=0.05))
    watcher.watch([str(tmp_path / "later")])
    (tmp_path / "later").mkdir()
    assert reports.get(timeout=20) == [str(tmp_path / "later")]


def test_nothing_is_reported_after_the_end(tmp_path: Path, reports: queue.Queue[list[str]]) -> None:
    watcher = Watcher(reports.put, (".mp3",), quiet=0.0)
    watcher.watch([str(tmp_path)])
    watcher.stop()
    watcher.watch([str(tmp_path)])
    (tmp_path / "a.mp3").write_bytes(b"x")
    watcher.look()
    assert reports.empty()
