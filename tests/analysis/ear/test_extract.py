"""The whole ear, from file to features."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from organizer.analysis.ear.extract import extract
from organizer.analysis.ear.layout import VECTOR_NAMES
from organizer.base.descriptors import (
    ANALYZED,
    DESCRIPTOR_UNITS,
    ESTIMATES,
    FEATURE_VERSION,
    OF_TABLES,
    Descriptors,
)
from organizer.base.features import Features

RATE = 22_050


def song(seed: int, *, seconds: float = 12.0) -> np.ndarray:
    """Notes and drums: what the codecs and the ear are made for."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE)) / RATE
    sound = np.zeros(time.size)
    step = int(RATE * (0.2 + 0.05 * (seed % 3)))
    for start in range(0, time.size - step, step):
        t = time[:step]
        note = 110 * 2 ** (random.integers(0, 24) / 12)
        sound[start : start + step] += 0.3 * np.sin(2 * np.pi * note * t) * np.exp(-t * 4)
        sound[start : start + step] += 0.1 * random.standard_normal(step) * np.exp(-t * (20 + 10 * seed))
    return sound


def features(path: Path, sound: np.ndarray, rate: int = RATE) -> Features:
    soundfile.write(path, sound, rate)
    return extract(str(path))


def finite(result: Descriptors) -> bool:
    numbers = [getattr(result, name) for name in DESCRIPTOR_UNITS]
    return all(number is None or math.isfinite(number) for number in numbers)


def distance(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(a - b))


def test_the_vector_is_named_and_measured(tmp_path: Path) -> None:
    result = features(tmp_path / "a.wav", song(0))
    assert result.version == FEATURE_VERSION
    assert result.vector.dtype == np.float32
    assert result.vector.shape == (len(VECTOR_NAMES),) == (1934,)
    assert len(set(VECTOR_NAMES)) == 1934


def test_every_descriptor_is_there_of_a_song(tmp_path: Path) -> None:
    result = features(tmp_path / "a.wav", song(0)).descriptors
    assert None not in [getattr(result, name) for name in ANALYZED]
    assert not any(getattr(result, name) for name in OF_TABLES)
    assert all(0 <= getattr(result, name) <= 1 for name in ESTIMATES)
    assert result.camelot is None or result.key is not None


def test_the_same_file_gives_the_same_features(tmp_path: Path) -> None:
    first = features(tmp_path / "a.mp3", song(0))
    second = extract(str(tmp_path / "a.mp3"))
    assert np.array_equal(first.vector, second.vector) and first.descriptors == second.descriptors


def test_codecs_move_a_song_less_than_songs_differ(tmp_path: Path) -> None:
    mp3 = features(tmp_path / "a.mp3", song(0)).vector
    ogg = features(tmp_path / "a.ogg", song(0)).vector
    other = features(tmp_path / "b.mp3", song(2)).vector
    assert distance(mp3, ogg) < 0.5 * distance(mp3, other)


def test_gain_does_not_move_the_vector(tmp_path: Path) -> None:
    loud = features(tmp_path / "a.wav", song(0))
    soundfile.write(tmp_path / "b.wav", song(0) * 0.25, RATE, subtype="FLOAT")
    quiet = extract(str(tmp_path / "b.wav"))
    other = features(tmp_path / "c.wav", song(1))
    assert distance(loud.vector, quiet.vector) < 0.03 * distance(loud.vector, other.vector)
    assert loud.descriptors.loudness is not None and quiet.descriptors.loudness is not None
    assert loud.descriptors.loudness - quiet.descriptors.loudness == pytest.approx(12.04, abs=0.05)


def test_silence_gives_finite_features_and_tells_nothing(tmp_path: Path) -> None:
    result = features(tmp_path / "a.wav", np.zeros(5 * RATE))
    assert np.isfinite(result.vector).all()
    assert result.descriptors == Descriptors()


@pytest.mark.parametrize("samples", [1, 10, 1000, 5000, 11_025])
def test_a_very_short_sound_is_analyzed(tmp_path: Path, samples: int) -> None:
    result = features(tmp_path / "a.wav", song(0)[:samples] + 0.1)
    assert np.isfinite(result.vector).all() and finite(result.descriptors)
    assert result.descriptors.tempo is None


@pytest.mark.parametrize("rate", [8000, 11_025, 48_000, 96_000])
def test_any_sample_rate(tmp_path: Path, rate: int) -> None:
    result = features(tmp_path / "a.wav", song(0)[: 5 * RATE], rate)
    assert np.isfinite(result.vector).all() and finite(result.descriptors)


def test_nan_is_survived(tmp_path: Path) -> None:
    sound = song(0)
    sound[::7] = np.nan
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="FLOAT")
    assert np.isfinite(extract(str(tmp_path / "a.wav")).vector).all()


def test_drums_are_more_percussive_than_a_tone(tmp_path: Path) -> None:
    time = np.arange(10 * RATE) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 440 * time) + 1e-3 * np.random.default_rng(0).standard_normal(time.size)
    drums = np.random.default_rng(0).standard_normal(time.size) * 0.3 * np.exp(-20 * ((2 * time) % 1)) ** 2
    steady = features(tmp_path / "a.wav", tone).descriptors.percussiveness
    struck = features(tmp_path / "b.wav", drums).descriptors.percussiveness
    assert steady is not None and struck is not None
    assert steady < 0.3 < 0.6 < struck


def test_workers_stay_lean(tmp_path: Path) -> None:
    features(tmp_path / "a.wav", song(0))
    code = (
        "import sys; from organizer.analysis.ear.extract import extract; extract(sys.argv[1]);"
        "heavy = ('librosa', 'scipy.signal', 'numba', 'sklearn', 'av', 'PySide6');"
        "print([name for name in heavy if name in sys.modules])"
    )
    arguments = [sys.executable, "-c", code, str(tmp_path / "a.wav")]
    root = Path(__file__).parents[3]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
