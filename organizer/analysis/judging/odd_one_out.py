"""Which of three songs does not belong? The answers teach how the aspects of songs are to be weighed.

Whoever answers is taken to leave the two songs together that are nearest to each other with the weights that
he has in mind: song k is called odd with the chance (1 − ε) softmax(−β d) + ε / 3, where d is the squared
distance of the other two and ε the share of slips. The ear's aspects have the length 1 together, as in
``space.matrix``, so that their common scale says nothing: it stays as it was. What is believed of weights and
β is a crowd of guesses, at first spread around the present weights; each answer thins it out to those that
foresaw it, and Metropolis steps spread it again among all that fit the answers so far (sequential Monte
Carlo; Chopin, Biometrika 89, 2002). The next three songs are those after whose answer the weights are
expected to be known best, by the sum of the logarithms of their variances (Chaloner and Verdinelli,
Statistical Science 10, 1995). Of many threes those are looked at about which the guesses differ most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear.layout import NETWORK
from organizer.analysis.map.morphing import Described
from organizer.analysis.space.som import FloatArray, IntArray

Doubles = npt.NDArray[np.float64]

#: Guesses, and Metropolis steps after each answer.
_GUESSES, _STEPS = 1_500, 6
#: How far guesses are spread at first: of the logarithms of weights and of β, whose middle is for a mean
#: distance of 1. A narrower one holds on to listeners who are unsure, whatever is answered: late rounds are
#: about differences of a hundredth.
_SPREAD, _SURENESS, _SURENESS_SPREAD = 0.7, 100.0, 2.5
#: Share of answers that mean nothing.
_SLIPS = 0.03
#: The smallest weight that is told from none, and the largest that there is.
_LEAST, _MOST = 0.05, 3.0
#: Guesses that are asked what they expect of the next three songs; the threes that they are asked about, and
#: guesses by which these are chosen of many: weights known well are told apart by few threes.
_ASKED, _SCREENED, _SCREENING = 300, 600, 64
#: Variance of the logarithm of a weight, 1 % squared, below which it is known well enough.
_KNOWN = 1e-4


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

    def chances(self, apart: Doubles, guesses: Doubles | None = None) -> FloatArray:
        """How likely each is called odd, shape=(n, m, 3), by each guess; ``apart`` as of ``distances``."""
        guesses = self.guesses if guesses is None else guesses
        chances = self._logits(apart, guesses)
        chances -= chances.max(axis=2, keepdims=True)
        np.exp(chances, out=chances)
        chances *= (1.0 - _SLIPS) / chances.sum(axis=2, keepdims=True)
        chances += _SLIPS / 3.0
        return chances

    def _logits(self, apart: Doubles, guesses: Doubles) -> FloatArray:
        """−β d, of which the chances are the softmax."""
        factors = self.scales.factors(np.exp(guesses[:, :-1])) * np.exp(guesses[:, -1:]) / -self.unit
        flat = apart.reshape(-1, apart.shape[2]).astype(np.float32)
        return (factors.astype(np.float32) @ flat.T).reshape(len(guesses), len(apart), 3)

    def after(self, apart: Doubles, answer: int) -> Belief:
        """When of three songs, shape=(3, aspects), this one was called odd."""
        random = np.random.default_rng((self.seed, len(self.answers)))
        likely = self.chances(apart[None])[:, 0, answer].astype(np.float64)
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
        rows = self._disputed(apart, asked)
        chances = self.chances(apart[rows], asked)
        known = np.log(self.scales.alike(np.exp(asked[:, :-1]), self.before))
        known -= known.mean(axis=0)
        # of each answer how likely it is, and mean and mean square of the weights when it was given
        moments = np.concatenate([known, known**2], axis=1).astype(np.float32)
        means = (chances.reshape(len(asked), -1).T @ moments) / len(asked)
        first, second = np.split(means, 2, axis=1)
        left = second - first**2 / chances.mean(axis=0).reshape(-1, 1)
        variances = left.reshape(len(rows), 3, -1).sum(axis=1)
        return int(rows[np.argmin(np.log(np.maximum(variances, 0.0) + _KNOWN).sum(axis=1))])

    def _disputed(self, apart: Doubles, asked: Doubles) -> IntArray:
        """Rows of the threes on which guesses differ most about what is odd."""
        if len(apart) <= _SCREENED:
            return np.arange(len(apart))
        some = asked[:: max(1, len(asked) // _SCREENING)]
        odd = self._logits(apart, some).argmax(axis=2)
        agreed = sum(((odd == answer).mean(axis=0) ** 2 for answer in range(3)), np.zeros(len(apart)))
        return np.argsort(agreed, kind="stable")[:_SCREENED]


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
        spread = np.linalg.cholesky(np.cov(guesses.T) + 1e-9 * np.eye(size))
        reach = (2.38 if step % 2 else 0.8) / np.sqrt(size)
        other = guesses + reach * random.standard_normal(guesses.shape) @ spread.T
        there = _height(belief, other)
        accepted = np.log(random.random(len(guesses))) < there - height
        guesses = np.where(accepted[:, None], other, guesses)
        height = np.where(accepted, there, height)
    return guesses


def _height(belief: Belief, guesses: Doubles) -> Doubles:
    """Logarithm of how well guesses fit the answers and what was believed at first: shape=(n,)."""
    prior = ((guesses - _middle(belief.before)) / _spreads(len(belief.before))) ** 2
    chances = belief.chances(belief.seen, guesses)
    likely = chances[:, np.arange(len(belief.answers)), belief.answers].astype(np.float64)
    fit: Doubles = np.log(likely).sum(axis=1) - 0.5 * prior.sum(axis=1)
    return fit


def _middle(before: Doubles) -> Doubles:
    return np.append(np.log(np.maximum(before, _LEAST)), np.log(_SURENESS))


def _spreads(aspects: int) -> Doubles:
    return np.append(np.full(aspects, _SPREAD), _SURENESS_SPREAD)
