from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.playing import order_figures, wheel
from organizer.analysis.playing.order_costs import Ramp, Spacing
from organizer.analysis.playing.order_figures import KeySteps, Near


def test_steps_of_keys_are_counted_and_unknown_ones_do_not_fit() -> None:
    keys = wheel.numbers(["8A", "9A", "", "9A", "3B"])
    counted = order_figures.key_steps(keys, [0, 1, 2, 3, 4], "near")
    assert counted == KeySteps(fit=1, clash=1, unknown=2) and counted.share == 0.25
    assert order_figures.key_steps(keys, [0], "near").share is None


def test_the_error_of_a_ramp_is_the_mean_distance_and_what_was_possible() -> None:
    ramp = Ramp(np.array([100.0, 120.0, 140.0, np.nan]), ((0.0, 100.0), (1.0, 140.0)), False, 1.0, 1.0)
    assert order_figures.ramp_error(ramp, [0, 1, 2]).mean == 0.0
    mixed = order_figures.ramp_error(ramp, [2, 1, 0])
    assert mixed.mean == pytest.approx(80 / 3) and mixed.least == 0.0
    assert order_figures.ramp_error(ramp, [0, 3, 2]).unknown == 1
    nothing = order_figures.ramp_error(ramp, [3])
    assert nothing.mean is None and nothing.unknown == 1


def test_pairs_that_are_too_near_are_counted_once() -> None:
    spacing = Spacing(np.array([[0, 1], [1, 0], [2, -1], [0, -1], [-1, -1], [-1, -1]]), 2, 1.0)
    # 0 and 1 share two artists and are one pair; 1 and 3 have one song between them
    assert order_figures.near(spacing, [0, 1, 2, 3, 4, 5]) == Near(2, 0)
    assert order_figures.near(spacing, [0, 2, 4, 1, 5]) == Near(0, 2)
    assert order_figures.near(spacing, [2, 4, 5]) == Near(0, None)


@pytest.mark.parametrize(("count", "among", "gap"), [(40, 60, 0), (20, 60, 2), (2, 9, 7), (1, 5, 5)])
def test_the_largest_gap_that_there_can_be(count: int, among: int, gap: int) -> None:
    assert order_figures.largest_gap(count, among) == gap


def test_the_mean_step_is_a_share_of_what_songs_are_usually_apart() -> None:
    places = np.array([[0.0], [1.0], [2.0]], np.float32)
    known = np.ones(3, bool)
    assert order_figures.sound_step(places, known, [0, 1, 2]) == pytest.approx(1.0)
    assert order_figures.sound_step(places, known, [0, 2, 1]) == pytest.approx(1.5)
    assert order_figures.sound_step(places, ~known, [0, 1]) is None
