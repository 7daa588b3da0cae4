"""How loud each of several voices is while one takes over from another: a cross-fade of equal power.

A voice's share runs from 0 (silent) to 1 (as loud as it is to be); its level is sin(share · ½π), so that the
powers of two voices, one falling as the other rises, sum up to that of one. Never more than two voices are
heard, and never two at their full level.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi, sin


@dataclass(frozen=True, slots=True)
class Mix:
    """The shares of all voices, and the one that is to be heard; None: all fall silent."""

    shares: tuple[float, ...]
    front: int | None = None

    @property
    def levels(self) -> tuple[float, ...]:
        """What the samples of each voice are multiplied by, 0–1."""
        return tuple(sin(share * pi / 2) for share in self.shares)

    @property
    def settled(self) -> bool:
        """Whether nothing changes any more by itself."""
        return all(share == (1.0 if at == self.front else 0.0) for at, share in enumerate(self.shares))

    @property
    def full(self) -> bool:
        """Whether two voices are heard, or are about to be: another one has to wait."""
        return sum(share > 0 or at == self.front for at, share in enumerate(self.shares)) > 1

    def to(self, front: int | None) -> Mix:
        """Let this voice come to the front from now on. Raises ``ValueError`` where it would be the third."""
        others = {at for at, share in enumerate(self.shares) if share > 0} - {front}
        if front is not None and len(others) > 1:
            raise ValueError("two voices are heard: another one has to wait")
        return replace(self, front=front)

    def stepped(self, elapsed: float, seconds: float) -> Mix:
        """The same a moment later; a whole change takes ``seconds``. A voice rises no faster than what falls
        makes room for it."""
        step = 1.0 if seconds <= 0 else elapsed / seconds
        falling = [
            max(share - step, 0.0) if at != self.front else share for at, share in enumerate(self.shares)
        ]
        if self.front is not None:
            room = 1.0 - sum(share for at, share in enumerate(falling) if at != self.front)
            falling[self.front] = max(min(falling[self.front] + step, room, 1.0), 0.0)
        return replace(self, shares=tuple(falling))
