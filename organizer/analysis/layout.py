"""Where each number of a song's vector lives, what it is called and in what unit it is.

Raise ``FEATURE_VERSION`` whenever a number changes its meaning: songs are then analyzed again.
"""

from __future__ import annotations

from dataclasses import dataclass

from organizer.analysis.rhythm import MODULATIONS, RHYTHM_GROUPS, RHYTHM_SIZE
from organizer.analysis.spectrum import CONTRASTS
from organizer.analysis.timbre import (
    ATTACK_GROUPS,
    ATTACK_ORDERS,
    ATTACK_SIZE,
    COEFFICIENTS,
    CONTRAST_SIZE,
    PERCENTILES,
    TIMBRE_SIZE,
)

FEATURE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A run of numbers that are of one kind and weigh in together."""

    name: str
    size: int
    weight: float


BLOCKS = (
    Block("timbre", TIMBRE_SIZE, 1.4),
    Block("contrast", CONTRAST_SIZE, 0.7),
    Block("attack", ATTACK_SIZE, 0.7),
    Block("rhythm", RHYTHM_SIZE, 0.7),
)


def _named() -> list[tuple[str, str]]:
    frame = [f"cepstrum{index:02d}" for index in range(COEFFICIENTS)]
    frame += [f"contrast{index:02d}" for index in range(CONTRASTS)]
    named = []
    for row, first in enumerate(frame):
        for second in frame[row:]:
            named.append((f"timbre.log_covariance.{first}.{second}", "log(dB², Np²)"))
    for name in frame:
        named.append((f"timbre.mean.{name}", "10 dB" if name.startswith("cepstrum") else "10 Np"))
    for band in range(CONTRASTS):
        for percentile in PERCENTILES:
            named.append((f"contrast.band{band:02d}.percentile{percentile}", "Np"))
    for group in range(ATTACK_GROUPS):
        for order in ATTACK_ORDERS:
            named.append((f"attack.group{group:02d}.order{order:02d}", "dB"))
    for group in range(RHYTHM_GROUPS):
        for modulation in MODULATIONS:
            named.append((f"rhythm.group{group:02d}.{modulation:.2f}Hz", "log(dB)"))
    return named


VECTOR_NAMES: tuple[str, ...] = tuple(name for name, _ in _named())
VECTOR_UNITS: tuple[str, ...] = tuple(unit for _, unit in _named())
