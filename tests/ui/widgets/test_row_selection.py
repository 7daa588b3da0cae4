"""Rows become a selection of Qt's, and come back from it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QStandardItemModel

from organizer.ui.widgets import row_selection
from organizer.ui.widgets.row_selection import rows_of, selection_of


def test_rows_in_pieces_there_and_back(qapp, monkeypatch):
    model = QStandardItemModel(30, 3)
    selecting = QItemSelectionModel(model)
    for rows in ([], [4], [0, 1, 2, 7, 9, 10, 29]):
        chosen = selection_of(model, np.array(rows, np.int64), 3)
        selecting.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        assert rows_of(selecting).tolist() == rows
        assert len(selecting.selectedIndexes()) == 3 * len(rows)
    monkeypatch.setattr(row_selection, "MANY_RANGES", 3)
    assert selection_of(model, np.array([1, 3, 5]), 3) is not None
    assert selection_of(model, np.array([1, 3, 5, 7]), 3) is None
