"""Which numbers take part in the pictures of *Insight*: check boxes as in the Groups view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from organizer.base.language import tr, tr_as
from organizer.ui.groups.setup import number_item
from organizer.ui.widgets.parts import STEP


class NumbersPanel(QFrame):
    """A list that opens under its button; what was chosen counts when it is closed."""

    chosen = Signal(object)  #: names of the numbers, at least one; only if they are others than before

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(tr("Numbers that are looked at"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._before: tuple[str, ...] = ()
        self.table = QTableWidget(0, 1)
        self.table.setAccessibleName(tr("Numbers"))
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setMinimumSize(260, 300)
        every, self.none = QPushButton(tr_as("numbers", "&All")), QPushButton(tr_as("numbers", "&None"))
        every.clicked.connect(lambda: self._check(self._known()))
        self.none.clicked.connect(lambda: self._check(()))
        self.done = QPushButton(tr_as("verb", "&Show"))
        self.done.clicked.connect(self.close)
        self.table.itemChanged.connect(self._show_button)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in (every, self.none, self.done):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table)
        layout.addLayout(row)

    def show_names(self, names: Sequence[str], shown: Sequence[str]) -> None:
        """All numbers there are, and those that are looked at."""
        self._before = tuple(shown)
        self.table.setRowCount(len(names))
        for row, name in enumerate(names):
            self.table.setItem(row, 0, number_item(name, name in shown))

    def names(self) -> tuple[str, ...]:
        """What is checked, in its order."""
        items = [self.table.item(row, 0) for row in range(self.table.rowCount())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item is not None and item.checkState() == Qt.CheckState.Checked
        )

    def open_under(self, button: QWidget) -> None:
        """Open below a button."""
        self.adjustSize()
        self.move(button.mapToGlobal(QPoint(0, button.height() + 2)))
        self.show()
        self.table.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        checked = self.names()
        if not checked:  # nothing can be looked at by no number: all stays as it was
            self._check(self._before)
        elif checked != self._before:
            self._before = checked
            self.chosen.emit(checked)

    def _check(self, names: Sequence[str]) -> None:
        for row in range(self.table.rowCount()):
            if (item := self.table.item(row, 0)) is not None:
                on = item.data(Qt.ItemDataRole.UserRole) in names
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _known(self) -> list[str]:
        items = (self.table.item(row, 0) for row in range(self.table.rowCount()))
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item is not None]

    def _show_button(self) -> None:
        self.done.setEnabled(bool(self.names()))
