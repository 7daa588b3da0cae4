"""What is done next, decided from numbers alone."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.base.arrangement import MusicMap, Space
from organizer.library.tracks import Counts
from organizer.work.next_step import ENOUGH_SONGS, Current, Flags, Step, decide, mappable


def counts(analyzed: int, of_tables: int = 0, waiting: int = 0) -> Counts:
    return Counts(analyzed + of_tables + waiting, analyzed, 0, 0, waiting, 0, of_tables)


MAP = Current(on_map=100, built_with=100)
BY_NUMBERS = Current(on_map=100, built_with=100, by_numbers=True)
CHOSEN = Current(on_map=100, built_with=100, by_numbers=True, chosen=True)


@pytest.mark.parametrize(
    ("songs", "current", "flags", "step"),
    [
        # the first map: with enough songs, at once
        (counts(0), Current(), Flags(), Step.NOTHING),
        (counts(11), Current(), Flags(new=True), Step.NOTHING),
        (counts(12), Current(), Flags(), Step.BUILD_MAP),
        (counts(12, waiting=88), Current(), Flags(analyzing=True), Step.BUILD_MAP),
        (counts(5, of_tables=6), Current(), Flags(), Step.NOTHING),
        (counts(5, of_tables=7), Current(), Flags(), Step.BUILD_MAP),
        (counts(50), Current(built_with=50), Flags(), Step.NOTHING),  # it failed, and would again
        (counts(100), Current(built_with=50), Flags(analyzing=True), Step.BUILD_MAP),
        # nothing is new
        (counts(100), MAP, Flags(), Step.NOTHING),
        (counts(100), MAP, Flags(new=True), Step.NOTHING),
        # while songs are analyzed: placed when they are worth it, trained again when they are twice as many
        (counts(105), MAP, Flags(analyzing=True, new=True), Step.NOTHING),
        (counts(106), MAP, Flags(analyzing=True), Step.PLACE),
        (counts(106), Current(on_map=106, built_with=100), Flags(analyzing=True), Step.NOTHING),
        (counts(199), MAP, Flags(analyzing=True, placing=True), Step.NOTHING),
        (counts(200), MAP, Flags(analyzing=True), Step.BUILD_MAP),
        # at rest: a few are placed, more than a few mean another map
        (counts(101), MAP, Flags(new=True), Step.PLACE),
        (counts(101), MAP, Flags(), Step.PLACE),
        (counts(101), MAP, Flags(placing=True), Step.NOTHING),
        (counts(105), MAP, Flags(new=True), Step.PLACE),
        (counts(106), MAP, Flags(new=True), Step.BUILD_MAP),
        (counts(106), Current(on_map=105, built_with=100), Flags(new=True), Step.BUILD_MAP),
        (counts(106), MAP, Flags(), Step.PLACE),  # nothing was analyzed since the library was opened
        (counts(101), Current(100, built_with=100, placed_with=101), Flags(), Step.NOTHING),  # in vain
        # a map that was made while songs were analyzed is made again at the end, unless it has them all
        (counts(101), MAP, Flags(new=True, provisional=True), Step.BUILD_MAP),
        (counts(100), MAP, Flags(new=True, provisional=True), Step.NOTHING),
        (counts(101), MAP, Flags(provisional=True, analyzing=True), Step.NOTHING),
        # songs are compared otherwise
        (counts(100), MAP, Flags(outdated=True), Step.BUILD_MAP),
        (counts(11), Current(on_map=11, built_with=11), Flags(outdated=True), Step.NOTHING),
        # by numbers: of tables until enough songs were analyzed, or as a person chose
        (counts(0, of_tables=100), BY_NUMBERS, Flags(), Step.NOTHING),
        (counts(0, of_tables=100), BY_NUMBERS, Flags(new=True), Step.BUILD_MAP),
        (counts(11, of_tables=89), BY_NUMBERS, Flags(analyzing=True), Step.NOTHING),
        (counts(12, of_tables=88), BY_NUMBERS, Flags(analyzing=True), Step.BUILD_MAP),
        (counts(100), BY_NUMBERS, Flags(), Step.NOTHING),  # a map by ear failed
        (counts(100), CHOSEN, Flags(), Step.NOTHING),
        (counts(100), CHOSEN, Flags(new=True), Step.BUILD_MAP),
        (counts(101), CHOSEN, Flags(), Step.PLACE),
        # songs left
        (counts(90), MAP, Flags(removed=True), Step.PLACE),
        (counts(5), MAP, Flags(removed=True), Step.PLACE),
        (counts(90), MAP, Flags(removed=True, placing=True), Step.NOTHING),
        (counts(90), Current(), Flags(removed=True), Step.BUILD_MAP),
        (counts(90), MAP, Flags(new=True), Step.NOTHING),
        (counts(0), MAP, Flags(), Step.DROP_MAP),
        (counts(0), MAP, Flags(removed=True), Step.PLACE),
        # groups follow a map, also one of few songs that a person asked for
        (counts(100), MAP, Flags(groups_due=True, new=True), Step.MAKE_GROUPS),
        (counts(3), Current(on_map=3, built_with=3), Flags(groups_due=True), Step.MAKE_GROUPS),
        # while a map or groups are made nothing else begins
        (counts(500), MAP, Flags(busy=True, new=True, removed=True, groups_due=True), Step.NOTHING),
    ],
)
def test_what_is_next(songs: Counts, current: Current, flags: Flags, step: Step) -> None:
    assert decide(songs, current, flags) is step


def test_songs_of_tables_count_while_few_were_analyzed() -> None:
    assert mappable(counts(ENOUGH_SONGS - 1, of_tables=50)) == ENOUGH_SONGS + 49
    assert mappable(counts(ENOUGH_SONGS, of_tables=50)) == ENOUGH_SONGS


def test_what_matters_of_a_map() -> None:
    codebook, ids = np.zeros((4, 2), np.float32), np.array([3, 5], np.int64)
    cells, space = np.zeros(2, np.int64), Space(("tempo",))
    made = MusicMap(2, 2, True, 0, 1, codebook, ids, cells, space=space, chosen=True)
    assert Current.of(made, built_with=2, placed_with=1) == Current(2, 2, 1, by_numbers=True, chosen=True)
    assert Current.of(None, built_with=0, placed_with=0) == Current()
