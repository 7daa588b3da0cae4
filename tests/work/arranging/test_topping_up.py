"""Groups kept as playlists that top themselves up."""

from __future__ import annotations

from pathlib import Path
from pkgutil import resolve_name

import pytest

from organizer.base.errors import UsageError
from organizer.library import maps
from organizer.library.files import removals
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.arranging import group_edits, grouping, topping_up
from organizer.work.intake import tabling
from organizer.work.jobs import JobContext
from tests.playlist_file import paths_in
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture
def grouped(db: Database) -> Database:
    add_songs(db, 30)
    grouping.build_groups(JobContext(), db, k=3)
    return db


def members(db: Database, number: int) -> set[int]:
    ids, numbers = maps.labels(db)
    return set(ids[numbers == number].tolist())


def test_new_songs_of_a_group_join_its_playlist_and_file(grouped: Database, tmp_path: Path) -> None:
    file = tmp_path / "mine.m3u8"
    topping_up.link(grouped, 1, file=str(file))
    name = group_edits.current(grouped).grouping.groups[1].playlist
    assert set(playlists.load(grouped, name)) == members(grouped, 1)
    removed = playlists.load(grouped, name)[0]
    playlists.save(grouped, name, playlists.load(grouped, name)[1:])  # a person takes one out
    assert topping_up.top_up(grouped) == []
    add_songs(grouped, 9, first=30)
    grouping.place_new(grouped)
    (topped,) = topping_up.top_up(grouped)
    assert (topped.name, topped.added, topped.problem) == (name, 3, "")
    listed = playlists.load(grouped, name)
    assert set(listed) == members(grouped, 1) - {removed}
    assert len(paths_in(file)) == len(listed) == 12
    topping_up.unlink(grouped, 1)
    add_songs(grouped, 3, first=39)
    grouping.place_new(grouped)
    assert topping_up.top_up(grouped) == [] and playlists.load(grouped, name) == listed


def test_the_rule_finds_its_group_again_in_a_rebuild(grouped: Database) -> None:
    playlist = members(grouped, 2)
    topping_up.link(grouped, 2)
    add_songs(grouped, 30, first=30)
    made = grouping.build_groups(JobContext(), grouped, k=3, seed=5)
    (group,) = [group for group in made.groups if group.playlist]
    assert playlist <= members(grouped, group.number)
    topping_up.top_up(grouped)
    assert set(playlists.load(grouped, group.playlist)) == members(grouped, group.number)


@pytest.mark.parametrize(
    ("method", "k"), [("kmeans", 2), ("kmeans", 5), ("ward", 2), ("gmm", 4), ("hdbscan", 0)]
)
def test_no_playlist_gets_songs_that_were_in_another_group(db: Database, method: str, k: int) -> None:
    ids = add_songs(db, 36)
    removals.remove(db, ids[1::3][4:])  # one of three styles has only a few songs, which join another one
    grouping.build_groups(JobContext(), db, k=3)
    for number in range(3):
        topping_up.link(db, number)
    before = {name: set(playlists.load(db, name)) for name in playlists.names(db)}
    old = set().union(*before.values())
    for seed in range(3):
        new = add_songs(db, 6, first=36 + 6 * seed)
        grouping.build_groups(JobContext(), db, method=method, k=k or None, seed=seed)
        reported = topping_up.top_up(db)
        left = {g.playlist for g in group_edits.current(db).grouping.groups if g.playlist}
        for name, songs in before.items():
            assert set(playlists.load(db, name)) & old <= songs
            assert name in left or name in {one.name for one in reported if one.stopped} or seed
        grouped = {
            name: members(db, g.number)
            for g in group_edits.current(db).grouping.groups
            if (name := g.playlist)
        }
        assert all(set(new) & songs <= set(playlists.load(db, name)) for name, songs in grouped.items())
        assert topping_up.top_up(db) == []  # it is said once


def test_a_playlist_whose_group_is_gone_says_so_and_grows_no_more(grouped: Database) -> None:
    topping_up.link(grouped, 1)
    (name,) = playlists.names(grouped)
    listed = playlists.load(grouped, name)
    grouping.build_groups(JobContext(), grouped, k=1)
    (reported,) = topping_up.top_up(grouped)
    assert reported.stopped and reported.name == name and "no more" in reported.message
    add_songs(grouped, 9, first=30)
    grouping.place_new(grouped)
    assert topping_up.top_up(grouped) == [] and playlists.load(grouped, name) == listed


