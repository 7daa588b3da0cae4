"""Songs → an order of all of them, or of some, that costs little: a first order, then a local search.

The first order is made greedily, song by song; where ramps are wanted of all songs it may as well be the
cheapest assignment of songs to places (scipy's ``linear_sum_assignment``): whichever costs less is improved.
Another seed starts elsewhere, from costs with a little noise, and so ends in another order that costs about
as much. All is deterministic for a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from organizer.analysis.playing import order_costs
from organizer.analysis.playing.order_costs import Array, Costs, Mask
from organizer.analysis.playing.order_search import Frozen, Search
from organizer.analysis.space.som import IntArray

#: Songs that can be put in order, and that a list is chosen from at a time.
MOST = 3_000
#: Places looked at for each song before the search ends; and afterwards for kicks, for each song and at most.
_SCANS, _KICKS, _MOST_KICKS = 12, 40, 1_000
#: Lists of fewer songs are begun several times.
_SMALL, _BEGINNINGS = 40, 3
#: Of more songs the cheapest assignment takes too long.
_ASSIGNED = 1_200
#: The noise of another seed: of steps, as a share; of songs that are chosen.
_STEP_NOISE, _SONG_NOISE = 0.25, 0.6
#: A list may be off by so many seconds; and songs are put in or taken out so often to get there.
_OFF, _FITTINGS = 20.0, 10

KeepOn = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """Which songs a list is to have."""

    count: int | None = None  #: None: all of them, or as many as last as long as the costs want
    first: int | None = None
    last: int | None = None
    must: tuple[int, ...] = ()  #: somewhere in it
    recordings: IntArray | None = None  #: of which it has one each; None: whatever there is


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """An order, and what it costs."""

    order: IntArray
    cost: float


def solve(
    costs: Costs, wish: Wish = Wish(), *, seed: int = 0, keep_on: KeepOn = lambda _done, _total: None
) -> Solution:
    """A good order. ``keep_on(done, total)`` is called often; what it raises ends the search.

    No songs give an empty order, one song gives itself.
    """
    songs = len(costs.preference)
    chosen = replace(wish, count=_count(costs, wish, songs))
    if songs < 2 or chosen.count == 0:
        return Solution(np.arange(min(songs, chosen.count or 0)), 0.0)
    chance = np.random.default_rng(seed)
    noisy = _with_noise(costs, chance, everything=chosen.count == songs) if seed else costs
    beginnings = _BEGINNINGS if (chosen.count or songs) <= _SMALL else 1
    budget = beginnings * (1 + bool(seed)) * _SCANS * (chosen.count or songs)
    budget += beginnings * _kicks(chosen.count or songs) + 1
    done = 0

    def go_on(now: int) -> None:
        keep_on(min(done + now, budget), budget)

    best: Solution | None = None
    for begun in range(beginnings):
        order = _first_order(noisy, chosen, chance, begun + seed)
        # songs stay as dear as chance made them, else the same ones would be chosen again
        polished = replace(costs, preference=noisy.preference)
        for each in (noisy, polished) if seed else (costs,):
            order, scans = _improved(each, chosen, order, chance, go_on, kicks=each is noisy)
            done += scans
        if costs.wanted is not None and wish.count is None:
            order = _fitted(polished, chosen, order, chance, go_on)
        made = Solution(order, order_costs.total(costs, order))
        if best is None or made.cost < best.cost - 1e-9:
            best = made
    keep_on(budget, budget)
    return best or Solution(np.arange(0), 0.0)


def _count(costs: Costs, wish: Wish, songs: int) -> int:
    """How many songs the list has, or, where time decides, about how many."""
    least = len({*wish.must, *(each for each in (wish.first, wish.last) if each is not None)})
    there = songs if wish.recordings is None else len(np.unique(wish.recordings))
    if wish.count is not None:
        return max(min(wish.count, there), least)
    if costs.wanted is None:
        return there
    usual = float(np.median(costs.seconds[costs.seconds > 0])) if (costs.seconds > 0).any() else 240.0
    return max(min(round(costs.wanted / max(usual, 1.0)), there), least, 1)


def _kicks(songs: int) -> int:
    return min(_KICKS * songs, _MOST_KICKS)


def _with_noise(costs: Costs, chance: np.random.Generator, *, everything: bool) -> Costs:
    noise = chance.normal(0.0, _STEP_NOISE, costs.steps.shape).astype(np.float32)
    steps = costs.steps * np.exp((noise + noise.T) / np.float32(np.sqrt(2.0)))
    preference = costs.preference
    if not everything:
        preference = preference + chance.exponential(_SONG_NOISE, len(preference))
    return replace(costs, steps=steps, preference=preference)


def _first_order(costs: Costs, wish: Wish, chance: np.random.Generator, begun: int) -> IntArray:
    """The cheapest of the orders that can be had at once."""
    greedy = greedily(costs, wish, start=_start(costs, wish, chance) if begun else None)
    if not (costs.ramps and len(greedy) == len(costs.preference) <= _ASSIGNED):
        return greedy
    from scipy.optimize import linear_sum_assignment

    places = order_costs.place_costs(costs, len(greedy))
    for row, place in ((wish.first, 0), (wish.last, -1)):
        if row is not None:
            places[row, place] = -1e6
    assigned = np.argsort(linear_sum_assignment(places)[1])
    return min(greedy, assigned, key=lambda order: order_costs.total(costs, order))


def _start(costs: Costs, wish: Wish, chance: np.random.Generator) -> int | None:
    """A song to begin with, drawn from those that cost little at the beginning."""
    places = order_costs.place_costs(costs, wish.count or 1)[:, 0]
    if wish.last is not None:
        places[wish.last] = np.inf
    some = np.argsort(places + chance.random(len(places)) * 1e-6)[: max(len(places) // 5, 3)]
    some = some[np.isfinite(places[some])]
    return int(chance.choice(some)) if len(some) else None


def greedily(costs: Costs, wish: Wish, *, start: int | None = None) -> IntArray:
    """An order song by song: whichever costs least after those before it."""
    songs = len(costs.preference)
    count = wish.count if wish.count is not None else songs
    places = order_costs.place_costs(costs, count)
    free = np.ones(songs, bool)
    if wish.last is not None:
        free[wish.last] = False
    must = np.zeros(songs, bool)
    must[list(wish.must)] = True
    room = _Room(costs, count)
    order: list[int] = []
    begin = wish.first if wish.first is not None else start
    for place in range(count):
        if place == count - 1 and wish.last is not None:
            order.append(wish.last)
            break
        if place == 0 and begin is not None:
            song = begin
        else:
            cost = places[:, place] + room.cost(order, count - place)
            if order:
                cost += costs.steps[order[-1]]
            missing = must & free
            left = count - place - int(wish.last is not None)
            open_ = missing if np.count_nonzero(missing) >= left > 0 else free
            if not open_.any():
                break
            song = int(np.where(open_, cost, np.inf).argmin())
        order.append(song)
        free[song] = False
        if wish.recordings is not None:
            free &= (wish.recordings != wish.recordings[song]) | must
        room.take(song)
    return np.array(order, np.int64)


class _Room:
    """What keeps songs with something in common apart while an order grows."""

    def __init__(self, costs: Costs, count: int) -> None:
        self._spacings = costs.spacings
        self._everything = count == len(costs.preference)
        self._left = []
        self._gaps = []
        for spacing in costs.spacings:
            many = np.bincount(spacing.codes[spacing.codes >= 0], minlength=1)
            self._left.append(many.copy())
            self._gaps.append(
                np.minimum(spacing.gap, np.maximum((count - 1) // np.maximum(many - 1, 1) - 1, 0))
            )

    def cost(self, order: list[int], slots: int) -> Array:
        """What each song would cost next; those that must come now, to be kept apart at all, less."""
        cost = np.zeros(1)
        for spacing, left, gaps in zip(self._spacings, self._left, self._gaps, strict=True):
            table = np.zeros(len(left) + 1)
            for apart, each in enumerate(spacing.kernel.tolist(), start=1):
                if apart <= len(order):
                    table[spacing.codes[order[-apart]]] += each
            if self._everything:
                pressed = (left > 1) & ((left - 1) * (gaps + 1) + 1 >= slots)
                table[:-1] -= np.where(pressed, spacing.weight, 0.0)
            table[-1] = 0.0
            cost = cost + table[spacing.codes].sum(axis=1)
        return cost

    def take(self, song: int) -> None:
        """This song comes next."""
        for spacing, left in zip(self._spacings, self._left, strict=True):
            own = spacing.codes[song]
            left[own[own >= 0]] -= 1


def _improved(
    costs: Costs,
    wish: Wish,
    order: IntArray,
    chance: np.random.Generator,
    keep_on: Callable[[int], None],
    *,
    kicks: bool,
) -> tuple[IntArray, int]:
    """The order after a search, and how many places were looked at."""
    search = Search(costs, order, _frozen(costs, wish, order), chance)
    done = search.run(_SCANS * len(order), keep_on)
    if kicks:
        before = done
        done += search.kicked(_kicks(len(order)), lambda now: keep_on(before + now))
    return search.order, done


def _frozen(costs: Costs, wish: Wish, order: IntArray) -> Frozen:
    fixed = [each for each in (wish.first, wish.last) if each is not None]
    must: Mask | None = None
    if len(order) < len(costs.preference):
        must = np.zeros(len(costs.preference), bool)
        must[[*wish.must, *fixed]] = True
    return Frozen(wish.first is not None, wish.last is not None, must, wish.recordings)


def _fitted(
    costs: Costs, wish: Wish, order: IntArray, chance: np.random.Generator, keep_on: Callable[[int], None]
) -> IntArray:
    """The list with songs put in or taken out until it lasts as long as is wanted, or nearly."""
    wanted = costs.wanted or 0.0

    def off(each: IntArray) -> float:
        return max(abs(float(costs.seconds[each].sum()) - wanted) - _OFF, 0.0)

    best = order
    for _ in range(_FITTINGS):
        if off(order) == 0.0:
            return order
        other = (
            _shorter(costs, wish, order)
            if costs.seconds[order].sum() > wanted
            else _longer(costs, wish, order)
        )
        if other is None:
            break
        order, _scans = _improved(costs, wish, other, chance, keep_on, kicks=False)
        if off(order) < off(best):
            best = order
    return best


def _shorter(costs: Costs, wish: Wish, order: IntArray) -> IntArray | None:
    """Without the song that is missed least; None where each must stay."""
    stays = np.isin(order, [*wish.must, *(each for each in (wish.first, wish.last) if each is not None)])
    if stays.all() or len(order) < 2:
        return None
    cost = costs.length_cost(costs.seconds[order].sum() - costs.seconds[order]) - costs.preference[order]
    steps = costs.steps[order[:-1], order[1:]]
    cost[:-1] -= steps
    cost[1:] -= steps
    cost[1:-1] += costs.steps[order[:-2], order[2:]]
    return np.delete(order, int(np.where(stays, np.inf, cost).argmin()))


def _longer(costs: Costs, wish: Wish, order: IntArray) -> IntArray | None:
    """With one more song where it fits; None where there is none."""
    free = np.ones(len(costs.preference), bool)
    free[order] = False
    if wish.recordings is not None:
        free &= ~np.isin(wish.recordings, wish.recordings[order])
    if not free.any():
        return None
    rows = np.flatnonzero(free)
    into = costs.steps[np.ix_(order, rows)]
    cost = np.zeros((len(order) + 1, len(rows)))
    cost[:-1] += into
    cost[1:] += into
    cost[1:-1] -= costs.steps[order[:-1], order[1:]][:, None]
    cost[0, :] += 1e6 * (wish.first is not None)
    cost[-1, :] += 1e6 * (wish.last is not None)
    cost += costs.preference[rows] + costs.length_cost(costs.seconds[order].sum() + costs.seconds[rows])
    if costs.ramps:
        cost[:-1] += order_costs.place_costs(costs, len(order))[rows].T
        cost[-1] += order_costs.place_costs(costs, len(order))[rows, -1]
    place, at = np.unravel_index(int(cost.argmin()), cost.shape)
    return np.insert(order, int(place), int(rows[at]))


def sample(songs: int, must: IntArray, *, seed: int, most: int = MOST) -> IntArray:
    """Which of many songs a list is chosen from: all, or as many as can be looked at, drawn by the seed."""
    if songs <= most:
        return np.arange(songs)
    others = np.setdiff1d(np.arange(songs), must)
    drawn = np.random.default_rng((seed, 7)).choice(others, most - len(must), replace=False)
    return np.sort(np.concatenate([must, drawn]))
