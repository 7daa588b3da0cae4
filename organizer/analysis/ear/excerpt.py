"""The telling excerpt: where to start playing so that a listener knows the song."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear import cues
from organizer.analysis.ear.spectrum import FRAME_RATE, Levels, Spectra
from organizer.analysis.ear.timbre import group_matrix

Doubles = npt.NDArray[np.float64]

LENGTH = 12  #: seconds that are judged together; players may go on
_GROUPS = 24
_MOST = 1200  # seconds that are looked at: of longer sound those in the middle
_NEAR = 6  # seconds: what is nearer to itself than this does not count as a repetition
_ENERGY = 0.5  # weight of energy against repetition
_EDGE = 0.25  # weight of beginning where something new begins


def telling_excerpt(spectra: Spectra, levels: Levels, starts: tuple[float, ...]) -> float | None:
    """Where the most telling part of a song begins.

    Each whole second is described by the mean level of 24 groups of bands, in dB, less the song's mean; the
    cosine of two seconds is their likeness. A stretch of 12 s is repeated as much as the likeness along a
    diagonal, to a stretch at least 6 s away, at its best (Bartsch and Wakefield: To catch a chorus, WASPAA
    2001; Cooper and Foote, WASPAA 2003). The stretch is taken whose repetition + ½ · rank of loudness
    + ¼ · rank of how much the 4 s after the beginning differ from the 4 s before (Foote's novelty, ICME 2000)
    is the highest, each rank 0–1 within the song; the first of equal ones.

    Parameters
    ----------
    spectra, levels : Spectra, Levels
    starts : tuple of float
        Seconds into the song at which each excerpt begins; stretches do not cross from one to the next.

    Returns
    -------
    float or None
        Seconds into the song; the loudest stretch where nothing comes twice; the beginning of songs too
        short to choose (under 14 s of sound in one piece). None for silence.
    """
    if not cues.audible(spectra).size:
        return None
    rows, power, places, firsts = _seconds(spectra, levels, starts)
    if not firsts.size:
        return float(starts[0])
    rows = rows - rows.mean(axis=0)
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    likeness = unit @ unit.T
    repeated = _repetition(likeness, firsts)
    stretches = np.lib.stride_tricks.sliding_window_view(power, LENGTH)[firsts]
    loud = np.log(stretches.mean(axis=1) + 1e-12)
    novel = _novelty(rows, places, firsts)
    score = repeated + _ENERGY * _ranks(loud) + _EDGE * _ranks(novel)
    return float(places[firsts[int(np.argmax(np.round(score, 9)))]])


def _seconds(
    spectra: Spectra, levels: Levels, starts: tuple[float, ...]
) -> tuple[Doubles, Doubles, Doubles, npt.NDArray[np.int64]]:
    """Features and power of each whole second, where it begins, and with which a stretch can begin."""
    decibels = np.full((len(spectra.bands), _GROUPS + 1), levels.decibels.min(), np.float32)
    decibels[levels.span, :-1] = levels.decibels @ group_matrix(_GROUPS)
    decibels[:, -1] = spectra.loudness_power
    rows = cues.seconds(spectra, decibels)
    places, firsts = np.zeros(len(rows)), list[int]()
    row, hop = 0, round(FRAME_RATE)
    for part, start in zip(spectra.slices(), starts, strict=True):
        count = (part.stop - part.start) // hop
        places[row : row + count] = start + np.arange(count) * hop / FRAME_RATE
        firsts.extend(range(row, row + count - LENGTH + 1))
        row += count
    features, power = rows[:, :-1], rows[:, -1]
    first = max(0, (len(rows) - _MOST) // 2)
    looked_at = slice(first, first + _MOST)
    inside = [at - first for at in firsts if first <= at and at + LENGTH <= first + _MOST]
    return features[looked_at], power[looked_at], places[looked_at], np.array(inside, np.int64)


def _repetition(likeness: Doubles, firsts: npt.NDArray[np.int64]) -> Doubles:
    """For each stretch the mean likeness, second by second, to the stretch most like it; −1 without any."""
    # sums along diagonals: total[i, j] = likeness[0 … i−1] at the same distance
    total = np.zeros((len(likeness) + 1, len(likeness) + 1))
    for row, values in enumerate(likeness):
        total[row + 1, 1:] = total[row, :-1] + values
    pairs = total[np.ix_(firsts + LENGTH, firsts + LENGTH)] - total[np.ix_(firsts, firsts)]
    apart = np.abs(firsts[:, None] - firsts[None, :])
    best: Doubles = np.where(apart >= _NEAR, pairs / LENGTH, -1.0).max(axis=1)
    return best


def _novelty(rows: Doubles, places: Doubles, firsts: npt.NDArray[np.int64]) -> Doubles:
    """How much the 4 s after each beginning differ from the 4 s before; 0 where those were not analyzed."""
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])
    before = np.maximum(firsts - 4, 0)
    change = sums[firsts + 4] - 2 * sums[firsts] + sums[before]
    comparable = (firsts >= 4) & (places[firsts] - places[before] < 4.5)
    novel: Doubles = np.where(comparable, np.linalg.norm(change, axis=1), 0.0)
    return novel


def _ranks(values: Doubles) -> Doubles:
    """The rank of each value, 0–1, equal ones sharing the mean of theirs."""
    ordered = np.sort(values)
    both = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") - 1
    ranks: Doubles = both / (2.0 * max(1, len(values) - 1))
    return ranks
