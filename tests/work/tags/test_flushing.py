"""Many files written batch by batch, while threads wait for the disk."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.atomic import Replacement
from organizer.base.errors import Cancelled
from organizer.base.model import TagEdit, Track
from organizer.library import journal, tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.jobs import JobContext
from organizer.work.tags import history, tagging, writing
from organizer.work.tags.flushing import Disk
from tests.work.tags.test_tagging import add


@pytest.fixture
def songs(db: Database, make_song: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> list[Track]:
    """Seven files, in batches of three."""
    monkeypatch.setattr(tagging, "BATCH", 3)
    monkeypatch.setattr(history, "BATCH", 3)
    first = make_song("0.mp3", seconds=0.3, title="Old")
    copies = [Path(shutil.copy(first, first.with_name(f"{number}.mp3"))) for number in range(1, 7)]
    return add(db, first, *copies)


def edit(db: Database, songs: list[Track], context: JobContext | None = None) -> writing.EditResult:
    diffs = tagging.preview(db, [TagEdit(song.id, song.path, {"title": "New"}) for song in songs])
    return tagging.apply(context or JobContext(), db, diffs, label="an edit")


def titles(songs: list[Track]) -> str:
    return "".join(tags.read(song.path)[0].title[0] for song in songs)


def left(songs: list[Track]) -> list[Path]:
    return list(Path(songs[0].path).parent.glob(".organizer-*"))


def test_batches_are_written_and_taken_back_in_order(db: Database, songs: list[Track]) -> None:
    before = [Path(song.path).read_bytes() for song in songs]
    seen: list[str] = []
    context = JobContext(on_progress=lambda progress: seen.append(progress.what))
    assert edit(db, songs, context).done == 7
    assert seen == [f"{number}.mp3" for number in range(7)]
    assert titles(songs) == "NNNNNNN" and not left(songs)
    undone = tagging.undo(JobContext(), db)
    assert undone is not None and undone.done == 7
    assert [Path(song.path).read_bytes() for song in songs] == before


def test_an_error_of_the_disk_is_told_of_its_file_alone(
    db: Database, songs: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = Replacement.flush

    def failing(new: Replacement) -> None:
        if new.shown == songs[4].path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        flush(new)

    monkeypatch.setattr(Replacement, "flush", failing)
    result = edit(db, songs)
    assert (result.done, [path for path, _ in result.failed]) == (6, [songs[4].path])
    assert "the disk reports an error" in result.failed[0][1]
    assert titles(songs) == "NNNNONN" and not left(songs) and not journal.unfinished(db)


def test_cancelled_between_batches_leaves_no_copy_and_no_open_row(db: Database, songs: list[Track]) -> None:
    context = JobContext(on_progress=lambda _: context.cancel())
    with pytest.raises(Cancelled):
        edit(db, songs, context)
    said = titles(songs)
    assert said == "N" * said.count("N") + "O" * said.count("O") and 0 < said.count("N") < 7
    assert not left(songs) and not journal.unfinished(db)
    undone = tagging.undo(JobContext(), db)
    assert undone is not None and undone.done == said.count("N") and titles(songs) == "OOOOOOO"


def test_another_name_of_a_file_that_waits_is_looked_at_when_it_is_written(
    db: Database, songs: list[Track]
) -> None:
    link = Path(songs[2].path).with_name("link.mp3")
    link.symlink_to(songs[2].path)
    both = [*songs[:3], *add(db, link)]
    result = edit(db, both)
    assert (result.done, result.failed) == (3, ()), "the next batch finds it edited"
    assert all(song.tags.title == "New" for song in tracks.get_many(db, [both[2].id]))


def test_what_was_made_ahead_and_not_taken_is_removed(songs: list[Track]) -> None:
    disk = Disk(files=7)
    begun = disk.begin(["/no\0name", *(song.path for song in songs[1:])])
    assert begun is not None and begun.take(0) is None
    part = begun.take(1)
    assert part is not None and part.locked and Path(part.path).exists() and begun.take(1) is None
    begun.close()
    assert left(songs) == [Path(part.path)]
    part.discard()
    disk.close()
    assert not left(songs)
