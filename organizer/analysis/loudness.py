"""Loudness and dynamics after ITU-R BS.1770-5 and EBU Tech 3342.

Estimates: the K-weighting is applied to the power spectrum of the mono sound at 22,050 Hz and multiplied by
the channels' power over the mono sound's (``audio.Excerpt.width``, taken at the file's own rate), so that
stereo counts in full; frames are 23 ms apart under a Hann window; surround channels count like front
ones; long songs are heard in four excerpts. Steady tones come out within 0.1 LU.
Silence (everything under −70 LUFS) and sound too short for a measuring block give None.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.analysis.spectrum import FRAME_RATE, Spectra

_OFFSET = -0.691  # dB, so that 997 Hz at full scale in one channel reads −3.01
_ABSOLUTE_GATE = -70.0  # LUFS


def _blocks(spectra: Spectra, *, seconds: float, step: float) -> npt.NDArray[np.float64]:
    """Mean square of every block of the given length, excerpt by excerpt."""
    length, hop = round(seconds * FRAME_RATE), max(1, round(step * FRAME_RATE))
    found = [np.zeros(0)]
    for part in spectra.slices():
        sums = np.concatenate([[0.0], np.cumsum(spectra.loudness_power[part])])
        if sums.size > length:
            found.append(((sums[length:] - sums[:-length]) / length)[::hop])
    return np.maximum(np.concatenate(found), 0.0)


def _loudness(mean_square: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    return np.asarray(_OFFSET + 10.0 * np.log10(np.maximum(mean_square, 1e-20)))


def integrated(spectra: Spectra) -> float | None:
    """Integrated loudness in LUFS.

    Blocks of 400 ms overlapping by three quarters; those over −70 LUFS and then those over their mean's
    loudness − 10 LU are averaged (BS.1770-5, annex 1).

    Returns
    -------
    float or None
        None for silence and for less than 0.4 s of sound.
    """
    blocks = _blocks(spectra, seconds=0.4, step=0.1)
    blocks = blocks[_loudness(blocks) > _ABSOLUTE_GATE]
    if not blocks.size:
        return None
    blocks = blocks[_loudness(blocks) > _loudness(float(blocks.mean())) - 10.0]
    return float(_loudness(float(blocks.mean())))


def loudness_range(spectra: Spectra) -> float | None:
    """Loudness range in LU.

    Blocks of 3 s, 0.1 s apart; of those over −70 LUFS and over their mean's loudness − 20 LU, the 95th less
    the 10th percentile (EBU Tech 3342).

    Returns
    -------
    float or None
        None for silence and for less than 3 s of sound.
    """
    blocks = _blocks(spectra, seconds=3.0, step=0.1)
    blocks = blocks[_loudness(blocks) > _ABSOLUTE_GATE]
    if not blocks.size:
        return None
    values = _loudness(blocks)
    values = values[values > _loudness(float(blocks.mean())) - 20.0]
    low, high = np.percentile(values, [10, 95])
    return float(high - low)
