"""Fluctuation."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear import rhythm, spectrum
from organizer.analysis.ear.audio import SAMPLE_RATE, Excerpt


def levels_of(samples: np.ndarray) -> spectrum.Levels:
    excerpt = Excerpt(samples.astype(np.float32), np.ones(1, np.float32), 0.0)
    return spectrum.levels(spectrum.analyze([excerpt]))


@pytest.mark.parametrize("rate", [1.4, 2.8, 5.6])
def test_fluctuation_peaks_at_the_modulation(rate: float) -> None:
    time = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    noise = np.random.default_rng(0).standard_normal(time.size)
    # the level in decibels is a sine, ±10 dB
    sound = 0.1 * noise * 10 ** (0.5 * np.sin(2 * np.pi * rate * time))
    pattern = rhythm.fluctuation(levels_of(sound)).reshape(rhythm.RHYTHM_GROUPS, -1)
    peaks = rhythm.MODULATIONS[pattern[4:].argmax(axis=1)]
    assert np.allclose(np.log2(peaks / rate), 0.0, atol=0.13)


def test_silence_is_flat() -> None:
    pattern = rhythm.fluctuation(levels_of(np.zeros(SAMPLE_RATE)))
    assert pattern.shape == (264,) and np.allclose(pattern, np.log(0.1), atol=1e-2)
