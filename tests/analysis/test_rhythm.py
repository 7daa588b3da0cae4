"""Tempo and fluctuation."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis import rhythm, spectrum
from organizer.analysis.audio import SAMPLE_RATE, Excerpt


def levels_of(samples: np.ndarray) -> spectrum.Levels:
    excerpt = Excerpt(samples.astype(np.float32), np.ones(1, np.float32), 0.0)
    return spectrum.levels(spectrum.analyze([excerpt]))


def clicks(bpm: float, *, seconds: float = 20.0) -> np.ndarray:
    random = np.random.default_rng(0)
    sound = random.standard_normal(int(seconds * SAMPLE_RATE)) * 1e-3
    burst = random.standard_normal(800) * np.exp(-np.arange(800) / 150)
    for start in np.arange(0.1, seconds - 0.1, 60.0 / bpm):
        at = round(start * SAMPLE_RATE)
        sound[at : at + 800] += burst
    return sound


@pytest.mark.parametrize("bpm", [60, 75, 90, 100, 120, 133, 150, 180])
def test_tempo_of_clicks(bpm: float) -> None:
    # even clicks say nothing of the octave: at the slow end the prior may read two clicks a beat
    tempo, confidence = rhythm.tempo(levels_of(clicks(bpm)))
    assert tempo is not None
    allowed = (bpm,) if 80 <= bpm <= 160 else (bpm / 2, bpm, 2 * bpm)
    assert min(abs(tempo / truth - 1) for truth in allowed) < 0.02
    assert confidence > 0.5


def test_no_tempo_in_silence_and_short_sound() -> None:
    assert rhythm.tempo(levels_of(np.zeros(10 * SAMPLE_RATE))) == (None, 0.0)
    assert rhythm.tempo(levels_of(clicks(120, seconds=2.0))) == (None, 0.0)


def test_noise_has_little_confidence() -> None:
    noise = np.random.default_rng(0).standard_normal(20 * SAMPLE_RATE) * 0.1
    assert rhythm.tempo(levels_of(noise))[1] < 0.1


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
    assert pattern.shape == (264,) and np.allclose(pattern, np.log(0.01), atol=1e-2)
