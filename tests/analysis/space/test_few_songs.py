"""What stands beside the axes of few songs, alone and on synthesized sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from organizer.analysis.ear.extract import extract
from organizer.analysis.space import few_songs
from organizer.analysis.space.groups import cluster
from organizer.analysis.space.matrix import fit_axes
from tests.conftest import SAMPLE_RATE, write_song


def numbers(n: int) -> dict[str, np.ndarray]:
    return {name: np.linspace(100, 900, n) for name in few_songs.DEVIATIONS}


def test_it_weighs_less_with_every_song_and_nothing_with_enough() -> None:
    few, more = (few_songs.beside(np.zeros((n, 3), np.float32), numbers(n)) for n in (5, 40))
    assert few.shape == (5, 8) and few.dtype == np.float32 and not few[:, :3].any()
    assert (np.abs(few[0, 3:]) > np.abs(more[0, 3:])).all()
    enough = np.ones((few_songs.ENOUGH, 3), np.float32)
    assert few_songs.beside(enough, numbers(few_songs.ENOUGH)) is enough


def test_a_missing_number_is_the_median_and_no_number_at_all_says_nothing() -> None:
    given = {**numbers(3), "energy": np.array([0.1, np.nan, 0.5]), "valence": np.full(3, np.nan)}
    result = few_songs.beside(np.zeros((3, 1), np.float32), given)[:, 1:]
    names = list(few_songs.DEVIATIONS)
    energy, valence = result[:, names.index("energy")], result[:, names.index("valence")]
    assert np.isfinite(result).all() and energy[1] == 0 and energy[0] == -energy[2] != 0 and not valence.any()
    assert few_songs.beside(np.zeros((0, 1), np.float32), numbers(0)).shape == (0, 1)


def burst(rng: np.random.Generator) -> np.ndarray:
    """One to three coughs: noise with a sharp beginning that dies away, in two broad bands."""
    from scipy.signal import butter, lfilter

    sound = np.zeros(int(SAMPLE_RATE * rng.uniform(0.8, 2.5)))
    for _ in range(rng.integers(1, 4)):
        start = rng.integers(0, len(sound) - SAMPLE_RATE // 3)
        time = np.arange(int(SAMPLE_RATE * rng.uniform(0.15, 0.33))) / SAMPLE_RATE
        noise = rng.standard_normal(len(time)) * (1 - np.exp(-time / rng.uniform(0.003, 0.02)))
        noise *= np.exp(-time / rng.uniform(0.04, 0.12))
        for _ in range(2):
            middle, width = rng.uniform(400, 3500), rng.uniform(0.3, 1.2)
            band = np.array([max(60, middle * (1 - width / 2)), middle * (1 + width / 2)]) / (SAMPLE_RATE / 2)
            sound[start : start + len(time)] += lfilter(*butter(2, band, "band"), noise) * rng.uniform(0.4, 1)
    return sound


def cry(rng: np.random.Generator) -> np.ndarray:
    """Harmonics of a pitch that glides and trembles, more or less hoarse."""
    time = np.arange(int(SAMPLE_RATE * rng.uniform(0.8, 2.8))) / SAMPLE_RATE
    low, there = rng.uniform(350, 1300), time / time[-1]
    pitch = low * (1 + rng.uniform(-0.3, 0.4) * there + 0.2 * rng.uniform(-1, 1) * np.sin(np.pi * there))
    pitch += rng.uniform(0, 25) * np.sin(2 * np.pi * rng.uniform(4, 9) * time)
    phase, slope = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE, rng.uniform(0.4, 1.4)
    sound = sum(np.sin(k * phase) * k**-slope for k in range(1, int(9000 / low)))
    sound = sound + rng.standard_normal(len(time)) * rng.uniform(0, 0.25)
    ends = np.clip(time / rng.uniform(0.02, 0.3), 0, 1)
    return sound * ends * np.clip((time[-1] - time) / rng.uniform(0.05, 0.5), 0, 1)


def recorded(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """With a background and at a level of its own."""
    sound = sound / np.abs(sound).max() + rng.standard_normal(len(sound)) * 10 ** rng.uniform(-3.2, -1.8)
    return (sound / np.abs(sound).max() * 10 ** rng.uniform(-1, -0.02)).astype(np.float32)


def test_more_handfuls_of_bursts_and_cries_fall_into_their_kinds(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    analyzed = []
    for at in range(40):
        path = write_song(tmp_path / f"{at}.wav", recorded((burst, cry)[at % 2](rng), rng))
        analyzed.append(extract(str(path)))
    raw = np.stack([features.vector for features in analyzed])
    numbers = {
        name: np.array([getattr(features.descriptors, name) for features in analyzed], np.float64)
        for name in few_songs.DEVIATIONS
    }
    right = {"axes alone": 0, "with what is known beforehand": 0}
    for number in (5, 8, 12, 20) * 10:
        cries = rng.integers(2, number - 1)
        rows = np.concatenate(
            [2 * rng.choice(20, cries, replace=False) + 1, 2 * rng.choice(20, number - cries, replace=False)]
        )
        axes = fit_axes(raw[rows]).project(raw[rows])
        both = few_songs.beside(axes, {name: values[rows] for name, values in numbers.items()})
        for name, points in zip(right, (axes, both), strict=True):
            labels = cluster(points, k=2).labels
            right[name] += len(set(zip(labels.tolist(), (rows % 2).tolist(), strict=True))) == 2
    assert right["with what is known beforehand"] > max(30, right["axes alone"]), right
