"""After songs were added: what the window does in the background, done at once. New songs get their places on
the map and in the groups, or both are made anew; ``work.next_step`` decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from organizer.base.arrangement import MusicMap
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping, proposing, topping_up
from organizer.work.arranging.regrouping import Change
from organizer.work.arranging.topping_up import Topped
from organizer.work.jobs import JobContext
from organizer.work.next_step import Current, Flags, Step, decide, mappable

#: How a proposal is looked at and answered on the command line.
HINT = tr("See them with “organizer groups --proposed”; --take or --leave them.")


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done with the songs of the library, and what came of it."""

    steps: tuple[str, ...] = ()  #: in their order: see ``next_step.Step``
    on_map: int = 0  #: songs that the map shows
    groups: int = 0
    topped: tuple[Topped, ...] = ()  #: playlists that got songs by it
    problem: str = ""  #: why a step was not possible
    proposed: str = ""  #: what better groups would change, which were not made

    @property
    def messages(self) -> list[str]:
        """What a person should know beside that."""
        return [
            *([self.problem] if self.problem else []),
            *(
                [
                    tr(
                        "better groups are proposed (organizer groups --take): {changes}",
                        changes=self.proposed,
                    )
                ]
                if self.proposed
                else []
            ),
            *(one.message for one in self.topped if one.message),
        ]


def settle(
    context: JobContext,
    db: Database,
    *,
    new: bool = True,
    toroidal: bool = True,
    weights: Mapping[str, float] | None = None,
) -> Settled:
    """Do what the window would do next, until nothing is left to do.

    ``new``: songs were analyzed, or tables came or went. ``toroidal`` and ``weights`` are for the first map;
    a map that there is keeps its own.
    """
    music_map, counts = maps.load_map(db), tracks.count(db)
    built_with, placed_with = music_map.trained_on if music_map is not None else 0, 0
    flags = Flags(
        new=new,
        removed=music_map is not None and counts.all < music_map.library_size,
        outdated=music_map is not None and mapping.is_outdated(db, music_map),
    )
    steps: list[Step] = []
    topped: list[Topped] = []
    problem = ""
    better: Change | None = None
    try:
        while True:
            current = Current.of(music_map, built_with=built_with, placed_with=placed_with)
            step = decide(counts, current, flags)
            if step is Step.BUILD_MAP:
                music_map = _build(context, db, music_map, toroidal, weights)
                built_with, flags = mappable(counts), Flags(groups_due=True)
            elif step is Step.PLACE:
                music_map = mapping.place_new(db)
                placed_with, flags = mappable(counts), Flags(groups_due=maps.load_grouping(db) is None)
            elif step is Step.MAKE_GROUPS:
                better = proposing.rebuild(context, db)[1]
                flags = Flags()
            else:
                break
            steps.append(step)
            topped += topping_up.top_up(db)
    except OrganizerError as error:  # the songs are in the library all the same
        problem = str(error)
    groups = maps.load_grouping(db)
    return Settled(
        tuple(step.value for step in steps),
        len(music_map.track_ids) if music_map is not None else 0,
        len(groups.groups) if groups is not None else 0,
        tuple(topped),
        problem,
        better.summary if better is not None else "",
    )


def both(first: Settled, then: Settled) -> Settled:
    """What was done one after the other."""
    return Settled(
        first.steps + then.steps,
        then.on_map,
        then.groups,
        first.topped + then.topped,
        then.problem or first.problem,
        then.proposed or first.proposed,
    )


def _build(
    context: JobContext,
    db: Database,
    old: MusicMap | None,
    toroidal: bool,
    weights: Mapping[str, float] | None,
) -> MusicMap:
    if old is None:
        return mapping.build_map(context, db, toroidal=toroidal, weights=weights)
    return mapping.build_map(context, db, toroidal=old.toroidal)
