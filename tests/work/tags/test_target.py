"""What the library says of an unchanged file is all that an edit needs to know of it, or it is read again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from organizer.base.model import TagEdit
from organizer.library import tracks
from organizer.library.files import file_rows
from organizer.library.lists import more_tags
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from organizer.work.tags.target import Targets

MORE = {"composer": "Clara", "label": ("One", "Two")}


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg"])
def test_fields_that_no_list_shows_are_known_and_outlive_an_edit(
    kind: str, db: Database, make_song: Callable[..., Path]
) -> None:
    path = str(make_song(f"song.{kind}", seconds=0.3, title="Old"))
    tags.write(path, MORE)
    importing.import_paths(JobContext(), db, [path])
    (track_id,) = map(int, tracks.query(db))
    said = Targets(db, [track_id]).look(track_id, path, os.stat(path)).said
    assert said is not None and {**dict(said.more), "title": said.title} == {**MORE, "title": "Old"}
    assert [d.shown for d in tagging.preview(db, [TagEdit(track_id, path, {"composer": ""})])] == [
        ("Clara", "")
    ]
    diffs = tagging.preview(db, [TagEdit(track_id, path, {"title": "New", "isrc": "USRC17607839"})])
    assert tagging.apply(JobContext(), db, diffs, label="an edit").done == 1
    assert more_tags.of(db, [track_id])[track_id] == MORE
    tagging.undo(JobContext(), db)
    assert more_tags.of(db, [track_id])[track_id] == MORE


def test_lyrics_stay_in_the_library_too(db: Database, make_song: Callable[..., Path]) -> None:
    path = str(make_song("song.mp3", seconds=0.3, title="Old"))
    tags.write(path, {"lyrics": "La la"})
    importing.import_paths(JobContext(), db, [path])
    (track_id,) = map(int, tracks.query(db))
    assert Targets(db, [track_id]).look(track_id, path, os.stat(path)).said is None
    diffs = tagging.preview(db, [TagEdit(track_id, path, {"title": "New"})])
    tagging.apply(JobContext(), db, diffs, label="an edit")
    assert list(tracks.query(db, "lyrics:la")) == [track_id]


def test_times_by_the_second_say_nothing_of_a_file(db: Database, make_song: Callable[..., Path]) -> None:
    path = str(make_song("song.mp3", seconds=0.3, title="Old"))
    importing.import_paths(JobContext(), db, [path])
    (track_id,) = map(int, tracks.query(db))
    file = file_rows.marks(db, [track_id])[track_id]
    second = 1_700_000_000 * 10**9
    for changed, known in ((second + 5, "Old"), (second, None)):
        with db.write() as connection:
            connection.execute("UPDATE tracks SET mtime_ns = ?, ctime_ns = ?", (second, changed))
        seen = SimpleNamespace(st_size=file.size, st_mtime_ns=second, st_ctime_ns=changed, st_ino=file.inode)
        said = Targets(db, [track_id]).look(track_id, path, cast(os.stat_result, seen)).said
        assert (said.title if said is not None else None) == known
