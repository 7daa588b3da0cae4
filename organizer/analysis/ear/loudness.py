"""Loudness, loudness range and true peak after ITU-R BS.1770-5, EBU R 128 and EBU Tech 3342.

Two ways. ``measure`` is exact: every sample of every channel, at the file's own rate. The other functions
estimate from what the ear decoded anyway: the K-weighting is applied to the power spectrum of the mono sound
at 22,050 Hz and multiplied by the channels' power over the mono sound's (``audio.Excerpt.width``, taken
at the file's own rate), so that stereo counts in full; frames are 23 ms apart under a Hann window;
surround channels count like front ones; long songs are analyzed in four excerpts. Steady tones come out
within 0.1 LU; docs/ear.md says what excerpts cost on songs.
Silence (everything under −70 LUFS) and sound too short for a measuring block give None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.analysis.ear import audio
from organizer.analysis.ear.spectrum import FRAME_RATE, Spectra
from organizer.base.features import Loudness
from organizer.base.model import FloatArray

Doubles = npt.NDArray[np.float64]

_OFFSET = -0.691  # dB, so that 997 Hz at full scale in one channel reads −3.01
_ABSOLUTE_GATE = -70.0  # LUFS

_SURROUND = 10.0**0.15  # + 1.5 dB for what comes from the sides (60° to 120°)
#: What each channel counts, by their number, as WAVE and FLAC order them: BS.1770-5, annexes 1 and 3.
_CHANNELS = {
    4: (1.0, 1.0, _SURROUND, _SURROUND),
    5: (1.0, 1.0, 1.0, _SURROUND, _SURROUND),
    6: (1.0, 1.0, 1.0, 0.0, _SURROUND, _SURROUND),
    7: (1.0, 1.0, 1.0, 0.0, 1.0, _SURROUND, _SURROUND),
    8: (1.0, 1.0, 1.0, 0.0, 1.0, 1.0, _SURROUND, _SURROUND),
}
_STEPS = 10  # a second: blocks overlap by all but one step
_TAPS = 24  # per phase of the interpolating filter of true peak


def integrated(spectra: Spectra) -> float | None:
    """Integrated loudness in LUFS, estimated; see ``_gated``. None for silence and under 0.4 s of sound."""
    return _gated(_blocks(spectra, seconds=0.4, step=0.1))


def loudness_range(spectra: Spectra) -> float | None:
    """Loudness range in LU, estimated; see ``_range``. None for silence and under 3 s of sound."""
    return _range(_blocks(spectra, seconds=3.0, step=0.1))


def block_loudness(spectra: Spectra, *, seconds: float, step: float) -> Doubles:
    """Loudness of every block of the given length in LUFS, excerpt by excerpt; about −200 for silence."""
    return _loudness(_blocks(spectra, seconds=seconds, step=step))


def true_peak(peak: float) -> float | None:
    """Level in dB of the largest sample: what a true peak is at least. None for digital silence."""
    return 20.0 * float(np.log10(peak)) if peak > 0 else None


def measure(path: str) -> Loudness:
    """Measure a whole song in the time domain, in bounded memory.

    Integrated loudness and the loudest 0.4 s and 3 s after BS.1770-5 (blocks start every 0.1 s), loudness
    range after EBU Tech 3342, true peak as the largest sample after oversampling four times (twice
    from 96 kHz on; BS.1770-5, annex 2). Surround channels count 1.5 dB more, the LFE nothing;
    of more than eight channels each counts like a front one.

    Parameters
    ----------
    path : str
        As ``os.fsdecode`` gives it.

    Returns
    -------
    Loudness
        None for each value that silence, or a song shorter than its measuring block, does not have.

    Raises
    ------
    AudioError
        As ``audio.blocks``.
    """
    return measure_blocks(path)[0]


def measure_blocks(path: str) -> tuple[Loudness, Doubles]:
    """As ``measure``, and beside it what ``integrated_of`` takes: the power of each block of 0.4 s."""
    steps: _Steps | None = None
    peak: _TruePeak | None = None
    for rate, block in audio.blocks(path):
        if steps is None or peak is None:
            steps, peak = _Steps(rate, block.shape[1]), _TruePeak(rate, block.shape[1])
        steps.add(block)
        peak.add(block)
    assert steps is not None and peak is not None  # audio.blocks yields or raises
    powers = np.array(steps.powers)
    momentary, short_term = _running(powers, 4), _running(powers, 30)
    measured = Loudness(
        integrated=_gated(momentary),
        loudness_range=_range(short_term),
        true_peak=true_peak(peak.result()),
        momentary=_loudest(momentary),
        short_term=_loudest(short_term),
    )
    return measured, momentary


def integrated_of(songs: Sequence[Doubles]) -> float | None:
    """Integrated loudness in LUFS of several songs as one, such as an album: their blocks are gated together
    (ReplayGain 2.0). None for silence.

    ``songs``: of each the powers that ``measure_blocks`` gives, shape=(blocks,).
    """
    return _gated(np.concatenate(songs)) if songs else None


def _blocks(spectra: Spectra, *, seconds: float, step: float) -> Doubles:
    """Mean square of every block of the given length, excerpt by excerpt."""
    length, hop = round(seconds * FRAME_RATE), max(1, round(step * FRAME_RATE))
    squares = [np.zeros(0)]
    squares += [_running(spectra.loudness_power[part], length)[::hop] for part in spectra.slices()]
    return np.maximum(np.concatenate(squares), 0.0)


def _running(powers: Doubles, length: int) -> Doubles:
    """Mean of every ``length`` neighbours, shape=(n - length + 1,); empty when there are fewer."""
    if len(powers) < length:
        return np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(powers)])
    means: Doubles = (sums[length:] - sums[:-length]) / length
    return means


def _loudness(mean_square: Doubles | float) -> Doubles:
    return np.asarray(_OFFSET + 10.0 * np.log10(np.maximum(mean_square, 1e-20)))


def _gated(blocks: Doubles) -> float | None:
    """Integrated loudness of 400 ms blocks that overlap by three quarters: those over −70 LUFS and then
    those over their mean's loudness − 10 LU are averaged (BS.1770-5, annex 1)."""
    blocks = blocks[_loudness(blocks) > _ABSOLUTE_GATE]
    if not blocks.size:
        return None
    blocks = blocks[_loudness(blocks) > _loudness(float(blocks.mean())) - 10.0]
    return float(_loudness(float(blocks.mean())))


