"""The mel bands that networks are given."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear import librosa_loader
from organizer.analysis.network import bands


def test_filters_are_those_of_librosa() -> None:
    librosa_filters = librosa_loader.load().filters.mel(
        sr=16_000, n_fft=512, n_mels=96, htk=False, norm="slaney"
    )
    assert np.allclose(bands._filters().T, librosa_filters, atol=1e-7)


def test_a_sine_lights_the_band_around_it() -> None:
    time = np.arange(16_000) / 16_000
    given = bands.mel_bands((0.5 * np.sin(2 * np.pi * 1000.0 * time)).astype(np.float32))
    assert given.shape == (64, 96) and given.dtype == np.float32
    # 1000 Hz is 15 of the 45.24 mel up to 8 kHz, over which 98 edges are spread
    assert (given[5:-5].argmax(axis=1) == round(15 / (15 + np.log(8) / np.log(6.4) * 27) * 97) - 1).all()
    # a sine's power spectrum at its bin is (amplitude / 2 · sum of the window)²
    window = np.hanning(512)
    whole = (0.25 * window.sum()) ** 2
    top = bands._filters()[32].max()
    assert given[30].max() == pytest.approx(np.log10(1 + 10_000 * whole * top), abs=0.05)


@pytest.mark.parametrize("samples", [0, 1, 255, 256, 257, 5000])
def test_frames_cover_all_of_the_sound(samples: int) -> None:
    given = bands.mel_bands(np.ones(samples, np.float32))
    assert given.shape == (1 + -(-samples // 256), 96)
    assert np.isfinite(given).all()
    assert (bands.mel_bands(np.zeros(samples, np.float32)) == 0).all()
