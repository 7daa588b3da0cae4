from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from organizer.analysis.playing import order_costs, order_figures, order_solver
from organizer.analysis.playing.order_costs import Costs, Spacing
from organizer.analysis.playing.order_solver import Wish, solve
from tests.analysis.playing.order_material import cheapest, costs_of


@pytest.mark.parametrize(("songs", "seed"), [(6, 0), (6, 1), (6, 2), (6, 3), (7, 4)])
def test_a_small_list_is_the_cheapest_of_all_orders(songs: int, seed: int) -> None:
    costs = costs_of(songs, seed, artists=2 + seed % 3)
    assert solve(costs).cost == pytest.approx(cheapest(costs), abs=1e-3)


def test_every_song_is_there_once_and_it_is_better_than_greedy_and_chance() -> None:
    costs = costs_of(80, 1, artists=12)
    made = solve(costs)
    assert sorted(made.order) == list(range(80))
    assert made.cost == pytest.approx(order_costs.total(costs, made.order))
    chance = np.mean([order_costs.total(costs, np.random.default_rng(n).permutation(80)) for n in range(5)])
    greedy = order_costs.total(costs, order_solver.greedily(costs, Wish()))
    assert made.cost < greedy < chance


def test_it_is_the_same_for_a_seed_and_as_good_for_another() -> None:
    costs = costs_of(60, 2, artists=12)
    first, again, other = solve(costs), solve(costs), solve(costs, seed=1)
    assert np.array_equal(first.order, again.order)
    assert np.mean(first.order == other.order) < 0.7
    assert other.cost < first.cost * 1.15


def test_songs_are_chosen_by_count_with_those_that_have_a_place() -> None:
    costs = costs_of(90, 3, artists=30)
    made = solve(costs, Wish(count=12, first=5, last=7, must=(1, 2)))
    assert len(made.order) == len(set(made.order)) == 12
    assert (made.order[0], made.order[-1]) == (5, 7) and {1, 2} <= set(made.order.tolist())
    other = solve(costs, Wish(count=12, first=5, last=7, must=(1, 2)), seed=3)
    assert set(other.order.tolist()) != set(made.order.tolist())


@pytest.mark.parametrize("minutes", [20, 90])
def test_a_list_lasts_as_long_as_is_wanted(minutes: int) -> None:
    costs = costs_of(120, 4, artists=40, wanted=60.0 * minutes)
    made = solve(costs, Wish(must=(3,)))
    assert abs(costs.seconds[made.order].sum() - 60 * minutes) < 45
    assert 3 in made.order and len(set(made.order)) == len(made.order)


def test_longer_than_all_songs_is_all_songs_and_shorter_than_one_is_one() -> None:
    costs = costs_of(9, 5)
    assert sorted(solve(replace(costs, wanted=1e6)).order) == list(range(9))
    assert len(solve(replace(costs, wanted=1.0)).order) == 1
    assert len(solve(costs, Wish(count=50)).order) == 9


def test_of_copies_one_is_taken() -> None:
    recordings = np.array([0, 1, 0, 3, 1, 5, 6, 0])
    made = solve(costs_of(8, 6), Wish(recordings=recordings))
    assert sorted(recordings[made.order]) == [0, 1, 3, 5, 6]
    forced = solve(costs_of(8, 6), Wish(first=2, recordings=recordings))
    assert forced.order[0] == 2 and sorted(recordings[forced.order]) == [0, 1, 3, 5, 6]


@pytest.mark.parametrize("songs", [0, 1, 2])
def test_very_few_songs_are_what_they_are(songs: int) -> None:
    assert sorted(solve(costs_of(songs, 1)).order) == list(range(songs))


def test_artists_are_as_far_apart_as_their_songs_allow() -> None:
    """Forty of sixty are by one: two of hers stand together somewhere, and nobody else's do."""
    codes = np.array([0] * 40 + [1 + n // 4 for n in range(20)])[:, None]
    costs = costs_of(60, 7, ramp=False)
    spaced = replace(costs, spacings=(Spacing(codes, 5, 10.0),))
    along = codes[solve(spaced).order, 0]
    others = order_figures.near(Spacing(np.where(codes, codes, -1), 3, 1.0), solve(spaced).order)
    assert (along[:-1][along[:-1] == along[1:]] == 0).all() and others.pairs == 0
    runs = np.diff(np.flatnonzero(np.concatenate([[True], along != 0, [True]]))) - 1
    assert runs.max() <= 4  # spread, not heaped

    even = replace(costs, spacings=(Spacing(np.arange(60)[:, None] % 6, 5, 10.0),))
    assert order_figures.near(even.spacings[0], solve(even).order).pairs == 0


def test_many_songs_are_drawn_from_by_the_seed() -> None:
    must = np.array([4, 9_000])
    rows = order_solver.sample(10_000, must, seed=1)
    assert len(rows) == order_solver.MOST and {4, 9_000} <= set(rows.tolist())
    assert not np.array_equal(rows, order_solver.sample(10_000, must, seed=2))
    assert order_solver.sample(5, must[:0], seed=1).tolist() == [0, 1, 2, 3, 4]


def test_progress_goes_up_to_its_end() -> None:
    seen: list[tuple[int, int]] = []
    solve(costs_of(50, 1), keep_on=lambda done, total: seen.append((done, total)))
    shares = [done / total for done, total in seen]
    assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) > 3


def test_costs_may_all_be_nothing() -> None:
    nothing = Costs(np.zeros((5, 5), np.float32), (), (), np.zeros(5), np.zeros(5))
    assert sorted(solve(nothing).order) == [0, 1, 2, 3, 4]
