"""Groups made anew are a proposal: what they would change is said, and a person takes or leaves them.

A proposal is how songs were clustered, and no more (``base.arrangement.Proposal``): which of the current
groups go on in it, and what the others are called, follows from the groups as they are when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import Group, Grouping, Proposal
from organizer.base.errors import LibraryError
from organizer.base.language import listing, plural, tr
from organizer.base.model import IntArray
from organizer.library import maps
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up
from organizer.work.arranging import place_names
from organizer.work.arranging.current_groups import CurrentGroups, GroupsState

#: Songs named as typical of a group.
TYPICAL = 5
#: A group that gets this share of another's songs is where that one went to.
_MOST = 0.5
#: Groups that are named as where songs go to, or come from.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a group."""

    now: Group | None  #: None: it is new
    then: Group | None  #: None: it is gone
    text: str  #: in words

    @property
    def stays(self) -> bool:
        """Whether it goes on."""
        return self.now is not None and self.then is not None


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """The groups as they are, and as they would be."""

    fates: tuple[Fate, ...]  #: of the groups that there would be, then of those that would be gone
    grouping: Grouping  #: as it would be
    songs: int  #: that are in a group now
    moved: int  #: of these, those that would be in another group, or in none
    joined: int  #: songs that are in no group now and would be in one
    renamed: int  #: groups that stay and would be called otherwise
    playlists: tuple[str, ...]  #: what would become of linked playlists, a sentence each
    ids: IntArray  #: of the songs that would be in a group, ascending
    numbers: IntArray  #: of the groups that they would be in

    @property
    def nothing(self) -> bool:
        """Whether everything stays."""
        return self._same_songs and not self.renamed

    @property
    def _same_songs(self) -> bool:
        return not self.moved and not self.joined and all(fate.stays for fate in self.fates)

    @property
    def summary(self) -> str:
        """In short."""
        if self.nothing:
            return tr("The groups stay as they are.")
        renamed = plural("{n} gets another name", "{n} get other names", self.renamed) if self.renamed else ""
        if self._same_songs:
            return tr("The groups stay; {renamed}.", renamed=renamed)
        now, then = (sum(getattr(f, side) is not None for f in self.fates) for side in ("now", "then"))
        if not now:
            songs = plural("{n} song", "{n} songs", self.joined)
            return plural("{n} group of {songs}.", "{n} groups of {songs}.", then, songs=songs)
        stay = sum(fate.stays for fate in self.fates)
        parts = (
            (plural("{n} stays", "{n} stay", stay) if stay else ""),
            (plural("{n} goes", "{n} go", now - stay) if now - stay else ""),
            (plural("{n} is new", "{n} are new", then - stay) if then - stay else ""),
            renamed,
        )
        return plural(
            "{n} group instead of {now}: {fates}; {moved}.",
            "{n} groups instead of {now}: {fates}; {moved}.",
            then,
            now=now,
            fates=listing([part for part in parts if part]),
            moved=self._moves(),
        )

    def _moves(self) -> str:
        if not self.songs:
            moved = tr("{moved} of {songs} songs move", moved=self.moved, songs=self.songs)
        else:
            moved = tr(
                "{moved} of {songs} songs move ({share}%)",
                moved=self.moved,
                songs=self.songs,
                share=round(100 * self.moved / self.songs),
            )
        joined = plural("{n} joins", "{n} join", self.joined) if self.joined else ""
        return f"{moved}, {joined}" if joined else moved


def outcome(db: Database, ids: IntArray, matrix: npt.NDArray[Any], proposal: Proposal) -> GroupsState:
    """What the current groups would become by a proposal.

    ``ids``, shape=(n,), and ``matrix``, shape=(n, d): the songs of its space. Those that came after it was
    made join the nearest group.
    """
    from organizer.analysis.space import groups as clustering

    made = proposal.made
    old = CurrentGroups(db, ids, made.space)
    labels = looked_up(ids, proposal.ids, proposal.numbers)
    late = np.flatnonzero(~np.isin(ids, proposal.ids))
    there = np.unique(labels[labels >= 0])
    if len(late) and len(there):
        middles = np.stack([matrix[labels == label].mean(axis=0) for label in there])
        labels[late] = there[clustering.assign(matrix[late], middles)]
    labels[old.locked] = clustering.UNSORTED
    carried = old.carried(labels)
    sure = _sureness(ids, proposal)
    sure[list(carried.pins)] = np.nan  # where a person put a song, no method is asked
    numbers = carried.labels
    order = np.unique(numbers[numbers >= 0]).tolist()
    if not order:
        raise LibraryError(
            tr("the songs of the proposed groups left the library"), remedy=tr("make groups again")
        )
    members = [np.flatnonzero(numbers == number) for number in order]
    centers = np.stack([matrix[rows].mean(axis=0) for rows in members]).astype(np.float32)
    given = carried.names
    if proposal.rename:
        given = {number: name for number, name in given.items() if old.groups[number].named}
    names = place_names.group_names(db, ids, numbers, given, anew=proposal.rename)
    rank = np.where(numbers >= 0, np.searchsorted(order, numbers), -1)
    nearest = clustering.typical(matrix, clustering.Groups(rank, centers), n=TYPICAL)
    listed = tuple(
        replace(
            carried.groups.get(number, Group(number, "", 0)),
            number=number,
            name=names[number],
            size=len(members[at]),
            typical=tuple(ids[nearest[at]].tolist()),
        )
        for at, number in enumerate(order)
    )
    inside = numbers >= 0
    grouping = replace(
        made,
        groups=listed,
        centers=centers,
        pins=tuple(sorted((int(ids[row]), number) for row, number in carried.pins.items())),
        unsorted=tuple(ids[~inside].tolist()),
        lost=lost_playlists(old.grouping, listed),
        words=old.grouping.words
        if old.grouping is not None and not proposal.rename
        else place_names.has_words(db, ids),
    )
    return GroupsState(grouping, ids[inside], numbers[inside], sure[inside].astype(np.float64))


