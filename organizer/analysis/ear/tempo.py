"""Tempo: how fast a listener would tap, how sure that is, and at which other levels one could tap.

Time is counted in frames of the levels (43.07 a second). Silence, sound without any fluctuation and less
than 4 s of sound have no tempo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear.fourier import fast_size, irfft, power
from organizer.analysis.ear.spectrum import FRAME_RATE, Levels
from organizer.analysis.ear.timbre import group_matrix

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

Curve = np.typing.NDArray[np.float64]  #: a number for each tempo of the grid

SLOWEST, FASTEST = 30.0, 300.0  #: BPM
#: Other levels of the metre, duple and triple, as multiples of the tempo
LEVELS = (1 / 2, 2 / 3, 3 / 2, 2.0)

_GROUPS = 6
_SEGMENT = round(30 * FRAME_RATE)
_LEAST_FRAMES = round(4 * FRAME_RATE)
_LOUDNESS = 0.3  # Stevens' exponent: loudness grows as power^0.3
_AUDIBLE = 0.01  # RMS of the onsets over the mean loudness: music has 0.1, a steady tone cut by frames 0.005
_MEAN = round(FRAME_RATE) | 1  # frames of the running mean, 1 s
_GAIN = round(5 * FRAME_RATE) | 1  # frames of the running RMS: 5 s, taken twice
_SMOOTH = np.exp(-0.5 * (np.arange(-2, 3) / FRAME_RATE / 0.020) ** 2)  # 20 ms

_STEP = 1.01
_BPM = FASTEST / _STEP ** np.arange(int(np.log(FASTEST / SLOWEST) / np.log(_STEP)) + 1)
_PULSES = np.arange(1, 5)  # how many periods apart pulses are compared
_HARMONICS = np.array([1.0, 0.5])  # weights of the tempo and its double in the spectrum of the onsets
_FINE = 4  # band-limited interpolation of the autocorrelation
_LAGS = int(_PULSES[-1] * 60.0 / _BPM[-1] * FRAME_RATE * _FINE) + 2
PREFERRED, OCTAVES = 115.0, 0.85  #: BPM and octaves of the prior, for onsets of the usual restlessness
USUAL = 0.78  #: median restlessness of real songs
_FARTHEST = 0.5  # octaves that the prior moves at most


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast a listener would tap, and what else could be meant."""

    bpm: float | None = None  #: beats per minute, 30–300
    confidence: float = 0.0  #: 0–1, see ``tempo``
    #: (BPM, strength) at ½, ⅔, 3/2 and 2 times the tempo, where within 30–300 BPM, strongest first;
    #: strength is 0–1, relative to the tempo's own
    alternatives: tuple[tuple[float, float], ...] = ()


def _running_mean(rows: FloatArray, size: int) -> FloatArray:
    """Centred mean over ``size`` (odd) columns, of as many as there are at the ends."""
    groups, length = rows.shape
    half = size // 2
    total = np.zeros((groups + 1, length + 1 + 2 * half))  # one row more: how many columns
    inside = total[:, half + 1 : half + 1 + length]
    np.cumsum(rows, axis=1, out=inside[:groups], dtype=np.float64)
    inside[groups] = np.arange(1, length + 1)
    total[:, half + 1 + length :] = inside[:, -1:]
    sums = total[:, size:] - total[:, :-size]
    mean: FloatArray = (sums[:groups] / sums[groups]).astype(np.float32)
    return mean


