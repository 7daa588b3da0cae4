from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from organizer.analysis.playing import order_costs
from organizer.analysis.playing.order_search import Frozen, Search
from tests.analysis.playing.order_material import cheapest, costs_of

NOTHING = Frozen()


def search(count: int, seed: int, frozen: Frozen = NOTHING, **options: float) -> Search:
    return Search(costs_of(count, seed, **options), np.arange(count), frozen, np.random.default_rng(seed))


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_what_a_move_saves_is_computed_as_the_cost_of_the_whole_order_says(kind: int) -> None:
    tried = search(14, 5)
    plain = Search(
        replace(tried.costs, spacings=()), tried.order, Frozen(), np.random.default_rng(0)
    )  # what is guessed of spacing is only a guess
    looked = 0
    for place in range(14):
        guessed = (plain._swaps, plain._shifts, plain._turns)[kind](place)
        for at in np.flatnonzero(np.isfinite(guessed)).tolist():
            changed, _ = tried._moved(kind, place, at)
            assert sorted(changed) == list(range(14))
            exact = order_costs.total(tried.costs, changed) - tried.total()
            assert tried._exact(changed, kind, place, at) == pytest.approx(exact, abs=1e-3)
            without = order_costs.total(plain.costs, changed) - plain.total()
            assert guessed[at] == pytest.approx(without, abs=1e-3)
            looked += 1
    assert looked > 50


def test_another_song_in_a_place_changes_the_cost_by_what_is_said() -> None:
    costs = costs_of(12, 2, wanted=900.0)
    tried = Search(costs, np.arange(5), Frozen(must=np.zeros(12, bool)), np.random.default_rng(0))
    for place in range(5):
        guessed = tried._others(place)
        assert np.isinf(guessed[:5]).all()
        for song in range(5, 12):
            changed, _ = tried._moved(3, place, song)
            exact = order_costs.total(costs, changed) - tried.total()
            assert tried._exact(changed, 3, place, song) == pytest.approx(exact, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_small_lists_end_at_or_next_to_the_cheapest_of_all_orders(seed: int) -> None:
    tried = search(6, seed)
    tried.run(500)
    tried.kicked(500)
    assert tried.total() <= cheapest(tried.costs) * 1.03 + 1e-3


def test_no_order_is_worse_than_before_and_no_song_is_lost() -> None:
    tried = search(60, 1, artists=9)
    before = tried.total()
    tried.run(2_000)
    once = tried.total()
    tried.kicked(300)
    assert tried.total() <= once < before / 2
    assert sorted(tried.order) == list(range(60))


def test_what_is_frozen_stays() -> None:
    tried = search(20, 3, Frozen(first=True, last=True))
    tried.run(1_000)
    tried.kicked(300)
    assert (tried.order[0], tried.order[-1]) == (0, 19) and sorted(tried.order) == list(range(20))


def test_songs_that_must_stay_do_and_a_recording_comes_once() -> None:
    costs = costs_of(30, 4)
    must = np.zeros(30, bool)
    must[[2, 3]] = True
    recordings = np.arange(30) // 2  # each song has a copy
    order = np.array([2, 4, 6, 8, 10, 12])
    tried = Search(costs, order, Frozen(must=must, recordings=recordings), np.random.default_rng(0))
    before = tried.total()
    tried.run(500)
    assert tried.total() < before and 2 in tried.order and len(tried.order) == 6
    assert len(set(recordings[tried.order])) == 6


def test_whoever_asks_for_it_ends_the_search() -> None:
    class Enough(Exception):
        pass

    def stop(done: int) -> None:
        if done >= 100:
            raise Enough

    with pytest.raises(Enough):
        search(200, 1).run(10_000, stop)