def store(db: Database, ids: IntArray, after: GroupsState) -> None:
    """Let these be the current groups of the songs that can be compared, ``ids``. Songs that were in other
    groups are none that joined: playlists of the groups do not get them."""
    with db.write():
        old = CurrentGroups(db, ids, after.grouping.space)
        maps.save_grouping(db, after.grouping, after.ids, after.numbers, after.sureness.astype(np.float32))
        numbers = looked_up(ids, after.ids, after.numbers)
        was = {group.playlist: number for number, group in old.groups.items() if group.playlist}
        for group in after.grouping.groups:
            if group.playlist in was:
                foreign = (numbers == group.number) & old.earlier & (old.numbers != was[group.playlist])
                playlists.offer(db, group.playlist, ids[foreign].tolist())
        maps.drop_proposal(db)


def lost_playlists(before: Grouping | None, groups: Iterable[Group]) -> tuple[str, ...]:
    """The playlists that topped themselves up from groups of which none is left among ``groups``."""
    if before is None:
        return ()
    left = {group.playlist for group in groups}
    had = dict.fromkeys((*before.lost, *(group.playlist for group in before.groups)))
    return tuple(name for name in had if name and name not in left)


def compare(before: GroupsState | None, after: GroupsState) -> Change:
    """What would change; None: there are no groups."""
    ids = np.union1d(before.ids, after.ids) if before is not None else after.ids
    then = looked_up(ids, after.ids, after.numbers)
    now = looked_up(ids, before.ids, before.numbers) if before is not None else np.full_like(then, -1)
    old = {group.number: group for group in before.grouping.groups} if before is not None else {}
    new = {group.number: group for group in after.grouping.groups}
    fates = [
        Fate(old.get(number), group, _goes_on(old[number], group, now, then) if number in old else "")
        for number, group in new.items()
    ]
    fates = [
        fate if fate.now or fate.then is None else replace(fate, text=_comes_from(fate.then, old, now, then))
        for fate in fates
    ]
    gone = [Fate(group, None, _goes_to(group, new, now, then)) for n, group in old.items() if n not in new]
    inside = now >= 0
    return Change(
        (*fates, *gone),
        after.grouping,
        int(inside.sum()),
        int((inside & (now != then)).sum()),
        int((~inside & (then >= 0)).sum()),
        sum(number in old and old[number].name != group.name for number, group in new.items()),
        tuple(_playlists(old, new, now, then)),
        after.ids,
        after.numbers,
    )


def _goes_on(old: Group, new: Group, now: IntArray, then: IntArray) -> str:
    came = int(((then == new.number) & (now != new.number)).sum())
    went = int(((now == new.number) & (then != new.number)).sum())
    parts = (
        plural("{n} comes", "{n} come", came) if came else "",
        plural("{n} goes", "{n} go", went) if went else "",
    )
    songs = listing([part for part in parts if part])
    if old.name == new.name:
        return tr("stays; {songs}", songs=songs) if songs else tr("stays as it is")
    if songs:
        return tr("stays; {songs}; another name", songs=songs)
    return tr("stays as it is; another name")


def _comes_from(group: Group, old: dict[int, Group], now: IntArray, then: IntArray) -> str:
    names, share = _main(now[then == group.number], old)
    if not names:
        return tr("new")
    return (
        tr("split off “{name}”", name=names[0])
        if share >= _MOST
        else tr("new, of songs of {names}", names=_listed(names))
    )


def _goes_to(group: Group, new: dict[int, Group], now: IntArray, then: IntArray) -> str:
    names, share = _main(then[now == group.number], new)
    if not names:
        return tr("gone; its songs are in no group")
    return (
        tr("goes into “{name}”", name=names[0])
        if share >= _MOST
        else tr("shared out among {names}", names=_listed(names))
    )


def _main(numbers: IntArray, groups: dict[int, Group]) -> tuple[list[str], float]:
    """The groups that most of these songs are in, and the share of the first."""
    which, counts = np.unique(numbers[numbers >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    names = [groups[int(which[at])].name for at in order[:_NAMED]]
    return names, float(counts.max() / len(numbers)) if len(counts) else 0.0


def _listed(names: Sequence[str]) -> str:
    return listing([tr("“{name}”", name=name) for name in names])


def _playlists(old: dict[int, Group], new: dict[int, Group], now: IntArray, then: IntArray) -> Iterable[str]:
    left = {group.playlist: group for group in new.values() if group.playlist}
    for group in old.values():
        if group.playlist and group.playlist not in left:
            yield tr(
                "The playlist “{name}” keeps its songs and would top itself up no more.", name=group.playlist
            )
        elif group.playlist:
            joined = int(((then == left[group.playlist].number) & (now < 0)).sum())
            if joined:
                yield plural(
                    "The playlist “{name}” would get {n} song.",
                    "The playlist “{name}” would get {n} songs.",
                    joined,
                    name=group.playlist,
                )


def _sureness(ids: IntArray, proposal: Proposal) -> npt.NDArray[np.float32]:
    rows = looked_up(ids, proposal.ids, np.arange(len(proposal.ids)))
    sure = np.full(len(ids), np.nan, np.float32)
    sure[rows >= 0] = proposal.sureness[rows[rows >= 0]]
    return sure
