"""One power spectrogram per song, and the few numbers per frame that everything else is made of.

Conventions: sound at 22,050 Hz; frames of 1,024 samples under a periodic Hann window, 512 apart, wholly
inside the sound (not centred), each excerpt for itself; power is |X|² without scaling, as in librosa. The
spectrogram itself is never held: blocks of 256 frames go through products with stacked filter banks.
Silence gives zeros in power and finite numbers in everything derived from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear.audio import SAMPLE_RATE, WIDTH_HOP, Excerpt
from organizer.analysis.ear.fourier import power

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

FRAME = 1024
HOP = 512
FRAME_RATE = SAMPLE_RATE / HOP  #: frames per second, 43.07
_BLOCK = 256  # frames at a time: what fits the cache
_PER_WIDTH = WIDTH_HOP // HOP
_CUTS = (1400.0, 4000.0)  # Hz between which bands are summed up together

#: Edges of the triangular bands in Hz: 25 Hz apart below 430 Hz, 100 cents apart from there on
BAND_EDGES = np.concatenate([430.0 - 25.0 * np.arange(17, 0, -1), 430.0 * 2.0 ** (np.arange(56) / 12)])
BANDS = BAND_EDGES.size - 2  #: 71
#: Edges of the bands of spectral contrast in Hz
CONTRAST_EDGES = np.geomspace(100.0, 10_500.0, 17)
CONTRASTS = CONTRAST_EDGES.size - 1  #: 16

_DECIBELS = np.float32(10.0 / np.log(10.0))


@dataclass(frozen=True, slots=True, eq=False)
class Spectra:
    """What is left of a song's spectrogram: one row per frame, excerpts one after the other.

    Attributes
    ----------
    bands : shape=(T, 71), float32
        Power, mean over each triangular band.
    contrast : shape=(T, 16), float32
        Natural logarithm of the mean minus mean of the logarithm of the bins' power: 0 for a flat band.
    loudness_power : shape=(T,), float64
        K-weighted mean square summed over the channels (full scale 1), estimate; see ``loudness``.
    centroid : shape=(T,), float32
        Mean frequency weighted by magnitude, Hz; 0 in silence.
    frames : tuple of int
        Frames of each excerpt; they sum up to T.
    seconds : float
        Length of the analyzed sound.
    """

    bands: FloatArray
    contrast: FloatArray
    loudness_power: np.typing.NDArray[np.float64]
    centroid: FloatArray
    frames: tuple[int, ...]
    seconds: float

    def slices(self) -> Iterator[slice]:
        """The rows of each excerpt."""
        start = 0
        for frames in self.frames:
            yield slice(start, start + frames)
            start += frames


@cache
def hann(size: int) -> FloatArray:
    """The periodic Hann window, shape=(size,), as ``scipy.signal.get_window("hann", size)``."""
    window: FloatArray = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)
    return window


def power_frames(
    samples: FloatArray, *, frame: int = FRAME, hop: int = HOP, bins: int | None = None
) -> Iterator[FloatArray]:
    """Power spectra in blocks.

    Parameters
    ----------
    samples : shape=(n,), float32
        Padded with zeros to one frame when shorter; a rest shorter than a hop is left out.
    bins : int, optional
        Only so many, the lowest.

    Yields
    ------
    shape=(up to 256 at 1,024, bins or frame // 2 + 1), float32
        |X|², frames in order.
    """
    if samples.size < frame:
        samples = np.pad(samples, (0, frame - samples.size))
    window = hann(frame)
    windows = np.lib.stride_tricks.sliding_window_view(samples, frame)[::hop]
    step = max(1, _BLOCK * FRAME // frame)
    for start in range(0, len(windows), step):
        yield power(windows[start : start + step] * window, bins=bins)


def k_weights(frequency: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
    """|H|² of the K-weighting at the given frequencies in Hz.

    The two biquads of ITU-R BS.1770-5 (annex 1, tables 1 and 2, for 48 kHz), evaluated on the unit circle.
    """
    z = np.exp(-2j * np.pi * frequency / 48_000.0)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1.0 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    highpass = (1.0 - 2.0 * z + z**2) / (1.0 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    weights: np.typing.NDArray[np.float64] = np.abs(shelf * highpass) ** 2
    return weights


@cache
def band_matrix() -> FloatArray:
    """The triangular bands, shape=(513, 71), each column with sum 1."""
    bins = np.arange(FRAME // 2 + 1) * SAMPLE_RATE / FRAME
    low, middle, high = BAND_EDGES[:-2], BAND_EDGES[1:-1], BAND_EDGES[2:]
    rising = (bins[:, None] - low) / (middle - low)
    falling = (high - bins[:, None]) / (high - middle)
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    matrix: FloatArray = (triangles / triangles.sum(axis=0)).astype(np.float32)
    return matrix


@cache
def _contrast_matrix() -> tuple[int, int, FloatArray]:
    """First and last bin of contrast, and the mean over the bins of each band, shape=(bins, 16)."""
    bins = np.arange(FRAME // 2 + 1) * SAMPLE_RATE / FRAME
    band = np.searchsorted(CONTRAST_EDGES, bins, side="right") - 1
    members = (band[:, None] == np.arange(CONTRASTS)) & (bins[:, None] <= CONTRAST_EDGES[-1])
    used = np.flatnonzero(members.any(axis=1))
    first, last = int(used[0]), int(used[-1]) + 1
    matrix = members[first:last] / members.sum(axis=0)
    return first, last, matrix.astype(np.float32)


@cache
def _band_banks() -> list[tuple[slice, FloatArray]]:
    """The triangular bands in parts, each with the bins that it needs: most of one product would be zeros."""
    matrix = band_matrix()
    banks, edges = [], np.searchsorted(BAND_EDGES[2:], [0.0, *_CUTS, SAMPLE_RATE])
    for first, last in pairwise(edges):
        used = np.flatnonzero(matrix[:, first:last].any(axis=1))
        bins = slice(int(used[0]), int(used[-1]) + 1)
        banks.append((bins, np.ascontiguousarray(matrix[bins, first:last])))
    return banks


def bands(power: FloatArray) -> FloatArray:
    """Power spectra, shape=(T, 513), as the mean over each triangular band: shape=(T, 71)."""
    return np.hstack([power[:, used] @ bank for used, bank in _band_banks()])


@cache
def _loudness_weights() -> FloatArray:
    """What turns power into the K-weighted mean square, shape=(513,)."""
    bins = np.arange(FRAME // 2 + 1) * SAMPLE_RATE / FRAME
    sides = np.full(bins.size, 2.0)
    sides[[0, -1]] = 1.0
    mean_square = sides / (FRAME * np.sum(np.square(hann(FRAME), dtype=np.float64)))
    weights: FloatArray = (mean_square * k_weights(bins)).astype(np.float32)
    return weights


@cache
def _magnitude_bank() -> FloatArray:
    bins = np.arange(FRAME // 2 + 1) * SAMPLE_RATE / FRAME
    return np.stack([bins, np.ones(bins.size)], axis=1).astype(np.float32)


def analyze(excerpts: Iterable[Excerpt]) -> Spectra:
    """One pass over the sound; each excerpt can be dropped as soon as the next is asked for.

    Bins more than 90 dB under an excerpt's mean power are raised to there before the logarithm of
    contrast, so that digital silence gives 0 and the level drops out.
    """
    rows: list[FloatArray] = []
    loudness: list[FloatArray] = []
    contrast: list[FloatArray] = []
    centroid: list[FloatArray] = []
    widths: list[FloatArray] = []
    frames: list[int] = []
    samples = 0
    first, last, members = _contrast_matrix()
    for excerpt in excerpts:
        samples += excerpt.samples.size
        mean_square = float(np.vdot(excerpt.samples, excerpt.samples)) / excerpt.samples.size
        floor = np.float32(max(mean_square * 1e-9 * 0.375 * FRAME, 1e-30))
        count = 0
        for bins in power_frames(excerpt.samples):
            count += len(bins)
            rows.append(bands(bins))
            loudness.append(bins @ _loudness_weights())
            audible = np.maximum(bins[:, first:last], floor)
            mean = np.log(audible @ members)
            contrast.append(mean - np.log(audible, out=audible) @ members)
            np.sqrt(bins, out=bins)
            moments = bins @ _magnitude_bank()
            centroid.append(moments[:, 0] / np.maximum(moments[:, 1], np.float32(1e-20)))
        frames.append(count)
        at = np.minimum(np.arange(count) // _PER_WIDTH, excerpt.width.size - 1)
        widths.append(excerpt.width[at])
    return Spectra(
        bands=np.concatenate(rows),
        contrast=np.concatenate(contrast),
        loudness_power=np.concatenate(loudness).astype(np.float64) * np.concatenate(widths),
        centroid=np.concatenate(centroid),
        frames=tuple(frames),
        seconds=samples / SAMPLE_RATE,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The bands in decibels, silent ends gone.

    Attributes
    ----------
    decibels : shape=(T', 71), float32
        Floored 80 dB under the maximum; the mean over all frames and bands subtracted, so that the
        song's level drops out. All zeros for silence.
    span : slice
        The frames of ``Spectra`` that these are.
    frames : tuple of int
        Frames of each excerpt, without those trimmed (may be 0).
    """

    decibels: FloatArray
    span: slice
    frames: tuple[int, ...]

    def slices(self) -> Iterator[slice]:
        """The rows of each excerpt that has any."""
        start = 0
        for frames in self.frames:
            if frames:
                yield slice(start, start + frames)
            start += frames


def levels(spectra: Spectra) -> Levels:
    """Bands in decibels; ends more than 60 dB under the 95th percentile of the frames are trimmed."""
    power = spectra.bands
    total = power.sum(axis=1)
    loud = np.flatnonzero(total > 1e-6 * np.percentile(total, 95)) if total.any() else np.arange(0)
    span = slice(int(loud[0]), int(loud[-1]) + 1) if loud.size else slice(0, len(power))
    frames = tuple(
        max(0, min(part.stop, span.stop) - max(part.start, span.start)) for part in spectra.slices()
    )
    power = power[span]
    decibels = _DECIBELS * np.log(np.maximum(power, max(float(power.max()) * 1e-8, 1e-30)))
    decibels -= decibels.mean(dtype=np.float64).astype(np.float32)
    return Levels(decibels, span, frames)