def _onsets(decibels: FloatArray) -> FloatArray:
    """Onset strength, shape=(groups that fluctuate, T − 1), each of mean square about 1 everywhere.

    The rise of each band's loudness (power^0.3: Stevens, 1957) from frame to frame, summed in 6 groups.
    Against decibels, in which a faint rise counts as much as a loud one, loudness keeps the accents that
    tell the beat from its subdivisions. The running mean of 1 s is subtracted; dividing by the running RMS
    of about 10 s gives soft passages the say of loud ones (adaptive whitening: Stowell and Plumbley, ICMC
    2007).
    """
    loudness = np.exp(decibels * np.float32(_LOUDNESS * np.log(10.0) / 10.0))
    rise = np.diff(loudness, axis=0)
    rows = np.ascontiguousarray((np.maximum(rise, 0.0, out=rise) @ group_matrix(_GROUPS)).T)
    rows -= _running_mean(rows, _MEAN)
    padded = np.pad(rows, ((0, 0), (2, 2)))
    weights = (_SMOOTH / _SMOOTH.sum()).astype(np.float32)
    rows = sum(weight * padded[:, at : at + rows.shape[1]] for at, weight in enumerate(weights))
    squares = np.square(rows)
    overall = squares.mean(axis=1, keepdims=True)
    fluctuates = overall.max() > np.square(_AUDIBLE * loudness.mean())
    usable = fluctuates & (overall[:, 0] > 1e-8 * np.square(loudness.mean()))
    gain = np.maximum(_running_mean(_running_mean(squares, _GAIN), _GAIN), np.float32(1e-3) * overall)
    onsets: FloatArray = rows[usable] / np.sqrt(gain[usable])
    return onsets


