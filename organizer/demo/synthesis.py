"""Instruments for the demo songs: small synthesizers in numpy, and a stereo tape to put their notes on.

Conventions: a sound is float32, shape=(n,), at ``SAMPLE_RATE``, peak about 1; pitches are MIDI numbers;
times are seconds. Sounds are pure functions of their arguments and of the generator that is passed in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator

    from organizer.base.model import FloatArray

SAMPLE_RATE = 32_000  #: all that the instruments reach, and MP3 is encoded in two thirds of the time
_TABLE = 4096  #: samples of one cycle of a wave; a power of two, so that wrapping is one "and"


class Tape:
    """A stereo tape of fixed length; what runs past its end is cut."""

    def __init__(self, seconds: float) -> None:
        self.sound: FloatArray = np.zeros((2, int(seconds * SAMPLE_RATE)), np.float32)

    def add(self, sound: FloatArray, at: float, gain: float = 1.0, pan: float = 0.0) -> None:
        """Mix a sound in at a time; ``pan`` runs from -1 (left) to 1 (right)."""
        start = round(at * SAMPLE_RATE)
        length = min(sound.size, self.sound.shape[1] - start)
        if start < 0 or length <= 0:
            return
        angle = (pan + 1.0) * np.pi / 4.0
        for channel, share in ((0, np.cos(angle)), (1, np.sin(angle))):
            self.sound[channel, start : start + length] += sound[:length] * np.float32(gain * share * 1.414)

    def mix(self, other: Tape, gain: float = 1.0) -> None:
        """Add another tape."""
        self.sound += other.sound * np.float32(gain)

    def distort(self, drive: float) -> None:
        """Soft clipping, as of a valve amplifier turned up."""
        np.tanh(self.sound * np.float32(drive), out=self.sound)

    def duck(self, times: list[float], depth: float, seconds: float) -> None:
        """Pull the level down at each time and let it come back: the pumping of dance music."""
        dip = 1.0 - np.float32(depth) * _fade(int(seconds * SAMPLE_RATE), 4.0 / seconds)
        for time in times:
            start = round(time * SAMPLE_RATE)
            part = self.sound[:, start : start + dip.size]
            part *= dip[: part.shape[1]]

    def echo(self, seconds: float, gain: float, repeats: int) -> None:
        """Echoes that change sides."""
        dry = self.sound.copy()
        for number in range(1, repeats + 1):
            delay = int(seconds * number * SAMPLE_RATE)
            if delay >= dry.shape[1]:
                return
            source = dry[::-1] if number % 2 else dry
            self.sound[:, delay:] += source[:, :-delay] * np.float32(gain**number)

    def hall(self, amount: float) -> None:
        """A room: a dozen early echoes at times with no common measure."""
        dry = self.sound.copy()
        for number, milliseconds in enumerate((23, 31, 41, 53, 67, 83, 101, 127, 151, 181, 223, 271)):
            delay = milliseconds * SAMPLE_RATE // 1000
            if delay >= dry.shape[1]:
                return
            source = dry[::-1] if number % 2 else dry
            self.sound[:, delay:] += source[:, :-delay] * np.float32(amount * 0.84**number)

    def finish(self, *, peak: float, fade: float = 1.5) -> FloatArray:
        """The song: shape=(n, 2), faded at both ends, its highest sample at ``peak``."""
        length = self.sound.shape[1]
        ramp = np.linspace(0.0, 1.0, max(1, min(length // 4, int(fade * SAMPLE_RATE))), dtype=np.float32)
        attack = ramp[:: max(1, ramp.size // 400)]
        self.sound[:, : attack.size] *= attack
        self.sound[:, length - ramp.size :] *= ramp[::-1]
        highest = float(np.abs(self.sound).max(initial=0.0))
        level = np.float32(peak / highest if highest else 0.0)
        return np.asarray((self.sound * level).T, np.float32, order="C")


def hertz(pitch: float) -> float:
    """The frequency of a MIDI number."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


