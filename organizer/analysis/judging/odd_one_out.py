"""Which of three songs does not belong? The answers teach how the aspects of songs are to be weighed.

Whoever answers is taken to leave the two songs together that are nearest to each other with the weights that
he has in mind: song k is called odd with the chance (1 − ε) softmax(−β d) + ε / 3, where d is the squared
distance of the other two and ε the share of slips. The ear's aspects have the length 1 together, as in
``space.matrix``, so that their common scale says nothing: it stays as it was. What is believed of weights and
β is a crowd of guesses, at first spread around the present weights; each answer thins it out to those that
foresaw it, and Metropolis steps spread it again among all that fit the answers so far (sequential Monte
Carlo; Chopin, Biometrika 89, 2002). The next three songs are those whose answer is expected to tell most: the
entropy of the mean chance less the mean entropy (Houlsby et al., arXiv:1112.5745).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear.layout import NETWORK
from organizer.analysis.map.morphing import Described
from organizer.analysis.space.som import IntArray

Doubles = npt.NDArray[np.float64]

#: Guesses, and Metropolis steps after each answer.
_GUESSES, _STEPS = 1_500, 6
#: How far guesses are spread at first: of the logarithms of weights and of β, whose middle is for a mean
#: distance of 1.
_SPREAD, _SURENESS, _SURENESS_SPREAD = 0.7, 20.0, 1.2
#: Share of answers that mean nothing.
_SLIPS = 0.05
#: The smallest weight that is told from none, and the largest that there is.
_LEAST, _MOST = 0.05, 3.0
#: Guesses that are asked what they expect of the next three songs.
_ASKED = 300


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """What distances of aspects are compared by.

    Attributes
    ----------
    names : of the aspects
    lengths : shape=(aspects,), mean squared length of songs in each aspect
    """

    names: tuple[str, ...]
    lengths: Doubles

    @property
    def own(self) -> npt.NDArray[np.bool_]:
        """Which aspects are the ear's."""
        return np.array([name != NETWORK for name in self.names])

    def factors(self, weights: Doubles) -> Doubles:
        """What distances of each aspect count, shape=(n, aspects), with weights of this shape."""
        squares, own = weights**2, self.own
        length = np.maximum(squares[:, own] @ self.lengths[own], 1e-12)[:, None]
        return np.where(own, squares / length, squares)

    def alike(self, weights: Doubles, before: Doubles) -> Doubles:
        """Weights, shape=(n, aspects), whose mean over the ear's aspects is that of ``before``."""
        own = self.own
        scale = before[own].mean() / np.maximum(weights[:, own].mean(axis=1, keepdims=True), 1e-12)
        return np.where(own, weights * scale, weights)


def scales(songs: Described) -> Scales:
    """The scales of these songs."""
    return Scales(songs.names, songs.squares.mean(axis=0, dtype=np.float64))


def distances(songs: Described, triplets: IntArray) -> Doubles:
    """Of each three songs, shape=(m, 3) rows, the squared distance in each aspect of the two that are left
    when the first, second or third is taken out: shape=(m, 3, aspects)."""
    result = np.empty((len(triplets), 3, len(songs.names)))
    for place in range(3):
        one, other = triplets[:, (place + 1) % 3], triplets[:, (place + 2) % 3]
        for aspect, part in enumerate(songs.parts):
            result[:, place, aspect] = ((part[one] - part[other]) ** 2).sum(axis=1)
    return result


