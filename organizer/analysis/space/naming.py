"""Names for sets of songs, made of what sets them apart: "Jazz · 60s · slow", "instrumental · dark".

Songs are described by *terms*: a genre, a decade, a mood, a word for what was measured. The names of all sets
are chosen together, so that somebody who reads nothing but the names finds the songs of each set: a reader
gives a song to the name whose terms make it likeliest (a genre where the song carries it; "slow" the
likelier, the slower it is among all songs), and each name is made of the terms that help him most, as long as
they hold for most of its songs. Where no term tells a set apart, its best-known artist names it:
"near ‹artist›". No two sets are called the same.

After Frank, M. C., Goodman, N. D.: Predicting pragmatic reasoning in language games. Science 336 (2012): 998.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import IntArray
from organizer.analysis.space.terms import SEPARATOR, Described, Terms
from organizer.base.language import joined, tr

#: Characters of a name, but for one that is a single long term.
LONGEST = 24
ALL = tr("all songs")

_TERMS = 3
#: Share of a set that its terms hold for, and how much more than in the library.
_MOST, _MORE = 0.5, 0.12
#: The same where no term reaches that.
_MANY, _SOME_MORE = 0.4, 0.04
#: What a further term has to gain, in nats a song, and how often names are looked at again.
_GAIN, _SWEEPS = 0.01, 2
#: Songs of a set that are looked at; of a larger one as many, evenly spread.
_LOOKED_AT = 150
#: Terms that a name is looked for among.
_CONSIDERED = 12

Array = npt.NDArray[np.float32]


class Namer:
    """Names sets of songs of one library."""

    def __init__(self, described: Described) -> None:
        self._described = described
        self.terms = Terms(described)

    def names(
        self,
        sets: Sequence[npt.ArrayLike],
        *,
        given: Mapping[int, str] | None = None,
        taken: Collection[str] = (),
    ) -> list[str]:
        """A name for each set (rows of the library), no two alike; "" for an empty one.

        Parameters
        ----------
        given : names that some of the sets (by their place) have already; they keep them
        taken : names that are in use elsewhere
        """
        members = [np.asarray(songs, np.int64) for songs in sets]
        given = {at: name for at, name in (given or {}).items() if name}
        names = [given.get(at, "") for at in range(len(members))]
        filled = [at for at, songs in enumerate(members) if len(songs)]
        if not filled:
            return names
        chosen = self._chosen([members[at] for at in filled], [names[at] for at in filled])
        used = {text.casefold() for text in (*taken, *given.values())}
        for place, at in sorted(enumerate(filled), key=lambda pair: -len(members[pair[1]])):
            if at in given:
                continue
            for name in self._candidates(members[at], chosen[place]):
                if name and name.casefold() not in used:
                    names[at] = name
                    used.add(name.casefold())
                    break
        return names

    def cell_names(self, cells: IntArray, count: int) -> tuple[str, ...]:
        """A name for each of many small sets, "" for an empty one; some may be called the same.

        ``cells``: the set of each song of the library, shape=(n,).
        """
        rates, sizes = self.terms.rates(cells, count)
        gains = np.where(self._hold(rates), _divergence(rates, self.terms.everywhere), 0.0)
        best = np.argsort(-gains, axis=1, kind="stable")[:, : 4 * _TERMS].tolist()
        names = []
        for cell in range(count):
            chosen: list[int] = []
            for at in best[cell] if sizes[cell] else ():
                if gains[cell, at] > 0 and len(chosen) < _TERMS and self._fits(chosen, at):
                    chosen.append(at)
            names.append(self._spoken(chosen))
        return tuple(names)

    def _hold(self, rates: Array) -> npt.NDArray[np.bool_]:
        """Which terms hold for a set in which so large a share of the songs has them."""
        return (rates >= _MOST) & (rates - self.terms.everywhere >= _MORE)

    def _chosen(self, members: Sequence[IntArray], given: Sequence[str]) -> list[list[int]]:
        """The terms of each set; those of given names as far as they are known."""
        rates = np.stack([self.terms.rate(songs) for songs in members])
        chosen = [
            [at for text in name.split(SEPARATOR) if (at := self.terms.find(text)) >= 0] for name in given
        ]
        reading = _Reading(self.terms, members, chosen)
        free = [at for at, name in enumerate(given) if not name]
        fitting = {at: self._strongest(rates[at])[:_CONSIDERED] for at in free}
        for _ in range(_TERMS):
            for at in free:
                self._add(reading, at, chosen[at], fitting[at], least=_GAIN if chosen[at] else -np.inf)
        for _ in range(_SWEEPS):
            for at in free:
                for term in list(chosen[at]):
                    chosen[at].remove(term)
                    reading.change(at, chosen[at])
                    self._add(reading, at, chosen[at], fitting[at], least=-np.inf)
        return chosen

    def _strongest(self, rates: Array) -> list[int]:
        """The terms that hold for a set, those first that hold most beyond the library."""
        hold = np.flatnonzero(self._hold(rates))
        if not len(hold):
            hold = np.flatnonzero((rates >= _MANY) & (rates - self.terms.everywhere >= _SOME_MORE))
        gains = _divergence(rates[hold], self.terms.everywhere[hold])
        return [int(at) for at in hold[np.argsort(-gains, kind="stable")]]

    def _add(
        self, reading: _Reading, at: int, chosen: list[int], allowed: Sequence[int], *, least: float
    ) -> None:
        """Give a name the term that helps its readers most."""
        fitting = [term for term in allowed if self._fits(chosen, term)]
        if not fitting:
            return
        gains = reading.gains(at, fitting) + self.terms.preference[fitting]
        best = int(np.argmax(gains))
        if gains[best] > least:
            chosen.append(fitting[best])
            reading.change(at, chosen)

    def _candidates(self, members: IntArray, chosen: list[int]) -> Iterator[str]:
        """What the set can be called, the best first."""
        if len(members) == self.terms.songs:
            yield ALL
        further = self._strongest(self.terms.rate(members))
        yield self._spoken(chosen)
        for left in range(len(chosen), 0, -1):
            for term in further:
                if self._fits(chosen[:left], term) and term not in chosen:
                    yield self._spoken([*chosen[:left], term])
        for artist in self._described.artists_of(members):
            yield tr("near {artist}", artist=artist)
        title = self._described.title
        for song in members.tolist() if title is not None else ():
            if title is not None and (text := title(song)):
                yield tr("near {title}", title=text)

    def _fits(self, chosen: Sequence[int], further: int) -> bool:
        """Whether a term can stand beside these: it says something else, and there is room."""
        if not chosen:
            return True
        if len(chosen) >= _TERMS or any(self.terms.alike(at, further) for at in chosen):
            return False
        return len(self._spoken([*chosen, further])) <= LONGEST

    def _spoken(self, chosen: Iterable[int]) -> str:
        return joined(
            SEPARATOR, [self.terms.texts[at] for at in sorted(chosen, key=self.terms.order.__getitem__)]
        )


class _Reading:
    """How well somebody who knows the names alone gives songs to their sets."""

    def __init__(self, terms: Terms, members: Sequence[IntArray], chosen: Sequence[Sequence[int]]) -> None:
        some = [songs[_evenly(len(songs), _LOOKED_AT)] for songs in members]
        self._owner = np.repeat(np.arange(len(some)), [len(songs) for songs in some])
        self._weight = 1.0 / (len(some) * np.bincount(self._owner)[self._owner])
        self._likelihood = terms.likelihood(np.concatenate(some)).astype(np.float64)  # shape=(songs, terms)
        #: of each song under each name, shape=(songs, sets); their logarithms are small numbers
        self._fits = np.stack([self._likelihood[:, list(own)].sum(axis=1) for own in chosen], axis=1)
        self._total = np.exp(self._fits).sum(axis=1)

    def change(self, at: int, chosen: Sequence[int]) -> None:
        """Give the name of a set these terms."""
        self._total -= np.exp(self._fits[:, at])
        self._fits[:, at] = self._likelihood[:, list(chosen)].sum(axis=1)
        self._total = np.maximum(self._total, 0.0) + np.exp(self._fits[:, at])

    def gains(self, at: int, further: Sequence[int]) -> Array:
        """What each of these terms would add to the mean log-probability of the right set."""
        others = np.maximum(self._total - np.exp(self._fits[:, at]), 1e-300)
        mine = (self._owner == at)[:, None]
        right = self._fits[np.arange(len(self._owner)), self._owner][:, None]

        def score(own: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            reached = np.where(mine, own, right) - np.log(others[:, None] + np.exp(own))
            return np.asarray(self._weight @ reached)

        own = self._fits[:, [at]]
        return np.asarray(score(own + self._likelihood[:, list(further)]) - score(own), np.float32)


def shortened(name: str, longest: int = LONGEST) -> str:
    """A name that fits, with "…" where something was left out."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _evenly(n: int, most: int) -> IntArray:
    return np.arange(n) if n <= most else np.linspace(0, n - 1, most).astype(np.int64)


def _divergence(inside: Array, outside: Array) -> Array:
    """Of a rate inside a set from that in the library, in nats; 0 and 1 count as nearly so."""
    p, q = (np.clip(rate, 0.01, 0.99) for rate in (inside, outside))
    return np.asarray(p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q)), np.float32)
