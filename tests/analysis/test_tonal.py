"""Pitch classes, tuning and key."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis import tonal
from organizer.analysis.audio import SAMPLE_RATE


def chord(notes: list[int], *, seconds: float = 1.5, tuning: float = 0.0) -> np.ndarray:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = np.zeros(time.size)
    for note in notes:
        frequency = 440.0 * 2 ** ((note + tuning - 69) / 12)
        sound += sum(np.sin(2 * np.pi * k * frequency * time) / k**1.5 for k in (1, 2, 3, 4))
    return 0.1 * sound


def cadence(tonic: int, *, minor: bool, tuning: float = 0.0) -> np.ndarray:
    third = 3 if minor else 4
    one, four, five = [0, third, 7], [5, 5 + third, 12], [7, 11, 14]
    parts = [chord([48 + tonic + n for n in notes], tuning=tuning) for notes in (one, four, five, one, one)]
    return np.concatenate(parts).astype(np.float32)


def key_of(samples: np.ndarray) -> tuple[str | None, float]:
    peaks = tonal.Peaks()
    peaks.add(samples)
    return tonal.key(peaks.chroma()[0])


@pytest.mark.parametrize("tonic", range(0, 12, 3))
@pytest.mark.parametrize("minor", [False, True])
def test_key_of_a_cadence(tonic: int, minor: bool) -> None:
    key, confidence = key_of(cadence(tonic, minor=minor))
    assert key == (tonal.MINOR_KEYS if minor else tonal.MAJOR_KEYS)[tonic]
    assert confidence > 0.2


@pytest.mark.parametrize("tuning", [-0.4, 0.3])
def test_detuned_song_keeps_its_key(tuning: float) -> None:
    peaks = tonal.Peaks()
    peaks.add(cadence(2, minor=False, tuning=tuning))
    chroma, found = peaks.chroma()
    assert found == pytest.approx(tuning, abs=0.05)
    assert tonal.key(chroma)[0] == "D"


def test_one_tone_is_one_pitch_class() -> None:
    peaks = tonal.Peaks()
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    peaks.add(np.sin(2 * np.pi * 440.0 * time).astype(np.float32))
    chroma, tuning = peaks.chroma()
    assert int(chroma.argmax()) == 9 and abs(tuning) < 0.02


def test_silence_has_no_key() -> None:
    assert key_of(np.zeros(SAMPLE_RATE, np.float32)) == (None, 0.0)
    assert key_of(np.zeros(1, np.float32)) == (None, 0.0)


def test_keys_are_spelled_as_id3_wants() -> None:
    import re

    assert len(set(tonal.KEYS)) == 24
    assert all(re.fullmatch(r"[A-G][b#]?m?", key) for key in tonal.KEYS)
