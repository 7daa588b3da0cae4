"""What follows after songs were added: they get their places on the map and in the groups."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from organizer.base.arrangement import Space
from organizer.base.descriptors import FEATURE_VERSION
from organizer.cli.parser import run
from organizer.library import maps, tracks, vectors
from organizer.library.files import removals
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping
from organizer.work.intake.settling import settle
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def steps(db: Database, *, new: bool = True) -> tuple[str, ...]:
    return settle(JobContext(), db, new=new).steps


def test_a_first_map_and_groups_are_made_of_enough_songs(db: Database) -> None:
    add_songs(db, 11)
    assert steps(db) == () and maps.load_map(db) is None
    add_songs(db, 1, first=11)
    settled = settle(JobContext(), db, toroidal=False)
    assert settled.steps == ("build map", "make groups") and not settled.messages
    music_map, groups = maps.load_map(db), maps.load_grouping(db)
    assert music_map is not None and not music_map.toroidal and settled.on_map == 12
    assert groups is not None and len(groups.groups) == settled.groups
    assert steps(db) == steps(db, new=False) == ()


def test_few_new_songs_are_placed_and_many_mean_another_map(db: Database) -> None:
    add_songs(db, 60)
    built = mapping.build_map(JobContext(), db, rows=4, columns=5, toroidal=False)
    grouping.build_groups(JobContext(), db, k=3)
    add_songs(db, 3, first=60)
    assert steps(db) == ("place",)
    placed = maps.load_map(db)
    assert placed is not None and np.array_equal(placed.codebook, built.codebook)
    assert len(placed.track_ids) == 63 and (maps.labels(db)[1] >= 0).sum() == 63
    add_songs(db, 1, first=63)
    assert steps(db) == ("build map", "make groups")
    again, groups = maps.load_map(db), maps.load_grouping(db)
    assert again is not None and again.trained_on == 64 and not again.toroidal
    assert groups is not None and sum(group.size for group in groups.groups) == 64 and groups.k == 3


def test_songs_that_an_earlier_run_left_without_a_place_get_one(db: Database) -> None:
    add_songs(db, 30)
    steps(db)
    add_songs(db, 20, first=30)
    assert steps(db, new=False) == ("place",)
    music_map = maps.load_map(db)
    assert music_map is not None and len(music_map.track_ids) == 50


def test_a_map_without_groups_gets_them_with_new_songs(db: Database) -> None:
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    assert steps(db) == ()
    add_songs(db, 1, first=60)
    assert steps(db) == ("place", "make groups")


def test_songs_that_left_go_from_the_map(db: Database) -> None:
    ids = add_songs(db, 60)
    steps(db)
    removals.remove(db, ids[:20])
    assert steps(db, new=False) == ("place",) and steps(db, new=False) == ()


def test_a_new_ear_makes_the_map_again_when_it_has_features_of_all_songs(db: Database) -> None:
    add_songs(db, 20, version=FEATURE_VERSION - 1)
    steps(db)
    older = vectors.load(db, FEATURE_VERSION - 1)[1]
    newer = [(f"{row:032x}", vector) for row, vector in enumerate(older)]
    put(db, newer[:15])
    assert steps(db) == ()
    put(db, newer[15:])
    assert steps(db) == ("build map", "make groups")
    music_map = maps.load_map(db)
    assert music_map is not None and music_map.feature_version == FEATURE_VERSION


def put(db: Database, rows: list[tuple[str, np.ndarray]]) -> None:
    from organizer.base.descriptors import Descriptors
    from organizer.base.features import Features

    vectors.put(db, [(sound, Features(row, Descriptors(), FEATURE_VERSION)) for sound, row in rows])


def test_chosen_numbers_stay(db: Database) -> None:
    add_songs(db, 30)
    space = Space(("tempo", "loudness"))
    mapping.build_map(JobContext(), db, space=space)
    add_songs(db, 5, first=30)
    assert steps(db) == ("build map", "make groups")
    music_map = maps.load_map(db)
    assert music_map is not None and music_map.space.features == space.features and music_map.chosen


def test_what_cannot_be_arranged_is_said_and_tried_once(db: Database) -> None:
    add_songs(db, 12)
    mapping.build_map(JobContext(), db, space=Space(("tempo", "loudness")))
    with db.write() as connection:  # all alike
        connection.execute("UPDATE descriptors SET tempo = 100.0, loudness = -10.0")
    settled = settle(JobContext(), db)
    assert settled.steps == () and "different values" in settled.problem
    assert settled.messages == [settled.problem]


def test_a_second_folder_on_the_command_line_is_on_the_map_and_in_groups(
    make_song: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(*arguments: str) -> dict[str, dict[str, object]]:
        assert run(["--library", str(tmp_path / "library.db"), *arguments, "--json"]) == 0
        report: dict[str, dict[str, object]] = json.loads(capsys.readouterr().out)
        return report

    for number in range(22):
        folder = "first" if number < 21 else "second"
        make_song(
            f"{folder}/{number}.wav", seconds=1.0, frequency=110.0 * 2 ** (number / 6), beat=1.5 + number % 3
        )
    music = tmp_path / "music"
    assert call("add", str(music / "first"))["arranged"]["steps"] == ["build map", "make groups"]
    with Database(tmp_path / "library.db") as db:
        before = maps.load_map(db)
    assert before is not None and len(before.track_ids) == 21
    arranged = call("add", str(music / "second"))["arranged"]
    assert (arranged["steps"], arranged["on_map"]) == (["place"], 22)
    with Database(tmp_path / "library.db") as db:
        after = maps.load_map(db)
        songs = tracks.get_many(db, tracks.query(db).tolist())
    assert after is not None and np.array_equal(before.codebook, after.codebook)
    assert len(songs) == 22 and all(song.cell is not None and song.group is not None for song in songs)
    assert call("add", str(music))["arranged"]["steps"] == []
