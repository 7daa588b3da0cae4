"""What a list by rules is like, in figures."""

from __future__ import annotations

from dataclasses import dataclass, field

from organizer.analysis.playing.order_figures import KeySteps, Near, RampError


@dataclass(frozen=True, slots=True)
class Line:
    """A number along a list, NaN where it is not known, and what it is to be there."""

    values: tuple[float, ...]
    wanted: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What a list is like."""

    songs: int
    seconds: float
    keys: KeySteps
    errors: dict[str, RampError]  #: of the ramps that are wanted: "tempo", "energy"
    near: dict[str, Near]  #: "artist", "album", "copies", as far as they are to be apart
    step: float | None  #: the mean step in sound, as a share of what two songs are usually apart
    lines: dict[str, Line] = field(default_factory=dict)  #: "tempo" and "energy"
