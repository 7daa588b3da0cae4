"""The tempo of taps."""

from __future__ import annotations

import pytest

from organizer.work.tags.tapping import ENOUGH, LAST, Taps


def tapped(*times: float) -> Taps:
    taps = Taps()
    for time in times:
        taps = taps.tap(time)
    return taps


def test_a_few_taps_are_no_tempo() -> None:
    times = [at * 0.5 for at in range(ENOUGH)]
    assert tapped(*times[:-1]).tempo is None
    assert tapped(*times).tempo == pytest.approx(120.0)


def test_only_the_last_taps_count_and_a_slip_evens_out() -> None:
    slow, fast = [float(at) for at in range(4)], [3.0 + at * 0.5 for at in range(1, LAST + 1)]
    assert tapped(*slow, *fast).tempo == pytest.approx(120.0)
    assert len(tapped(*slow, *fast).times) == LAST
    assert tapped(0.0, 0.55, 1.0, 1.45, 2.0).tempo == pytest.approx(120.0)


def test_after_a_pause_the_first_tap_begins_anew() -> None:
    assert tapped(0.0, 0.5, 1.0, 1.5, 3.6).times == (3.6,)
    assert tapped(0.0, 0.5, 1.0, 1.5, 3.5).tempo == pytest.approx(60 * 4 / 3.5)


def test_two_taps_at_once_are_one() -> None:
    assert tapped(0.5, 1.0, 1.0).times == (0.5, 1.0)
