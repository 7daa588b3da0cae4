"""The descriptors of a song: definitions and sources; docs/ear.md has them at length.

Everything here is None for silence (nothing over −70 LUFS); tempo and key also where the evidence is too
thin to say. What goes from 0 to 1 is an *estimate*: a formula that was written down from what is known of
music and hearing, not fitted to anyone's labels, and rises strictly with what it claims to measure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear import cues, loudness, tonal
from organizer.analysis.ear.excerpt import telling_excerpt
from organizer.analysis.ear.spectrum import FRAME_RATE, Levels, Spectra
from organizer.analysis.ear.tempo import Tempo, tempo
from organizer.analysis.ear.timbre import group_matrix
from organizer.base.descriptors import Descriptors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from organizer.base.model import FloatArray, IntArray

TEMPO_UNSURE = 0.05  #: confidence under which no tempo is given
KEY_UNSURE = 0.2  #: confidence under which no key is given

_FLUX_GROUPS = 6
_NO_VOICE = 0.12  # how much of speech something may have that is no voice


def describe(
    spectra: Spectra,
    levels: Levels,
    chroma: FloatArray,
    *,
    chromagram: Sequence[FloatArray] = (),
    starts: tuple[float, ...] = (0.0,),
    peak: float = 0.0,
) -> Descriptors:
    """The readable numbers of a song; see ``Descriptors`` for their units.

    Sound too short for a loudness (under 0.4 s) gets brightness alone.

    Parameters
    ----------
    spectra, levels : Spectra, Levels
    chroma : shape=(12,), float32
    chromagram : sequence of shape=(frames, 12), float32
        Of each excerpt.
    starts : tuple of float
        Seconds into the song at which each excerpt begins.
    peak : float
        Largest decoded sample, full scale 1.
    """
    audible = cues.audible(spectra)
    if not audible.size:
        return Descriptors()
    level = loudness.integrated(spectra)
    brightness = float(spectra.centroid[audible].mean(dtype=np.float64))
    if level is None:
        return Descriptors(brightness=brightness)
    beat = tempo(levels)
    key, key_confidence = tonal.key(chroma)
    measured = Descriptors(
        tempo=beat.bpm if beat.confidence >= TEMPO_UNSURE else None,
        tempo_confidence=beat.confidence,
        tempo_alternatives=tuple(bpm for bpm, _ in beat.alternatives),
        key=key if key_confidence >= KEY_UNSURE else None,
        key_confidence=key_confidence,
        camelot=tonal.camelot(key) if key is not None and key_confidence >= KEY_UNSURE else None,
        loudness=level,
        loudness_range=loudness.loudness_range(spectra),
        true_peak=loudness.true_peak(peak),
        dynamic_complexity=cues.dynamic_complexity(loudness.block_loudness(spectra, seconds=0.2, step=0.2)),
        brightness=brightness,
        percussiveness=percussiveness(levels),
        excerpt_start=telling_excerpt(spectra, levels, starts),
    )
    return _with_estimates(measured, spectra, levels, chroma, audible, beat, chromagram)


def _with_estimates(
    measured: Descriptors,
    spectra: Spectra,
    levels: Levels,
    chroma: FloatArray,
    audible: IntArray,
    beat: Tempo,
    chromagram: Sequence[FloatArray],
) -> Descriptors:
    """The estimates from 0 to 1, which are made of cues and of what is measured already."""
    level, complexity = measured.loudness or 0.0, measured.dynamic_complexity or 0.0
    drive = energy(
        loudness=level,
        percussiveness=measured.percussiveness or 0.0,
        brightness=measured.brightness or 0.0,
    )
    return replace(
        measured,
        energy=drive,
        danceability=danceability(
            exponent=cues.fluctuation_exponent(spectra), pulse=beat.confidence, tempo=beat.bpm
        ),
        acousticness=acousticness(
            treble=cues.treble(spectra, audible), dynamic_complexity=complexity, loudness=level
        ),
        valence=valence(
            majorness=cues.majorness(chroma), tempo=beat.bpm, pulse=beat.confidence, energy=drive
        ),
        speechiness=speechiness(
            syllables=cues.syllables(spectra),
            pauses=cues.pauses(spectra),
            persistence=cues.persistence(chromagram),
            glides=cues.glides(levels),
            voicing=cues.voicing(spectra),
            abruptness=cues.abruptness(levels),
            pulse=beat.confidence,
        ),
    )


def _rise(value: float, half: float, width: float) -> float:
    """The logistic function: 0.5 at ``half``, 0.73 at ``half + width``, never quite 0 or 1."""
    return float(1.0 / (1.0 + np.exp(np.clip((half - value) / width, -50.0, 50.0))))


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
    clip to 0–1: −35 LUFS and dull is 0, −5 LUFS, bright and struck is 1. Listeners' ratings of arousal go
    with loudness, onsets and brightness (Gingras, Marin, Fitch: QJEP 67, 2014).
    """
    loud = float(np.clip((loudness + 35.0) / 30.0, 0.0, 1.0))
    bright = float(np.clip(np.log2(max(brightness, 1.0) / 500.0) / 3.0, 0.0, 1.0))
    return 0.5 * loud + 0.25 * percussiveness + 0.25 * bright


