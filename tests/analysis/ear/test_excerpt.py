"""The telling excerpt of songs whose chorus is known."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear import spectrum
from organizer.analysis.ear.audio import Excerpt
from organizer.analysis.ear.excerpt import telling_excerpt
from organizer.base.model import FloatArray
from tests.analysis import synthesis as made


def start_of(*excerpts: tuple[FloatArray, float]) -> float | None:
    width = np.ones(1, np.float32)
    spectra = spectrum.analyze([Excerpt(sound, width, start) for sound, start in excerpts])
    return telling_excerpt(spectra, spectrum.levels(spectra), tuple(start for _, start in excerpts))


def verse(seed: int, seconds: float = 14.0) -> FloatArray:
    """Single notes, another tune each time."""
    random = np.random.default_rng(seed)
    return made.notes([[int(random.integers(45, 84))] for _ in range(round(seconds))], each=1.0, level=0.05)


def chorus() -> FloatArray:
    """14 s of chords and drums, the same each time."""
    chords = made.notes([made.MAJOR[i // 2 % 4] for i in range(14)], each=1.0, decay=1.0)
    return chords + made.drums(14.0, level=0.2)


def test_the_chorus_of_a_whole_song() -> None:
    song = np.concatenate([verse(0), chorus(), verse(1), verse(2), chorus(), verse(3)])
    result = start_of((song, 0.0))
    assert result is not None
    assert min(abs(result - 14.0), abs(result - 56.0)) <= 2.0


def test_the_chorus_in_spread_excerpts_is_reported_in_seconds_of_the_song() -> None:
    excerpts = [
        (np.concatenate([verse(0), verse(1)]), 15.0),
        (np.concatenate([verse(2), chorus()]), 75.0),
        (np.concatenate([verse(3), verse(4)]), 135.0),
        (np.concatenate([chorus(), verse(5)]), 195.0),
    ]
    result = start_of(*excerpts)
    assert result is not None
    assert min(abs(result - 89.0), abs(result - 195.0)) <= 2.0


def test_where_nothing_comes_twice_the_loudest_part_tells() -> None:
    parts = [verse(seed, 12.0) for seed in range(4)]
    parts[2] = parts[2] * 6
    result = start_of((np.concatenate(parts), 0.0))
    assert result is not None and abs(result - 24.0) <= 3.0


@pytest.mark.parametrize("seconds", [0.1, 1.0, 12.0])
def test_a_short_song_begins_at_its_beginning(seconds: float) -> None:
    assert start_of((made.noise(seconds), 0.0)) == pytest.approx(0.0, abs=0.01)


def test_silence_has_none() -> None:
    assert start_of((np.zeros(20 * made.SAMPLE_RATE, np.float32), 0.0)) is None


def test_the_stretch_lies_inside_what_was_analyzed() -> None:
    for seed in range(3):
        sound = made.noise(25.0, seed=seed) * np.linspace(
            1, 3, round(25 * made.SAMPLE_RATE), dtype=np.float32
        )
        result = start_of((sound, 100.0))
        assert result is not None and 100.0 <= result <= 113.5
