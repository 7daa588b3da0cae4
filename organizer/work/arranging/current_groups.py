"""What a person did to the current groups, carried over into groups that are made anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from organizer.base.arrangement import Group, Space
from organizer.base.model import IntArray
from organizer.library import maps
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up

#: A name goes to the new group that shares at least this much of its songs with the one that had it.
_SAME_GROUP = 0.4
#: A playlist goes on with the new group that shares more than this much of its songs with the one that had
#: it, new songs aside: there can be only one. Any other would bring songs that were never like those of it.
_SAME_PLAYLIST = 0.5


class CurrentGroups:
    """What of the current groups a rebuild respects."""

    def __init__(self, db: Database, ids: IntArray, space: Space) -> None:
        grouping = maps.load_grouping(db)
        self.grouping = grouping
        self.groups = {g.number: g for g in grouping.groups} if grouping is not None else {}
        pins = dict(grouping.pins) if grouping is not None else {}
        self.numbers = looked_up(ids, *maps.labels(db)) if self.groups else np.full(len(ids), -1, np.int64)
        keep = [number for number, group in self.groups.items() if group.locked]
        self.locked = np.isin(self.numbers, keep)
        rows = {int(i): row for row, i in enumerate(ids)}
        #: songs that were there when groups were last made, and so are new in none; shape=(n,)
        self.earlier = self.numbers >= 0
        if grouping is not None:
            self.earlier |= np.isin(ids, grouping.unsorted) | (grouping.space != space)
        self.pins = {rows[i]: number for i, number in pins.items() if i in rows and number in self.groups}
        self.ids = ids

    def fewer(self, k: int | None) -> int | None:
        """Of ``k`` groups, those that are not locked."""
        return None if k is None else max(1, k - len(np.unique(self.numbers[self.locked])))

    def carried(self, labels: IntArray) -> Carried:
        """New labels with locked groups, pinned songs and names of a person in their places."""
        number_of: dict[int, Group | None] = dict.fromkeys(np.unique(labels[labels >= 0]).tolist())
        fresh = max(number_of, default=-1) + 1
        old_to_new: dict[int, int] = {}
        for number, group in self.groups.items():
            if group.locked and (self.numbers == number).any():
                labels[self.numbers == number] = fresh
                number_of[fresh] = group
                old_to_new[number] = fresh
                fresh += 1
        by_a_person = set(self.pins.values()) | {n for n, g in self.groups.items() if g.named or g.playlist}
        for number in sorted(by_a_person - set(old_to_new)):
            was = self.numbers == number
            if not was.any():
                continue
            candidates = [n for n, group in number_of.items() if group is None]
            old = self.earlier & (labels >= 0)
            shared = [(labels == n)[was].sum() / (was | ((labels == n) & old)).sum() for n in candidates]
            group, most = self.groups[number], max(shared, default=0.0)
            if most <= _SAME_PLAYLIST:
                group = replace(group, playlist="")
            if most >= _SAME_GROUP and (group.named or group.playlist or number in self.pins.values()):
                best = candidates[int(np.argmax(shared))]
                number_of[best] = group
                old_to_new[number] = best
        pins = {row: old_to_new[number] for row, number in self.pins.items() if number in old_to_new}
        for row, number in pins.items():
            labels[row] = number
        return Carried(labels, {n: g for n, g in number_of.items() if g is not None}, pins)


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """New labels, and what of the current groups goes on in them."""

    labels: IntArray  #: shape=(n,)
    groups: dict[int, Group]  #: of the current groups, by their new numbers
    pins: dict[int, int]  #: row → number
