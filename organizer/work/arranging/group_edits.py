"""What a person corrects about groups. Each correction gives back the groups as they were, for undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from organizer.base.arrangement import Group
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library import maps
from organizer.library.playlists import playlists
from organizer.library.playlists.playlist_files import one_line
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up
from organizer.work.arranging import place_names
from organizer.work.arranging.current_groups import GroupsState, current_state
from organizer.work.arranging.grouping import points_of
from organizer.work.arranging.regrouping import TYPICAL, lost_playlists


def current(db: Database) -> GroupsState:
    """The groups in force. Raises ``LibraryError`` when there are none."""
    return current_state(db)


def restore(db: Database, was: GroupsState) -> GroupsState:
    """Put groups back as they were; gives back those that it replaced."""
    before = current(db)
    with db.write():
        for old, new in _renamed_playlists(before, was):
            if new not in playlists.names(db):
                playlists.rename(db, old, new)
        maps.save_grouping(db, was.grouping, was.ids, was.numbers, was.sureness.astype(np.float32))
    return before


def _renamed_playlists(before: GroupsState, after: GroupsState) -> Iterator[tuple[str, str]]:
    """Playlists of groups that have both, and what they are called after."""
    now = {group.number: group.playlist for group in before.grouping.groups if group.playlist}
    for group in after.grouping.groups:
        if group.playlist and now.get(group.number, group.playlist) != group.playlist:
            yield now[group.number], group.playlist


def rename(db: Database, number: int, name: str) -> GroupsState:
    """Call a group by another name; an empty one brings back the words for what sets it apart. A linked
    playlist that has the group's name goes on to have it."""
    was = current(db)
    group = group_of(was, number)
    given = " ".join(name.split())
    if not given:
        given = _named_anew(db, was, was.numbers, [number])[number]
    changed = replace(group, name=given, named=bool(name.strip()))
    with db.write():
        if group.playlist and group.playlist == group.name != given and group.playlist in playlists.names(db):
            changed = replace(changed, playlist=playlists.free_name(db, one_line(given)))
            playlists.rename(db, group.playlist, changed.playlist)
        _save(db, was, {number: changed}, was.numbers)
    return was


def lock(db: Database, number: int, locked: bool = True) -> GroupsState:
    """Keep a group as it is when groups are made again."""
    was = current(db)
    _save(db, was, {number: replace(group_of(was, number), locked=locked)}, was.numbers)
    return was


def merge(db: Database, numbers: Sequence[int]) -> GroupsState:
    """Make one group of several; it is locked, so that it stays one."""
    was = current(db)
    parts = [group_of(was, number) for number in dict.fromkeys(numbers)]
    if len(parts) < 2:
        raise UsageError(tr("a merger takes two groups or more"), remedy=tr("choose another one"))
    into = next((part for part in parts if part.named), parts[0])
    joined = np.where(np.isin(was.numbers, [part.number for part in parts]), into.number, was.numbers)
    name = into.name
    if not into.named:
        name = _named_anew(db, was, joined, [into.number])[into.number]
    playlist = next((part.playlist for part in (into, *parts) if part.playlist), "")
    _save(db, was, {into.number: replace(into, name=name, locked=True, playlist=playlist)}, joined)
    return was


def split(db: Database, number: int, *, k: int = 2, seed: int = 0) -> GroupsState:
    """Cut a group in parts; they are locked, so that they stay parts."""
    from organizer.analysis.space import groups as clustering

    was = current(db)
    group = group_of(was, number)
    songs = points_of(db, was.grouping)
    rows = np.flatnonzero(looked_up(songs.ids, was.ids, was.numbers) == number)
    cut = clustering.cluster(songs.matrix[rows], k=k, seed=seed)
    parts = len(cut.centers)
    if parts < 2:
        raise UsageError(tr("the songs of this group are all alike"), remedy=tr("it cannot be split"))
    free = max(g.number for g in was.grouping.groups) + 1
    new_numbers = np.array([number, *range(free, free + parts - 1)], np.int64)
    numbers = was.numbers.copy()
    at = np.searchsorted(was.ids, songs.ids[rows])
    numbers[at] = new_numbers[cut.labels]
    names = _named_anew(db, was, numbers, new_numbers.tolist())
    changed = {
        int(n): replace(
            group,
            name=names[int(n)],
            number=int(n),
            named=False,
            locked=True,
            playlist=group.playlist if n == number else "",
        )
        for n in new_numbers
    }
    if group.named:  # the name that a person gave stays with the larger part
        changed[number] = replace(changed[number], name=group.name, named=True)
    _save(db, was, changed, numbers)
    return was


