"""What an order of songs costs: rules as numbers, the smaller the better.

    cost = Σ step(i, i+1) + Σ place(i) + Σ spacing(i, j) + Σ preference(i) + time

* a step costs the distance in sound, as a share of what two songs are usually apart, and a clash of keys;
* a ramp wants the value of the song at place p to be t(p): w ((v − t(p)) / s)²;
* two songs by one artist d places apart cost w ((g + 1) / d − 1) / g + w / 4 where d ≤ g, the gap wanted;
* a list that is to last so long costs w for each minute that it is off, twice as much when it is too long.

Conventions: songs are rows of all arrays; an order is int64, shape=(k,), rows, each at most once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from organizer.analysis.playing import wheel
from organizer.analysis.space.som import FloatArray, IntArray

Mask = npt.NDArray[np.bool_]
Array = npt.NDArray[np.float64]

#: A step between a song that was analyzed and one that was not; between two that were not.
_NOWHERE, _BOTH_NOWHERE = 1.0, 0.3
#: Of what a clash of keys costs: a step of which nobody knows.
_UNKNOWN_KEY = 0.8
#: What a song whose value nobody knows costs a ramp at least, as a share of its weight.
_UNKNOWN_VALUE = 0.05
#: For each minute that a list is too short; twice as much when it is too long.
_MINUTE = 3.0
#: Songs that tell what two songs are usually apart.
_SAMPLE = 400


@dataclass(frozen=True, slots=True, eq=False)
class Ramp:
    """A value that is to change along the list."""

    values: Array  #: of each song, NaN where not known; shape=(n,)
    goal: tuple[tuple[float, float], ...]  #: (share of the list, value), both ascending in the share
    natural: bool  #: the goal's values are shares of the songs: 0 the lowest of them, 1 the highest
    weight: float
    scale: float  #: of errors

    def targets(self, count: int) -> Array:
        """What the value is to be at each place of a list of so many songs. shape=(count,)"""
        shares, values = zip(*self.goal, strict=True)
        wanted = np.interp(np.linspace(0.0, 1.0, count), shares, values)
        known = self.values[np.isfinite(self.values)]
        if self.natural:
            wanted = np.quantile(known, np.clip(wanted, 0.0, 1.0)) if len(known) else np.zeros(count)
        return np.asarray(wanted, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Spacing:
    """Songs with something in common that are not to be near each other."""

    codes: IntArray  #: what each song has: shape=(n, m), −1 for nothing
    gap: int  #: songs between two of them, at least
    weight: float

    @property
    def kernel(self) -> Array:
        """What two songs cost that are 1, 2 … ``gap`` places apart."""
        return _kernel(self.gap, self.weight)


@lru_cache(maxsize=64)  # asked for with every move of a song
def _kernel(gap: int, weight: float) -> Array:
    apart = np.arange(1, gap + 1)
    return weight * (((gap + 1) / apart - 1.0) / max(gap, 1) + 0.25)


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """The costs of all orders of some songs."""

    steps: FloatArray  #: from each song to each, symmetric; shape=(n, n)
    ramps: tuple[Ramp, ...]
    spacings: tuple[Spacing, ...]
    preference: Array  #: of each song that is chosen; shape=(n,)
    seconds: Array  #: shape=(n,)
    wanted: float | None = None  #: seconds that the list is to last

    def length_cost(self, seconds: npt.ArrayLike) -> Array:
        """What it costs that a list lasts so long."""
        off = np.asarray(seconds, np.float64) - (self.wanted or 0.0)
        if self.wanted is None:
            return np.zeros_like(off)
        return np.asarray(np.where(off > 0, 2.0 * off, -off) * (_MINUTE / 60.0), np.float64)

    def scaled(self, ramp: Ramp, count: int) -> tuple[Array, Array, Array]:
        """A ramp in units of its error: the values, 0 where not known; which are known; the targets."""
        root = np.sqrt(ramp.weight) / ramp.scale
        known = np.isfinite(ramp.values)
        values = np.where(known, ramp.values, 0.0) * root
        return values, known.astype(np.float64), ramp.targets(count) * root


def usual_distance(places: FloatArray, known: Mask) -> float:
    """What two songs are usually apart; 1 where that cannot be said."""
    rows = np.flatnonzero(known)
    if len(rows) > _SAMPLE:
        rows = rows[np.linspace(0, len(rows) - 1, _SAMPLE).astype(np.int64)]
    if len(rows) < 2:
        return 1.0
    apart = _distances(places[rows])[np.triu_indices(len(rows), 1)]
    usual = float(np.median(apart))
    return usual if usual > 0 else 1.0


def step_costs(
    places: FloatArray,
    known: Mask,
    keys: IntArray,
    *,
    sound: float = 1.0,
    nearness: wheel.Nearness = "near",
    key: float = 0.0,
) -> FloatArray:
    """What it costs to go from each song to each. shape=(n, n)

    ``sound``, ``key``: weights of the distance, and of keys that do not fit.
    """
    if places.shape[1]:
        costs = _distances(np.where(known[:, None], places, 0.0).astype(np.float32))
        costs *= np.float32(sound / usual_distance(places, known))
    else:
        costs = np.zeros((len(places), len(places)), np.float32)
    if not known.all():
        costs[~known] = _NOWHERE * sound
        costs[:, ~known] = _NOWHERE * sound
        costs[np.ix_(~known, ~known)] = _BOTH_NOWHERE * sound
    if key > 0:
        by_how = np.zeros(3, np.float32)
        by_how[wheel.CLASHES], by_how[wheel.UNKNOWN] = key, _UNKNOWN_KEY * key
        costs += by_how[wheel.table(nearness)][keys[:, None], keys]
    np.fill_diagonal(costs, 0.0)
    return costs


def _distances(places: FloatArray) -> FloatArray:
    squares = np.einsum("ij,ij->i", places, places)
    far: FloatArray = squares[:, None] + squares - 2.0 * (places @ places.T)
    np.maximum(far, 0.0, out=far)
    return np.sqrt(far, out=far)


def place_costs(costs: Costs, count: int) -> Array:
    """What ramps and preferences say of each song at each place. shape=(n, count)"""
    total = np.repeat(costs.preference[:, None].astype(np.float64), count, axis=1)
    for ramp in costs.ramps:
        values, known, targets = costs.scaled(ramp, count)
        total += np.square(values[:, None] - targets) * known[:, None]
        total += (1.0 - known[:, None]) * unknown_cost(costs, ramp, count)
    return total


def unknown_cost(costs: Costs, ramp: Ramp, count: int) -> float:
    """What a song costs whose value nobody knows, wherever it is: as much as most others, so that it is not
    chosen for it."""
    values, known, targets = costs.scaled(ramp, count)
    least = _UNKNOWN_VALUE * ramp.weight
    if known.all() or not known.any() or not count:
        return least
    some = targets[np.linspace(0, count - 1, min(count, 9)).astype(np.int64)]
    usual = np.median(np.square(values[known > 0][:, None] - some), axis=0)
    return max(least, float(usual.mean()))


def spacing_at(spacing: Spacing, order: IntArray) -> Array:
    """What each place of an order costs for songs that are near it; each pair counts at both. shape=(k,)"""
    at = np.zeros(len(order))
    for apart, cost in enumerate(spacing.kernel[: max(len(order) - 1, 0)], start=1):
        pairs = shared(spacing.codes, order[:-apart], order[apart:]) * cost
        at[:-apart] += pairs
        at[apart:] += pairs
    return at


def shared(codes: IntArray, one: IntArray, other: IntArray) -> Mask:
    """Whether songs have something in common, pair by pair."""
    if codes.shape[1] == 1:
        first = codes[one, 0]
        return np.asarray((first == codes[other, 0]) & (first >= 0))
    mine, theirs = codes[one], codes[other]
    same = (mine[:, :, None] == theirs[:, None, :]) & (mine[:, :, None] >= 0)
    return np.asarray(same.any(axis=(1, 2)))


def parts(costs: Costs, order: IntArray) -> dict[str, float]:
    """What the cost of an order is made of: steps, places, spacing, time."""
    ordered = np.asarray(order, np.int64)
    places = 0.0
    for ramp in costs.ramps:
        values, known, targets = costs.scaled(ramp, len(ordered))
        places += float((np.square(values[ordered] - targets) * known[ordered]).sum())
        missing = float((1.0 - known[ordered]).sum())
        places += missing * unknown_cost(costs, ramp, len(ordered)) if missing else 0.0
    return {
        "steps": float(costs.steps[ordered[:-1], ordered[1:]].sum(dtype=np.float64)),
        "places": places + float(costs.preference[ordered].sum()),
        "spacing": sum(float(spacing_at(spacing, ordered).sum()) / 2 for spacing in costs.spacings),
        "time": float(costs.length_cost(costs.seconds[ordered].sum())),
    }


def total(costs: Costs, order: IntArray) -> float:
    """What an order costs."""
    return sum(parts(costs, order).values())
