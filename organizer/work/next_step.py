"""What is to be done next with the songs that there are: place them on the map, build the map, make groups.

Pure, so that the window and the command line decide alike: who carries a step out says what is there now,
and asks again.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from organizer.library.tracks import Counts

if TYPE_CHECKING:
    from organizer.base.arrangement import MusicMap

#: The fewest analyzed songs that map and groups are made of by ear. Where there are fewer, songs that are
#: known from tables alone count as well.
ENOUGH_SONGS = 12
#: While songs are being analyzed the map is built again whenever its songs have become this many times as
#: many: however large the library becomes, little time goes into maps that do not last.
_GROWN = 2.0
#: When all are analyzed it is built again if its songs have become this many times as many; before that they
#: are placed on it, so that it stays as a person knows it.
_OUTGROWN = 1.05
#: While songs are being analyzed they are placed whenever there are this many times as many as on the map.
_WORTH_PLACING = 1.05


class Step(enum.Enum):
    """What to do next."""

    NOTHING = "nothing"
    PLACE = "place"  #: new songs on the current map and in the current groups; what left goes from it
    BUILD_MAP = "build map"
    MAKE_GROUPS = "make groups"
    DROP_MAP = "drop map"  #: no song is left that it could show


@dataclass(frozen=True, slots=True)
class Current:
    """The map in force, and what was tried with it."""

    on_map: int | None = None  #: songs that the map shows; None: there is no map
    built_with: int = 0  #: songs that there were when a map was last built, whether or not that worked
    placed_with: int = 0  #: songs that there were when new ones were last placed
    by_numbers: bool = False  #: laid out by columns of numbers, not by ear
    chosen: bool = False  #: a person chose these numbers

    @classmethod
    def of(cls, music_map: MusicMap | None, *, built_with: int, placed_with: int) -> Current:
        """What matters of a map."""
        if music_map is None:
            return cls(None, built_with, placed_with)
        numbers = bool(music_map.space.features)
        return cls(len(music_map.track_ids), built_with, placed_with, numbers, music_map.chosen)


@dataclass(frozen=True, slots=True)
class Flags:
    """What is going on, and what has happened since the last step."""

    busy: bool = False  #: a map or groups are being loaded or made: what comes next follows from them
    placing: bool = False
    analyzing: bool = False  #: more songs are on their way
    removed: bool = False  #: songs left the library that the map may still show
    moved: bool = False  #: songs on the map are to get other places, because the network knows them now
    new: bool = False  #: songs were analyzed since the map was built, or tables came or went
    provisional: bool = False  #: the map was built while songs were being analyzed
    outdated: bool = False  #: the map compares songs otherwise than they are compared now
    groups_due: bool = False  #: the map was built, or songs were placed on it while there are no groups


def mappable(counts: Counts) -> int:
    """Songs that a map would show: the analyzed ones, or with too few of them also those of tables."""
    return counts.analyzed if counts.analyzed >= ENOUGH_SONGS else counts.analyzed + counts.from_tables


def decide(counts: Counts, current: Current, flags: Flags) -> Step:
    """The next step; see ``_build_is_due`` for when the map is built."""
    if flags.busy:
        return Step.NOTHING
    if flags.groups_due:
        return Step.MAKE_GROUPS
    if current.on_map is not None:
        if (flags.removed or flags.moved) and not flags.placing:
            return Step.PLACE
        if not counts.all:
            return Step.DROP_MAP
    songs = mappable(counts)
    if songs < ENOUGH_SONGS:
        return Step.NOTHING
    if _build_is_due(counts, current, flags):
        return Step.BUILD_MAP
    if current.on_map is None or flags.placing:
        return Step.NOTHING
    worth = current.on_map * (_WORTH_PLACING if flags.analyzing else 1.0)
    return Step.PLACE if songs > max(worth, current.placed_with) else Step.NOTHING


def _build_is_due(counts: Counts, current: Current, flags: Flags) -> bool:
    """Whether a map is to be trained on the songs that there are: the first one; one that compares songs
    otherwise; one by ear, as soon as enough songs were analyzed, in the place of one by the numbers of tables
    that nobody chose; one that its songs have outgrown."""
    if current.built_with == 0 or flags.outdated:
        return True
    songs = mappable(counts)
    if current.by_numbers and not current.chosen and counts.analyzed >= ENOUGH_SONGS:
        return flags.new or songs != current.built_with  # not again and again where it fails
    if flags.analyzing:
        return songs >= _GROWN * current.built_with
    if flags.provisional:
        return songs != current.built_with
    return flags.new and (current.by_numbers or songs > _OUTGROWN * current.built_with)
