"""Groups of planted styles: made, made again, corrected by a person, and put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from organizer.base.arrangement import EAR, Grouping, Space
from organizer.base.errors import Cancelled, LibraryError, UsageError
from organizer.base.features import NetworkFeatures
from organizer.base.model import Progress
from organizer.library import maps, network_vectors, tracks
from organizer.library.files import removals
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table
from organizer.work.arranging import group_edits, grouping, mapping
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import STYLES, add_songs


def made(db: Database, k: int | None = 3, **wishes: object) -> Grouping:
    return grouping.build_groups(JobContext(), db, k=k, **wishes)  # type: ignore[arg-type]


def members(db: Database) -> dict[int, set[int]]:
    """The songs of each group."""
    ids, numbers = maps.labels(db)
    return {int(n): set(ids[numbers == n].tolist()) for n in np.unique(numbers)}


def style(ids: list[int], which: int) -> set[int]:
    return set(ids[which::3])


def number_of(db: Database, songs: set[int]) -> int:
    """The group that holds exactly these songs."""
    return next(n for n, group in members(db).items() if group == songs)


def current(db: Database) -> Grouping:
    result = maps.load_grouping(db)
    assert result is not None
    return result


@pytest.mark.parametrize("method", ["kmeans", "gmm", "hdbscan", "ward", "som"])
def test_planted_styles_are_found_and_named(db: Database, method: str) -> None:
    ids = add_songs(db, 60)
    if method == "som":
        mapping.build_map(JobContext(), db)
    result = made(db, method=method)
    assert sorted(map(sorted, members(db).values())) == sorted(sorted(style(ids, s)) for s in range(3))
    for group in result.groups:
        songs = members(db)[group.number]
        which = next(s for s in range(3) if songs == style(ids, s))
        assert STYLES[which] in group.name and group.size == 20
        assert set(group.typical) <= songs and len(group.typical) == 5
    assert result == replace(current(db), centers=result.centers)
    assert tracks.get(db, ids[0]).group == number_of(db, style(ids, 0))


def test_the_number_of_groups_is_found(db: Database) -> None:
    add_songs(db, 60)
    seen: list[Progress] = []
    result = grouping.build_groups(JobContext(seen.append), db)
    assert len(result.groups) == 3 and any(p.total for p in seen)


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_a_few_songs_have_groups(db: Database, n: int) -> None:
    ids = add_songs(db, n)
    result = made(db, None)
    assert set().union(*members(db).values()) == set(ids)
    assert sum(group.size for group in result.groups) == n and min(g.size for g in result.groups) >= 1
    grouping.quality(db)


def test_a_name_that_a_person_gave_is_kept_over_a_rebuild(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db)
    group_edits.rename(db, number_of(db, style(ids, 1)), "  Loud   nights ")
    add_songs(db, 12, first=60)
    made(db, seed=5)
    named = [group for group in current(db).groups if group.named]
    assert [group.name for group in named] == ["Loud nights"]
    assert style(ids, 1) <= members(db)[named[0].number]
    group_edits.rename(db, named[0].number, "")
    group = current(db).groups[named[0].number]
    assert "Rock" in group.name and not group.named


def test_numbers_and_names_survive_adding_songs_and_rebuilding(db: Database) -> None:
    add_songs(db, 60)
    before = made(db)
    was = members(db)
    add_songs(db, 24, first=60)
    after = made(db, seed=7)
    assert [(g.number, g.name) for g in after.groups] == [(g.number, g.name) for g in before.groups]
    for number, songs in members(db).items():
        assert was[number] <= songs
    was = members(db)
    fewer = made(db, 2)  # two styles become one group: it is the larger's, or a new one
    numbers = {g.number: g.name for g in before.groups}
    for group in fewer.groups:  # a name stays with a group that most of its songs were in
        same = 2 * len(was.get(group.number, set()) & members(db)[group.number]) > group.size
        assert not same or group.name == numbers[group.number]
    assert sum(group.number in numbers for group in fewer.groups) >= 1


def test_a_new_group_gets_a_number_that_no_other_had(db: Database) -> None:
    ids = add_songs(db, 60)
    before = made(db, 3)
    group_edits.lock(db, number_of(db, style(ids, 0)))
    after = made(db, 5)
    carried = [group for group in after.groups if group.name in {g.name for g in before.groups}]
    fresh = [group for group in after.groups if group not in carried]
    assert fresh and all(group.number >= 3 for group in fresh)
    assert len({group.name for group in after.groups}) == 5


def test_a_small_library_that_grew_gets_names_for_what_it_is_now(db: Database) -> None:
    add_songs(db, 12)
    made(db, 1)
    assert [group.name for group in current(db).groups] == ["all songs"]
    add_songs(db, 60, first=12)
    made(db, 3)
    assert "all songs" not in {group.name for group in current(db).groups}


def test_a_locked_group_stays_as_it_is(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db)
    odd = ids[1]  # a song of another style, put into the folk songs by hand
    group_edits.move(db, [odd], number_of(db, style(ids, 0)))
    fixed = style(ids, 0) | {odd}
    group_edits.lock(db, number_of(db, fixed))
    made(db, 6)
    assert fixed in members(db).values() and len(members(db)) == 6
    locked = [group for group in current(db).groups if group.locked]
    assert len(locked) == 1 and members(db)[locked[0].number] == fixed
    group_edits.lock(db, locked[0].number, False)
    made(db)
    assert not any(group.locked for group in current(db).groups)


def test_every_group_locked_leaves_nothing_to_do(db: Database) -> None:
    add_songs(db, 30)
    for group in made(db).groups:
        group_edits.lock(db, group.number)
    before = sorted(map(sorted, members(db).values()))
    made(db, 2)
    assert sorted(map(sorted, members(db).values())) == before


def test_merged_groups_stay_one(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db)
    first, second = number_of(db, style(ids, 0)), number_of(db, style(ids, 1))
    group_edits.merge(db, [first, second])
    together = style(ids, 0) | style(ids, 1)
    assert sorted(map(len, members(db).values())) == [20, 40] and together in members(db).values()
    made(db, 4)
    assert together in members(db).values()
    with pytest.raises(UsageError, match="two groups"):
        group_edits.merge(db, [0, 0])


def test_a_split_group_is_cut_where_its_songs_differ(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db, 1)
    group_edits.split(db, 0, k=3)
    assert sorted(map(sorted, members(db).values())) == sorted(sorted(style(ids, s)) for s in range(3))
    groups = current(db).groups
    assert all(group.locked and group.size == 20 and len(group.typical) == 5 for group in groups)
    assert {next(s for s in STYLES if s in group.name) for group in groups} == set(STYLES)


def test_a_name_stays_with_the_larger_part(db: Database) -> None:
    add_songs(db, 60)
    made(db, 1)
    group_edits.rename(db, 0, "Mine")
    group_edits.split(db, 0)
    assert {g.number: g.size for g in current(db).groups if g.name == "Mine" and g.named} == {0: 40}
    assert len([g for g in current(db).groups if not g.named]) == 1


def test_a_song_that_was_moved_stays_there(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db)
    target = number_of(db, style(ids, 2))
    group_edits.move(db, [ids[0]], target)
    assert ids[0] in members(db)[target] and current(db).groups[target].size == 21
    made(db, seed=3)
    assert style(ids, 2) | {ids[0]} in members(db).values()
    assert [i for i, _ in current(db).pins] == [ids[0]]


def test_the_last_song_takes_its_group_with_it(db: Database) -> None:
    add_songs(db, 12)
    made(db, 2)
    (small, songs), *_ = sorted(members(db).items(), key=lambda entry: len(entry[1]))
    other = next(n for n in members(db) if n != small)
    group_edits.move(db, sorted(songs), other)
    assert [group.number for group in current(db).groups] == [other]
    assert current(db).groups[0].size == 12


@pytest.mark.parametrize(
    "correct",
    [
        lambda db: group_edits.rename(db, 0, "Another"),
        lambda db: group_edits.lock(db, 0),
        lambda db: group_edits.merge(db, [0, 1]),
        lambda db: group_edits.split(db, 1),
        lambda db: group_edits.move(db, list(range(1, 9)), 2),
    ],
)
def test_a_correction_is_taken_back(
    db: Database, correct: Callable[[Database], group_edits.GroupsState]
) -> None:
    add_songs(db, 60)
    made(db)
    before, songs = current(db), members(db)
    was = correct(db)
    after, after_songs = current(db), members(db)
    assert after.groups != before.groups
    undone = group_edits.restore(db, was)
    assert current(db).groups == before.groups and members(db) == songs
    assert current(db).pins == before.pins
    group_edits.restore(db, undone)
    assert current(db).groups == after.groups and members(db) == after_songs


def test_new_songs_join_the_nearest_group(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db)
    folk = number_of(db, style(ids, 0))
    new = add_songs(db, 6, first=60)
    grouping.place_new(db)
    assert {new[0], new[3]} <= members(db)[folk]
    assert current(db).groups[folk].size == 22


def test_songs_that_left_leave_their_groups_and_empty_groups_go(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db)
    folk, jazz = number_of(db, style(ids, 0)), number_of(db, style(ids, 1))
    before = {group.number: group.name for group in current(db).groups}
    removals.remove(db, [*sorted(style(ids, 0))[:5], *style(ids, 1)])
    grouping.place_new(db)
    left = {group.number: group.size for group in current(db).groups}
    assert left[folk] == 15 and jazz not in left and len(left) == len(before) - 1
    assert len(current(db).centers) == len(left)
    removals.remove(db, ids)
    maps.drop_empty(db)
    assert maps.load_grouping(db) is None


def add_table(db: Database) -> list[int]:
    """Forty songs without files: slow and calm, or fast and loud; a column of one value, and a gap."""
    rng = np.random.default_rng(1)
    lines = ["title,artist,tempo,energy,tuning"]
    for i in range(40):
        fast = i % 2
        tempo = f"{80 + 60 * fast + rng.normal():.1f}" if i else ""
        lines.append(f"Song {i},Artist {i},{tempo},{0.2 + 0.6 * fast + 0.02 * rng.normal():.3f},440")
    path = Path(db.path).with_name("told.csv")
    path.write_text("\n".join(lines), "utf-8")
    tables.add(db, read_table(str(path)))
    return tracks.query(db, order="title").tolist()


def test_songs_of_a_table_are_grouped_by_chosen_numbers(db: Database) -> None:
    add_table(db)
    result = made(db, 2, space=Space(("tempo", "energy", "tuning"), "robust", weights=(("energy", 2.0),)))
    titles = [{int(t.title[5:]) % 2 for t in tracks.get_many(db, songs)} for songs in members(db).values()]
    assert sorted(map(sorted, titles)) == [[0], [1]] and result.space.weights == (("energy", 2.0),)
    assert {group.name for group in result.groups} == {"calm · slow", "energetic · fast"}
    figures = grouping.quality(db)
    assert figures["silhouette"] is not None and figures["silhouette"] > 0.8 and figures["unsorted"] == 0


def test_without_features_a_library_of_tables_is_compared_by_what_they_tell(db: Database) -> None:
    add_table(db)
    assert set(made(db, 2).space.features) == {"tempo", "energy"}


def test_some_songs_only(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db, 2, space=Space(query="-genre:jazz"))
    assert sorted(map(sorted, members(db).values())) == sorted(sorted(style(ids, s)) for s in (0, 1))
    with pytest.raises(LibraryError, match="no analyzed song"):
        made(db, 2, space=Space(query="nobody"))


def test_songs_in_no_dense_region_may_stay_unsorted(db: Database) -> None:
    ids = add_songs(db, 60)
    lone = add_strangers(db)
    left = set(made(db, None, method="hdbscan", sort_all=False).unsorted)
    assert left and left <= set(lone)
    assert set().union(*members(db).values()) == {*ids, *lone} - left
    assert grouping.quality(db)["unsorted"] == len(left)
    grouping.place_new(db)
    assert not left & set().union(*members(db).values())  # left out on purpose
    group_edits.move(db, sorted(left)[:1], 0)
    assert set(current(db).unsorted) == set(sorted(left)[1:])
    made(db, None, method="hdbscan")
    assert set().union(*members(db).values()) == {*ids, *lone}


def add_strangers(db: Database) -> list[int]:
    """Two songs like no other."""
    from organizer.analysis.ear.layout import VECTOR_NAMES
    from organizer.base.descriptors import FEATURE_VERSION, Descriptors
    from organizer.base.features import Features
    from organizer.library import vectors

    ids = list(tracks.upsert(db, [tracks.ScannedFile(f"/strange/{i}.mp3", 1, 1) for i in range(2)]).added)
    for i, track_id in enumerate(ids):
        vector = np.random.default_rng(99 + i).standard_normal(len(VECTOR_NAMES)).astype(np.float32) * 3
        tracks.set_audio_hash(db, track_id, f"{9000 + i:032x}")
        vectors.put(db, [(f"{9000 + i:032x}", Features(vector, Descriptors(), FEATURE_VERSION))])
    return ids


def test_counts_are_judged(db: Database) -> None:
    add_songs(db, 60)
    for method in ("kmeans", "gmm", "ward"):
        count = grouping.judge_counts(JobContext(), db, method=method)
        assert count.tried == tuple(range(2, 13)) and count.proposal == 3
        assert len(count.inertia) == len(count.davies_bouldin) == len(count.bic) == 11
    made(db, 3)
    group_edits.lock(db, 0)
    assert grouping.judge_counts(JobContext(), db).proposal == len(made(db, None).groups)
    with pytest.raises(UsageError, match="own number"):
        grouping.judge_counts(JobContext(), db, method="hdbscan")


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        ({"k": 0}, "at least one group"),
        ({"method": "som"}, "need a map"),
        ({"method": "guess"}, "guess"),
        ({"space": Space(("nonsense",))}, "nonsense"),
        ({"space": Space(("tempo",), "cubic")}, "cubic"),
        ({"space": Space(("tempo",), components=0)}, "principal axis"),
    ],
)
def test_what_cannot_be_is_reported(db: Database, wishes: dict[str, object], reason: str) -> None:
    add_songs(db, 12)
    with pytest.raises(UsageError, match=reason):
        made(db, **wishes)  # type: ignore[arg-type]
    assert maps.load_grouping(db) is None


def test_corrections_need_groups_that_are_there(db: Database) -> None:
    with pytest.raises(LibraryError, match="no groups yet"):
        group_edits.rename(db, 0, "x")
    add_songs(db, 30)
    made(db)
    for wrong in (
        lambda: group_edits.lock(db, 77),
        lambda: group_edits.merge(db, [0, 77]),
        lambda: group_edits.move(db, [1], 77),
        lambda: group_edits.split(db, 77),
    ):
        with pytest.raises(UsageError, match="there is no group 77"):
            wrong()


def test_cancelling_leaves_the_groups_as_they_were(db: Database) -> None:
    add_songs(db, 30)
    made(db)
    before = members(db)
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        grouping.build_groups(context, db, k=2)
    assert members(db) == before


def test_a_mixture_says_how_sure_each_songs_group_is(db: Database) -> None:
    ids = np.array(add_songs(db, 60))
    grouping.build_groups(JobContext(), db, method="gmm", k=3)
    sure = maps.sureness(db, ids)
    assert np.isfinite(sure).all() and (sure > 1 / 3).all() and (sure <= 1).all()
    group_edits.move(db, [int(ids[0])], (tracks.get(db, int(ids[0])).group + 1) % 3)
    stored = maps.sureness(db, ids)
    assert np.isnan(stored[0]) and np.array_equal(stored[1:], sure[1:])  # nobody asked the mixture about it
    was = group_edits.current(db)
    grouping.build_groups(JobContext(), db, method="kmeans", k=3)
    assert np.isnan(maps.sureness(db, ids)).all()
    group_edits.restore(db, was)
    np.testing.assert_array_equal(maps.sureness(db, ids), stored)


def test_a_space_goes_on_by_the_numbers_that_are_left(db: Database) -> None:
    was = Space(("energy", "liveness"), "minmax", 2, (("liveness", 2.0), ("energy", 0.5)), "genre:folk")
    assert grouping.remaining(db, was) == Space(("energy",), "minmax", None, (("energy", 0.5),), "genre:folk")
    assert grouping.remaining(db, Space(("liveness",))) is None
    assert (
        grouping.remaining(db, Space(("energy",))) == Space(("energy",))
        and grouping.remaining(db, EAR) == EAR
    )


def test_a_space_is_lost_with_the_network_whose_words_it_has(db: Database) -> None:
    ids = add_songs(db, 12)
    network_vectors.choose(db, "ab" * 16, tags=("jazz", "rock"))
    for song in tracks.get_many(db, ids):
        heard = NetworkFeatures(np.ones(3, np.float32), np.array([song.id / 20, 0.5], np.float32))
        network_vectors.put(db, "ab" * 16, [(song.audio_hash, heard)])
    by_word, of_found = Space(("sound:jazz", "tempo")), Space(("tempo",), query="sound:jazz>0.2")
    for space in (by_word, of_found):
        assert grouping.has_features(db, space) and grouping.remaining(db, space) == space
    songs = grouping.points(JobContext(), db, of_found)
    assert songs.ids.tolist() == [i for i in ids if i / 20 > 0.2]
    network_vectors.choose(db, "")
    assert not grouping.has_features(db, by_word) and not grouping.has_features(db, of_found)
    assert grouping.remaining(db, by_word) == Space(("tempo",))
    assert grouping.remaining(db, of_found) is None


def test_a_map_and_groups_go_on_without_a_number_that_is_gone(db: Database) -> None:
    add_songs(db, 60)
    space = Space(("tempo", "energy"))
    mapping.build_map(JobContext(), db, space=space)
    made(db, 3, space=space)
    for table in ("map", "grouping"):  # as they were stored while liveness was estimated
        header = db.read().execute(f"SELECT header FROM {table}").fetchone()[0]
        assert '"tempo"' in header
        with db.write() as connection:
            connection.execute(f"UPDATE {table} SET header = ?", (header.replace('"tempo"', '"liveness"'),))
    stored = maps.load_map(db)
    assert stored is not None and stored.space.features == ("liveness", "energy")
    assert mapping.is_outdated(db, stored)
    add_songs(db, 6, first=60)
    grouping.place_new(db)
    assert sum(group.size for group in current(db).groups) == 66
    assert grouping.quality(db)["silhouette"] is not None
    again = mapping.build_map(JobContext(), db)
    assert again.space.features == ("energy",) and again.chosen and not mapping.is_outdated(db, again)
