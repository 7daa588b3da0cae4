"""Timbre, its movement, contrast and attack."""

from __future__ import annotations

import numpy as np

from organizer.analysis.ear import spectrum, timbre
from organizer.analysis.ear.audio import SAMPLE_RATE, Excerpt


def listen(samples: np.ndarray) -> tuple[spectrum.Levels, np.ndarray]:
    result = spectrum.analyze([Excerpt(samples.astype(np.float32), np.ones(1, np.float32), 0.0)])
    levels = spectrum.levels(result)
    return levels, result.contrast[levels.span]


def noise(seconds: float = 5.0, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(int(seconds * SAMPLE_RATE)) * 0.1


def test_cosines_are_orthonormal() -> None:
    assert np.allclose(timbre.cosines().T @ timbre.cosines(), np.eye(20), atol=1e-5)


def test_group_matrix_takes_means() -> None:
    for groups in (6, 12, 24):
        matrix = timbre.group_matrix(groups)
        assert matrix.shape == (71, groups) and np.allclose(matrix.sum(axis=0), 1.0, atol=1e-5)


def test_distance_is_between_logarithms_of_covariances() -> None:
    moments = timbre.frames(*listen(noise()))
    vector = timbre.timbre(moments)
    values = np.linalg.eigvalsh(np.cov(moments.T.astype(np.float64), bias=True) + 0.003 * np.eye(36))
    assert vector.shape == (666,)
    assert np.isclose(np.linalg.norm(vector), np.linalg.norm(np.log(values)), rtol=1e-4)


def test_one_frame_has_the_least_covariance() -> None:
    levels, contrast = listen(noise(0.02))
    moments = timbre.frames(levels, contrast)
    for vector in (timbre.timbre(moments), timbre.movement(levels, moments)):
        assert np.isclose(np.linalg.norm(vector), 6 * abs(np.log(0.003)), rtol=1e-4)


def test_equalization_moves_neither_timbre_nor_movement_but_a_tremolo_does() -> None:
    sound = noise() * (1.5 + np.sin(np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE * 7))
    tilted = np.fft.irfft(np.fft.rfft(sound) * np.linspace(1.0, 0.3, sound.size // 2 + 1), sound.size)
    fast = noise() * (1.5 + np.sin(np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE * 60))

    def moved(other: np.ndarray) -> list[float]:
        vectors = []
        for samples in (sound, other):
            levels, contrast = listen(samples)
            moments = timbre.frames(levels, contrast)
            vectors.append((timbre.timbre(moments), timbre.movement(levels, moments)))
        return [float(np.linalg.norm(a - b)) for a, b in zip(*vectors, strict=True)]

    assert all(near < 0.3 * far for near, far in zip(moved(tilted), moved(fast), strict=True))


def test_contrast_summary_rises_with_the_percentile() -> None:
    summary = timbre.contrast_summary(listen(noise())[1]).reshape(16, 5)
    assert (np.diff(summary, axis=1) >= 0).all()


def test_attack_is_larger_where_onsets_vary() -> None:
    struck = (
        noise()
        * (np.random.default_rng(1).random(200) > 0.7).repeat(5 * SAMPLE_RATE // 200 + 1)[: 5 * SAMPLE_RATE]
    )
    assert (
        timbre.attack(listen(struck + 1e-3 * noise())[0]).mean()
        > 2 * timbre.attack(listen(noise())[0]).mean()
    )


def test_silence_and_short_sounds_are_finite() -> None:
    for samples in (np.zeros(SAMPLE_RATE), noise(0.3), np.array([0.5])):
        levels, contrast = listen(samples)
        moments = timbre.frames(levels, contrast)
        assert np.isfinite(timbre.timbre(moments)).all()
        assert np.isfinite(timbre.movement(levels, moments)).all()
        assert np.isfinite(timbre.contrast_summary(contrast)).all()
        assert not timbre.attack(levels).any()
