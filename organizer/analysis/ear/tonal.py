"""Tonality: how strongly the twelve pitch classes sound, and the key.

A second, sparse spectrogram (8,192 samples, no overlap) resolves the low notes. Silence and sound without
tones give zeros and no key.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear.audio import SAMPLE_RATE
from organizer.analysis.ear.spectrum import power_frames

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

Indices = np.typing.NDArray[np.int64]
Doubles = np.typing.NDArray[np.float64]

_FRAME = 8192  # 2.7 Hz from bin to bin: semitones are apart from A3 upwards
_LOWEST, _HIGHEST = 55.0, 4000.0  # Hz between which peaks are looked for
_TONE = 12.0  # dB over its surroundings: what noise reaches in one bin of 7,000
_AROUND = 2.0**0.25  # the surroundings: half an octave
_CENTER, _OCTAVES = 350.0, 1.3  # Hz and octaves of the Gaussian weight
_BASS = 60.0  # pitch (middle C) below which tones are bass
_BASS_SHARE = 0.5  # what the bass counts against everything: it plays roots

#: Albrecht and Shanahan, The use of large corpora to train a new type of key-finding algorithm,
#: Music Perception 31 (2013): share of each pitch class above the tonic, major and minor
PROFILES = np.array(
    [
        [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081],
        [0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052],
    ]
)
MAJOR_KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MINOR_KEYS = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")
KEYS = MAJOR_KEYS + MINOR_KEYS


@cache
def _range() -> tuple[slice, Indices, Indices]:
    """The bins in which peaks are looked for, and the first and past the last bin around each."""
    low, high = (round(edge * _FRAME / SAMPLE_RATE) for edge in (_LOWEST, _HIGHEST))
    bins = np.arange(low, high)
    return slice(low, high), (bins / _AROUND).astype(np.int64), (bins * _AROUND).astype(np.int64) + 1


class Peaks:
    """The tones of a song, gathered excerpt by excerpt: some sixty numbers a second."""

    def __init__(self) -> None:
        self._pitch: list[FloatArray] = []
        self._weight: list[FloatArray] = []
        self._frame: list[Indices] = []
        self._frames = 0
        self._excerpts: list[int] = []
        self._made: tuple[Doubles, Doubles, float] | None = None

    def add(self, samples: FloatArray) -> None:
        """Find the tones of an excerpt, shape=(n,) float32.

        Tones are local maxima 12 dB over the mean level (of decibels) of the half octave around them. Under
        white noise a bin's power is exponentially distributed, e^−0.58 of its mean in the mean of logarithms,
        and reaches that in one of 7,000 bins: drums and breath drop out, without which every third bin would
        be a peak.
        """
        used, first, last = _range()
        width = (last - first).astype(np.float32)
        least = np.float32(_TONE * np.log(10.0) / 10.0)
        for power in power_frames(samples, frame=_FRAME, hop=_FRAME, bins=int(last[-1])):
            loudest = power.max(axis=1, keepdims=True)  # from 0 Hz: rounding of an offset is no tone
            logs = np.maximum(power, np.maximum(loudest * np.float32(1e-10), np.float32(1e-30)))
            np.log(logs, out=logs)
            middle = logs[:, used]
            before, after = logs[:, used.start - 1 : used.stop - 1], logs[:, used.start + 1 : used.stop + 1]
            total = np.cumsum(logs, axis=1)
            surroundings = (total.take(last - 1, axis=1) - total.take(first - 1, axis=1)) / width
            tone = (middle > surroundings + least) & (middle > before) & (middle >= after)
            frame, column = np.divmod(np.flatnonzero(tone & (loudest > 1e-12)), middle.shape[1])
            left, center, right = before[frame, column], middle[frame, column], after[frame, column]
            bend = left - 2 * center + right
            shift = 0.5 * (left - right) / np.minimum(bend, np.float32(-1e-12))
            frequency = (used.start + column + shift) * (SAMPLE_RATE / _FRAME)
            height = center - 0.25 * (left - right) * shift
            self._pitch.append((69.0 + 12.0 * np.log2(frequency / 440.0)).astype(np.float32))
            self._weight.append(np.exp(0.25 * height).astype(np.float32))
            self._frame.append(frame + self._frames)
            self._frames += len(power)
        self._excerpts.append(self._frames)
        self._made = None

    def chroma(self) -> tuple[FloatArray, float]:
        """How strongly each pitch class sounds over the whole song.

        The mean of ``chromagram`` with each frame divided by its maximum, and half as much of the same of
        the tones below middle C alone, without the Gaussian: basses dwell on tonic and dominant.

        Returns
        -------
        chroma : shape=(12,), float32
            From C upwards; zeros for silence and noise. A class that is the strongest all the time is 1.
        tuning : float
            Semitones by which the song is sharper than A = 440 Hz, −0.5 to 0.5.
        """
        if not self._frames:
            return np.zeros(12, np.float32), 0.0
        table, bass, tuning = self._tables()
        mean = _of_strongest(table).mean(axis=0)
        both = mean + _BASS_SHARE * _of_strongest(bass).mean(axis=0)
        return (both * (mean.max() / max(both.max(), 1e-20))).astype(np.float32), tuning

    def chromagram(self) -> list[FloatArray]:
        """Pitch classes over time in the song's own tuning, of each excerpt.

        Tones count with amplitude^½ × a Gaussian around 350 Hz (1.3 octaves) × cos² of their deviation from
        the semitone. The tuning is the phase of the weighted sum of exp(2πi · pitch) over all tones.

        Returns
        -------
        list of shape=(frames, 12), float32
            5.4 frames a second, from C upwards; rows of zeros where no tone sounds.
        """
        if not self._frames:
            return []
        return [part.astype(np.float32) for part in np.split(self._tables()[0], self._excerpts[:-1])]

    def _tables(self) -> tuple[Doubles, Doubles, float]:
        """Pitch classes of every frame, of all tones and of the bass, shape=(frames, 12); tuning. Once."""
        if self._made is not None:
            return self._made
        pitch, plain = np.concatenate(self._pitch), np.concatenate(self._weight)
        octaves = (pitch - (69.0 + 12.0 * np.log2(_CENTER / 440.0))) / (12.0 * _OCTAVES)
        weight = plain * np.exp(-0.5 * octaves**2)
        angle = 2 * np.pi * pitch
        tuning = float(np.arctan2(weight @ np.sin(angle), weight @ np.cos(angle)) / (2 * np.pi))
        relative = pitch - tuning
        note = np.round(relative)
        fit = np.cos(np.pi * (relative - note)) ** 2
        cell = np.concatenate(self._frame) * 12 + note.astype(np.int64) % 12
        low = pitch < _BASS
        table, bass = (
            np.bincount(cell[some], (by * fit)[some], minlength=self._frames * 12).astype(np.float64)
            for some, by in ((slice(None), weight), (low, plain))
        )
        self._made = table.reshape(-1, 12), bass.reshape(-1, 12), tuning
        return self._made


def _of_strongest(table: Doubles) -> Doubles:
    """Each frame divided by its maximum, shape=(frames, 12); frames without a tone stay 0."""
    scaled: Doubles = table / np.maximum(table.max(axis=1, keepdims=True), 1e-20)
    return scaled


@cache
def _profiles() -> Doubles:
    """The profiles of all keys in the order of ``KEYS``, less their means and of length 1: shape=(24, 12)."""
    rows = np.concatenate([[np.roll(profile, tonic) for tonic in range(12)] for profile in PROFILES])
    rows = rows - rows.mean(axis=1, keepdims=True)
    scaled: Doubles = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


def fits(chroma: FloatArray) -> Doubles | None:
    """How the pitch classes correlate with each of ``KEYS``, shape=(24,); None when none stands out."""
    centered = chroma.astype(np.float64) - chroma.mean()
    norm = float(np.linalg.norm(centered))
    return None if norm < 1e-6 else np.asarray(_profiles() @ centered / norm)


def key(chroma: FloatArray) -> tuple[str | None, float]:
    """The key whose profile correlates best with the pitch classes.

    Returns
    -------
    key : str or None
        As ID3's TKEY spells it: "C", "F#m", "Bb". None when no pitch class stands out (silence, noise).
    confidence : float
        0–1: the correlation r of the best key × ½ (1 + min(1, 5 × its lead over the second)) × min(1, 2 × the
        strongest pitch class). The last is small where tones are rare: noise stays under about 0.1.
    """
    correlation = fits(chroma)
    if correlation is None:
        return None, 0.0
    second, best = np.argsort(correlation, kind="stable")[-2:]
    lead = float(correlation[best] - correlation[second])
    confidence = float(correlation[best]) * (0.5 + 0.5 * min(1.0, 5.0 * lead))
    return KEYS[best], float(np.clip(confidence * min(1.0, 2.0 * float(chroma.max())), 0.0, 1.0))


def camelot(key: str) -> str:
    """A key's place on the Camelot wheel of DJs (M. Davis): neighbours share six of their seven notes.

    "8A" for "Am", "8B" for "C"; a fifth up is one further. Enharmonic spellings ("D#m", "Ebm") are the same.

    Raises
    ------
    ValueError
        Not a key as ID3's TKEY spells it: a letter, any of # and b, and m for minor.
    """
    match = re.fullmatch(r"([A-G])([#b]*)(m?)", key)
    if match is None:
        raise ValueError(f"not a key: {key!r}")
    letter, accidentals, minor = match.groups()
    tonic = MAJOR_KEYS.index(letter) + accidentals.count("#") - accidentals.count("b")
    major = tonic + 3 if minor else tonic
    return f"{(7 * major + 7) % 12 + 1}{'A' if minor else 'B'}"
