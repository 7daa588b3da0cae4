"""Which keys go together, on the Camelot wheel.

A key is a number: 0–11 are 1A–12A (minor), 12–23 are 1B–12B (major), −1 is not known. A key that nobody is
sure of fits nothing: it is not known whether it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from organizer.analysis.space.som import IntArray

#: How near keys have to be: the same key or its relative; also a fifth away; also two fifths, or a fifth of
#: the relative.
Nearness = Literal["same", "near", "wide"]

FITS, CLASHES, UNKNOWN = 0, 1, 2


def numbers(camelot: Sequence[str]) -> IntArray:
    """Keys as numbers, from their places on the wheel: "8A"; "" for none."""
    return np.array([_number(place) for place in camelot], np.int64)


def _number(place: str) -> int:
    if not place:
        return -1
    return int(place[:-1]) - 1 + (12 if place.endswith("B") else 0)


def table(nearness: Nearness) -> npt.NDArray[np.int8]:
    """How each key goes with each: ``FITS``, ``CLASHES``, ``UNKNOWN``. shape=(25, 25), the last for −1."""
    key = np.arange(24)
    apart = np.abs(key[:, None] % 12 - key % 12)
    fifths = np.minimum(apart, 12 - apart)
    relative = (key[:, None] // 12 != key // 12).astype(np.int64)
    if nearness == "same":
        fits = fifths == 0
    elif nearness == "near":
        fits = fifths + relative <= 1
    else:
        fits = fifths + relative <= 2
    how = np.full((25, 25), UNKNOWN, np.int8)
    how[:24, :24] = np.where(fits, FITS, CLASHES)
    return how
