"""What the view of groups shows, as the helper computes it, on planted styles."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.arrangement import EAR, Space, Wish
from organizer.base.errors import LibraryError, UsageError
from organizer.base.features import NetworkFeatures
from organizer.base.model import Progress
from organizer.library import maps, network_vectors, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging.regrouping import Change
from organizer.work.helper import Helper
from organizer.work.insight import group_views
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import STYLES, add_songs


@pytest.fixture
def library(db: Database) -> str:
    add_songs(db, 60)
    return str(db.path)


def test_portraits_tell_what_is_in_each_group(library: str, db: Database) -> None:
    group_views.make(library, Wish(k=3))
    result = group_views.portraits(library)
    assert result.songs([0, 1, 2]).tolist() == sorted(tracks.query(db).tolist())
    for portrait in result.groups:
        style = portrait.genres[0][0]
        assert portrait.genres == ((style, 20),) and len(portrait.artists) == 6
        assert {t.tags.genre for t in (*portrait.typical, *portrait.border)} == {(style,)}
        assert {t.id for t in portrait.typical} <= set(result.songs([portrait.group.number]).tolist())
        deviations = dict(portrait.differences)
        assert deviations.get("tempo", 0.0) == pytest.approx(
            (STYLES.index(style) - 1) * np.sqrt(1.5), abs=0.01
        )
        assert portrait.decades == ()


def test_nothing_sets_a_group_of_all_songs_apart(library: str) -> None:
    group_views.make(library, Wish(k=1))
    (portrait,) = group_views.portraits(library).groups
    assert portrait.group.size == 60 and portrait.differences == ()


def test_each_change_gives_back_what_was(library: str, db: Database) -> None:
    first = group_views.make(library, Wish(k=3))
    assert isinstance(first, group_views.Changed) and first.was is None
    renamed = group_views.rename(library, 1, "Mine")
    assert renamed.grouping.groups[1].name == "Mine" and renamed.was is not None
    merged = group_views.merge(library, [0, 1])
    assert len(merged.grouping.groups) == 2
    parted = group_views.split(library, merged.grouping.groups[0].number, 2)
    assert len(parted.grouping.groups) == 3
    song = tracks.query(db)[:1].tolist()
    target = parted.grouping.groups[-1].number
    assert (song[0], target) in group_views.move(library, song, target).grouping.pins
    assert group_views.lock(library, target, True).grouping.groups[-1].locked
    again = group_views.make(library, Wish(k=3, method="ward"))
    assert isinstance(again, group_views.Changed) and again.was is not None
    assert group_views.restore(library, renamed.was).grouping.groups == first.grouping.groups


def test_others_wait_until_they_are_taken(library: str) -> None:
    group_views.make(library, Wish(k=3))
    change = group_views.make(library, Wish(k=2, method="ward"))
    waiting = group_views.proposed(library)
    assert isinstance(change, Change) and waiting is not None and waiting.fates == change.fates
    taken = group_views.take(library)
    assert taken.was is not None and len(taken.was.grouping.groups) == 3 and len(taken.grouping.groups) == 2
    assert group_views.proposed(library) is None


def test_quality_of_planted_groups(library: str) -> None:
    group_views.make(library, Wish(k=3))
    result = group_views.quality(library)
    assert result.silhouettes is not None and result.silhouettes.mean > 0.5
    assert np.bincount(result.kinds.labels).tolist() == [20, 20, 20]
    assert result.genres is not None and result.genres.ami == pytest.approx(1) and result.genres.purity == 1
    assert sorted(result.genres.table.tolist()) == [[0, 0, 20], [0, 20, 0], [20, 0, 0]]
    group_views.make(library, Wish(k=1))
    group_views.take(library)
    assert group_views.quality(library).silhouettes is None


def test_two_methods_side_by_side(library: str, db: Database) -> None:
    group_views.make(library, Wish(k=3))
    before = maps.labels(db)
    same = group_views.compare(library, "ward")
    assert same.ami == pytest.approx(1) and sorted(same.table.max(axis=1).tolist()) == [20, 20, 20]
    assert len(same.names) == 3 and [name for _, name in same.groups]
    assert np.array_equal(maps.labels(db), before)  # nothing of it is kept
    with pytest.raises(UsageError, match="map"):
        group_views.compare(library, "som")


def test_the_tree_is_cut_into_as_many_parts_as_asked(library: str) -> None:
    result = group_views.tree(library, EAR, 3, leaves=12)
    assert result.x.shape == result.y.shape == (11, 4) and sum(result.leaves) == result.songs == 60
    assert result.cut is not None
    # a cut crosses one line up for each part: the legs of links whose other end is below
    tops = result.y[:, 1]
    crossed = sum(
        (legs < result.cut) & (top > result.cut)
        for row, top in zip(result.y, tops, strict=True)
        for legs in (row[0], row[3])
    )
    assert crossed == 3


def test_numbers_of_groups_are_judged_with_progress(library: str) -> None:
    helper = Helper()
    seen: list[Progress] = []
    try:
        count = helper.run(JobContext(seen.append), group_views.judge, library, Wish("hdbscan"))
    finally:
        helper.rest()
    tried = len(count.tried)
    assert count.tried[:2] == (2, 3) and count.proposal == 3 and len(count.stability) == tried
    assert seen and all(0 < p.done <= p.total == tried and p.what == "Judging" for p in seen)


def test_no_groups_and_no_songs_are_reported(db: Database) -> None:
    for ask in (group_views.portraits, group_views.quality):
        with pytest.raises(LibraryError):
            ask(str(db.path))
    with pytest.raises(LibraryError):
        group_views.make(str(db.path), Wish())
    add_songs(db, 1)
    with pytest.raises(UsageError, match="two songs"):
        group_views.tree(str(db.path), Space(), None)


def test_words_for_sound_set_groups_apart_but_leave_room_for_other_numbers(
    library: str, db: Database
) -> None:
    names = ("jazz", "blues", "swing", "bop", "rock")
    network_vectors.choose(db, "ab" * 16, tags=names)
    for song in tracks.get_many(db, tracks.query(db).tolist()):
        said = [0.9 * (song.tags.genre == ("Jazz",))] * 4 + [0.2]
        heard = NetworkFeatures(np.ones(3, np.float32), np.array(said, np.float32))
        network_vectors.put(db, "ab" * 16, [(song.audio_hash, heard)])
    group_views.make(library, Wish(k=3, space=Space(("tempo", "sound:jazz"))))
    portraits = group_views.portraits(library).groups
    for portrait in portraits:
        names_of = [name for name, _ in portrait.differences]
        assert len([name for name in names_of if name.startswith("sound:")]) == 3
        assert "tempo" in names_of or portrait.genres[0][0] == STYLES[1]