class _Periodicity:
    """Autocorrelation and Fourier tempogram, mean over groups of bands and segments."""

    def __init__(self) -> None:
        self._correlation = np.zeros(_LAGS)
        self._counts = np.zeros(_LAGS)
        self._fourier = np.zeros((2, _BPM.size))
        self._restless = 0.0
        self._segments = 0

    def add(self, onsets: FloatArray) -> None:
        """One segment, shape=(groups, frames)."""
        frames = onsets.shape[1]
        size = fast_size(2 * frames)
        energy = np.einsum("gt,gt->g", onsets, onsets)
        change = np.diff(onsets, axis=1)
        self._restless += float(np.vdot(change, change) / energy.sum())
        mean = (power(onsets, size) / energy[:, None]).mean(axis=0)
        count = min(_LAGS, frames * 3 // 4 * _FINE)
        correlation = irfft(mean, size * _FINE)[:count] * _FINE
        self._correlation[:count] += correlation / (1.0 - np.arange(count) / (_FINE * frames))
        self._counts[:count] += 1

        window = np.hanning(frames).astype(np.float32)
        energy = np.einsum("gt,gt->g", onsets * window, onsets * window)
        size = fast_size(3 * frames)
        spectrum = power(onsets * window, size)
        spectrum = (spectrum / np.maximum(energy, 1e-9)[:, None]).mean(axis=0) / frames
        bin_bpm = 60.0 * FRAME_RATE / size
        for harmonic in (0, 1):
            at = (harmonic + 1) * _BPM / bin_bpm
            self._fourier[harmonic] += np.interp(at, np.arange(spectrum.size), spectrum)
        self._segments += 1

    def pulse(self) -> tuple[Curve, Curve]:
        """Clarity, 0–1, and salience without the prior, both for each of ``_BPM``."""
        count = int(np.count_nonzero(self._counts))
        if not count:
            return np.zeros(_BPM.size), np.zeros(_BPM.size)
        curve = self._correlation[:count] / self._counts[:count]
        lags = 60.0 / _BPM[:, None] * _PULSES * FRAME_RATE * _FINE
        inside = lags <= count - 1
        values = np.where(inside, np.interp(lags, np.arange(count), curve), 0.0)
        clarity = np.clip(values.sum(axis=1) / np.maximum(1, inside.sum(axis=1)), 0.0, 1.0)
        salience = clarity * np.sqrt(_HARMONICS @ self._fourier / self._segments)
        return clarity, salience

    def restlessness(self) -> float:
        """RMS of the change of the onset strength from frame to frame over its own RMS; 0 for no sound."""
        return float(np.sqrt(self._restless / max(1, self._segments)))


def expected(restlessness: float, preferred: float = PREFERRED) -> float:
    """The tempo in BPM that is likeliest before any pulse is looked at.

    The tempo that listeners prefer, moved by how restless the onsets are against those of most songs, half
    an octave at most: of music that goes faster by a tenth, all of it, a tempo is expected faster by a tenth.
    """
    moved = np.log2(max(restlessness, 1e-3) / USUAL)
    return float(preferred * 2.0 ** np.clip(moved, -_FARTHEST, _FARTHEST))


def tempo(levels: Levels, *, preferred: float = PREFERRED, octaves: float = OCTAVES) -> Tempo:
    """The tempo, from where the autocorrelation of the onsets and their spectrum agree.

    A period's clarity is the unbiased autocorrelation (1 at lag 0) of the onset strength (``_onsets``), per
    about 30 s, mean over 6 groups of bands and over 1, 2, 3 and 4 periods. Multiples of the beat's period
    are as clear as itself; its subdivisions are not. The spectrum of the onsets errs the other way: the
    subdivisions of a beat are its harmonics, its multiples are empty. So salience is clarity × √(power of
    the onsets' spectrum at the tempo + ½ at its double) × a log-normal prior (115 BPM, 0.85 octaves:
    Parncutt, 1994; Moelants, 2002), which moves with how restless the onsets are (``expected``).
    The product is Peeters' (EURASIP JASP 2007, 067215), the comb Percival and Tzanetakis' (TASLP 22, 2014).
    The best of tempi on a 1 % grid, refined by a parabola.

    Confidence is √clarity × the share of what lies within 4 % of the tempo in the sum of all squared
    saliences: low where the pulse is faint, and where another tempo is nearly as salient. Noise stays
    under about 0.1. An alternative's strength is the greatest salience within 4 % of it, over the tempo's.

    Parameters
    ----------
    levels : Levels
    preferred, octaves : float
        Centre in BPM and width in octaves of the prior; others are for measuring (``bench.tempo``).

    Returns
    -------
    Tempo
        No BPM for less than 4 s of sound and where nothing fluctuates.
    """
    periodicity = _Periodicity()
    for part in levels.slices():
        excerpt = levels.decibels[part]
        for segment in np.array_split(excerpt, max(1, round(len(excerpt) / _SEGMENT))):
            if len(segment) > _LEAST_FRAMES:
                onsets = _onsets(segment)
                if len(onsets):
                    periodicity.add(onsets)
    clarity, salience = periodicity.pulse()
    away = np.log2(_BPM / expected(periodicity.restlessness(), preferred)) / octaves
    weighted = salience * np.exp(-0.5 * away**2)
    best = int(np.argmax(weighted))
    if weighted[best] <= 0:
        return Tempo()
    bpm = float(_BPM[best] / _STEP ** _vertex(salience, best))
    share = np.sum(np.square(weighted[_near(bpm)])) / np.sum(np.square(weighted))
    others = [
        (level * bpm, float(min(1.0, weighted[_near(level * bpm)].max() / weighted[best])))
        for level in LEVELS
        if SLOWEST <= level * bpm <= FASTEST
    ]
    return Tempo(
        bpm=bpm,
        confidence=float(np.sqrt(clarity[best]) * share),
        alternatives=tuple(sorted(others, key=lambda other: -other[1])),
    )


def _near(bpm: float) -> np.typing.NDArray[np.bool_]:
    """The tempi of the grid that count as the same: within 4 %."""
    same: np.typing.NDArray[np.bool_] = np.abs(np.log(_BPM / bpm)) <= np.log(1.04)
    return same


def _vertex(curve: Curve, at: int) -> float:
    """Where the parabola through a maximum and its neighbours peaks, −0.5 to 0.5 from it."""
    if not 0 < at < len(curve) - 1:
        return 0.0
    left, middle, right = curve[at - 1 : at + 2]
    bend = left - 2 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0
