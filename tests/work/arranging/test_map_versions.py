"""Going back to an earlier map."""

from __future__ import annotations

import json

import numpy as np
import pytest

from organizer.base.errors import UsageError
from organizer.cli.parser import run
from organizer.library import maps
from organizer.library.files import removals
from organizer.library.places import map_versions
from organizer.library.storage.database import Database
from organizer.work.arranging import map_versions as going_back
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def build(db: Database, **options: object) -> None:
    mapping.build_map(JobContext(), db, **options)  # type: ignore[arg-type]


def reasons(db: Database) -> list[str]:
    return [version.reason for version in map_versions.listed(db)]


def test_each_rebuild_that_changes_the_map_keeps_the_one_before(db: Database) -> None:
    add_songs(db, 40)
    build(db)
    build(db)
    assert reasons(db) == []  # the same songs in the same space: the same map
    add_songs(db, 1, first=40)
    build(db)
    add_songs(db, 5, first=41)
    build(db)
    build(db, keep_places=False, rows=5, columns=9)
    assert reasons(db) == ["built from scratch", "5 songs came", "1 song came"]


def test_a_map_comes_back_as_it_was_and_going_back_can_be_taken_back(db: Database) -> None:
    add_songs(db, 40)
    build(db)
    first = maps.load_map(db)
    build(db, keep_places=False, rows=5, columns=9)
    second = maps.load_map(db)
    assert not np.array_equal(first.places, second.places)
    (version,) = map_versions.listed(db)
    done = going_back.restore(db, version.number)
    back = maps.load_map(db)
    assert np.array_equal(back.places, first.places) and np.array_equal(back.codebook, first.codebook)
    assert (back.cut, back.made_of, done.new) == (first.cut, first.made_of, 0)
    going_back.restore(db, done.replaced)
    assert np.array_equal(maps.load_map(db).places, second.places)


def test_songs_that_came_since_get_their_places_and_those_that_left_are_gone(db: Database) -> None:
    ids = add_songs(db, 40)
    build(db)
    first = maps.load_map(db)
    new = add_songs(db, 6, first=40)
    build(db)
    removals.remove(db, ids[:2])
    mapping.place_new(db)
    done = going_back.restore(db, map_versions.listed(db)[0].number)
    back = maps.load_map(db)
    assert done.new == 6 and back.track_ids.tolist() == [*ids[2:], *new]
    assert np.array_equal(back.places[:38], first.places[2:])
    grid = np.array([back.rows, back.columns])
    for song in range(38, 44):  # beside a song of its own style
        same = np.flatnonzero(back.track_ids[:38] % 3 == back.track_ids[song] % 3)
        way = np.abs(back.places[:38] - back.places[song])
        far = np.hypot(*np.minimum(way, grid - way).T)
        assert far.argmin() in same
    assert not mapping.is_outdated(db, back)


def test_where_songs_are_compared_otherwise_by_now_they_still_lie_where_they_did(db: Database) -> None:
    add_songs(db, 30)
    build(db)
    first = maps.load_map(db)
    add_songs(db, 60, first=30)  # the library has doubled: other axes
    build(db)
    done = going_back.restore(db, map_versions.listed(db)[0].number)
    back = maps.load_map(db)
    assert done.new == 60 and np.array_equal(back.places[:30], first.places)
    assert back.codebook.shape[1] == maps.load_embedding(db)[1].shape[1]
    assert back.topographic_error < 0.2
    build(db)
    assert len(maps.load_map(db).track_ids) == 90


def test_a_map_of_which_no_song_is_left_is_no_way_back(db: Database) -> None:
    ids = add_songs(db, 20)
    build(db)
    build(db, keep_places=False, rows=5, columns=9)
    removals.remove(db, ids)
    add_songs(db, 20, first=100)
    with pytest.raises(UsageError, match="none of the songs"):
        going_back.restore(db, map_versions.listed(db)[0].number)


def test_versions_have_small_pictures(db: Database) -> None:
    assert going_back.pictures(db, 200) == []
    add_songs(db, 30)
    build(db)
    build(db, keep_places=False, rows=5, columns=9)
    ((version, picture),) = going_back.pictures(db, 200)
    assert picture.dtype == np.uint8 and picture.shape[2] == 3 and 150 < picture.shape[1] < 250
    assert version.songs == 30
    with db.write() as connection:
        connection.execute("UPDATE map_versions SET places = x'00'")
    assert going_back.pictures(db, 200) == []


def test_the_command_lists_versions_and_goes_back(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    add_songs(db, 30)
    build(db)
    first = maps.load_map(db)

    def run_map(*arguments: str, code: int = 0) -> str:
        assert run(["--library", str(db.path), "map", *arguments]) == code
        printed = capsys.readouterr()
        return printed.out if not code else printed.err

    assert "no earlier maps" in run_map("--versions")
    run_map("--afresh", "--rows", "5")
    (version,) = json.loads(run_map("--versions", "--json"))
    assert version["songs"] == 30 and "scratch" in run_map("--versions")
    assert "30 songs" in run_map("--restore", str(version["number"]))
    assert np.array_equal(maps.load_map(db).places, first.places)
    assert "no version 77" in run_map("--restore", "77", code=1)
