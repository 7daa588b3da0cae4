"""The spectrogram: analytic truths, and librosa as the reference."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear import librosa_loader, spectrum
from organizer.analysis.ear.audio import SAMPLE_RATE, Excerpt


def excerpt(samples: np.ndarray, *, width: float = 1.0) -> Excerpt:
    return Excerpt(samples.astype(np.float32), np.array([width], np.float32), 0.0)


def sine(frequency: float, *, seconds: float = 2.0, height: float = 0.5) -> np.ndarray:
    return height * np.sin(2 * np.pi * frequency * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE)


def noise(seconds: float = 2.0) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(int(seconds * SAMPLE_RATE)) * 0.1


def test_power_is_librosas() -> None:
    librosa = librosa_loader.load()
    samples = noise().astype(np.float32)
    reference = np.abs(librosa.stft(samples, n_fft=1024, hop_length=512, center=False)).T ** 2
    ours = np.concatenate(list(spectrum.power_frames(samples)))
    assert ours.shape == reference.shape
    assert np.abs(ours - reference).max() < 1e-3 * reference.mean()


def test_bands_are_the_mean_of_librosas_power() -> None:
    librosa = librosa_loader.load()
    samples = noise().astype(np.float32)
    power = np.abs(librosa.stft(samples, n_fft=1024, hop_length=512, center=False)).T ** 2
    result = spectrum.analyze([excerpt(samples)])
    assert np.allclose(result.bands, power @ spectrum.band_matrix(), rtol=1e-3)


@pytest.mark.parametrize("frequency", [200.0, 1000.0, 5000.0])
def test_centroid_of_a_sine_is_its_frequency(frequency: float) -> None:
    librosa = librosa_loader.load()
    samples = sine(frequency).astype(np.float32)
    result = spectrum.analyze([excerpt(samples)]).centroid
    assert np.median(result) == pytest.approx(frequency, rel=0.03)
    reference = librosa.feature.spectral_centroid(y=samples, sr=SAMPLE_RATE, n_fft=1024, center=False)[0]
    assert np.allclose(result[:80], reference[:80], rtol=1e-2)


def test_a_sine_stands_in_its_band() -> None:
    centres = spectrum.BAND_EDGES[1:-1]
    for frequency in (430.0, 1000.0, 4000.0):
        bands = spectrum.analyze([excerpt(sine(frequency))]).bands.mean(axis=0)
        assert abs(np.log2(centres[int(np.argmax(bands))] / frequency)) < 1 / 12


def test_each_band_sums_to_one() -> None:
    assert spectrum.band_matrix().shape == (513, 71)
    assert np.allclose(spectrum.band_matrix().sum(axis=0), 1.0, atol=1e-5)


def test_contrast_is_high_for_tones_and_low_for_noise() -> None:
    tonal = spectrum.analyze([excerpt(sine(1000.0) + 1e-4 * noise())]).contrast.mean(axis=0)
    flat = spectrum.analyze([excerpt(noise())]).contrast.mean(axis=0)
    assert tonal.max() > 3.0
    # for exponentially distributed power the expectation is Euler's constant
    assert flat[-1] == pytest.approx(0.577, abs=0.15)


def test_excerpts_stay_apart() -> None:
    result = spectrum.analyze([excerpt(noise(1.0)), excerpt(noise(2.0))])
    assert result.frames == (42, 85) and sum(result.frames) == len(result.bands)
    assert [part.stop - part.start for part in result.slices()] == [42, 85]


def test_levels_trim_silent_ends_and_drop_the_level() -> None:
    gap = np.zeros(SAMPLE_RATE)
    samples = np.concatenate([gap, noise(), gap])
    loud = spectrum.levels(spectrum.analyze([excerpt(samples)]))
    quiet = spectrum.levels(spectrum.analyze([excerpt(samples * 0.1)]))
    assert 84 <= len(loud.decibels) <= 90 and sum(loud.frames) == len(loud.decibels)
    assert np.allclose(loud.decibels, quiet.decibels, atol=0.01)
    assert abs(float(loud.decibels.mean())) < 1e-3


def test_silence_gives_zeros() -> None:
    result = spectrum.analyze([excerpt(np.zeros(SAMPLE_RATE))])
    assert not result.bands.any() and not result.centroid.any() and not result.loudness_power.any()
    assert np.allclose(result.contrast, 0.0, atol=1e-4)
    assert np.allclose(spectrum.levels(result).decibels, 0.0, atol=1e-4)


def test_shorter_than_a_frame_is_padded() -> None:
    assert spectrum.analyze([excerpt(np.array([0.5]))]).bands.shape == (1, 71)


def test_k_weighting_is_the_standards() -> None:
    response = 10 * np.log10(spectrum.k_weights(np.array([38.0, 997.0, 10_000.0])))
    assert response == pytest.approx([-6.0, 0.69, 4.0], abs=0.15)
