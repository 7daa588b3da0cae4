"""Tonality: how strongly the twelve pitch classes sound, and the key.

A second, sparse spectrogram (4,096 samples, no overlap) resolves the low notes. Silence and sound without
peaks give zeros and no key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.audio import SAMPLE_RATE
from organizer.analysis.spectrum import power_frames

if TYPE_CHECKING:
    from organizer.model import FloatArray

_FRAME = 4096
_LOWEST, _HIGHEST = 55.0, 4000.0  # Hz between which peaks are looked for
_CENTER, _OCTAVES = 350.0, 1.3  # Hz and octaves of the Gaussian weight

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


class Peaks:
    """The spectral peaks of a song, gathered excerpt by excerpt: a few hundred numbers a second."""

    def __init__(self) -> None:
        self._pitch: list[FloatArray] = []
        self._weight: list[FloatArray] = []
        self._frame: list[np.typing.NDArray[np.int64]] = []
        self._frames = 0

    def add(self, samples: FloatArray) -> None:
        """Find the peaks of an excerpt, shape=(n,) float32."""
        low = int(_LOWEST * _FRAME / SAMPLE_RATE)
        high = int(_HIGHEST * _FRAME / SAMPLE_RATE)
        for power in power_frames(samples, frame=_FRAME, hop=_FRAME):
            part = power[:, low - 1 : high + 1]
            loudest = part.max(axis=1, keepdims=True)
            logs = np.log(np.maximum(part, np.maximum(loudest * np.float32(1e-10), np.float32(1e-30))))
            middle = logs[:, 1:-1]
            is_peak = (middle > logs[:, :-2]) & (middle >= logs[:, 2:]) & (loudest > 1e-12)
            frame, column = np.nonzero(is_peak)
            left, center, right = logs[frame, column], middle[frame, column], logs[frame, column + 2]
            bend = left - 2 * center + right
            shift = 0.5 * (left - right) / np.minimum(bend, np.float32(-1e-12))
            frequency = (low + column + shift) * (SAMPLE_RATE / _FRAME)
            height = center - 0.25 * (left - right) * shift
            octaves = np.log2(frequency / _CENTER) / _OCTAVES
            self._pitch.append((69.0 + 12.0 * np.log2(frequency / 440.0)).astype(np.float32))
            self._weight.append(np.exp(0.25 * height - 0.5 * octaves**2).astype(np.float32))
            self._frame.append(frame + self._frames)
            self._frames += len(power)

    def chroma(self) -> tuple[FloatArray, float]:
        """Pitch classes in the song's own tuning.

        Peaks count with amplitude^½ × a Gaussian around 350 Hz (1.3 octaves) × cos² of their deviation from
        the semitone; each frame is divided by its maximum; the mean over frames.

        Returns
        -------
        chroma : shape=(12,), float32
            From C upwards; zeros for silence.
        tuning : float
            Semitones by which the song is sharper than A = 440 Hz, −0.5 to 0.5: the phase of the weighted
            sum of exp(2πi · pitch) over all peaks.
        """
        if not self._frames:
            return np.zeros(12, np.float32), 0.0
        pitch, weight = np.concatenate(self._pitch), np.concatenate(self._weight)
        frame = np.concatenate(self._frame)
        turn = np.sum(weight * np.exp(2j * np.pi * pitch))
        tuning = float(np.angle(turn) / (2 * np.pi))
        relative = pitch - tuning
        note = np.round(relative)
        weight = weight * np.cos(np.pi * (relative - note)) ** 2
        cell = frame * 12 + note.astype(np.int64) % 12
        table = np.bincount(cell, weight, minlength=self._frames * 12).reshape(-1, 12)
        strongest = np.maximum(table.max(axis=1, keepdims=True), 1e-20)
        return (table / strongest).mean(axis=0).astype(np.float32), tuning


def key(chroma: FloatArray) -> tuple[str | None, float]:
    """The key whose profile correlates best with the pitch classes.

    Returns
    -------
    key : str or None
        As ID3's TKEY spells it: "C", "F#m", "Bb". None when no pitch class stands out (silence, noise).
    confidence : float
        0–1: the correlation r of the best key × min(1, 5 × its lead over the second).
    """
    centered = chroma.astype(np.float64) - chroma.mean()
    norm = float(np.linalg.norm(centered))
    if norm < 1e-6:
        return None, 0.0
    profiles = np.concatenate([[np.roll(profile, tonic) for tonic in range(12)] for profile in PROFILES])
    profiles = profiles - profiles.mean(axis=1, keepdims=True)
    correlation = profiles @ centered / (np.linalg.norm(profiles, axis=1) * norm)
    second, best = np.argsort(correlation, kind="stable")[-2:]
    lead = float(correlation[best] - correlation[second])
    confidence = max(0.0, float(correlation[best])) * min(1.0, 5.0 * lead)
    return KEYS[best], float(np.clip(confidence, 0.0, 1.0))
