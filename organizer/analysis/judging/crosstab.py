"""Labels by groups: how many songs of each label are in each group, and the shares both ways.

Conventions: group numbers are whole, −1 for a song that is in no group; a label is text, "" for none.
Spellings that differ in capitals are one label, written as most of its songs write it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.base.language import tr

IntArray = npt.NDArray[np.int64]

#: The column of songs that are in no group.
NO_GROUP = -1


@dataclass(frozen=True, slots=True, eq=False)
class Crosstab:
    """Songs of each label in each group."""

    labels: tuple[str, ...]  #: "" stands for the songs without one
    groups: tuple[int, ...]  #: numbers; ``NO_GROUP`` comes last, where there are such songs
    counts: IntArray  #: shape=(labels, groups)

    @property
    def of_label(self) -> npt.NDArray[np.float64]:
        """Share of each label's songs that are in the group: rows add up to 1."""
        return _share(self.counts, self.counts.sum(axis=1, keepdims=True))

    @property
    def of_group(self) -> npt.NDArray[np.float64]:
        """Share of each group's songs that carry the label: columns add up to 1."""
        return _share(self.counts, self.counts.sum(axis=0, keepdims=True))

    def ordered(self, by: str | int = "songs") -> Crosstab:
        """The labels sorted: by "songs" (most first), by "label", or by their songs in a group (most first).

        Songs without a label come last. Raises ``ValueError`` for a group that there is not.
        """
        if by == "label":
            keys: list[Any] = [label.casefold() for label in self.labels]
        elif by == "songs":
            keys = (-self.counts.sum(axis=1)).tolist()
        elif by in self.groups:
            keys = (-self.counts[:, self.groups.index(int(by))]).tolist()
        else:
            raise ValueError(tr("labels cannot be sorted by “{column}”", column=by))
        order = sorted(
            range(len(keys)), key=lambda at: (not self.labels[at], keys[at], self.labels[at].casefold())
        )
        return replace(self, labels=tuple(self.labels[at] for at in order), counts=self.counts[order])


def crosstab(numbers: npt.ArrayLike, labels: Sequence[str], groups: Sequence[int]) -> Crosstab:
    """Count songs by label and group, the commonest label first.

    Parameters
    ----------
    numbers : shape=(n,), the group of each song
    labels : the label of each
    groups : the groups in the order of the columns; songs in none of these make up the last one
    """
    place = {number: at for at, number in enumerate(groups)}
    columns = np.array([place.get(int(number), len(groups)) for number in np.asarray(numbers)], np.int64)
    keys = [label.strip().casefold() for label in labels]
    spellings: dict[str, Counter[str]] = {}
    for key, label in zip(keys, labels, strict=True):
        spellings.setdefault(key, Counter())[label.strip()] += 1
    row = {key: at for at, key in enumerate(spellings)}
    counts = np.zeros((len(row), len(groups) + 1), np.int64)
    np.add.at(counts, (np.array([row[key] for key in keys], np.int64), columns), 1)
    names = tuple(counted.most_common(1)[0][0] for counted in spellings.values())
    listed = tuple(groups)
    if counts[:, -1].any():
        listed = (*listed, NO_GROUP)
    else:
        counts = counts[:, :-1]
    return Crosstab(names, listed, counts).ordered()


def _share(counts: IntArray, total: IntArray) -> npt.NDArray[np.float64]:
    return np.asarray(counts / np.maximum(total, 1), np.float64)