def draw(count: int, songs: IntArray, *, seed: int) -> IntArray:
    """Three different ones of these songs, so many times: shape=(count, 3). Raises ``ValueError`` for fewer
    than three songs."""
    if len(songs) < 3:
        raise ValueError("three songs are needed to find the odd one")
    random = np.random.default_rng(seed)
    first = random.integers(0, len(songs), count)
    second = (first + 1 + random.integers(0, len(songs) - 1, count)) % len(songs)
    third = random.integers(0, len(songs) - 2, count)
    for taken in (np.minimum(first, second), np.maximum(first, second)):
        third = third + (third >= taken)
    return np.asarray(songs)[np.stack([first, second, third], axis=1)]


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What is believed of the weights after some answers."""

    scales: Scales
    before: Doubles  #: shape=(aspects,), the weights at first
    guesses: Doubles  #: shape=(n, aspects + 1), logarithms of weights and of β
    seen: Doubles  #: shape=(answers, 3, aspects), distances
    answers: IntArray  #: shape=(answers,), which was the odd one: 0, 1 or 2
    unit: float  #: the mean distance at first
    seed: int

    def chances(self, apart: Doubles, guesses: Doubles | None = None) -> Doubles:
        """How likely each is called odd, shape=(n, m, 3), by each guess; ``apart`` as of ``distances``."""
        guesses = self.guesses if guesses is None else guesses
        factors = self.scales.factors(np.exp(guesses[:, :-1])) * np.exp(guesses[:, -1:]) / self.unit
        logits = -(factors @ apart.reshape(-1, apart.shape[2]).T).reshape(len(guesses), len(apart), 3)
        logits -= logits.max(axis=2, keepdims=True)
        odds = np.exp(logits)
        chances: Doubles = (1.0 - _SLIPS) * odds / odds.sum(axis=2, keepdims=True) + _SLIPS / 3.0
        return chances

    def after(self, apart: Doubles, answer: int) -> Belief:
        """When of three songs, shape=(3, aspects), this one was called odd."""
        random = np.random.default_rng((self.seed, len(self.answers)))
        likely = self.chances(apart[None])[:, 0, answer]
        ends = np.cumsum(likely / likely.sum())
        at = np.searchsorted(ends, (random.random() + np.arange(len(ends))) / len(ends))
        resampled = self.guesses[np.minimum(at, len(ends) - 1)]
        known = replace(
            self,
            guesses=resampled,
            seen=np.concatenate([self.seen, apart[None]]),
            answers=np.append(self.answers, answer),
        )
        return replace(known, guesses=_moved(known, random))

    @property
    def weights(self) -> dict[str, float]:
        """The weights that are believed: the mean of the guesses, by the logarithm, 0 to 3."""
        alike = self.scales.alike(np.exp(self.guesses[:, :-1]), self.before)
        means = np.exp(np.log(alike).mean(axis=0))
        weights = self.scales.alike(means[None], self.before)[0]
        told = np.where(weights < _LEAST, 0.0, np.minimum(weights, _MOST))
        return dict(zip(self.scales.names, told.tolist(), strict=True))

    def most_telling(self, apart: Doubles) -> int:
        """Which of these threes, as ``distances`` gives them, to ask about next."""
        asked = self.guesses[:: max(1, len(self.guesses) // _ASKED)]
        chances = self.chances(apart, asked)
        gain = _entropy(chances.mean(axis=0)) - _entropy(chances).mean(axis=0)
        return int(np.argmax(gain))


def begin(songs: Described, weights: Mapping[str, float], *, seed: int = 0) -> Belief:
    """What is believed before the first answer: about these weights."""
    ruler = scales(songs)
    before = np.array([weights.get(name, 1.0) for name in ruler.names])
    random = np.random.default_rng((seed, 1 << 20))
    size = len(before)
    guesses = _middle(before) + _spreads(size) * random.standard_normal((_GUESSES, size + 1))
    # two songs by chance are as far apart as twice their squared length from the middle
    unit = float(2.0 * (ruler.factors(before[None])[0] * ruler.lengths).sum())
    none = np.empty((0, 3, size))
    return Belief(ruler, before, guesses, none, np.empty(0, np.int64), max(unit, 1e-12), seed)


def _moved(belief: Belief, random: np.random.Generator) -> Doubles:
    """The guesses after some Metropolis steps, which leave what is believed as it is."""
    guesses = belief.guesses
    size = guesses.shape[1]
    height = _height(belief, guesses)
    for step in range(_STEPS):
        spread = np.cov(guesses.T) + 1e-6 * np.eye(size)
        reach = (2.38 if step % 2 else 0.8) / np.sqrt(size)
        other = guesses + reach * random.multivariate_normal(np.zeros(size), spread, len(guesses))
        there = _height(belief, other)
        accepted = np.log(random.random(len(guesses))) < there - height
        guesses = np.where(accepted[:, None], other, guesses)
        height = np.where(accepted, there, height)
    return guesses


def _height(belief: Belief, guesses: Doubles) -> Doubles:
    """Logarithm of how well guesses fit the answers and what was believed at first: shape=(n,)."""
    prior = ((guesses - _middle(belief.before)) / _spreads(len(belief.before))) ** 2
    likely = belief.chances(belief.seen, guesses)[:, np.arange(len(belief.answers)), belief.answers]
    fit: Doubles = np.log(likely).sum(axis=1) - 0.5 * prior.sum(axis=1)
    return fit


def _middle(before: Doubles) -> Doubles:
    return np.append(np.log(np.maximum(before, _LEAST)), np.log(_SURENESS))


def _spreads(aspects: int) -> Doubles:
    return np.append(np.full(aspects, _SPREAD), _SURENESS_SPREAD)


def _entropy(chances: Doubles) -> Doubles:
    entropy: Doubles = -(chances * np.log(chances)).sum(axis=-1)
    return entropy
