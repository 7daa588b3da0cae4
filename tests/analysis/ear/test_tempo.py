"""Tempo, how sure it is, and its alternatives."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.analysis.ear import spectrum
from organizer.analysis.ear.audio import SAMPLE_RATE, Excerpt
from organizer.analysis.ear.tempo import FASTEST, LEVELS, PREFERRED, SLOWEST, USUAL, Tempo, expected, tempo


def levels_of(samples: np.ndarray) -> spectrum.Levels:
    excerpt = Excerpt(samples.astype(np.float32), np.ones(1, np.float32), 0.0)
    return spectrum.levels(spectrum.analyze([excerpt]))


def noise_burst() -> np.ndarray:
    return np.random.default_rng(0).standard_normal(800) * np.exp(-np.arange(800) / 150)


def beep() -> np.ndarray:
    time = np.arange(5000) / SAMPLE_RATE
    return np.sin(2 * np.pi * 1000.0 * time) * np.exp(-time / 0.02)


def kick() -> np.ndarray:
    time = np.arange(5000) / SAMPLE_RATE
    return np.sin(2 * np.pi * 70.0 * time) * np.exp(-time / 0.05)


def played(sounds: dict[float, np.ndarray], bpm: float, *, seconds: float = 20.0) -> np.ndarray:
    """Each sound once a beat, at its place within the beat, over faint noise."""
    sound = np.random.default_rng(1).standard_normal(int(seconds * SAMPLE_RATE)) * 1e-3
    for place, struck in sounds.items():
        for beat in np.arange(0.1 + place * 60.0 / bpm, seconds - 0.3, 60.0 / bpm):
            at = round(beat * SAMPLE_RATE)
            sound[at : at + struck.size] += struck
    return sound


@pytest.mark.parametrize("strike", [noise_burst, beep, kick])
def test_clicks_have_their_tempo_and_octave(strike) -> None:
    for bpm in (60, 67, 75, 90, 100, 120, 133, 150, 165, 180, 190, 195, 200):
        estimate = tempo(levels_of(played({0.0: strike()}, bpm)))
        assert estimate.bpm == pytest.approx(bpm, rel=0.01)
        assert estimate.confidence > 0.3


@pytest.mark.parametrize("bpm", [80, 100, 120])
def test_weaker_subdivisions_are_not_the_beat(bpm: float) -> None:
    sound = played({0.0: kick() + 0.5 * beep(), 0.5: 0.15 * beep()}, bpm)
    assert tempo(levels_of(sound)).bpm == pytest.approx(bpm, rel=0.01)


def test_a_soft_half_counts_like_the_loud_one() -> None:
    soft, loud = played({0.0: beep()}, 100, seconds=16) * 0.02, played({0.0: beep()}, 100, seconds=4)
    both = tempo(levels_of(np.concatenate([soft, loud])))
    assert both.bpm == pytest.approx(100, rel=0.01)


def test_a_song_is_expected_to_be_as_fast_as_its_onsets_are_restless() -> None:
    assert expected(USUAL) == pytest.approx(PREFERRED)
    assert expected(1.1 * USUAL) == pytest.approx(1.1 * PREFERRED)
    assert expected(0.9 * USUAL, preferred=100.0) == pytest.approx(90.0)
    assert expected(0.0) == pytest.approx(PREFERRED / np.sqrt(2.0))
    assert expected(100.0) == pytest.approx(PREFERRED * np.sqrt(2.0))


def test_of_two_levels_that_pulse_alike_the_expected_one_is_the_beat() -> None:
    # the same eighths and quarters: whoever expects a slow tempo taps the quarters
    levels = levels_of(played({0.0: kick() + beep(), 0.5: kick() + 0.8 * beep()}, 75))
    slow, fast = tempo(levels, preferred=60.0), tempo(levels, preferred=180.0)
    assert slow.bpm == pytest.approx(75, rel=0.01) and fast.bpm == pytest.approx(150, rel=0.01)


def test_alternatives_are_levels_of_the_metre() -> None:
    sound = played({0.0: kick() + beep(), 0.5: 0.3 * beep()}, 100)
    estimate = tempo(levels_of(sound))
    assert estimate.bpm is not None
    ratios = [bpm / estimate.bpm for bpm, _ in estimate.alternatives]
    assert sorted(ratios) == pytest.approx(LEVELS)
    strengths = [strength for _, strength in estimate.alternatives]
    assert strengths == sorted(strengths, reverse=True) and 0.0 <= min(strengths) <= max(strengths) <= 1.0
    # eighths sound at the double; nothing does at two thirds
    by_ratio = dict(zip(np.round(ratios, 2), strengths, strict=True))
    assert by_ratio[2.0] > 0.2 > by_ratio[0.67]


@pytest.mark.parametrize("bpm", [59, 200])
def test_alternatives_beyond_what_can_be_tapped_are_left_out(bpm: float) -> None:
    estimate = tempo(levels_of(played({0.0: noise_burst()}, bpm)))
    assert estimate.bpm == pytest.approx(bpm, rel=0.01)
    assert 0 < len(estimate.alternatives) < len(LEVELS)
    assert all(SLOWEST <= other <= FASTEST for other, _ in estimate.alternatives)


def test_confidence_falls_with_the_pulse() -> None:
    random = np.random.default_rng(0)
    clear = played({0.0: beep()}, 110)
    noise = random.standard_normal(clear.size)
    sure, unsure, none = (
        tempo(levels_of(pulse * clear + loud * noise)).confidence
        for pulse, loud in ((1.0, 0.01), (1.0, 0.3), (0.0, 0.1))
    )
    assert sure > unsure > none
    assert none < 0.15


def test_level_and_excerpts_do_not_matter() -> None:
    sound = played({0.0: kick(), 0.5: 0.3 * beep()}, 96)
    once = tempo(levels_of(sound))
    assert tempo(levels_of(0.05 * sound)).bpm == pytest.approx(once.bpm, rel=1e-3)
    excerpt = Excerpt(sound.astype(np.float32), np.ones(1, np.float32), 0.0)
    twice = tempo(spectrum.levels(spectrum.analyze([excerpt, excerpt])))
    assert twice.bpm == pytest.approx(once.bpm, rel=1e-3)
    assert twice.confidence == pytest.approx(once.confidence, rel=0.02)


def test_no_tempo_in_silence_and_short_sound() -> None:
    assert tempo(levels_of(np.zeros(10 * SAMPLE_RATE))) == Tempo()
    assert tempo(levels_of(played({0.0: beep()}, 120, seconds=2.0))) == Tempo()


@pytest.mark.parametrize("frequency", [100.0, 350.9, 1000.0])
def test_a_steady_tone_has_no_tempo(frequency: float) -> None:
    time = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    assert tempo(levels_of(np.sin(2 * np.pi * frequency * time))) == Tempo()


def test_a_click_is_no_tempo_to_speak_of() -> None:
    sound = np.zeros(10 * SAMPLE_RATE)
    sound[SAMPLE_RATE : SAMPLE_RATE + 5000] = beep()
    assert tempo(levels_of(sound)).confidence < 0.1
