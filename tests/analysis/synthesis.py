"""Small synthesized sounds for tests of what is heard: mono float32 at 22,050 Hz."""

from __future__ import annotations

import numpy as np

from organizer.analysis.ear.audio import SAMPLE_RATE
from organizer.base.model import FloatArray


def times(seconds: float) -> np.ndarray:
    return np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def noise(seconds: float, *, seed: int = 0, level: float = 0.1) -> FloatArray:
    return (np.random.default_rng(seed).standard_normal(times(seconds).size) * level).astype(np.float32)


def drums(seconds: float, *, bpm: float = 120.0, level: float = 0.3, jitter: float = 0.0) -> FloatArray:
    """A hit on every beat, a softer one between; ``jitter`` in beats."""
    random = np.random.default_rng(1)
    sound = np.zeros(round((seconds + 1) * SAMPLE_RATE))
    hit = random.standard_normal(SAMPLE_RATE // 4) * np.exp(-30 * times(0.25)[: SAMPLE_RATE // 4])
    for number in range(int(seconds * bpm / 30)):
        at = max(0.0, (number + jitter * random.standard_normal()) * 30 / bpm)
        start = round(at * SAMPLE_RATE)
        if start < seconds * SAMPLE_RATE:
            sound[start : start + hit.size] += hit * level * (1.0 if number % 2 == 0 else 0.4)
    return sound[: round(seconds * SAMPLE_RATE)].astype(np.float32)


def notes(
    pitches: list[list[int]], *, each: float = 0.5, decay: float = 3.0, level: float = 0.1
) -> FloatArray:
    """Chords of plucked harmonics one after the other, MIDI numbers; ``decay`` 0 holds them like a pad."""
    parts = []
    for chord in pitches:
        t = times(each)
        part = np.zeros(t.size)
        for note in chord:
            frequency = 440.0 * 2 ** ((note - 69) / 12)
            for harmonic in range(1, 7):
                if harmonic * frequency < 10_000:
                    part += np.sin(2 * np.pi * harmonic * frequency * t) / harmonic**1.5
        ramp = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.01)
        parts.append(part * ramp * np.exp(-decay * t))
    return (level * np.concatenate(parts)).astype(np.float32)


MAJOR = [[48, 52, 55, 60], [53, 57, 60, 65], [55, 59, 62, 67], [48, 52, 55, 60]]
MINOR = [[48, 51, 55, 60], [53, 56, 60, 65], [55, 58, 62, 67], [48, 51, 55, 60]]


def voice(seconds: float, *, words: bool, glide: float = 1.0, level: float = 0.2) -> FloatArray:
    """Harmonics under formants. With ``words``: syllables about four a second, with gaps and pauses;
    without: held, sung. ``glide`` scales how far its pitch moves, in semitones."""
    random = np.random.default_rng(2)
    t = times(seconds)
    step = SAMPLE_RATE // 5
    knots = random.standard_normal(t.size // step + 3) * 3.0 * glide
    pitch = np.interp(np.arange(t.size), np.arange(knots.size) * step, knots)
    pitch += glide * 0.7 * np.sin(2 * np.pi * 5.5 * t)
    phase = 2 * np.pi * np.cumsum(160.0 * 2 ** (pitch / 12)) / SAMPLE_RATE
    sound = np.zeros(t.size)
    for harmonic in range(1, 24):
        frequency = 160.0 * harmonic
        formants = sum(np.exp(-(((frequency - f) / 250.0) ** 2)) for f in (500, 1500, 2500)) + 0.02
        sound += formants * np.sin(harmonic * phase)
    if words:
        envelope = np.zeros(t.size)
        at = 0.0
        while at < seconds - 0.4:
            length = random.uniform(0.1, 0.2)
            start, stop = round(at * SAMPLE_RATE), round((at + length) * SAMPLE_RATE)
            envelope[start:stop] = np.hanning(stop - start)
            at += length + (random.uniform(0.03, 0.1) if random.random() < 0.8 else random.uniform(0.3, 0.6))
        sound *= envelope
    return (level * sound).astype(np.float32)


def song_of_vowels(seconds: float, *, seed: int = 5, level: float = 0.2) -> FloatArray:
    """A melody sung on vowels: each note holds its pitch, with a little vibrato, and slides to the next."""
    random = np.random.default_rng(seed)
    t = times(seconds)
    beats = np.minimum(np.cumsum(random.choice([0.4, 0.4, 0.8], t.size // 8000 + 9)), seconds)
    note = np.searchsorted(beats, t)
    pitch = 57.0 + np.array([0, 2, 4, 5, 7, 9, 11, 12])[random.integers(0, 8, beats.size + 1)][note]
    slide = np.ones(round(0.06 * SAMPLE_RATE)) / round(0.06 * SAMPLE_RATE)
    pitch = np.convolve(np.pad(pitch, slide.size, mode="edge"), slide, "same")[slide.size : -slide.size]
    frequency = 440.0 * 2 ** ((pitch - 69.0 + 0.4 * np.sin(2 * np.pi * 5.5 * t)) / 12)
    phase = 2 * np.pi * np.cumsum(frequency) / SAMPLE_RATE
    vowels = np.array([(700, 1200, 2500), (400, 2000, 2700), (300, 2300, 3000), (500, 900, 2400)])
    formants = vowels[random.integers(0, len(vowels), beats.size + 1)][note]
    sound = np.zeros(t.size)
    for harmonic in range(1, 24):
        nearness = ((harmonic * frequency[:, None] - formants) / 200.0) ** 2
        sound += (np.exp(-nearness).sum(axis=1) + 0.02) * np.sin(harmonic * phase)
    return (level * sound).astype(np.float32)


def applause(seconds: float, *, hands: int = 60, seed: int = 3, level: float = 0.05) -> FloatArray:
    """Claps of many hands, each at its own pace."""
    random = np.random.default_rng(seed)
    sound = np.zeros(round((seconds + 1) * SAMPLE_RATE))
    t = times(0.03)
    for _ in range(hands):
        clap = random.standard_normal(t.size) * np.exp(-t * random.uniform(150, 300))
        for start in random.uniform(0, seconds, int(seconds * 4)):
            first = round(start * SAMPLE_RATE)
            sound[first : first + t.size] += clap
    return (level * sound[: round(seconds * SAMPLE_RATE)]).astype(np.float32)
