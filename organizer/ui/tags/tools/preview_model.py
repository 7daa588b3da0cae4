"""What tools would change, as rows: a field of a song each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from organizer.base.errors import printable
from organizer.base.fields.tag_names import label_of
from organizer.base.language import tr
from organizer.base.model import joined
from organizer.ui.tags.tools.jobs import Row
from organizer.ui.widgets.plain_text import plain

Index = QModelIndex | QPersistentModelIndex

SONG, FIELD, BEFORE, AFTER, SURE = range(5)
_CHANGES = (tr("Song"), tr("Field"), tr("Before"), tr("After"), tr("Sure"))
_REMARKS = (tr("Song"), tr("Step"), tr("What there is to say"))


class PreviewModel(QAbstractTableModel):
    """Changes, or remarks about songs; replaced as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Row] = ()
        self.remarks = False

    def show_rows(self, rows: Sequence[Row], *, remarks: bool) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows, self.remarks = rows, remarks
        self.endResetModel()

    def row(self, at: int) -> Row:
        """What stands in this row."""
        return self._rows[at]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._headers)

    @property
    def _headers(self) -> tuple[str, ...]:
        return _REMARKS if self.remarks else _CHANGES

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.FontRole and column == AFTER:
            font = QFont()
            font.setBold(bool(row.new))
            font.setItalic(not row.new)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            text = printable(row.path) if column == SONG else self._text(row, column)
            note = f"\n{row.note}" if row.note and column in (AFTER, SURE) else ""
            return plain(text + note)
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(self._text(row, column).split())
        return None

    def _text(self, row: Row, column: int) -> str:
        if column == SONG:
            return os.path.basename(printable(row.path))
        if self.remarks:
            return row.field if column == FIELD else printable(row.note)
        if column == FIELD:
            return label_of(row.field)
        if column == BEFORE:
            return joined(row.old)
        if column == AFTER:
            return joined(row.new) if row.new else tr("(removed)")
        return "" if row.sure is None else tr("{share}%", share=round(100 * row.sure))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None
