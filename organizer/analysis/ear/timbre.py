"""Timbre and its movement, contrast and attack: what a song sounds like, whatever is played.

All blocks come from the bands in decibels (``spectrum.levels``) and spectral contrast; none depends on
the song's level. Silence gives the same finite numbers for every silent song.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear.spectrum import BANDS, CONTRASTS, Levels

if TYPE_CHECKING:
    from organizer.base.model import FloatArray

COEFFICIENTS = 20
FRAME_SIZE = COEFFICIENTS + CONTRASTS  #: 36 numbers per frame
COVARIANCE_SIZE = FRAME_SIZE * (FRAME_SIZE + 1) // 2  #: 666

PERCENTILES = (10, 30, 50, 70, 90)
CONTRAST_SIZE = CONTRASTS * len(PERCENTILES)  #: 80

ATTACK_GROUPS = 24
_ATTACK_RISE = 3  # frames over which a rise is taken
_ATTACK_BLOCK = 25
_ATTACK_HOP = 10
ATTACK_ORDERS = tuple(range(0, _ATTACK_BLOCK, 3))
ATTACK_SIZE = ATTACK_GROUPS * len(ATTACK_ORDERS)  #: 216

MOVEMENT = 2  #: frames that a movement spans: the nearest two that share no sample
#: How far the numbers of a frame usually deviate in music: the first coefficients most, whose spread falls
#: with their number; dB.
TYPICAL = np.concatenate(
    [np.maximum(10.0, 57.0 / np.arange(1, COEFFICIENTS + 1)), np.full(CONTRASTS, 4.0)]
).astype(np.float32)
_MOVED = np.float32(0.6)  # of it, within ``MOVEMENT`` frames
_REGULAR = 0.003  # added to the variances, in units of typical ones: keeps the logarithm finite
_DECIBELS = np.float32(10.0 / np.log(10.0))


@cache
def cosines() -> FloatArray:
    """The orthonormal DCT-II of the bands, first 20 coefficients, shape=(71, 20)."""
    band = np.arange(BANDS)[:, None] + 0.5
    matrix = np.sqrt(2.0 / BANDS) * np.cos(np.pi / BANDS * band * np.arange(COEFFICIENTS))
    matrix[:, 0] /= np.sqrt(2.0)
    result: FloatArray = matrix.astype(np.float32)
    return result


def group_matrix(groups: int) -> FloatArray:
    """Mean over neighbouring bands, shape=(71, groups), sizes as equal as can be."""
    members = np.arange(BANDS) * groups // BANDS
    matrix = members[:, None] == np.arange(groups)
    result: FloatArray = (matrix / matrix.sum(axis=0)).astype(np.float32)
    return result


def frames(levels: Levels, contrast: FloatArray) -> FloatArray:
    """What a moment sounds like, in units of the typical deviation.

    Parameters
    ----------
    levels : Levels
    contrast : shape=(T', 16), float32
        Of the same frames, in nepers of power.

    Returns
    -------
    shape=(T', 36), float32
        20 DCT coefficients of the bands and 16 contrasts, both in dB, divided by ``TYPICAL``: in a
        logarithm of covariances a direction counts by its ratios, so only what falls under the
        regularization would be lost.
    """
    rows = np.hstack([levels.decibels @ cosines(), _DECIBELS * contrast])
    rows /= TYPICAL
    return rows


def timbre(moments: FloatArray) -> FloatArray:
    """How the sound of moments is spread: the logarithm of the covariance of ``frames``.

    Where their mean lies is left out: it is mostly the recording's equalization.

    Returns
    -------
    shape=(666,), float32
        With Σ the covariance of the 36 numbers per frame: the upper triangle, row by row, of
        log(Σ + 0.003 I), off the diagonal × √2, so that Euclidean distance is the log-Euclidean one
        (Arsigny et al., SIAM J. Matrix Anal., 2007) between the Gaussians of Mandel and Ellis (ISMIR 2005).
    """
    return _log_covariance(moments)


def movement(levels: Levels, moments: FloatArray) -> FloatArray:
    """How the sound changes from moment to moment: as ``timbre``, of differences.

    The differences are between frames two apart (46 ms, the nearest that share no sample), within
    excerpts, divided by 0.6. Equalization drops out. Less than three frames give what silence gives.
    """
    steps = [moments[part][MOVEMENT:] - moments[part][:-MOVEMENT] for part in levels.slices()]
    return _log_covariance((np.concatenate(steps) / _MOVED).astype(np.float32))


def _log_covariance(rows: FloatArray) -> FloatArray:
    centered = rows.astype(np.float64)
    centered -= centered.mean(axis=0) if len(rows) else 0.0
    covariance = centered.T @ centered / max(1, len(rows))
    values, vectors = np.linalg.eigh(covariance + _REGULAR * np.eye(FRAME_SIZE))
    logarithm = (vectors * np.log(np.maximum(values, _REGULAR / 2))) @ vectors.T
    logarithm *= np.where(np.eye(FRAME_SIZE, dtype=bool), 1.0, np.sqrt(2.0))
    triangle: FloatArray = logarithm[np.triu_indices(FRAME_SIZE)].astype(np.float32)
    return triangle


def contrast_summary(contrast: FloatArray) -> FloatArray:
    """Percentiles 10, 30, 50, 70, 90 of each contrast: shape=(80,), float32, band by band."""
    ordered = np.sort(contrast, axis=0)
    at = np.round(np.array(PERCENTILES) / 100 * (len(ordered) - 1)).astype(np.int64)
    return np.ascontiguousarray(ordered[at].T).ravel()


def attack(levels: Levels) -> FloatArray:
    """How much the strength of onsets varies: the variance-delta pattern.

    Returns
    -------
    shape=(216,), float32
        For 24 groups of bands the rise in dB over 3 frames (falls count as 0), in blocks of 25 frames 10
        apart, sorted within each block and group; the standard deviation over blocks of every third
        order statistic (Seyerlehner, Widmer, Pohle: Fusing block-level features for music similarity
        estimation, DAFx 2010). Zeros for silence and for sounds of less than two blocks (0.9 s).
    """
    groups = group_matrix(ATTACK_GROUPS)
    blocks = []
    for part in levels.slices():
        decibels = levels.decibels[part]
        rise = decibels[_ATTACK_RISE:] - decibels[:-_ATTACK_RISE]
        rise = np.ascontiguousarray((np.maximum(rise, 0.0, out=rise) @ groups).T)
        if rise.shape[1] >= _ATTACK_BLOCK:
            windows = np.lib.stride_tricks.sliding_window_view(rise, _ATTACK_BLOCK, axis=1)[:, ::_ATTACK_HOP]
            blocks.append(np.sort(windows, axis=2)[:, :, :: ATTACK_ORDERS[1]])
    if not blocks:
        return np.zeros(ATTACK_SIZE, np.float32)
    joined = np.concatenate(blocks, axis=1)
    deviation: FloatArray = joined.std(axis=1, dtype=np.float64).astype(np.float32)
    return deviation.ravel()
