"""Better orders by local search: swap two songs, take one elsewhere, turn a stretch round, put another song
in its place; and small kicks where none of these helps any more.

What all moves of one song would save is computed at once; the best of them are then looked at exactly, and
made where they save. Places are looked at again only where something around them changed (don't look bits).

Bentley, J. L.: Fast algorithms for geometric traveling salesman problems. ORSA J. Computing 4 (1992).
Lourenço, H. R., Martin, O. C., Stützle, T.: Iterated local search. Handbook of Metaheuristics (2003).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from organizer.analysis.playing import order_costs
from organizer.analysis.playing.order_costs import Array, Costs, Mask, Spacing
from organizer.analysis.space.som import IntArray

#: Savings below it are rounding.
_LEAST = 1e-4
#: Moves of one song that are looked at exactly.
_LOOKED_AT = 3
#: Songs in a stretch that is turned round, at most.
_STRETCH = 400
#: How often the search asks whether it is to go on: after so many places.
_OFTEN = 50


@dataclass(frozen=True, slots=True, eq=False)
class Frozen:
    """What a search must not touch."""

    first: bool = False  #: the song at the first place
    last: bool = False
    must: Mask | None = None  #: songs that stay in the list, shape=(n,); None: all do
    recordings: IntArray | None = None  #: of which two in a list are one too many, shape=(n,)


class Search:
    """An order that is made better step by step."""

    def __init__(self, costs: Costs, order: IntArray, frozen: Frozen, chance: np.random.Generator) -> None:
        self.costs, self.frozen, self._chance = costs, frozen, chance
        self.order = np.array(order, np.int64)
        self._count = len(order)
        self._low = int(frozen.first)
        self._high = self._count - int(frozen.last)
        self._places = order_costs.place_costs(costs, self._count)
        self._ramps = [costs.scaled(ramp, self._count) for ramp in costs.ramps]
        self._at = np.arange(self._count)
        self._kernels = [self._around(spacing) for spacing in costs.spacings]
        self._largest = max((spacing.gap for spacing in costs.spacings), default=0)
        self._refresh()

    @staticmethod
    def _around(spacing: Spacing) -> Array:
        return np.concatenate([spacing.kernel[::-1], [0.0], spacing.kernel])

    def run(self, scans: int, keep_on: Callable[[int], None] = lambda _done: None) -> int:
        """Search until nothing helps, or so many places were looked at. How many were.

        ``keep_on(places looked at)`` is called often; what it raises ends the search.
        """
        waiting = list(self._chance.permutation(np.arange(self._low, self._high)))
        in_line = np.zeros(self._count, bool)
        in_line[self._low : self._high] = True
        done = 0
        while waiting and done < scans:
            place = int(waiting.pop())
            in_line[place] = False
            if done % _OFTEN == 0:
                keep_on(done)
            done += 1
            for near in self._improve(place):
                for other in range(max(near - 1, self._low), min(near + 2, self._high)):
                    if not in_line[other]:
                        in_line[other] = True
                        waiting.insert(int(self._chance.integers(0, len(waiting) + 1)), other)
        return done

    def kicked(self, scans: int, keep_on: Callable[[int], None] = lambda _done: None) -> int:
        """Kick the order and search around the kicks, as long as there are scans; the best order stays."""
        done = 0
        if self._high - self._low < 3:
            return 0
        while done < scans:
            best, cost = self.order.copy(), self.total()
            hit = self._kick()
            keep_on(done)
            done += self._search_around(hit, scans - done)
            if self.total() > cost - _LEAST:
                self.order = best
                self._refresh()
        return done

    def total(self) -> float:
        """What the order costs."""
        return order_costs.total(self.costs, self.order)

    # kicks

    def _kick(self) -> list[int]:
        """Three neighbouring stretches in another order (a double bridge), none longer than fifty songs."""
        low, high = self._low, self._high
        reach = min(high - low, 50)
        start = int(self._chance.integers(low, high - reach + 1))
        a, b, c = np.sort(self._chance.choice(np.arange(start, start + reach + 1), 3, replace=False)).tolist()
        stretch = np.concatenate([self.order[b:c], self.order[a:b]])
        self.order[a:c] = stretch
        self._refresh()
        return [a, a + c - b, c]

    def _search_around(self, hit: list[int], scans: int) -> int:
        waiting = {at for place in hit for at in range(place - 2, place + 3) if self._low <= at < self._high}
        done = 0
        while waiting and done < scans:
            place = waiting.pop()
            done += 1
            for near in self._improve(place):
                waiting |= {at for at in (near - 1, near, near + 1) if self._low <= at < self._high}
        return done

    # moves

    def _refresh(self) -> None:
        """What is known of the order, after it changed."""
        order = self.order
        self._edges = np.zeros(self._count + 1)  # before each place, and after the last
        self._edges[1:-1] = self.costs.steps[order[:-1], order[1:]]
        self._here = self._places[order, self._at]
        self._spaced = np.zeros(self._count)
        for spacing in self.costs.spacings:
            self._spaced += order_costs.spacing_at(spacing, order)
        self._seconds = float(self.costs.seconds[order].sum())
        self._codes = [spacing.codes[order] for spacing in self.costs.spacings]
        self._elsewhere: tuple[int, Array] | None = None

    def _improve(self, place: int) -> list[int]:
        """Make the best move of the song at this place that saves something; the places where it changed."""
        if self._count < 2 and self.frozen.must is None:
            return []
        kinds = [self._swaps(place), self._shifts(place), self._turns(place)]
        if self.frozen.must is not None and not self.frozen.must[self.order[place]]:
            kinds.append(self._others(place))
        best = [
            (float(savings[at]), kind, int(at))
            for kind, savings in enumerate(kinds)
            for at in _smallest(savings)
        ]
        for saving, kind, at in sorted(best)[:_LOOKED_AT]:
            if saving > -_LEAST:
                break
            changed, touched = self._moved(kind, place, at)
            if self._exact(changed, kind, place, at) < -_LEAST:
                self.order = changed
                self._refresh()
                return touched
        return []

    def _moved(self, kind: int, place: int, at: int) -> tuple[IntArray, list[int]]:
        order = self.order.copy()
        if kind == 0:
            order[place], order[at] = order[at], order[place]
            return order, [place, at]
        if kind == 1:
            song = order[place]
            if at > place:
                order[place:at] = order[place + 1 : at + 1]
            else:
                order[at + 1 : place + 1] = order[at:place].copy()
            order[at] = song
            return order, [place, at]
        if kind == 2:
            order[place : at + 1] = order[place : at + 1][::-1].copy()
            return order, [place, at]
        order[place] = at
        return order, [place]

    def _exact(self, changed: IntArray, kind: int, place: int, at: int) -> float:
        """What a move changes in the cost."""
        low, high = (place, place + 1) if kind == 3 else (min(place, at), max(place, at) + 1)
        first, last = max(low - 1, 0), min(high + 1, self._count)
        steps = self.costs.steps[changed[first : last - 1], changed[first + 1 : last]]
        cost = float(steps.sum(dtype=np.float64)) - float(self._edges[first + 1 : last].sum())
        cost += float(self._places[changed[low:high], self._at[low:high]].sum()) - float(
            self._here[low:high].sum()
        )
        near, far = max(low - self._largest, 0), min(high + self._largest, self._count)
        for spacing in self.costs.spacings:
            after = order_costs.spacing_at(spacing, changed[near:far])
            before = order_costs.spacing_at(spacing, self.order[near:far])
            cost += (float(after.sum()) - float(before.sum())) / 2
        if kind == 3 and self.costs.wanted is not None:
            seconds = self._seconds + self.costs.seconds[at] - self.costs.seconds[self.order[place]]
            cost += float(self.costs.length_cost(seconds) - self.costs.length_cost(self._seconds))
        return cost

    def _neighbours(self, place: int) -> tuple[int | None, int | None]:
        before = int(self.order[place - 1]) if place else None
        after = int(self.order[place + 1]) if place + 1 < self._count else None
        return before, after

    def _swaps(self, place: int) -> Array:
        """What it saves to swap the song with the one at each place."""
        order, edges, steps = self.order, self._edges, self.costs.steps
        song = order[place]
        before, after = self._neighbours(place)
        cost = -(edges[:-1] + edges[1:]) - (edges[place] + edges[place + 1])
        if before is not None:
            cost += steps[before, order]
        if after is not None:
            cost += steps[after, order]
        own = steps[song, order]
        cost[1:] += own[:-1]
        cost[:-1] += own[1:]
        for at in (place - 1, place + 1):
            if 0 <= at < self._count:
                cost[at] += 2 * own[at]
        cost += self._places[song] - self._here + self._places[order, place] - self._here[place]
        if self.costs.spacings:
            cost += self._spacing_of(int(song), place) - self._spaced
            cost += self._spacing_for(order, place) - self._spaced[place]
        return self._free(cost, place)

    def _shifts(self, place: int) -> Array:
        """What it saves to take the song to each place; those between move up."""
        order, edges, steps, at = self.order, self._edges, self.costs.steps, place
        song = order[at]
        before, after = self._neighbours(at)
        gone = -(edges[at] + edges[at + 1])
        if before is not None and after is not None:
            gone += float(steps[before, after])
        own = steps[song, order].astype(np.float64)
        cost = np.full(self._count, gone)
        up, down = np.zeros(self._count), np.zeros(self._count)
        up[1:] = self._places[order[1:], self._at[:-1]] - self._here[1:]
        down[:-1] = self._places[order[:-1], self._at[1:]] - self._here[:-1]
        # to a place behind: between the song there and the one after it
        cost[at + 1 :] += own[at + 1 :] - edges[at + 2 :] + np.cumsum(up[at + 1 :])
        cost[at + 1 : -1] += own[at + 2 :]
        # to a place before: between the song there and the one before it
        cost[:at] += own[:at] - edges[:at] + np.cumsum(down[:at][::-1])[::-1]
        cost[1:at] += own[: max(at - 1, 0)]
        cost += self._places[song] - self._here[at]
        if self.costs.spacings:
            cost += self._spacing_of(int(song), at) - self._spaced[at]
        return self._free(cost, at)

    def _turns(self, place: int) -> Array:
        """What it saves to turn the stretch from this place to each other round."""
        high = min(self._high, place + _STRETCH)
        cost = np.full(high, np.inf)
        if high - place < 3:
            return cost
        order, edges, steps = self.order, self._edges, self.costs.steps
        before = self._neighbours(place)[0]
        stretch = slice(place, high)
        change = -(edges[place] + edges[place + 1 : high + 1])
        if before is not None:
            change += steps[before, order[stretch]]
        following = order[place + 1 : high + 1]
        change[: len(following)] += steps[order[place], following]
        for values, known, targets in self._ramps:
            mine, sure, goal = values[order[stretch]], known[order[stretch]], targets[stretch]
            change += 2.0 * (np.cumsum(mine * goal) - np.convolve(mine, goal)[: len(mine)])
            if not sure.all():
                change += np.convolve(sure, goal * goal)[: len(mine)] - np.cumsum(sure * goal * goal)
        cost[place + 2 :] = change[2:]
        return cost

    def _others(self, place: int) -> Array:
        """What it saves to put each song that is not in the list in place of this one."""
        song, costs = int(self.order[place]), self.costs
        before, after = self._neighbours(place)
        now = float(self._here[place] + self._edges[place] + self._edges[place + 1])
        cost: Array = self._places[:, place] - now
        for near in (before, after):
            if near is not None:
                cost += costs.steps[near]
        if costs.spacings:
            cost += self._spacing_for(np.arange(len(cost)), place) - self._spaced[place]
        if costs.wanted is not None:
            seconds = self._seconds - costs.seconds[song] + costs.seconds
            cost += costs.length_cost(seconds) - costs.length_cost(self._seconds)
        cost[self.order] = np.inf
        if self.frozen.recordings is not None:
            others = np.delete(self.order, place)
            cost[np.isin(self.frozen.recordings, self.frozen.recordings[others])] = np.inf
        return cost

    def _free(self, cost: Array, place: int) -> Array:
        cost[: self._low] = np.inf
        cost[self._high :] = np.inf
        cost[place] = np.inf
        return cost

    def _spacing_of(self, song: int, place: int) -> Array:
        """What the song at this place would cost at each place, for those around it."""
        if self._elsewhere is not None and self._elsewhere[0] == place:
            return self._elsewhere[1]
        cost = np.zeros(self._count)
        for spacing, around, along in zip(self.costs.spacings, self._kernels, self._codes, strict=True):
            there: Mask = np.zeros(self._count, np.bool_)
            for code in spacing.codes[song].tolist():
                for column in range(along.shape[1]) if code >= 0 else ():
                    there |= along[:, column] == code
            there[place] = False
            hits = np.flatnonzero(there)
            if len(hits) > 8:
                cost += np.convolve(there.astype(np.float64), around)[spacing.gap : spacing.gap + self._count]
            else:
                for hit in hits.tolist():
                    low, high = max(hit - spacing.gap, 0), min(hit + spacing.gap + 1, self._count)
                    cost[low:high] += around[low - hit + spacing.gap : high - hit + spacing.gap]
        self._elsewhere = (place, cost)
        return cost

    def _spacing_for(self, songs: IntArray, place: int) -> Array:
        """What each of these songs would cost at this place."""
        cost = np.zeros(len(songs))
        for spacing in self.costs.spacings:
            table = np.zeros(int(spacing.codes.max(initial=-1)) + 2)  # the last for no code
            for apart, each in enumerate(spacing.kernel.tolist(), start=1):
                for at in (place - apart, place + apart):
                    if 0 <= at < self._count:
                        table[spacing.codes[self.order[at]]] += each
            table[-1] = 0.0
            cost += table[spacing.codes[songs]].sum(axis=1)
        return cost


def _smallest(savings: Array) -> IntArray:
    """The places of the smallest values, a few of them."""
    if len(savings) <= _LOOKED_AT:
        return np.argsort(savings)
    return np.argpartition(savings, _LOOKED_AT - 1)[:_LOOKED_AT]
