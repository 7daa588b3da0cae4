"""The library in Python, as a notebook asks it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import organizer
from organizer.api.library import Library
from organizer.api.values import Song
from organizer.base import settings
from organizer.library import maps
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture(scope="module")
def library(furnished: Path) -> Iterator[Library]:
    with organizer.open(furnished) as opened:
        yield opened


def test_songs_are_found_and_named_in_every_way(library: Library) -> None:
    folk = library.songs("genre:folk sort:title limit:2")
    assert [(one.title, one.genre, one.bpm) for one in folk] == [
        ("Song 0", ("Folk",), 80.0),
        ("Song 3", ("Folk",), 80.0),
    ]
    assert library.songs(np.array([folk[1].id, folk[0].id, 10**6])) == folk[::-1]
    assert len(library.songs()) == 61 and all(isinstance(one, Song) for one in library.songs())
    near = library.similar(folk[0], n=3)
    assert near == library.similar(folk[0].id, n=3) == library.similar("Artist 0 - Song 0", n=3)
    assert {one.song.genre for one in near} == {("Folk",)} and sum(near[0].shares.values()) == pytest.approx(
        1
    )
    assert [one.distance for one in near] == sorted(one.distance for one in near)
    several = library.similar(np.array([1, 4]), unlike=[2], n=2)
    assert len(several) == 2 and not {one.song.id for one in several} & {1, 2, 4}
    way = library.path(folk[0], 2, n=5)
    assert (way[0].id, way[-1].id, len(way)) == (folk[0].id, 2, 5)


def test_songs_are_points_or_rows_of_chosen_numbers(library: Library) -> None:
    points = library.features()
    assert points.values.shape == (60, len(points.names)) and points.names[0] == "axis 1"
    points.values[:] = 0.0  # a copy: what the library keeps in memory stays as it is
    assert library.features("genre:jazz").values.any()
    raw = library.features("genre:jazz", ["bpm", "Energy"])
    assert raw.names == ("tempo", "energy") and (raw.values == [140.0, 1.0]).all() and len(raw.ids) == 20
    scaled = library.features(names=["tempo", "energy"], scale="standard").values
    assert scaled.mean(axis=0) == pytest.approx(0) and scaled.std(axis=0) == pytest.approx(1)
    assert {"tempo", "loudness"} < set(library.features(names="all").names)
    with pytest.raises(organizer.UsageError, match="no song has “colour”"):
        library.features(names=["colour"])


def test_groups_are_those_of_the_library_or_made_anew_and_judged(library: Library) -> None:
    stored = library.groups()
    assert [one.size for one in stored.groups] == [20, 20, 20] and stored.points.shape[0] == 60
    assert all(len(set(stored.labels[start::3])) == 1 for start in range(3))
    good = library.quality()
    assert good.ami == good.purity == 1.0 and good.table.tolist() == library.quality(stored).table.tolist()
    assert good.silhouette is not None and good.silhouette > 0.5 and set(good.of_groups) == {0, 1, 2}
    assert good.silhouettes.mean() == pytest.approx(good.silhouette) and good.unsorted == 0
    two = library.groups("kmeans", 2, features=["tempo"], scale="none")
    assert sorted(one.size for one in two.groups) == [20, 40] and two.features == ("tempo",)
    assert library.quality(two).inertia == pytest.approx(40 * 15.0**2)
    one = library.quality(library.groups("ward", 1))
    assert one.silhouette is None and np.isnan(one.silhouettes).all() and one.of_groups == {}
    assert library.quality(two, label="artist").purity < 1
    with pytest.raises(
        organizer.UsageError, match="the stored groups were asked for, and how to make others"
    ):
        library.groups(k=3)
    with pytest.raises(organizer.UsageError, match="unknown method"):
        library.groups("magic")  # type: ignore[arg-type]


def test_map_regions_playlists_and_sound_are_given(library: Library, furnished: Path) -> None:
    laid = library.map()
    assert laid.u_matrix.shape == (laid.rows, laid.columns) and len(laid.codebook) == len(laid.names)
    row, column = np.floor(laid.places[:, 1]), np.floor(laid.places[:, 0])
    assert (row * laid.columns + column == laid.cells).all()
    (region,) = library.regions()
    assert (region.name, len(region.ids), region.joined.any()) == ("Late/night", 4, False)
    lists = {one.name: one for one in library.playlists()}
    assert lists["Broken"].ids is None and len(lists["All folk"].ids) == 7 and lists["Sunday"].query is None
    part = library.sound("title:odd", seconds=0.25)
    assert len(part.samples) == 5512 and part.samples.dtype == np.float32 and part.samples.any()
    assert len(library.sound("title:odd", seconds=None).samples) == part.rate == 22_050
    with pytest.raises(organizer.OrganizerError, match="is not there"):
        library.sound(1)


def test_nothing_is_written_and_what_others_add_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with Database(path) as db:
        add_songs(db, 12)
        opened = organizer.open(path)
        add_songs(db, 1, first=12)
        assert len(opened.songs()) == 13
    with opened:
        assert opened.features().values.shape[0] == 13  # axes are fitted, and not kept
        counted: list[int] = []
        thread = threading.Thread(target=lambda: counted.append(len(opened.songs())))
        thread.start()
        thread.join()
        assert counted == [13]
        for question in (opened.groups, opened.map):
            with pytest.raises(organizer.OrganizerError, match=r"organizer (groups|map)"):
                question()
    with Database(path) as db:
        assert maps.load_axes(db) is None
    with pytest.raises(organizer.LibraryError, match="is closed"):
        opened.songs()


def test_a_library_that_is_not_there_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "default_library", lambda: tmp_path / "own.db")
    for path in (None, tmp_path / "none.db", str(tmp_path)):
        with pytest.raises(organizer.LibraryError, match=r"there is no library \(make one: organizer add"):
            organizer.open(path)
    assert os.listdir(tmp_path) == []