def danceability(*, exponent: float | None, pulse: float, tempo: float | None) -> float | None:
    """How well one could dance to it, 0–1: an estimate, monotone in pulse and steadiness.

    √(steadiness × pulse) × fit: steadiness falls with the exponent of detrended fluctuation (half at 1.0;
    Streich and Herrera, AES 118, 2005), pulse rises with the tempo's confidence (half at 0.3), fit is a
    Gaussian over octaves around 118 BPM (one octave wide), from ½ to 1: dancers' tempo (Moelants,
    ICMPC 2008). None for sound too short for the exponent.
    """
    if exponent is None:
        return None
    steady = 1.0 - _rise(exponent, 1.0, 0.12)
    beat = _rise(pulse, 0.3, 0.08)
    away = np.log2(tempo / 118.0) if tempo else 2.0
    return float(np.sqrt(steady * beat) * (0.5 + 0.5 * np.exp(-0.5 * away**2)))


def acousticness(*, treble: float, dynamic_complexity: float, loudness: float) -> float:
    """How much it sounds like instruments without amplifiers, 0–1: an estimate, monotone in its three parts.

    Mean of three: soft treble (half at −33 dB of the power over 5 kHz), free dynamics (half at 2.3 dB of
    dynamic complexity) and low loudness (half at −19 LUFS). Amplified and produced music is brighter,
    compressed and mastered loud (Deruty and Tardieu, J. AES 62, 2014). Soft synthesizers pass as acoustic.
    """
    soft = 1.0 - _rise(treble, -33.0, 3.0)
    free = _rise(dynamic_complexity, 2.3, 0.5)
    quiet = 1.0 - _rise(loudness, -19.0, 2.5)
    return (soft + free + quiet) / 3.0


def valence(*, majorness: float, tempo: float | None, pulse: float, energy: float) -> float:
    """How cheerful it may sound, 0–1: an estimate, monotone in its parts; the shakiest of all.

    0.45 × mode (how much better the best major key fits than the best minor one, half when equal), 0.3 ×
    tempo (half at 105 BPM, drawn to ½ where the pulse is faint), 0.25 × energy (half at 0.5). Mode and tempo
    are what listeners use most (Gabrielsson and Lindström, 2010; Eerola, Friberg, Bresin: Front. Psychol. 4,
    2013). Words, which decide in songs, are not understood.
    """
    mode = _rise(majorness, 0.0, 0.1)
    fast = _rise(float(np.log2(tempo / 105.0)), 0.0, 0.3) if tempo else 0.5
    fast = 0.5 + (fast - 0.5) * min(1.0, pulse / 0.3)
    return 0.45 * mode + 0.3 * fast + 0.25 * _rise(energy, 0.5, 0.12)


def speechiness(
    *,
    syllables: float | None,
    pauses: float,
    persistence: float,
    glides: float,
    voicing: float,
    abruptness: float,
    pulse: float,
) -> float | None:
    """How much it sounds like someone talking, 0–1: an estimate, monotone in its seven parts.

    Talk is the geometric mean of: modulation at the rate of syllables (half at 1.0), share of low-energy
    frames (half at 0.2), pitch that does not stay (half at a persistence of 0.55). What is over 0.12 of it
    counts as far as it may be a voice: partials glide (half at 0.2) and stand out of noise (half at 0.7 Np),
    begin no faster than they end (half at 0.9), and there is no pulse (half at a tempo confidence of 0.5).
    After Scheirer and Slaney (ICASSP 1997): 4 Hz modulation, low-energy frames and pulse are three of their
    best features. Drums alone have the first three as well, and are kept out by the others. None
    for sound too short for syllables.
    """
    if syllables is None:
        return None
    parts = _rise(syllables, 1.0, 0.2) * _rise(pauses, 0.2, 0.04) * (1.0 - _rise(persistence, 0.55, 0.1))
    talk = float(np.cbrt(parts))
    voice = _rise(glides, 0.2, 0.04) * _rise(voicing, 0.7, 0.05)
    voice *= (1.0 - _rise(abruptness, 0.9, 0.1)) * (1.0 - _rise(pulse, 0.5, 0.1))
    return voice * talk + (1.0 - voice) * min(talk, _NO_VOICE)
