"""Rows with a number at their right edge, as the side bar and what is browsed have them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from organizer.base.language import number
from organizer.ui.looks.direction import mirror
from organizer.ui.widgets import theme

#: Where a model has the number of a row; None for none.
COUNT = Qt.ItemDataRole.UserRole + 1


class CountDelegate(QStyledItemDelegate):
    """Draws the number of songs of a row, and the current row as the chosen one, over its whole width."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        count = index.data(COUNT)
        text = "" if count is None else number(count)
        room = option.fontMetrics.horizontalAdvance(text) + 20 if text else 0
        whole = QRect(option.rect)
        place = mirror(option.direction, whole)
        if index == self._view.currentIndex():  # over the whole row, number included
            group = QPalette.ColorGroup.Active
            painter.fillRect(whole, option.palette.color(group, QPalette.ColorRole.Midlight))
            edge = QRect(whole.left(), whole.top(), 3, whole.height())
            painter.fillRect(place(edge), theme.accent())
        beside = QRect(whole)
        beside.setWidth(max(0, whole.width() - room))
        beside.setLeft(whole.left() + self.outdent(index))
        option.rect = place(beside)
        super().paint(painter, option, index)
        if text:
            painter.save()
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place(whole.adjusted(0, 0, -12, 0)), align, text)
            painter.restore()

    def outdent(self, index: QModelIndex | QPersistentModelIndex) -> int:
        """How far to the right of the row its text begins, in pixels."""
        return 0
