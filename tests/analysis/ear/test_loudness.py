"""Known values of BS.1770 and EBU Tech 3341/3342, through real files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from organizer.analysis.ear import audio, loudness, spectrum

RATE = 48_000


def sine(level: float, seconds: float, *, frequency: float = 997.0) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return 10 ** (level / 20) * np.sin(2 * np.pi * frequency * time)


def spectra_of(path: Path, sound: np.ndarray) -> spectrum.Spectra:
    soundfile.write(path, sound, RATE, subtype="FLOAT")
    return spectrum.analyze(audio.excerpts(str(path)))


def stereo(sound: np.ndarray) -> np.ndarray:
    return np.stack([sound, sound], axis=1)


@pytest.mark.parametrize("frequency", [100.0, 997.0, 4000.0])
def test_full_scale_sine(tmp_path: Path, frequency: float) -> None:
    # 997 Hz: K-weighting is +0.691 dB, which the offset takes away
    weight = 10 * np.log10(spectrum.k_weights(np.array([frequency]))[0]) - 0.691
    sound = sine(0.0, 5.0, frequency=frequency)
    mono = loudness.integrated(spectra_of(tmp_path / "a.wav", sound))
    both = loudness.integrated(spectra_of(tmp_path / "b.wav", stereo(sound)))
    left = loudness.integrated(spectra_of(tmp_path / "c.wav", np.stack([sound, 0 * sound], axis=1)))
    assert [mono, both, left] == pytest.approx([-3.01 + weight, weight, -3.01 + weight], abs=0.2)


def test_gate_leaves_quiet_passages_out(tmp_path: Path) -> None:
    # EBU Tech 3341, case 3: −36, −23, −36 dBFS stereo gives −23 LUFS
    sound = np.concatenate([sine(-36, 5), sine(-23, 30), sine(-36, 5)])
    assert loudness.integrated(spectra_of(tmp_path / "a.wav", stereo(sound))) == pytest.approx(-23.0, abs=0.2)


@pytest.mark.parametrize(("low", "high", "expected"), [(-30, -20, 10.0), (-20, -15, 5.0), (-40, -20, 20.0)])
def test_loudness_range(tmp_path: Path, low: float, high: float, expected: float) -> None:
    # EBU Tech 3342, cases 1 to 3
    sound = np.concatenate([sine(low, 20), sine(high, 20)])
    assert loudness.loudness_range(spectra_of(tmp_path / "a.wav", stereo(sound))) == pytest.approx(
        expected, abs=1
    )


def test_wide_stereo_counts_in_full(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).standard_normal((5 * RATE, 2)) * 0.05
    wide = loudness.integrated(spectra_of(tmp_path / "a.wav", noise))
    one = loudness.integrated(spectra_of(tmp_path / "b.wav", noise[:, 0]))
    assert wide is not None and one is not None
    assert wide - one == pytest.approx(3.01, abs=0.3)


def test_silence_and_too_short_give_none(tmp_path: Path) -> None:
    silent = spectra_of(tmp_path / "a.wav", np.zeros(5 * RATE))
    assert loudness.integrated(silent) is None and loudness.loudness_range(silent) is None
    assert loudness.integrated(spectra_of(tmp_path / "b.wav", sine(-10, 0.2))) is None
    assert loudness.loudness_range(spectra_of(tmp_path / "c.wav", sine(-10, 2.0))) is None