def test_a_merger_says_which_playlist_grows_no_more(grouped: Database) -> None:
    topping_up.link(grouped, 0)
    topping_up.link(grouped, 1)
    names = set(playlists.names(grouped))
    was = group_edits.merge(grouped, [0, 1])
    (reported,) = [one for one in topping_up.top_up(grouped) if one.stopped]
    (left,) = {g.playlist for g in group_edits.current(grouped).grouping.groups} - {""}
    assert {reported.name, left} == names
    group_edits.restore(grouped, was)
    assert {g.playlist for g in group_edits.current(grouped).grouping.groups} == {*names, ""}


def test_split_and_merge_leave_one_group_with_the_playlist(grouped: Database) -> None:
    topping_up.link(grouped, 0)
    group_edits.split(grouped, 0)
    assert sum(bool(g.playlist) for g in group_edits.current(grouped).grouping.groups) == 1
    group_edits.merge(grouped, [0, 1])
    assert group_edits.current(grouped).grouping.groups[0].playlist


def test_a_playlist_that_is_there_or_was_deleted_is_left_alone(grouped: Database) -> None:
    name = group_edits.current(grouped).grouping.groups[0].name
    playlists.save(grouped, name, [])
    topping_up.link(grouped, 0)
    playlist = group_edits.current(grouped).grouping.groups[0].playlist
    assert playlist == f"{name} 2" and playlists.load(grouped, name) == []
    playlists.delete(grouped, playlist)
    assert topping_up.top_up(grouped) == [] and playlist not in playlists.names(grouped)


def test_a_file_that_cannot_be_written_is_reported(grouped: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.m3u8"):
        topping_up.link(grouped, 0, file=str(tmp_path / "x.mp3"))
    with pytest.raises(UsageError):
        topping_up.link(grouped, 0, file=str(tmp_path / "nowhere" / "x.m3u8"))
    assert playlists.names(grouped) == [] and stored(grouped)[2] == ["", "", ""]


def test_keeping_a_group_is_one_transaction(grouped: Database, tmp_path: Path) -> None:
    statements: list[str] = []
    grouped.read().set_trace_callback(statements.append)
    topping_up.link(grouped, 1, file=str(tmp_path / "mine.m3u8"))
    grouped.read().set_trace_callback(None)
    assert [text for text in statements if text.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


@pytest.mark.parametrize(
    "step", ["playlists.save", "playlists.set_rule", "_remember", "playlists.offer", "exporting.write_list"]
)
@pytest.mark.parametrize("again", [False, True])
def test_an_end_in_the_middle_leaves_nothing(
    grouped: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, again: bool
) -> None:
    if again:
        topping_up.link(grouped, 1)
    before = stored(grouped)
    place = f"organizer.work.arranging.topping_up.{step}"
    do = resolve_name(place)

    def do_and_end(*values: object) -> None:
        do(*values)
        raise KeyboardInterrupt

    monkeypatch.setattr(place, do_and_end)
    with pytest.raises(KeyboardInterrupt):
        topping_up.link(grouped, 1, file=str(tmp_path / "mine.m3u8"))
    assert stored(grouped) == before
    monkeypatch.undo()
    topping_up.link(grouped, 1, file=str(tmp_path / "mine.m3u8"))
    assert len(playlists.names(grouped)) == 1 and stored(grouped) != before


def stored(db: Database) -> tuple[object, ...]:
    names = playlists.names(db)
    return (
        playlists.rules(db),
        [(name, playlists.load(db, name), playlists.offered(db, name)) for name in names],
        [group.playlist for group in group_edits.current(db).grouping.groups],
    )


def test_songs_without_files_make_no_playlist_file(db: Database, tmp_path: Path) -> None:
    table = tmp_path / "songs.csv"
    lines = [f"Song {n},Ada,{90 + n % 2 * 60 + n / 10}" for n in range(20)]
    table.write_text("\n".join(["title,artist,tempo", *lines]), "utf-8")
    tabling.import_table(JobContext(), db, str(table))
    grouping.build_groups(JobContext(), db, k=2, space=grouping.usual_space(db))
    with pytest.raises(UsageError, match="has a file that a player could play") as reported:
        topping_up.link(db, 0, file=str(tmp_path / "mine.m3u8"))
    assert reported.value.remedy and playlists.names(db) == []
    topping_up.link(db, 0)
    (name,) = playlists.names(db)
    assert set(playlists.load(db, name)) == members(db, 0)
