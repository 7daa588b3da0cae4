"""What an order of songs is like, in figures that a person can check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from organizer.analysis.playing import wheel
from organizer.analysis.playing.order_costs import Array, Mask, Ramp, Spacing, shared, usual_distance
from organizer.analysis.space.som import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class KeySteps:
    """Steps from song to song, by whether their keys go together."""

    fit: int = 0
    clash: int = 0
    unknown: int = 0  #: a key of the two is not known, or nobody is sure of it

    @property
    def share(self) -> float | None:
        """Of all steps those that fit: one that nobody knows does not. None without a step."""
        steps = self.fit + self.clash + self.unknown
        return self.fit / steps if steps else None


@dataclass(frozen=True, slots=True)
class RampError:
    """How far the songs are from what a ramp wants."""

    mean: float | None  #: of all songs whose value is known; None: of none
    least: float | None  #: that these songs could have had at best, in any order
    unknown: int = 0  #: songs whose value is not known


@dataclass(frozen=True, slots=True)
class Near:
    """Songs with something in common that are nearer than they should be."""

    pairs: int = 0
    closest: int | None = None  #: songs between the nearest two of all; None: no two have anything in common


def key_steps(keys: IntArray, order: Sequence[int] | IntArray, nearness: wheel.Nearness) -> KeySteps:
    """How the keys go from song to song."""
    along = keys[np.asarray(order, np.int64)]
    how = np.bincount(wheel.table(nearness)[along[:-1], along[1:]], minlength=3)
    return KeySteps(int(how[wheel.FITS]), int(how[wheel.CLASHES]), int(how[wheel.UNKNOWN]))


def ramp_error(ramp: Ramp, order: Sequence[int] | IntArray) -> RampError:
    """The mean distance from the ramp."""
    along = ramp.values[np.asarray(order, np.int64)]
    targets = ramp.targets(len(along))
    known = np.isfinite(along)
    if not known.any():
        return RampError(None, None, len(along))
    error = float(np.abs(along - targets)[known].mean())
    # sorted songs at sorted targets are the nearest of all orders; unknown ones may stand anywhere
    values, goals = np.sort(along[known]), np.sort(targets)
    least = float(np.abs(values - _spread(goals, len(values))).mean())
    return RampError(error, min(least, error), int(np.count_nonzero(~known)))


def _spread(targets: Array, count: int) -> Array:
    """So many of the targets, spread evenly over all of them."""
    return targets[np.linspace(0, len(targets) - 1, count).round().astype(np.int64)]


def near(spacing: Spacing, order: Sequence[int] | IntArray) -> Near:
    """How many pairs are nearer than the gap, and how near the nearest are."""
    along = np.asarray(order, np.int64)
    pairs, closest = 0, None
    for apart in range(1, len(along)):
        if apart > spacing.gap and closest is not None:
            break
        together = int(np.count_nonzero(shared(spacing.codes, along[:-apart], along[apart:])))
        if together and closest is None:
            closest = apart - 1
        if apart <= spacing.gap:
            pairs += together
    return Near(pairs, closest)


def largest_gap(count: int, among: int) -> int:
    """How many songs there can be between two of ``count`` in a list of ``among``, at most."""
    return among if count < 2 else max((among - 1) // (count - 1) - 1, 0)


def sound_step(places: FloatArray, known: Mask, order: Sequence[int] | IntArray) -> float | None:
    """The mean step in sound, as a share of what two songs are usually apart; None where no step is known."""
    along = np.asarray(order, np.int64)
    both = known[along[:-1]] & known[along[1:]]
    if not both.any():
        return None
    steps = np.linalg.norm(places[along[:-1]] - places[along[1:]], axis=1)[both]
    return float(steps.mean()) / usual_distance(places, known)
