"""The columns of a table that is to be imported: what each is taken for, correctable in a box."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from organizer.library.table_types import Column, Table
from organizer.tabling import ROLES
from organizer.ui.plain_text import plain

_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole.UserRole
#: What a column can be, as people read it; the others are their names.
_TITLES: Mapping[str, str] = {
    "album_artist": "Album artist", "date": "Date or year", "isrc": "ISRC", "file": "File name",
    "source": "ID elsewhere", "tempo": "Tempo (BPM)", "loudness": "Loudness (dB)", "duration": "Duration",
    "number": "Number of its own", "unused": "Ignored",
}  # fmt: skip
_EXAMPLES = 4


def role_title(role: str) -> str:
    return _TITLES.get(role, role.capitalize())


class _Choice(QStyledItemDelegate):
    """A cell that looks like a box and opens as one; thousands of real ones would take seconds."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        box = QStyleOptionComboBox()
        box.rect = option.rect.adjusted(1, 1, -1, -1)
        box.palette, box.fontMetrics = option.palette, option.fontMetrics
        box.state = QStyle.StateFlag.State_Enabled
        if option.state & QStyle.StateFlag.State_HasFocus:
            box.state |= QStyle.StateFlag.State_HasFocus
        box.currentText = str(index.data() or "")
        box.editable, box.frame = False, True
        style = QApplication.style()
        style.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, box, painter)
        style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, box, painter)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QComboBox(parent)
        editor.setAccessibleName("What the column is")
        for role in ROLES:
            editor.addItem(role_title(role), role)

        def chosen(_at: int) -> None:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

        editor.activated.connect(chosen)
        QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(index.data(_ROLE)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        assert isinstance(editor, QComboBox)
        if editor.currentData() != index.data(_ROLE):
            model.setData(index, editor.currentData(), _ROLE)

    def eventFilter(self, editor: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.FocusOut:  # its list has opened: it is not done
            return False
        return super().eventFilter(editor, event)


class ColumnsList(QTableWidget):
    """A row for each column of the file: its name, what it is, and what stands in it."""

    role_chosen = Signal(int, str)  #: number of the column, what a person says it is

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setAccessibleName("Columns of the table")
        self.setHorizontalHeaderLabels(["Column in the file", "Is", "Such as"])
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setItemDelegateForColumn(1, _Choice(self))
        self.setColumnWidth(0, 170)
        self.setColumnWidth(1, 150)
        self.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(lambda index: self.edit(index) if index.column() == 1 else None)
        self.itemChanged.connect(self._changed)

    def show_table(self, table: Table) -> None:
        self.blockSignals(True)
        self.setRowCount(len(table.columns))
        for row, column in enumerate(table.columns):
            seen = dict.fromkeys(cells[row] for cells in table.head)
            examples = " · ".join([text for text in seen if text][:_EXAMPLES])
            self.setItem(row, 0, _fixed(column.header or f"column {row + 1}"))
            is_ = QTableWidgetItem(role_title(column.role))
            is_.setData(_ROLE, column.role)
            is_.setToolTip(plain(_explained(column)))
            self.setItem(row, 1, is_)
            self.setItem(row, 2, _fixed(examples))
        self.blockSignals(False)

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() == 1:
            self.role_chosen.emit(item.row(), item.data(_ROLE))


def _fixed(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(" ".join(text.split())[:200])
    item.setToolTip(plain(item.text()))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


def _explained(column: Column) -> str:
    if column.role == "number":
        return f"Kept as “{column.name}”"
    return "" if column.scale == 1.0 else f"Its numbers are multiplied by {column.scale:g}"