# --- tones: a wave of so many partials under an envelope ------------------------------------------


@lru_cache(maxsize=256)
def _cycle(shape: str, partials: int, tilt: float) -> FloatArray:
    """One cycle of a band-limited wave: the partials of ``shape``, number k at k^-tilt of its level."""
    spectrum = np.zeros(_TABLE // 2 + 1, np.complex128)
    for k in range(1, partials + 1):
        level = {
            "saw": 1.0 / k,
            "square": 1.0 / k if k % 2 else 0.0,
            "pulse": abs(np.sin(np.pi * k / 4)) / k,
            "triangle": 1.0 / k**2 if k % 2 else 0.0,
        }[shape]
        spectrum[k] = -1j * level * k**-tilt
    wave = np.fft.irfft(spectrum)
    return np.asarray(wave / np.abs(wave).max(), np.float32)


def tone(
    pitch: float,
    seconds: float,
    *,
    shape: str = "saw",
    tilt: float = 0.0,
    attack: float = 0.01,
    decay: float = 0.0,
    release: float = 0.05,
    vibrato: float = 0.0,
    detune: float = 0.0,
    top: float = 12_000.0,
) -> FloatArray:
    """A note of a wave with its partials below ``top`` Hz.

    ``decay`` is the rate (1/s) at which it dies away while held, ``vibrato`` its depth in semitones at
    5.5 Hz, ``detune`` the distance in semitones of a second voice beside it.
    """
    frequency = hertz(pitch)
    partials = int(max(1, min(top, SAMPLE_RATE * 0.45) / frequency))
    cycle = _cycle(shape, min(partials, _TABLE // 2 - 1), tilt)
    time = np.arange(int((seconds + release) * SAMPLE_RATE), dtype=np.float32) / np.float32(SAMPLE_RATE)
    phase = time * np.float32(frequency * _TABLE)
    if vibrato:
        swing = vibrato * np.log(2.0) / 12.0 * frequency / (2 * np.pi * 5.5) * _TABLE
        phase += np.float32(swing) * np.cos(np.float32(2 * np.pi * 5.5) * time)
    sound = cycle[phase.astype(np.int64) & (_TABLE - 1)]
    if detune:
        second = phase * np.float32(2.0 ** (detune / 12.0))
        sound = (sound + cycle[second.astype(np.int64) & (_TABLE - 1)]) * np.float32(0.5)
    envelope = np.minimum(time / np.float32(max(attack, 1e-3)), np.float32(1.0))
    if decay:
        envelope *= np.exp(time * np.float32(-decay))
    tail = np.clip((np.float32(seconds + release) - time) / np.float32(release), 0.0, 1.0)
    return np.asarray(sound * envelope * tail, np.float32)


def pluck(pitch: float, seconds: float, rng: Generator, *, brightness: float = 0.5) -> FloatArray:
    """A plucked string: noise that goes round and is averaged each time (Karplus and Strong, 1983)."""
    frequency = hertz(pitch)
    period = max(2, int(SAMPLE_RATE / frequency - 0.5))
    rounds = int(seconds * SAMPLE_RATE / period) + 2
    string = rng.uniform(-1.0, 1.0, period)
    for _ in range(int(8 * (1.0 - brightness))):  # a softer pick
        string = 0.5 * (string + np.roll(string, 1))
    string /= np.abs(string).max() + 1e-9
    turns = np.empty((rounds, period))
    loss = 0.996 ** (220.0 / frequency) if frequency > 220.0 else 0.996
    for turn in range(rounds):
        turns[turn] = string
        string = loss * 0.5 * (string + np.roll(string, 1))
    # the loop is a whole number of samples (and half of one, from averaging): read it at the true pitch
    positions = np.arange(int(seconds * SAMPLE_RATE)) * ((period + 0.5) * frequency / SAMPLE_RATE)
    positions = positions[positions < turns.size - 1]
    sound = np.interp(positions, np.arange(turns.size), turns.ravel())
    sound *= np.minimum(1.0, (sound.size - np.arange(sound.size)) / (0.03 * SAMPLE_RATE))
    return np.asarray(sound, np.float32)


def bell(
    pitch: float, seconds: float, *, ratio: float = 3.5, depth: float = 2.0, decay: float = 4.0
) -> FloatArray:
    """Frequency modulation (Chowning, 1973): electric piano at whole ratios, bells at others."""
    time = np.arange(int(seconds * SAMPLE_RATE), dtype=np.float32) / np.float32(SAMPLE_RATE)
    angle = np.float32(2 * np.pi * hertz(pitch)) * time
    fading = np.exp(-decay * time).astype(np.float32)
    sound = np.sin(angle + np.float32(depth) * fading * np.sin(angle * np.float32(ratio))) * fading
    release = np.minimum(1.0, (seconds - time) / 0.03)
    return np.asarray(sound * release, np.float32)


# --- drums and noises -----------------------------------------------------------------------------


def _noise(seconds: float, rng: Generator, low: float, high: float) -> FloatArray:
    """Noise between two frequencies, peak 1."""
    length = int(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(rng.standard_normal(length))
    frequencies = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    spectrum *= (frequencies >= low) & (frequencies <= high)
    sound = np.fft.irfft(spectrum, length)
    return np.asarray(sound / (np.abs(sound).max() + 1e-9), np.float32)


def _fade(length: int, rate: float) -> FloatArray:
    return np.asarray(np.exp(np.arange(length, dtype=np.float32) * np.float32(-rate / SAMPLE_RATE)))


def kick(seconds: float = 0.35, *, low: float = 48.0, punch: float = 160.0) -> FloatArray:
    """A sine that falls from ``low + punch`` Hz to ``low`` Hz."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    phase = low * time - punch / 38.0 * (np.exp(-38.0 * time) - 1.0)
    envelope = np.exp(-9.0 * time) * np.minimum(1.0, (seconds - time) / 0.02)
    return np.asarray(np.sin(2 * np.pi * phase) * envelope, np.float32)


def snare(rng: Generator, *, pitch: float = 190.0, rate: float = 22.0) -> FloatArray:
    """Noise over a short tone."""
    noise = _noise(0.25, rng, 700.0, 11_000.0) * _fade(int(0.25 * SAMPLE_RATE), rate)
    time = np.arange(noise.size) / SAMPLE_RATE
    return (0.7 * noise + 0.5 * np.sin(2 * np.pi * pitch * time) * np.exp(-28.0 * time)).astype(np.float32)


def hat(rng: Generator, *, rate: float = 60.0, low: float = 6_500.0) -> FloatArray:
    """A closed hi-hat; a low ``rate`` opens it."""
    noise = _noise(min(0.5, 7.0 / rate), rng, low, 16_000.0)
    return np.asarray(noise * _fade(noise.size, rate), np.float32)


def ride(rng: Generator) -> FloatArray:
    """A cymbal's ping: partials with no common measure over a wash of noise."""
    time = np.arange(int(0.7 * SAMPLE_RATE)) / SAMPLE_RATE
    ping = sum(np.sin(2 * np.pi * f * time + f) for f in (3127.0, 4261.0, 5373.0, 6451.0, 7919.0)) / 5.0
    wash = _noise(0.7, rng, 5_000.0, 15_000.0)
    return ((0.5 * ping + 0.4 * wash) * np.exp(-7.0 * time)).astype(np.float32)


def crackle(seconds: float, rng: Generator, *, per_second: float = 9.0) -> FloatArray:
    """The dust of an old record."""
    sound = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
    places = rng.integers(0, max(1, sound.size - 60), int(seconds * per_second))
    click = _fade(60, 5_000.0)
    for place, level in zip(places, rng.uniform(-1.0, 1.0, places.size), strict=True):
        sound[place : place + click.size] += click[: sound.size - place] * np.float32(level)
    return sound
