"""What the window shows of regions, as a task for the helper process (``work.helper``)."""

from __future__ import annotations

from dataclasses import dataclass

from organizer.library.storage.database import Database
from organizer.work.arranging import regions, topping_up
from organizer.work.arranging.regions import DrawnRegion
from organizer.work.arranging.topping_up import Topped


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The regions with what joined them, and the playlists that followed."""

    regions: tuple[DrawnRegion, ...] = ()
    topped: tuple[Topped, ...] = ()


def settle(library: str) -> Settled:
    """Have songs join regions, and playlists follow; then draw the outlines."""
    with Database(library) as db:
        topped = tuple(topping_up.top_up(db))
        return Settled(regions.drawn(db), topped)
