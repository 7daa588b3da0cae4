"""Faults of our own while tags are written: they surface, and the journal says what became of each file."""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from organizer.base.atomic import Replacement
from organizer.base.model import TagEdit, Track
from organizer.library import journal, tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.patch import Patch
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging, writing
from tests.work.tags.test_tagging import add


@pytest.fixture
def song(db: Database, make_song: Callable[..., Path]) -> Track:
    return add(db, make_song("song.mp3", seconds=0.3, title="Old"))[0]


def edit(db: Database, song: Track) -> writing.EditResult:
    diffs = tagging.preview(db, [TagEdit(song.id, song.path, {"title": "New"})])
    return tagging.apply(JobContext(), db, diffs, label="an edit")


def failing(*_: object) -> object:
    raise AttributeError("planted")


def test_a_fault_before_a_file_is_replaced_leaves_it(
    db: Database, song: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Path(song.path).read_bytes()
    monkeypatch.setattr("organizer.library.tags.changing._check", failing)
    with pytest.raises(AttributeError, match="planted"):
        edit(db, song)
    assert Path(song.path).read_bytes() == before
    assert not journal.unfinished(db) and tagging.can_undo(db) is None


def test_a_fault_after_a_file_was_replaced_loses_neither_edit_nor_undo(
    db: Database, song: Track, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = Path(song.path).read_bytes()
    edit(db, song)
    tagging.undo(JobContext(), db)
    os.utime(song.path)  # what the library knows of it need not hold any more
    swap = Replacement.swap

    def swapped(new: Replacement, **how: object) -> object:
        status = swap(new, **how)  # type: ignore[arg-type]
        monkeypatch.setattr("organizer.library.tags.read.tags_of", failing)
        return status

    monkeypatch.setattr(Replacement, "swap", swapped)
    with caplog.at_level(logging.ERROR, writing.__name__):
        result = tagging.redo(JobContext(), db)
    assert result is not None and result.done == 1
    assert "planted" in caplog.text
    caplog.clear()
    monkeypatch.undo()
    assert tags.read(song.path)[0].title == tracks.get_many(db, [song.id])[0].tags.title == "New"
    assert tagging.can_undo(db) == "an edit"
    tagging.undo(JobContext(), db)
    assert Path(song.path).read_bytes() == before


def test_a_row_stays_open_when_its_file_cannot_even_be_looked_at(
    db: Database, song: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Path(song.path).read_bytes()
    monkeypatch.setattr(writing, "tags_now", failing)  # after the file was replaced
    monkeypatch.setattr(writing, "holds_edit", failing)
    with pytest.raises(AttributeError, match="planted"):
        edit(db, song)
    monkeypatch.undo()
    assert journal.unfinished(db)
    assert tagging.recover(db).written == 1
    tagging.undo(JobContext(), db)
    assert Path(song.path).read_bytes() == before


def test_a_file_that_another_program_changes_before_its_turn_is_closed_as_not_written(
    db: Database, song: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap = Replacement.swap

    def late(new: Replacement, **how: object) -> os.stat_result:
        os.utime(song.path)
        return swap(new, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Replacement, "swap", late)
    assert "another program changed" in edit(db, song).failed[0][1]
    assert not journal.unfinished(db), "its own copy does not make it unclear what became of it"


def test_what_another_program_writes_right_after_an_edit_is_what_the_library_learns(
    db: Database, song: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap = Replacement.swap

    def swapped(new: Replacement, **how: object) -> os.stat_result:
        status = swap(new, **how)  # type: ignore[arg-type]
        monkeypatch.undo()
        tags.write(song.path, {"title": "Theirs, longer"})
        return status

    monkeypatch.setattr(Replacement, "swap", swapped)
    assert edit(db, song).done == 1
    assert tracks.get_many(db, [song.id])[0].tags.title == "Theirs, longer"


def test_one_file_by_two_names_is_written_once_and_both_say_so(db: Database, song: Track) -> None:
    before = Path(song.path).read_bytes()
    link = Path(song.path).with_name("link.mp3")
    link.symlink_to(song.path)
    songs = [song, *add(db, link)]
    diffs = tagging.preview(db, [TagEdit(each.id, each.path, {"title": "New"}) for each in songs])
    result = tagging.apply(JobContext(), db, diffs, label="an edit")
    assert (result.done, result.failed, journal.unfinished(db)) == (2, (), [])
    undone = tagging.undo(JobContext(), db)
    assert undone is not None and not undone.failed and Path(song.path).read_bytes() == before


def test_a_disk_with_room_for_one_copy_takes_many_one_after_the_other(
    db: Database, song: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [Path(song.path).with_name(f"{number}.mp3") for number in range(2)]
    for other in others:
        shutil.copy(song.path, other)
    copied = Patch.copy

    def with_room_for_one(patch: Patch, source: BinaryIO, target: BinaryIO) -> None:
        if len(list(Path(song.path).parent.glob(".organizer-*.part"))) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        copied(patch, source, target)

    monkeypatch.setattr(Patch, "copy", with_room_for_one)
    songs = [song, *add(db, *others)]
    diffs = tagging.preview(db, [TagEdit(each.id, each.path, {"title": "New"}) for each in songs])
    result = tagging.apply(JobContext(), db, diffs, label="an edit")
    assert (result.done, result.failed) == (3, ())
