"""Recordings of a known form, synthesized: songs whose parts differ, and talks of several speakers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from organizer.analysis.ear.audio import SAMPLE_RATE

Part = tuple[tuple[tuple[int, ...], ...], tuple[float, ...], int]

#: Chords (MIDI), strength of the harmonics, drum strokes a beat.
PARTS: dict[str, Part] = {
    "A": (((60, 64, 67), (57, 60, 64)), (1.0, 0.2), 1),
    "B": (((65, 69, 72), (67, 71, 74)), (1.0, 0.7, 0.5, 0.4), 2),
    "C": (((62, 66, 69), (59, 62, 66)), (1.0, 0.0, 0.5, 0.0, 0.4), 0),
}


def play(
    form: str,
    *,
    tempo: float = 120.0,
    bars: int = 6,
    parts: Mapping[str, Part] = PARTS,
    noise: float = 0.002,
    seed: int = 0,
) -> tuple[np.ndarray, list[float]]:
    """A recording of the form, shape=(n,), and the seconds at which its parts begin."""
    rng = np.random.default_rng(seed)
    beat = round(60 / tempo * SAMPLE_RATE)
    time = np.arange(beat) / SAMPLE_RATE
    fade = np.exp(-3.0 * time)
    stroke = np.exp(-80.0 * time)
    sounds, starts = [], []
    for number, letter in enumerate(form):
        starts.append(number * bars * 4 * beat / SAMPLE_RATE)
        chords, harmonics, strokes = parts[letter]
        for at in range(bars * 4):
            sound = noise * rng.standard_normal(beat)
            for note in chords[at // 4 % 2]:
                pitch = 440.0 * 2 ** ((note - 69) / 12)
                for order, strength in enumerate(harmonics, 1):
                    sound += 0.1 * strength * np.sin(2 * np.pi * pitch * order * time) * fade
            for nth in range(strokes):
                start = nth * beat // strokes
                sound[start:] += 0.3 * rng.standard_normal(beat - start) * stroke[: beat - start]
            sounds.append(sound)
    return np.concatenate(sounds).astype(np.float32), starts


def speak(seconds: float, pitch: float, formants: tuple[float, ...], seed: int) -> np.ndarray:
    """A voice with vowels, syllables and pauses, shape=(n,): each pitch and throat another speaker."""
    rng = np.random.default_rng(seed)
    places = np.arange(int(seconds * SAMPLE_RATE))
    glide = rng.standard_normal(int(5 * seconds) + 3) * 2.5
    bend = np.interp(places, np.arange(glide.size) * SAMPLE_RATE / 5, glide)
    phase = 2 * np.pi * np.cumsum(pitch * 2 ** (bend / 12)) / SAMPLE_RATE
    vowels = rng.uniform(0.75, 1.35, (int(6 * seconds) + 3, len(formants)))
    # A throat moves slowly: how strong a harmonic is, is worked out a few hundred times a second.
    coarse = np.arange(0, places.size + 64, 64)
    at = np.arange(len(vowels)) * SAMPLE_RATE / 6
    throat = [f * np.interp(coarse, at, vowels[:, n]) for n, f in enumerate(formants)]
    sound = np.zeros(places.size)
    # sin(n x) = 2 cos(x) sin((n - 1) x) - sin((n - 2) x)
    wave, before, twice = np.sin(phase), np.zeros(places.size), 2 * np.cos(phase)
    for order in range(1, int(5_000 / pitch)):
        strength = sum(np.exp(-np.square((order * pitch - f) / (120 + 0.06 * f))) for f in throat)
        sound += np.interp(places, coarse, (strength + 0.01) * order**-0.3) * wave
        wave, before = twice * wave - before, wave
    level = np.zeros(places.size)
    now = 0.0
    while now < seconds - 0.5:
        length = rng.uniform(0.1, 0.22)
        start, stop = int(now * SAMPLE_RATE), int((now + length) * SAMPLE_RATE)
        level[start:stop] = np.hanning(stop - start)
        now += length + (rng.uniform(0.02, 0.09) if rng.random() < 0.82 else rng.uniform(0.25, 0.7))
    return (0.1 * sound * level + 0.0008 * rng.standard_normal(places.size)).astype(np.float32)


#: Pitch in Hz, formants in Hz.
SPEAKERS = {
    "A": (115.0, (500, 1500, 2500)),
    "B": (210.0, (590, 1750, 2900)),
    "C": (150.0, (420, 950, 2200)),
}


def talk(form: str, lengths: Sequence[float]) -> tuple[np.ndarray, list[float]]:
    """Speakers after one another, shape=(n,), and the seconds at which each begins."""
    turns = [
        speak(length, *SPEAKERS[who], seed)
        for seed, (who, length) in enumerate(zip(form, lengths, strict=True))
    ]
    return np.concatenate(turns), [0.0, *np.cumsum(lengths)[:-1].tolist()]
