"""Names of groups and islands: one name for one place, and the same one tomorrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from organizer.base.arrangement import NamedIsland
from organizer.base.model import IntArray
from organizer.library import maps, sound_words, tracks
from organizer.library.overview import overview
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.work.analysis.embedding import looked_up

if TYPE_CHECKING:
    from organizer.analysis.space.naming import Namer

#: An island that shares at least this much of its songs with a group shows the same songs; one that did, as
#: long as it shares more than the second.
_SAME_PLACE, _STILL_SAME = 0.6, 0.5
#: The share of songs that a network has words for, from which on these name.
_ENOUGH = 0.5
#: An island goes on with an earlier one when it shares at least this much of its songs, new ones aside.
_SAME_ISLAND = 0.4


def namer(db: Database, ids: IntArray) -> Namer:
    """Words for sets of these songs, from their tags, what was analyzed, and all that tables tell."""
    from organizer.analysis.space.naming import Namer
    from organizer.analysis.space.terms import Described

    seen = overview(db, ids)
    columns = [name for name in tables.number_names(db) if name not in seen.descriptors]
    numbers = dict(zip(columns, tables.numbers(db, ids, columns).T, strict=True)) if columns else {}
    return Namer(
        Described(
            {**seen.descriptors, **numbers},
            genres=seen.genres,
            moods=seen.moods,
            dates=seen.dates,
            artists=seen.artists,
            words=words_of(db, ids),
            title=lambda row: _label(db, int(ids[row])),
        )
    )


def _label(db: Database, track_id: int) -> str:
    """What a song is called; nothing for one that has left the library since the songs were listed."""
    return next((track.label for track in tracks.get_many(db, [track_id])), "")


def words_of(db: Database, ids: IntArray) -> dict[str, npt.NDArray[np.bool_]]:
    """Which of these songs have each word of the network in use that can be trusted, and that is said of some
    songs and not of most."""
    words = [word for word in sound_words.vocabulary(db) if word.trust != "poor" and not word.common]
    if not words:
        return {}
    known, numbers = sound_words.values(db)
    rows = looked_up(ids, known, np.arange(len(known)))
    there = rows >= 0
    held: dict[str, npt.NDArray[np.bool_]] = {}
    for word in words:
        has = np.zeros(len(ids), bool)
        has[there] = numbers[rows[there], word.position] >= word.threshold
        if has.any():
            held[word.name] = has
    return held


def has_words(db: Database, ids: IntArray) -> bool:
    """Whether the network in use has words for at least half of these songs."""
    return bool(sound_words.names(db)) and bool(np.isin(ids, sound_words.values(db)[0]).mean() >= _ENOUGH)


def group_names(
    db: Database,
    ids: IntArray,
    numbers: IntArray,
    given: Mapping[int, str] | None = None,
    *,
    anew: bool = False,
) -> dict[int, str]:
    """A name for each group, by its number. A group that shows the songs of an island has the island's name.

    Parameters
    ----------
    ids, numbers : the songs and their groups, −1 for none; shape=(n,)
    given : names that some of the groups have; they are kept
    anew : whatever islands are called
    """
    given = dict(given or {})
    order = np.unique(numbers[numbers >= 0]).tolist()
    taken: list[str] = []
    if not anew and any(number not in given for number in order):
        islands = [one for one in maps.load_islands(db) if one.group is None]
        index = _shared(
            _places(numbers, order), len(order), _owners(ids, [one.songs for one in islands]), len(islands)
        )
        used = {name.casefold() for name in given.values()}
        for column, island in enumerate(islands):
            row = int(index[:, column].argmax())
            free = order[row] not in given and island.name.casefold() not in used
            if free and index[row, column] >= _SAME_PLACE:
                given[order[row]] = island.name
            else:
                taken.append(island.name)
    if all(number in given for number in order):
        return {number: given[number] for number in order}
    members = [np.flatnonzero(numbers == number) for number in order]
    places = {at: given[number] for at, number in enumerate(order) if number in given}
    return dict(zip(order, namer(db, ids).names(members, given=places, taken=taken), strict=True))


def island_names(db: Database, ids: IntArray) -> Callable[[Sequence[IntArray]], list[str]]:
    """Names islands, each given as rows of ``ids`` (ascending): as the group that shows the same songs is
    called, else as the island was called that had most of the same songs, else by what sets it apart from the
    others. The names are kept in the library, unless songs are still to be analyzed.
    """

    def names(islands: Sequence[IntArray]) -> list[str]:
        before = maps.load_islands(db)
        owner = np.full(len(ids), -1, np.int64)
        for at, rows in enumerate(islands):
            owner[rows] = at
        carried = _carried(owner, len(islands), _owners(ids, [one.songs for one in before]), len(before))
        links, called = _same_groups(
            db, ids, owner, islands, {at: before[was] for at, was in carried.items()}
        )
        given = {at: called[number] for at, number in links.items()}
        used = {name.casefold() for name in called.values()}
        for at, was in carried.items():
            if at not in given and before[was].group is None and before[was].name.casefold() not in used:
                given[at] = before[was].name
        if len(given) < len(islands):
            result = namer(db, ids).names(islands, given=given, taken=list(called.values()))
        else:
            result = [given[at] for at in range(len(islands))]
        now = [
            NamedIsland(name, ids[rows], links.get(at))
            for at, (name, rows) in enumerate(zip(result, islands, strict=True))
        ]
        if not db.read_only and not _same(before, now) and not tracks.count(db).waiting:
            maps.save_islands(db, now)
        return result

    return names


def _same_groups(
    db: Database,
    ids: IntArray,
    owner: IntArray,
    islands: Sequence[IntArray],
    carried: Mapping[int, NamedIsland],
) -> tuple[dict[int, int], dict[int, str]]:
    """The number of the group that an island shows, where it shows one; and the names of all groups."""
    grouping = maps.load_grouping(db)
    if grouping is None or not grouping.groups:
        return {}, {}
    called = {group.number: group.name for group in grouping.groups}
    order = sorted(called)
    numbers = _places(looked_up(ids, *maps.labels(db)), order)
    index = _shared(owner, len(islands), numbers, len(order))
    links = {}
    for at in range(len(islands)):
        column = int(index[at].argmax())
        stays = at in carried and carried[at].group == order[column] and index[at, column] > _STILL_SAME
        if stays or index[at, column] >= _SAME_PLACE:
            links[at] = order[column]
    return links, called


def _carried(owner: IntArray, count: int, was: IntArray, before: int) -> dict[int, int]:
    """Islands, and which of the earlier ones each goes on with: the one that it has most songs in common
    with, songs that are new aside, unless most of it is new."""
    from scipy.optimize import linear_sum_assignment

    if not count or not before:
        return {}
    earlier = np.where(was >= 0, owner, -1)
    index = _shared(earlier, count, was, before)
    common = _common(earlier, count, was, before)
    known, all_ = (np.bincount(each[each >= 0], minlength=count) for each in (earlier, owner))
    return {
        int(row): int(column)
        for row, column in zip(*linear_sum_assignment(-index), strict=True)
        if index[row, column] >= _SAME_ISLAND
        and 2 * common[row, column] > known[row]
        and 2 * known[row] >= all_[row]
    }


def _owners(ids: IntArray, sets: Sequence[IntArray]) -> IntArray:
    """Which set each song is in, −1 for none: shape=(len(ids),)."""
    owner = np.full(len(ids), -1, np.int64)
    for at, songs in enumerate(sets):
        owner[np.isin(ids, songs)] = at
    return owner


def _places(numbers: IntArray, order: Sequence[int]) -> IntArray:
    """Numbers as their places in ``order``, which ascends; −1 for others."""
    if not len(order):
        return np.full(len(numbers), -1, np.int64)
    listed = np.asarray(order, np.int64)
    at = np.minimum(np.searchsorted(listed, numbers), len(listed) - 1)
    return np.where(listed[at] == numbers, at, -1).astype(np.int64)


def _common(ones: IntArray, count: int, others: IntArray, other_count: int) -> npt.NDArray[np.int64]:
    """How many songs sets have in common: shape=(count, other_count). Each set of sets as which a song is in,
    −1 for none."""
    both = (ones >= 0) & (others >= 0)
    cells = np.bincount(ones[both] * other_count + others[both], minlength=count * other_count)
    return cells.reshape(count, other_count).astype(np.int64)


def _shared(ones: IntArray, count: int, others: IntArray, other_count: int) -> npt.NDArray[np.float64]:
    """How much of their songs sets share (Jaccard's index): shape=(count, other_count)."""
    common = _common(ones, count, others, other_count)
    sizes = (np.bincount(each[each >= 0], minlength=n) for each, n in ((ones, count), (others, other_count)))
    mine, theirs = sizes
    return np.asarray(common / np.maximum(mine[:, None] + theirs[None, :] - common, 1))


def _same(before: Sequence[NamedIsland], now: Sequence[NamedIsland]) -> bool:
    return len(before) == len(now) and all(
        (one.name, one.group) == (other.name, other.group) and np.array_equal(one.songs, other.songs)
        for one, other in zip(before, now, strict=True)
    )
