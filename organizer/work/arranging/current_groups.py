"""What a person did to the current groups, carried over into groups that are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import Group, Grouping, Space
from organizer.base.errors import LibraryError
from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library import maps
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up

#: A new group goes on with a current one when it shares at least this much of its songs, new ones aside.
_SAME_GROUP = 0.4
#: A playlist goes on with the new group that shares more than this much of its songs with the one that had
#: it, new songs aside: there can be only one. Any other would bring songs that were never like those of it.
_SAME_PLAYLIST = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class GroupsState:
    """Groups and who is in them, at one time."""

    grouping: Grouping
    ids: IntArray
    numbers: IntArray
    sureness: npt.NDArray[np.float64]  #: NaN where the method does not say


def current_state(db: Database) -> GroupsState:
    """The groups in force. Raises ``LibraryError`` when there are none."""
    made = maps.load_grouping(db)
    if made is None or not made.groups:
        raise LibraryError(tr("there are no groups yet"), remedy=tr("make groups first"))
    ids, numbers = maps.labels(db)
    return GroupsState(made, ids, numbers, maps.sureness(db, ids))


class CurrentGroups:
    """What of the current groups a rebuild respects."""

    def __init__(self, db: Database, ids: IntArray, space: Space) -> None:
        grouping = maps.load_grouping(db)
        self.grouping = grouping
        self.groups = {g.number: g for g in grouping.groups} if grouping is not None else {}
        pins = dict(grouping.pins) if grouping is not None else {}
        self.numbers = looked_up(ids, *maps.labels(db)) if self.groups else np.full(len(ids), -1, np.int64)
        self._same_space = grouping is not None and grouping.space == space
        keep = [number for number, group in self.groups.items() if group.locked]
        self.locked = np.isin(self.numbers, keep)
        rows = {int(i): row for row, i in enumerate(ids)}
        #: songs that were there when groups were last made, and so are new in none; shape=(n,)
        self.earlier = self.numbers >= 0
        if grouping is not None:
            self.earlier |= np.isin(ids, grouping.unsorted) | (grouping.space != space)
        self.pins = {rows[i]: number for i, number in pins.items() if i in rows and number in self.groups}
        self.ids = ids

    @property
    def locked_groups(self) -> int:
        """How many groups are locked."""
        return len(np.unique(self.numbers[self.locked]))

    @property
    def free_groups(self) -> int | None:
        """How many are not; None where songs were compared otherwise, or there are no groups."""
        free = self.numbers[~self.locked]
        return len(np.unique(free[free >= 0])) or None if self._same_space else None

    def fewer(self, k: int | None) -> int | None:
        """Of ``k`` groups, those that are not locked."""
        return None if k is None else max(1, k - self.locked_groups)

    def carried(self, labels: IntArray) -> Carried:
        """Groups made anew, as those of the current ones that they go on with.

        A new group that has most songs in common with a current one is that group: it keeps number, and so
        colour and place in lists, name, lock and playlist. ``labels``: the new group of each song, −1 for
        none and for songs of locked groups.
        """
        final = np.full(len(labels), -1, np.int64)
        groups: dict[int, Group] = {}
        for number, group in self.groups.items():
            if group.locked and (self.numbers == number).any():
                final[self.numbers == number] = number
                groups[number] = group
        number_of: dict[int, int] = {}
        for label, number, share in self._same(labels, [n for n in self.groups if n not in groups]):
            group = self.groups[number]
            groups[number] = group if share > _SAME_PLAYLIST else replace(group, playlist="")
            number_of[label] = number
        taken = set(self.groups) if groups else set()
        free = (number for number in count() if number not in taken)
        fresh, sizes = np.unique(labels[labels >= 0], return_counts=True)
        for label in fresh[np.argsort(-sizes, kind="stable")].tolist():
            number = number_of[label] if label in number_of else next(free)
            final[labels == label] = number
        pins = {row: number for row, number in self.pins.items() if number in groups}
        for row, number in pins.items():
            final[row] = number
        return Carried(final, groups, pins, self._names(final, groups))

    def _same(self, labels: IntArray, numbers: list[int]) -> Iterator[tuple[int, int, float]]:
        """New groups and the current ones that they are, with the share of songs in common."""
        from scipy.optimize import linear_sum_assignment

        fresh = np.unique(labels[labels >= 0]).tolist()
        share = np.zeros((len(fresh), len(numbers)))
        for column, number in enumerate(numbers):
            was = self.numbers == number
            for row, label in enumerate(fresh):
                new = labels == label
                share[row, column] = (was & new).sum() / max((was | (new & self.earlier)).sum(), 1)
        for row, column in zip(*linear_sum_assignment(-share), strict=True):
            if share[row, column] >= _SAME_GROUP:
                yield fresh[row], numbers[column], float(share[row, column])

    def _names(self, final: IntArray, groups: dict[int, Group]) -> dict[int, str]:
        """The names that groups keep: those of a person, and those that were made for most of the songs, of
        which most were in the group."""
        names = {}
        for number, group in groups.items():
            own = final == number
            earlier, same = (own & self.earlier).sum(), (own & (self.numbers == number)).sum()
            if group.name and (group.named or (2 * earlier >= own.sum() and 2 * same > earlier)):
                names[number] = group.name
        return names


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Groups made anew, and what of the current ones goes on in them."""

    labels: IntArray  #: shape=(n,), the number of each song's group, −1 for none
    groups: dict[int, Group]  #: those of the current groups that go on, by number
    pins: dict[int, int]  #: row → number
    names: dict[int, str]  #: the names that they keep
