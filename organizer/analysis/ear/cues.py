"""Cues: what the estimates from 0 to 1 are made of, each a number with a unit and a source.

All come from the frames of the one spectrogram (23 ms apart). "Audible" frames are those over −70 LUFS and
less than 50 dB under the 95th percentile; without any, no cue is asked for. Sound too short for a cue gives
the value stated with it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear import tonal
from organizer.analysis.ear.fourier import power
from organizer.analysis.ear.spectrum import BAND_EDGES, CONTRAST_EDGES, FRAME_RATE, Levels, Spectra
from organizer.analysis.ear.timbre import group_matrix
from organizer.base.model import FloatArray, IntArray

Doubles = npt.NDArray[np.float64]

_SECOND = round(FRAME_RATE)  # frames
_GATE = 10.0 ** ((-70.0 + 0.691) / 10.0)  # −70 LUFS as K-weighted power
_AUDIBLE = 1e-5  # of the loud frames' power: 50 dB under them
_CENTERS = BAND_EDGES[1:-1]

_SYLLABLES = 128  # frames of a modulation spectrum, 3 s
_SYLLABIC = (2.5, 6.5)  # Hz
_VOICE = slice(3, 9)  # of 12 groups of bands: about 170 Hz to 3 kHz

_TREBLE = 5000.0  # Hz
_GLIDING = (500.0, 3500.0)  # Hz between which harmonics of a voice stand apart in the bands
_PROMINENT = 6.0  # dB over the lower neighbour but one

#: Pairs of frames over which detrended fluctuations are taken: 0.33 to 5.6 s
_SCALES = np.round(7 * 1.5 ** np.arange(8)).astype(np.int64)

_VOICED = (CONTRAST_EDGES[:-1] > 250.0) & (CONTRAST_EDGES[:-1] < 2500.0)
_CHANGE = 2.0  # dB within two frames: what noise alone does


def audible(spectra: Spectra) -> IntArray:
    """The audible frames: shape=(n,), ascending; empty for silence."""
    power = spectra.loudness_power
    return np.flatnonzero(power > max(_GATE, _AUDIBLE * float(np.percentile(power, 95))))


def treble(spectra: Spectra, frames: IntArray) -> float:
    """Power over 5 kHz against all, in dB; −60 at least. 30 dB down is a bright mix, 40 a soft one."""
    power = spectra.bands[frames].sum(axis=0, dtype=np.float64)
    return float(10.0 * np.log10(max(power[_CENTERS > _TREBLE].sum() / power.sum(), 1e-6)))


def dynamic_complexity(loudness: Doubles) -> float:
    """How much loudness changes within the song, in dB.

    Mean distance of the loudness of 0.2 s blocks from their mean: of those over −70 LUFS, each weighed by
    0.9^(dB under the loudest), so that a long fade or a rest counts little (Streich: Music complexity,
    PhD thesis, UPF Barcelona 2006). 0 for a steady sound.

    Parameters
    ----------
    loudness : shape=(n,)
        LUFS of blocks of 0.2 s.
    """
    audible = loudness[loudness > -70.0]
    if not audible.size:
        return 0.0
    weights = 0.9 ** (audible.max() - audible)
    mean = float(np.average(audible, weights=weights))
    return float(np.average(np.abs(audible - mean), weights=weights))


def fluctuation_exponent(spectra: Spectra) -> float | None:
    """How loudness wanders at longer and longer scales: the exponent α of detrended fluctuation analysis.

    The K-weighted amplitude of the frames less its mean is summed up; in windows of 0.33 to 5.6 s its
    deviation from the straight line of least squares grows as (length)^α. A steady pulse keeps α low (its
    sum returns with every beat), music that swells and lingers has α over 1 (Streich and Herrera: Detrended
    fluctuation analysis of music signals, AES 118, 2005; Peng et al., 1994). None for less than 4 s.
    """
    amplitude = np.sqrt(np.maximum(spectra.loudness_power, 0.0))
    parts = [
        amplitude[part.start : part.start + (part.stop - part.start) // 2 * 2] for part in spectra.slices()
    ]
    halves = [part.reshape(-1, 2).mean(axis=1) for part in parts if part.size]
    profiles = [np.cumsum(half - half.mean()) for half in halves]
    sizes, deviations = [], []
    for size in _SCALES:
        time = (np.arange(size) - (size - 1) / 2) / np.sqrt(size * (size**2 - 1) / 12)
        windows = [
            np.lib.stride_tricks.sliding_window_view(profile, size)[:: max(1, size // 2)]
            for profile in profiles
            if len(profile) >= 2 * size
        ]
        if windows:
            around = np.concatenate(windows)
            around -= around.mean(axis=1, keepdims=True)
            squares = np.einsum("wt,wt->w", around, around) - (around @ time) ** 2
            sizes.append(size)
            deviations.append(np.sqrt(max(float(squares.mean()) / size, 1e-30)))
    if len(sizes) < 4:
        return None
    x, y = np.log(np.array(sizes)), np.log(np.array(deviations))
    return float(np.polyfit(x, y, 1)[0])


def syllables(spectra: Spectra) -> float | None:
    """How deeply the middle of the spectrum is modulated at the rate of syllables; None for less than 3 s.

    In blocks of 3 s the amplitude of each of 6 groups of bands (170 Hz to 3 kHz) is analyzed under a Hann
    window; √(sum of the squared modulations from 2.5 to 6.5 Hz) over the mean amplitude, median over blocks.
    Speech peaks at 4 Hz (Houtgast and Steeneken, 1985; Scheirer and Slaney, ICASSP 1997) and is over 1.5,
    music with a beat about 0.5.
    """
    amplitude = np.sqrt(spectra.bands @ group_matrix(12)[:, _VOICE])
    window = np.hanning(_SYLLABLES + 1)[:-1].astype(np.float32)
    rates = np.arange(_SYLLABLES // 2 + 1) * FRAME_RATE / _SYLLABLES
    inside = (rates >= _SYLLABIC[0]) & (rates <= _SYLLABIC[1])
    depths = []
    for part in spectra.slices():
        if part.stop - part.start >= _SYLLABLES:
            rows = np.ascontiguousarray(amplitude[part].T)
            view = np.lib.stride_tricks.sliding_window_view(rows, _SYLLABLES, axis=1)[:, :: _SYLLABLES // 2]
            mean = view.mean(axis=2, keepdims=True)
            modulation = power((view - mean) * window)[:, :, inside].sum(axis=2)
            deep = (np.sqrt(modulation) * (2.0 / window.sum())).sum(axis=0)
            level = mean[:, :, 0].sum(axis=0)
            depths.append(deep[level > 0] / level[level > 0])
    if not depths:
        return None
    joined = np.concatenate(depths)
    return float(np.median(joined)) if joined.size else 0.0


def pauses(spectra: Spectra) -> float:
    """Share of low-energy frames: those whose amplitude is under half of the mean of the second around them.

    Speech pauses between words, so its share is high; music goes on (Saunders, ICASSP 1996; Scheirer and
    Slaney, ICASSP 1997). Seconds more than 34 dB under the loudest frame are left out; 0 when all are.
    """
    amplitude = np.sqrt(np.maximum(spectra.loudness_power, 0.0))
    least = 0.02 * float(amplitude.max())
    low = total = 0
    for part in spectra.slices():
        rows = amplitude[part]
        if len(rows) >= _SECOND:
            sums = np.concatenate([[0.0], np.cumsum(rows)])
            mean = (sums[_SECOND:] - sums[:-_SECOND]) / _SECOND
            middle = rows[_SECOND // 2 : _SECOND // 2 + len(mean)]
            low += int(np.count_nonzero((middle < 0.5 * mean) & (mean > least)))
            total += int(np.count_nonzero(mean > least))
    return low / total if total else 0.0


def glides(levels: Levels) -> float:
    """Share of partials that move to a neighbouring band, of all that go on: 0–1.

    A peak of the bands between 500 Hz and 3.5 kHz (100 cents wide, 6 dB over its surroundings, no more than
    10 dB under the song's mean level) goes on when the same band or a neighbour is as loud within 6 dB in the
    next frame but one. Voices glide and tremble, struck and plucked strings keep their pitch: the cue
    behind vocal detection by frequency modulation (after Regnier and Peeters, ICASSP 2009). 0 without peaks.
    """
    inside = np.flatnonzero((_GLIDING[0] < _CENTERS) & (_GLIDING[1] > _CENTERS))
    first, last = int(inside[0]), int(inside[-1]) + 1
    moved = stayed = 0
    for part in levels.slices():
        rows = levels.decibels[part, first - 2 : last + 2]
        middle = rows[:-2, 2:-2]
        peak = (
            (middle >= rows[:-2, 1:-3])
            & (middle > rows[:-2, 3:-1])
            & (middle - np.minimum(rows[:-2, :-4], rows[:-2, 4:]) > _PROMINENT)
            & (middle > -10.0)
        )
        later = rows[2:]
        here, below, above = later[:, 2:-2], later[:, 1:-3], later[:, 3:-1]
        beside = np.maximum(below, above)
        loudest = np.maximum(here, beside)
        goes_on = peak & (np.abs(loudest - middle) < 6.0)
        moved += int(np.count_nonzero(goes_on & (beside > here)))
        stayed += int(np.count_nonzero(goes_on & (beside <= here)))
    return moved / (moved + stayed) if moved + stayed else 0.0


def persistence(chromagram: Sequence[FloatArray]) -> float:
    """How much the pitch classes stay from one frame of the chromagram (0.37 s) to the next: 0–1.

    Mean cosine between them, 0 where one has no tones. Notes and chords last or return, the pitch of talk
    glides on all the time. 0 without two frames.
    """
    alike = [np.zeros(0)]
    for table in chromagram:
        lengths = np.linalg.norm(table, axis=1)
        products = np.einsum("tc,tc->t", table[1:], table[:-1])
        alike.append(products / np.maximum(lengths[1:] * lengths[:-1], 1e-12))
    joined = np.concatenate(alike)
    return float(joined.mean(dtype=np.float64)) if joined.size else 0.0


def abruptness(levels: Levels) -> float:
    """How much faster sound begins than it ends: the natural logarithm of a ratio, 0 for alike.

    Of the changes of more than 2 dB within 2 frames (46 ms) of the level of 4 groups of bands (50 Hz to
    4.5 kHz): the 75th percentile of the rises over that of the falls. What is struck is there at once and
    fades (drums are over 1), syllables come and go as quickly (0.1 to 0.4). 0 with less than 20 of either.
    """
    rows = levels.decibels @ group_matrix(6)[:, 1:5]
    parts = [rows[part] for part in levels.slices()]
    changes = np.concatenate([np.zeros((0, 4), np.float32), *(part[2:] - part[:-2] for part in parts)])
    rises, falls = changes[changes > _CHANGE], -changes[changes < -_CHANGE]
    if min(rises.size, falls.size) < 20:
        return 0.0
    return float(np.log(np.percentile(rises, 75) / np.percentile(falls, 75)))


def voicing(spectra: Spectra) -> float:
    """How far partials stand out of the middle of the spectrum (250 Hz to 2.5 kHz) where it is loud, in Np.

    Median, over the frames within 6 dB of the 90th percentile, of the mean contrast. Noise, applause and
    drums are about 0.5 (Euler's constant, 0.577, less what frames share), voices and tones over 0.8.
    """
    power = spectra.loudness_power
    loud = power > 0.25 * np.percentile(power, 90)
    if not loud.any():
        return 0.0
    return float(np.median(spectra.contrast[loud][:, _VOICED].mean(axis=1)))


def seconds(spectra: Spectra, rows: npt.NDArray[np.floating]) -> Doubles:
    """Mean of each whole second of an excerpt, excerpt by excerpt: shape=(T, d) → shape=(seconds, d)."""
    means = [np.zeros((0, rows.shape[1]))]
    for part in spectra.slices():
        count = (part.stop - part.start) // _SECOND
        whole = rows[part.start : part.start + count * _SECOND]
        means.append(whole.reshape(count, _SECOND, rows.shape[1]).mean(axis=1, dtype=np.float64))
    return np.concatenate(means)


def majorness(chroma: FloatArray) -> float:
    """Correlation with the best major key less that with the best minor key; 0 without pitch classes."""
    fits = tonal.fits(chroma)
    return 0.0 if fits is None else float(fits[:12].max() - fits[12:].max())
