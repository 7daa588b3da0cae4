"""Tapping along with a song: the tempo of the last taps."""

from __future__ import annotations

from dataclasses import dataclass

#: So many taps are averaged, from so many on they are a tempo: one or two are a slip.
LAST, ENOUGH = 8, 4
#: A pause of so many seconds begins anew.
PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Taps:
    """When a person tapped, in seconds of any clock that never goes back."""

    times: tuple[float, ...] = ()

    def tap(self, now: float) -> Taps:
        """These and one more; after a pause, that one alone."""
        if self.times and now <= self.times[-1]:
            return self  # two at once are one
        if self.times and now - self.times[-1] > PAUSE:
            return Taps((now,))
        return Taps((*self.times[-LAST + 1 :], now))

    @property
    def tempo(self) -> float | None:
        """In beats per minute, over the last taps; None while there are too few."""
        if len(self.times) < ENOUGH:
            return None
        return 60.0 * (len(self.times) - 1) / (self.times[-1] - self.times[0])