def move(db: Database, ids: Sequence[int], number: int) -> GroupsState:
    """Put songs into a group; they stay there when groups are made again."""
    was = current(db)
    group = group_of(was, number)
    moved = np.unique(np.asarray(ids, np.int64))
    all_ids = np.union1d(was.ids, moved)
    numbers = looked_up(all_ids, was.ids, was.numbers)
    numbers[np.searchsorted(all_ids, moved)] = number
    pins = {**dict(was.grouping.pins), **{int(i): number for i in moved}}
    changed = replace(was, grouping=replace(was.grouping, pins=tuple(sorted(pins.items()))), ids=all_ids)
    _save(db, changed, {number: group}, numbers)
    return was


def _named_anew(db: Database, was: GroupsState, numbers: IntArray, which: Sequence[int]) -> dict[int, str]:
    """Names for some groups, the others keep theirs; ``numbers``: the group of each song, shape=(n,)."""
    given = {group.number: group.name for group in was.grouping.groups if group.number not in which}
    return place_names.group_names(db, was.ids, numbers, given)


def _save(db: Database, was: GroupsState, changed: dict[int, Group], numbers: IntArray) -> None:
    """Store corrected groups; empty ones go, sizes are counted, centres are those of the songs."""
    from organizer.analysis.space.groups import Groups, typical

    listed = {g.number: g for g in was.grouping.groups} | changed
    if numbers is was.numbers:  # nobody moved: only names and locks are others
        named = tuple(group for _, group in sorted(listed.items()))
        same = replace(was.grouping, groups=named, provisional=False)
        maps.save_grouping(db, same, was.ids, numbers)
        return
    sizes = {number: int((numbers == number).sum()) for number in listed}
    groups = tuple(replace(g, size=sizes[n]) for n, g in sorted(listed.items()) if sizes[n])
    songs = points_of(db, was.grouping)
    here = looked_up(songs.ids, was.ids, numbers)
    centers = np.stack(
        [
            songs.matrix[here == g.number].mean(axis=0)
            if (here == g.number).any()
            else np.zeros(songs.matrix.shape[1])
            for g in groups
        ]
    ).astype(np.float32)
    # typical songs are those of the groups as they are now
    rank = np.where(here >= 0, np.searchsorted([g.number for g in groups], here), -1)
    nearest = typical(songs.matrix, Groups(rank, centers), n=TYPICAL)
    groups = tuple(
        replace(g, typical=tuple(songs.ids[rows].tolist())) for g, rows in zip(groups, nearest, strict=True)
    )
    pins = tuple((i, n) for i, n in was.grouping.pins if sizes.get(n))
    inside = numbers >= 0
    left_out = tuple(sorted(set(was.grouping.unsorted) - set(was.ids[inside].tolist())))
    lost = lost_playlists(was.grouping, groups)
    grouping = replace(
        was.grouping,
        groups=groups,
        centers=centers,
        pins=pins,
        unsorted=left_out,
        lost=lost,
        provisional=False,
    )
    maps.save_grouping(db, grouping, was.ids[inside], numbers[inside])


def group_of(was: GroupsState, number: int) -> Group:
    """The group of this number. Raises ``UsageError`` when there is none."""
    for group in was.grouping.groups:
        if group.number == number:
            return group
    numbers = ", ".join(str(group.number) for group in was.grouping.groups)
    raise UsageError(
        tr("there is no group {number}", number=number), remedy=tr("groups are {numbers}", numbers=numbers)
    )
