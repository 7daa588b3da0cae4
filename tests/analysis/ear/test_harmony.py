"""Harmony in any key."""

from __future__ import annotations

import numpy as np

from organizer.analysis.ear.audio import SAMPLE_RATE
from organizer.analysis.ear.harmony import HARMONY_SIZE, harmony
from organizer.analysis.ear.tonal import Peaks

CHORDS = ((0, 4, 7), (9, 0, 4), (5, 9, 0), (7, 11, 2))
CLUSTERS = ((0, 1, 2), (3, 4, 5), (6, 7, 8), (1, 2, 3))


def played(chords: tuple[tuple[int, ...], ...], *, transposed: int = 0, seconds: float = 1.0) -> np.ndarray:
    """Chords of sines with three overtones, one after the other, four times over."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sounds = []
    for chord in chords * 4:
        tones = [220.0 * 2 ** ((note + transposed) / 12) for note in chord]
        sounds.append(sum(np.sin(2 * np.pi * h * tone * time) / h for tone in tones for h in (1, 2, 3)))
    return np.concatenate(sounds).astype(np.float32)


def harmony_of(samples: np.ndarray) -> np.ndarray:
    peaks = Peaks()
    peaks.add(samples)
    return harmony(peaks.chromagram())


def far(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(a - b))


def test_the_key_does_not_matter_but_the_chords_do() -> None:
    song = harmony_of(played(CHORDS))
    assert song.shape == (HARMONY_SIZE,)
    other = far(song, harmony_of(played(CLUSTERS)))
    for semitones in (-5, 1, 4):
        assert far(song, harmony_of(played(CHORDS, transposed=semitones))) < 0.35 * other


def test_turned_pitch_classes_give_the_same_numbers() -> None:
    table = np.random.default_rng(0).random((60, 12)).astype(np.float32)
    assert np.allclose(harmony([table]), harmony([np.roll(table, 5, axis=1)]), atol=1e-5)


def test_a_held_chord_does_not_change() -> None:
    held = np.tile(np.eye(12, dtype=np.float32)[0] + np.eye(12, dtype=np.float32)[7], (60, 1))
    assert np.allclose(harmony([held])[HARMONY_SIZE // 2 :], np.log(0.01))


def test_excerpts_do_not_run_into_each_other() -> None:
    held, other = np.tile(np.eye(12, dtype=np.float32)[:2], (20, 1, 1)).transpose(1, 0, 2)
    assert np.allclose(harmony([held, other])[HARMONY_SIZE // 2 :], np.log(0.01))


def test_silence_and_nothing_are_finite() -> None:
    for chromagram in (
        [],
        [np.zeros((0, 12), np.float32)],
        [np.zeros((30, 12), np.float32)],
        [np.ones((1, 12))],
    ):
        assert np.isfinite(harmony(chromagram)).all() and harmony(chromagram).shape == (HARMONY_SIZE,)
    assert np.isfinite(harmony_of(np.zeros(100, np.float32))).all()
