"""Labels by groups as a table: which genres (artists, decades …) are in which group, for every view of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from organizer.analysis.judging.crosstab import NO_GROUP, Crosstab, crosstab
from organizer.base.errors import LibraryError, UsageError
from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library import labels, maps
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up

NO_LABEL = "(none)"


@dataclass(frozen=True, slots=True, eq=False)
class LabelTable:
    """The labels of songs beside their groups."""

    kind: str  #: "genre", "artist", … as in ``library.labels``
    names: tuple[str, ...]  #: of the groups, in the order of the table's columns
    table: Crosstab

    def sorted_by(self, by: str | int) -> LabelTable:
        """The rows in another order. Raises ``UsageError`` for a group that is not there."""
        try:
            return replace(self, table=self.table.ordered(by))
        except ValueError as error:
            raise UsageError(
                str(error), remedy=tr("sort by songs, label, or the number of a group")
            ) from error

    def label(self, row: int) -> str:
        """The label of a row, or that there is none."""
        return self.table.labels[row] or NO_LABEL

    def group(self, column: int) -> str:
        """ "2 calm · Folk"."""
        number = self.table.groups[column]
        return self.names[column] if number == NO_GROUP else f"{number} {self.names[column]}"


def label_table(db: Database, kind: str = "genre", *, ids: IntArray | None = None) -> LabelTable:
    """The labels of all songs that took part in the current groups (or of these alone), by group.

    Raises ``LibraryError`` where there are no groups, ``UsageError`` for a label that songs cannot have.
    """
    grouping = maps.load_grouping(db)
    if grouping is None or not grouping.groups:
        raise LibraryError(tr("there are no groups yet"), remedy=tr("make them with “organizer groups”"))
    grouped, numbers = maps.labels(db)
    if ids is None:
        ids = np.union1d(grouped, np.array(grouping.unsorted, np.int64))
    made = crosstab(
        looked_up(ids, grouped, numbers), labels.of(db, ids, kind), [g.number for g in grouping.groups]
    )
    names = {group.number: group.name for group in grouping.groups}
    return LabelTable(kind, tuple(names.get(number, tr("no group")) for number in made.groups), made)


def csv_rows(laid_out: LabelTable) -> tuple[list[str], list[list[object]]]:
    """Header and one row per label: songs in all, then songs, share of the label and of the group for each
    group."""
    table = laid_out.table
    header = [laid_out.kind, "songs"]
    for at in range(len(table.groups)):
        name = laid_out.group(at)
        header += [f"{name}: songs", f"{name}: share of {laid_out.kind}", f"{name}: share of group"]
    of_label, of_group = table.of_label, table.of_group
    rows: list[list[object]] = []
    for row in range(len(table.labels)):
        cells: list[object] = [laid_out.label(row), int(table.counts[row].sum())]
        for at in range(len(table.groups)):
            cells += [
                int(table.counts[row, at]),
                round(float(of_label[row, at]), 6),
                round(float(of_group[row, at]), 6),
            ]
        rows.append(cells)
    return header, rows


def in_words(laid_out: LabelTable, most: int = 3) -> list[str]:
    """A sentence for each group: which labels most of its songs carry, and what share that is."""
    table, sentences = laid_out.table, []
    for at, number in enumerate(table.groups):
        total = int(table.counts[:, at].sum())
        rows = [row for row in np.argsort(-table.counts[:, at], kind="stable") if table.labels[row]][:most]
        parts = [
            tr("{label} {share}%", label=table.labels[row], share=round(100 * table.counts[row, at] / total))
            for row in rows
            if table.counts[row, at]
        ]
        if total and number != NO_GROUP:
            name = laid_out.group(at)
            sentences.append(
                f"{name}: {', '.join(parts)}"
                if parts
                else tr("{name}: no {kind}", name=name, kind=laid_out.kind)
            )
    return sentences


def shown_columns(laid_out: LabelTable) -> Sequence[str]:
    """The titles of the groups' columns."""
    return [laid_out.group(at) for at in range(len(laid_out.table.groups))]
