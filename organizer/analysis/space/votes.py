"""What a song may be labelled by what its nearest labelled songs are, and how far that can be believed.

Each of the ``NEIGHBOURS`` nearest labelled songs votes for its labels with the weight

    exp(−SHARPNESS d² / (sᵢ sⱼ)),

d the distance, s the local scales of both among the labelled songs (``similarity.local_scales``). The *score*
of the best label is its share of all weights and of ``DOUBT``, which counts where no labelled song is near.
Scores are no probabilities: ``calibrate`` lays them beside how often they were right for songs whose label is
known and was hidden (leave-one-out), by isotonic regression whose steps are drawn towards what is known of
all of them, never upwards over one half: few songs prove little.

All constants lie in the middle of plateaus (``bench/suggestions.py``). A label that two songs or fewer carry
votes as "something else": it cannot be judged. Songs without labelled neighbours have the score 0.

Zadrozny, B., Elkan, C.: Transforming classifier scores into accurate multiclass probability estimates. KDD
2002 (isotonic regression of scores).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import similarity
from organizer.analysis.space.som import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]

NEIGHBOURS = 20
SHARPNESS = 6.0
DOUBT = 0.03
#: Songs whose squared, locally scaled distance is below this are copies of one recording (measured: copies in
#: other formats at most 0.011, other songs at least 0.25).
COPY = 0.05
#: Songs that must carry a label, so that it can be judged.
FEWEST = 3
#: The nearest songs that are named as the reason.
REASONS = 3
#: So many cases are added to each step of the calibration, as right as all are, one half at most.
_DRAWN = 2.0
#: What is stated surely: four in five are right.
SURE = 0.8
#: What a label is worth at most that was never, or seldom, stated surely and right.
_UNSURE = 0.75
_BLOCK_ELEMENTS = 1 << 23


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Songs whose labels are known, to be asked."""

    data: FloatArray  #: shape=(m, d)
    codes: IntArray  #: shape=(m, most labels of a song), numbers of labels; −1 for none, and for rare ones
    scales: FloatArray  #: shape=(m,), local scales among themselves

    @classmethod
    def of(cls, data: npt.ArrayLike, labels: Sequence[Sequence[int]]) -> Labelled:
        """``labels``: the numbers of the labels of each song."""
        rows = np.asarray(data, np.float32)
        counts = np.bincount([code for codes in labels for code in set(codes)], minlength=1)
        kept = [[code for code in dict.fromkeys(codes) if counts[code] >= FEWEST] for codes in labels]
        codes = np.full((len(rows), max([1, *map(len, kept)])), -1, np.int64)
        for row, own in zip(codes, kept, strict=True):
            row[: len(own)] = own
        return cls(rows, codes, similarity.local_scales(rows, np.arange(len(rows))))

    def carry(self, rows: IntArray, labels: IntArray) -> BoolArray:
        """Whether each of these songs carries the label beside it. shape=(len(rows),)"""
        carries: BoolArray = ((self.codes[rows] == labels[:, None]) & (labels[:, None] >= 0)).any(axis=1)
        return carries


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The outcome for each song that was asked about."""

    labels: IntArray  #: shape=(n,), the best label; −1 where no neighbour has one
    scores: npt.NDArray[np.float64]  #: shape=(n,), 0–1, no probability
    reasons: IntArray  #: shape=(n, REASONS), the labelled songs with it that weigh most, −1 for none


def votes(
    rows: npt.ArrayLike,
    among: Labelled,
    *,
    apart: tuple[IntArray, IntArray] | None = None,
    hidden: IntArray | None = None,
    check: Callable[[int], None] = lambda done: None,
) -> Votes:
    """What the nearest labelled songs of each row vote for.

    Parameters
    ----------
    rows : shape=(n, d)
    apart : shape=(n,) and shape=(m,), a number of each row and of each labelled song: those with the same
        have no vote (of one artist, of one album)
    hidden : shape=(n,), where the rows stand among the labelled songs: to judge how often this is right.
        Then the song itself and its copies have no vote.
    check : called with the rows done; may raise to stop
    """
    queries = np.asarray(rows, np.float32)
    step = max(1, _BLOCK_ELEMENTS // max(1, len(among.data)))
    parts: list[Votes] = []
    if not len(among.data):
        nobody = np.full((len(queries), REASONS), -1, np.int64)
        return Votes(nobody[:, 0], np.zeros(len(queries)), nobody)
    for start in range(0, len(queries), step):
        check(start)
        part = slice(start, start + step)
        of_part = None if apart is None else (apart[0][part], apart[1])
        parts.append(_votes(queries[part], among, of_part, None if hidden is None else hidden[part]))
    return Votes(
        np.concatenate([np.empty(0, np.int64), *(part.labels for part in parts)]),
        np.concatenate([np.empty(0), *(part.scores for part in parts)]),
        np.concatenate([np.empty((0, REASONS), np.int64), *(part.reasons for part in parts)]),
    )


def _votes(
    rows: FloatArray, among: Labelled, apart: tuple[IntArray, IntArray] | None, hidden: IntArray | None
) -> Votes:
    nearest, far = similarity.nearest_among(rows, among.data, n=NEIGHBOURS, apart=apart)
    scales = similarity.scales_among(rows, among.data) if hidden is None else among.scales[hidden]
    square = np.square(far, dtype=np.float64) / (scales[:, None].astype(np.float64) * among.scales[nearest])
    weights = np.exp(-SHARPNESS * square)
    if hidden is not None:
        weights[(nearest == hidden[:, None]) | (square < COPY)] = 0.0
    # the weight of each label in each row, without a table of all labels
    codes = among.codes[nearest]
    known = (codes >= 0) & (weights[:, :, None] > 0)
    row_of = np.broadcast_to(np.arange(len(rows))[:, None, None], codes.shape)[known]
    count = int(codes.max(initial=0)) + 1
    pairs, place = np.unique(row_of * count + codes[known], return_inverse=True)
    sums = np.bincount(place, np.broadcast_to(weights[:, :, None], codes.shape)[known], len(pairs))
    order = np.lexsort((pairs, -sums))  # the heaviest first, of equal ones the lower number
    best_row, first = np.unique(pairs[order] // count, return_index=True)
    labels, scores = np.full(len(rows), -1, np.int64), np.zeros(len(rows))
    labels[best_row] = pairs[order][first] % count
    scores[best_row] = sums[order][first] / (weights[best_row].sum(axis=1) + DOUBT)
    return Votes(labels, scores, _reasons(nearest, weights, codes, labels))


def _reasons(
    nearest: IntArray, weights: npt.NDArray[np.float64], codes: IntArray, labels: IntArray
) -> IntArray:
    """The songs with the label that weigh most."""
    carry = (codes == labels[:, None, None]).any(axis=2) & (labels >= 0)[:, None]
    weighed = np.where(carry, weights, 0.0)
    reasons = np.full((len(nearest), REASONS), -1, np.int64)
    order = np.argsort(-weighed, axis=1, kind="stable")[:, :REASONS]
    chosen = np.take_along_axis(nearest, order, axis=1)
    chosen[np.take_along_axis(weighed, order, axis=1) <= 0] = -1
    reasons[:, : chosen.shape[1]] = chosen
    return reasons


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What votes are worth: a rising staircase of scores, and what each label has shown at most."""

    edges: npt.NDArray[np.float64]  #: shape=(b,), the lowest score of each step
    shares: npt.NDArray[np.float64]  #: shape=(b,), the share that is right there, 0–1
    limits: npt.NDArray[np.float64]  #: shape=(labels,), no vote for a label is surer than this

    def confidence(self, labels: IntArray, scores: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """How likely these labels are right; 0 below every score that was judged. shape=(n,)"""
        asked = np.asarray(scores, np.float64)
        if not len(self.edges):
            return np.zeros(asked.shape)
        steps = np.searchsorted(self.edges, asked, side="right") - 1
        limits = np.where(
            labels < len(self.limits), self.limits[np.minimum(labels, len(self.limits) - 1)], _UNSURE
        )
        stated: npt.NDArray[np.float64] = np.where(
            (steps < 0) | (labels < 0), 0.0, np.minimum(self.shares[np.maximum(steps, 0)], limits)
        )
        return stated


def calibrate(labels: IntArray, scores: npt.ArrayLike, right: npt.ArrayLike) -> Calibration:
    """Learn what votes are worth from songs of which it is known whether they were right. shape=(n,) each.

    Scores of 0 say nothing and are left out; without any others nothing is ever stated. A label is stated
    surely only as far as it was right where it was stated surely: one that all songs of one artist carry says
    nothing yet of the songs of others.
    """
    from sklearn.isotonic import IsotonicRegression

    every, known = np.asarray(scores, np.float64), np.asarray(right, np.float64)
    said = every > 0
    labels, every, known = labels[said], every[said], known[said]
    if not len(every):
        return Calibration(np.empty(0), np.empty(0), np.empty(0))
    drawn_to = min(0.5, (known.sum() + 1.0) / (len(known) + 2.0))
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0).fit(every, known).predict(every)
    _, step, sizes = np.unique(fitted, return_inverse=True, return_counts=True)
    shares = (np.bincount(step, known) + _DRAWN * drawn_to) / (sizes + _DRAWN)
    places = np.arange(len(sizes))
    shares = np.asarray(IsotonicRegression().fit(places, shares, sample_weight=sizes).predict(places))
    edges = np.full(len(sizes), np.inf)
    np.minimum.at(edges, step, every)
    sure = shares[step] >= SURE
    count = int(labels.max()) + 1
    limits = (np.bincount(labels[sure], known[sure], count) + _UNSURE) / (
        np.bincount(labels[sure], minlength=count) + 1.0
    )
    return Calibration(edges, shares, np.maximum(limits, _UNSURE))


def held_out(
    labels: IntArray, scores: npt.ArrayLike, right: npt.ArrayLike, folds: IntArray
) -> npt.NDArray[np.float64]:
    """The confidence of each vote by a calibration that saw the other folds only: what a calibration states
    of the songs that it was made from is too good. shape=(n,)"""
    every, known = np.asarray(scores, np.float64), np.asarray(right, np.float64)
    stated = np.zeros(len(every))
    for fold in np.unique(folds):
        there = folds == fold
        learnt = calibrate(labels[~there], every[~there], known[~there])
        stated[there] = learnt.confidence(labels[there], every[there])
    return stated
