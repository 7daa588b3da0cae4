"""What an edit would change, shown before anything is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.model import FIELD_LABELS
from organizer.ui.widgets.parts import STEP, count_of
from organizer.ui.widgets.plain_text import Label, plain
from organizer.work.tags.tagging import Diff

Index = QModelIndex | QPersistentModelIndex

#: Reasons for what cannot be written that are told above the table; all stand in their rows' tooltips.
_REASONS = 3

_HEADERS = ("Song", "Field", "Before", "After")


class DiffModel(QAbstractTableModel):
    """A row for each field of each song that would change."""

    def __init__(self, diffs: Sequence[Diff], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._diffs = diffs

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._diffs)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        diff, column = self._diffs[index.row()], index.column()
        if role == Qt.ItemDataRole.FontRole and column == 3:
            font = QFont()
            font.setBold(not diff.refused)
            font.setItalic(bool(diff.refused))
            return font
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return plain(printable(diff.path))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column == 0:
            return os.path.basename(printable(diff.path))
        if column == 1:
            return FIELD_LABELS.get(diff.field, diff.field)
        text = diff.shown[column - 2]
        if column == 3 and diff.refused:
            text = f"cannot be written: {diff.refused}"
        elif column == 3 and not text:
            text = "(removed)"
        return plain(text) if role == Qt.ItemDataRole.ToolTipRole else " ".join(text.split())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None


class DiffDialog(QDialog):
    """Asks whether to write these changes; ``accepted`` means yes. Shown by ``open``, never blocking.

    ``title``, ``question`` and ``button`` say what it is when it is not an edit but an undo, for example."""

    def __init__(
        self,
        diffs: Sequence[Diff],
        parent: QWidget | None = None,
        *,
        title: str = "Review changes of tags",
        question: str = "",
        button: str = "",
        note: str = "",
    ) -> None:
        super().__init__(parent)
        refused = sum(bool(diff.refused) for diff in diffs)
        files = len({diff.path for diff in diffs if not diff.refused})
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question = question or (
            f"{count_of(len(diffs) - refused, 'change')} in {count_of(files, 'file')}. "
            + (f"{count_of(refused, 'value')} cannot be written. " if refused else "")
            + "Nothing is written yet; afterwards it can be undone."
        )
        reasons = list(dict.fromkeys(diff.refused for diff in diffs if diff.refused))
        lines = [
            f"{question} {note}".strip(),
            *reasons[:_REASONS],
            *(["…"] if len(reasons) > _REASONS else []),
        ]
        self.summary = Label("\n".join(lines))
        self.summary.setWordWrap(True)
        self.table = QTableView()
        self.table.setModel(DiffModel(diffs, self))
        self.table.setAccessibleName("Changes")
        self.table.setToolTip("What would change")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + STEP)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(1, self.fontMetrics().horizontalAdvance("Album artist") + 3 * STEP)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.write_button = self.buttons.addButton(
            button or f"Write to {count_of(files, 'file')}", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.write_button.setToolTip("Write these changes to the files")
        self.write_button.setDefault(True)
        self.write_button.setEnabled(files > 0)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        layout.setSpacing(STEP)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)
        self.resize(760, 460)
