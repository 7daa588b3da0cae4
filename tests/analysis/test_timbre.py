"""Timbre, contrast and attack."""

from __future__ import annotations

import numpy as np

from organizer.analysis import spectrum, timbre
from organizer.analysis.audio import SAMPLE_RATE, Excerpt


def listen(samples: np.ndarray) -> tuple[spectrum.Levels, np.ndarray]:
    found = spectrum.analyze([Excerpt(samples.astype(np.float32), np.ones(1, np.float32), 0.0)])
    levels = spectrum.levels(found)
    return levels, found.contrast[levels.kept]


def noise(seconds: float = 5.0, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(int(seconds * SAMPLE_RATE)) * 0.1


def test_cosines_are_orthonormal() -> None:
    assert np.allclose(timbre.cosines().T @ timbre.cosines(), np.eye(20), atol=1e-5)


def test_group_matrix_takes_means() -> None:
    for groups in (6, 12, 24):
        matrix = timbre.group_matrix(groups)
        assert matrix.shape == (71, groups) and np.allclose(matrix.sum(axis=0), 1.0, atol=1e-5)


def test_distance_is_between_logarithms_of_covariances() -> None:
    levels, contrast = listen(noise())
    vector = timbre.timbre(levels, contrast)
    rows = np.hstack([levels.decibels @ timbre.cosines(), contrast]).astype(np.float64)
    values = np.linalg.eigvalsh(np.cov(rows.T, bias=True) + 0.1 * np.eye(36))
    assert vector.shape == (702,)
    assert np.isclose(np.linalg.norm(vector[:666]), np.linalg.norm(np.log(values)), rtol=1e-4)


def test_one_frame_has_the_least_covariance() -> None:
    levels, contrast = listen(noise(0.02))
    vector = timbre.timbre(levels, contrast)
    assert np.isclose(np.linalg.norm(vector[:666]), 6 * abs(np.log(0.1)), rtol=1e-4)


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
        assert np.isfinite(timbre.timbre(levels, contrast)).all()
        assert np.isfinite(timbre.contrast_summary(contrast)).all()
        assert not timbre.attack(levels).any()
