from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.playing import wheel
from organizer.analysis.playing.wheel import CLASHES, FITS, UNKNOWN


def fitting(place: str, nearness: wheel.Nearness) -> set[str]:
    every = [f"{number}{letter}" for number in range(1, 13) for letter in "AB"]
    row = wheel.table(nearness)[wheel.numbers([place])[0]]
    return {other for other in every if row[wheel.numbers([other])[0]] == FITS}


@pytest.mark.parametrize(
    ("place", "nearness", "expected"),
    [
        ("8A", "same", {"8A", "8B"}),
        ("8A", "near", {"8A", "8B", "7A", "9A"}),
        ("12B", "near", {"12B", "12A", "11B", "1B"}),
        ("1A", "wide", {"1A", "1B", "12A", "2A", "11A", "3A", "12B", "2B"}),
    ],
)
def test_keys_fit_by_their_places_on_the_wheel(
    place: str, nearness: wheel.Nearness, expected: set[str]
) -> None:
    assert fitting(place, nearness) == expected


@pytest.mark.parametrize("nearness", ["same", "near", "wide"])
def test_a_key_that_nobody_knows_fits_nothing_and_clashes_with_nothing(nearness: wheel.Nearness) -> None:
    how = wheel.table(nearness)
    unknown = wheel.numbers([""])[0]
    assert (how[unknown] == UNKNOWN).all() and (how[:, unknown] == UNKNOWN).all()
    assert np.array_equal(how, how.T) and (how == CLASHES).any()