def _range(blocks: Doubles) -> float | None:
    """Loudness range of 3 s blocks, 0.1 s apart: of those over −70 LUFS and over their mean's
    loudness − 20 LU, the 95th less the 10th percentile (EBU Tech 3342)."""
    blocks = blocks[_loudness(blocks) > _ABSOLUTE_GATE]
    if not blocks.size:
        return None
    values = _loudness(blocks)
    values = values[values > _loudness(float(blocks.mean())) - 20.0]
    low, high = np.percentile(values, [10, 95])
    return float(high - low)


def _loudest(blocks: Doubles) -> float | None:
    loudest = float(_loudness(float(blocks.max()))) if blocks.size else -np.inf
    return loudest if loudest > _ABSOLUTE_GATE else None


def k_filter(rate: int) -> Doubles:
    """The K-weighting as second-order sections, shape=(2, 6), for any sample rate.

    BS.1770-5 gives its two filters for 48 kHz only: a high shelf of + 4 dB and a high-pass. These are the
    bilinear transforms of their analogue prototypes, which at 48 kHz give the published coefficients.
    """
    t = np.tan(np.pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10.0 ** (3.999843853973347 / 20.0)
    middle = high**0.4996667741545416
    shelf = [
        high + middle * t / q + t * t,
        2.0 * (t * t - high),
        high - middle * t / q + t * t,
        1.0 + t / q + t * t,
        2.0 * (t * t - 1.0),
        1.0 - t / q + t * t,
    ]
    t, q = np.tan(np.pi * 38.13547087602444 / rate), 0.5003270373238773
    scale = 1.0 + t / q + t * t
    highpass = [scale, -2.0 * scale, scale, scale, 2.0 * (t * t - 1.0), 1.0 - t / q + t * t]
    sections = np.array([shelf, highpass])
    normalized: Doubles = sections / sections[:, 3:4]
    return normalized


class _Steps:
    """The K-weighted power of every tenth of a second, summed over the channels: ten numbers a second."""

    def __init__(self, rate: int, channels: int) -> None:
        from scipy.signal import sosfilt

        self._filter: Callable[..., Any] = sosfilt
        self._sections = k_filter(rate)
        self._state = np.zeros((2, channels, 2))
        self._weights = np.array(_CHANNELS.get(channels, np.ones(channels)))
        self._rate = rate
        self._rest = np.zeros(0)
        self.powers: list[float] = []

    def add(self, block: FloatArray) -> None:
        weighted, self._state = self._filter(
            self._sections, np.ascontiguousarray(block.T, np.float64), axis=1, zi=self._state
        )
        squares = np.concatenate([self._rest, self._weights @ np.square(weighted)])
        start = 0
        while (end := start + self._next_length()) <= len(squares):
            self.powers.append(float(squares[start:end].mean()))
            start = end
        self._rest = squares[start:]

    def _next_length(self) -> int:
        """Steps whose length is not a whole number of samples take turns."""
        done = len(self.powers)
        return max(1, (done + 1) * self._rate // _STEPS - done * self._rate // _STEPS)


@cache
def _interpolator(factor: int) -> FloatArray:
    """The phases of a low-pass for oversampling, shape=(factor, taps): a windowed sinc, each of sum 1."""
    at = np.arange(factor * _TAPS) - (factor * _TAPS - 1) / 2
    taps = np.sinc(at / factor) * np.kaiser(at.size, 6.0)
    phases = taps.reshape(_TAPS, factor).T[:, ::-1]
    result: FloatArray = (phases / phases.sum(axis=1, keepdims=True)).astype(np.float32)
    return result


class _TruePeak:
    """The largest sample after oversampling. Blocks that cannot hold it are not oversampled."""

    def __init__(self, rate: int, channels: int) -> None:
        self._factor = 4 if rate < 96_000 else 2 if rate < 192_000 else 1
        self._phases = _interpolator(self._factor)
        self._most = float(np.abs(self._phases).sum(axis=1).max())  # by which it can exceed the samples
        self._tail = np.zeros((_TAPS - 1, channels), np.float32)
        self._peak = 0.0

    def add(self, block: FloatArray) -> None:
        joined = np.concatenate([self._tail, block])
        self._tail = joined[-(_TAPS - 1) :]
        largest = float(np.abs(joined).max())
        self._peak = max(self._peak, largest)
        if self._factor > 1 and largest * self._most > self._peak:
            for channel in np.ascontiguousarray(joined.T):
                self._oversample(channel)

    def _oversample(self, samples: FloatArray) -> None:
        windows = np.lib.stride_tricks.sliding_window_view(samples, _TAPS)
        between = windows @ self._phases.T
        self._peak = max(self._peak, float(between.max()), -float(between.min()))

    def result(self) -> float:
        """The peak, full scale 1; what lies between the last samples and the silence after them counts."""
        self.add(np.zeros_like(self._tail))
        return self._peak
