"""What was heard, in units that a person can read.

Everything here is None for silence (nothing over −70 LUFS); tempo and key also where the evidence is too
thin to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis import loudness, tonal
from organizer.analysis.spectrum import FRAME_RATE, Levels, Spectra
from organizer.analysis.tempo import tempo
from organizer.analysis.timbre import group_matrix
from organizer.model import Descriptors

if TYPE_CHECKING:
    from organizer.model import FloatArray

TEMPO_UNSURE = 0.05  #: confidence under which no tempo is told
KEY_UNSURE = 0.05  #: confidence under which no key is told

_AUDIBLE = 1e-5  # of the loud frames' power: 50 dB under them
_FLUX_GROUPS = 6


def describe(spectra: Spectra, levels: Levels, chroma: FloatArray) -> Descriptors:
    """The readable numbers of a song; see ``Descriptors`` for their units.

    Sound too short for a loudness (under 0.4 s) gets brightness alone.
    """
    audible = _audible(spectra)
    if not audible.size:
        return Descriptors()
    level = loudness.integrated(spectra)
    brightness = float(spectra.centroid[audible].mean(dtype=np.float64))
    if level is None:
        return Descriptors(brightness=brightness)
    beat = tempo(levels)
    key, key_confidence = tonal.key(chroma)
    struck = percussiveness(levels)
    return Descriptors(
        tempo=beat.bpm if beat.confidence >= TEMPO_UNSURE else None,
        tempo_confidence=beat.confidence,
        key=key if key_confidence >= KEY_UNSURE else None,
        key_confidence=key_confidence,
        loudness=level,
        loudness_range=loudness.loudness_range(spectra),
        brightness=brightness,
        percussiveness=struck,
        energy=energy(loudness=level, percussiveness=struck, brightness=brightness),
    )


def _audible(spectra: Spectra) -> np.typing.NDArray[np.int64]:
    """Frames over −70 LUFS and less than 50 dB under the 95th percentile."""
    power = spectra.loudness_power
    gate = 10.0 ** ((-70.0 + 0.691) / 10.0)
    return np.flatnonzero(power > max(gate, _AUDIBLE * float(np.percentile(power, 95))))


def percussiveness(levels: Levels) -> float:
    """How hard the sound is struck, 0–1: an estimate, monotone in the strength of onsets.

    1 − exp(−s / 8 dB), s the 95th percentile less the median of the frames' onset strength: the rise over 3
    frames (70 ms) of the level of 6 groups of bands, falls counted as 0, mean over the groups. A steady
    tone or noise is near 0, drums are over 0.6.
    """
    groups = levels.decibels @ group_matrix(_FLUX_GROUPS)
    rises = [np.maximum(groups[part][3:] - groups[part][:-3], 0.0).mean(axis=1) for part in levels.slices()]
    strength = np.concatenate([np.zeros(0, np.float32), *rises])
    if strength.size < FRAME_RATE / 4:
        return 0.0
    middle, high = np.percentile(strength, [50, 95])
    return float(1.0 - np.exp(-max(0.0, float(high - middle)) / 8.0))


def energy(*, loudness: float, percussiveness: float, brightness: float) -> float:
    """How much drive a song has, 0–1: an estimate, monotone in each of its three parts.

    ½ · clip((loudness + 35) / 30) + ¼ · percussiveness + ¼ · clip(log₂(brightness / 500 Hz) / 3), each
    clip to 0–1: −35 LUFS and dull is 0, −5 LUFS, bright and struck is 1.
    """
    loud = float(np.clip((loudness + 35.0) / 30.0, 0.0, 1.0))
    bright = float(np.clip(np.log2(max(brightness, 1.0) / 500.0) / 3.0, 0.0, 1.0))
    return 0.5 * loud + 0.25 * percussiveness + 0.25 * bright
