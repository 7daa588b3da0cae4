"""Few songs: what is known of sounds beforehand stands beside axes that too few songs were there to fit.

Of N songs in hundreds of dimensions principal axes keep little more than N − 1 differences, each about as
large as the others: everything is about as far from everything. Numbers that were defined beforehand (how
percussive, how noisy, how bright) say which differences matter. They are laid beside the axes at the scale
that they have in music, and weigh less with every song, until with 48 none of it is left.

Only numbers that any sound has go in, a cough of half a second too: no tempo, no danceability, no dynamics.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import FloatArray

#: From this many songs on the axes stand alone.
ENOUGH = 48
#: With hardly a song. 5 to 20 synthesized bursts and cries want 0.6 to 1, a few dozen real songs 0.5.
_MOST = 0.8
#: The numbers, and their standard deviation over 174 songs; of brightness that of the logarithm.
DEVIATIONS: Mapping[str, float] = {
    "energy": 0.16,
    "percussiveness": 0.21,
    "acousticness": 0.28,
    "valence": 0.18,
    "brightness": 0.33,
}


def beside(points: FloatArray, numbers: Mapping[str, npt.ArrayLike]) -> FloatArray:
    """Points with the numbers of ``DEVIATIONS`` at their right; as they are with ``ENOUGH`` songs or more.

    Parameters
    ----------
    points : shape=(n, d), of length 1
    numbers : for each of ``DEVIATIONS`` the songs' numbers, shape=(n,); where one is NaN, the median

    Returns
    -------
    shape=(n, d + 5), float32, or ``points``
    """
    weight = _MOST * (1.0 - len(points) / ENOUGH)
    if weight <= 0.0 or not len(points):
        return points
    columns = []
    for name, deviation in DEVIATIONS.items():
        values = np.asarray(numbers[name], np.float64)
        if name == "brightness":
            values = np.log(np.maximum(values, 20.0))
        present = np.isfinite(values)
        middle = float(np.median(values[present])) if present.any() else 0.0
        columns.append((np.where(present, values, middle) - middle) / deviation)
    right = np.stack(columns, axis=1) * (weight / np.sqrt(len(DEVIATIONS)))
    return np.concatenate([points, right.astype(np.float32)], axis=1)
