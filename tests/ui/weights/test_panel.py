from __future__ import annotations

import pytest

from organizer.ui.weights.panel import spoken, value_of, weight_at


@pytest.mark.parametrize(("value", "weight"), [(-100, 0.0), (-50, 0.5), (0, 1.0), (50, 2.0), (100, 3.0)])
def test_the_middle_of_a_slider_is_what_was_measured_best(value: int, weight: float) -> None:
    assert weight_at(value) == pytest.approx(weight)
    assert value_of(weight) == value


def test_weights_are_told_in_words() -> None:
    assert [spoken(weight) for weight in (0.0, 1.0, 1.5)] == ["not at all", "as measured best", "× 1.50"]
