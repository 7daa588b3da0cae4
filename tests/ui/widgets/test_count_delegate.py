"""Rows with a number at their right edge."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView

from organizer.ui.widgets.count_delegate import COUNT, CountDelegate


def ink(view, row, part):
    """How many pixels of a part of a row are not of its ground."""
    rect = view.visualRect(view.model().index(row, 0))
    image = view.viewport().grab(rect).toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, part]
    return int((pixels != pixels[1, -2]).any(axis=2).sum())


def test_the_number_stands_at_the_edge_and_a_long_name_leaves_it_room(qtbot, qapp):
    view = QListView()
    qtbot.addWidget(view)
    view.resize(QSize(160, 120))
    model = QStandardItemModel(view)
    for name, count in (("a", 12_345), ("a", None), ("a very long name " * 5, 12_345)):
        item = QStandardItem(name)
        item.setData(count, COUNT)
        model.appendRow(item)
    view.setModel(model)
    view.setItemDelegate(CountDelegate(view))
    view.setSelectionMode(QListView.SelectionMode.NoSelection)  # as both views have it
    view.show()
    edge = slice(-52, -2)
    counted = ink(view, 0, edge)
    assert counted > 20 and ink(view, 1, edge) == 0
    assert ink(view, 2, edge) == counted  # the name ends before it
    start = slice(0, 4)
    before = ink(view, 1, start)
    view.setCurrentIndex(model.index(1, 0))
    assert ink(view, 1, start) > before + 5  # the chosen row is marked
