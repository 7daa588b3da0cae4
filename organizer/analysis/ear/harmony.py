"""Harmony: which chords and how fast they change, whatever the key.

A song sung a third higher has the same harmony: only the magnitudes of the Fourier transform over the
circle of twelve pitch classes are used, and these do not change when it is rotated. Each tells of a
quality: the fifth how diatonic a sound is, the third how much it is built of thirds, the sixth of whole
tones, the zeroth how many notes sound at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from organizer.analysis.ear.fourier import power
from organizer.base.model import FloatArray

#: Frames of the chromagram (0.19 s) that sound together: a note, a chord, a bar or two
SPANS = (1, 4, 16)
QUALITIES = 7  #: Fourier coefficients of twelve pitch classes, 0 to 6
HARMONY_SIZE = len(SPANS) * 2 * QUALITIES  #: 42

_LEAST = 0.01


def harmony(chromagram: Sequence[FloatArray]) -> FloatArray:
    """What sounds together and how it changes.

    Parameters
    ----------
    chromagram : list of shape=(frames, 12), float32
        Of each excerpt, as ``tonal.Peaks.chromagram`` gives it.

    Returns
    -------
    shape=(42,), float32
        For means over 1, 4, 16 frames the power of the seven Fourier coefficients of the pitch
        classes, then, in the same order, of their change against the next such mean that shares no frame
        with it: natural logarithm of 0.01 plus the mean over time. Frames have length 1; those of silence 0.
        After Quinn (General equal-tempered harmony, Perspectives of New Music, 2006) and Amiot
        (Music through Fourier space, 2016).
    """
    still = np.zeros((len(SPANS), QUALITIES))
    moving = np.zeros((len(SPANS), QUALITIES))
    counts = np.zeros((2, len(SPANS), 1))
    for table in chromagram:
        length = np.linalg.norm(table, axis=1, keepdims=True)
        running = np.cumsum(np.vstack([np.zeros((1, 12)), table / np.maximum(length, 1e-12)]), axis=0)
        for index, span in enumerate(SPANS):
            span = min(span, len(table))
            if not span:
                continue
            mean = (running[span:] - running[:-span]) / span
            change = mean[span:] - mean[:-span]
            still[index] += power(mean).sum(axis=0)
            moving[index] += power(change).sum(axis=0)
            counts[:, index, 0] += len(mean), len(change)
    both = np.stack([still, moving]) / np.maximum(counts, 1)
    pattern: FloatArray = np.log(both + _LEAST).astype(np.float32)
    return pattern.ravel()
