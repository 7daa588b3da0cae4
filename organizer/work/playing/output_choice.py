"""What songs are played on: the system's output, or one that was chosen, as long as it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: The choice of what the system says.
SYSTEM = ""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs that are there, by what names them for good, and which of them the system plays on."""

    names: Mapping[str, str]
    system: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """The output to use; empty where there is none. ``gone``: the one that was used is not there any more."""

    output: str
    gone: bool = False


def choose(chosen: str, used: str, there: Outputs) -> Use:
    """The one that was ``chosen`` if it is there, else the system's; ``used`` is that until now. One that was
    taken away comes back into use when it is there again."""
    output = chosen if chosen in there.names else there.system
    return Use(output, gone=bool(used) and used not in there.names)
