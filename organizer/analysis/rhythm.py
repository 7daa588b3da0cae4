"""Rhythm: how loudness fluctuates in time, and the tempo.

Silence, and sound without any fluctuation, gives a constant rhythm block and no tempo.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.spectrum import FRAME_RATE, Levels
from organizer.analysis.timbre import group_matrix

if TYPE_CHECKING:
    from organizer.model import FloatArray

RHYTHM_GROUPS = 12
#: Centres of the modulation bands in Hz: quarter octaves from 0.35 Hz
MODULATIONS = 0.35 * 2.0 ** (np.arange(22) / 4)
RHYTHM_SIZE = RHYTHM_GROUPS * MODULATIONS.size  #: 264

_BLOCK = 512  # frames, 11.9 s
_BLOCK_HOP = 128

_TEMPO_GROUPS = 6
_SEGMENT = round(30 * FRAME_RATE)
_LEAST_SECONDS = 4.0  # of sound for a tempo
_FINE = 4  # band-limited interpolation of the autocorrelation
_PERIODS = 60.0 / 320.0 * 1.01 ** np.arange(239)  # seconds: 320 to 30 BPM in steps of 1 %
_PRIOR_BPM = 120.0


@cache
def _modulation_bank() -> FloatArray:
    """Triangles over the modulation spectrum, shape=(257, 22), each with sum 1."""
    bins = np.arange(_BLOCK // 2 + 1) * FRAME_RATE / _BLOCK
    edges = 0.35 * 2.0 ** (np.arange(-1, MODULATIONS.size + 1) / 4)
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins[:, None] - low) / (middle - low)
    falling = (high - bins[:, None]) / (high - middle)
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    bank: FloatArray = (triangles / triangles.sum(axis=0)).astype(np.float32)
    return bank


def fluctuation(levels: Levels) -> FloatArray:
    """The logarithmic fluctuation pattern.

    Returns
    -------
    shape=(264,), float32
        For 12 groups of bands and 22 quarter-octave bands of modulation from 0.35 to 13.3 Hz: natural
        logarithm of 0.01 dB plus the median over blocks of 11.9 s (3 s apart, each less its mean, under a
        Hann window) of the modulation's amplitude in dB. Shorter excerpts are one block, padded with
        zeros. Silence gives log(0.01). After Pampalk, Rauber, Merkl (ACM Multimedia 2002), in logarithms
        of frequency as in Pohle et al. (ISMIR 2009).
    """
    from scipy.fft import rfft

    groups = group_matrix(RHYTHM_GROUPS)
    window = np.hanning(_BLOCK + 1)[:-1].astype(np.float32)[:, None]
    blocks = []
    for part in levels.slices():
        rows = levels.decibels[part] @ groups
        for start in range(0, max(1, len(rows) - _BLOCK + 1), _BLOCK_HOP):
            block = rows[start : start + _BLOCK]
            block = block - block.mean(axis=0)
            if len(block) < _BLOCK:
                block = np.pad(block, ((0, _BLOCK - len(block)), (0, 0)))
            spectrum = np.abs(rfft((block * window).T, axis=1)) * np.float32(4.0 / _BLOCK)
            blocks.append(spectrum @ _modulation_bank())
    median = np.median(np.stack(blocks), axis=0)
    pattern: FloatArray = np.log(median + np.float32(0.01)).astype(np.float32)
    return pattern.ravel()


def _autocorrelation(levels: Levels) -> np.typing.NDArray[np.float64]:
    """Of the onset strength, mean over bands and segments; lag in steps of 1 / (4 · frame rate)."""
    from scipy.fft import irfft, next_fast_len, rfft

    groups = group_matrix(_TEMPO_GROUPS)
    length = int(_PERIODS[-1] * 4 * FRAME_RATE) + 2
    total = np.zeros(length * _FINE)
    count = np.zeros(length * _FINE)
    smooth = np.exp(-0.5 * (np.arange(-2, 3) / FRAME_RATE / 0.020) ** 2)
    smooth /= smooth.sum()
    second = np.ones(round(FRAME_RATE) | 1)
    for part in levels.slices():
        flux = np.maximum(np.diff(levels.decibels[part], axis=0), 0.0) @ groups
        for start in range(0, len(flux), _SEGMENT):
            onset = flux[start : start + _SEGMENT].astype(np.float64)
            if len(onset) < _LEAST_SECONDS * FRAME_RATE:
                continue
            around = np.convolve(np.ones(len(onset)), second, mode="same")
            for strength in onset.T:
                local = strength - np.convolve(strength, second, mode="same") / around
                local = np.convolve(local, smooth, mode="same")
                energy = float(local @ local)
                if energy < 1e-6:
                    continue
                size = next_fast_len(2 * len(local), real=True)
                power = np.abs(rfft(local, size)) ** 2
                lags = min(length, len(local) * 3 // 4)
                curve = irfft(power, size * _FINE)[: lags * _FINE] * _FINE / energy
                total[: curve.size] += curve / (1.0 - np.arange(curve.size) / _FINE / len(local))
                count[: curve.size] += 1
    known = int(np.count_nonzero(count))
    return total[:known] / count[:known]


def tempo(levels: Levels) -> tuple[float | None, float]:
    """The tempo, by autocorrelation of onset strength.

    The half-wave difference of the bands in dB, in 6 groups; the running mean of 1 s subtracted; smoothed
    by 20 ms; per 30 s the unbiased autocorrelation, 1 at lag 0; a period's score is its mean at 1, 2, 3
    and 4 times the period, times a log-normal prior (120 BPM, one octave; Moelants, 2002); the best
    of periods on a 1 % grid, refined by a parabola. The octave is the usual mistake.

    Returns
    -------
    tempo : float or None
        BPM, 30–320. None for less than 4 s of sound and where nothing fluctuates.
    confidence : float
        0–1: the best period's mean autocorrelation without the prior.
    """
    curve = _autocorrelation(levels)
    if not curve.size:
        return None, 0.0
    lags = _PERIODS[:, None] * np.arange(1, 5) * FRAME_RATE * _FINE
    inside = lags <= curve.size - 1
    values = np.where(inside, np.interp(lags, np.arange(curve.size), curve), 0.0)
    score = values.sum(axis=1) / np.maximum(1, inside.sum(axis=1))
    bpm = 60.0 / _PERIODS
    weighted = np.where(inside[:, 0], score, -1.0) * np.exp(-0.5 * np.log2(bpm / _PRIOR_BPM) ** 2)
    best = int(np.argmax(weighted))
    if weighted[best] <= 0:
        return None, 0.0
    shift = 0.0
    if 0 < best < len(bpm) - 1:
        left, middle, right = weighted[best - 1 : best + 2]
        bend = left - 2 * middle + right
        shift = float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0
    return float(bpm[best] / 1.01**shift), float(np.clip(score[best], 0.0, 1.0))
