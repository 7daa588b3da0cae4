"""Songs made by chance for tests of orders, and all their orders."""

from __future__ import annotations

import itertools

import numpy as np

from organizer.analysis.playing import order_costs
from organizer.analysis.playing.order_costs import Costs, Ramp, Spacing


def costs_of(
    count: int,
    seed: int,
    *,
    artists: int = 3,
    gap: int = 2,
    ramp: bool = True,
    key: float = 1.5,
    wanted: float | None = None,
) -> Costs:
    chance = np.random.default_rng(seed)
    places = chance.normal(size=(count, 6)).astype(np.float32)
    keys = chance.integers(-1, 24, count)
    steps = order_costs.step_costs(places, np.ones(count, bool), keys, key=key)
    tempo = chance.normal(120.0, 20.0, count)
    tempo[::5] = np.nan
    ramps = (Ramp(tempo, ((0.0, 0.0), (0.6, 1.0), (1.0, 0.2)), True, 30.0, 40.0),) if ramp else ()
    codes = chance.integers(-1, artists, (count, 2))
    seconds = chance.uniform(120.0, 300.0, count)
    return Costs(steps, ramps, (Spacing(codes, gap, 8.0),), np.zeros(count), seconds, wanted)


def cheapest(costs: Costs) -> float:
    """Of all orders of all songs."""
    songs = range(len(costs.preference))
    return min(order_costs.total(costs, np.array(order)) for order in itertools.permutations(songs))
