"""Regions that live: songs join them, they follow their songs, and playlists follow them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.base.errors import UsageError
from organizer.library import maps
from organizer.library.places import regions
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping, topping_up
from organizer.work.arranging import regions as edits
from organizer.work.jobs import JobContext
from tests.playlist_file import paths_in
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def mapped(db: Database) -> Database:
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    return db


def of_style(db: Database, style: int) -> list[int]:
    return [int(i) for i in maps.load_map(db).track_ids if (int(i) - 1) % 3 == style]


def test_new_songs_of_its_kind_join_a_region_and_no_others(mapped: Database) -> None:
    number = edits.make(mapped, "mine", of_style(mapped, 1)).number
    assert edits.join(mapped) == {}
    new = add_songs(mapped, 12, first=60)
    mapping.place_new(mapped)
    (joined,) = edits.join(mapped).values()
    assert joined.tolist() == new[1::3]
    region = regions.of_number(mapped, number)
    assert (region.chosen, region.joined) == (20, 4)
    assert edits.join(mapped) == {}  # whoever was asked and joined is not asked again


def test_a_song_that_was_taken_out_stays_out_until_it_is_put_in(mapped: Database) -> None:
    number = edits.make(mapped, "mine", of_style(mapped, 0)).number
    new = add_songs(mapped, 3, first=60)
    mapping.place_new(mapped)
    edits.join(mapped)
    out = edits.take(mapped, number, new)
    assert (out.songs, out.name) == (1, "mine")
    mapping.build_map(JobContext(), mapped)
    assert edits.join(mapped) == {} and new[0] not in regions.members(mapped, number).ids
    assert edits.add(mapped, number, new[:1]).songs == 1
    members = regions.members(mapped, number)
    assert new[0] in members.ids and not members.joined.any()
    edits.restore(mapped, number, out.was)
    assert regions.of_number(mapped, number).joined == 1


def test_songs_that_were_left_out_when_it_was_made_do_not_join(mapped: Database) -> None:
    chosen = of_style(mapped, 2)
    number = edits.make(mapped, "most", chosen[:-2]).number
    add_songs(mapped, 3, first=60)
    mapping.place_new(mapped)
    edits.join(mapped)
    assert not set(chosen[-2:]) & set(regions.members(mapped, number).ids.tolist())


def test_the_order_in_which_songs_come_makes_no_difference(mapped: Database) -> None:
    number = edits.make(mapped, "mine", of_style(mapped, 1)[:3]).number
    for first in range(60, 75, 3):
        add_songs(mapped, 3, first=first)
        mapping.place_new(mapped)
        edits.join(mapped)
    bit_by_bit = regions.members(mapped, number).ids.tolist()
    regions.set_standing(mapped, number, regions.members(mapped, number).ids, "out")
    chosen = of_style(mapped, 1)[:3]
    with mapped.write() as connection:
        connection.execute("DELETE FROM region_songs")
    regions.set_standing(mapped, number, chosen, "chosen")
    edits.join(mapped)
    assert regions.members(mapped, number).ids.tolist() == bit_by_bit


def test_the_outline_goes_where_the_songs_go(mapped: Database) -> None:
    number = edits.make(mapped, "mine", of_style(mapped, 0)).number
    for turn in range(2):
        (drawn,) = edits.drawn(mapped)
        music_map = maps.load_map(mapped)
        rows = np.flatnonzero(np.isin(music_map.track_ids, drawn.ids))
        places = (music_map.places[rows] - music_map.cut) % [music_map.rows, music_map.columns]
        line = drawn.parts[0]
        size = np.array([music_map.columns, music_map.rows])
        around = (
            np.abs((places[:, None, ::-1] - line[None] + size / 2) % size - size / 2).max(axis=2).min(axis=1)
        )
        assert (around < 2.5).mean() > 0.9 and drawn.region.number == number
        add_songs(mapped, 90, first=60 + 90 * turn)
        mapping.build_map(JobContext(), mapped, keep_places=False, seed=3)


def test_a_region_without_a_map_waits_for_one(db: Database) -> None:
    assert edits.drawn(db) == ()
    ids = add_songs(db, 2)
    edits.make(db, "two", ids)
    (drawn,) = edits.drawn(db)
    assert drawn.ids.tolist() == ids and drawn.parts == ()


def test_what_cannot_be_named_says_why(db: Database) -> None:
    with pytest.raises(UsageError, match="needs songs"):
        edits.make(db, "x", [])
    ids = add_songs(db, 2)
    with db.write() as connection:
        connection.execute("UPDATE tracks SET audio_hash = '' WHERE id = ?", (ids[0],))
    made = edits.make(db, "x", ids)
    assert (made.songs, made.unknown) == (1, 1)
    with pytest.raises(UsageError, match="already"):
        edits.make(db, "X", ids)
    with pytest.raises(UsageError, match="gone"):
        edits.take(db, 99, ids)


def test_a_playlist_of_a_region_tops_itself_up_and_lets_go_of_what_is_taken_out(
    mapped: Database, tmp_path: Path
) -> None:
    file = tmp_path / "mine.m3u8"
    number = edits.make(mapped, "mine", of_style(mapped, 1)).number
    topping_up.link_region(mapped, number, file=str(file))
    name = regions.of_number(mapped, number).playlist
    assert name == "mine" and sorted(playlists.load(mapped, name)) == of_style(mapped, 1)
    removed = playlists.load(mapped, name)[0]
    playlists.save(mapped, name, playlists.load(mapped, name)[1:])  # a person takes one out of the playlist
    new = add_songs(mapped, 6, first=60)
    mapping.place_new(mapped)
    (topped,) = topping_up.top_up(mapped)
    assert (topped.name, topped.added, topped.problem) == ("mine", 2, "")
    taken = edits.take(mapped, number, [new[1]])
    topping_up.top_up(mapped)
    listed = playlists.load(mapped, name)
    assert removed not in listed and new[1] not in listed and new[4] in listed
    assert len(paths_in(file)) == len(listed)
    edits.restore(mapped, number, taken.was)  # undo brings it back
    topping_up.top_up(mapped)
    assert new[1] in playlists.load(mapped, name) and removed not in playlists.load(mapped, name)
    playlists.rename(mapped, "mine", "yours")
    assert regions.of_number(mapped, number).playlist == "yours"
    topping_up.unlink_region(mapped, number)
    add_songs(mapped, 6, first=66)
    mapping.place_new(mapped)
    assert topping_up.top_up(mapped) == []
    assert regions.of_number(mapped, number).joined == 4


def test_a_region_lives_on_without_its_playlist(mapped: Database) -> None:
    number = edits.make(mapped, "mine", of_style(mapped, 1)).number
    topping_up.link_region(mapped, number)
    playlists.delete(mapped, "mine")
    assert topping_up.top_up(mapped) == [] and regions.of_number(mapped, number).playlist == ""
    with pytest.raises(UsageError, match="M3U8"):
        topping_up.link_region(mapped, number, file="x.doc")
