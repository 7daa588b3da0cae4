"""The input of the networks: logarithmic mel bands, those of MusiCNN as Essentia computes them
(``TensorflowInputMusiCNN``).

- mono at 16 kHz; frames of 512 samples every 256; symmetric Hann window, not normalized;
- power spectrum, 257 bins; 96 triangular bands, linear in Hz, at equal steps on Slaney's mel scale from 0
  to 8 kHz, each of area 1 (2 over its width in Hz): those of ``librosa.filters.mel``;
- log₁₀(1 + 10000 x).
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear.fourier import rfft

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

SAMPLE_RATE = 16_000  #: Hz
FRAME, HOP, BANDS = 512, 256, 96
#: Frames whose spectra are held at once.
_BLOCK = 2_048


def mel_bands(samples: FloatArray) -> FloatArray:
    """Logarithmic mel bands of sound.

    Parameters
    ----------
    samples : shape=(n,), float32
        Mono at 16 kHz, full scale ±1.

    Returns
    -------
    shape=(1 + ⌈n / 256⌉, 96), float32
        0 for silence. The first frame is centred on the first sample; what lies before and after the samples
        is silence.
    """
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / (FRAME - 1))).astype(np.float32)
    filters = _filters()
    count = 1 - (-len(samples) // HOP)
    padded = np.zeros((count - 1) * HOP + FRAME, np.float32)
    padded[FRAME // 2 : FRAME // 2 + len(samples)] = samples
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    bands = np.empty((count, BANDS), np.float32)
    for start in range(0, count, _BLOCK):
        spectrum = rfft(frames[start : start + _BLOCK] * window)
        power = spectrum.real**2 + spectrum.imag**2
        bands[start : start + _BLOCK] = np.log10(1.0 + 10_000.0 * (power @ filters))
    return bands


@functools.cache
def _filters() -> FloatArray:
    """Slaney's triangular bands: shape=(257, 96), float32."""
    step = np.log(6.4) / 27.0  # above 1 kHz, 15 mel, the scale is logarithmic: 27 mel to 6.4 kHz
    top = 15.0 + np.log(SAMPLE_RATE / 2 / 1000.0) / step
    mel = np.linspace(0.0, top, BANDS + 2)
    edges = np.where(mel < 15.0, mel * 200.0 / 3.0, 1000.0 * np.exp(step * (mel - 15.0)))
    bins = np.arange(FRAME // 2 + 1)[:, None] * (SAMPLE_RATE / FRAME)
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    weights = np.maximum(0.0, np.minimum(rising, falling)) * 2.0 / (high - low)
    return np.asarray(weights, np.float32)
