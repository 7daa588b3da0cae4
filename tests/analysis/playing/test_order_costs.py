from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.playing import order_costs, wheel
from organizer.analysis.playing.order_costs import Costs, Ramp, Spacing
from tests.analysis.playing.order_material import costs_of


def test_the_parts_of_a_cost_are_what_the_rules_say() -> None:
    places = np.array([[0.0], [1.0], [3.0]], np.float32)
    keys = wheel.numbers(["8A", "9A", "2B"])
    steps = order_costs.step_costs(places, np.ones(3, bool), keys, key=2.0)
    # usually two songs are 2 apart: 0.5 to the next one, whose key fits; 1 and a clash to the last
    assert steps[0, 1] == pytest.approx(0.5) and steps[1, 2] == pytest.approx(1.0 + 2.0)
    tempo = Ramp(np.array([100.0, 110.0, np.nan]), ((0.0, 100.0), (1.0, 140.0)), False, 4.0, 20.0)
    spacing = Spacing(np.array([[0], [0], [1]]), 2, 8.0)
    costs = Costs(steps, (tempo,), (spacing,), np.zeros(3), np.full(3, 60.0), 120.0)
    parts = order_costs.parts(costs, np.array([0, 1, 2]))
    unknown = order_costs.unknown_cost(costs, tempo, 3)
    assert parts["steps"] == pytest.approx(0.5 + 3.0)
    assert parts["places"] == pytest.approx(0.0 + 4.0 * (10.0 / 20.0) ** 2 + unknown)
    assert parts["spacing"] == pytest.approx(8.0 * (1.0 + 0.25))  # directly after each other
    assert parts["time"] == pytest.approx(6.0)  # a minute too long
    apart = order_costs.parts(costs, np.array([0, 2, 1]))
    assert apart["spacing"] == pytest.approx(8.0 * (0.25 + 0.25))  # one song between, two are wanted


def test_a_key_that_nobody_knows_is_no_better_than_most() -> None:
    places, known = np.zeros((3, 2), np.float32), np.ones(3, bool)
    steps = order_costs.step_costs(places, known, wheel.numbers(["8A", "", "8A"]), key=1.0)
    assert steps[0, 2] == 0.0 and steps[0, 1] == steps[1, 2] > 0.5


def test_songs_without_a_value_are_not_chosen_for_it() -> None:
    """Where the songs are far from what is wanted, not knowing is no way out."""
    values = np.array([100.0, 110.0, 120.0, np.nan])
    ramp = Ramp(values, ((0.0, 300.0), (1.0, 400.0)), False, 30.0, 100.0)
    costs = Costs(np.zeros((4, 4), np.float32), (ramp,), (), np.zeros(4), np.zeros(4))
    places = order_costs.place_costs(costs, 2)
    assert places[3].sum() >= places[:3].sum(axis=1).min()


def test_natural_ramps_run_over_the_values_that_songs_have() -> None:
    values = np.array([90.0, 100.0, 150.0, np.nan])
    rising = Ramp(values, ((0.0, 0.0), (1.0, 1.0)), True, 1.0, 1.0)
    assert rising.targets(3).tolist() == [90.0, 100.0, 150.0]
    assert rising.targets(1).tolist() == [90.0] and rising.targets(0).tolist() == []


def test_the_cost_of_an_order_is_the_same_from_behind_where_no_ramp_is_wanted() -> None:
    costs = costs_of(12, 3, ramp=False)
    order = np.random.default_rng(0).permutation(12)
    assert order_costs.total(costs, order) == pytest.approx(order_costs.total(costs, order[::-1]), rel=1e-5)


def test_songs_nobody_analyzed_have_steps_that_cost() -> None:
    places = np.array([[0.0], [1.0], [np.nan], [np.nan]], np.float32)
    known = np.array([True, True, False, False])
    steps = order_costs.step_costs(places, known, np.full(4, -1))
    assert np.isfinite(steps).all() and steps[2, 3] < steps[0, 2]
    assert order_costs.step_costs(np.empty((2, 0), np.float32), np.zeros(2, bool), np.full(2, -1)).shape == (
        2,
        2,
    )
