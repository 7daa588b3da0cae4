"""Songs like any of several, and unlike others.

The mean of several seeds lies between them, where songs belong to none. So each seed is asked by itself, and
what it says is added up: a song's score is the sum over the seeds of

    weight × exp(−8 d² / (sᵢ sⱼ)),

d the distance, s the local scales of both (``similarity.local_scales``), weights of disliked seeds negative.
For one seed the order is that of ``similarity.similar``. The factor is the middle of a plateau: wide hills
(factors below 4) favour again what lies between, and far above it the nearest seed alone counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import similarity
from organizer.analysis.space.som import FloatArray, IntArray
from organizer.base.language import tr

#: How much narrower a seed's hill is than its surroundings.
SHARPNESS = 8.0


@dataclass(frozen=True, slots=True)
class Matches:
    """Songs like the seeds, the best first. Arrays of shape=(m,)."""

    songs: IntArray  #: rows of the data
    scores: FloatArray  #: the sum over the seeds, over 0; as large as the weights of the liked seeds at most
    seeds: IntArray  #: the liked seed that says most for the song, as its place among the seeds
    distances: FloatArray  #: to that seed, locally scaled: 0 the same, 1 unlike


def matching(
    data: npt.ArrayLike, seeds: Sequence[int], weights: Sequence[float] | None = None, *, n: int
) -> Matches:
    """The ``n`` songs most like the seeds.

    Parameters
    ----------
    data : shape=(songs, d)
    seeds : rows of ``data``, at least one of them liked
    weights : one for each seed, finite, not 0; negative: disliked. 1 for all by default.

    Returns
    -------
    Matches
        Never a seed, nor a song that says more for what is disliked than for what is liked, so there may be
        fewer than ``n``.
    """
    everyone = np.asarray(data, np.float32)
    chosen = np.asarray(seeds, np.int64)
    weight = np.ones(len(chosen)) if weights is None else np.asarray(weights, np.float64)
    _check(chosen, weight)
    scales = similarity.local_scales(everyone, chosen)
    rough = _roughly(everyone, chosen, weight, scales)
    looked_at = similarity.candidates(n)
    while True:
        looked_at = min(looked_at, len(everyone))
        rows = np.argpartition(rough, looked_at - 1)[:looked_at]
        rows = rows[np.isfinite(rough[rows])]
        matches = _ranked(everyone, chosen, weight, scales, rows)
        if len(matches.songs) >= n or looked_at == len(everyone):
            break
        looked_at *= 8
    return Matches(matches.songs[:n], matches.scores[:n], matches.seeds[:n], matches.distances[:n])


def _roughly(
    everyone: FloatArray, seeds: IntArray, weights: npt.NDArray[np.float64], scales: FloatArray
) -> FloatArray:
    """How far each song is from the liked seed that says most for it, as if all songs had the same
    surroundings: shape=(songs,), infinite for seeds, and where a disliked seed says more."""
    factors = SHARPNESS / (scales.astype(np.float64) * scales.mean())
    far = similarity.squared_distances(everyone[seeds], everyone)
    far *= factors.astype(np.float32)[:, None]
    far -= np.log(np.abs(weights)).astype(np.float32)[:, None]
    rough: FloatArray = far[weights > 0].min(axis=0)
    if (weights < 0).any():
        rough[rough >= far[weights < 0].min(axis=0)] = np.inf
    rough[seeds] = np.inf
    return rough


def _check(seeds: IntArray, weights: npt.NDArray[np.float64]) -> None:
    if weights.shape != seeds.shape or not np.isfinite(weights).all() or not weights.all():
        raise ValueError(tr("each seed has a weight that is not 0"))
    if not (weights > 0).any():
        raise ValueError(tr("no seed is liked"))
    if len(np.unique(seeds)) < len(seeds):
        raise ValueError(tr("a seed is named twice"))


def _ranked(
    everyone: FloatArray,
    seeds: IntArray,
    weights: npt.NDArray[np.float64],
    scales: FloatArray,
    rows: IntArray,
) -> Matches:
    """Of these rows those with a score over 0, the best first."""
    own, theirs = scales[:, None], similarity.local_scales(everyone, rows)[None]
    plain = np.stack([np.linalg.norm(everyone[rows] - everyone[seed], axis=1) for seed in seeds])
    square = np.square(plain, dtype=np.float64) / (own.astype(np.float64) * theirs)
    # As logarithms: far from every seed the hills themselves are 0 in floating point.
    hills = np.log(np.abs(weights))[:, None] - SHARPNESS * square
    liked, disliked = np.flatnonzero(weights > 0), np.flatnonzero(weights < 0)
    like = np.logaddexp.reduce(hills[liked], axis=0)
    against = np.exp(np.minimum(np.logaddexp.reduce(hills[disliked], axis=0) - like, 0.0))
    chosen = np.flatnonzero(against < 1.0)
    scores = like[chosen] + np.log1p(-against[chosen])
    best = np.lexsort((rows[chosen], -scores))
    order, scores = chosen[best], scores[best]
    most = liked[np.argmax(hills[liked], axis=0)]
    distances = similarity.scaled(plain[most, np.arange(len(rows))], own[most, 0], theirs[0])
    return Matches(rows[order], np.exp(scores).astype(np.float32), most[order], distances[order])
