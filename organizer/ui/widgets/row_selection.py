"""Rows as a selection of Qt's, as long as it is one that Qt can hold."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QItemSelectionModel, QItemSelectionRange

from organizer.base.model import IntArray

#: Scattered selections with more ranges than this are painted by the view: Qt compares ranges pairwise.
MANY_RANGES = 400


def selection_of(model: QAbstractItemModel, rows: IntArray, columns: int) -> QItemSelection | None:
    """These rows, which ascend; None when they are in too many pieces."""
    import numpy as np

    chosen = QItemSelection()
    if not len(rows):
        return chosen
    breaks = np.flatnonzero(np.diff(rows) > 1)
    if len(breaks) >= MANY_RANGES:
        return None
    tops = rows[np.concatenate(([0], breaks + 1))].tolist()
    bottoms = rows[np.concatenate((breaks, [len(rows) - 1]))].tolist()
    for top, bottom in zip(tops, bottoms, strict=True):
        chosen.append(QItemSelectionRange(model.index(top, 0), model.index(bottom, columns - 1)))
    return chosen


def rows_of(model: QItemSelectionModel) -> IntArray:
    """The rows of a selection, ascending. shape=(k,)"""
    import numpy as np

    ranges = [(r.top(), r.bottom() + 1) for r in list(model.selection())]  # type: ignore[call-overload]
    rows = [np.arange(top, end) for top, end in sorted(ranges)]
    return np.unique(np.concatenate(rows)) if rows else np.empty(0, np.int64)
