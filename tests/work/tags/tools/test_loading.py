from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from mutagen import id3

from organizer.base.errors import Cancelled
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from organizer.work.tags.tools import actions, loading
from organizer.work.tags.tools.actions import Step
from organizer.work.tags.tools.casing import Case
from organizer.work.tags.tools.from_path import FromPath
from organizer.work.tags.tools.song import Song
from organizer.work.tags.tools.sort_names import SortName


@pytest.fixture
def song(db: Database, make_song: Callable[..., Path]) -> Path:
    path = make_song("a.mp3", seconds=0.3, title="x", artist="The Who", composer="anna; bob")
    frames = id3.ID3(path)
    frames.add(id3.TSOP(encoding=3, text=["Who"]))
    frames.add(id3.TXXX(encoding=3, desc="Foo", text=["bar baz"]))
    frames.save(path)
    import_paths(JobContext(), db, [str(path)])
    return path


def loaded(db: Database, steps: tuple[Step, ...]) -> list[Song]:
    songs = loading.from_library(db, tracks.get_many(db, tracks.query(db, "").tolist()))
    return loading.with_fields(JobContext(), songs, loading.fields_in_files(steps))


def test_fields_that_no_list_shows_are_read_where_steps_are_about_them(db: Database, song: Path) -> None:
    sort = (Step(SortName()),)
    assert loading.fields_in_files(sort) == {"artist_sort"}
    assert loading.fields_in_files((Step(SortName(), on=False), Step(Case()))) == frozenset()
    assert loading.fields_in_files((Step(FromPath(pattern="{TXXX:Foo} {title}")),)) == {"TXXX:Foo"}
    (before,) = loaded(db, sort)
    assert before.get("artist_sort") == ("Who",) and before.first("composer").startswith("anna")
    (result,) = actions.run(sort, [before])
    assert result.values == {"artist_sort": ("Who, The",)}


def test_they_are_written_and_taken_back(db: Database, song: Path) -> None:
    before = song.read_bytes()
    steps = (Step(SortName()), Step(Case(fields=("TXXX:Foo", "composer"))))
    results = actions.run(steps, loaded(db, steps))
    diffs = tagging.preview(db, actions.edits(results))
    assert {diff.field for diff in diffs} == {"artist_sort", "TXXX:Foo", "composer"}
    tagging.apply(JobContext(), db, diffs, label="tools")
    frames = id3.ID3(song)
    assert frames["TSOP"].text == ["Who, The"] and frames["TXXX:Foo"].text == ["Bar Baz"]
    assert tagging.undo(JobContext(), db) is not None
    assert song.read_bytes() == before


def test_a_file_that_is_gone_says_nothing_and_reading_can_be_stopped(db: Database, song: Path) -> None:
    (listed,) = loading.from_library(db, tracks.get_many(db, tracks.query(db, "").tolist()))
    song.unlink()
    assert loading.with_fields(JobContext(), [listed], ["artist_sort"]) == [listed]
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        loading.with_fields(context, [listed], ["artist_sort"])
