"""One name for one place, on the map, in the groups, in playlists."""

from __future__ import annotations

import numpy as np

from organizer.base.arrangement import Group, Grouping, NamedIsland
from organizer.base.errors import OrganizerError
from organizer.base.language import joined, tr, tr_as
from organizer.library import journal, maps, tracks
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import group_edits, grouping, mapping, place_names, topping_up
from organizer.work.intake import removing
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs
from tests.work.arranging.test_proposing import hide


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


def test_songs_removed_since_they_were_listed_lend_no_name(db: Database) -> None:
    ids = np.array(add_songs(db, 6), np.int64)
    removing.remove(JobContext(), db, ids[:3])
    names = place_names.namer(db, ids).names([[row] for row in range(6)])
    assert names[:3] == ["", "", ""] and len(set(names[3:])) == 3 and all(names[3:])


def owners(db: Database) -> dict[str, set[int]]:
    """The songs of each island that is kept, by its name."""
    return {one.name: set(one.songs.tolist()) for one in maps.load_islands(db)}


def named(db: Database) -> list[str]:
    music_map = maps.load_map(db)
    assert music_map is not None
    return place_names.island_names(db, music_map.track_ids)(mapping.islands(music_map))


def test_names_of_islands_outlast_restarts_new_songs_and_rebuilds(db: Database) -> None:
    add_songs(db, 90)
    mapping.build_map(JobContext(), db)
    first = named(db)
    before = owners(db)
    assert set(before) == set(first) == set(named(db))
    for extra in range(3):
        add_songs(db, 6, first=90 + 6 * extra)
        mapping.place_new(db)
        mapping.build_map(JobContext(), db)
        now = named(db)
        after = owners(db)
        same = [
            n
            for n, songs in before.items()
            if any(len(songs & s) > 0.8 * len(songs | s) for s in after.values())
        ]
        assert len(same) > len(before) / 2 and set(same) <= set(now)
        before = after


def test_a_group_that_shows_an_island_has_its_name(db: Database) -> None:
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    named(db)  # before there are groups
    before = owners(db)
    made = grouping.build_groups(JobContext(), db, k=3)
    ids, numbers = maps.labels(db)
    for group in made.groups:
        songs = set(ids[numbers == group.number].tolist())
        alike = [n for n, there in before.items() if len(songs & there) >= 0.6 * len(songs | there)]
        assert not alike or group.name == alike[0]
        assert bool(alike) or group.name not in before
    named(db)
    linked = {one.group: one.name for one in maps.load_islands(db) if one.group is not None}
    assert all(linked.get(group.number, group.name) == group.name for group in made.groups)


def test_a_renamed_group_its_island_and_its_playlist_are_called_alike(db: Database) -> None:
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    grouping.build_groups(JobContext(), db, k=3)
    names = named(db)
    number = next(one.group for one in maps.load_islands(db) if one.group is not None)
    topping_up.link(db, number)
    old = next(iter(playlists.names(db)))
    assert old in names
    was = group_edits.rename(db, number, "Sunday")
    assert "Sunday" in named(db) and playlists.names(db) == ["Sunday"]
    assert group_edits.group_of(group_edits.current(db), number).playlist == "Sunday"
    group_edits.restore(db, was)
    assert named(db) == names and playlists.names(db) == [old]


def test_names_are_kept_when_all_songs_are_analyzed_and_damaged_ones_made_anew(db: Database) -> None:
    ids = add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    hide(db, ids[:1], "hidden:")
    names = named(db)
    assert names and not maps.load_islands(db)
    hide(db, ids[:1], "")
    assert named(db) == names and len(maps.load_islands(db)) == len(names)
    with db.write() as connection:
        connection.execute("UPDATE islands SET songs = x'00' WHERE position = 0")
    assert len(named(db)) == len(names) and len(maps.load_islands(db)) == len(names)


def test_names_and_what_the_history_says_follow_the_language(db, speak):
    name = joined(" · ", ["Jazz", tr_as("of sound", "slow")])
    groups = (Group(0, name, 1), Group(1, "Mein Abend · slow", 1, named=True), Group(2, "Folk · schnell", 0))
    grouping = Grouping("kmeans", 0, groups, np.zeros((3, 2), np.float32))
    ids = np.array(add_songs(db, 2), np.int64)
    maps.save_grouping(db, grouping, ids, np.array([0, 1]))
    maps.save_islands(db, [NamedIsland(name, ids)])
    with db.write() as connection:  # an island as it was stored before
        connection.execute("INSERT INTO islands VALUES (1, 'Rock · rapide', NULL, ?)", (ids.tobytes(),))
    edit = journal.begin(db, tr("Write ReplayGain"))
    with db.write() as connection:
        columns = "edit_id, sequence, path, track_id, changes, state"
        row = (edit, b"/music/a.mp3", int(ids[0]))
        connection.execute(f"INSERT INTO edit_files ({columns}) VALUES (?, 0, ?, ?, '{{}}', 'done')", row)
    tracks.record_failure(db, int(ids[0]), "analysis", OrganizerError(tr("holds no sound")))
    speak("de")
    names = [group.name for group in maps.load_grouping(db).groups]
    assert names == ["Jazz · langsam", "Mein Abend · slow", "Folk · schnell"]
    assert [island.name for island in maps.load_islands(db)] == ["Jazz · langsam", "Rock · schnell"]
    assert [entry.label for entry in journal.history(db)] == [tr("Write ReplayGain")]
    assert tr("Write ReplayGain") != "Write ReplayGain"
    (failure,) = tracks.failures(db)
    assert failure.reason == tr("holds no sound") != "holds no sound"
    speak("es")
    maps.save_grouping(db, maps.load_grouping(db), ids, np.array([0, 1]))
    assert maps.load_grouping(db).groups[0].name == "Jazz · lento"
