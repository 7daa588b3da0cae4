"""Faults of our own while tags are written: they surface, and the journal says what became of each file."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.atomic import Replacement
from organizer.base.model import TagEdit, Track
from organizer.library import journal, tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
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

    def swapped(new: Replacement) -> object:
        status = swap(new)
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
