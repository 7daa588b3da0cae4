"""Where each number of a song's vector lives, and what it is called.

Raise ``base.descriptors.FEATURE_VERSION`` when a number changes its meaning: songs are then analyzed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from organizer.analysis.ear.harmony import HARMONY_SIZE, QUALITIES, SPANS
from organizer.analysis.ear.rhythm import MODULATIONS, RHYTHM_GROUPS, RHYTHM_SIZE
from organizer.analysis.ear.spectrum import CONTRASTS
from organizer.analysis.ear.timbre import (
    ATTACK_GROUPS,
    ATTACK_ORDERS,
    ATTACK_SIZE,
    COEFFICIENTS,
    CONTRAST_SIZE,
    COVARIANCE_SIZE,
    PERCENTILES,
)
from organizer.base.language import tr


@dataclass(frozen=True, slots=True)
class Block:
    """A run of numbers that are of one kind and weigh in together."""

    name: str
    aspect: str  #: what a listener calls it, one of ``ASPECTS``
    size: int
    weight: float


BLOCKS = (
    Block("timbre", "timbre", COVARIANCE_SIZE, 1.0),
    Block("contrast", "timbre", CONTRAST_SIZE, 0.5),
    Block("movement", "dynamics", COVARIANCE_SIZE, 1.0),
    Block("attack", "dynamics", ATTACK_SIZE, 0.5),
    Block("rhythm", "rhythm", RHYTHM_SIZE, 0.5),
    Block("harmony", "harmony", HARMONY_SIZE, 0.4),
)

#: What a listener compares songs by, and can weigh: aspect → what it means, in plain words
ASPECTS = {
    "timbre": tr("the colours of the sound"),
    "dynamics": tr("how the sound moves: attacks, swells, decays"),
    "rhythm": tr("how fast and how strongly it pulses"),
    "harmony": tr("which notes sound together, in any key"),
    "network": tr("what a trained network makes of it, where there is one"),
}
#: The one of them that is none of the ear's.
NETWORK = "network"


def block_weights(aspects: Mapping[str, float] | None = None) -> tuple[float, ...]:
    """The weight of each of ``BLOCKS``: its own × what the person gives its aspect (1 if nothing).

    Raises ``ValueError`` for an unknown aspect, a negative or infinite weight, or only 0 for the ear.
    """
    given = dict(aspects or {})
    for aspect, weight in given.items():
        if aspect not in ASPECTS:
            raise ValueError(
                tr(
                    "unknown aspect “{aspect}”; there are {aspects}",
                    aspect=aspect,
                    aspects=", ".join(ASPECTS),
                )
            )
        if not 0.0 <= weight < float("inf"):
            raise ValueError(
                tr("the weight of {aspect} must be 0 or more, not {weight}", aspect=aspect, weight=weight)
            )
    weights = tuple(block.weight * given.get(block.aspect, 1.0) for block in BLOCKS)
    if not any(weights):
        raise ValueError(tr("at least one aspect besides the network must have a weight above 0"))
    return weights


def _names() -> list[str]:
    """The name of each number of the vector, block by block.

    Units: log(1) of covariances and harmony, Np of contrast, dB of attacks, log(dB) of rhythm.
    """
    frame = [f"cepstrum{index:02d}" for index in range(COEFFICIENTS)]
    frame += [f"contrast{index:02d}" for index in range(CONTRASTS)]
    pairs = [f"{first}.{second}" for row, first in enumerate(frame) for second in frame[row:]]
    names = [f"timbre.log_covariance.{pair}" for pair in pairs]
    for band in range(CONTRASTS):
        names += [f"contrast.band{band:02d}.percentile{percentile}" for percentile in PERCENTILES]
    names += [f"movement.log_covariance.{pair}" for pair in pairs]
    for group in range(ATTACK_GROUPS):
        names += [f"attack.group{group:02d}.order{order:02d}" for order in ATTACK_ORDERS]
    for group in range(RHYTHM_GROUPS):
        names += [f"rhythm.group{group:02d}.{modulation:.2f}Hz" for modulation in MODULATIONS]
    for kind in ("chord", "change"):
        for span in SPANS:
            names += [f"harmony.{kind}.span{span:02d}.quality{quality}" for quality in range(QUALITIES)]
    return names


VECTOR_NAMES: tuple[str, ...] = tuple(_names())
