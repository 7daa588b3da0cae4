"""Names of groups and islands: one name for one place, and the same one tomorrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from organizer.base.model import IntArray
from organizer.library import maps, tracks
from organizer.library.overview import overview
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.work.analysis.embedding import looked_up

if TYPE_CHECKING:
    from organizer.analysis.space.naming import Namer

#: An island that shares at least this much of its songs with a group shows the same songs.
_SAME_PLACE = 0.6


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
            title=lambda row: tracks.get(db, int(ids[row])).label,
        )
    )


def group_names(
    db: Database, ids: IntArray, numbers: IntArray, given: Mapping[int, str] | None = None
) -> dict[int, str]:
    """A name for each group, by its number.

    Parameters
    ----------
    ids, numbers : the songs and their groups, −1 for none; shape=(n,)
    given : names that some of the groups have; they are kept
    """
    given = given or {}
    order = np.unique(numbers[numbers >= 0]).tolist()
    members = [np.flatnonzero(numbers == number) for number in order]
    places = {at: given[number] for at, number in enumerate(order) if number in given}
    if len(places) == len(order):
        return {number: given[number] for number in order}
    return dict(zip(order, namer(db, ids).names(members, given=places), strict=True))


def island_names(db: Database, ids: IntArray) -> Callable[[Sequence[IntArray]], list[str]]:
    """Names islands, each given as rows of ``ids`` (ascending): as the group that shows the same songs is
    called, else by what sets it apart from the others."""

    def names(islands: Sequence[IntArray]) -> list[str]:
        grouping = maps.load_grouping(db)
        given: dict[int, str] = {}
        called: list[str] = []
        if grouping is not None and grouping.groups:
            called = [group.name for group in grouping.groups]
            numbers = looked_up(ids, *maps.labels(db))
            order = [group.number for group in grouping.groups]
            at, which = np.nonzero(
                shared(islands, [np.flatnonzero(numbers == n) for n in order]) >= _SAME_PLACE
            )
            given = {int(island): called[group] for island, group in zip(at, which, strict=True)}
        return namer(db, ids).names(islands, given=given, taken=called)

    return names


def shared(ones: Sequence[IntArray], others: Sequence[IntArray]) -> npt.NDArray[np.float64]:
    """How much of their songs sets share (Jaccard's index): shape=(len(ones), len(others))."""
    index = np.zeros((len(ones), len(others)))
    for row, one in enumerate(ones):
        for column, other in enumerate(others):
            common = np.isin(one, other, assume_unique=True).sum()
            index[row, column] = common / max(len(one) + len(other) - common, 1)
    return index
