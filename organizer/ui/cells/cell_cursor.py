"""A frame around the cell that keys would edit, while the table has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget


class CellCursor(QWidget):
    """Lies over the cell, and lets everything through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._selected = False
        self.hide()

    def show_at(self, cell: QRect, *, selected: bool) -> None:
        """Show it around a cell; ``selected``: of a row that is painted as selected."""
        self._selected = selected
        self.setGeometry(cell)
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        role = QPalette.ColorRole.HighlightedText if self._selected else QPalette.ColorRole.Highlight
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(role), 1))
        painter.drawRect(self.rect().adjusted(1, 2, -2, -3))
