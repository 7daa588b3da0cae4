"""Rhythm: how loudness fluctuates in time.

Silence, and sound without any fluctuation, gives a constant block.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear.fourier import power
from organizer.analysis.ear.spectrum import FRAME_RATE, Levels
from organizer.analysis.ear.timbre import group_matrix

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

RHYTHM_GROUPS = 12
#: Centres of the modulation bands in Hz: quarter octaves from 0.35 Hz
MODULATIONS = 0.35 * 2.0 ** (np.arange(22) / 4)
RHYTHM_SIZE = RHYTHM_GROUPS * MODULATIONS.size  #: 264

_BLOCK = 512  # frames, 11.9 s
_BLOCK_HOP = 128


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
        logarithm of 0.1 dB plus the mean over blocks of 11.9 s (3 s apart, each less its mean, under a
        Hann window) of the modulation's amplitude in dB. Shorter excerpts are one block, padded with
        zeros. Silence gives log(0.1). After Pampalk, Rauber, Merkl (ACM Multimedia 2002), in logarithms
        of frequency as in Pohle et al. (ISMIR 2009).
    """
    groups = group_matrix(RHYTHM_GROUPS)
    window = np.hanning(_BLOCK + 1)[:-1].astype(np.float32)
    spectra = []
    for part in levels.slices():
        rows = np.ascontiguousarray((levels.decibels[part] @ groups).T)
        if rows.shape[1] < _BLOCK:
            rows = rows - rows.mean(axis=1, keepdims=True)  # what is added is silence, not a fall to it
            rows = np.pad(rows, ((0, 0), (0, _BLOCK - rows.shape[1])))[:, None]
        else:
            rows = np.lib.stride_tricks.sliding_window_view(rows, _BLOCK, axis=1)[:, ::_BLOCK_HOP]
            rows = rows - rows.mean(axis=2, keepdims=True)
        spectra.append(np.sqrt(power(rows * window)) * np.float32(4.0 / _BLOCK) @ _modulation_bank())
    mean = np.concatenate(spectra, axis=1).mean(axis=1)
    pattern: FloatArray = np.log(mean + np.float32(0.1)).astype(np.float32)
    return pattern.ravel()
