"""Charts: round ticks, and where values are."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.pictures.charts import Frame, limits, ticks


def test_ticks_are_round_and_inside() -> None:
    assert ticks(0.0, 1.0, 5) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert ticks(67.0, 181.0, 5) == pytest.approx([100.0, 150.0])
    assert ticks(3.0, 3.0) == [3.0]
    assert ticks(np.nan, 1.0) == []


def test_a_frame_finds_back_what_it_places() -> None:
    frame = Frame(70, 40, 600, 400, (-3.0, 10.0), (5.0, 30.0))
    x, y = float(frame.across(1.25)), float(frame.down(17.0))
    assert frame.values_at(x, y) == pytest.approx((1.25, 17.0))
    assert float(frame.down(30.0)) == 40.0


@pytest.mark.parametrize("values", [[], [np.nan], [4.0], [-2.0, 2.0]])
def test_limits_hold_all_values_and_are_never_empty(values: list[float]) -> None:
    low, high = limits(values)
    assert low < high
    assert all(low < value < high for value in values if np.isfinite(value))
