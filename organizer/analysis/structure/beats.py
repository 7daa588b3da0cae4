"""The beats of a recording, from how strongly something begins in each frame.

Tempo and beats are those that librosa 0.11 defines (``librosa.feature.tempo``, ``librosa.beat.beat_track``
with ``trim=False``), without the seconds that loading it takes; the tests compare them. Conventions: onsets
are not negative; beats are numbers of frames, ascending. Where nothing begins, there are no beats.

Ellis, D. P. W.: Beat tracking by dynamic programming. Journal of New Music Research 36, 2007.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear.fourier import fast_size, irfft, power
from organizer.analysis.ear.spectrum import hann

Frames = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]

_WINDOW = 8.0  # seconds that are compared with themselves
_STEP = 8  # frames between two windows: their mean is what counts, and neighbours are nearly the same
_USUAL, _SPREAD = 120.0, 1.0  # BPM that is expected, and octaves around it
_FASTEST = 320.0  # BPM
_TIGHT = 100.0  # how much an uneven beat costs
_AT_ONCE = 256  # windows transformed together


def tempo(onsets: npt.NDArray[np.floating], *, rate: float) -> float:
    """The tempo: the period at which onsets repeat most, weighted by how usual it is.

    Parameters
    ----------
    onsets : shape=(T,)
    rate : frames a second

    Returns
    -------
    float
        BPM. The autocorrelation of windows of 8 s, each with its highest value 1, is averaged; the period
        with the highest log(1 + 10⁶ · mean) − ½ · (octaves from 120 BPM)² is taken.
    """
    length = int(_WINDOW * rate)
    around = np.pad(np.asarray(onsets, np.float64), length // 2, mode="linear_ramp")
    windows = np.lib.stride_tricks.sliding_window_view(around, length)[: len(onsets) : _STEP]
    size = fast_size(2 * length - 1)
    shape = hann(length).astype(np.float64)
    total = np.zeros(length)
    for first in range(0, len(windows), _AT_ONCE):
        repeated = irfft(power(windows[first : first + _AT_ONCE] * shape, size), size)[:, :length]
        most = np.abs(repeated).max(axis=1, keepdims=True)
        total += np.divide(repeated, most, out=np.zeros_like(repeated), where=most > 1e-300).sum(axis=0)
    bpm = 60.0 * rate / np.arange(1, length)
    usual = -0.5 * np.square((np.log2(bpm) - np.log2(_USUAL)) / _SPREAD)
    usual[bpm >= _FASTEST] = -np.inf
    mean = np.maximum(total[1:] / max(len(windows), 1), 0.0)
    return float(bpm[int(np.argmax(np.log1p(1e6 * mean) + usual))])


def track(onsets: npt.NDArray[np.floating], *, bpm: float, rate: float) -> Frames:
    """The beats: the even steps of about this tempo that meet the strongest onsets.

    Parameters
    ----------
    onsets : shape=(T,)
    bpm : the tempo
    rate : frames a second

    Returns
    -------
    shape=(b,), int64
        Frames of the beats; none where there are no onsets.
    """
    spread = float(np.std(onsets, ddof=1)) if len(onsets) > 1 else 0.0
    period = int(np.round(rate * 60.0 / bpm))
    if spread <= 0.0 or period < 2:
        return np.zeros(0, np.int64)
    scores = _smoothed(np.asarray(onsets, np.float64) / spread, period)
    before, sums = _best_ways(scores, period)
    beats = []
    at = _last(sums)
    while at >= 0:
        beats.append(at)
        at = int(before[at])
    loud = np.flatnonzero(scores > 0.0)
    result = np.array(beats[::-1], np.int64)
    return result[(result >= loud[0]) & (result <= loud[-1])] if loud.size else np.zeros(0, np.int64)


def _smoothed(onsets: Doubles, period: int) -> Doubles:
    """Onsets under a bell of a sixteenth of a beat's width; shape=(T,)."""
    bell = np.exp(-0.5 * np.square(np.arange(-period, period + 1) * 32.0 / period))
    counted = onsets.copy()
    counted[0] = 0.0  # as librosa has it: what begins with the recording is no onset
    return np.convolve(counted, bell, mode="full")[period : period + len(onsets)]


def _best_ways(scores: Doubles, period: int) -> tuple[Frames, Doubles]:
    """The beat before each frame, −1 for none, and the best sum of scores up to there.

    A beat is half to two periods after the one before it, so half a period of frames is done at once.
    """
    near, far = int(np.round(period / 2)), 2 * period
    gaps = np.arange(near, far + 1)
    costs = _TIGHT * np.square(np.log(gaps) - np.log(period))
    # sums lie ``far`` places farther on, behind frames that are not there
    sums = np.full(far + len(scores), -np.inf)
    before = np.full(len(scores), -1, np.int64)
    for first in range(0, len(scores), near):
        here = np.arange(first, min(first + near, len(scores)))
        reached = sums[far + here[:, None] - gaps] - costs
        best = np.argmax(reached, axis=1)
        value = reached[np.arange(len(here)), best]
        begun = np.isfinite(value)
        before[here[begun]] = here[begun] - gaps[best[begun]]
        sums[far + here] = scores[here] + np.where(begun, value, 0.0)
    first_loud = int(np.argmax(scores >= 0.01 * scores.max()))
    before[:first_loud] = -1
    return before, sums[far:]


def _last(sums: Doubles) -> int:
    """The last peak of the sums that is at least half as high as peaks are."""
    left, right = np.concatenate([sums[:1], sums[:-1]]), np.concatenate([sums[1:], sums[-1:]])
    peaks = np.flatnonzero((sums > left) & (sums >= right))
    if not peaks.size:
        return len(sums) - 1
    high = peaks[sums[peaks] >= 0.5 * np.median(sums[peaks])]
    return int(high[-1]) if high.size else len(sums) - 1
