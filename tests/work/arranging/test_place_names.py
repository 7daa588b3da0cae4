"""One name for one place, on the map, in the groups, in playlists."""

from __future__ import annotations

import numpy as np

from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping, place_names
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def test_an_island_is_called_as_the_group_that_shows_the_same_songs(db: Database) -> None:
    add_songs(db, 60)
    music_map = mapping.build_map(JobContext(), db)
    groups = grouping.build_groups(JobContext(), db, k=3).groups
    ids, numbers = maps.labels(db)
    islands = [np.flatnonzero(np.isin(music_map.track_ids, ids[numbers == g.number])) for g in groups]
    small = islands[0][:4]  # a part of a group is another place
    names = place_names.island_names(db, music_map.track_ids)([*islands, small])
    assert names[:3] == [group.name for group in groups]
    assert len(set(names)) == 4


def test_names_on_the_map_are_names_of_groups_or_of_no_other_place(db: Database) -> None:
    add_songs(db, 60)
    music_map = mapping.build_map(JobContext(), db)
    grouping.build_groups(JobContext(), db, k=3)
    drawn = [label.name for label in mapping.landscape(None, db, music_map).labels]
    assert drawn and len(set(drawn)) == len(drawn)
    assert len(mapping.islands(music_map)) >= len(drawn)
    assert sum(len(songs) for songs in mapping.islands(music_map)) == 60


def test_songs_that_nothing_sets_apart_are_called_after_artist_or_title(db: Database) -> None:
    ids = add_songs(db, 6)
    same_style = np.array([ids[0], ids[3]], np.int64)
    names = place_names.namer(db, same_style).names([[0], [1]])
    own = [{song.tags.text("artist"), song.label} for song in tracks.get_many(db, same_style.tolist())]
    assert len(set(names)) == 2
    assert all(
        name.removeprefix("near ") in these or " · " in name for name, these in zip(names, own, strict=True)
    )


def test_shared_songs_are_counted_against_all_of_both() -> None:
    index = place_names.shared([np.arange(4), np.arange(10)], [np.arange(2, 6), np.arange(20, 22)])
    assert index.tolist() == [[2 / 6, 0.0], [4 / 10, 0.0]]
